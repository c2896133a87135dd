"""What a pilot brought, counted from interviews: before it, and in it.

A share comes with Wilson's interval of 95 %, a difference with Newcombe's (engine/groups).
A share of fewer than ten interviews is not told: it would say nothing, and might tell of
somebody. Counted among the interviews the reader may see.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from statistics import NormalDist

from django.db.models import (
    Count,
    Exists,
    F,
    FloatField,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Greatest, Substr, Upper
from django.utils.timezone import make_aware

from evenhand.appointments.interviews.states import HELD, CancelledFor, Outcome, State
from evenhand.appointments.models import Interview, Journey
from evenhand.appointments.pilots.models import Pilot
from evenhand.casework.models import Residence
from evenhand.engine.groups import Interval, newcombe, wilson


LEAST = 10  # interviews, below which no share is told
Z = NormalDist().inv_cdf(0.975)
# Never meant to take place as they stood: not counted on either side.
NOT_COUNTED = (CancelledFor.ERROR, CancelledFor.REPLANNED)


@dataclass(frozen=True, slots=True)
class Counted:
    """Interviews of one time: how many were to take place, and what became of them.

    over        held, or not held; those still to come and cancelled ones are not in it
    again       of those over, followed by another interview of the same person
    """

    booked: int
    cancelled: int
    over: int
    completed: int
    missed: int
    again: int

    def share(self, some: int) -> Interval | None:
        """A share of those over; None where they are too few to tell."""
        return wilson(some, self.over, Z) if self.over >= LEAST else None


@dataclass(frozen=True, slots=True)
class Saved:
    """Journeys of people, there and back, that the pilot's sites made shorter.

    interviews      held in the pilot, of people whose way is known
    journeys        of these, with a way shorter than to the nearest site outside it
    hours           shorter in all, there and back
    """

    interviews: int
    journeys: int
    hours: float


@dataclass(frozen=True, slots=True)
class Figures:
    """What was counted of a pilot up to a day."""

    before: Counted
    during: Counted
    completion: Interval | None
    again: Interval | None
    saved: Saved | None
    feedback: dict[str, int]


def figures(pilot: Pilot, *, on: date) -> Figures:
    """Before and during, up to the end of a day; journeys by the table of journeys."""
    interviews = in_pilot(pilot, until=on)
    before, during = _counted(in_baseline(pilot)), _counted(interviews)
    enough = before.over >= LEAST and during.over >= LEAST
    return Figures(
        before=before,
        during=during,
        completion=newcombe(
            during.completed, during.over, before.completed, before.over, Z
        )
        if enough
        else None,
        again=newcombe(during.again, during.over, before.again, before.over, Z)
        if enough
        else None,
        saved=_saved(pilot, interviews),
        feedback=dict(
            pilot.feedback.values_list("finds").annotate(Count("pk")).order_by("finds")
        ),
    )


def in_pilot(pilot: Pilot, *, until: date) -> QuerySet[Interview]:
    """The interviews of its parts, each while it belonged to the pilot."""
    parts = Q(pk__in=[])
    for part in pilot.parts.all():
        begins = max(part.from_on, pilot.from_on)
        ends = min(part.to_on or pilot.to_on, pilot.to_on)
        within = Q(starts_at__gte=_begins(begins), starts_at__lt=_begins(ends))
        if part.site_id:
            within &= Q(site=part.site_id)
        if part.mode:
            within &= Q(mode=part.mode)
        if part.unit_id:
            within &= Q(interviewer__staff_member__unit=part.unit_id)
        parts |= within
    return _taking_place().filter(parts, starts_at__lt=_begins(until))


def in_baseline(pilot: Pilot) -> QuerySet[Interview]:
    """What it is compared with: the same people's interviews, or those of its places."""
    before = _taking_place().filter(
        starts_at__gte=_begins(pilot.baseline_from_on),
        starts_at__lt=_begins(pilot.baseline_to_on),
    )
    if pilot.areas:
        return before.annotate(area=_area()).filter(area__in=pilot.areas)
    parts = Q(pk__in=[])
    for part in pilot.parts.all():
        alike = Q()
        if part.site_id:
            alike &= Q(site=part.site_id)
        if part.mode:
            alike &= Q(mode=part.mode)
        if part.unit_id:
            alike &= Q(interviewer__staff_member__unit=part.unit_id)
        parts |= alike
    return before.filter(parts)


def _taking_place() -> QuerySet[Interview]:
    return Interview.objects.exclude(cancelled_for__in=NOT_COUNTED)


def _counted(interviews: QuerySet[Interview]) -> Counted:
    over = Q(state__in=[State.HELD, State.NOT_HELD])
    another = Interview.objects.filter(
        case=OuterRef("case"), starts_at__gt=OuterRef("starts_at")
    ).exclude(cancelled_for__in=NOT_COUNTED)
    return Counted(
        **interviews.aggregate(
            booked=Count("pk"),
            cancelled=Count("pk", filter=Q(state=State.CANCELLED)),
            over=Count("pk", filter=over),
            completed=Count("pk", filter=Q(outcome__in=sorted(HELD))),
            missed=Count("pk", filter=Q(outcome=Outcome.DID_NOT_ATTEND)),
            again=Count("pk", filter=over & Q(Exists(another))),
        )
    )


def _saved(pilot: Pilot, during: QuerySet[Interview]) -> Saved | None:
    """None where no site is named, so that there is no way to compare."""
    sites = sorted({part.site_id for part in pilot.parts.all() if part.site_id})
    if not sites:
        return None
    held = during.filter(state=State.HELD).annotate(
        area=_area(),
        here=Subquery(
            Journey.objects.filter(
                postcode_area=OuterRef("area"), site=OuterRef("site")
            ).values("minutes")[:1]
        ),
        elsewhere=Subquery(_nearest_outside(sites)),
    )
    shorter = Greatest(F("elsewhere") - F("here"), Value(0))
    told = held.filter(here__isnull=False, elsewhere__isnull=False).aggregate(
        interviews=Count("pk"),
        journeys=Count("pk", filter=Q(elsewhere__gt=F("here"))),
        minutes=Sum(shorter, output_field=FloatField()),
    )
    return Saved(told["interviews"], told["journeys"], 2 * (told["minutes"] or 0) / 60)


def _nearest_outside(sites: Sequence[int]) -> QuerySet[Journey, int]:
    return (
        Journey.objects.filter(postcode_area=OuterRef("area"))
        .exclude(site__in=sites)
        .order_by("minutes")
        .values_list("minutes", flat=True)[:1]
    )


def _area() -> Func:
    """The letters before the first figure of the postcode at which they live now."""
    postcode = Residence.objects.filter(case=OuterRef("case"), to_on=None).values(
        "postcode"
    )[:1]
    return Func(
        Substr(Upper(Subquery(postcode)), 1, 2),
        Value("[^A-Z]"),
        Value(""),
        function="regexp_replace",
    )


def _begins(day: date) -> datetime:
    return make_aware(datetime.combine(day, time.min))
