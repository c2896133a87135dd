"""A case, and the dated circumstances in which its people wait."""

from django.db import models
from django.db.models import Func, Q, Value
from django.db.models.functions import Upper

from evenhand.casework.cases.stages import Stage
from evenhand.core.constraints import in_order, paired
from evenhand.core.models import User
from evenhand.workforce.models import StaffMember, Unit


class Restriction(models.TextChoices):
    """Who may know of a case at all."""

    NONE = "", "Not restricted"
    RESTRICTED = "restricted", "Restricted"
    SPECIAL = "special", "Special"


class Case(models.Model):
    """One row is one asylum claim, from its registration until it is closed.

    `owner` decides and may be empty; `progressor` moves the case on and never is.
    `responsible_unit` and `owner` change only when a person accepts a proposal; what the
    rules say (units in order, band, points) is stored by planning, beside and apart.
    `version` counts changes, so that a proposal can tell that a case changed meanwhile.
    """

    # A column has no index of its own (`db_index=False`) where one below begins with it.

    ref = models.CharField(max_length=20, unique=True)
    claimed_on = models.DateField()
    registered_at = models.DateTimeField()
    stage = models.CharField(max_length=40, choices=Stage)
    stage_since = models.DateField()
    interviewed_on = models.DateField(null=True)
    restriction = models.CharField(
        max_length=20, choices=Restriction, default="", blank=True
    )
    high_profile = models.BooleanField(default=False)
    responsible_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="cases", db_index=False
    )
    owner = models.ForeignKey(
        StaffMember,
        models.PROTECT,
        null=True,
        related_name="owned_cases",
        db_index=False,
    )
    owned_since = models.DateField(null=True)
    progressor = models.ForeignKey(
        StaffMember, models.PROTECT, related_name="progressed_cases"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            in_order("casework_case", "claimed_on", "stage_since"),
            in_order("casework_case", "claimed_on", "interviewed_on"),
            paired("casework_case", "owner", "owned_since"),
            models.CheckConstraint(
                condition=Q(owner=None) | Q(responsible_unit__isnull=False),
                name="casework_case_owned_in_a_unit",
            ),
            models.CheckConstraint(
                condition=~Q(stage=Stage.INTERVIEWED) | Q(interviewed_on__isnull=False),
                name="casework_case_interviewed_on_a_date",
            ),
        ]
        indexes = [
            # With what decides whether a case is counted, so that none is read for it.
            models.Index(
                fields=["claimed_on", "ref"],
                include=["stage", "restriction"],
                name="casework_case_by_wait",
            ),
            models.Index(
                fields=["owner", "claimed_on"],
                condition=Q(owner__isnull=False),
                name="casework_case_work_of_a_person",
            ),
            models.Index(
                fields=["responsible_unit", "claimed_on"],
                name="casework_case_of_a_unit",
            ),
        ]

    def __str__(self) -> str:
        return self.ref


def _reference_key(column: str) -> models.GeneratedField:
    return models.GeneratedField(
        expression=Func(
            Upper(column),
            Value("[^[:alnum:]/]"),
            Value(""),
            Value("g"),
            function="regexp_replace",
        ),
        output_field=models.CharField(max_length=60),
        db_persist=True,
    )


class ExternalReference(models.Model):
    """One row is one reference another system or unit uses for the case; not unique.

    `key` is by what references are compared: letters and digits and strokes only.
    """

    case = models.ForeignKey(
        Case, models.CASCADE, related_name="references", db_index=False
    )
    system = models.CharField(max_length=40)
    value = models.CharField(max_length=60)
    key = _reference_key("value")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "system", "value"],
                name="casework_externalreference_said_once",
            )
        ]
        indexes = [
            models.Index(fields=["value"], name="casework_externalref_find"),
            models.Index(fields=["key"], name="casework_externalref_by_key"),
        ]


class Circumstance(models.Model):
    """What every dated circumstance says: from when, and until when if it has ended."""

    from_on = models.DateField()
    to_on = models.DateField(null=True)

    class Meta:
        abstract = True


class Residence(Circumstance):
    """One row is one place where the people of a case live, and in what kind of place."""

    class Accommodation(models.TextChoices):
        OWN_MEANS = "own means", "By own means"
        DISPERSAL = "dispersal", "Dispersal accommodation"
        HOTEL = "hotel", "Hotel"
        INITIAL = "initial accommodation", "Initial accommodation"
        NAPIER = "Napier", "Napier"
        OTHER = "other contingency", "Other contingency accommodation"
        CARE = "local authority care", "In the care of a local authority"
        NOT_RECORDED = "not recorded", "Not recorded"

    case = models.ForeignKey(Case, models.CASCADE, related_name="residences")
    accommodation = models.CharField(max_length=40, choices=Accommodation)
    address = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    local_authority = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(to_on=None),
                name="casework_residence_one_now",
            ),
            in_order("casework_residence", "from_on", "to_on"),
        ]


class Support(Circumstance):
    """One row is one kind of asylum support, apart from where it is given."""

    class Kind(models.TextChoices):
        NONE = "none", "None"
        SECTION_95 = "section 95", "Section 95"
        SECTION_98 = "section 98", "Section 98"
        SECTION_4 = "section 4", "Section 4"
        SUBSISTENCE = "subsistence only", "Subsistence only"
        NOT_RECORDED = "not recorded", "Not recorded"

    case = models.ForeignKey(Case, models.CASCADE, related_name="supports")
    kind = models.CharField(max_length=20, choices=Kind)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(to_on=None),
                name="casework_support_one_now",
            ),
            in_order("casework_support", "from_on", "to_on"),
        ]


class Detention(Circumstance):
    """One row is one period in immigration detention."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="detentions")
    place = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(to_on=None),
                name="casework_detention_one_now",
            ),
            in_order("casework_detention", "from_on", "to_on"),
        ]


class Representation(Circumstance):
    """One row is one period in which a legal representative acts."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="representations")
    firm = models.CharField(max_length=120)
    reference = models.CharField(max_length=60, blank=True)
    reference_key = _reference_key("reference")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(to_on=None),
                name="casework_representation_one_now",
            ),
            in_order("casework_representation", "from_on", "to_on"),
        ]
        indexes = [
            models.Index(
                fields=["reference_key"],
                condition=Q(reference__gt=""),
                name="casework_representation_by_ref",
            )
        ]


class Expedite(models.Model):
    """One row is one outside demand for speed, with its date: an order, a letter."""

    class Kind(models.TextChoices):
        COURT_ORDER = "court order", "Court order"
        PRE_ACTION = "pre-action letter", "Pre-action letter"
        MP = "MP expedite", "MP expedite"

    case = models.ForeignKey(Case, models.CASCADE, related_name="expedites")
    kind = models.CharField(max_length=20, choices=Kind)
    dated_on = models.DateField()
    answered_on = models.DateField(null=True)

    class Meta:
        constraints = [in_order("casework_expedite", "dated_on", "answered_on")]


class HighHarm(models.Model):
    """One row is one record that a person of the case may pose high harm.

    What it means belongs to its policy owner, and fewer people may read it than may
    read the case.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="high_harms")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    because = models.TextField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(ended_at=None),
                name="casework_highharm_one_now",
            ),
            paired("casework_highharm", "ended_at", "ended_by"),
        ]


class Note(models.Model):
    """One row is one note a person wrote on a case."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="notes")
    text = models.TextField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")


class NextAction(models.Model):
    """One row is what is to be done next on a case, in somebody's words, until done.

    `source` says whose words they are, such as "The tracker of Leeds".
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="next_actions")
    text = models.CharField(max_length=500)
    due_on = models.DateField(null=True)
    source = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(done_at=None),
                name="casework_nextaction_one_now",
            ),
            models.CheckConstraint(
                condition=~Q(text=""), name="casework_nextaction_says_something"
            ),
            paired("casework_nextaction", "done_at", "done_by"),
        ]
