"""What the teams of a unit have to do, in totals of six people or more.

A total of fewer would be one person's, or could be made into one by taking what is
shown from the whole. So whoever is in no team shown is counted together, and where these
are too few by themselves the smallest team shown is counted with them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Q

from evenhand.casework.cases.stages import UNDECIDED
from evenhand.core.models import Clearance
from evenhand.workforce.capacity import weekly_places
from evenhand.workforce.models import Unit


LEAST = 6  # people, below which no figure about staff is shown
_CLEARANCES = frozenset(Clearance.values)
# Looked up case by case: joined, the database would read the whole caseload.
_CASES = """
SELECT s.team_id, o.kind_of_work, o.requires, count(*)
FROM workforce_staffmember s
JOIN casework_case c ON c.owner_id = s.id AND c.stage = ANY (%s)
CROSS JOIN LATERAL (
    SELECT o.kind_of_work, o.requires FROM planning_outcome o
    WHERE o.case_id = c.id AND upper_inf(o.valid) LIMIT 1) o
WHERE s.unit_id = %s GROUP BY 1, 2, 3
"""


@dataclass(frozen=True, slots=True)
class TeamTotal:
    """What some of a unit have: one team, or all of those in none that is shown.

    `team` is empty for the others. `trained` are the undecided cases that ask for a
    training: the hard ones.
    """

    team: str
    deciders: int
    places: int
    cases: int
    trained: int
    kinds: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class UnitTotal:
    """A unit's undecided cases by kind of work, and its teams if any can be told apart."""

    kinds: tuple[tuple[str, int], ...]
    teams: tuple[TeamTotal, ...]


def totals_of(unit: Unit, *, week: date) -> UnitTotal | None:
    """Totals of a unit and its teams, among the cases the viewer may see.

    People and places of the week of a date; cases as they are. None where fewer than six
    people decide there.
    """
    people = unit.people.filter(Q(left_on=None) | Q(left_on__gt=week), decides=True)
    deciders: Counter[int | None] = Counter(people.values_list("team", flat=True))
    if deciders.total() < LEAST:
        return None
    places = _places(unit, week)
    cases = _cases(unit)
    teams = dict(unit.teams.values_list("pk", "name"))
    shown = shown_apart({team: deciders[team] for team in teams}, deciders.total())
    # By name, and "Team 2" before "Team 10".
    named = sorted(shown, key=lambda team: (len(teams[team]), teams[team]))
    parts: list[tuple[str, set[int | None]]] = [(teams[team], {team}) for team in named]
    others: set[int | None] = {None, *teams} - shown
    if shown and any(deciders[team] or cases.get(team) for team in others):
        parts.append(("", others))
    return UnitTotal(
        kinds=_kinds(cases, cases),
        teams=tuple(
            TeamTotal(
                team=name,
                deciders=sum(deciders[team] for team in part),
                places=sum(places.get(team, 0) for team in part),
                cases=sum(cases[team].total() for team in part if team in cases),
                trained=sum(
                    number
                    for team in part
                    for (_, hard), number in cases.get(team, Counter()).items()
                    if hard
                ),
                kinds=_kinds(cases, part),
            )
            for name, part in parts
        ),
    )


def shown_apart(sizes: Mapping[int, int], whole: int, least: int = LEAST) -> set[int]:
    """The teams whose totals can be told: each of them, and the rest of the whole.

    sizes  people in each team; `whole` counts those in none as well. The largest are
           shown, and the rest are none at all or as many as `least`.
    """
    shown = {team for team, size in sizes.items() if size >= least}
    by_size = sorted(shown, key=lambda team: (sizes[team], team))
    for team in by_size:
        rest = whole - sum(sizes[each] for each in shown)
        if rest == 0 or rest >= least:
            break
        shown.discard(team)
    return shown


def asks_for_training(requires: Iterable[str]) -> bool:
    """Whether a case asks for a training, and not for a clearance alone."""
    return any(asked not in _CLEARANCES for asked in requires)


def _cases(unit: Unit) -> dict[int | None, Counter[tuple[str, bool]]]:
    """By team: undecided cases by kind of work and whether they ask for a training."""
    found: dict[int | None, Counter[tuple[str, bool]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_CASES, [sorted(UNDECIDED), unit.pk])
        for team, kind, requires, number in cursor.fetchall():
            found.setdefault(team, Counter())[kind, asks_for_training(requires)] += (
                number
            )
    return found


def _kinds(
    cases: Mapping[int | None, Counter[tuple[str, bool]]], teams: Iterable[int | None]
) -> tuple[tuple[str, int], ...]:
    kinds: Counter[str] = Counter()
    for team in teams:
        for (kind, _), number in cases.get(team, Counter()).items():
            kinds[kind] += number
    return tuple(sorted(kinds.items()))


def _places(unit: Unit, week: date) -> dict[int | None, int]:
    """Places of the week by team of the unit."""
    staff = dict(unit.people.values_list("pk", "team"))
    found: Counter[int | None] = Counter()
    for person, places in (
        weekly_places(week, unit=unit.code).select("staff_id", "places").iter_rows()
    ):
        found[staff[person]] += int(places)
    return dict(found)
