"""Assessments of a release, and what stands in their fields."""

from dataclasses import dataclass

from django.db.models import QuerySet

from evenhand.releases.assessments.fields import FIELDS, Field
from evenhand.releases.models import Answer, Assessment, PolicyRelease


@dataclass(frozen=True, slots=True)
class Answered:
    """One question and what stands there now; `earlier` are the answers before it."""

    field: Field
    answer: Answer | None
    earlier: tuple[Answer, ...]


def assessments_of(release: PolicyRelease) -> QuerySet[Assessment]:
    """The assessments that were opened of a release."""
    return Assessment.objects.filter(release=release).select_related(
        "opened_by", "completed_by", "release"
    )


def assessment_of(release: PolicyRelease, kind: str) -> Assessment | None:
    """The assessment of one kind; None where it was not opened."""
    return assessments_of(release).filter(kind=kind).first()


def answered(assessment: Assessment) -> list[Answered]:
    """Every question in order, with the latest answer and those before it."""
    found: dict[str, list[Answer]] = {}
    for answer in assessment.answers.select_related("by").order_by("-version"):
        found.setdefault(answer.field, []).append(answer)
    return [
        Answered(
            field,
            next(iter(found.get(field.key, ())), None),
            tuple(found.get(field.key, ())[1:]),
        )
        for field in FIELDS[assessment.kind]
    ]


def unanswered(assessment: Assessment) -> list[Field]:
    """Questions without an answer."""
    return [one.field for one in answered(assessment) if one.answer is None]
