"""Read plans of interviews and what they propose, as the viewer may see."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate

from evenhand.appointments.plans.models import (
    InterviewPlan,
    PlanAcceptance,
    PlannedInterview,
)
from evenhand.engine.diaries.steps import LONDON


State = PlannedInterview.State
# States of those for whom there was a time.
TIMED = (State.PROPOSED, State.CHOSEN, State.BOOKED, State.LEFT, State.LOST)


def plans() -> QuerySet[InterviewPlan]:
    """Plans of interviews, the newest first."""
    return (
        InterviewPlan.objects.select_related("asked_by", "release")
        .defer("release__bundle")
        .order_by("-asked_at", "-pk")
    )


def planned_of(plan: InterviewPlan) -> QuerySet[PlannedInterview]:
    """What a plan says of each case the viewer may see, the most urgent first."""
    return plan.planned.select_related(
        "case",
        "site",
        "room",
        "interviewer__staff_member",
        "interpreter",
        "interview",
    ).order_by("position", "pk")


@dataclass(frozen=True, slots=True)
class OfBand:
    """One band in a plan: how many waited and have a time, and their average days.

    `days` waited by those who have a time; `days_left` by those who have none.
    """

    band: int
    asked: int
    timed: int
    days: int | None
    days_left: int | None


@dataclass(frozen=True, slots=True)
class PlanFigures:
    """A plan in figures, counted among the cases the viewer may see.

    reasons  code, how many, and the language they share (empty: they share none).
    """

    states: dict[str, int]
    bands: tuple[OfBand, ...]
    reasons: tuple[tuple[str, int], ...]
    modes: tuple[tuple[str, int], ...]

    @property
    def timed(self) -> int:
        """Those who have a time."""
        return sum(self.states.get(state, 0) for state in TIMED)

    @property
    def asked(self) -> int:
        """All who wait and could be asked, or not yet."""
        return sum(self.states.values())


_FIGURES = """
SELECT band, state, code, mode, count(*), avg(waiting_days)
FROM appointments_plannedinterview WHERE plan_id = %s
GROUP BY band, state, code, mode
"""


def plan_figures(plan: InterviewPlan) -> PlanFigures:
    """Count a plan by band, state, reason and mode, in one question."""
    states: dict[str, int] = defaultdict(int)
    reasons: dict[str, int] = defaultdict(int)
    modes: dict[str, int] = defaultdict(int)
    bands: dict[int, dict[bool, list[float]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES, [plan.pk])
        rows = cursor.fetchall()
    for band, state, code, mode, number, days in rows:
        states[state] += number
        timed = state != State.NO_TIME
        if timed:
            modes[mode] += number
        else:
            reasons[code] += number
        of = bands.setdefault(band, {True: [0, 0.0], False: [0, 0.0]})[timed]
        of[0] += number
        of[1] += number * float(days)
    return PlanFigures(
        states=dict(states),
        bands=tuple(
            OfBand(
                band=band,
                asked=int(of[True][0] + of[False][0]),
                timed=int(of[True][0]),
                days=_mean(of[True]),
                days_left=_mean(of[False]),
            )
            for band, of in sorted(bands.items())
        ),
        reasons=tuple(sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))),
        modes=tuple(sorted(modes.items())),
    )


def left_out_by_language(plan: InterviewPlan, code: str) -> list[tuple[str, int]]:
    """How many have no time for one reason, by language; the most first."""
    return list(
        plan.planned.filter(state=State.NO_TIME, code=code)
        .order_by()
        .values_list("language")
        .annotate(number=Count("*"))
        .order_by("-number", "language")
    )


@dataclass(frozen=True, slots=True)
class SiteWeek:
    """One site in a week of a plan: how many interviews on each of its days."""

    site_id: int
    name: str
    days: dict[date, int]


def calendar_of(plan: InterviewPlan, days: Sequence[date]) -> list[SiteWeek]:
    """How many interviews each site has on some days, by name; sites without any are not."""
    day = TruncDate("starts_at", tzinfo=LONDON)
    found: dict[int, SiteWeek] = {}
    for site, name, on, number in (
        plan.planned.filter(
            state__in=(State.PROPOSED, State.CHOSEN, State.BOOKED),
            site__isnull=False,
        )
        .order_by()
        .annotate(day=day)
        .filter(day__gte=days[0], day__lte=days[-1])
        .values_list("site", "site__name", "day")
        .annotate(number=Count("*"))
    ):
        found.setdefault(site, SiteWeek(site, name, {})).days[on] = number
    return sorted(found.values(), key=lambda one: one.name)


def on_day(plan: InterviewPlan, site_id: int, day: date) -> QuerySet[PlannedInterview]:
    """What a plan proposes at a site on a day, in order of time."""
    return (
        planned_of(plan)
        .filter(site=site_id, state__in=(State.PROPOSED, State.CHOSEN, State.BOOKED))
        .annotate(day=TruncDate("starts_at", tzinfo=LONDON))
        .filter(day=day)
        .order_by("starts_at", "room__name", "pk")
    )


def acceptances_of(plan: InterviewPlan) -> list[PlanAcceptance]:
    """The acts of booking from a plan, the first one first.

    Each with `booked`, `lost` and `waiting` of the cases the viewer may see; an act of
    which they may see nothing is not told.
    """
    acts = {
        act.pk: act
        for act in PlanAcceptance.objects.filter(plan=plan).select_related(
            "by", "undone_by"
        )
    }
    counted: dict[int, dict[str, int]] = defaultdict(dict)
    for pk, state, number in (
        PlannedInterview.objects.filter(acceptance__in=list(acts))
        .order_by()
        .values_list("acceptance", "state")
        .annotate(number=Count("*"))
    ):
        counted[pk][state] = number
    found = []
    for pk, act in sorted(acts.items()):
        of = counted.get(pk, {})
        act.booked = of.get(State.BOOKED, 0)  # type: ignore[attr-defined]
        act.lost = of.get(State.LOST, 0)  # type: ignore[attr-defined]
        act.waiting = of.get(State.CHOSEN, 0)  # type: ignore[attr-defined]
        if of or act.undone_at is not None:
            found.append(act)
    return found


def _mean(of: list[float]) -> int | None:
    return round(of[1] / of[0]) if of[0] else None
