"""Ask for a rehearsal, and keep that somebody has seen what came of it."""

from datetime import date, datetime

from django.db import transaction

from evenhand.core.events import Happening, record_events
from evenhand.core.models import User
from evenhand.engine.rules.release import Release
from evenhand.planning.rehearsals.models import Rehearsal, RehearsalSeen
from evenhand.planning.rehearsals.verdicts import may_rehearse, may_see_rehearsals
from evenhand.releases.models import PolicyDraft, PolicyRelease


@transaction.atomic
def ask_for_rehearsal(
    policy: Release,
    *,
    title: str,
    against: PolicyRelease,
    on: date,
    known_at: datetime | None,
    by: User,
    at: datetime,
    draft: PolicyDraft | None = None,
    release: PolicyRelease | None = None,
    with_allocation: bool = False,
) -> Rehearsal:
    """A rehearsal that waits to be carried out. Refused for those who may not ask."""
    may_rehearse(by).enforce()
    rehearsal = Rehearsal.objects.create(
        draft=draft,
        release=release,
        title=title,
        bundle=policy.bundle(),
        sha256=policy.sha256,
        against=against,
        on=on,
        known_at=known_at,
        with_allocation=with_allocation,
        asked_at=at,
        asked_by=by,
    )
    record_events(
        [Happening("rehearsal_asked", {"rehearsal": rehearsal.pk})], by=by, at=at
    )
    return rehearsal


def mark_seen(rehearsal: Rehearsal, *, by: User, at: datetime) -> None:
    """Keep that somebody has seen a finished rehearsal; the first time counts."""
    may_see_rehearsals(by).enforce()
    if rehearsal.state == Rehearsal.State.DONE:
        RehearsalSeen.objects.get_or_create(
            rehearsal=rehearsal, user=by, defaults={"at": at}
        )
