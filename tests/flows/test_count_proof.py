"""Waits counted on a day, as known then: who reached what when, and who came first."""

from datetime import UTC, date, datetime, timedelta

import pytest
from procrastinate.contrib.django import app

from evenhand.casework.cases.services import move_case
from evenhand.casework.facts.gather import record_facts
from evenhand.casework.models import Case, Stage
from evenhand.core.accounts import grant
from evenhand.core.models import Clearance, Role
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.engine.proof.priority import Verdict
from evenhand.flows import count_proof
from evenhand.flows.count_proof import (
    ask_for_day,
    count_day,
    count_yesterday,
    counted_early,
)
from evenhand.flows.jobs import count_proof_in_the_night
from evenhand.flows.plan_cases import carry_out, create_run
from evenhand.planning.models import Delivery, ProofDay, Standing
from evenhand.planning.proof.queries import deliveries, held
from evenhand.releases.queries import policy_of
from tests.accepting import accept
from tests.cast import AT, ON, Cast


LATER = AT + timedelta(days=30)
DAY = LATER.date() - timedelta(days=1)


def moved(cast: Cast, case: Case, to: Stage, on: date, *, at: datetime) -> None:
    with acting_as(cast.service):
        case.refresh_from_db()
        move_case(
            case,
            to=to,
            by=cast.service,
            on=on,
            at=at,
            because="it was done",
            interviewed_on=on if to == Stage.INTERVIEWED else None,
        )


def counted(cast: Cast, of: date = DAY, *, at: datetime = LATER) -> ProofDay:
    day = count_yesterday(of, at=at)
    assert day is not None
    return day


def row(cast: Cast, day: ProofDay, stage: str, by: str, key: str) -> Delivery:
    with acting_as(cast.service):
        (found,) = [
            one for one in deliveries(day, stage) if (one.by, one.key) == (by, key)
        ]
    return found


def test_stage_is_dated_by_its_day_and_those_who_wait_are_counted(cast: Cast) -> None:
    cases = [cast.case(claimed_on=ON - timedelta(days=100)) for _ in range(12)]
    for case in cases[:4]:
        moved(cast, case, Stage.INTERVIEWED, ON, at=AT + timedelta(days=3))
    moved(cast, cases[4], Stage.WITHDRAWN, ON, at=AT + timedelta(days=3))
    with acting_as(cast.service):
        Case.objects.filter(pk=cases[5].pk).update(stage=Stage.VOID)
        record_facts([cases[5].pk], at=AT, vocabulary_version=1)
    everybody = row(cast, counted(cast), "interviewed", "all", "all")
    assert (everybody.waits, everybody.reached, everybody.left) == (11, 4, 1)
    assert everybody.waiting == 6
    assert (everybody.middle, everybody.promised) == (None, None)


def test_decision_is_held_to_its_promise_and_one_taken_back_is_none(cast: Cast) -> None:
    cases = [cast.case(claimed_on=ON - timedelta(days=200)) for _ in range(10)]
    for case in cases[:3]:
        moved(cast, case, Stage.DECIDED, ON - timedelta(days=50), at=AT)
    moved(cast, cases[3], Stage.DECIDED, ON, at=AT)
    moved(cast, cases[4], Stage.DECIDED, ON - timedelta(days=50), at=AT)
    moved(cast, cases[4], Stage.READY_TO_INTERVIEW, ON, at=AT + timedelta(days=1))
    # One that went on is dated by when its decision was recorded.
    moved(cast, cases[0], Stage.CHECKED, ON + timedelta(days=5), at=AT + timedelta(5))
    everybody = row(cast, counted(cast), "decided", "all", "all")
    assert (everybody.promised, everybody.due) == (182, 10)
    assert (everybody.reached, everybody.over) == (4, 6)
    assert everybody.within == 2, "150 days; one recorded on its 200th, one taken back"
    assert row(cast, counted(cast), "served", "all", "all").promised is None


def test_past_day_is_counted_as_known_then(cast: Cast) -> None:
    cases = [cast.case(claimed_on=ON - timedelta(days=100)) for _ in range(10)]
    before = counted(cast, ON + timedelta(days=5))
    for case in cases:
        at = AT + timedelta(days=10)
        moved(cast, case, Stage.INTERVIEWED, ON + timedelta(days=2), at=at)
    assert row(cast, before, "interviewed", "all", "all").reached == 0
    again = counted(cast, ON + timedelta(days=6))
    assert row(cast, again, "interviewed", "all", "all").reached == 0
    after = row(cast, counted(cast), "interviewed", "all", "all")
    assert (after.reached, after.middle) == (10, 102)


def test_given_is_the_first_day_with_a_decision_maker(cast: Cast, planned) -> None:
    amira = cast.amira.staff_member
    for _ in range(3):
        cast.case(
            claimed_on=ON - timedelta(days=60),
            owner=amira,
            owned_since=ON - timedelta(days=20),
            responsible_unit=cast.liverpool,
        )
    for _ in range(9):
        cast.case(claimed_on=ON - timedelta(days=60))
    accept(planned(), by=cast.dana, on=ON, at=AT + timedelta(hours=1))
    everybody = row(cast, counted(cast), "given", "all", "all")
    given = 3 + amira.weekly_places
    assert (everybody.waits, everybody.reached) == (12, given)
    assert everybody.middle == 60


def test_band_counts_from_the_day_a_case_came_to_it(cast: Cast) -> None:
    for _ in range(10):
        cast.case(claimed_on=ON - timedelta(days=330), support="none")
    for on in (ON, ON + timedelta(days=14)):  # a year's wait makes another band
        at = datetime(on.year, on.month, on.day, 9, tzinfo=UTC)
        with acting_as(cast.dana):
            run = create_run(on=on + timedelta(days=21), by=cast.dana, at=at)
        carry_out(run.pk, at=at)
    with acting_as(cast.service):
        found = {
            one.key: (one.waits, one.left, one.waiting)
            for one in deliveries(counted(cast), "interviewed")
            if one.by == "band"
        }
    assert found == {"5": (10, 10, 0), "4": (10, 0, 10)}


def test_small_groups_are_told_together(cast: Cast) -> None:
    for _ in range(10):
        cast.case()
    for _ in range(4):
        cast.case(born_on=None, unaccompanied=True)
    with acting_as(cast.service):
        found = [
            one for one in deliveries(counted(cast), "decided") if one.by == "uasc"
        ]
    assert [(one.key, one.holds, one.waits) for one in found] == [("", 2, 14)]


def test_priority_that_did_not_work_is_said(cast: Cast) -> None:
    """Of those who waited, the unsupported were interviewed and the supported were not."""
    supported = [cast.case() for _ in range(20)]
    others = [cast.case(support="none") for _ in range(20)]
    on = ON + timedelta(days=50)
    for case in others[:15]:
        moved(cast, case, Stage.INTERVIEWED, on, at=AT + timedelta(days=50))
    moved(cast, supported[0], Stage.WITHDRAWN, on, at=AT + timedelta(days=50))
    day = counted(cast, ON + timedelta(days=91), at=AT + timedelta(days=95))
    with acting_as(cast.service):
        found = {
            one.by: one for one in held(day, "interviewed", policy_of(day.release))
        }
    (one,) = found["supported"].comparisons
    assert one.verdict == Verdict.LATER
    assert (one.share.value, one.other_share.value) == (0, 0.75)
    assert found["supported"].gone == 1
    assert found["supported"].stood["supported"].waited == 19
    assert found["band"].comparisons == (), "nothing had been ranked"
    assert found["uasc"].comparisons == (), "there are no children to tell of"


def test_hidden_case_is_counted_for_those_cleared_alone(cast: Cast) -> None:
    kit = cast.person("kit", Role.AUDITOR)
    clearances = [Clearance.RESTRICTED]
    grant(kit, clearances=clearances, by=cast.service, at=AT, because="cleared")
    for _ in range(10):
        cast.case()
    cast.case(restriction="restricted")
    day = counted(cast)
    for user, waits in ((cast.idris, 10), (kit, 11)):
        with acting_as(user):
            everybody = deliveries(day, "decided")[0]
            assert everybody.waits == waits
            (stood,) = [
                one
                for one in held(day, "interviewed", policy_of(day.release))
                if one.by == "supported"
            ]
            assert stood.stood == {}
    with acting_as(cast.idris):
        assert not Delivery.objects.filter(counting=["restricted"]).exists()
        assert not Standing.objects.filter(counting=["restricted"]).exists()


def test_day_is_counted_once_and_asked_for_by_those_who_may(cast: Cast) -> None:
    cast.case()
    with acting_as(cast.dana):
        day = ask_for_day(DAY, by=cast.dana, at=LATER)
        assert ask_for_day(DAY, by=cast.dana, at=LATER + timedelta(hours=1)) == day
        for of, words in (
            (LATER.date() + timedelta(days=1), "not in the future"),
            (date(2020, 1, 1), "No policy release was in force"),
        ):
            with pytest.raises(Refused, match=words):
                ask_for_day(of, by=cast.dana, at=LATER)
        with pytest.raises(Refused, match="counted each night"):
            ask_for_day(DAY, by=cast.amira, at=LATER)
    assert count_day(day.pk, at=LATER).counted_at == LATER
    assert count_day(day.pk, at=LATER + timedelta(days=1)).counted_at == LATER
    assert count_yesterday(date(2020, 1, 1), at=LATER) is None


def test_day_counted_before_it_is_over_is_counted_again(cast: Cast) -> None:
    for _ in range(10):
        cast.case()
    day = counted(cast, ON, at=AT)
    assert counted_early(day)
    cast.case()
    with acting_as(cast.dana):
        assert ask_for_day(ON, by=cast.dana, at=AT) == day
        assert not counted_early(ask_for_day(ON, by=cast.dana, at=LATER))
    day = counted(cast, ON, at=LATER)
    assert not counted_early(day)
    assert row(cast, day, "decided", "all", "all").waits == 11
    with acting_as(cast.dana):
        assert ask_for_day(ON, by=cast.dana, at=LATER).counted_at == LATER


def test_failure_is_kept_in_words_and_asked_for_anew(cast: Cast, monkeypatch) -> None:
    cast.case()

    def stop(*_: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(count_proof, "counts_of", stop)
    with pytest.raises(RuntimeError):
        counted(cast)
    with acting_as(cast.dana):
        day = ProofDay.objects.get()
        assert "stopped unexpectedly" in day.why_failed
        monkeypatch.undo()
        assert ask_for_day(DAY, by=cast.dana, at=LATER).counted_at is None
    assert count_day(day.pk, at=LATER).why_failed == ""


def test_worker_counts_each_night() -> None:
    tasks = [each.task for each in app.periodic_registry.periodic_tasks.values()]
    assert count_proof_in_the_night in tasks
