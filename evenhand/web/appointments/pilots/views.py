"""The pilots there are, and one with what it brought."""

from dataclasses import dataclass
from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evenhand.appointments.pilots.figures import LEAST, Figures, figures
from evenhand.appointments.pilots.models import Pilot, PilotFeedback
from evenhand.appointments.pilots.queries import pilots, standing
from evenhand.appointments.pilots.services import named
from evenhand.appointments.pilots.verdicts import (
    may_change_pilot,
    may_decide_pilot,
    may_keep_pilots,
)
from evenhand.engine.groups import Interval
from evenhand.web.pages import part_of
from evenhand.web.timing import today_of
from evenhand.web.viewer import user_of


DAY = timedelta(days=1)
MOST_FEEDBACK = 50


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the figures: before, in the pilot, and the difference."""

    words: str
    before: str
    during: str
    difference: str


@part_of("interviews")
@require_safe
def pilot_list(request: HttpRequest) -> HttpResponse:
    """Every pilot, the latest first, with how it stands."""
    today = today_of(request)
    return render(
        request,
        "appointments/pilots/list.html",
        {
            "pilots": [(one, standing(one, on=today), places(one)) for one in pilots()],
            "may_keep": bool(may_keep_pilots(user_of(request))),
        },
    )


@part_of("interviews")
@require_safe
def pilot(request: HttpRequest, slug: str) -> HttpResponse:
    """What is tried, where, what it brought so far, what people say, what was decided."""
    found, user, today = pilot_or_404(slug), user_of(request), today_of(request)
    counted = figures(found, on=today + DAY)
    return render(
        request,
        "appointments/pilots/pilot.html",
        {
            "pilot": found,
            "last_on": found.to_on - DAY,
            "baseline_last_on": found.baseline_to_on - DAY,
            "standing": standing(found, on=today),
            "parts": [
                (part, named(part), part.to_on - DAY if part.to_on else None)
                for part in found.parts.all()
            ],
            "measures": [Pilot.Measure(one).label for one in found.measures],
            "rows": figure_rows(found, counted),
            "saved": counted.saved if "journeys" in found.measures else None,
            "least": LEAST,
            "finds": [
                (label, counted.feedback.get(value, 0))
                for value, label in PilotFeedback.Finds.choices
            ],
            "feedback": found.feedback.order_by("-pk")[:MOST_FEEDBACK],
            "may_change": bool(may_change_pilot(user, found)),
            "may_decide": bool(may_decide_pilot(user, found)),
        },
    )


def pilot_or_404(slug: str) -> Pilot:
    """The pilot of an address."""
    found = pilots().filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def places(one: Pilot) -> list[str]:
    """Where it runs, in words."""
    return [named(part) for part in one.parts.all() if part.left_at is None]


def figure_rows(found: Pilot, counted: Figures) -> list[Row]:
    """The figures that the pilot is measured by, as lines of a table."""
    before, during = counted.before, counted.during
    rows = [
        Row("Interviews booked", f"{before.booked:,}", f"{during.booked:,}", ""),
        Row("Of these over", f"{before.over:,}", f"{during.over:,}", ""),
    ]
    if "completion" in found.measures:
        rows.append(
            Row(
                "Completed, of those over",
                _share(before.share(before.completed)),
                _share(during.share(during.completed)),
                _difference(counted.completion),
            )
        )
    if "again" in found.measures:
        rows.append(
            Row(
                "Invited again, of those over",
                _share(before.share(before.again)),
                _share(during.share(during.again)),
                _difference(counted.again),
            )
        )
    return rows


def _share(share: Interval | None) -> str:
    if share is None:
        return "Too few to say"
    return f"{share.value:.0%} ({share.low:.0%} to {share.high:.0%})"


def _difference(difference: Interval | None) -> str:
    if difference is None:
        return ""
    value, low, high = (
        f"{100 * part:+.0f}".replace("-", "−")
        for part in (difference.value, difference.low, difference.high)
    )
    return f"{value} points ({low} to {high})"
