"""Runs of one unit or the nation, of the week's places or of full caseloads."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from evenhand.casework.models import Case, Stage
from evenhand.core.models import Role
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.flows.plan_cases import carry_out, create_run
from evenhand.flows.replay_plan import replay
from evenhand.planning.models import Run
from evenhand.planning.places import FullCaseload, caseload_left, full_caseload
from evenhand.releases.queries import policy_of
from evenhand.workforce.models import Absence, StaffMember
from tests.accepting import accept
from tests.cast import AT, ON, Cast


LATER = AT + timedelta(hours=1)
FULL = FullCaseload(cases=10, places=5)


def planned(cast: Cast, **scope: object) -> Run:
    with acting_as(cast.dana):
        run = create_run(on=ON, by=cast.dana, at=AT, **scope)  # type: ignore[arg-type]
    return carry_out(run.pk, at=LATER)


def placed(cast: Cast, run: Run) -> dict[str, str | None]:
    """Whom each case of the run goes to, by its reference."""
    with acting_as(cast.service):
        return {
            each.case.ref: each.to_owner.ref if each.to_owner else None
            for each in run.proposals.select_related("case", "to_owner")
        }


def decider(cast: Cast, name: str, **columns: object) -> StaffMember:
    staff = cast.person(name, Role.DECISION_MAKER).staff_member
    for column, value in {"decides": True, "weekly_places": 5, **columns}.items():
        setattr(staff, column, value)
    staff.save()
    return staff


def own(case: Case, owner: StaffMember, cast: Cast, stage: Stage | None = None) -> None:
    with acting_as(cast.service):
        Case.objects.filter(pk=case.pk).update(
            owner=owner,
            owned_since=ON,
            responsible_unit=owner.unit,
            **({"stage": stage} if stage else {}),
        )


def room(cast: Cast, **asked: object) -> dict[str, int]:
    with acting_as(cast.service):
        found = caseload_left(ON, FULL, **asked)  # type: ignore[arg-type]
    return dict(found.select("ref", "places").iter_rows())


def test_run_of_a_unit_has_its_cases_and_its_people_alone(cast: Cast) -> None:
    decider(cast, "mo", unit=cast.mersey)
    routed_there = cast.case()
    responsible = cast.case(nationality="Vietnam", responsible_unit=cast.mersey)
    elsewhere = cast.case(nationality="Vietnam")
    run = planned(cast, unit=cast.liverpool)
    assert placed(cast, run) == {routed_there.ref: "S-amira"}
    mersey = planned(cast, unit=cast.mersey)
    assert set(placed(cast, mersey)) == {responsible.ref}
    nation = planned(cast)
    assert set(placed(cast, nation)) == {
        routed_there.ref,
        responsible.ref,
        elsewhere.ref,
    }
    with acting_as(cast.service):
        answers = [replay(each) for each in (run, mersey, nation)]
    assert [answer["same"] for answer in answers] == [True, True, True]
    assert [answer["cases"] for answer in answers] == [1, 1, 3]


def test_what_rules_say_of_cases_elsewhere_is_kept_by_a_units_run_too(
    cast: Cast,
) -> None:
    elsewhere = cast.case(nationality="Vietnam")
    planned(cast, unit=cast.liverpool)
    with acting_as(cast.service):
        assert elsewhere.outcomes.get().routed_units != ["LIVERPOOL"]


def test_full_caseload_goes_by_hours_and_what_is_owned(cast: Cast) -> None:
    half = decider(cast, "half", fte=Decimal("0.5"))
    new = decider(cast, "new", weekly_places=2)
    many = decider(cast, "many", weekly_places=7)
    away = decider(cast, "away")
    Absence.objects.create(
        staff_member=away,
        from_on=ON - timedelta(days=7),
        to_on=ON + timedelta(days=7),
    )
    none = decider(cast, "none", weekly_places=0)
    own(cast.case(), half, cast)
    own(cast.case(restriction="restricted"), half, cast)
    own(cast.case(), half, cast, stage=Stage.SERVED)
    assert room(cast) == {
        "S-amira": 10,
        half.ref: 3,
        new.ref: 4,
        many.ref: 10,
        away.ref: 0,
        none.ref: 0,
    }


def test_caseload_has_no_less_than_no_room(cast: Cast) -> None:
    few = decider(cast, "few", weekly_places=1, unit=cast.mersey)
    for _ in range(3):
        own(cast.case(), few, cast)
    assert room(cast, unit="MERSEY") == {few.ref: 0}


def test_run_of_full_caseloads_fills_them_once(cast: Cast) -> None:
    amira = cast.amira.staff_member
    amira.weekly_places = 1
    amira.save()
    with acting_as(cast.service):
        full = full_caseload(policy_of(cast.release))
    share = full.cases // full.places
    for day in range(share + 2):
        cast.case(claimed_on=date(2025, 3, 1) + timedelta(days=day))
    week, all_of_it = planned(cast), planned(cast, places=Run.Places.CASELOAD)
    assert [*placed(cast, week).values()].count("S-amira") == 1
    assert [*placed(cast, all_of_it).values()].count("S-amira") == share
    with acting_as(cast.service):
        assert replay(all_of_it)["same"]
        first = list(all_of_it.proposals.filter(state="proposed"))
    again = planned(cast, places=Run.Places.CASELOAD)
    assert accept(all_of_it, by=cast.dana, on=ON, at=LATER).accepted == len(first)
    came = accept(again, by=cast.dana, on=ON, at=LATER)
    assert came.accepted == 0
    third = planned(cast, places=Run.Places.CASELOAD)
    assert "S-amira" not in placed(cast, third).values()


def test_overlapping_runs_give_no_more_than_there_is_room(cast: Cast) -> None:
    amira = cast.amira.staff_member
    amira.weekly_places = 1
    amira.save()
    for day in (1, 2):
        cast.case(claimed_on=date(2025, 3, day))
    nation, unit = planned(cast), planned(cast, unit=cast.liverpool)
    with acting_as(cast.service):
        first = nation.proposals.get(state="proposed")
        second = unit.proposals.get(state="not placed")
        unit.proposals.filter(pk=second.pk).update(
            state="proposed", to_owner=amira, to_unit=cast.liverpool
        )
    accept(nation, by=cast.dana, on=ON, at=LATER, proposals=[first.pk])
    came = accept(unit, by=cast.dana, on=ON, at=LATER, proposals=[second.pk])
    assert came.accepted == 0
    assert came.left_out[0][1] == "Amira Test has no place left in that week"


def test_full_caseloads_need_a_policy_that_says_what_they_are(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with acting_as(cast.service):
        policy = policy_of(cast.release)
    monkeypatch.delitem(policy.standards, "caseload")  # type: ignore[arg-type]
    with acting_as(cast.dana), pytest.raises(Refused, match="what a full caseload is"):
        create_run(on=ON, by=cast.dana, at=AT, places=Run.Places.CASELOAD)
