"""Whose interviews there are on a day; which are to be booked again, or explained."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from evenhand.appointments.day.models import Explanation
from evenhand.appointments.day.next_steps import NEXT_STEPS
from evenhand.appointments.day.present import bounds
from evenhand.appointments.models import (
    CancelledFor,
    Host,
    Interview,
    Interviewer,
    Outcome,
    Site,
    State,
)
from evenhand.casework.cases.stages import UNDECIDED
from evenhand.casework.models import Barrier
from evenhand.core.models import User


AGAIN = sorted(outcome for outcome, step in NEXT_STEPS.items() if step.again)
FIRST = sorted(outcome for outcome, step in NEXT_STEPS.items() if step.first)
# Cancelled for what was no doing of the claimant's.
OURS = [
    CancelledFor.REPRESENTATIVE,
    CancelledFor.INTERVIEWER,
    CancelledFor.INTERPRETER,
    CancelledFor.ADULT,
    CancelledFor.SITE,
]
# As far back as an interview may lie that somebody forgot to end.
FORGOTTEN = timedelta(days=28)

_WITH_THOSE_WHO_TAKE_PART = (
    "case",
    "case__interview_needs",
    "site",
    "room",
    "interviewer__staff_member",
    "interpreter",
    "representative",
    "adult",
    "host",
    "join_link",
    "beginning",
    "ending",
    "explanation",
)


@dataclass(frozen=True, slots=True)
class SiteToday:
    """One site, and how many interviews it has on a day: in all, now, and over."""

    site: Site
    interviews: int
    under_way: int
    over: int


def with_all(interviews: QuerySet[Interview]) -> QuerySet[Interview]:
    """The same, each read with everybody who takes part."""
    return interviews.select_related(*_WITH_THOSE_WHO_TAKE_PART)


def on_day(day: date) -> QuerySet[Interview]:
    """The interviews of a day in order of time, but for those that were cancelled."""
    begins, ends = bounds(day)
    return (
        Interview.objects.filter(starts_at__gte=begins, starts_at__lt=ends)
        .exclude(state=State.CANCELLED)
        .order_by("starts_at", "room__name", "pk")
    )


def at_site(site: Site, day: date) -> QuerySet[Interview]:
    """The interviews of a site on a day."""
    return with_all(on_day(day).filter(site=site))


def held_by(user: User, day: date) -> QuerySet[Interview]:
    """The interviews that a person holds on a day."""
    who = Interviewer.objects.filter(staff_member__user=user)
    return with_all(on_day(day).filter(interviewer__in=who))


def site_of(user: User) -> Site | None:
    """The site at which a person receives people; None where at none."""
    host = Host.objects.filter(user=user).select_related("site").first()
    return host.site if host is not None else None


def sites_on(day: date) -> list[SiteToday]:
    """The sites with interviews on a day, and how many; as the viewer may see."""
    found = {
        row["site"]: row
        for row in on_day(day)
        .order_by()
        .values("site")
        .annotate(
            interviews=Count("pk"),
            under_way=Count("pk", filter=Q(state=State.UNDER_WAY)),
            over=Count("pk", filter=Q(state__in=[State.HELD, State.NOT_HELD])),
        )
    }
    return [
        SiteToday(
            site,
            found[site.pk]["interviews"],
            found[site.pk]["under_way"],
            found[site.pk]["over"],
        )
        for site in Site.objects.filter(pk__in=list(found)).order_by("name")
    ]


def forgotten(*, before: datetime, most: int) -> list[Interview]:
    """Interviews of past days of which nobody has said how they ended."""
    return list(
        Interview.objects.filter(
            state__in=[State.BOOKED, State.UNDER_WAY],
            starts_at__gte=before - FORGOTTEN,
            starts_at__lt=before,
        )
        .select_related("case", "site", "interviewer__staff_member")
        .order_by("starts_at", "pk")[:most]
    )


def _booked_since() -> Exists:
    """Whether the case of an interview that is over has had another booked since."""
    return Exists(
        Interview.objects.filter(
            case=OuterRef("case"), booked_at__gte=OuterRef("over_at")
        ).exclude(pk=OuterRef("pk"))
    )


def to_book_again(*, on: date) -> QuerySet[Interview]:
    """Interviews to be booked again, those before others first, then by the wait.

    Those not held, those cancelled, and those to be gone on with; a missed one once its
    explanation is accepted, or where its invitation never arrived. Nobody who is unfit
    still, or in whose way something stands. Each carries `before_others`: the person
    came, or could have, and it was no doing of theirs.
    """
    accepted = Explanation.objects.filter(
        interview=OuterRef("pk"), accepted_at__isnull=False
    )
    asked = Explanation.objects.filter(interview=OuterRef("pk"))
    barred = Barrier.objects.filter(
        case=OuterRef("case"), closed_on=None, blocks="interview"
    )
    missed = Q(outcome=Outcome.DID_NOT_ATTEND)
    first = Q(outcome__in=FIRST) | missed & ~Exists(asked) | Q(cancelled_for__in=OURS)
    return (
        Interview.objects.annotate(over_at=Coalesce("ended_at", "cancelled_at"))
        .filter(
            Q(outcome__in=AGAIN)
            | missed & (Exists(accepted) | ~Exists(asked))
            | Q(state=State.CANCELLED),
            case__stage__in=sorted(UNDECIDED),
            state__in=[State.HELD, State.NOT_HELD, State.CANCELLED],
        )
        .exclude(case__interview_needs__unfit_until__gt=on)
        .exclude(Exists(barred))
        .exclude(_booked_since())
        .annotate(
            before_others=Case(
                When(first, then=Value(True)),
                default=Value(False),
                output_field=BooleanField(),
            )
        )
        .select_related("case", "site", "ending", "explanation")
        .order_by("-before_others", "case__claimed_on", "case__ref")
    )


def explanations() -> QuerySet[Explanation]:
    """Missed interviews that nobody has decided on, the first due first."""
    return (
        Explanation.objects.filter(
            accepted_at=None, interview__case__stage__in=sorted(UNDECIDED)
        )
        .exclude(
            Exists(
                Interview.objects.filter(
                    case=OuterRef("interview__case"),
                    booked_at__gte=OuterRef("opened_at"),
                ).exclude(state=State.CANCELLED)
            )
        )
        .select_related("interview__case", "interview__site")
        .order_by("due_on", "interview__case__ref")
    )


def interview_by_uid(uid: str) -> Interview | None:
    """One interview by the name calendars know it by; None where none may be seen."""
    return with_all(Interview.objects.filter(uid=uid)).first()
