"""By what the list of cases is narrowed, beside unit, band, stage and what was typed.

One entry a filter. What is counted of a national caseload is asked of the outlines of
cases, one row a case; the others ask with a subquery of their own, which PostgreSQL
answers once or case by case, whichever is less.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from evenhand.casework.models import Barrier, Case
from evenhand.casework.people.queries import adult_since
from evenhand.planning.models import Outcome
from evenhand.web.people.words import team_of
from evenhand.web.titles import Titles
from evenhand.workforce.models import StaffMember, Team


Cases = QuerySet[Case]
Choices = list[tuple[str, str]]
WAITS = (6, 12, 18, 24, 36, 48)
DUE = {"overdue": -1, "today": 0, "week": 7, "month": 30}
DUE_WORDS = {
    "overdue": "Overdue",
    "today": "Today or before",
    "week": "Within 7 days",
    "month": "Within 30 days",
}
FLAGS = {
    "child": "Child",
    "alone": "Unaccompanied child",
    "age-disputed": "Age disputed",
    "detained": "Detained",
    "vulnerable": "Vulnerable",
    "expedite": "Asked to be quick",
    "high-profile": "High profile",
}


@dataclass(frozen=True, slots=True)
class Asker:
    """For whom choices are listed: the words in force, the unit chosen, who asks."""

    titles: Titles
    unit: str
    me: StaffMember | None


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter: its name in the address, its words, its choices, what it does."""

    name: str
    title: str
    choices: Callable[[Asker], Choices]
    narrow: Callable[[Cases, str, date], Cases]

    def words(self, value: str, asker: Asker) -> str:
        """What a value is called; itself where it is none of the choices."""
        return dict(self.choices(asker)).get(value, value)


def _team(cases: Cases, value: str, on: date) -> Cases:
    return cases.filter(owner__team=int(value)) if _number(value) else cases.none()


def _teams(asker: Asker) -> Choices:
    teams = Team.objects.select_related("unit").order_by("unit__name", "name")
    if asker.unit and asker.unit != "none":
        teams = teams.filter(unit__code=asker.unit)
    elif asker.me is not None:
        teams = teams.filter(unit=asker.me.unit_id)
    else:
        teams = teams.none()
    return [(str(team.pk), team_of(team.name, team.unit)) for team in teams]


def _barrier(cases: Cases, value: str, on: date) -> Cases:
    found = Barrier.objects.filter(closed_on=None, kind=value)
    return cases.filter(pk__in=found.values("case"))


def _person(column: str) -> Callable[[Cases, str, date], Cases]:
    def narrow(cases: Cases, value: str, on: date) -> Cases:
        if value == "none":
            return cases.filter(**{column: None})
        return cases.filter(**{f"{column}__ref": value})

    return narrow


def _people(*first: tuple[str, str], **which: bool) -> Callable[[Asker], Choices]:
    def choices(asker: Asker) -> Choices:
        people: Sequence[StaffMember] = []
        if asker.unit and asker.unit != "none":
            people = list(
                StaffMember.objects.filter(
                    unit__code=asker.unit, left_on=None, **which
                ).order_by("name")
            )
        me = [(asker.me.ref, f"{asker.me.name} (you)")] if asker.me else []
        found = dict([*first, *me])
        return list(found.items()) + [
            (person.ref, person.name) for person in people if person.ref not in found
        ]

    return choices


def _flag(cases: Cases, value: str, on: date) -> Cases:
    if value == "high-profile":
        return cases.filter(high_profile=True)
    if value in ("child", "alone"):
        under_age = Q(outline__born_on__gt=adult_since(on)) | Q(
            outline__born_on=None, outline__alone_at_claim=True
        )
        cases = cases.filter(under_age)
        return cases.filter(outline__alone_at_claim=True) if value == "alone" else cases
    return cases.filter(**{f"outline__{_OUTLINED[value]}": True})


_OUTLINED = {
    "age-disputed": "age_disputed",
    "detained": "detained",
    "vulnerable": "vulnerable",
    "expedite": "expedited",
}


def _nationality(cases: Cases, value: str, on: date) -> Cases:
    return cases.filter(outline__nationalities__contains=[value])


def _supported(cases: Cases, value: str, on: date) -> Cases:
    return cases.filter(outline__supported=value == "yes")


def _waiting(cases: Cases, value: str, on: date) -> Cases:
    if not _number(value):
        return cases.none()
    years, month = divmod(on.year * 12 + on.month - 1 - int(value), 12)
    return cases.filter(claimed_on__lte=date(years, month + 1, min(on.day, 28)))


def _due(cases: Cases, value: str, on: date) -> Cases:
    last = on + timedelta(days=DUE[value])
    return cases.filter(outline__due_on__lte=last)


def _held(cases: Cases, value: str, on: date) -> Cases:
    held = Outcome.objects.filter(valid__upper_inf=True)
    held = held.filter(ready=True) if value == "ready" else held.filter(ready=False)
    return cases.filter(pk__in=held.values("case"))


def _number(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) < 7


def _fixed(words: dict[str, str]) -> Callable[[Asker], Choices]:
    return lambda asker: list(words.items())


FILTERS = {
    each.name: each
    for each in (
        Filter("due", "Next step due", _fixed(DUE_WORDS), _due),
        Filter(
            "barrier",
            "Barrier",
            lambda asker: asker.titles.choices("barriers"),
            _barrier,
        ),
        Filter("flag", "Flag", _fixed(FLAGS), _flag),
        Filter(
            "owner",
            "Decides",
            _people(("none", "Nobody yet"), decides=True),
            _person("owner"),
        ),
        Filter("progressor", "Moves it on", _people(), _person("progressor")),
        Filter("team", "Team of who decides", _teams, _team),
        Filter(
            "nationality",
            "Nationality",
            lambda asker: asker.titles.choices("nationalities"),
            _nationality,
        ),
        Filter(
            "supported", "Supported", _fixed({"yes": "Yes", "no": "No"}), _supported
        ),
        Filter(
            "waiting",
            "Waiting at least",
            _fixed({str(n): f"{n} months" for n in WAITS}),
            _waiting,
        ),
        Filter(
            "held",
            "Held",
            _fixed({"ready": "By nothing: ready", "held": "By something"}),
            _held,
        ),
    )
}
# Values that mean something by themselves; of the others any may be asked for.
ONLY = {
    "due": set(DUE),
    "flag": set(FLAGS),
    "supported": {"yes", "no"},
    "held": {"ready", "held"},
}


def read_filters(query: object) -> tuple[tuple[str, str], ...]:
    """What an address chooses, by name; what means nothing is left out."""
    chosen = []
    for name in FILTERS:
        value = str(query.get(name, ""))[:60]  # type: ignore[attr-defined]
        if value and value in ONLY.get(name, {value}):
            chosen.append((name, value))
    return tuple(chosen)
