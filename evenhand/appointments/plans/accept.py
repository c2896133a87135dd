"""A person has interviews of a plan booked: all, or those chosen, one after another.

What is chosen is settled at once; then each is booked by the one service that books, in a
transaction of its own, so that whoever is killed leaves nothing half done and the rest to
be gone on with. What can no longer be had is left, and says why.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import F

from evenhand.appointments.book.asked import Asked
from evenhand.appointments.book.candidates import Fixed
from evenhand.appointments.book.services import amend, book
from evenhand.appointments.book.ways import Way, ways
from evenhand.appointments.interviews.states import LIVE
from evenhand.appointments.models import (
    Interview,
    InterviewPlan,
    PlanAcceptance,
    PlannedInterview,
)
from evenhand.appointments.plans.asked_of_many import asked_of_many
from evenhand.appointments.plans.opening import StillToOpen, review_of
from evenhand.appointments.plans.verdicts import may_accept_plan
from evenhand.core.accounts import planning_service
from evenhand.core.arrays import AnyOf
from evenhand.core.events import Happening, record_events
from evenhand.core.models import User
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.engine.diaries.steps import local
from evenhand.releases.queries import policy_of


T = TypeVar("T")
State = PlannedInterview.State
# What cases ask for is read for so many at once.
BATCH = 50
HIDDEN = "Whoever chose it may no longer book it"


@dataclass(frozen=True, slots=True)
class CameOfIt:
    """How many were booked in an act, and which could not be any more, with why."""

    booked: int
    lost: tuple[tuple[str, str], ...]


def choose(
    plan: InterviewPlan,
    *,
    planned: Sequence[int] | None = None,
    by: User,
    at: datetime,
    because: str = "",
) -> PlanAcceptance | None:
    """Settle what is booked: these (None: all that `by` may see); None where nothing is.

    Refused for those who do not book, and (StillToOpen) while something that must be
    looked at has not been opened. What somebody else has chosen before is left to them.
    """
    with acting_as(by):
        plan = (
            InterviewPlan.objects.select_for_update(of=("self",))
            .select_related("release")
            .get(pk=plan.pk)
        )
        may_accept_plan(by, plan).enforce()
        chosen = plan.planned.filter(state=State.PROPOSED)
        if planned is not None:
            chosen = chosen.filter(AnyOf("pk", planned))
        # What was looked at and what is booked are the same, whatever changes meanwhile.
        ids = list(chosen.values_list("pk", flat=True))
        if not ids:
            return None
        _none_without_the_other(plan, set(ids))
        chosen = PlannedInterview.objects.filter(AnyOf("pk", ids))
        review = review_of(plan, chosen, by=by, policy=policy_of(plan.release))
        if not review.verdict:
            raise StillToOpen(review)
        open_to_all = chosen.filter(restriction="").exists()
        act = PlanAcceptance.objects.create(
            plan=plan, because=because.strip(), by=by, at=at
        )
        chosen.update(state=State.CHOSEN, acceptance=act)
        if open_to_all:
            record_events(
                [Happening("interview_plan_accepted", {"plan": plan.pk})],
                by=by,
                at=at,
                because=because.strip(),
            )
    return act


def _none_without_the_other(plan: InterviewPlan, ids: set[int]) -> None:
    """Refused where somebody would be moved for nobody, or served by nobody's move."""
    pairs = plan.planned.filter(state=State.PROPOSED, serves__state=State.PROPOSED)
    torn = [
        f"{moved} and {served}"
        for pk, moved, serves, served in pairs.values_list(
            "pk", "case__ref", "serves", "serves__case__ref"
        )
        if (pk in ids) != (serves in ids)
    ]
    if torn:
        raise Refused(
            "One has a time only because the other is put at another time. Choose both "
            f"or neither: {'; '.join(sorted(torn)[:3])}"
        )


def book_chosen(
    act: PlanAcceptance,
    *,
    on: date,
    at: datetime,
    say: Callable[[int], None] = lambda booked: None,
) -> CameOfIt:
    """Book what was chosen in an act, in the name of whoever chose it.

    Again where it was cut short: it goes on with what is left.
    """
    by = User.objects.get(pk=act.by_id)
    booked = 0
    while batch := _next(act, by, on=on, at=at):
        for pk, asked in batch.items():
            booked += _book_one(pk, asked, act=act, by=by, at=at)
        say(booked)
    with acting_as(planning_service()):
        of_it = PlannedInterview.objects.filter(acceptance=act)
        of_it.filter(state=State.CHOSEN).update(state=State.LOST, why=HIDDEN)
        PlanAcceptance.objects.filter(pk=act.pk, finished_at=None).update(
            finished_at=at
        )
    return came_of(act, by=by)


def came_of(act: PlanAcceptance, *, by: User) -> CameOfIt:
    """What came of an act, of the cases that `by` may see."""
    with acting_as(by):
        of_it = PlannedInterview.objects.filter(acceptance=act)
        lost = of_it.filter(state=State.LOST).order_by("position")
        return CameOfIt(
            booked=of_it.filter(state=State.BOOKED).count(),
            lost=tuple(lost.values_list("case__ref", "why")),
        )


def _next(
    act: PlanAcceptance, by: User, *, on: date, at: datetime
) -> dict[int, Asked | str]:
    """The next of an act that are to be booked, and what each asks for."""
    with acting_as(by):
        rows = list(
            PlannedInterview.objects.filter(acceptance=act, state=State.CHOSEN)
            .order_by(F("moves").asc(nulls_last=True), "position", "pk")
            .values_list("pk", "case_id")[:BATCH]
        )
        asked = asked_of_many([case_id for _, case_id in rows], on=on, at=at)
    return {pk: asked.get(case_id, HIDDEN) for pk, case_id in rows}


def _book_one(
    pk: int, asked: Asked | str, *, act: PlanAcceptance, by: User, at: datetime
) -> bool:
    with acting_as(by):
        planned = (
            PlannedInterview.objects.select_for_update(of=("self",), skip_locked=True)
            .select_related("case", "moves")
            .filter(pk=pk, acceptance=act, state=State.CHOSEN)
            .first()
        )
        if planned is None:
            return False
        try:
            if isinstance(asked, str):
                raise Refused(asked)
            interview = _booked(planned, asked, act=act, by=by, at=at)
        except Refused as refusal:
            planned.state, planned.why = State.LOST, f"{refusal}"[:300]
            planned.save(update_fields=["state", "why"])
            return False
        planned.state, planned.interview = State.BOOKED, interview
        planned.save(update_fields=["state", "interview"])
        return True


def _booked(
    planned: PlannedInterview,
    asked: Asked,
    *,
    act: PlanAcceptance,
    by: User,
    at: datetime,
) -> Interview:
    """As it was planned; where that cannot be had, in another room at the same time."""
    because = act.because or f"Plan {act.plan_id} of interviews"
    if planned.was_at is not None:
        return _moved(planned, asked, by=by, at=at, because=because)

    def try_to(way: Way) -> Interview:
        return book(planned.case, asked, way, by=by, at=at, because=because)

    try:
        with transaction.atomic():
            return try_to(_as_planned(planned))
    except Refused as first:
        if planned.case.interviews.filter(state__in=LIVE).exists():
            raise
        found = _elsewhere(planned, asked)
        if found is None:
            raise first from None
        return try_to(found)


def _moved(
    planned: PlannedInterview, asked: Asked, *, by: User, at: datetime, because: str
) -> Interview:
    """Put at another time who was told of one, if they still have that one."""
    interview = planned.moves
    if interview is None or interview.starts_at != planned.was_at:
        raise Refused("Their interview has been changed since")
    # A child is never moved as a surprise, however long after it was planned.
    moved = asked if asked.adult_needed else replace(asked, notice_days=0)
    return amend(
        interview,
        moved,
        _as_planned(planned),
        version=interview.version,
        by=by,
        at=at,
        because=because,
    )


def _as_planned(planned: PlannedInterview) -> Way:
    return Way(
        starts_at=_known(planned.starts_at),
        ends_at=_known(planned.ends_at),
        mode=planned.mode,
        site_id=_known(planned.site_id),
        room_id=_known(planned.room_id),
        interviewer_id=_known(planned.interviewer_id),
        interpreter_id=planned.interpreter_id,
        interpreter_on_site=planned.interpreter_on_site,
        representative_id=planned.representative_id,
        representative_on_site=planned.representative_on_site,
        adult_id=planned.adult_id,
        host_id=planned.host_id,
        journey_minutes=planned.journey_minutes,
    )


def _elsewhere(planned: PlannedInterview, asked: Asked) -> Way | None:
    starts_at = _known(planned.starts_at)
    fixed = Fixed(
        site=planned.site_id,
        mode=planned.mode,
        interviewer=planned.interviewer_id,
        interpreter=planned.interpreter_id,
        adult=planned.adult_id,
        starts_at=starts_at,
    )
    found = ways(asked, [local(starts_at).date()], fixed=fixed, limit=1)
    return found[0] if found else None


def _known(value: T | None) -> T:
    # A time that is proposed has all of these: appointments_planned_at_a_place.
    assert value is not None
    return value
