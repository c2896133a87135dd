"""Which policy is in force, and its tables ready to think with."""

from datetime import datetime
from functools import lru_cache

from django.db.models import QuerySet

from evenhand.core.verdict import Refused
from evenhand.engine.rules.compile import Program, compile_release
from evenhand.engine.rules.release import Release
from evenhand.releases.models import PolicyRelease


def release_in_force(at: datetime) -> PolicyRelease:
    """The release in force at an instant; Refused where there is none."""
    row = (
        PolicyRelease.objects.filter(periods__during__contains=at)
        .defer("bundle")
        .first()
    )
    if row is None:
        raise Refused(
            "No policy release is in force. Publish one before cases are ranked."
        )
    return row


def releases() -> QuerySet[PolicyRelease]:
    """Every release, the newest first, with its periods in force; no bundles."""
    return (
        PolicyRelease.objects.select_related("published_by", "approved_by", "draft")
        .prefetch_related("periods")
        .defer("bundle", "draft__bundle")
        .order_by("-number")
    )


def release_by_number(number: int) -> PolicyRelease | None:
    """A release by its number; None where there is none."""
    return releases().filter(number=number).first()


def bundle_of(row: PolicyRelease) -> bytes:
    """The bytes of a release as they were sealed: a zip of its files."""
    return bytes(PolicyRelease.objects.values_list("bundle", flat=True).get(pk=row.pk))


def policy_of(row: PolicyRelease) -> Release:
    """The parsed policy of a stored release; kept, since a release never changes."""
    return _policy(row.pk, row.sha256)


def program_of(row: PolicyRelease) -> Program:
    """The compiled tables of a stored release; kept likewise."""
    return _program(row.pk, row.sha256)


@lru_cache(maxsize=8)
def _policy(pk: int, sha256: str) -> Release:
    return Release.from_bundle(bundle_of(PolicyRelease(pk=pk)))


@lru_cache(maxsize=8)
def _program(pk: int, sha256: str) -> Program:
    return compile_release(_policy(pk, sha256))
