"""Which role opens which page: the table of pages, walked."""

import pytest
from django.urls import reverse

from evenhand.core.accounts import grant
from evenhand.core.models import Role
from evenhand.core.viewing import acting_as
from evenhand.web.pages import PAGES
from tests.cast import AT


# Today is a page of the host's own, and a part of Interviews for those who work here.
OTHER_DOORS = {"today": "interviews"}


@pytest.mark.parametrize("role", list(Role))
def test_role_opens_its_pages_and_no_others(role, cast, as_):
    with acting_as(cast.service):
        grant(cast.nobody, roles=[role], by=cast.service, at=AT, because="a test")
    browser = as_(cast.nobody)
    navigation = browser.get("/glossary/").text.split("<nav")[1].split("</nav>")[0]
    for page in PAGES.values():
        shown = role in page.roles
        other = OTHER_DOORS.get(page.name)
        opens = shown or (other is not None and role in PAGES[other].roles)
        answer = browser.get(reverse(page.name))
        assert answer.status_code == (200 if opens else 403), page.name
        assert (f'href="{reverse(page.name)}"' in navigation) is shown, page.name


@pytest.mark.parametrize("name", list(PAGES))
def test_anonymous_is_sent_to_sign_in(name, client, db):
    answer = client.get(reverse(name))
    assert answer.status_code == 302
    assert answer.url.startswith("/sign-in/")


def test_pages_of_the_host_hold_no_cases(cast, as_):
    case = cast.case()
    with acting_as(cast.service):
        grant(cast.nobody, roles=[Role.HOST], by=cast.service, at=AT, because="a test")
    browser = as_(cast.nobody)
    assert browser.get(f"/cases/{case.ref}/").status_code == 403
    assert browser.post(f"/cases/{case.ref}/notes/", {"text": "x"}).status_code == 403
