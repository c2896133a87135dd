"""Send, approve and withdraw policy, knowing what was rehearsed and who has seen it."""

from datetime import date, datetime

from django.conf import settings

from evenhand.casework.facts.providers import PROVIDERS
from evenhand.core.models import User
from evenhand.engine.rules.faults import Fault
from evenhand.planning.rehearsals.queries import seen_by, telling_rehearsals
from evenhand.releases.models import PolicyDraft, PolicyRelease
from evenhand.releases.publication.conditions import Beside
from evenhand.releases.publication.queries import faults_of_draft
from evenhand.releases.publication.services import approve_draft, send_draft


def beside(user: User, draft: PolicyDraft) -> Beside:
    """What this person has seen of a draft as it stands, and what the system provides.

    A rehearsal counts as seen, with its effects by group, where its page was opened; one
    of the draft as it was before its last change does not count, nor one on a past day
    or beside another release than the draft would follow.
    """
    rehearsed = telling_rehearsals(draft.sha256, draft.based_on)
    return Beside(
        rehearsals=list(rehearsed.values_list("pk", flat=True))
        if seen_by(user, rehearsed)
        else [],
        provided=frozenset(PROVIDERS),
        demo=not settings.PRODUCTION,
    )


def send_for_approval(
    draft: PolicyDraft, *, effective_on: date, by: User, at: datetime, because: str
) -> None:
    """Send a draft for approval. Refused as `send_draft`."""
    send_draft(
        draft,
        effective_on=effective_on,
        beside=beside(by, draft),
        by=by,
        at=at,
        because=because,
    )


def approve(
    draft: PolicyDraft, *, by: User, at: datetime, because: str
) -> PolicyRelease:
    """Make a release of a draft that was sent. Refused as `approve_draft`."""
    return approve_draft(draft, beside=beside(by, draft), by=by, at=at, because=because)


def what_refuses(draft: PolicyDraft, *, on: date) -> list[Fault]:
    """What would refuse a draft at publication, on a day. Raises Faulty."""
    return faults_of_draft(
        draft, on=on, provided=frozenset(PROVIDERS), demo=not settings.PRODUCTION
    )
