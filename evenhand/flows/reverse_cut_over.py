"""Cases of a cut-over move back: a phase as a whole, or those on which nothing was built.

Also: a phase is called off before it is carried out.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import connection

from evenhand.core.accounts import planning_service
from evenhand.core.arrays import AnyOf
from evenhand.core.events import Happening, record_events
from evenhand.core.models import User
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.flows.hand_over import lock_cases, lock_people, one_at_a_time
from evenhand.flows.tell_of_unit import tell_of_unit
from evenhand.planning.cutover.judging import INTERVIEWED
from evenhand.planning.cutover.models import CutOverCase, CutOverPhase
from evenhand.planning.cutover.reasons import BUILT_ON
from evenhand.planning.cutover.services import settle_state
from evenhand.planning.cutover.verdicts import may_call_off, may_reverse


State = CutOverCase.State


class CannotReverse(Refused):
    """Something was built on it; `built_on` names each case and what it was."""

    def __init__(self, built_on: Sequence[tuple[str, str]]) -> None:
        super().__init__(
            f"Something has been built on {len(built_on):,} of these cases, so nothing "
            "was moved back"
        )
        self.built_on = tuple(built_on)


_BUILT_ON = """
SELECT w.case_id, c.ref, CASE
    WHEN c.version <> w.moved_version AND c.owner_id IS NOT NULL
         AND c.owner_id IS DISTINCT FROM
             CASE WHEN w.owner_taken THEN NULL ELSE w.from_owner_id END THEN 'given'
    WHEN c.version <> w.moved_version AND c.stage = ANY (%(interviewed)s)
    THEN 'advanced'
    WHEN c.version <> w.moved_version THEN 'changed'
    WHEN EXISTS (SELECT FROM casework_note n
                 WHERE n.case_id = c.id AND n.written_at >= p.carried_out_at)
      OR EXISTS (SELECT FROM casework_contact x
                 WHERE x.case_id = c.id AND x.recorded_at >= p.carried_out_at)
      OR EXISTS (SELECT FROM casework_diaryentry d
                 WHERE d.case_id = c.id AND d.written_at >= p.carried_out_at)
    THEN 'written'
    WHEN NOT w.owner_taken THEN ''
    WHEN s.left_on <= %(on)s THEN 'owner left'
    WHEN EXISTS (SELECT FROM casework_conflict x WHERE x.case_id = c.id
                 AND x.staff_member_id = s.id AND x.ended_at IS NULL) THEN 'conflict'
    WHEN c.restriction <> '' AND NOT EXISTS (
        SELECT FROM core_clearancegrant g WHERE g.user_id = s.user_id
        AND g.clearance = c.restriction AND g.ended_at IS NULL) THEN 'not cleared'
    ELSE '' END
FROM planning_cutovercase w
JOIN planning_cutoverphase p ON p.id = w.phase_id
JOIN casework_case c ON c.id = w.case_id
LEFT JOIN workforce_staffmember s ON s.id = w.from_owner_id
WHERE w.phase_id = %(phase)s AND w.state = 'moved'
ORDER BY c.ref
"""
_MOVE_BACK = """
UPDATE casework_case c
SET responsible_unit_id = w.from_unit_id, version = c.version + 1,
    owner_id = CASE WHEN w.owner_taken THEN w.from_owner_id ELSE c.owner_id END,
    owned_since = CASE WHEN w.owner_taken THEN w.from_owned_since ELSE c.owned_since END
FROM planning_cutovercase w
WHERE w.phase_id = %(phase)s AND w.state = 'moved' AND w.case_id = ANY (%(cases)s)
  AND c.id = w.case_id
"""


def what_stands(
    phase: CutOverPhase, *, on: date
) -> tuple[list[int], list[tuple[str, str]]]:
    """Cases that can go back (case ids), and those that cannot: reference, and why.

    Of the cases of a phase that moved and are there still, as the viewer may see them.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _BUILT_ON,
            {
                "phase": phase.pk,
                "on": on,
                "interviewed": [*(stage.value for stage in INTERVIEWED), "served"],
            },
        )
        rows = cursor.fetchall()
    free = [case_id for case_id, _, why in rows if not why]
    return free, [(ref, BUILT_ON[why]) for _, ref, why in rows if why]


def reverse_phase(
    phase: CutOverPhase,
    *,
    as_a_whole: bool = True,
    by: User,
    on: date,
    at: datetime,
    because: str,
) -> int:
    """Move the cases of a phase back to whom and where they were; answer how many.

    As a whole: refused (CannotReverse) where anything was built on one of them. Else
    those on which nothing was, and the others stay. Refused without words.
    """
    with acting_as(by):
        one_at_a_time()
        phase = (
            CutOverPhase.objects.select_for_update(of=("self",))
            .select_related("cut_over", "cut_over__to_unit")
            .get(pk=phase.pk)
        )
        may_reverse(by, phase).enforce()
        if not because.strip():
            raise Refused("Say why it is reversed")
        moved = phase.cases.filter(state=State.MOVED)
        lock_people(moved.values_list("from_owner_id", flat=True))
        lock_cases(list(moved.values_list("case_id", flat=True)))
        free, stands = what_stands(phase, on=on)
        if as_a_whole and stands:
            raise CannotReverse(stands)
        _move_back(phase, free, by=by, at=at, because=because.strip())
        _say_of_the_phase(phase, free, by=by, at=at, because=because.strip())
        return len(free)


def call_off_phase(
    phase: CutOverPhase, *, by: User, at: datetime, because: str
) -> None:
    """Call a phase off that waits: its cases stay. Refused without words."""
    with acting_as(by):
        one_at_a_time()
        phase = (
            CutOverPhase.objects.select_for_update(of=("self",))
            .select_related("cut_over")
            .get(pk=phase.pk)
        )
        may_call_off(by, phase).enforce()
        if not because.strip():
            raise Refused("Say why it is called off")
        CutOverPhase.objects.filter(pk=phase.pk).update(
            state=CutOverPhase.State.CALLED_OFF,
            ended_at=at,
            ended_by=by,
            ended_because=because.strip(),
        )
        with acting_as(planning_service()):
            phase.cases.filter(state=State.WAITING).update(
                state=State.LEFT_OUT, why="called off"
            )
        settle_state(phase.cut_over)
        _record(phase, "cut_over_phase_called_off", by=by, at=at, because=because)


def _move_back(
    phase: CutOverPhase, free: list[int], *, by: User, at: datetime, because: str
) -> None:
    rows = list(
        phase.cases.filter(AnyOf("case_id", free), state=State.MOVED)
        .select_related("from_unit", "from_owner")
        .order_by("position")
    )
    with connection.cursor() as cursor:
        cursor.execute(_MOVE_BACK, {"phase": phase.pk, "cases": free})
    phase.cases.filter(AnyOf("pk", [row.pk for row in rows])).update(
        state=State.RETURNED, returned_at=at, returned_by=by
    )
    tell_of_unit(rows, phase.cut_over, back=True, by=by, at=at, because=because)


def _say_of_the_phase(
    phase: CutOverPhase, free: list[int], *, by: User, at: datetime, because: str
) -> None:
    """It is reversed once nothing of it is moved any more; nothing of hidden cases."""
    open_to_all = phase.cases.filter(restriction="")
    if (
        phase.state != CutOverPhase.State.DONE
        or not open_to_all.filter(AnyOf("case_id", free)).exists()
        or open_to_all.filter(state=State.MOVED).exists()
    ):
        return
    CutOverPhase.objects.filter(pk=phase.pk).update(
        state=CutOverPhase.State.REVERSED,
        ended_at=at,
        ended_by=by,
        ended_because=because,
    )
    settle_state(phase.cut_over)
    _record(phase, "cut_over_phase_reversed", by=by, at=at, because=because)


def _record(
    phase: CutOverPhase, kind: str, *, by: User, at: datetime, because: str
) -> None:
    record_events(
        [Happening(kind, {"cut_over": phase.cut_over.title, "phase": phase.number})],
        by=by,
        at=at,
        because=because,
    )
