"""Send a draft for approval, return it to its author, approve it.

Whoever approves is another person than the one who sent it; one of the two answers for
something the draft changes; and both have looked at a rehearsal of exactly this policy.
The rooms further up say whether they have (`flows/publish_policy.py`).
"""

from collections.abc import Collection
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from evenhand.core.events import Happening, record_events
from evenhand.core.models import User
from evenhand.core.verdict import Refused
from evenhand.releases.drafts.queries import policy_of_draft
from evenhand.releases.models import DraftStep, Period, PolicyDraft, PolicyRelease
from evenhand.releases.owners.queries import those_who_answer
from evenhand.releases.publication.conditions import (
    LONDON,
    Beside,
    as_day_begins,
    day_to_come,
    one_publication_at_a_time,
    refuse_faults,
    still_the_base,
)
from evenhand.releases.publication.queries import (
    changes_by_owner,
    owned_among,
)
from evenhand.releases.publication.telling import tell_staff
from evenhand.releases.publication.verdicts import may_approve, may_return, may_send


@transaction.atomic
def send_draft(
    draft: PolicyDraft,
    *,
    effective_on: date,
    beside: Beside,
    by: User,
    at: datetime,
    because: str,
) -> None:
    """Send a draft for approval, to come into force as a day begins; it is sealed.

    Refused as `may_send`, for a day that is past, without a reason, where nothing is
    changed, where the checks find a fault, where another release has come into force
    since it was begun, and where somebody has changed or sent it meanwhile.
    """
    may_send(by, draft, seen=bool(beside.rehearsals)).enforce()
    if not because.strip():
        raise Refused("Say why this should come into force")
    day_to_come(effective_on, at)
    still_the_base(draft, effective_on, at)
    refuse_faults(draft, on=effective_on, beside=beside)
    owners = changes_by_owner(draft)
    if not owners:
        raise Refused("This draft changes nothing")
    sent = PolicyDraft.objects.filter(
        pk=draft.pk, state=PolicyDraft.State.OPEN, version=draft.version
    ).update(
        state=PolicyDraft.State.SENT,
        sent_at=at,
        sent_by=by,
        sent_because=because.strip(),
        effective_at=as_day_begins(effective_on),
    )
    if not sent:
        raise Refused("Somebody else has just changed or sent this draft. Look again")
    draft.refresh_from_db(fields=SENT_FIELDS)
    _step(DraftStep.Kind.SENT, draft, owners, beside, by=by, at=at, because=because)
    record_events(
        [
            Happening(
                "draft_sent",
                {
                    "draft": draft.pk,
                    "title": draft.title,
                    "effective_on": effective_on,
                },
            )
        ],
        by=by,
        at=at,
        because=because.strip(),
    )
    tell_staff("draft_sent", those_who_answer(*owners), _of(draft), by=by, at=at)


SENT_FIELDS = ("state", "sent_at", "sent_by", "sent_because", "effective_at")


@transaction.atomic
def return_draft(draft: PolicyDraft, *, by: User, at: datetime, because: str) -> None:
    """Give a draft back to be written on, with words for whoever sent it.

    Refused as `may_return`, without words, and where it was approved or returned
    meanwhile.
    """
    may_return(by, draft).enforce()
    if not because.strip():
        raise Refused("Say what has to change before it can be approved")
    author, effective_at = draft.sent_by, draft.effective_at
    returned = PolicyDraft.objects.filter(
        pk=draft.pk, state=PolicyDraft.State.SENT, sent_at=draft.sent_at
    ).update(
        state=PolicyDraft.State.OPEN,
        sent_at=None,
        sent_by=None,
        sent_because="",
        effective_at=None,
    )
    if not returned:
        raise Refused(TOO_LATE)
    assert author is not None
    assert effective_at is not None
    DraftStep.objects.create(
        draft=draft,
        kind=DraftStep.Kind.RETURNED,
        at=at,
        by=by,
        because=because.strip(),
        sha256=draft.sha256,
        effective_at=effective_at,
    )
    record_events(
        [Happening("draft_returned", {"draft": draft.pk, "title": draft.title})],
        by=by,
        at=at,
        because=because.strip(),
    )
    told = {draft.started_by, author} - {by}
    tell_staff("draft_returned", told, _of(draft), by=by, at=at)
    draft.refresh_from_db(fields=SENT_FIELDS)


TOO_LATE = "Somebody else has just approved or returned this draft. Look again"


@transaction.atomic
def approve_draft(
    draft: PolicyDraft, *, beside: Beside, by: User, at: datetime, because: str
) -> PolicyRelease:
    """Make a release of a draft that was sent; it comes into force on its day.

    Refused as `may_approve`, without words, where its day has passed, where the checks
    find a fault (they are asked again), where it rests on a release that is not in
    force any more, and where somebody else has approved or returned it meanwhile.
    """
    one_publication_at_a_time()
    owners = changes_by_owner(draft)
    author = draft.sent_by or draft.started_by
    people = {author, by}
    may_approve(
        by,
        draft,
        seen=bool(beside.rehearsals),
        owners=list(owners),
        owned=owned_among(owners, *people),
    ).enforce()
    if not because.strip():
        raise Refused("Say why you approve it")
    assert draft.effective_at is not None
    on = draft.effective_at.astimezone(LONDON).date()
    day_to_come(on, at)
    _close(draft, by=by, at=at, because=because)
    before = still_the_base(draft, on, at)
    refuse_faults(draft, on=on, beside=beside)
    policy = policy_of_draft(draft)
    if policy.sha256 != draft.sha256:
        raise Refused(
            "This draft is not the policy that was rehearsed. Give it back, and have it "
            "rehearsed again"
        )
    latest = PolicyRelease.objects.order_by("-number").first()
    assert latest is not None
    try:
        with transaction.atomic():
            release = PolicyRelease.objects.create(
                number=latest.number + 1,
                title=draft.title,
                bundle=policy.bundle(),
                sha256=policy.sha256,
                vocabulary_version=policy.vocabulary.version,
                published_at=at,
                published_by=author,
                approved_by=by,
                draft=draft,
                because=draft.sent_because,
            )
    except IntegrityError:
        raise Refused(
            "This very policy was a release before. To go back to a release, withdraw "
            "those that came after it"
        ) from None
    starts = max(at, draft.effective_at)
    follow(before, release, starts=starts, by=by, at=at, because=because)
    _step(DraftStep.Kind.APPROVED, draft, owners, beside, by=by, at=at, because=because)
    record_events(
        [
            Happening(
                "draft_approved",
                {
                    "draft": draft.pk,
                    "title": draft.title,
                    "number": release.number,
                    "from_on": on,
                },
            ),
            Happening(
                "release_published",
                {"number": release.number, "sha256": release.sha256},
            ),
        ],
        by=by,
        at=at,
        because=because.strip(),
    )
    told = {draft.started_by, *people, *those_who_answer(*owners)} - {by}
    tell_staff(
        "draft_approved", told, _of(draft) | {"release": release.number}, by=by, at=at
    )
    return release


def _close(draft: PolicyDraft, *, by: User, at: datetime, because: str) -> None:
    """The draft is published, unless somebody has dealt with it since it was read."""
    closed = PolicyDraft.objects.filter(
        pk=draft.pk,
        state=PolicyDraft.State.SENT,
        sent_at=draft.sent_at,
        sha256=draft.sha256,
    ).update(
        state=PolicyDraft.State.PUBLISHED,
        closed_at=at,
        closed_by=by,
        closed_because=because.strip(),
    )
    if not closed:
        raise Refused(TOO_LATE)


def follow(
    before: Period,
    release: PolicyRelease,
    *,
    starts: datetime,
    by: User,
    at: datetime,
    because: str,
) -> None:
    """End a time in force where another release's begins."""
    before.during = DateTimeTZRange(before.during.lower, starts)
    before.ended_at, before.ended_by = at, by
    before.ended_because = f"{release} comes into force"
    before.save(update_fields=("during", "ended_at", "ended_by", "ended_because"))
    Period.objects.create(
        release=release,
        during=DateTimeTZRange(starts, None),
        begun_by=by,
        because=because.strip(),
    )


def _step(
    kind: str,
    draft: PolicyDraft,
    owners: Collection[str],
    beside: Beside,
    *,
    by: User,
    at: datetime,
    because: str,
) -> None:
    assert draft.effective_at is not None
    DraftStep.objects.create(
        draft=draft,
        kind=kind,
        at=at,
        by=by,
        because=because.strip(),
        sha256=draft.sha256,
        effective_at=draft.effective_at,
        answers_for=owned_among(owners, by),
        rehearsals=list(beside.rehearsals),
    )


def _of(draft: PolicyDraft) -> dict[str, object]:
    return {"draft": draft.pk, "title": draft.title}
