"""Open an assessment of a release, write into it, and call it complete."""

from datetime import datetime

from django.db import IntegrityError, transaction

from evenhand.core.events import Happening, record_events
from evenhand.core.models import User
from evenhand.core.verdict import Refused
from evenhand.releases.assessments.fields import field_of
from evenhand.releases.assessments.filling import Beside, answers_by_field, filled
from evenhand.releases.assessments.queries import unanswered
from evenhand.releases.assessments.verdicts import may_assess, may_complete
from evenhand.releases.models import Answer, Assessment, PolicyRelease
from evenhand.releases.queries import policy_of


MOST_WORDS = 20_000


@transaction.atomic
def open_assessment(
    release: PolicyRelease, kind: str, *, beside: Beside, by: User, at: datetime
) -> Assessment:
    """Open an assessment, with what the release can answer filled in.

    Refused as `may_assess`, and where somebody has opened it already.
    """
    may_assess(by).enforce()
    try:
        with transaction.atomic():
            opened = Assessment.objects.create(
                release=release, kind=kind, opened_at=at, opened_by=by, version=1
            )
    except IntegrityError:
        raise Refused("Somebody has opened it already") from None
    answers = answers_by_field(filled(kind, policy_of(release), beside))
    Answer.objects.bulk_create(
        Answer(
            assessment=opened,
            field=key,
            version=1,
            text=text,
            filled=True,
            at=at,
            by=by,
        )
        for key, text in answers.items()
    )
    _record("assessment_opened", opened, by=by, at=at)
    return opened


@transaction.atomic
def write_answer(
    assessment: Assessment,
    key: str,
    text: str,
    *,
    version: int,
    by: User,
    at: datetime,
) -> None:
    """Write the answer to one question; what stood there before is kept.

    version     of the assessment, as whoever writes saw it. Refused where somebody else
                has written into it since, without words, and as `may_assess`.
    """
    may_assess(by).enforce()
    if field_of(assessment.kind, key) is None:
        raise Refused("There is no such question")
    words = text.strip()
    if not words:
        raise Refused("Write an answer, or say why the question does not apply")
    if len(words) > MOST_WORDS:
        raise Refused(f"An answer has at most {MOST_WORDS:,} characters")
    written = Assessment.objects.filter(pk=assessment.pk, version=version).update(
        version=version + 1
    )
    if not written:
        raise Refused(
            "Somebody else has written into it meanwhile. Look at what they wrote, and "
            "send yours again"
        )
    Answer.objects.create(
        assessment=assessment,
        field=key,
        version=version + 1,
        text=words,
        at=at,
        by=by,
    )
    assessment.refresh_from_db()


@transaction.atomic
def complete_assessment(assessment: Assessment, *, by: User, at: datetime) -> None:
    """Call an assessment complete as it stands. It is published by nobody by this.

    Refused as `may_complete`, and where somebody has written into it meanwhile.
    """
    may_complete(
        by, unanswered=len(unanswered(assessment)), assessment=assessment
    ).enforce()
    done = Assessment.objects.filter(
        pk=assessment.pk, version=assessment.version
    ).update(completed_at=at, completed_by=by, completed_version=assessment.version)
    if not done:
        raise Refused("Somebody else has written into it meanwhile. Look again")
    assessment.refresh_from_db()
    _record("assessment_completed", assessment, by=by, at=at)


def _record(kind: str, assessment: Assessment, *, by: User, at: datetime) -> None:
    record_events(
        [
            Happening(
                kind,
                {
                    "title": assessment.get_kind_display(),
                    "number": assessment.release.number,
                },
            )
        ],
        by=by,
        at=at,
    )
