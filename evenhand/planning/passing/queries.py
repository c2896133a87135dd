"""What was not taken in its turn, among the cases the viewer may see."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from evenhand.planning.models import Passing, Proposal, Run
from evenhand.workforce.models import StaffMember


def skipped_on(day: date, *, staff: StaffMember) -> dict[int, Passing]:
    """What a person skipped on a day and still has, by case."""
    return {
        passing.case_id: passing
        for passing in Passing.objects.filter(
            kind=Passing.Kind.SKIPPED, staff_member=staff, on=day, case__owner=staff
        )
    }


def passings_of(people: Iterable[int], *, since: date) -> QuerySet[Passing]:
    """What these people skipped and passed back from a day on, the newest first."""
    return (
        Passing.objects.filter(staff_member__in=list(people), on__gte=since)
        .select_related("case", "staff_member")
        .order_by("-at", "-pk")
    )


def waiting_to_leave(staff: StaffMember) -> QuerySet[Proposal]:
    """Proposals for cases a person passed back and still has, until one is accepted."""
    return Proposal.objects.filter(
        run__why=Run.Why.PASSED_BACK,
        run__person=staff,
        state=Proposal.State.PROPOSED,
        case__owner=staff,
    ).order_by("-run", "pk")
