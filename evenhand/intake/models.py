"""A unit's tracker on its way in: the file, how it is read, and what each row says.

Rows and clashes of a case carry a copy of its restriction, which a foreign key on both
columns keeps true (migration 0002). No count of rows is stored: a total would tell a
reader of cases they may not see (`queries.totals`).
"""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from evenhand.casework.models import Case
from evenhand.core.constraints import paired
from evenhand.core.models import User
from evenhand.workforce.models import Unit


class Import(models.Model):
    """One row is one file somebody brought: what it was, and how far it has come.

    It acts as the person who received it, from reading to undoing: what it matches is
    what they may see. `unit` is whose tracker it is; none for a file of several units.
    `times` is seconds by part (read, match, stage, write); `progress` is what is being
    done at present, in words and without counts, and empty when nothing is.
    """

    class State(models.TextChoices):
        RECEIVED = "received", "Received"
        TO_BE_MAPPED = "to be mapped", "Its columns need a person's word"
        JUDGED = "judged", "Tried out: nothing has been changed yet"
        CARRYING_OUT = "carrying out", "Being brought in"
        IN = "in", "Brought in"
        UNDONE = "undone", "Undone"
        REFUSED = "refused", "Refused"

    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="imports")
    unit_because = models.CharField(
        max_length=200, blank=True, help_text="how the unit was told, in words"
    )
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(help_text="bytes")
    state = models.CharField(max_length=20, choices=State, default=State.RECEIVED)
    why = models.TextField(blank=True, help_text="why it was refused, or stopped")
    progress = models.CharField(max_length=100, blank=True)
    times = models.JSONField(default=dict)
    # What the judging rested on: where it still is so, carrying out need not judge again.
    judged_on = models.CharField(max_length=64, blank=True)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(User, models.PROTECT, related_name="imports")
    judged_at = models.DateTimeField(null=True)
    carried_out_at = models.DateTimeField(null=True)
    carried_out_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    undone_because = models.TextField(blank=True)

    class Meta:
        constraints = [
            paired("intake_import", "carried_out_at", "carried_out_by"),
            paired("intake_import", "undone_at", "undone_by"),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(why=""),
                name="intake_import_refused_with_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["-received_at"], name="intake_import_newest_first"),
            models.Index(fields=["sha256"], name="intake_import_same_file"),
        ]

    def __str__(self) -> str:
        return self.file_name


class ImportContent(models.Model):
    """One row is the bytes of one file, kept until it is in, undone or refused.

    Only the person who brought it may read it: it may hold what others may not see.
    """

    of = models.OneToOneField(Import, models.CASCADE, related_name="content")
    data = models.BinaryField()


class ImportSheet(models.Model):
    """One row is one sheet of an import, and how its columns are read.

    headings  the heading of each column, from the left; each once, none empty
    mapping   a list with one entry a column: at (from 0), heading, field (none: not
              read), because (in words) and confidence ("sure", "likely", "unsure")
    said      sentences on the sheet as a whole: how days were read, what was left out
    examples  up to three cells of each column as written, a list a column, from the left
    `because` says why the sheet is read as it is, or left out; `first_row` is the row
    (from 0) below its headings.
    """

    class Role(models.TextChoices):
        CASES = "cases", "Cases, one a row"
        DEPENDANTS = "dependants", "Dependants, one a row"
        MARKS = "marks", "More about cases of other sheets"
        LEFT_OUT = "nothing", "Left out"

    of = models.ForeignKey(Import, models.CASCADE, related_name="sheets")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=100)
    visible = models.BooleanField(default=True)
    role = models.CharField(max_length=20, choices=Role)
    first_row = models.PositiveIntegerField(default=0)
    because = models.TextField(blank=True)
    headings = models.JSONField(default=list)
    signature = models.CharField(max_length=64, help_text="of the headings")
    mapping = models.JSONField(default=list)
    said = models.JSONField(default=list)
    examples = models.JSONField(default=list)
    mapped_at = models.DateTimeField(null=True)
    mapped_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["of", "position"], name="intake_importsheet_in_order"
            ),
            paired("intake_importsheet", "mapped_at", "mapped_by"),
        ]
        ordering = ["of", "position"]

    def __str__(self) -> str:
        return self.name


class SavedMapping(models.Model):
    """One row is how a unit's sheets with these headings are read, as a person said.

    columns   heading -> field, or none where the column is not read
    """

    unit = models.ForeignKey(Unit, models.CASCADE, null=True, related_name="+")
    signature = models.CharField(max_length=64)
    role = models.CharField(max_length=20, choices=ImportSheet.Role)
    columns = models.JSONField()
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "signature"],
                nulls_distinct=False,
                name="intake_savedmapping_one_a_heading",
            )
        ]


class TaughtWord(models.Model):
    """One row is what a word in a column means, as a person said: for a unit or all."""

    unit = models.ForeignKey(Unit, models.CASCADE, null=True, related_name="+")
    field = models.CharField(max_length=40)
    word = models.CharField(max_length=200)
    value = models.CharField(max_length=200)
    taught_at = models.DateTimeField()
    taught_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "unit",
                "field",
                Lower("word"),
                nulls_distinct=False,
                name="intake_taughtword_means_one_thing",
            )
        ]


class TrackerRow(models.Model):
    """One row is one row of a tracker: what it says, and what becomes of it.

    key       the reference it gives, tidied; empty where it gives none
    cells     as written: heading -> text
    values    as read: field -> canonical text (an ISO date, "yes", values with strokes
              between them); what is not recorded is left out
    reasons   why it is kept in quarantine: a list of field, code and words
    warnings  the same, of what is worth a look and keeps nothing out
    took      what it changes here: field -> [before, after]
    mended    cells as a person put them right: heading -> text
    `added` says that the case came in with this row; `in_at` when the row came in, and
    `case_version` is the case's just then: whatever is built on it raises it.
    """

    class Standing(models.TextChoices):
        NEW = "new", "A case that is not here yet"
        UPDATE = "update", "Changes a case that is here"
        UNCHANGED = "unchanged", "Says what is here already"
        CONFLICT = "conflict", "Says otherwise than was changed here"
        QUARANTINED = "quarantined", "Kept apart until it is put right"

    # Every row is written twice, so it has no index but those in use, below.
    of = models.ForeignKey(Import, models.CASCADE, related_name="rows", db_index=False)
    sheet = models.ForeignKey(
        ImportSheet, models.CASCADE, related_name="rows", db_index=False
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", db_index=False
    )
    row = models.PositiveIntegerField(help_text="as the spreadsheet numbers it")
    about = models.CharField(max_length=20, choices=ImportSheet.Role)
    key = models.CharField(max_length=200, blank=True)
    cells = models.JSONField(default=dict)
    values = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    standing = models.CharField(max_length=20, choices=Standing)
    reasons = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    case = models.ForeignKey(
        Case,
        models.CASCADE,
        null=True,
        related_name="tracker_rows",
        db_constraint=False,
        db_index=False,
    )
    restriction = models.CharField(max_length=20, blank=True)
    added = models.BooleanField(default=False)
    took = models.JSONField(default=dict)
    in_at = models.DateTimeField(null=True)
    case_version = models.PositiveIntegerField(null=True)
    mended = models.JSONField(default=dict)
    mended_at = models.DateTimeField(null=True)
    mended_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "row"], name="intake_trackerrow_once"
            ),
            models.CheckConstraint(
                condition=~Q(standing="quarantined") | ~Q(reasons=[]),
                name="intake_trackerrow_kept_apart_for_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(standing="quarantined", in_at__isnull=False),
                name="intake_trackerrow_not_in_while_kept_apart",
            ),
            models.CheckConstraint(
                condition=Q(in_at=None) | ~Q(about="cases") | Q(case__isnull=False),
                name="intake_trackerrow_in_with_its_case",
            ),
            paired("intake_trackerrow", "mended_at", "mended_by"),
        ]
        indexes = [
            models.Index(
                fields=["of", "about", "standing", "sheet", "row"],
                name="intake_trackerrow_in_order",
            ),
            models.Index(
                fields=["of", "sheet", "row"],
                condition=~Q(warnings=[]),
                name="intake_trackerrow_warned",
            ),
            models.Index(
                fields=["unit", "key", "-in_at"],
                condition=Q(in_at__isnull=False),
                name="intake_trackerrow_last_said",
            ),
            models.Index(
                fields=["case"],
                condition=Q(case__isnull=False),
                name="intake_trackerrow_of_a_case",
            ),
        ]


class Clash(models.Model):
    """One row is one cell that was changed both here and in a tracker, for a person.

    last, here and there are canonical text, or none for not recorded.
    """

    class Choice(models.TextChoices):
        HERE = "here", "What stands here is right"
        THERE = "there", "What the tracker says is right"
        OVERTAKEN = "overtaken", "A later tracker says something else"

    row = models.ForeignKey(TrackerRow, models.CASCADE, related_name="clashes")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    case = models.ForeignKey(
        Case, models.CASCADE, related_name="clashes", db_constraint=False
    )
    restriction = models.CharField(max_length=20, blank=True)
    field = models.CharField(max_length=40)
    last = models.TextField(null=True)
    here = models.TextField(null=True)
    there = models.TextField(null=True)
    because = models.TextField(blank=True, help_text="why the tracker was not followed")
    here_changed_at = models.DateTimeField(null=True)
    here_changed_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+"
    )
    found_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    choice = models.CharField(max_length=20, choices=Choice, blank=True)
    settled_because = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["row", "field"], name="intake_clash_once"),
            paired("intake_clash", "settled_at", "settled_by"),
            models.CheckConstraint(
                condition=Q(settled_at=None, choice="")
                | (Q(settled_at__isnull=False) & ~Q(choice="")),
                name="intake_clash_settled_by_a_choice",
            ),
            paired("intake_clash", "here_changed_at", "here_changed_by"),
        ]
        indexes = [
            models.Index(
                fields=["case"],
                condition=Q(settled_at=None),
                name="intake_clash_open_of_a_case",
            ),
            models.Index(
                fields=["unit", "found_at"],
                condition=Q(settled_at=None),
                name="intake_clash_open_of_a_unit",
            ),
        ]


class GoLive(models.Model):
    """One row is one word on the day from which a unit's tracker is no longer taken.

    The latest row of a unit holds; `on` may be empty, which opens the door again.
    """

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="go_lives")
    on = models.DateField(null=True)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    because = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(because=""), name="intake_golive_has_a_reason"
            )
        ]
        indexes = [
            models.Index(fields=["unit", "-set_at"], name="intake_golive_latest")
        ]
