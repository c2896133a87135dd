"""What the teams of a unit have to do, in totals of six people or more.

A total of fewer would be one person's, or could be made into one by taking what is
shown from the whole. So whoever is in no team shown is counted together, and where these
are too few by themselves the smallest team shown is counted with them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from evenhand.casework.cases.stages import UNDECIDED
from evenhand.casework.models import Case
from evenhand.core.models import Clearance
from evenhand.planning.models import Outcome
from evenhand.workforce.capacity import weekly_places
from evenhand.workforce.models import Unit


LEAST = 6  # people, below which no figure about staff is shown


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
    cases: dict[int | None, list[tuple[str, bool]]] = {}
    team_of = dict(
        Case.objects.filter(owner__unit=unit, stage__in=sorted(UNDECIDED)).values_list(
            "pk", "owner__team"
        )
    )
    # Their numbers are handed over: joined, the database reads the whole caseload.
    for case, kind, requires in Outcome.objects.filter(
        case__in=list(team_of), valid__upper_inf=True
    ).values_list("case_id", "kind_of_work", "requires"):
        cases.setdefault(team_of[case], []).append((kind, asks_for_training(requires)))
    teams = dict(unit.teams.values_list("pk", "name"))
    shown = shown_apart({team: deciders[team] for team in teams}, deciders.total())
    # By name, and "Team 2" before "Team 10".
    named = sorted(shown, key=lambda team: (len(teams[team]), teams[team]))
    parts: list[tuple[str, set[int | None]]] = [(teams[team], {team}) for team in named]
    others: set[int | None] = {None, *teams} - shown
    if shown and any(deciders[team] or cases.get(team) for team in others):
        parts.append(("", others))
    return UnitTotal(
        kinds=_kinds(cases.values()),
        teams=tuple(
            TeamTotal(
                team=name,
                deciders=sum(deciders[team] for team in part),
                places=sum(places.get(team, 0) for team in part),
                cases=sum(len(cases.get(team, [])) for team in part),
                trained=sum(hard for team in part for _, hard in cases.get(team, [])),
                kinds=_kinds(cases.get(team, []) for team in part),
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
    return any(asked not in Clearance.values for asked in requires)


def _kinds(
    cases: Iterable[Iterable[tuple[str, bool]]],
) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(Counter(kind for some in cases for kind, _ in some).items()))


def _places(unit: Unit, week: date) -> dict[int | None, int]:
    """Places of the week by team of the unit."""
    staff = dict(unit.people.values_list("pk", "team"))
    found: Counter[int | None] = Counter()
    for person, places in (
        weekly_places(week, unit=unit.code).select("staff_id", "places").iter_rows()
    ):
        found[staff[person]] += int(places)
    return dict(found)
