"""A person gives a case elsewhere than a run proposed, or leaves it where it is.

The choice is judged by the rules that are in force: what the case requires, conflicts
and clearances are overruled by nobody; preferences and places are, with a reason. Each
override is kept as a fact with where it went instead.
"""

from collections.abc import Sequence
from datetime import date, datetime

from evenhand.casework.cases.stages import OPEN
from evenhand.casework.models import Case
from evenhand.core.events import Happening, record_events
from evenhand.core.models import User
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.flows.hand_over import Told, lock_cases, lock_people, one_at_a_time, tell
from evenhand.planning.acceptance.choosing import choosing_for
from evenhand.planning.acceptance.opening import matters_of
from evenhand.planning.acceptance.parting import (
    WouldPart,
    parted_by_dealing_with,
    parted_by_giving,
)
from evenhand.planning.acceptance.reasons import OVERRIDE, enough_said
from evenhand.planning.acceptance.verdicts import still_in_force
from evenhand.planning.models import Handover, Override, Proposal, Run
from evenhand.planning.verdicts import acceptable_by, may_accept, may_give_to
from evenhand.releases.queries import policy_of
from evenhand.workforce.models import StaffMember, Unit
from evenhand.workforce.units import must_be_open


CHANGED = "This case has changed since the run read it. Look at it again first."


def override_proposal(
    proposal: Proposal,
    *,
    to_owner: StaffMember | None = None,
    to_unit: Unit | None = None,
    by: User,
    on: date,
    at: datetime,
    reason: str,
    because: str = "",
    parting: bool = False,
) -> Override:
    """Give the case of a proposal to another person, or to a unit to find somebody.

    Also a case that the run could not place. Refused for those who may not, where the
    case has changed or a hard rule stands against it, and without a reason; words are
    asked where the case matters or a preference is overruled. Refused too (WouldPart)
    where it would part linked cases, unless `parting` says so.
    """
    with acting_as(by):
        run = _locked(proposal.run_id)
        may_accept(by, run).enforce()
        still_in_force(run, at=at).enforce()
        one_at_a_time()
        proposal = _changeable(proposal, run)
        _somewhere_else(proposal, to_owner, to_unit)
        may_give_to(by, to_owner).enforce()
        if to_unit is not None:
            must_be_open(to_unit, on)
        lock_people([to_owner.pk if to_owner else None])
        before = lock_cases([proposal.case_id]).get(proposal.case_id)
        case = Case.objects.get(pk=proposal.case_id)
        if before is None or case.version != proposal.case_version:
            raise Refused(CHANGED)
        if case.stage not in OPEN:
            raise Refused("This case is closed")
        _judged(case, run, proposal, to_owner, to_unit, reason=reason, because=because)
        if not parting and (parted := parted_by_giving(proposal, to_owner)):
            raise WouldPart(parted)
        unit = to_unit or (to_owner.unit if to_owner else None)
        assert unit is not None
        override = Override.objects.create(
            proposal=proposal,
            case=case,
            choice=Override.Choice.PERSON if to_owner else Override.Choice.UNIT,
            from_owner=proposal.to_owner,
            from_unit=proposal.to_unit,
            to_owner=to_owner,
            to_unit=unit,
            reason=reason,
            words=because.strip(),
            by=by,
            at=at,
        )
        Case.objects.filter(pk=case.pk).update(
            owner=to_owner,
            owned_since=on if to_owner else None,
            responsible_unit=unit,
            version=case.version + 1,
        )
        Proposal.objects.filter(pk=proposal.pk).update(state=Proposal.State.OVERRIDDEN)
        Handover.objects.create(
            proposal=proposal,
            case=case,
            restriction=case.restriction,
            override=override,
            from_owner_id=before.owner_id,
            from_owned_since=before.owned_since,
            from_unit_id=before.unit_id,
            to_owner=to_owner,
            to_unit=unit,
            case_version=case.version + 1,
            at=at,
        )
        told = Told(
            case_id=case.pk,
            old_owner_id=before.owner_id,
            new_owner_id=to_owner.pk if to_owner else None,
            unit=unit.code,
            unit_name=unit.name,
            run_id=run.pk,
            reason=reason,
        )
        tell([told], kind="case_overridden", by=by, at=at, because=because.strip())
        return override


def leave_proposals(
    run: Run,
    *,
    proposals: Sequence[int],
    by: User,
    at: datetime,
    reason: str,
    because: str = "",
    parting: bool = False,
) -> int:
    """Leave the cases of these proposals as they are; answer how many.

    The same effort as accepting them: a reason, and words where it matters. The next
    run may propose them again. Those accepted or changed meanwhile stay as they are.
    Refused (WouldPart) where others that belong with them would still be given, unless
    `parting` says so.
    """
    with acting_as(by):
        run = _locked(run.pk)
        may_accept(by, run).enforce()
        one_at_a_time()
        chosen = acceptable_by(by, run).filter(pk__in=proposals)
        found = list(chosen)
        if not found:
            return 0
        enough_said(
            policy_of(run.release),
            OVERRIDE,
            reason=reason,
            words=because,
            matters=matters_of(chosen),
        ).enforce()
        ids = [proposal.pk for proposal in found]
        if not parting and (parted := parted_by_dealing_with(run, ids)):
            raise WouldPart(parted)
        Override.objects.bulk_create(
            [
                Override(
                    proposal=proposal,
                    case_id=proposal.case_id,
                    choice=Override.Choice.LEFT,
                    from_owner_id=proposal.to_owner_id,
                    from_unit_id=proposal.to_unit_id,
                    reason=reason,
                    words=because.strip(),
                    by=by,
                    at=at,
                )
                for proposal in found
            ],
            batch_size=5_000,
        )
        record_events(
            [
                Happening(
                    "proposal_left", {"run": run.pk, "reason": reason}, proposal.case_id
                )
                for proposal in found
            ],
            by=by,
            at=at,
            because=because.strip(),
        )
        Proposal.objects.filter(pk__in=ids).update(state=Proposal.State.REJECTED)
        return len(found)


def _locked(run_id: int) -> Run:
    return (
        Run.objects.select_for_update(of=("self",))
        .select_related("release", "person")
        .defer("release__bundle")
        .get(pk=run_id)
    )


def _changeable(proposal: Proposal, run: Run) -> Proposal:
    """The proposal as it is now. Refused where somebody has dealt with it already."""
    found = run.proposals.filter(pk=proposal.pk).select_related("to_owner").first()
    if found is None:
        raise Refused("There is no such proposal in this run")
    if found.state not in (Proposal.State.PROPOSED, Proposal.State.NOT_PLACED):
        state = Proposal.State(found.state).label
        raise Refused(f"Somebody has dealt with this proposal already: {state.lower()}")
    return found


def _somewhere_else(
    proposal: Proposal, to_owner: StaffMember | None, to_unit: Unit | None
) -> None:
    if to_owner is None and to_unit is None:
        raise Refused("Choose a person or a unit")
    if to_owner is not None and to_owner.pk == proposal.to_owner_id:
        raise Refused(
            f"{to_owner.name} is who was proposed: accept the proposal instead"
        )
    if to_owner is not None and to_owner.pk == proposal.case.owner_id:
        raise Refused(f"{to_owner.name} has this case: leave it as it is instead")


def _judged(
    case: Case,
    run: Run,
    proposal: Proposal,
    to_owner: StaffMember | None,
    to_unit: Unit | None,
    *,
    reason: str,
    because: str,
) -> None:
    choosing = choosing_for(case, on=run.on, release=run.release)
    if to_owner is not None:
        found = choosing.against(to_owner)
    else:
        assert to_unit is not None
        found = choosing.against_unit(to_unit)
    hard = [objection.sentence for objection in found if objection.hard]
    if hard:
        raise Refused(f"{'. '.join(hard)}. Nobody may overrule this.")
    enough_said(
        policy_of(run.release),
        OVERRIDE,
        reason=reason,
        words=because,
        matters=proposal.matters,
    ).enforce()
    if found and not because.strip():
        told = ". ".join(objection.sentence for objection in found)
        raise Refused(f"{told}. Say in your own words why it goes there all the same")
