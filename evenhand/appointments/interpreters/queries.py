"""Find interpreters by what they speak; how they stand, and how often they cancelled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from evenhand.appointments.calendars.models import Away, Hours
from evenhand.appointments.interpreters.models import Interpreter, InterpreterLanguage
from evenhand.appointments.interviews.models import Interview
from evenhand.appointments.interviews.states import CancelledFor


YEAR = timedelta(days=365)
# Vetting or a contract that ends in this time is told in advance.
SOON = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Looked:
    """What interpreters are looked for by; empty where it does not matter.

    level: this or better, in the language and dialect asked for.
    """

    language: str = ""
    dialect: str = ""
    sex: str = ""
    level: int = 0
    mode: str = ""
    name: str = ""
    site: int | None = None
    standing: str = "bookable"


@dataclass(frozen=True, slots=True)
class Reliability:
    """Of the last year: interviews they were booked for, and times they cancelled."""

    booked: int
    cancelled: int


def bookable(on: date) -> Q:
    """Those who may be booked for a day: vetted then, and under contract."""
    return Q(contract_from__lte=on, vetted_until__gt=on) & (
        Q(contract_until=None) | Q(contract_until__gt=on)
    )


def find_interpreters(looked: Looked, on: date) -> QuerySet[Interpreter]:
    """Interpreters who fit, by name, with their languages read along.

    `has_hours`: without them nobody books them.
    """
    found = Interpreter.objects.select_related("base").annotate(
        has_hours=Exists(Hours.objects.filter(calendar=OuterRef("calendar")))
    )
    if looked.standing == "bookable":
        found = found.filter(bookable(on))
    elif looked.standing == "not bookable":
        found = found.exclude(bookable(on))
    if looked.language:
        found = found.filter(Exists(_speaking(looked)))
    if looked.sex:
        found = found.filter(sex=looked.sex)
    if looked.mode:
        found = found.filter(**{looked.mode: True})
    if looked.site is not None:
        found = found.filter(base=looked.site)
    if looked.name:
        found = found.filter(
            Q(name__icontains=looked.name) | Q(ref__iexact=looked.name)
        )
    return found.order_by("name", "pk").prefetch_related(
        Prefetch(
            "languages",
            InterpreterLanguage.objects.order_by("-level", "language", "dialect"),
        )
    )


def _speaking(looked: Looked) -> QuerySet[InterpreterLanguage]:
    spoken = InterpreterLanguage.objects.filter(
        interpreter=OuterRef("pk"), language=looked.language, level__gte=looked.level
    )
    return spoken.filter(dialect=looked.dialect) if looked.dialect else spoken


def languages_known() -> dict[str, list[str]]:
    """Every language somebody on the register works in, with its dialects."""
    found: dict[str, list[str]] = {}
    pairs = (
        InterpreterLanguage.objects.values_list("language", "dialect")
        .distinct()
        .order_by("language", "dialect")
    )
    for language, dialect in pairs:
        found.setdefault(language, []).extend([dialect] if dialect else [])
    return found


def reliability_of(
    interpreters: Sequence[Interpreter], at: datetime
) -> dict[int, Reliability]:
    """Of each, by id: counted for the year before an instant.

    A time they cancelled is an absence recorded as theirs ("cancelled by them"), or an
    interview cancelled because of them outside of such an absence. Of interviews of
    cases the viewer may see.
    """
    since = at - YEAR
    mine = Interview.objects.filter(
        interpreter__in=interpreters, starts_at__gt=since, starts_at__lte=at
    )
    said = Away.objects.filter(
        calendar=OuterRef("interpreter__calendar"),
        cause=Away.Cause.CANCELLED,
        during__contains=OuterRef("starts_at"),
    )
    booked = dict(
        mine.values_list("interpreter").annotate(n=Count("pk")).order_by("interpreter")
    )
    cancelled = dict(
        mine.filter(~Exists(said), cancelled_for=CancelledFor.INTERPRETER)
        .values_list("interpreter")
        .annotate(n=Count("pk"))
        .order_by("interpreter")
    )
    aways = dict(
        Away.objects.filter(
            calendar__interpreter__in=interpreters,
            cause=Away.Cause.CANCELLED,
            recorded_at__gt=since,
            recorded_at__lte=at,
        )
        .values_list("calendar__interpreter")
        .annotate(n=Count("pk"))
        .order_by("calendar__interpreter")
    )
    return {
        one.pk: Reliability(
            booked.get(one.pk, 0), cancelled.get(one.pk, 0) + aways.get(one.pk, 0)
        )
        for one in interpreters
    }


def standing_of(interpreter: Interpreter, on: date) -> list[str]:
    """What keeps somebody from being booked now or soon, in sentences."""
    said = []
    if interpreter.contract_from > on:
        said.append(f"The contract begins on {_day(interpreter.contract_from)}")
    for words, until in (
        ("Vetting", interpreter.vetted_until),
        ("The contract", interpreter.contract_until),
    ):
        if until is None and words == "Vetting":
            said.append("Not vetted")
        elif until is not None and until <= on:
            said.append(f"{words} ran out on {_day(until)}")
        elif until is not None and until <= on + SOON:
            said.append(f"{words} runs out on {_day(until)}")
    return said


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
