"""Which cases a cut-over would move, and why the others stay where they are.

Set-based, for thousands of cases, and among those the viewer may see. A restricted case
never moves in bulk, and nothing it is linked with is told by it: what is planned is the
same whoever plans (docs/adr/0031).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import connection

from evenhand.casework.cases.stages import OPEN
from evenhand.casework.models import Stage
from evenhand.casework.people.queries import linked_cases
from evenhand.planning.cutover.phasing import phases_of
from evenhand.planning.cutover.standards import Standard
from evenhand.releases.models import PolicyRelease
from evenhand.workforce.models import Unit


INTERVIEWED = (Stage.INTERVIEWED, Stage.DECIDED, Stage.CHECKED)


@dataclass(frozen=True, slots=True)
class Judged:
    """One case that the rules send to the unit and that another unit has, or none.

    `why`: the code of what keeps it there (`reasons.EXCLUDED`); empty: it would move.
    `owner_taken`: it has a decision maker who does not work for the receiving unit.
    """

    case_id: int
    version: int
    restriction: str
    unit_id: int | None
    owner_id: int | None
    owned_since: date | None
    owner_taken: bool
    claimed_on: date
    band: int
    nationality: str
    alone: bool
    why: str


# Where the first that applies stands; `c` is the case, `s` its owner. Shared by the
# plan and by the carrying out, so that both keep the same cases where they are.
STAYS = """
CASE WHEN c.restriction <> '' THEN 'restricted'
     WHEN c.interviewed_on IS NOT NULL OR c.stage = ANY (%(interviewed)s)
     THEN 'interviewed'
     WHEN c.id = ANY (%(booked)s::bigint[]) THEN 'booked'
     WHEN s.user_id IS NOT NULL AND (
         EXISTS (SELECT FROM casework_note n WHERE n.case_id = c.id
                 AND n.written_by_id = s.user_id AND n.written_at > %(since)s)
         OR EXISTS (SELECT FROM casework_contact x WHERE x.case_id = c.id
                 AND x.recorded_by_id = s.user_id AND x.recorded_at > %(since)s)
         OR EXISTS (SELECT FROM casework_diaryentry d WHERE d.case_id = c.id
                 AND ((d.written_by_id = s.user_id AND d.written_at > %(since)s)
                      OR (d.done_by_id = s.user_id AND d.done_at > %(since)s))))
     THEN 'in progress'
     WHEN EXISTS (SELECT FROM casework_barrier b WHERE b.case_id = c.id
                  AND b.closed_on IS NULL AND b.kind = ANY (%(continuity)s))
     THEN 'continuity'
     WHEN EXISTS (SELECT FROM planning_proposal p JOIN planning_run r ON r.id = p.run_id
                  WHERE p.case_id = c.id AND p.state = 'proposed' AND r.why <> '')
     THEN 're-allocation'
     ELSE '' END
"""
# Whether the owner of a case does not work for the receiving unit, and so gives it up.
GIVES_UP = """
(c.owner_id IS NOT NULL AND s.unit_id <> %(unit)s AND NOT EXISTS (
    SELECT FROM workforce_staffmember_also_units a
    WHERE a.staffmember_id = s.id AND a.unit_id = %(unit)s))
"""
_CANDIDATES = f"""
SELECT c.id, c.version, c.restriction, c.responsible_unit_id, c.owner_id, c.owned_since,
       {GIVES_UP}, c.claimed_on, o.band,
       coalesce((SELECT n.nationality FROM casework_caseperson m
                 JOIN casework_personnationality n ON n.person_id = m.person_id
                 WHERE m.case_id = c.id AND m.role = 'main applicant'
                 ORDER BY n.position, n.id LIMIT 1), ''),
       EXISTS (SELECT FROM casework_caseperson m WHERE m.case_id = c.id
               AND m.role = 'main applicant' AND m.unaccompanied_at_claim),
       coalesce(nullif({STAYS}, ''),
                CASE WHEN EXISTS (SELECT FROM planning_cutovercase w
                                  WHERE w.case_id = c.id AND w.state = 'waiting')
                     THEN 'other cut-over' ELSE '' END)
FROM casework_case c
JOIN planning_outcome o ON o.case_id = c.id AND upper_inf(o.valid)
    AND o.release_id = %(release)s
LEFT JOIN workforce_staffmember s ON s.id = c.owner_id
WHERE c.stage = ANY (%(open)s) AND o.routed_units[1] = %(code)s
  AND c.responsible_unit_id IS DISTINCT FROM %(unit)s
  AND (%(rules)s::text[] = '{{}}' OR o.fired && %(rules)s::varchar[])
  AND (%(from)s::bigint[] = '{{}}' OR c.responsible_unit_id = ANY (%(from)s))
ORDER BY c.claimed_on, c.ref
"""


def what_keeps(
    standard: Standard, *, at: datetime, booked: Sequence[int]
) -> dict[str, Any]:
    """What `STAYS` is asked with. `booked`: the cases whose interview is booked."""
    return {
        "booked": list(booked),
        "interviewed": [stage.value for stage in INTERVIEWED],
        "since": at - standard.in_progress,
        "continuity": list(standard.continuity),
    }


def judged(
    to_unit: Unit,
    *,
    from_units: Sequence[Unit],
    rules: Sequence[str],
    release: PolicyRelease,
    standard: Standard,
    at: datetime,
    booked: Sequence[int],
) -> list[Judged]:
    """Every case that the cut-over is about, the longest waiting first.

    booked      the cases whose interview is booked, which appointments knows
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _CANDIDATES,
            {
                **what_keeps(standard, at=at, booked=booked),
                "open": sorted(OPEN),
                "unit": to_unit.pk,
                "code": to_unit.code,
                "rules": list(rules),
                "from": [unit.pk for unit in from_units],
                "release": release.pk,
            },
        )
        rows = [Judged(*row) for row in cursor.fetchall()]
    return _with_links(rows, to_unit)


def in_phases(
    rows: Sequence[Judged], *, phases: int, most: int | None
) -> tuple[list[list[Judged]], list[Judged]]:
    """The cases that move in each phase; and those that stay, with why.

    Cases that are linked are in one phase, in the place of the longest waiting of them.
    """
    groups = _groups()
    together: dict[int, list[Judged]] = {}
    for row in rows:
        if not row.why:
            # A case without a link is a group of its own: its own number, made negative.
            together.setdefault(groups.get(row.case_id, -row.case_id), []).append(row)
    of_case = {row.case_id: row for row in rows}
    dealt = [
        [of_case[case_id] for case_id in phase]
        for phase in phases_of(
            [[row.case_id for row in group] for group in together.values()],
            phases=phases,
            most=most,
        )
    ]
    moving = {row.case_id for phase in dealt for row in phase}
    stay = [
        row if row.why else replace(row, why="beyond")
        for row in rows
        if row.case_id not in moving
    ]
    # Last, so that the places of the others in the order tell nothing of them.
    return dealt, sorted(stay, key=lambda row: row.why == "restricted")


def staying_with(moving: Sequence[int], to_unit: Unit) -> set[int]:
    """Those of some cases that are linked with a case that neither moves nor is there."""
    groups, going = _groups(), set(moving)
    concerned = {groups[case_id] for case_id in going if case_id in groups}
    elsewhere = [
        case_id
        for case_id, group in groups.items()
        if group in concerned and case_id not in going
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM casework_case WHERE id = ANY (%s) AND restriction = '' "
            "AND stage = ANY (%s) AND responsible_unit_id IS DISTINCT FROM %s",
            [elsewhere, sorted(OPEN), to_unit.pk],
        )
        held = {groups[case_id] for (case_id,) in cursor.fetchall()}
    return {case_id for case_id in going if groups.get(case_id) in held}


def _with_links(rows: list[Judged], to_unit: Unit) -> list[Judged]:
    stay = staying_with([row.case_id for row in rows if not row.why], to_unit)
    return [replace(row, why="linked") if row.case_id in stay else row for row in rows]


def _groups() -> dict[int, int]:
    return dict(linked_cases(hidden=False).iter_rows())
