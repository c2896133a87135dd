"""What the page of a draft's publication shows, worked out once."""

from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localtime

from evenhand.core.models import User
from evenhand.core.verdict import Verdict
from evenhand.engine.rules.faults import Fault, Faulty
from evenhand.flows.publish_policy import beside, what_refuses
from evenhand.releases.models import DraftStep, PolicyDraft
from evenhand.releases.owners.queries import those_who_answer
from evenhand.releases.publication.queries import (
    changes_by_owner,
    owned_among,
    steps_of,
)
from evenhand.releases.publication.verdicts import may_approve, may_return, may_send


@dataclass(frozen=True, slots=True)
class Changed:
    """Whose things a draft changes, which, and who answers for them."""

    owner: str
    things: tuple[str, ...]
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Publication:
    """A draft on its way: what it changes, what refuses it, and who may do what."""

    draft: PolicyDraft
    changed: tuple[Changed, ...]
    refused: tuple[Fault, ...]
    steps: tuple[DraftStep, ...]
    may_send: Verdict
    may_approve: Verdict
    may_return: Verdict


def publication_of(draft: PolicyDraft, user: User, *, today: date) -> Publication:
    """All that a person needs to send, approve or return a draft."""
    seen = bool(beside(user, draft).rehearsals)
    on = (
        max(today, localtime(draft.effective_at).date())
        if draft.effective_at
        else today
    )
    closed = draft.state not in (PolicyDraft.State.OPEN, PolicyDraft.State.SENT)
    try:
        changes = changes_by_owner(draft)
        refused = [] if closed else what_refuses(draft, on=on)
    except Faulty as faulty:
        changes, refused = {}, faulty.faults
    author = draft.sent_by or draft.started_by
    return Publication(
        draft=draft,
        changed=tuple(
            Changed(
                owner,
                tuple(things),
                tuple(person.name for person in those_who_answer(owner)),
            )
            for owner, things in changes.items()
        ),
        refused=tuple(refused),
        steps=tuple(steps_of(draft)),
        may_send=may_send(user, draft, seen=seen),
        may_approve=may_approve(
            user,
            draft,
            seen=seen,
            owners=list(changes),
            owned=owned_among(changes, author, user),
        ),
        may_return=may_return(user, draft),
    )
