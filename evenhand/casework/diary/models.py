"""One table: what is to be done on a case, by whom and by when."""

from django.db import models
from django.db.models import Q

from evenhand.casework.cases.models import Case
from evenhand.core.constraints import paired
from evenhand.core.models import User
from evenhand.workforce.models import StaffMember


class DiaryEntry(models.Model):
    """One row is one thing a person has to do on a case by a day, until it is done.

    It reminds, and blocks nothing: what stands in the way of a case is a barrier.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="diary")
    text = models.CharField(max_length=500)
    due_on = models.DateField()
    whose = models.ForeignKey(StaffMember, models.PROTECT, related_name="diary")
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""), name="casework_diaryentry_says_something"
            ),
            paired("casework_diaryentry", "done_at", "done_by"),
        ]
        indexes = [
            models.Index(
                fields=["whose", "due_on"],
                condition=Q(done_at=None),
                name="casework_diary_of_a_person",
            )
        ]
