"""Views of the list of cases that people keep, and what is shared with a unit."""

import pytest

from evenhand.core.viewing import acting_as
from evenhand.workforce.models import SavedView


def keep(browser, name, address="unit=LIVERPOOL", whose="me"):
    return browser.post(f"/cases/views/keep/?{address}", {"name": name, "whose": whose})


def tabs_of(browser, address="/cases/"):
    page = browser.get(address).text
    return page.split('aria-label="Views of the cases"')[1].split("</nav>")[0]


def test_a_view_is_kept_for_its_maker_alone(cast, as_):
    answer = keep(as_(cast.amira), "Ready", "unit=MERSEY&held=ready&after=x")
    assert answer.url == "/cases/?unit=MERSEY&held=ready"
    tabs = tabs_of(as_(cast.amira), answer.url)
    assert "Ready" in tabs.split('aria-current="page"')[1]
    assert "Ready" not in tabs_of(as_(cast.cass))
    with acting_as(cast.cass):
        assert not SavedView.objects.exists()


def test_a_team_leader_keeps_views_for_the_unit(cast, as_):
    keep(as_(cast.cass), "Stuck", "held=held", whose="unit")
    assert "Stuck" in tabs_of(as_(cast.amira))
    view = SavedViews(cast).only()
    assert as_(cast.amira).get(f"/cases/views/{view.pk}/").status_code == 404
    browser = as_(cast.cass)
    browser.post(f"/cases/views/{view.pk}/", {"rename": "1", "name": "Held"})
    assert "Held" in tabs_of(as_(cast.amira))
    browser.post(f"/cases/views/{view.pk}/", {"remove": "1"})
    assert "Held" not in tabs_of(as_(cast.amira))


class SavedViews:
    """What is kept, as the service sees nobody's own views and all shared ones."""

    def __init__(self, cast):
        self.cast = cast

    def only(self):
        with acting_as(self.cast.cass):
            return SavedView.objects.get()


def test_others_cannot_share_with_the_unit(cast, as_):
    keep(as_(cast.amira), "Mine", whose="unit")
    with acting_as(cast.amira):
        assert SavedView.objects.get().unit is None
    assert "For everybody in" not in as_(cast.amira).get("/cases/views/keep/").text


def test_a_shared_view_holds_no_name(cast, as_):
    answer = keep(as_(cast.cass), "Them", "q=sayed", whose="unit")
    assert answer.status_code == 422
    assert "Empty the search first" in answer.text
    assert keep(as_(cast.cass), "Them", "q=sayed").status_code == 302


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "Give the view a name"),
        ("x" * 41, "40 characters"),
        ("A", "There is a view"),
    ],
)
def test_a_name_is_asked_for_and_stands_for_one_view(cast, as_, name, words):
    browser = as_(cast.amira)
    keep(browser, "A")
    answer = keep(browser, name, "unit=MERSEY")
    assert answer.status_code == 422
    assert words in answer.text


def test_the_same_view_twice_is_one(cast, as_):
    browser = as_(cast.amira)
    for _ in range(2):
        assert keep(browser, "A").status_code == 302
    with acting_as(cast.amira):
        assert SavedView.objects.count() == 1


def test_counts_of_views_are_asked_for_later_and_never_of_a_search(cast, as_):
    cast.case(responsible_unit=cast.liverpool)
    cast.case(restriction="restricted", responsible_unit=cast.liverpool)
    browser = as_(cast.amira)
    keep(browser, "Search", "q=sayed")
    tabs = tabs_of(browser)
    assert 'hx-get="/cases/count/?unit=LIVERPOOL&amp;bare=1"' in tabs
    assert "/cases/count/?q=" not in tabs
    part = browser.get(
        "/cases/count/?unit=LIVERPOOL&bare=1", headers={"HX-Request": "true"}
    )
    assert part.text.strip() == '<span class="eh-count">1</span>'


def test_script_is_given_the_tabs_with_the_list(cast, as_):
    part = as_(cast.amira).get("/cases/?unit=none", headers={"HX-Request": "true"})
    assert 'id="views" hx-swap-oob="true"' in part.text
    assert "/cases/views/keep/?unit=none" in part.text
