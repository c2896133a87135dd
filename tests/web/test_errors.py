"""A person never meets a trace or an id, whatever goes wrong."""

import pytest
from django.http import Http404
from django.test import Client
from django.urls import path

from evenhand.core.looking import record_look
from evenhand.core.models import Look, User
from evenhand.web import urls as real
from evenhand.web.errors import something_wrong


def break_after_writing(request):
    record_look(Look.Kind.VIEW, by=request.user, at=request.at, what="half done")
    raise RuntimeError("the secret inner words")


def lose(request):
    raise Http404("case 4711")


urlpatterns = [
    *real.urlpatterns,
    path("break/", break_after_writing),
    path("lose/", lose),
]
handler403 = real.handler403
handler404 = real.handler404
handler500 = real.handler500


@pytest.fixture
def person(db):
    return User.objects.create_user("amira", name="Amira Test")


@pytest.fixture
def browser(person, settings):
    settings.ROOT_URLCONF = __name__
    browser = Client(raise_request_exception=False)
    browser.force_login(person)
    return browser


def test_failed_page_says_sorry_keeps_its_header_and_undoes_what_it_wrote(
    browser, caplog
):
    answer = browser.get("/break/")
    assert answer.status_code == 500
    assert "Something went wrong" in answer.text
    assert "Amira Test" in answer.text
    assert "secret" not in answer.text
    assert not Look.objects.exists()


def test_missing_page_says_nothing_of_what_was_looked_for(browser):
    answer = browser.get("/lose/")
    assert answer.status_code == 404
    assert "Page not found" in answer.text
    assert "4711" not in answer.text


def test_page_of_another_role_is_refused_in_words(client, cast):
    client.force_login(cast.amira)
    answer = client.get("/audit/")
    assert answer.status_code == 403
    assert "not open to you" in answer.text


def test_expired_form_says_that_nothing_was_saved(person):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(person)
    answer = browser.post("/rows/", {"density": "compact"})
    assert answer.status_code == 403
    assert "Nothing was saved" in answer.text


def test_error_page_can_be_made_before_anybody_is_known(rf):
    assert something_wrong(rf.get("/")).status_code == 500


def test_every_page_forbids_scripts_and_styles_written_into_it(browser):
    answer = browser.get("/")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert "<style" not in answer.text
    assert " style=" not in answer.text
