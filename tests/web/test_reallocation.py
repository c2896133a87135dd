"""Conflicts on the case page, and one person's cases offered to others."""

from datetime import date, timedelta

import pytest

from evenhand.casework.models import Case, Conflict
from evenhand.core.models import Role
from evenhand.core.viewing import acting_as
from evenhand.flows.reallocate import reallocate_person
from evenhand.planning.models import Proposal, Run
from tests.cast import AT, ON


@pytest.fixture
def owned(cast):
    hal = cast.person("hal", Role.DECISION_MAKER)
    hal.staff_member.decides, hal.staff_member.weekly_places = True, 5
    hal.staff_member.save()
    return cast.case(
        owner=cast.amira.staff_member,
        owned_since=date(2026, 10, 1),
        responsible_unit=cast.liverpool,
    )


def days(name, day):
    return {
        f"{name}-day": str(day.day),
        f"{name}-month": str(day.month),
        f"{name}-year": str(day.year),
    }


def owner_of(cast, case):
    with acting_as(cast.dana):
        return Case.objects.get(pk=case.pk).owner.name


def test_conflict_is_declared_and_somebody_else_found_and_accepted(
    cast, as_, owned, planned
):
    planned()
    theirs = as_(cast.amira)
    address = f"/cases/{owned.ref}/"
    form = theirs.get(f"{address}conflicts/declare/").text
    assert 'value="Amira Test"' in form
    sent = {"who": "s-AMIRA", "because": "Her neighbour"}
    done = theirs.post(f"{address}conflicts/declare/", sent)
    page = theirs.get(done.url).text
    assert "Amira Test has this case and must not decide it" in page
    assert "Find somebody else" not in page
    assert owner_of(cast, owned) == "Amira Test"

    manager = as_(cast.dana)
    assert "Find somebody else for this case" in manager.get(address).text
    found = manager.post(f"{address}reallocate/")
    page = manager.get(found.url).text
    assert "Amira Test has a conflict of interest: who takes the case" in page
    assert "Hal Test" in page
    with acting_as(cast.dana):
        proposal = Proposal.objects.get(case=owned)
    sent = {"proposal": proposal.pk}
    asked = manager.post(f"{found.url}accept/", sent)
    assert "Open 1 proposal first" in asked.text
    opened = manager.get(f"/planning/{proposal.run_id}/proposals/{owned.ref}/").text
    assert "leaves its owner" in opened
    said = {"sure": "1", "reason": "owner-cannot-decide", "because": "her neighbour"}
    done = manager.post(f"{found.url}accept/", sent | said)
    assert "Accepted 1 proposal." in manager.get(done.url).text
    assert owner_of(cast, owned) == "Hal Test"
    page = manager.get(address).text
    assert f'href="{found.url}"' in page, "why it is with them leads to the run"

    with acting_as(cast.dana):
        conflict = Conflict.objects.get()
    end = f"{address}conflicts/{conflict.pk}/end/"
    assert "ended by team leaders" in theirs.get(end).text
    manager.post(end, {"because": "Moved away"})
    assert "None has been declared" in manager.get(address).text
    assert "ended already" in manager.get(end).text


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"who": "", "because": "x"}, "Enter the name of who"),
        ({"who": "Nobody Here", "because": "x"}, "Nobody has this name"),
        ({"who": "S-amira", "because": ""}, "Say what the conflict is"),
    ],
)
def test_conflict_without_its_person_or_reason_is_asked_again(
    sent, words, cast, as_, owned
):
    answer = as_(cast.eli).post(f"/cases/{owned.ref}/conflicts/declare/", sent)
    assert answer.status_code == 422
    assert words in answer.text


def test_case_without_a_conflict_is_not_taken_from_its_owner(cast, as_, owned):
    manager = as_(cast.dana)
    answer = manager.post(f"/cases/{owned.ref}/reallocate/")
    assert "is declared" in manager.get(answer.url).text
    assert not Run.objects.exists()


def test_cases_of_somebody_who_is_away_are_offered_from_their_unit(cast, as_, owned):
    manager = as_(cast.dana)
    address = "/people/LIVERPOOL/S-amira/reallocate/"
    assert f'href="{address}"' in manager.get("/people/LIVERPOOL/").text
    assert manager.post(address, {}).status_code == 422
    asked = manager.post(address, {"why": "away", **days("from_on", ON)})
    assert (asked.status_code, "Enter the last day away" in asked.text) == (422, True)
    late = {**days("from_on", ON), **days("last_on", ON - timedelta(days=1))}
    asked = manager.post(address, {"why": "away", **late})
    assert "must not be before the first" in asked.text
    found = manager.post(
        address, {"why": "away", **days("from_on", ON), **days("last_on", ON)}
    )
    assert cast.amira.staff_member.absences.get().to_on == ON + timedelta(days=1)
    assert found.url in manager.get("/planning/").text
    page = manager.get(found.url).text
    assert "Amira Test is away: who takes their cases" in page
    assert owned.ref in page
    assert found.url in manager.get(address).text
    none = manager.post(f"{found.url}accept/", {})
    assert "Choose the cases that change hands" in manager.get(none.url).text
    assert owner_of(cast, owned) == "Amira Test"


def test_others_neither_ask_nor_see_nor_accept(cast, as_, owned):
    run = reallocate_person(
        cast.amira.staff_member, why=Run.Why.LEAVES, by=cast.dana, on=ON, at=AT
    )
    for user in (cast.cass, cast.jo):
        browser = as_(user)
        page = browser.get("/people/LIVERPOOL/").text
        assert "Find others" not in page
        form = browser.get("/people/LIVERPOOL/S-amira/reallocate/").text
        assert "leader of the team" in form
        asked = browser.post("/people/LIVERPOOL/S-amira/reallocate/", {"why": "leaves"})
        assert asked.status_code == 422
        assert browser.get(f"/people/reallocations/{run.pk}/").status_code == 403
        accept = browser.post(
            f"/people/reallocations/{run.pk}/accept/", {"proposal": "1"}
        )
        assert accept.status_code == 403
    assert as_(cast.amira).get(f"/people/reallocations/{run.pk}/").status_code == 403


def test_reallocation_is_not_a_run_of_the_week(cast, as_, owned):
    run = reallocate_person(
        cast.amira.staff_member, why=Run.Why.LEAVES, by=cast.dana, on=ON, at=AT
    )
    manager = as_(cast.dana)
    assert manager.get(f"/planning/{run.pk}/").status_code == 404
    assert "No runs yet" in manager.get("/planning/").text
    assert manager.get("/people/reallocations/99/").status_code == 404
    assert manager.get("/people/LIVERPOOL/S-nobody/reallocate/").status_code == 404


def test_whoever_has_left_and_still_owns_cases_is_on_the_page_of_their_unit(
    cast, as_, owned
):
    manager = as_(cast.dana)
    assert "Left, and still owning cases" not in manager.get("/people/LIVERPOOL/").text
    staff = cast.amira.staff_member
    staff.left_on = date(2026, 11, 1)
    staff.save()
    page = manager.get("/people/LIVERPOOL/").text
    assert "Amira Test, left 1 November 2026" in page
    assert 'href="/people/LIVERPOOL/S-amira/reallocate/"' in page
    found = manager.post("/people/LIVERPOOL/S-amira/reallocate/", {"why": "leaves"})
    assert owned.ref in manager.get(found.url).text
    with acting_as(cast.service):
        Case.objects.update(restriction="restricted")
    assert "Left, and still owning" not in manager.get("/people/LIVERPOOL/").text
