"""Plan to move the cases of a specialism in phases, and carry a phase out.

One workflow manager plans, another carries each phase out, on its day or after: never by
itself. A case that changed meanwhile is left out and named; twice is harmless. One
transaction a phase: killed anywhere, it has not happened.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from evenhand.appointments.interviews.queries import cases_booked
from evenhand.casework.cases.stages import OPEN
from evenhand.core.accounts import planning_service
from evenhand.core.events import Happening, record_events
from evenhand.core.models import User
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.flows.hand_over import lock_cases, one_at_a_time
from evenhand.flows.tell_of_unit import tell_of_unit
from evenhand.planning.cutover.figures import places_of
from evenhand.planning.cutover.judging import (
    GIVES_UP,
    STAYS,
    Judged,
    in_phases,
    judged,
    staying_with,
    what_keeps,
)
from evenhand.planning.cutover.models import CutOver, CutOverCase, CutOverPhase
from evenhand.planning.cutover.phasing import Timetable, days_of
from evenhand.planning.cutover.reasons import LEFT_OUT
from evenhand.planning.cutover.services import settle_state
from evenhand.planning.cutover.standards import standard_of
from evenhand.planning.cutover.verdicts import may_carry_out, may_cut_over
from evenhand.planning.models import Outcome
from evenhand.releases.models import PolicyRelease
from evenhand.releases.queries import policy_of, release_in_force
from evenhand.workforce.models import Unit
from evenhand.workforce.units import must_be_open


MOST_PHASES = 26
State = CutOverCase.State


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asks of a cut-over."""

    title: str
    to_unit: Unit
    from_units: tuple[Unit, ...]
    rules: tuple[str, ...]
    because: str
    owner: User
    timetable: Timetable
    review_on: date


@dataclass(frozen=True, slots=True)
class Look:
    """What a cut-over would do: the cases of each phase on its day, and those that stay."""

    phases: tuple[tuple[date, tuple[Judged, ...]], ...]
    stay: tuple[Judged, ...]

    @property
    def moving(self) -> list[Judged]:
        """Every case that would move, in the order of the phases."""
        return [row for _, rows in self.phases for row in rows]


@dataclass(frozen=True, slots=True)
class CarriedOut:
    """What came of a phase: how many cases moved, and which were left out and why."""

    moved: int
    left_out: tuple[tuple[str, str], ...]


def look_at(asked: Asked, *, by: User, on: date, at: datetime) -> Look:
    """What the cut-over would do, among the cases `by` may see. Changes nothing.

    Refused for those who may not, on a day that is past, and where no run has routed the
    cases under the policy in force.
    """
    with acting_as(by):
        may_cut_over(by).enforce()
        _sensible(asked, on=on)
        release = release_in_force(at)
        _routed_under(release)
        rows = judged(
            asked.to_unit,
            from_units=asked.from_units,
            rules=asked.rules,
            release=release,
            standard=standard_of(policy_of(release)),
            at=at,
            booked=cases_booked(),
        )
        timetable = asked.timetable
        phases, stay = in_phases(rows, phases=timetable.phases, most=timetable.most)
        days = days_of(timetable)
        return Look(
            tuple((day, tuple(rows)) for day, rows in zip(days, phases, strict=False)),
            tuple(stay),
        )


def plan_cut_over(asked: Asked, *, by: User, on: date, at: datetime) -> CutOver:
    """Keep the plan with every case of it. No case moves. Refused as `look_at`.

    Refused too where no case would move: so is a second click, for then they all wait.
    """
    with acting_as(by):
        one_at_a_time()
        look = look_at(asked, by=by, on=on, at=at)
        if not look.phases:
            raise Refused("No case would move: look at what keeps them where they are")
        cut_over = CutOver.objects.create(
            title=asked.title.strip(),
            to_unit=asked.to_unit,
            rules=list(asked.rules),
            because=asked.because.strip(),
            owner=asked.owner,
            release=release_in_force(at),
            places=places_of(asked.to_unit, on),
            planned_at=at,
            planned_by=by,
            review_on=asked.review_on,
        )
        cut_over.from_units.set(asked.from_units)
        _keep(cut_over, look)
        record_events(
            [Happening("cut_over_planned", {"cut_over": cut_over.title})],
            by=by,
            at=at,
            because=cut_over.because,
        )
    return cut_over


def carry_out_phase(
    phase: CutOverPhase, *, by: User, on: date, at: datetime
) -> CarriedOut:
    """Move the cases of a phase, but for those that changed; tell everybody.

    Refused for who planned it, before its day, and under a release that has routed
    nothing yet. A phase that was carried out stays as it is.
    """
    with acting_as(by):
        one_at_a_time()
        phase = (
            CutOverPhase.objects.select_for_update(of=("self",))
            .select_related("cut_over", "cut_over__to_unit")
            .get(pk=phase.pk)
        )
        if phase.state == CutOverPhase.State.DONE:
            may_cut_over(by).enforce()
            return CarriedOut(0, ())
        may_carry_out(by, phase, on=on).enforce()
        release = release_in_force(at)
        _routed_under(release)
        lock_cases(list(phase.cases.values_list("case_id", flat=True)))
        _leave_out(phase, release, at=at)
        moved = _move(phase, by=by, at=at)
        CutOverPhase.objects.filter(pk=phase.pk).update(
            state=CutOverPhase.State.DONE, carried_out_at=at, carried_out_by=by
        )
        settle_state(phase.cut_over)
        record_events(
            [
                Happening(
                    "cut_over_phase_carried_out",
                    {"cut_over": phase.cut_over.title, "phase": phase.number},
                )
            ],
            by=by,
            at=at,
        )
        left_out = [
            (ref, LEFT_OUT[why])
            for ref, why in phase.cases.filter(state=State.LEFT_OUT)
            .order_by("case__ref")
            .values_list("case__ref", "why")
        ]
        _leave_out_hidden(phase, "restricted")
        return CarriedOut(moved, tuple(left_out))


def _sensible(asked: Asked, *, on: date) -> None:
    timetable = asked.timetable
    if not asked.title.strip() or not asked.because.strip():
        raise Refused("Say what the cut-over is called, and why it is done")
    if timetable.first_on < on:
        raise Refused("The first phase must not be in the past")
    if not 1 <= timetable.phases <= MOST_PHASES or timetable.days_apart < 1:
        raise Refused(f"Plan 1 to {MOST_PHASES} phases, at least a day apart")
    if timetable.most is not None and timetable.most < 1:
        raise Refused("A phase moves one case or more")
    if asked.review_on <= days_of(timetable)[-1]:
        raise Refused("The review must come after the last phase")
    must_be_open(asked.to_unit, days_of(timetable)[-1])
    if asked.to_unit in asked.from_units:
        raise Refused(f"{asked.to_unit} cannot give cases to itself")


def _routed_under(release: PolicyRelease) -> None:
    """Whether cases were routed under the policy in force; only then is it known."""
    if not Outcome.objects.filter(
        release=release, valid__upper_inf=True, restriction=""
    ).exists():
        raise Refused(
            f"No run has routed cases under policy release {release.number}, which is in "
            "force. Start a run first"
        )


def _keep(cut_over: CutOver, look: Look) -> None:
    rows = []
    for number, (day, moving) in enumerate(look.phases, start=1):
        phase = CutOverPhase.objects.create(
            cut_over=cut_over,
            number=number,
            on=day,
            planned_by=cut_over.planned_by,
        )
        rows += [(row, phase) for row in moving]
    together: Sequence[tuple[Judged, CutOverPhase | None]] = [
        *rows,
        *((row, None) for row in look.stay),
    ]
    CutOverCase.objects.bulk_create(
        [
            CutOverCase(
                cut_over=cut_over,
                phase=phase,
                case_id=row.case_id,
                restriction=row.restriction,
                position=position,
                state=State.WAITING if phase else State.EXCLUDED,
                why=row.why,
                case_version=row.version,
                from_unit_id=row.unit_id,
                from_owner_id=row.owner_id,
                from_owned_since=row.owned_since,
            )
            for position, (row, phase) in enumerate(together)
        ],
        batch_size=2_000,
    )


_LEAVE_OUT = f"""
UPDATE planning_cutovercase w SET state = 'left out', why = x.why
FROM (
    SELECT w.id,
        CASE WHEN NOT c.stage = ANY (%(open)s) THEN 'closed'
             WHEN c.responsible_unit_id = %(unit)s THEN 'moved'
             WHEN {STAYS} <> '' THEN {STAYS}
             WHEN NOT EXISTS (SELECT FROM planning_outcome o WHERE o.case_id = c.id
                              AND upper_inf(o.valid) AND o.release_id = %(release)s
                              AND o.routed_units[1] = %(code)s) THEN 'other unit'
             WHEN c.version <> w.case_version THEN 'changed'
             ELSE '' END AS why
    FROM planning_cutovercase w JOIN casework_case c ON c.id = w.case_id
    LEFT JOIN workforce_staffmember s ON s.id = c.owner_id
    WHERE w.phase_id = %(phase)s AND w.state = 'waiting'
) x WHERE w.id = x.id AND x.why <> ''
"""
_KEEP_AS_IT_WAS = f"""
UPDATE planning_cutovercase w
SET state = 'moved', moved_version = c.version + 1,
    from_unit_id = c.responsible_unit_id, from_owner_id = c.owner_id,
    from_owned_since = c.owned_since, owner_taken = {GIVES_UP}
FROM casework_case c LEFT JOIN workforce_staffmember s ON s.id = c.owner_id
WHERE c.id = w.case_id AND w.phase_id = %(phase)s AND w.state = 'waiting'
"""
_MOVE = """
UPDATE casework_case c
SET responsible_unit_id = %(unit)s, version = c.version + 1,
    owner_id = CASE WHEN w.owner_taken THEN NULL ELSE c.owner_id END,
    owned_since = CASE WHEN w.owner_taken THEN NULL ELSE c.owned_since END
FROM planning_cutovercase w
WHERE w.phase_id = %(phase)s AND w.state = 'moved' AND c.id = w.case_id
"""


def _leave_out(phase: CutOverPhase, release: PolicyRelease, *, at: datetime) -> None:
    """Mark those that must not move any more, each with the reason, and their kin."""
    to_unit = phase.cut_over.to_unit
    with connection.cursor() as cursor:
        cursor.execute(
            _LEAVE_OUT,
            {
                **what_keeps(
                    standard_of(policy_of(release)), at=at, booked=cases_booked()
                ),
                **_bound(phase),
                "open": sorted(OPEN),
                "code": to_unit.code,
                "release": release.pk,
            },
        )
    waiting = phase.cases.filter(state=State.WAITING)
    stay = staying_with(list(waiting.values_list("case_id", flat=True)), to_unit)
    waiting.filter(case_id__in=stay).update(state=State.LEFT_OUT, why="linked")


def _move(phase: CutOverPhase, *, by: User, at: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_KEEP_AS_IT_WAS, _bound(phase))
        cursor.execute(_MOVE, _bound(phase))
    moved = list(
        phase.cases.filter(state=State.MOVED)
        .select_related("from_unit", "from_owner")
        .order_by("position")
    )
    tell_of_unit(moved, phase.cut_over, back=False, by=by, at=at)
    return len(moved)


def _leave_out_hidden(phase: CutOverPhase, why: str) -> None:
    """A case that was restricted since waits no more; only those cleared are told."""
    with acting_as(planning_service()):
        phase.cases.filter(state=State.WAITING).update(state=State.LEFT_OUT, why=why)


def _bound(phase: CutOverPhase) -> dict[str, Any]:
    return {"phase": phase.pk, "unit": phase.cut_over.to_unit_id}
