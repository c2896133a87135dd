"""Accept as people do: open what must be opened, then accept with a reason."""

from collections.abc import Sequence
from datetime import date, datetime

from evenhand.core.models import User
from evenhand.core.viewing import acting_as
from evenhand.flows.accept_plan import Accepted, accept_proposals
from evenhand.planning.acceptance.opening import open_proposal, review_of
from evenhand.planning.models import Run
from evenhand.planning.verdicts import acceptable_by
from evenhand.releases.queries import policy_of
from tests.cast import AT


def open_all(
    run: Run, *, by: User, at: datetime = AT, proposals: Sequence[int] | None = None
) -> int:
    """Open whatever must be opened before these proposals are accepted; how many."""
    with acting_as(by):
        chosen = acceptable_by(by, run)
        if proposals is not None:
            chosen = chosen.filter(pk__in=proposals)
        review = review_of(run, chosen, by=by, policy=policy_of(run.release))
        still = {row.proposal_id for row in review.still}
        for proposal in run.proposals.filter(pk__in=still):
            open_proposal(proposal, by=by, at=at)
    return len(still)


def accept(
    run: Run,
    *,
    by: User,
    on: date,
    at: datetime,
    proposals: Sequence[int] | None = None,
    reason: str = "each-looked-at",
    because: str = "looked at each of them",
) -> Accepted:
    """Accept having looked at what must be looked at."""
    open_all(run, by=by, at=at, proposals=proposals)
    return accept_proposals(
        run, proposals=proposals, by=by, on=on, at=at, reason=reason, because=because
    )
