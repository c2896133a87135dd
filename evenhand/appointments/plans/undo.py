"""Leave what a plan proposes, take that back, or cancel together what was booked of it."""

from collections.abc import Sequence
from datetime import datetime

from evenhand.appointments.book.services import cancel
from evenhand.appointments.interviews.states import CancelledFor
from evenhand.appointments.interviews.states import State as Standing
from evenhand.appointments.models import (
    Interview,
    InterviewPlan,
    PlanAcceptance,
    PlannedInterview,
)
from evenhand.appointments.plans.verdicts import may_accept_plan, may_undo
from evenhand.core.arrays import AnyOf
from evenhand.core.events import Happening, record_events
from evenhand.core.models import User
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as


State = PlannedInterview.State


class CannotUndo(Refused):
    """Something was built on it; `built_on` names each case and what it was."""

    def __init__(self, built_on: Sequence[tuple[str, str]]) -> None:
        super().__init__(
            f"Something has been done with {len(built_on):,} of these interviews since, "
            "so none was cancelled"
        )
        self.built_on = tuple(built_on)


def leave(
    plan: InterviewPlan,
    planned: Sequence[int],
    *,
    by: User,
    because: str,
) -> int:
    """Leave some proposed interviews out, with a reason; answer how many."""
    with acting_as(by):
        may_accept_plan(by, plan).enforce()
        if not because.strip():
            raise Refused("Say why they are left out")
        return (
            plan.planned.filter(AnyOf("pk", planned))
            .filter(state=State.PROPOSED)
            .update(state=State.LEFT, why=because.strip()[:300])
        )


def take_back(plan: InterviewPlan, planned: Sequence[int], *, by: User) -> int:
    """Propose again what was left out by a person; answer how many."""
    with acting_as(by):
        may_accept_plan(by, plan).enforce()
        return (
            plan.planned.filter(AnyOf("pk", planned))
            .filter(state=State.LEFT)
            .update(state=State.PROPOSED, why="")
        )


def undo(act: PlanAcceptance, *, by: User, at: datetime, because: str) -> int:
    """Cancel together what was booked in an act; answer how many, of those `by` may see.

    All, or none: refused (CannotUndo) where anything was done with one of them since.
    Refused without words, too late, and for those who may not. Everybody concerned is
    told, and the interviews are proposed again. Cancelled one after another: again, it
    goes on with what is left.
    """
    with acting_as(by):
        act = (
            PlanAcceptance.objects.select_for_update(of=("self",))
            .select_related("plan", "plan__release")
            .get(pk=act.pk)
        )
        if act.undone_at is None:
            may_undo(by, act, at=at).enforce()
            if not because.strip():
                raise Refused("Say why they are cancelled")
            if stands := built_on(act):
                raise CannotUndo(stands)
            _mark(act, by=by, at=at, because=because.strip())
    return _cancel_all(act, by=by, at=at)


def built_on(act: PlanAcceptance) -> list[tuple[str, str]]:
    """Cases whose interview is no longer as it was booked, and how it stands now."""
    return [
        (
            ref,
            "It was changed"
            if state == Standing.BOOKED
            else str(Standing(state).label),
        )
        for ref, state, version in PlannedInterview.objects.filter(
            acceptance=act, state=State.BOOKED
        )
        .order_by("case__ref")
        .values_list("case__ref", "interview__state", "interview__version")
        if state != Standing.BOOKED or version != 1
    ]


def _mark(act: PlanAcceptance, *, by: User, at: datetime, because: str) -> None:
    act.undone_at, act.undone_by, act.undone_because = at, by, because
    act.save(update_fields=["undone_at", "undone_by", "undone_because"])
    open_to_all = PlannedInterview.objects.filter(
        acceptance=act, state=State.BOOKED, restriction=""
    ).exists()
    if open_to_all:
        record_events(
            [Happening("interview_plan_undone", {"plan": act.plan_id})],
            by=by,
            at=at,
            because=because,
        )


def _cancel_all(act: PlanAcceptance, *, by: User, at: datetime) -> int:
    with acting_as(by):
        booked = list(
            PlannedInterview.objects.filter(acceptance=act, state=State.BOOKED)
            .order_by("position")
            .values_list("pk", "interview_id")
        )
    cancelled = 0
    for pk, interview_id in booked:
        with acting_as(by):
            interview = Interview.objects.get(pk=interview_id)
            try:
                cancel(
                    interview,
                    cause=CancelledFor.REPLANNED,
                    because=act.undone_because,
                    by=by,
                    at=at,
                )
            except Refused:
                # Somebody has just begun or changed it: it stays as it is now.
                continue
            cancelled += PlannedInterview.objects.filter(
                pk=pk, state=State.BOOKED
            ).update(state=State.PROPOSED, interview=None, acceptance=None)
    return cancelled
