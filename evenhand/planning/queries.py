"""Read runs, proposals and why a case stands where it does, as the viewer may."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from evenhand.casework.facts.gather import facts_known_at
from evenhand.casework.models import Case
from evenhand.core.models import Clearance, User
from evenhand.engine.prioritisation.assess import tables_of
from evenhand.engine.rules.explain import Lapsed, Reason, lapsed_rules, sentences
from evenhand.engine.rules.release import Release
from evenhand.planning.models import Handover, Outcome, Proposal, Run
from evenhand.releases.models import PolicyRelease
from evenhand.releases.queries import policy_of
from evenhand.workforce.models import Unit


@dataclass(frozen=True, slots=True)
class WhyHere:
    """Why a case stands where it does: its outcome, and the reasons for it in words.

    `points` is None for readers who may not see every kind of reason, on every case
    alike, so that a difference tells them nothing (docs/adr/0020).
    """

    outcome: Outcome
    release: PolicyRelease
    run: Run
    on: date
    band_title: str
    points: int | None
    reasons: tuple[Reason, ...]
    lapsed: tuple[Lapsed, ...]
    given: Handover | None


def why_here(case: Case, *, reader: User, at: datetime) -> WhyHere | None:
    """Why the case stood where it did at an instant, as known then; None if unranked."""
    outcome = (
        Outcome.objects.filter(case=case, valid__contains=at)
        .select_related("run", "run__started_by")
        .first()
    )
    if outcome is None:
        return None
    release = PolicyRelease.objects.defer("bundle").get(pk=outcome.release_id)
    policy = policy_of(release)
    facts = facts_known_at(
        policy.vocabulary, known_at=outcome.run.known_at, case_ids=[case.pk]
    )
    row = facts.row(0, named=True) if len(facts) else None
    tables = tables_of(policy)
    found = sentences(policy, row, outcome.on, tables) if row else []
    lapsed = lapsed_rules(policy, row, outcome.on, tables) if row else []
    given = (
        Handover.objects.filter(case=case, at__lte=at)
        .filter(Q(undone_at=None) | Q(undone_at__gt=at))
        .select_related("to_owner", "to_unit", "proposal__run", "override__by")
        .order_by("-at", "-pk")
        .first()
    )
    titles = {band["number"]: band["title"] for band in policy.standards["band"]}
    return WhyHere(
        outcome=outcome,
        release=release,
        run=outcome.run,
        on=outcome.on,
        band_title=titles.get(outcome.band, ""),
        points=outcome.points if reads_points(reader) else None,
        reasons=readable(found, policy, reader=reader),
        lapsed=tuple(
            one for one in lapsed if _may_read(one.access, one.reads, policy, reader)
        ),
        given=given,
    )


def readable(
    reasons: Iterable[Reason], policy: Release, *, reader: User
) -> tuple[Reason, ...]:
    """The reasons that this reader may be shown (docs/adr/0020)."""
    return tuple(
        reason
        for reason in reasons
        if _may_read(reason.access, reason.facts_read, policy, reader)
    )


def _may_read(
    access: str | None, reads: Iterable[str], policy: Release, reader: User
) -> bool:
    """Whether a reader may be told of a rule that reads these."""
    if access and access not in reader.clearances:
        return False
    # A total minus the reasons shown would tell the reason that is not.
    return reads_points(reader) or policy.totals.keys().isdisjoint(reads)


def reads_points(reader: User) -> bool:
    """Whether a sum of points tells this reader nothing they may not know."""
    return Clearance.HIGH_HARM in reader.clearances


def runs() -> QuerySet[Run]:
    """Planning runs of a week, the newest first."""
    return _newest_first().filter(why=Run.Why.WEEK)


def reallocations() -> QuerySet[Run]:
    """Re-allocations of a person's cases or of one case, the newest first.

    One that is about a single case is seen by those who may see the case.
    """
    return (
        _newest_first()
        .exclude(why=Run.Why.WEEK)
        .select_related("person", "person__unit", "case")
    )


def open_reallocations() -> QuerySet[Run]:
    """Re-allocations with a proposal that waits, among those the viewer may see."""
    waits = Proposal.objects.filter(run=OuterRef("pk"), state=Proposal.State.PROPOSED)
    return reallocations().filter(Exists(waits))


def _newest_first() -> QuerySet[Run]:
    # Without the policy itself, which would be read once for every run.
    return (
        Run.objects.select_related("started_by", "accepted_by", "release", "unit")
        .defer("release__bundle")
        .order_by("-started_at", "-pk")
    )


def waiting_beside(run: Run) -> QuerySet[Run]:
    """Other runs for the week of this one that wait with proposals for the same cases.

    Of the same unit, or of the nation; among the proposals the viewer may see.
    """
    monday = run.on - timedelta(days=run.on.weekday())
    waits = Proposal.objects.filter(run=OuterRef("pk"), state=Proposal.State.PROPOSED)
    found = runs().filter(
        Exists(waits), on__gte=monday, on__lt=monday + timedelta(days=7)
    )
    if run.unit_id is not None:
        found = found.filter(Q(unit=None) | Q(unit=run.unit_id))
    return found.exclude(pk=run.pk)


def proposals_of(run: Run) -> QuerySet[Proposal]:
    """What the run proposes of the cases the viewer may see, in the order of rank."""
    return run.proposals.select_related(
        "case", "case__owner", "to_owner", "to_unit"
    ).order_by("position", "pk")


@dataclass(frozen=True, slots=True)
class RunFigures:
    """A run in figures, counted among the cases the viewer may see."""

    proposed: int
    not_placed: int
    accepted: int
    overridden: int
    rejected: int
    left_out: int
    by_unit: tuple[tuple[str, int], ...]
    not_placed_because: tuple[tuple[str, int], ...]


def run_figures(run: Run) -> RunFigures:
    """Count a run's proposals by state, by unit and by what would unblock the rest.

    One question, since each reads every proposal of a national run, and of an index
    alone.
    """
    states, units, reasons = Counter[str](), Counter[str](), Counter[str]()
    names = dict(Unit.objects.values_list("pk", "name"))
    for state, unit, why_not, number in (
        run.proposals.order_by()
        .values_list("state", "to_unit", "why_not")
        .annotate(number=Count("*"))
    ):
        states[state] += number
        if state == Proposal.State.NOT_PLACED:
            reasons[why_not] += number
        elif unit is not None:
            units[names[unit]] += number
    return RunFigures(
        proposed=states[Proposal.State.PROPOSED],
        not_placed=states[Proposal.State.NOT_PLACED],
        accepted=states[Proposal.State.ACCEPTED],
        overridden=states[Proposal.State.OVERRIDDEN],
        rejected=states[Proposal.State.REJECTED],
        left_out=states[Proposal.State.LEFT_OUT],
        by_unit=tuple(sorted(units.items())),
        not_placed_because=tuple(reasons.most_common()),
    )
