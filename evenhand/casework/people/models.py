"""Persons as a case knows them: names, ages in three senses, nationality as it is."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper

from evenhand.casework.cases.models import Case
from evenhand.core.constraints import in_order, paired
from evenhand.core.models import User


def _key(name: str) -> models.GeneratedField:
    return models.GeneratedField(
        expression=Upper(name),
        output_field=models.CharField(max_length=100),
        db_persist=True,
    )


def whole_name(given_names: str, family_name: str) -> str:
    """Given names, then family name; or the plain words that none is recorded."""
    return f"{given_names} {family_name}".strip() or "Name not recorded"


class Person(models.Model):
    """One row is one person as recorded in one case; the same person may stand in two.

    Ages are kept apart: what was claimed, what the person is treated as while that is
    disputed, and what an assessment found. None overwrites another.
    """

    class Sex(models.TextChoices):
        FEMALE = "female", "Female"
        MALE = "male", "Male"
        NOT_RECORDED = "not recorded", "Not recorded"

    case = models.ForeignKey(Case, models.CASCADE, related_name="people")
    family_name = models.CharField(max_length=100, blank=True)
    given_names = models.CharField(max_length=100, blank=True)
    known_as = models.CharField(max_length=100, blank=True)
    sex = models.CharField(max_length=20, choices=Sex)
    claimed_born_on = models.DateField(null=True)
    treated_as_born_on = models.DateField(null=True)
    assessed_born_on = models.DateField(null=True)
    age_disputed = models.BooleanField(default=False)
    # Names as they are searched. Compared by range, which an index serves under
    # row-level security, where LIKE is not trusted to run before it.
    family_key = _key("family_name")
    given_key = _key("given_names")
    known_key = _key("known_as")

    class Meta:
        indexes = [
            models.Index(fields=["family_key"], name="casework_person_by_family"),
            models.Index(fields=["given_key"], name="casework_person_by_given"),
            models.Index(fields=["known_key"], name="casework_person_by_known"),
        ]

    @property
    def full_name(self) -> str:
        """Given names, then family name; or the plain words that none is recorded."""
        return whole_name(self.given_names, self.family_name)


class CasePerson(models.Model):
    """One row is the part one person has in the case: main applicant or dependant."""

    class Role(models.TextChoices):
        MAIN = "main applicant", "Main applicant"
        DEPENDANT = "dependant", "Dependant"

    case = models.ForeignKey(Case, models.CASCADE, related_name="parts")
    person = models.OneToOneField(Person, models.CASCADE, related_name="part")
    role = models.CharField(max_length=20, choices=Role)
    relationship = models.CharField(max_length=40, blank=True)
    unaccompanied_at_claim = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(role="main applicant"),
                name="casework_caseperson_one_main_applicant",
            ),
            models.CheckConstraint(
                condition=Q(role="main applicant") | Q(unaccompanied_at_claim=False),
                name="casework_caseperson_dependants_are_accompanied",
            ),
        ]


class PersonNationality(models.Model):
    """One row is one nationality of a person and how it stands; several may."""

    class Standing(models.TextChoices):
        CLAIMED = "claimed", "Claimed"
        ACCEPTED = "accepted", "Accepted"
        DISPUTED = "disputed", "Disputed"

    person = models.ForeignKey(
        Person, models.CASCADE, related_name="nationalities", db_index=False
    )
    nationality = models.CharField(max_length=60)
    standing = models.CharField(max_length=20, choices=Standing)
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "nationality"],
                name="casework_personnationality_said_once",
            )
        ]


class PersonLanguage(models.Model):
    """One row is one language a person can be interviewed in, the preferred one first."""

    person = models.ForeignKey(
        Person, models.CASCADE, related_name="languages", db_index=False
    )
    language = models.CharField(max_length=60)
    dialect = models.CharField(max_length=60, blank=True)
    interpreter_needed = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "position"], name="casework_personlanguage_in_order"
            )
        ]


class Vulnerability(models.Model):
    """One row is one kind of vulnerability of a person: need, not risk to others."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="vulnerabilities")
    kind = models.CharField(max_length=60)
    from_on = models.DateField()
    to_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(to_on=None),
                name="casework_vulnerability_recorded_once",
            ),
            in_order("casework_vulnerability", "from_on", "to_on"),
        ]


class PersonLink(models.Model):
    """One row says that two recorded persons are one, by whom, on what evidence.

    Never made by a machine; undone by ending it, which keeps that it was made.
    """

    one = models.ForeignKey(Person, models.CASCADE, related_name="+")
    other = models.ForeignKey(Person, models.CASCADE, related_name="+")
    evidence = models.TextField()
    linked_at = models.DateTimeField()
    linked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    unlinked_at = models.DateTimeField(null=True)
    unlinked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    unlinked_because = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(one__lt=F("other")), name="casework_personlink_ordered"
            ),
            models.UniqueConstraint(
                fields=["one", "other"],
                condition=Q(unlinked_at=None),
                name="casework_personlink_made_once",
            ),
            models.CheckConstraint(
                condition=~Q(evidence=""), name="casework_personlink_has_evidence"
            ),
            paired("casework_personlink", "unlinked_at", "unlinked_by"),
        ]
