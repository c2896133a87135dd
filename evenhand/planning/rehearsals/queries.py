"""Read rehearsals as the viewer may: their figures, the cases they change, who saw them."""

from collections.abc import Iterable
from functools import lru_cache

from django.db.models import QuerySet

from evenhand.core.models import User
from evenhand.engine.rehearsal.rehearse import Told
from evenhand.engine.rules.release import Release
from evenhand.planning.rehearsals.figures import read
from evenhand.planning.rehearsals.models import (
    UNFINISHED,
    Rehearsal,
    RehearsalSeen,
    RehearsedCase,
)
from evenhand.releases.models import PolicyRelease


def rehearsals() -> QuerySet[Rehearsal]:
    """Every rehearsal, the newest first; no bundles."""
    return (
        Rehearsal.objects.select_related("asked_by", "against", "draft", "release")
        .defer("bundle", "against__bundle", "draft__bundle", "release__bundle")
        .order_by("-asked_at", "-pk")
    )


def rehearsal_by_id(number: int) -> Rehearsal | None:
    """A rehearsal by its number; None where there is none."""
    return rehearsals().filter(pk=number).first()


def rehearsals_of(sha256: str) -> QuerySet[Rehearsal]:
    """The finished rehearsals of exactly this policy, the newest first."""
    return rehearsals().filter(sha256=sha256, state=Rehearsal.State.DONE)


def telling_rehearsals(sha256: str, against: PolicyRelease) -> QuerySet[Rehearsal]:
    """Those that tell what would come of a policy if it followed a release, newest first.

    One beside another release, or on a past day's caseload, may show no change where
    there is one.
    """
    return rehearsals_of(sha256).filter(against=against, known_at=None)


def under_way_of(sha256: str) -> QuerySet[Rehearsal]:
    """The rehearsals of exactly this policy that a job has still to finish."""
    return rehearsals().filter(sha256=sha256, state__in=UNFINISHED)


def seen_by(user: User, rehearsed: QuerySet[Rehearsal]) -> bool:
    """Whether somebody has opened the page of any of these rehearsals."""
    return RehearsalSeen.objects.filter(
        user=user, rehearsal__in=rehearsed.order_by().values("pk")
    ).exists()


def told_of(rehearsal: Rehearsal) -> Told | None:
    """What a finished rehearsal tells, counted with all the viewer may count."""
    found = list(rehearsal.figures.all())
    most = max(found, key=lambda row: len(row.counting), default=None)
    return read(most.figures) if most else None


def cases_of(rehearsal: Rehearsal) -> QuerySet[RehearsedCase]:
    """The cases it would change that the viewer may see, in their new order."""
    return rehearsal.cases.select_related("case").order_by(
        "band_after", "claimed_on", "case__ref"
    )


def cases_among(
    rehearsal: Rehearsal, case_ids: Iterable[int]
) -> dict[int, RehearsedCase]:
    """Some of these cases by their number, as the viewer may see them."""
    return {
        row.case_id: row
        for row in cases_of(rehearsal).filter(case_id__in=list(case_ids))
    }


def policy_rehearsed(rehearsal: Rehearsal) -> Release:
    """The policy that was rehearsed, read; kept, since its bundle never changes."""
    return _policy(rehearsal.pk, rehearsal.sha256)


@lru_cache(maxsize=8)
def _policy(pk: int, sha256: str) -> Release:
    bundle = Rehearsal.objects.values_list("bundle", flat=True).get(
        pk=pk, sha256=sha256
    )
    return Release.from_bundle(bytes(bundle))
