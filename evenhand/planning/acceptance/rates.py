"""How often proposals are accepted and how often changed, and for which reasons.

Counted among the cases the viewer may see; never by the person who decided.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from evenhand.planning.acceptance.queries import handed_over_by
from evenhand.planning.models import Acceptance, Override, Proposal, Run


@dataclass(frozen=True, slots=True)
class Rates:
    """What people did with the proposals of one run, so far."""

    run: Run
    accepted: int
    elsewhere: int
    left: int

    @property
    def decided(self) -> int:
        """Proposals that somebody has dealt with."""
        return self.accepted + self.elsewhere + self.left

    def percent(self, number: int) -> int:
        """A part of those that were dealt with, of a hundred."""
        return round(100 * number / self.decided) if self.decided else 0


def rates_of(runs: Sequence[Run]) -> list[Rates]:
    """The rates of these runs, in their order; those nobody has dealt with left out."""
    states = Proposal.State
    counts: dict[int, dict[str, int]] = {}
    for run_id, state, number in (
        Proposal.objects.filter(
            run__in=runs,
            state__in=(states.ACCEPTED, states.OVERRIDDEN, states.REJECTED),
        )
        .order_by()
        .values_list("run_id", "state")
        .annotate(Count("pk"))
    ):
        counts.setdefault(run_id, {})[state] = number
    return [
        Rates(
            run=run,
            accepted=counts[run.pk].get(states.ACCEPTED, 0),
            elsewhere=counts[run.pk].get(states.OVERRIDDEN, 0),
            left=counts[run.pk].get(states.REJECTED, 0),
        )
        for run in runs
        if run.pk in counts
    ]


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """How many cases were given one reason; `register` says on which side."""

    register: str
    reason: str
    number: int


def counted_by_reason(runs: Sequence[Run]) -> list[ReasonCount]:
    """Reasons for overriding, then for accepting, each by how often it was given.

    What was undone does not count, and neither do acceptances without a reason.
    """
    overridden = (
        Override.objects.filter(proposal__run__in=runs, undone_at=None)
        .order_by()
        .values_list("reason")
        .annotate(number=Count("pk"))
    )
    acts = list(Acceptance.objects.filter(run__in=runs).exclude(reason=""))
    given = handed_over_by(acts, undone_at=None)
    accepted: Counter[str] = Counter()
    for act in acts:
        accepted[act.reason] += given.get(act.pk, 0)
    return [
        ReasonCount(register, reason, number)
        for register, found in (
            ("override_reasons", overridden),
            ("acceptance_reasons", accepted.items()),
        )
        for reason, number in sorted(found, key=lambda pair: (-pair[1], pair[0]))
        if number
    ]
