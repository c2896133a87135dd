"""The first page of those who work on cases: what is theirs, and in which order."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evenhand.appointments.day.queries import held_by
from evenhand.appointments.interviews.states import LIVE
from evenhand.appointments.models import Interview
from evenhand.casework.cases.stages import UNDECIDED
from evenhand.casework.diary.queries import due_in_diaries
from evenhand.casework.models import Barrier, Case
from evenhand.core.looking import record_look
from evenhand.core.models import Look, Role, User
from evenhand.planning.models import Outcome
from evenhand.planning.passing.queries import skipped_on, waiting_to_leave
from evenhand.planning.teams import asks_for_training
from evenhand.web.cases.standing import names_of_cases
from evenhand.web.formats import monday_of
from evenhand.web.my_work.next_case import next_case
from evenhand.web.my_work.work import MOST, work_of
from evenhand.web.pages import part_of
from evenhand.web.timing import at_of, today_of
from evenhand.web.titles import Titles, titles_at
from evenhand.workforce.capacity import weekly_places
from evenhand.workforce.models import StaffMember


SHOWN = 10
DUE_WITHIN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class BarrierDue:
    """One barrier to look at again, with its case."""

    barrier: Barrier
    title: str
    overdue: bool


@part_of("my-work")
@require_safe
def my_work(request: HttpRequest) -> HttpResponse:
    """Owned open cases by band and wait, what is new among them, and barriers due."""
    user, at, today = request.user, at_of(request), today_of(request)
    assert isinstance(user, User)
    staff = StaffMember.objects.filter(user=user).first()
    titles = titles_at(at)
    mine = work_of(staff, titles=titles, today=today) if staff else []
    due = barriers_due(staff, titles=titles, today=today) if staff else []
    diary = list(
        due_in_diaries(staff, by_day=today + DUE_WITHIN)[:MOST] if staff else ()
    )
    leaving = (
        set(waiting_to_leave(staff).values_list("case_id", flat=True))
        if staff
        else set()
    )
    skipped = skipped_on(today, staff=staff) if staff else {}
    rows = len(mine) + len(due) + len(diary)
    record_look(Look.Kind.VIEW, by=user, at=at, what="My work", rows=rows)
    return render(
        request,
        "my_work/my_work.html",
        {
            "mine": mine,
            "next": next_case(mine, skipped=skipped, leaving=leaving, titles=titles),
            "shown": SHOWN,
            "new": [work for work in mine if work.is_new],
            "due": due,
            "diary": diary,
            "decides": user.has_role(Role.DECISION_MAKER),
            "most": MOST,
            "interviews": _interviews_of(user, today),
            "share": my_share(staff, today=today) if staff and staff.decides else None,
        },
    )


def _interviews_of(user: User, today: date) -> list[tuple[Interview, str]]:
    """What a person interviews today that is not over, each with a name."""
    found = list(held_by(user, today).filter(state__in=sorted(LIVE)))
    names = names_of_cases([one.case_id for one in found]) if found else {}
    return [(one, names.get(one.case_id, "")) for one in found]


@dataclass(frozen=True, slots=True)
class MyShare:
    """A person's own part, for their own page only: places, kinds and training."""

    places: int
    given: int
    kinds: list[tuple[str, int]]
    trained: int
    cases: int


def my_share(staff: StaffMember, *, today: date) -> MyShare:
    """This week's places, and the undecided cases a person has by kind of work.

    `trained` are those that ask for a training: the hard ones.
    """
    week = weekly_places(today).filter(pl.col("staff_id") == staff.pk)
    mine = Case.objects.filter(owner=staff, stage__in=sorted(UNDECIDED))
    found = list(
        Outcome.objects.filter(case__in=mine, valid__upper_inf=True).values_list(
            "kind_of_work", "requires"
        )
    )
    return MyShare(
        places=int(week["places"].sum()),
        given=mine.filter(owned_since__gte=monday_of(today)).count(),
        kinds=sorted(Counter(kind for kind, _ in found).items()),
        trained=sum(asks_for_training(requires) for _, requires in found),
        cases=len(found),
    )


def barriers_due(
    staff: StaffMember, *, titles: Titles, today: date
) -> list[BarrierDue]:
    """Open barriers to look at within a week, on cases a person decides or moves on."""
    found = (
        Barrier.objects.filter(
            Q(case__owner=staff) | Q(case__progressor=staff),
            closed_on=None,
            review_on__lte=today + DUE_WITHIN,
        )
        .select_related("case")
        .order_by("review_on", "case__ref")[:MOST]
    )
    return [
        BarrierDue(
            barrier,
            titles.of("barriers", barrier.kind),
            barrier.review_on is not None and barrier.review_on < today,
        )
        for barrier in found
    ]
