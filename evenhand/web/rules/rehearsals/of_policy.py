"""The rehearsals of one draft or release, for the pages of others.

A page that shows a draft or a release gives its template `rehearsals_of_draft(...)` or
`rehearsals_of_release(...)` as `rehearsals` and includes
`rules/rehearsals/of_policy.html`.
"""

from dataclasses import dataclass

from django.urls import reverse

from evenhand.core.models import User
from evenhand.core.verdict import Verdict
from evenhand.planning.models import Rehearsal
from evenhand.planning.rehearsals.queries import (
    rehearsals,
    rehearsals_of,
    seen_by,
    telling_rehearsals,
)
from evenhand.planning.rehearsals.verdicts import may_rehearse, may_see_rehearsals
from evenhand.releases.models import PolicyDraft, PolicyRelease


SHOWN = 5


@dataclass(frozen=True, slots=True)
class OfPolicy:
    """The rehearsals of exactly this policy, and what the viewer may do about them."""

    found: list[Rehearsal]
    ask: str
    may_ask: Verdict
    may_see: Verdict
    seen: bool


def rehearsals_of_draft(draft: PolicyDraft, user: User) -> OfPolicy:
    """Those of a draft as it is now: a change of it has to be rehearsed again."""
    telling = telling_rehearsals(draft.sha256, draft.based_on)
    return _of(draft.sha256, f"draft={draft.pk}", user, seen=seen_by(user, telling))


def rehearsals_of_release(release: PolicyRelease, user: User) -> OfPolicy:
    """Those of a release, before it was one included."""
    finished = rehearsals_of(release.sha256)
    asked = f"release={release.number}"
    return _of(release.sha256, asked, user, seen=seen_by(user, finished))


def _of(sha256: str, asked: str, user: User, *, seen: bool) -> OfPolicy:
    may_see = may_see_rehearsals(user)
    return OfPolicy(
        found=list(rehearsals().filter(sha256=sha256)[:SHOWN]) if may_see else [],
        ask=f"{reverse('rehearse')}?{asked}",
        may_ask=may_rehearse(user),
        may_see=may_see,
        seen=seen,
    )
