"""What must be opened before some proposals are accepted, for the pages that show it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse

from evenhand.core.models import User
from evenhand.core.verdict import Verdict
from evenhand.planning.acceptance.opening import Review, ToOpen, review_of, said
from evenhand.planning.acceptance.verdicts import still_in_force
from evenhand.planning.models import Proposal, Run
from evenhand.planning.verdicts import may_accept
from evenhand.releases.queries import policy_of
from evenhand.web.cases.standing import names_of_cases
from evenhand.web.formats import listed
from evenhand.web.planning.reading import AskedProposals


@dataclass(frozen=True, slots=True)
class OpenRow:
    """One proposal to be opened, as a line of a list."""

    ref: str
    name: str
    why: str
    opened_by: str
    done: bool
    href: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How far some proposals are from being accepted, and what is still to be opened."""

    review: Review
    verdict: Verdict
    first: str

    @property
    def still(self) -> int:
        """How many have still to be opened."""
        return len(self.review.still)


def standing_of(
    run: Run,
    chosen: QuerySet[Proposal],
    asked: AskedProposals,
    *,
    user: User,
    at: datetime,
) -> Standing:
    """What must be opened of these proposals, and whether they may be accepted now."""
    review = review_of(run, chosen, by=user, policy=policy_of(run.release))
    verdict = may_accept(user, run)
    for further in (still_in_force(run, at=at), review.verdict):
        verdict = further if verdict else verdict
    still = review.still
    return Standing(
        review=review,
        verdict=verdict,
        first=address_of_proposal(run, still[0].ref, asked) if still else "",
    )


def rows_to_open(run: Run, found: list[ToOpen], asked: AskedProposals) -> list[OpenRow]:
    """Lines for a list of what must be opened, with the names of the people."""
    case_ids = dict(
        run.proposals.filter(pk__in=[row.proposal_id for row in found]).values_list(
            "pk", "case_id"
        )
    )
    names = names_of_cases(list(case_ids.values()))
    return [
        OpenRow(
            ref=row.ref,
            name=names.get(case_ids.get(row.proposal_id, 0), "Name not recorded"),
            why=why_opened(row),
            opened_by=listed(row.opened_by),
            done=row.done,
            href=address_of_proposal(run, row.ref, asked),
        )
        for row in found
    ]


def why_opened(row: ToOpen) -> str:
    """Why one proposal must be opened."""
    words = said(row.matters) + (["drawn by lot"] if row.drawn else [])
    text = listed(words)
    return f"{text[:1].upper()}{text[1:]}"


def address_of_proposal(run: Run, ref: str, asked: AskedProposals) -> str:
    """The page of one proposal, which remembers the part it is looked at with."""
    return f"{reverse('proposal', args=[run.pk, ref])}{asked.address(show='', why='')}"
