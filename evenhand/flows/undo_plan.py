"""What was accepted of a run is undone as a whole, while nothing was built on it.

Each case goes back to whom and where it was, everybody is told again, and the proposals
wait to be looked at once more. Where anything was built on a case, nothing is undone and
every such case is named.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import connection
from django.db.models import QuerySet

from evenhand.casework.models import Conflict, Note, Stage
from evenhand.core.arrays import AnyOf
from evenhand.core.events import Happening, record_events
from evenhand.core.models import ClearanceGrant, User
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.flows.hand_over import Told, lock_cases, lock_people, one_at_a_time, tell
from evenhand.planning.acceptance.queries import standing_handovers
from evenhand.planning.acceptance.verdicts import may_take_back, may_undo
from evenhand.planning.models import Acceptance, Handover, Override, Proposal, Run


class CannotUndo(Refused):
    """Something was built on it; `built_on` names each case and what it was."""

    def __init__(self, built_on: Sequence[tuple[str, str]]) -> None:
        number = len(built_on)
        super().__init__(
            f"Something has been built on {number:,} of these cases, so nothing was "
            "undone"
        )
        self.built_on = tuple(built_on)


_GIVE_BACK = """
UPDATE casework_case c
SET owner_id = h.from_owner_id, owned_since = h.from_owned_since,
    responsible_unit_id = h.from_unit_id, version = c.version + 1
FROM planning_handover h
WHERE h.id = ANY (%(ids)s) AND c.id = h.case_id
"""
_WAIT_AGAIN = """
UPDATE planning_proposal p
SET state = CASE WHEN p.to_owner_id IS NULL THEN 'not placed' ELSE 'proposed' END,
    case_version = c.version
FROM planning_handover h JOIN casework_case c ON c.id = h.case_id
WHERE h.id = ANY (%(ids)s) AND p.id = h.proposal_id
"""


def undo_acceptance(
    run: Run,
    *,
    act: Acceptance | None = None,
    by: User,
    on: date,
    at: datetime,
    because: str,
) -> int:
    """Undo one act of accepting, or all that was given of a run; answer how many cases.

    All, or none: refused (CannotUndo) where anything was built on one of them. Refused
    without words, too late, and for those who may not. Of cases the viewer may see.
    """
    with acting_as(by):
        run = (
            Run.objects.select_for_update(of=("self",))
            .select_related("release", "person")
            .defer("release__bundle")
            .get(pk=run.pk)
        )
        one_at_a_time()
        standing = standing_handovers(run, act=act)
        may_undo(by, run, standing, at=at).enforce()
        if not because.strip():
            raise Refused("Say why it is undone")
        handovers = list(standing.select_related("to_unit", "from_unit"))
        lock_people(
            pk for row in handovers for pk in (row.from_owner_id, row.to_owner_id)
        )
        lock_cases([row.case_id for row in handovers])
        stands = built_on(
            Handover.objects.filter(AnyOf("pk", [h.pk for h in handovers])), on
        )
        if stands:
            raise CannotUndo(stands)
        _give_back(run, handovers, by=by, at=at, because=because.strip())
        return len(handovers)


def take_back(override: Override, *, by: User, at: datetime, because: str) -> None:
    """A proposal that was left as it was is proposed again. Kept that it was left.

    Until a later run for that week has read the case. Refused without a reason, and
    where somebody else has just taken it back.
    """
    with acting_as(by):
        run = Run.objects.select_for_update(of=("self",)).get(
            pk=override.proposal.run_id
        )
        may_take_back(by, run, override.proposal, at=at).enforce()
        if not because.strip():
            raise Refused("Say why it is taken back")
        ended = Override.objects.filter(
            pk=override.pk, choice=Override.Choice.LEFT, undone_at=None
        ).update(undone_at=at, undone_by=by, undone_because=because.strip())
        if not ended:
            raise Refused("Somebody else has just undone this")
        Proposal.objects.filter(pk=override.proposal_id).update(
            state=Proposal.State.PROPOSED
        )
        record_events(
            [Happening("proposal_taken_back", {"run": run.pk}, override.case_id)],
            by=by,
            at=at,
            because=because.strip(),
        )


def built_on(standing: QuerySet[Handover], on: date) -> list[tuple[str, str]]:
    """Cases on which something was built, or that cannot go back, and what stands there.

    By reference. A note, a move or any other change since; a former owner who has left,
    must not have it any more, or is not cleared for it.
    """
    rows = list(
        standing.select_related("case", "case__owner", "from_owner").order_by(
            "case__ref"
        )
    )
    ids = [row.case_id for row in rows]
    noted: dict[int, datetime] = {}
    for case_id, written_at in (
        Note.objects.filter(case__in=ids)
        .order_by("written_at")
        .values_list("case_id", "written_at")
    ):
        noted[case_id] = written_at
    against = set(
        Conflict.objects.filter(case__in=ids, ended_at=None).values_list(
            "case_id", "staff_member_id"
        )
    )
    found = []
    for row in rows:
        why = _moved_on(row) or _noted(row, noted) or _cannot_go_back(row, on, against)
        if why:
            found.append((row.case.ref, why))
    return found


def _moved_on(row: Handover) -> str:
    case = row.case
    if case.version == row.case_version:
        return ""
    if case.owner_id != row.to_owner_id:
        return f"It was given on to {case.owner}" if case.owner else "It was taken back"
    if case.stage in (Stage.INTERVIEWED, Stage.DECIDED, Stage.CHECKED, Stage.SERVED):
        return f"It has moved on: {Stage(case.stage).label.lower()}"
    return "It has changed since"


def _noted(row: Handover, noted: dict[int, datetime]) -> str:
    written_at = noted.get(row.case_id)
    if written_at is None or written_at < row.at:
        return ""
    return "A note has been written on it since"


def _cannot_go_back(row: Handover, on: date, against: set[tuple[int, int]]) -> str:
    former = row.from_owner
    if former is None:
        return ""
    if former.left_on is not None and former.left_on <= on:
        return f"{former.name}, who had it, has left"
    if (row.case_id, former.pk) in against:
        return f"{former.name}, who had it, has a conflict of interest with it"
    restriction = row.case.restriction
    if (
        restriction
        and not ClearanceGrant.objects.filter(
            user=former.user_id, clearance=restriction, ended_at=None
        ).exists()
    ):
        return f"{former.name}, who had it, may not have it now"
    return ""


def _give_back(
    run: Run, handovers: list[Handover], *, by: User, at: datetime, because: str
) -> None:
    ids = {"ids": [row.pk for row in handovers]}
    with connection.cursor() as cursor:
        cursor.execute(_GIVE_BACK, ids)
        cursor.execute(_WAIT_AGAIN, ids)
    undone = {"undone_at": at, "undone_by": by, "undone_because": because}
    Handover.objects.filter(AnyOf("pk", ids["ids"])).update(undone_at=at)
    Acceptance.objects.filter(
        pk__in={row.acceptance_id for row in handovers}, undone_at=None
    ).update(**undone)
    Override.objects.filter(
        pk__in={row.override_id for row in handovers}, undone_at=None
    ).update(**undone)
    tell(
        [
            Told(
                case_id=row.case_id,
                old_owner_id=row.to_owner_id,
                new_owner_id=row.from_owner_id,
                unit=row.from_unit.code if row.from_unit else "",
                unit_name=row.from_unit.name if row.from_unit else "",
                run_id=run.pk,
                reason="",
            )
            for row in handovers
        ],
        kind="case_given_back",
        by=by,
        at=at,
        because=because,
    )
    _say_of_the_run(run, handovers, by=by, at=at, because=because)


def _say_of_the_run(
    run: Run, handovers: list[Handover], *, by: User, at: datetime, because: str
) -> None:
    """The run waits again once nothing of it is accepted; nothing of hidden cases."""
    seen = Proposal.objects.filter(run=run)
    if run.case_id is None:
        seen = seen.filter(restriction="")
    if not seen.filter(AnyOf("pk", [row.proposal_id for row in handovers])).exists():
        return
    if not seen.filter(state=Proposal.State.ACCEPTED).exists():
        Run.objects.filter(pk=run.pk).update(
            state=Run.State.PROPOSED, accepted_at=None, accepted_by=None
        )
    record_events(
        [Happening("acceptance_undone", {"run": run.pk}, run.case_id)],
        by=by,
        at=at,
        because=because,
    )
