"""Read a plan of interviews for its pages: what was asked, and rows with names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet
from django.http import QueryDict

from evenhand.appointments.models import InterviewPlan, PlannedInterview
from evenhand.appointments.plans.opening import said
from evenhand.appointments.plans.queries import TIMED, planned_of
from evenhand.appointments.plans.words import REASONS, helps
from evenhand.web.cases.standing import names_of_cases
from evenhand.web.forms import day_in_address


PAGE = 100
State = PlannedInterview.State
# From where a plan is as good as the best, and from where a comparison says much.
NEAR, KNOWN = 0.99, 0.85
SHOWN = ("calendar", "list", "left-out", "done")
# How far a plan is at each state, for the bar.
STEPS = {
    InterviewPlan.State.WAITING: 0,
    InterviewPlan.State.READING: 1,
    InterviewPlan.State.PLANNING: 2,
    InterviewPlan.State.CHECKING: 3,
}


@dataclass(frozen=True, slots=True)
class AskedPlan:
    """What an address asks of a plan: which part, week, site, day, band and reason."""

    show: str
    week: date | None
    site: str
    day: date | None
    band: int | None
    why: str
    after: int

    @classmethod
    def from_address(cls, query: QueryDict) -> "AskedPlan":
        show = query.get("show", "")
        return cls(
            show=show if show in SHOWN else SHOWN[0],
            week=day_in_address(query.get("week", "")),
            site=query.get("site", "")[:20],
            day=day_in_address(query.get("day", "")),
            band=_number(query.get("band", ""), digits=2),
            why=query.get("why", "") if query.get("why", "") in REASONS else "",
            after=_number(query.get("after", ""), digits=9) or 0,
        )

    def address(self, **changes: object) -> str:
        """The same question with some of it changed, as the end of an address."""
        query = QueryDict(mutable=True)
        asked: dict[str, object] = {
            "show": "" if self.show == SHOWN[0] else self.show,
            "week": self.week or "",
            "site": self.site,
            "day": self.day or "",
            "band": self.band or "",
            "why": self.why,
        }
        for name, value in {**asked, **changes}.items():
            if value:
                query[name] = str(value)
        return f"?{query.urlencode()}"


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """What is planned of one case, with the name of the person it is about."""

    planned: PlannedInterview
    name: str
    matters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why some have no time: how many, and what would help."""

    code: str
    title: str
    number: int
    helps: str


def chosen(plan: InterviewPlan, asked: AskedPlan) -> QuerySet[PlannedInterview]:
    """What of a plan fits, the most urgent first."""
    found = planned_of(plan)
    if asked.show == "left-out":
        found = found.filter(state=State.NO_TIME)
        if asked.why:
            found = found.filter(code=asked.why)
    else:
        found = found.filter(state__in=TIMED)
        if asked.site:
            found = found.filter(site__code=asked.site)
    if asked.band is not None:
        found = found.filter(band=asked.band)
    return found


def waiting_for_acceptance(
    plan: InterviewPlan, asked: AskedPlan
) -> QuerySet[PlannedInterview]:
    """Those with a time among them that can still be booked."""
    found = plan.planned.filter(state=State.PROPOSED)
    if asked.site:
        found = found.filter(site__code=asked.site)
    if asked.band is not None:
        found = found.filter(band=asked.band)
    return found


def page_of(plan: InterviewPlan, asked: AskedPlan) -> tuple[list[PlannedRow], int]:
    """One page, and the position after which the next begins (0: there is none)."""
    found = list(chosen(plan, asked).filter(position__gt=asked.after)[: PAGE + 1])
    following = found[PAGE - 1].position if len(found) > PAGE else 0
    return named(found[:PAGE]), following


def named(found: Sequence[PlannedInterview]) -> list[PlannedRow]:
    """Rows with the name of each person."""
    names = names_of_cases([one.case_id for one in found])
    return [
        PlannedRow(one, names.get(one.case_id, one.case.ref), tuple(said(one.matters)))
        for one in found
    ]


def reasons_of(reasons: Sequence[tuple[str, int]]) -> list[Reason]:
    """Each reason in words, the most frequent first."""
    return [
        Reason(code, REASONS[code].title, number, helps(code))
        for code, number in reasons
        if code in REASONS
    ]


def week_of(plan: InterviewPlan, asked: AskedPlan) -> list[date]:
    """Monday to Friday of the week that is shown: the first of the plan, unless asked."""
    day = asked.week or asked.day or plan.from_on
    day = min(max(day, plan.from_on), plan.to_on - timedelta(days=1))
    monday = day - timedelta(days=day.weekday())
    return [monday + timedelta(days=number) for number in range(5)]


def week_beside(plan: InterviewPlan, days: Sequence[date], weeks: int) -> date | None:
    """The Monday so many weeks on, where the plan has days then."""
    monday = days[0] + timedelta(weeks=weeks)
    within = monday < plan.to_on and monday + timedelta(days=7) > plan.from_on
    return monday if within else None


def how_good(ratio: float | None) -> str:
    """How near a plan is to the best there could be, in words."""
    if ratio is None:
        return ""
    reached = f"{int(ratio * 1000) / 10:g}%"
    counting = "with the most urgent and the longest waiting counting most"
    if ratio >= 1:
        return "No plan could book these better than this one."
    if ratio >= NEAR:
        return (
            "No plan could book these better than by a little: this one reaches at "
            f"least {reached} of what any could, {counting}."
        )
    if ratio >= KNOWN:
        return (
            f"This plan reaches at least {reached} of what any plan could, {counting}. "
            "How much more there could be is not known: perhaps nothing."
        )
    return (
        "How near this plan comes to the best there could be was not found out in the "
        f"time there was; it reaches {reached} of it at least."
    )


def _number(text: str, *, digits: int) -> int | None:
    return (
        int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None
    )
