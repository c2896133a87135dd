"""What is still to be done: on a case, and by a person."""

from datetime import date

from django.db.models import QuerySet

from evenhand.casework.cases.models import Case
from evenhand.casework.diary.models import DiaryEntry
from evenhand.workforce.models import StaffMember


def diary_of(case: Case) -> QuerySet[DiaryEntry]:
    """What is still to be done on a case, the first due first."""
    return case.diary.filter(done_at=None).select_related("whose").order_by("due_on")


def due_in_diaries(staff: StaffMember, *, by_day: date) -> QuerySet[DiaryEntry]:
    """What a person has to do up to a day, on the cases the viewer may see."""
    return (
        DiaryEntry.objects.filter(whose=staff, done_at=None, due_on__lte=by_day)
        .select_related("case")
        .order_by("due_on", "case__ref")
    )
