"""What `evenhand plan` does once Django is ready: one function a verb."""

import argparse
import sys
import time
from typing import Any

from evenhand.casework.cases.references import tidy_ref
from evenhand.casework.models import Case
from evenhand.cli.named import person_named, unit_named, user_named
from evenhand.config.clock import day_to_plan, now, today
from evenhand.core.accounts import planning_service
from evenhand.core.looking import record_look
from evenhand.core.models import Look
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.flows.accept_plan import accept_proposals
from evenhand.flows.override_plan import leave_proposals, override_proposal
from evenhand.flows.plan_cases import carry_out, create_run
from evenhand.flows.replay_plan import replay, replay_as_known_now
from evenhand.flows.undo_plan import CannotUndo, take_back, undo_acceptance
from evenhand.planning.acceptance.opening import StillToOpen, open_proposal, said
from evenhand.planning.acceptance.parting import WouldPart
from evenhand.planning.acceptance.queries import overrides_of
from evenhand.planning.models import Override, Proposal, Run, RunInput
from evenhand.planning.queries import run_figures
from evenhand.planning.verdicts import may_accept


def run_run(args: argparse.Namespace) -> dict[str, Any]:
    """Plan at once, as the planning service; answer what came of it."""
    started = time.perf_counter()
    service = planning_service()
    with acting_as(service):
        waiting = create_run(
            on=args.on or day_to_plan(),
            by=service,
            at=now(),
            unit=unit_named(args.unit) if args.unit else None,
            places=args.places,
        )

    def say(words: str) -> None:
        print(
            f"  {time.perf_counter() - started:6.1f} s  {words}",
            file=sys.stderr,
            flush=True,
        )

    done = carry_out(waiting.pk, at=now(), say=say)
    with acting_as(service):
        figures = run_figures(done)
    return {
        "run": done.pk,
        "state": done.state,
        "proposed": figures.proposed,
        "not_placed": figures.not_placed,
        "seconds": round(time.perf_counter() - started, 2),
    }


def show_run(args: argparse.Namespace) -> dict[str, Any]:
    """A run in figures, counted among the cases the person may see."""
    user = user_named(args.as_user)
    with acting_as(user):
        found = _run(args.run_id)
        figures = run_figures(found)
    return {
        "run": found.pk,
        "on": str(found.on),
        "state": found.state,
        "proposed": figures.proposed,
        "accepted": figures.accepted,
        "given_elsewhere": figures.overridden,
        "left_as_it_was": figures.rejected,
        "not_placed": figures.not_placed,
        "left_out": figures.left_out,
    }


def open_run(args: argparse.Namespace) -> dict[str, Any]:
    """One proposal with why, as its page tells it; that it was opened is remembered."""
    user = user_named(args.as_user)
    with acting_as(user):
        found = _run(args.run_id)
        proposal = _proposal(found, args.case)
        may_accept(user, found).enforce()
        at = now()
        record_look(
            Look.Kind.VIEW,
            by=user,
            at=at,
            what=f"Proposal of run {found.pk}",
            case_id=proposal.case_id,
        )
        open_proposal(proposal, by=user, at=at)
        return {
            "run": found.pk,
            "case": proposal.case.ref,
            "state": proposal.state,
            "to": proposal.to_owner.name if proposal.to_owner else None,
            "unit": proposal.to_unit.name if proposal.to_unit else None,
            "band": proposal.band,
            "why": proposal.reason,
            "matters": said(proposal.matters),
        }


def accept_run(args: argparse.Namespace) -> dict[str, Any]:
    """Accept all that the person may see of a run, its part for a unit, or some cases."""
    user = user_named(args.as_user)
    with acting_as(user):
        found = _run(args.run_id)
        if args.unit:
            unit_named(args.unit)
        some = [_proposal(found, ref).pk for ref in args.cases] or None
    came_of_it = accept_proposals(
        found,
        proposals=some,
        unit=args.unit,
        by=user,
        on=today(),
        at=now(),
        reason=args.reason,
        because=args.because,
        parting=args.part,
    )
    return {
        "run": found.pk,
        "accepted": came_of_it.accepted,
        "left_out": [list(pair) for pair in came_of_it.left_out],
    }


def override_run(args: argparse.Namespace) -> dict[str, Any]:
    """Give the case of one proposal to a person or a unit, or leave it as it is."""
    if sum(bool(way) for way in (args.to, args.unit, args.leave)) != 1:
        raise Refused("Say one of --to PERSON, --unit CODE and --leave")
    user = user_named(args.as_user)
    with acting_as(user):
        found = _run(args.run_id)
        proposal = _proposal(found, args.case)
        person = person_named(args.to) if args.to else None
        unit = unit_named(args.unit) if args.unit else None
    if args.leave:
        left = leave_proposals(
            found,
            proposals=[proposal.pk],
            by=user,
            at=now(),
            reason=args.reason,
            because=args.because,
            parting=args.part,
        )
        if not left:
            raise Refused("Somebody has dealt with this proposal already")
    else:
        override_proposal(
            proposal,
            to_owner=person,
            to_unit=unit,
            by=user,
            on=today(),
            at=now(),
            reason=args.reason,
            because=args.because,
            parting=args.part,
        )
    return {
        "run": found.pk,
        "case": proposal.case.ref,
        "instead": str(person or unit or "left as it is"),
        "reason": args.reason,
    }


def take_back_run(args: argparse.Namespace) -> dict[str, Any]:
    """Propose again what was left as it was, for one case."""
    user = user_named(args.as_user)
    with acting_as(user):
        found = _run(args.run_id)
        proposal = _proposal(found, args.case)
        left = (
            overrides_of(found)
            .filter(proposal=proposal, choice=Override.Choice.LEFT, undone_at=None)
            .first()
        )
        if left is None:
            raise Refused("This proposal was not left as it was")
    take_back(left, by=user, at=now(), because=args.because)
    return {"run": found.pk, "case": proposal.case.ref, "state": "proposed"}


def undo_run(args: argparse.Namespace) -> dict[str, Any]:
    """Give back all that was given of a run, as far as the person may see it."""
    user = user_named(args.as_user)
    with acting_as(user):
        found = _run(args.run_id)
    undone = undo_acceptance(found, by=user, on=today(), at=now(), because=args.because)
    return {"run": found.pk, "undone": undone}


def details_of(refusal: Refused) -> dict[str, list[str]]:
    """What a refusal names case by case: what is to be opened, or was built on."""
    if isinstance(refusal, StillToOpen):
        return {"to_open": [row.ref for row in refusal.review.still]}
    if isinstance(refusal, WouldPart):
        return {"parted": [parted.words for parted in refusal.parted]}
    if isinstance(refusal, CannotUndo):
        return {"built_on": [f"{ref}: {why}" for ref, why in refusal.built_on]}
    return {}


def replay_run(args: argparse.Namespace) -> dict[str, Any]:
    """Run a run again, from what it read or as is known now, and compare the plans."""
    with acting_as(planning_service()):
        found = _run(args.run_id)
        if not RunInput.objects.filter(run=found).exists():
            raise Refused(f"Run {found.pk} has stored nothing that could be replayed")
        if not args.as_known_now:
            return replay(found)
        differing = replay_as_known_now(found)
    answer: dict[str, Any] = {"run": found.pk, "differing": differing.height}
    if args.as_user:
        with acting_as(user_named(args.as_user)):
            seen = set(
                Case.objects.filter(ref__in=differing["case"].to_list()).values_list(
                    "ref", flat=True
                )
            )
        rows = [row for row in differing.to_dicts() if row["case"] in seen]
        answer |= {"differing": len(rows), "cases": rows}
    return answer


def _run(run_id: int) -> Run:
    found = Run.objects.filter(pk=run_id).first()
    if found is None:
        raise Refused(f"There is no planning run {run_id}")
    return found


def _proposal(run: Run, ref: str) -> Proposal:
    found = (
        run.proposals.filter(case__ref=tidy_ref(ref) or ref)
        .select_related("case", "to_owner", "to_unit")
        .first()
    )
    if found is None:
        raise Refused(f"Run {run.pk} proposes nothing for a case {ref}")
    return found
