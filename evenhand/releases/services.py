"""Store a policy and put it in force."""

from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from evenhand.core.events import Happening, record_events
from evenhand.core.models import User
from evenhand.core.verdict import Refused
from evenhand.engine.rules.checks import faults
from evenhand.engine.rules.release import Release
from evenhand.releases.models import Period, PolicyRelease


@transaction.atomic
def publish_release(
    folder: Path, *, by: User, at: datetime, because: str, demo: bool = False
) -> PolicyRelease:
    """Put the policy in `folder` in force from `at`; the one before ends there.

    The same policy again changes nothing. Refused where the checks find a fault; rules
    whose authority is "not stated in source" pass in the demo only.
    """
    policy = Release.read(folder)
    stored = PolicyRelease.objects.filter(sha256=policy.sha256).first()
    current = Period.objects.filter(during__contains=at).first()
    if stored is not None and current is not None and current.release_id == stored.pk:
        return stored
    if stored is not None:
        raise Refused(
            f"This policy was {stored}, which is no longer in force. To go back to it, "
            "publish it with a note of its own that says why"
        )
    tolerated = {"warning", "demo only"} if demo else {"warning"}
    found = [f for f in faults(policy, at.date()) if f.severity not in tolerated]
    if found:
        raise Refused(
            "This policy cannot be put in force: "
            + "; ".join(f"{fault.where}: {fault.sentence}" for fault in found[:10])
        )
    if current is not None:
        current.during = DateTimeTZRange(current.during.lower, at)
        current.ended_at, current.ended_by = at, by
        current.ended_because = "another release comes into force"
        current.save()
    latest = PolicyRelease.objects.order_by("-number").first()
    release = PolicyRelease.objects.create(
        number=latest.number + 1 if latest else 1,
        title=policy.title,
        bundle=policy.bundle(),
        sha256=policy.sha256,
        vocabulary_version=policy.vocabulary.version,
        published_at=at,
        published_by=by,
        because=because,
    )
    Period.objects.create(
        release=release, during=DateTimeTZRange(at, None), begun_by=by, because=because
    )
    record_events(
        [
            Happening(
                "release_published",
                {"number": release.number, "sha256": release.sha256},
            )
        ],
        by=by,
        at=at,
        because=because,
    )
    return release
