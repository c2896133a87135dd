"""Where a team is stuck, who has room, who lapses soon, and what was not taken in turn.

Figures about staff are totals of six people or more (planning/teams.py); what was
skipped or passed back is told one by one, with its reason, and nobody is ranked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, Min, OuterRef, Q

from evenhand.casework.cases.stages import UNDECIDED
from evenhand.casework.models import Barrier, Case
from evenhand.planning.models import Passing, Proposal, Run
from evenhand.planning.passing.queries import passings_of
from evenhand.planning.teams import TeamTotal, totals_of
from evenhand.web.cases.standing import names_of_cases
from evenhand.web.titles import Titles
from evenhand.workforce.models import StaffMember, Team


SHOWN = 15
LOOKED_BACK = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Stuck:
    """One case of the team that does not get on, and since when."""

    case: Case
    name: str
    since: date


@dataclass(frozen=True, slots=True)
class StuckCases:
    """Cases with a barrier nobody has looked at in time, and cases past the standard."""

    barriers: list[Stuck]
    standard: list[Stuck]
    days: int | None


@dataclass(frozen=True, slots=True)
class NotTaken:
    """One case that was skipped or passed back, why, and what has come of it."""

    passing: Passing
    name: str
    reason: str
    outcome: str
    run: int | None


def people_in(team: Team, *, week: date) -> list[StaffMember]:
    """Who is in the team in a week, by name."""
    return list(
        team.people.filter(Q(left_on=None) | Q(left_on__gt=week))
        .select_related("unit", "team")
        .order_by("name", "pk")
    )


def total_of(team: Team, *, week: date) -> TeamTotal | None:
    """The team's own total; None where it is too small to be told apart."""
    whole = totals_of(team.unit, week=week)
    return (
        next((t for t in whole.teams if t.team == team.name), None) if whole else None
    )


def given_since(team: Team, *, monday: date) -> int:
    """Cases given to the team's people since a day, among those the viewer may see."""
    return Case.objects.filter(owner__team=team, owned_since__gte=monday).count()


def stuck_in(team: Team, *, titles: Titles, today: date) -> StuckCases:
    """Undecided cases of the team that do not get on, the worst first, a few of each."""
    cases = Case.objects.filter(owner__team=team, stage__in=sorted(UNDECIDED))
    overdue = Barrier.objects.filter(
        case=OuterRef("pk"), closed_on=None, review_on__lt=today
    )
    late = list(
        cases.filter(Exists(overdue))
        .select_related("owner")
        .annotate(
            since=Min(
                "barriers__review_on",
                filter=Q(barriers__closed_on=None, barriers__review_on__lt=today),
            )
        )
        .order_by("since", "ref")[:SHOWN]
    )
    days = _standard(titles)
    long = (
        list(
            cases.filter(claimed_on__lte=today - timedelta(days=days))
            .select_related("owner")
            .order_by("claimed_on", "ref")[:SHOWN]
        )
        if days is not None
        else []
    )
    names = names_of_cases([case.pk for case in (*late, *long)])

    def told(found: Sequence[Case], column: str) -> list[Stuck]:
        return [
            Stuck(case, names.get(case.pk, "Name not recorded"), getattr(case, column))
            for case in found
        ]

    return StuckCases(told(late, "since"), told(long, "claimed_on"), days)


def _standard(titles: Titles) -> int | None:
    """Days to an initial decision, as the policy in force counts them."""
    for clock in titles.policy.standards.get("clock", []) if titles.policy else []:
        if clock["name"] == "initial decision":
            return int(clock["days"])
    return None


def not_taken(
    people: Sequence[StaffMember], *, titles: Titles, today: date
) -> list[NotTaken]:
    """What the team skipped and passed back in four weeks, the newest first."""
    found = list(
        passings_of([person.pk for person in people], since=today - LOOKED_BACK)
    )
    names = names_of_cases([passing.case_id for passing in found])
    proposed = _proposed(found)
    rows = []
    for passing in found:
        proposal = (
            proposed.get((passing.case_id, passing.staff_member_id))
            if passing.kind == Passing.Kind.PASSED_BACK
            else None
        )
        reason = titles.of("pass_back_reasons", passing.reason)
        rows.append(
            NotTaken(
                passing,
                names.get(passing.case_id, "Name not recorded"),
                f"{reason}: {passing.words}" if passing.words else reason,
                _outcome(proposal) if proposal else "",
                proposal.run_id if proposal else None,
            )
        )
    return rows


def _proposed(found: Sequence[Passing]) -> Mapping[tuple[int, int | None], Proposal]:
    """The last proposal for each case that was passed back, by case and person."""
    return {
        (proposal.case_id, proposal.run.person_id): proposal
        for proposal in Proposal.objects.filter(
            run__why=Run.Why.PASSED_BACK,
            case__in=[passing.case_id for passing in found],
        )
        .select_related("run", "to_owner")
        .order_by("run_id")
    }


def _outcome(proposal: Proposal) -> str:
    to = proposal.to_owner.name if proposal.to_owner else ""
    words = {
        Proposal.State.PROPOSED: f"Waits until {to} is accepted",
        Proposal.State.NOT_PLACED: "Nobody can take it now",
        Proposal.State.ACCEPTED: f"Given to {to}",
        Proposal.State.OVERRIDDEN: "Given to somebody else",
        Proposal.State.REJECTED: "Left where it was",
        Proposal.State.LEFT_OUT: "Left out: the case has changed",
    }
    return words[Proposal.State(proposal.state)]
