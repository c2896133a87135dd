"""The rest of a re-allocation is left at once; what was left is taken back; parting asks."""

from datetime import date

import pytest

from evenhand.casework.models import Case
from evenhand.core.models import Event
from evenhand.core.viewing import acting_as
from evenhand.flows.override_plan import leave_proposals
from evenhand.flows.plan_cases import carry_out, create_run
from evenhand.flows.reallocate import reallocate_person
from evenhand.planning.models import Override, Proposal, Run
from tests.accepting import open_all
from tests.cast import AT, ON
from tests.flows.test_parting import link


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(AT)


SAID = {"reason": "other", "because": "as we spoke"}


def only(cast, run: Run) -> Proposal:
    with acting_as(cast.dana):
        return run.proposals.select_related("case").get()


def left(cast, run: Run) -> str:
    proposal = only(cast, run)
    leave_proposals(run, proposals=[proposal.pk], by=cast.dana, at=AT, **SAID)
    return f"/planning/{run.pk}/proposals/{proposal.case.ref}/"


def test_what_was_left_is_taken_back_on_its_page(cast, as_, planned):
    cast.case()
    run = planned()
    address, browser = left(cast, run), as_(cast.dana)
    assert "Take this back" in browser.get(address).text
    assert "Take back" in browser.get(f"/planning/{run.pk}/?show=done").text
    assert "Take it back" in browser.get(f"{address}take-back/").text
    answer = browser.post(f"{address}take-back/", {"because": " "})
    assert answer.status_code == 422
    assert "Say why it is taken back" in answer.text
    page = browser.post(f"{address}take-back/", {"because": "it came"}, follow=True)
    assert "the proposal waits again" in page.text
    assert only(cast, run).state == Proposal.State.PROPOSED
    with acting_as(cast.dana):
        assert Event.objects.filter(kind="proposal_taken_back").count() == 1
    assert browser.get(f"{address}take-back/").status_code == 404


def test_what_a_later_run_has_read_is_not_taken_back(cast, as_, planned):
    cast.case()
    address = left(cast, planned())
    later = planned()
    browser = as_(cast.dana)
    words = f"Run {later.pk} has read this case since"
    assert words in browser.get(address).text
    assert words in browser.post(f"{address}take-back/", {"because": "x"}).text


def test_rest_of_a_reallocation_is_left_with_one_reason(cast, as_):
    bo = cast.bo.staff_member
    bo.decides, bo.weekly_places = True, 5
    bo.save()
    mine = {"owner": cast.amira.staff_member, "owned_since": date(2026, 3, 2)}
    for _ in range(3):
        cast.case(responsible_unit=cast.liverpool, **mine)
    with acting_as(cast.dana):
        run = create_run(on=ON, by=cast.dana, at=AT)
    carry_out(run.pk, at=AT)
    run = reallocate_person(
        cast.amira.staff_member, why=Run.Why.LEAVES, by=cast.dana, on=ON, at=AT
    )
    browser, address = as_(cast.dana), f"/people/reallocations/{run.pk}/"
    assert "Leave the rest as they are: 3 cases" in browser.get(address).text
    asked = browser.post(f"{address}leave/").text
    assert "Leave 3 cases of run" in asked
    with acting_as(cast.dana):
        ids = list(run.proposals.values_list("pk", flat=True))
    page = browser.post(
        f"{address}leave/", {"proposal": ids, "sure": "3", **SAID}, follow=True
    ).text
    assert "3 cases left as they were" in page
    assert "Leave the rest" not in page
    with acting_as(cast.dana):
        assert Override.objects.filter(choice="left").count() == 3


def test_parting_is_warned_of_by_name_and_confirmed(cast, as_, planned):
    one = cast.case(given_names="Samira")
    other = cast.case(given_names="Lina")
    link(cast, one, other)
    run = planned()
    open_all(run, by=cast.dana, at=AT)
    with acting_as(cast.dana):
        proposal = run.proposals.get(case=one)
    browser, address = as_(cast.dana), f"/planning/{run.pk}/accept/"
    sent = {"proposal": proposal.pk, "sure": "1", "reason": "", "because": ""}
    asked = browser.post(address, {"proposal": proposal.pk}).text
    named = f"Samira Sayed ({one.ref}) from Lina Sayed ({other.ref})"
    assert named in asked
    answer = browser.post(address, sent)
    assert answer.status_code == 422
    assert "confirm that they are parted" in answer.text
    page = browser.post(address, {**sent, "parting": "1"}, follow=True).text
    assert "Accepted 1 proposal" in page
    with acting_as(cast.dana):
        assert Case.objects.get(pk=other.pk).owner is None
