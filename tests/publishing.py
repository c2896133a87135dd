"""Policy leads, and drafts that change the policy in force by so much as one word."""

from collections.abc import Mapping
from datetime import datetime

from evenhand.casework.facts.providers import PROVIDERS
from evenhand.core.models import Role, User
from evenhand.core.viewing import acting_as
from evenhand.engine.rules.release import Release
from evenhand.planning.rehearsals.models import Rehearsal, RehearsalSeen
from evenhand.releases.models import Ownership, PolicyDraft, PolicyRelease
from evenhand.releases.publication.conditions import Beside
from evenhand.releases.publication.services import approve_draft, send_draft
from evenhand.releases.queries import policy_of
from tests.cast import AT, ON, Cast


WORKFLOW = "National Workflow Team"
# One rule's points, and the reason why they change.
MORE_POINTS = {
    "rulebooks/prioritisation.toml": (
        'waiting_points = 10 }\nbecause = "The first step of the wait."',
        'waiting_points = 15 }\nbecause = "The first step of the wait, made longer."',
    )
}
# A rehearsal that whoever acts has looked at.
SEEN = Beside(rehearsals=[1], provided=frozenset(PROVIDERS), demo=True)
UNSEEN = Beside(rehearsals=[], provided=frozenset(PROVIDERS), demo=True)


def policy_lead(cast: Cast, name: str, *owners: str) -> User:
    """A policy lead who answers for these owners."""
    user = cast.person(name, Role.POLICY_LEAD)
    with acting_as(cast.service):
        Ownership.objects.bulk_create(
            Ownership(
                user=user,
                owner=owner,
                granted_at=AT,
                granted_by=cast.service,
                because="the cast",
            )
            for owner in owners
        )
    return user


def changed(base: Release, changes: Mapping[str, tuple[str, str] | str]) -> Release:
    """The policy with these words of its files put for others, or whole files put in."""
    files = dict(base.files)
    for name, change in changes.items():
        if isinstance(change, str):
            files[name] = change.encode()
            continue
        old, new = change
        text = files[name].decode()
        assert old in text, (name, old)
        files[name] = text.replace(old, new, 1).encode()
    return Release.from_files(files)


def draft_of(
    release: PolicyRelease,
    by: User,
    changes: Mapping[str, tuple[str, str] | str] = MORE_POINTS,
    *,
    title: str = "More points",
    at: datetime = AT,
) -> PolicyDraft:
    """A draft from a release, with changes."""
    policy = changed(policy_of(release), changes)
    return PolicyDraft.objects.create(
        title=title,
        based_on=release,
        bundle=policy.bundle(),
        sha256=policy.sha256,
        started_at=at,
        started_by=by,
    )


def published(
    release: PolicyRelease,
    author: User,
    approver: User,
    changes: Mapping[str, tuple[str, str] | str] = MORE_POINTS,
    *,
    at: datetime = AT,
) -> PolicyRelease:
    """A release that two people made of a draft, in force from now on."""
    with acting_as(author):
        draft = draft_of(release, author, changes, at=at)
        send_draft(
            draft,
            effective_on=ON,
            beside=SEEN,
            by=author,
            at=at,
            because="it is fairer",
        )
    with acting_as(approver):
        return approve_draft(draft, beside=SEEN, by=approver, at=at, because="I agree")


def look_at_rehearsal(cast: Cast, draft: PolicyDraft, *people: User) -> Rehearsal:
    """A finished rehearsal of a draft as it stands, looked at by these people."""
    with acting_as(cast.service):
        rehearsal = Rehearsal.objects.create(
            draft=draft,
            title=draft.title,
            bundle=draft.bundle,
            sha256=draft.sha256,
            against=draft.based_on,
            on=ON,
            asked_at=AT,
            asked_by=cast.service,
            state=Rehearsal.State.DONE,
            read_at=AT,
            finished_at=AT,
        )
        RehearsalSeen.objects.bulk_create(
            RehearsalSeen(rehearsal=rehearsal, user=user, at=AT) for user in people
        )
    return rehearsal
