"""A person accepts what a run proposes: only now does a case change hands.

All or some proposals, once what must be looked at has been opened, with a reason and
words where it matters. A case that changed since the run saw it is left out and named;
twice is harmless. One transaction: killed anywhere, it has not happened.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import QuerySet

from evenhand.casework.cases.stages import OPEN
from evenhand.core.accounts import planning_service
from evenhand.core.arrays import AnyOf
from evenhand.core.events import Happening, record_events
from evenhand.core.models import User
from evenhand.core.viewing import acting_as
from evenhand.flows.hand_over import (
    Before,
    Told,
    lock_cases,
    lock_people,
    one_at_a_time,
    tell,
)
from evenhand.planning.acceptance.opening import StillToOpen, review_of
from evenhand.planning.acceptance.parting import WouldPart, parted_by_dealing_with
from evenhand.planning.acceptance.reasons import ACCEPTANCE, enough_said
from evenhand.planning.acceptance.verdicts import still_in_force
from evenhand.planning.models import Acceptance, Proposal, Run
from evenhand.planning.places import places_for
from evenhand.planning.verdicts import acceptable_by, may_accept
from evenhand.releases.queries import policy_of


@dataclass(frozen=True, slots=True)
class Accepted:
    """What came of it: how many cases changed hands, and which were left out and why."""

    accepted: int
    left_out: tuple[tuple[str, str], ...]


_GIVE = """
UPDATE casework_case c
SET owner_id = p.to_owner_id, owned_since = %(on)s,
    responsible_unit_id = p.to_unit_id, version = c.version + 1
FROM planning_proposal p
JOIN workforce_staffmember s ON s.id = p.to_owner_id
WHERE p.id = ANY (%(ids)s) AND p.state = 'proposed' AND c.id = p.case_id
  AND c.version = p.case_version AND (s.left_on IS NULL OR s.left_on > %(on)s)
  AND c.stage = ANY (%(open)s)
  AND (c.restriction = '' OR EXISTS (
      SELECT FROM core_clearancegrant g
      WHERE g.user_id = s.user_id AND g.clearance = c.restriction
        AND g.ended_at IS NULL))
RETURNING p.id, c.version
"""


# Who had each case before; a proposal without a unit cannot be accepted.
_HAND_OVER = """
INSERT INTO planning_handover
    (proposal_id, case_id, restriction, acceptance_id, from_owner_id, from_owned_since,
     from_unit_id, to_owner_id, to_unit_id, case_version, at)
SELECT p.id, p.case_id, p.restriction, %(act)s, b.owner, b.since, b.unit,
       p.to_owner_id, p.to_unit_id, b.version, %(at)s
FROM unnest(%(ids)s::bigint[], %(versions)s::int[], %(owners)s::bigint[],
            %(since)s::date[], %(units)s::bigint[]) AS b (id, version, owner, since, unit)
JOIN planning_proposal p ON p.id = b.id
"""


def accept_proposals(
    run: Run,
    *,
    proposals: Sequence[int] | None = None,
    unit: str = "",
    by: User,
    on: date,
    at: datetime,
    reason: str = "",
    because: str = "",
    parting: bool = False,
) -> Accepted:
    """Accept these proposals of the run (None: all that `by` may see), or of a unit.

    Refused for those who may not accept, under a release that is no longer in force,
    without a reason where it matters, and (StillToOpen) while something that must be
    looked at has not been opened. Refused too (WouldPart) where linked cases would be
    parted, unless `parting` says so. The same proposals again change nothing.
    """
    with acting_as(by):
        run = (
            Run.objects.select_for_update(of=("self",))
            .select_related("release")
            .defer("release__bundle")
            .get(pk=run.pk)
        )
        may_accept(by, run).enforce()
        one_at_a_time()
        chosen = acceptable_by(by, run)
        if proposals is not None:
            chosen = chosen.filter(pk__in=proposals)
        if unit:
            chosen = chosen.filter(to_unit__code=unit)
        # What was looked at and what is given are the same, whatever changes meanwhile.
        pinned = list(chosen.values_list("pk", flat=True))
        if not pinned:
            return Accepted(0, ())
        chosen = Proposal.objects.filter(AnyOf("pk", pinned))
        _looked_at(run, chosen, by=by, at=at, reason=reason, because=because)
        if not parting and (parted := parted_by_dealing_with(run, pinned)):
            raise WouldPart(parted)
        return _accept(
            run, chosen, by=by, on=on, at=at, reason=reason, because=because.strip()
        )


def _looked_at(
    run: Run,
    chosen: QuerySet[Proposal],
    *,
    by: User,
    at: datetime,
    reason: str,
    because: str,
) -> None:
    still_in_force(run, at=at).enforce()
    policy = policy_of(run.release)
    review = review_of(run, chosen, by=by, policy=policy)
    if not review.verdict:
        raise StillToOpen(review)
    enough_said(
        policy,
        ACCEPTANCE,
        reason=reason,
        words=because,
        matters=review.matters,
        needed=False,
    ).enforce()


def _accept(
    run: Run,
    chosen: QuerySet[Proposal],
    *,
    by: User,
    on: date,
    at: datetime,
    reason: str,
    because: str,
) -> Accepted:
    lock_people(chosen.values_list("to_owner_id", flat=True))
    fitting, full = _within_places(chosen, run)
    ids = fitting + full
    cases = dict(
        Proposal.objects.filter(AnyOf("pk", ids))
        .values_list("pk", "case_id")
        .order_by()
    )
    before = lock_cases(list(cases.values()))
    with connection.cursor() as cursor:
        cursor.execute(_GIVE, {"ids": fitting, "on": on, "open": sorted(OPEN)})
        versions: dict[int, int] = dict(cursor.fetchall())
    Proposal.objects.filter(AnyOf("pk", list(versions))).update(
        state=Proposal.State.ACCEPTED
    )
    if versions:
        act = Acceptance.objects.create(
            run=run, reason=reason, words=because, by=by, at=at
        )
        _keep(act, versions, before, by=by, because=because)
        _mark_accepted(run, versions, by=by, at=at, because=because)
    left = [pk for pk in ids if pk not in versions]
    return Accepted(len(versions), tuple(_leave_out(left, full, on=on)))


def _keep(
    act: Acceptance,
    versions: dict[int, int],
    before: dict[int, Before],
    *,
    by: User,
    because: str,
) -> None:
    """Keep who had each case, and tell everybody."""
    rows = list(
        Proposal.objects.filter(AnyOf("pk", list(versions)))
        .order_by("position", "pk")
        .values_list(
            *("pk", "case_id", "to_owner_id", "to_unit__code", "to_unit__name"),
            *("run_id", "reason"),
        )
    )
    was = [before[case_id] for _, case_id, *_ in rows]
    with connection.cursor() as cursor:
        cursor.execute(
            _HAND_OVER,
            {
                "act": act.pk,
                "at": act.at,
                "ids": [pk for pk, *_ in rows],
                "versions": [versions[pk] for pk, *_ in rows],
                "owners": [of.owner_id for of in was],
                "since": [of.owned_since for of in was],
                "units": [of.unit_id for of in was],
            },
        )
    told = [
        Told(
            case_id=case_id,
            old_owner_id=of.owner_id,
            new_owner_id=owner,
            unit=code,
            unit_name=name,
            run_id=run,
            reason=reason,
        )
        for of, (_, case_id, owner, code, name, run, reason) in zip(
            was, rows, strict=True
        )
    ]
    tell(told, kind="case_allocated", by=by, at=act.at, because=because)


def _mark_accepted(
    run: Run, versions: dict[int, int], *, by: User, at: datetime, because: str
) -> None:
    """Say so of the run, which everybody sees; not for hidden cases alone."""
    if run.state != Run.State.PROPOSED:
        return
    if run.case_id is None and not (
        Proposal.objects.filter(AnyOf("pk", list(versions)), restriction="").exists()
    ):
        return
    Run.objects.filter(pk=run.pk).update(
        state=Run.State.ACCEPTED, accepted_at=at, accepted_by=by
    )
    record_events(
        [Happening("run_accepted", {"run": run.pk}, run.case_id)],
        by=by,
        at=at,
        because=because,
    )


def _within_places(chosen: QuerySet[Proposal], run: Run) -> tuple[list[int], list[int]]:
    """The proposals for which there is still a place, and the others.

    Another run for the same week may have been accepted since this one was made.
    """
    with acting_as(planning_service()):
        people = places_for(run.places, policy_of(run.release), on=run.on)
    left = dict(people.select("staff_id", "places").iter_rows())
    fitting, full = [], []
    for pk, owner in chosen.order_by("position", "pk").values_list("pk", "to_owner"):
        if left.get(owner, 1) > 0:
            left[owner] = left.get(owner, 1) - 1
            fitting.append(pk)
        else:
            full.append(pk)
    return fitting, full


def _leave_out(
    ids: Sequence[int], full: Sequence[int], *, on: date
) -> list[tuple[str, str]]:
    """Mark those that are left out with the reason, and answer them by reference."""
    left = (
        Proposal.objects.filter(AnyOf("pk", ids))
        .select_related("case", "case__owner", "to_owner", "run")
        .order_by("case__ref")
    )
    named, by_reason = [], defaultdict(list)
    for proposal in left:
        why = _why(proposal, full=proposal.pk in full, on=on)
        named.append((proposal.case.ref, why))
        by_reason[why].append(proposal.pk)
    for why, pks in by_reason.items():
        Proposal.objects.filter(AnyOf("pk", pks)).update(
            state=Proposal.State.LEFT_OUT, why_left_out=why
        )
    return named


def _why(proposal: Proposal, *, full: bool, on: date) -> str:
    new = proposal.to_owner
    if new is not None and new.left_on is not None and new.left_on <= on:
        return f"{new.name} has left"
    if full and new is not None:
        return (
            f"{new.name} has a full caseload by now"
            if proposal.run.places == Run.Places.CASELOAD
            else f"{new.name} has no place left in that week"
        )
    if proposal.case.owner_id not in (None, proposal.run.person_id):
        return f"It was given to {proposal.case.owner} after the run read it"
    return "It changed after the run read it"
