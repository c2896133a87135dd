"""What must be opened before interviews of a plan are booked, for the pages."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from evenhand.appointments.models import InterviewPlan, PlannedInterview
from evenhand.appointments.plans.opening import Review, ToOpen, review_of, said
from evenhand.appointments.plans.verdicts import may_accept_plan
from evenhand.core.models import User
from evenhand.core.verdict import Verdict
from evenhand.releases.queries import policy_of
from evenhand.web.formats import listed


@dataclass(frozen=True, slots=True)
class Standing:
    """How far some are from being booked, and the first that is still to be opened."""

    review: Review
    verdict: Verdict
    first: str

    @property
    def still(self) -> int:
        """How many have still to be opened."""
        return len(self.review.still)


@dataclass(frozen=True, slots=True)
class OpenRow:
    """One that is to be opened, as a line of a list."""

    ref: str
    why: str
    href: str


def standing_of(
    plan: InterviewPlan, chosen: QuerySet[PlannedInterview], *, user: User
) -> Standing:
    """What must be opened of these, and whether they may be booked now."""
    review = review_of(plan, chosen, by=user, policy=policy_of(plan.release))
    verdict = may_accept_plan(user, plan)
    still = review.still
    return Standing(
        review=review,
        verdict=verdict and review.verdict,
        first=_address(plan, still[0]) if still else "",
    )


def rows_to_open(plan: InterviewPlan, rows: Sequence[ToOpen]) -> list[OpenRow]:
    """Lines of what is to be opened, each with why."""
    return [
        OpenRow(
            ref=row.ref,
            why=listed([*said(row.matters), *(["drawn by lot"] if row.drawn else [])]),
            href=_address(plan, row),
        )
        for row in rows
    ]


def next_to_open(
    plan: InterviewPlan, chosen: QuerySet[PlannedInterview], *, user: User
) -> str:
    """The address of the next that this person has still to open; empty: all are."""
    return standing_of(plan, chosen, user=user).first


def _address(plan: InterviewPlan, row: ToOpen) -> str:
    return reverse("planned-interview", args=[plan.pk, row.ref])
