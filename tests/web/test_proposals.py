"""One proposal: opened, walked, accepted, changed, left and undone on the page."""

from datetime import date

import pytest
from django.utils import timezone

from evenhand.casework.cases.services import add_note
from evenhand.casework.models import Case
from evenhand.core.models import Look, Role
from evenhand.core.viewing import acting_as
from evenhand.planning.models import Opening, Override, Proposal
from tests.accepting import accept, open_all
from tests.cast import AT, ON


SAID = {"reason": "other", "because": "as we spoke"}


@pytest.fixture
def hal(cast):
    """Somebody more who decides in Liverpool."""
    with acting_as(cast.service):
        hal = cast.person("hal", Role.DECISION_MAKER)
        hal.staff_member.decides, hal.staff_member.weekly_places = True, 0
        hal.staff_member.save()
    return hal


def test_what_must_be_opened_is_walked_one_by_one(cast, as_, planned):
    child = cast.case(born_on=date(2012, 1, 1), given_names="Yusuf")
    other = cast.case(given_names="Samira")
    run = planned()
    browser = as_(cast.dana)
    page = browser.get(f"/planning/{run.pk}/").text
    assert "open 2 proposals first: 1 because of a child or a flag and 1 drawn" in page
    listed = browser.get(f"/planning/{run.pk}/review/").text
    assert "Child when they claimed and drawn by lot" in listed
    assert listed.count("Nobody yet") == 2
    first = browser.get(f"/planning/{run.pk}/proposals/{child.ref}/").text
    assert "Yusuf Sayed" in first
    assert "Amira Test holds the training" in first
    assert "1 proposal of 2 still to be opened" in first
    assert f"/planning/{run.pk}/proposals/{other.ref}/" in first
    second = browser.get(f"/planning/{run.pk}/proposals/{other.ref}/").text
    assert "All opened: back to accept" in second
    assert "Dana Test" in browser.get(f"/planning/{run.pk}/review/").text
    assert "Accept 2 proposals" in browser.get(f"/planning/{run.pk}/").text
    with acting_as(cast.service):
        assert Opening.objects.count() == 2
        assert Look.objects.filter(what=f"Proposal of run {run.pk}").count() == 2


def test_who_may_not_accept_opens_nothing(cast, as_, planned):
    case = cast.case()
    run = planned()
    for user in (cast.amira, cast.cass, cast.idris, cast.jo):
        for end in ("review/", f"proposals/{case.ref}/", "undo/"):
            assert as_(user).get(f"/planning/{run.pk}/{end}").status_code == 403
    with acting_as(cast.service):
        assert not Opening.objects.exists()


def test_unknown_proposals_are_not_found(cast, as_, planned):
    cast.case()
    run = planned()
    browser = as_(cast.dana)
    assert browser.get(f"/planning/{run.pk}/proposals/EH-0/").status_code == 404
    assert browser.get("/planning/99/proposals/EH-0/").status_code == 404
    assert browser.get("/planning/99/review/").status_code == 404


def test_accepting_one_proposal_stands_beside_changing_it(cast, as_, planned):
    child = cast.case(born_on=date(2012, 1, 1))
    run = planned()
    browser = as_(cast.dana)
    with acting_as(cast.dana):
        proposal = run.proposals.get()
    page = browser.get(f"/planning/{run.pk}/proposals/{child.ref}/").text
    assert "Accept this proposal" in page
    assert "Change this proposal" in page
    sent = {"proposal": proposal.pk, "sure": "1"}
    refused = browser.post(f"/planning/{run.pk}/accept/", sent)
    assert refused.status_code == 422
    assert "Choose a reason" in refused.text
    browser.post(f"/planning/{run.pk}/accept/", {**sent, **SAID})
    with acting_as(cast.dana):
        assert Case.objects.get().owner == cast.amira.staff_member


def test_case_is_given_to_another_and_who_cannot_have_it_is_said(
    cast, as_, planned, hal
):
    child = cast.case(born_on=date(2012, 1, 1))
    adult = cast.case()
    run = planned()
    browser = as_(cast.dana)
    page = browser.get(f"/planning/{run.pk}/proposals/{child.ref}/change/").text
    assert "1 person of Liverpool cannot have it" in page
    assert "Hal Test does not hold the training" in page
    assert 'value="S-hal"' not in page
    address = f"/planning/{run.pk}/proposals/{adult.ref}/change/"
    page = browser.get(address).text
    assert "Hal Test (no place left)" in page
    for sent, words in (
        ({"choice": "person"}, "Choose the person"),
        ({"choice": "unit"}, "Choose the unit"),
        ({"choice": "person", "person": "S-hal"}, "Choose a reason"),
        (
            {"choice": "person", "person": "S-hal", "reason": "decider-knows-case"},
            "no place left in that week. Say in your own words why",
        ),
    ):
        answer = browser.post(address, sent)
        assert answer.status_code == 422
        assert words in answer.text
    done = browser.post(address, {"choice": "person", "person": "S-hal", **SAID})
    page = browser.get(done.url).text
    assert "The case was given to Hal Test" in page
    assert "Given to another person: Hal Test, by Dana Test" in page
    again = browser.post(address, {"choice": "person", "person": "S-hal", **SAID})
    assert "dealt with this proposal already" in browser.get(again.url).text
    told = as_(hal).get("/my-work/").text
    assert "Chosen by Dana Test. Another reason: as we spoke" in told
    case = browser.get(f"/cases/{adult.ref}/").text
    assert "Given to Hal Test of Liverpool" in case


def test_chosen_proposals_are_left_with_a_reason(cast, as_, planned):
    cast.case()
    run = planned()
    browser = as_(cast.dana)
    with acting_as(cast.dana):
        proposal = run.proposals.get()
    address = f"/planning/{run.pk}/leave/"
    none = browser.post(address, {})
    assert "Choose at least one proposal" in browser.get(none.url).text
    sent = {"proposal": proposal.pk, "sure": "1"}
    assert "Leave 1 case as it is" in browser.post(address, sent | {"sure": ""}).text
    assert "Choose a reason" in browser.post(address, sent).text
    browser.post(address, sent | SAID)
    page = browser.get(f"/planning/{run.pk}/?show=done").text
    assert "Left as it was" in page
    assert "Another reason" in page
    with acting_as(cast.dana):
        assert Override.objects.get().choice == "left"


def test_what_became_of_proposals_is_published_over_time(cast, as_, planned):
    for day in (1, 2):
        cast.case(claimed_on=date(2025, 3, day))
    run = planned()
    browser = as_(cast.dana)
    assert "What became of proposals" not in browser.get("/planning/").text
    with acting_as(cast.dana):
        one, two = run.proposals.order_by("position").values_list("pk", flat=True)
    accept(run, proposals=[one], by=cast.dana, on=ON, at=AT)
    browser.post(f"/planning/{run.pk}/leave/", {"proposal": two, "sure": "1", **SAID})
    page = browser.get("/planning/").text
    assert "What became of proposals" in page
    assert page.count("(50%)") == 2
    assert "Each was looked at, and the plan is right" in page


def test_acceptance_is_undone_on_the_page_and_says_until_when(cast, as_, planned):
    case = cast.case()
    run = planned()
    browser = as_(cast.dana)
    open_all(run, by=cast.dana)
    browser.post(f"/planning/{run.pk}/accept/", {"sure": "1"})
    done = browser.get(f"/planning/{run.pk}/?show=done").text
    assert f"/planning/{run.pk}/undo/?act=1" in done
    address = f"/planning/{run.pk}/undo/"
    page = browser.get(f"{address}?act=1").text
    assert "It can be undone until" in page
    assert "Say why" in browser.post(address, {"act": "1"}).text
    answer = browser.post(address, {"act": "1", "because": "too early"})
    assert "Undone: 1 case went back" in browser.get(answer.url).text
    with acting_as(cast.dana):
        assert Case.objects.get(pk=case.pk).owner is None
    assert "Nothing of this is accepted any more" in browser.get(address).text


def test_what_was_built_on_it_is_listed(cast, as_, planned):
    case = cast.case()
    run = planned()
    browser = as_(cast.dana)
    open_all(run, by=cast.dana)
    browser.post(f"/planning/{run.pk}/accept/", {"sure": "1"})
    with acting_as(cast.amira):
        add_note(case, text="rang", by=cast.amira, at=timezone.now())
    page = browser.get(f"/planning/{run.pk}/undo/").text
    assert "cannot be undone as a whole any more" in page
    assert case.ref in page
    assert "A note has been written on it since" in page
    answer = browser.post(f"/planning/{run.pk}/undo/", {"because": "x"})
    assert answer.status_code == 422
    assert "nothing was undone" in answer.text


def test_pages_ask_the_database_as_often_for_many_as_for_one(
    cast, as_, planned, django_assert_max_num_queries
):
    cast.amira.staff_member.weekly_places = 30
    cast.amira.staff_member.save()
    cast.case(born_on=date(2012, 1, 1))
    few = planned()
    browser = as_(cast.dana)
    counts = {}
    for run in (few, None):
        if run is None:
            for day in range(1, 25):
                cast.case(claimed_on=date(2025, 3, day), born_on=date(2012, 1, 1))
            run = planned()
        for end in ("", "review/", "?show=left-out", "?show=done"):
            with django_assert_max_num_queries(80) as asked:
                assert browser.get(f"/planning/{run.pk}/{end}").status_code == 200
            counts.setdefault(end, []).append(len(asked))
    assert all(many <= one for one, many in counts.values()), counts


def test_proposal_states_are_words_on_the_list(cast, as_, planned):
    cast.case()
    run = planned()
    with acting_as(cast.service):
        Proposal.objects.update(state=Proposal.State.LEFT_OUT, why_left_out="It moved")
    page = as_(cast.dana).get(f"/planning/{run.pk}/?show=left-out").text
    assert "Left out (1)" in page
    assert "It moved" in page
