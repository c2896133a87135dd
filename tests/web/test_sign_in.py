"""Signing in and out, lockout, the demo's door, and the first page of each role."""

import pytest
from django.urls import NoReverseMatch, clear_url_caches, reverse, set_urlconf

from evenhand.core.accounts import grant
from evenhand.core.models import Role, User
from evenhand.core.viewing import acting_as
from evenhand.web.pages import FIRST_PAGES, PAGES, first_page_of, pages_of
from evenhand.web.sign_in.demo import ANSWERS
from tests.cast import AT


PASSWORD = "a long enough pass phrase"  # noqa: S105


@pytest.fixture
def amira(db):
    return User.objects.create_user("amira", name="Amira Test", password=PASSWORD)


def send(client, username="amira", password=PASSWORD, **more):
    return client.post(
        "/sign-in/", {"username": username, "password": password, **more}
    )


def test_anonymous_is_asked_to_sign_in_and_brought_back(client, amira):
    answer = client.get("/glossary/")
    assert answer.status_code == 302
    assert answer.url == "/sign-in/?next=/glossary/"
    assert send(client, next="/glossary/").url == "/glossary/"


def test_sign_in_never_leads_away_from_evenhand(client, amira):
    assert send(client, next="https://elsewhere.example/").url == "/"


@pytest.mark.parametrize("username", ["amira", "nobody-of-that-name"])
def test_wrong_password_and_unknown_name_answer_alike(client, amira, username):
    answer = send(client, username=username, password="wrong")
    assert answer.status_code == 422
    assert "Check your user name and password" in answer.text


def test_sign_in_form_asks_for_what_is_missing(client, db):
    answer = send(client, username="", password="")
    assert "Enter your user name" in answer.text
    assert "Enter your password" in answer.text


def test_five_wrong_passwords_lock_the_name_out(client, amira):
    for _ in range(4):
        assert send(client, password="wrong").status_code == 422
    locked = send(client, password="wrong")
    assert locked.status_code == 429
    assert "Too many tries" in locked.text
    assert send(client).status_code == 429


def test_sign_out_forgets_the_session(client, amira):
    client.force_login(amira)
    assert client.post("/sign-out/").url == "/sign-in/"
    assert client.get("/glossary/").status_code == 302


def test_pages_are_not_kept_by_the_browser_for_whoever_comes_next(client, amira):
    client.force_login(amira)
    assert client.get("/").headers["Cache-Control"] == "private, no-store"


def test_signing_out_by_a_link_is_refused(client, amira):
    client.force_login(amira)
    assert client.get("/sign-out/").status_code == 302
    assert "Amira Test" in client.get("/glossary/").text, "still signed in"


def test_demo_door_lets_one_in_as_the_person_chosen(client, cast):
    door = client.get("/demo/")
    assert door.status_code == 200
    assert "Come in as Amira Test" in door.text
    assert "Planning service" not in door.text
    assert client.post("/demo/amira/").url == "/"
    assert "Amira Test" in client.get("/glossary/").text


def test_demo_door_knows_only_its_own_people(client, cast):
    assert client.post("/demo/planning-service/").status_code == 404
    assert client.post("/demo/nobody/").status_code == 404
    assert client.get("/demo/amira/").url == "/demo/"
    assert client.get("/my-work/").status_code == 302, "not signed in by a link"


def test_demo_door_has_no_address_where_the_setting_is_off(settings):
    import importlib

    from evenhand.config import urls as all_of_them
    from evenhand.web import urls

    settings.DEMO_DOOR = False
    try:
        importlib.reload(urls)
        importlib.reload(all_of_them)
        clear_url_caches()
        with pytest.raises(NoReverseMatch):
            reverse("demo-door")
    finally:
        settings.DEMO_DOOR = True
        importlib.reload(urls)
        importlib.reload(all_of_them)
        clear_url_caches()
        set_urlconf(None)
    assert reverse("demo-door") == "/demo/"


def test_every_role_has_a_sentence_at_the_demo_door():
    assert set(ANSWERS) == set(Role)


@pytest.mark.parametrize("role", list(Role))
def test_first_page_of_each_role_is_one_it_may_open(client, cast, role):
    user = cast.nobody
    with acting_as(cast.service):
        grant(user, roles=[role], by=cast.service, at=AT, because="this test")
    client.force_login(user)
    answer = client.get("/")
    first = FIRST_PAGES.get(role)
    if first is None:
        assert answer.status_code == 200
        assert "still to come" in answer.text
    else:
        assert answer.url == reverse(first)
        assert role in PAGES[first].roles
        assert first_page_of(user) in {page.name for page in pages_of(user)}


def test_a_person_without_a_role_is_told_whom_to_ask(client, cast):
    client.force_login(cast.nobody)
    answer = client.get("/")
    assert "Ask your administrator" in answer.text


def test_rows_are_chosen_once_and_kept(client, amira):
    client.force_login(amira)
    assert client.post("/rows/", {"density": "compact", "next": "/glossary/"}).url == (
        "/glossary/"
    )
    amira.refresh_from_db()
    assert amira.compact
    client.post("/rows/", {"density": "comfortable"})
    amira.refresh_from_db()
    assert not amira.compact
