"""What is looked up when somebody searches. All of it follows from persons and cases.

Search compares by equality and by range only, since these are what PostgreSQL does
before row-level security and with an index; likeness of words is worked out beforehand.
"""

from django.db import models

from evenhand.casework.cases.models import Case, Restriction
from evenhand.casework.people.models import Person


class SearchWord(models.Model):
    """One row is one word by which a person is found: part of a name, a date of birth.

    `form` is the word as spellings of it are alike. `restriction` is the case's, and
    follows it (docs/adr/0021).
    """

    person = models.ForeignKey(
        Person, models.CASCADE, related_name="search_words", db_constraint=False
    )
    case = models.ForeignKey(
        Case, models.CASCADE, related_name="search_words", db_constraint=False
    )
    restriction = models.CharField(max_length=20, choices=Restriction, blank=True)
    word = models.CharField(max_length=60)
    form = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "word"], name="casework_searchword_said_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["word", "restriction", "person", "case"],
                name="casework_searchword_by_word",
            ),
            models.Index(
                fields=["form", "restriction", "person", "case"],
                name="casework_searchword_by_form",
            ),
        ]


class Spelling(models.Model):
    """One row is one key by which a word that somebody is found by can be mistyped.

    Kept once for each restriction and shown as cases of it are, so that no word of a
    hidden case is offered to those who may not know of it.
    """

    form = models.CharField(max_length=60)
    restriction = models.CharField(max_length=20, choices=Restriction, blank=True)
    key = models.CharField(max_length=10)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key", "restriction", "form"],
                name="casework_spelling_kept_once",
            )
        ]
        indexes = [models.Index(fields=["form"], name="casework_spelling_of_a_form")]


class SearchDue(models.Model):
    """One row says that the words of a person have to be found again.

    Triggers write it, whoever wrote the person, be it an import in SQL.
    """

    person = models.ForeignKey(
        Person, models.CASCADE, related_name="+", db_constraint=False
    )
