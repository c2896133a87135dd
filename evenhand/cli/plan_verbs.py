"""What `evenhand plan` does once Django is ready: one function a verb."""

import argparse
import sys
import time
from typing import Any

from evenhand.config.clock import day_to_plan, now, today
from evenhand.core.accounts import planning_service
from evenhand.core.models import User
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.flows.accept_plan import accept_proposals
from evenhand.flows.plan_cases import carry_out, create_run
from evenhand.flows.replay_plan import replay
from evenhand.planning.models import Run, RunInput
from evenhand.planning.queries import run_figures


def run_run(args: argparse.Namespace) -> dict[str, Any]:
    """Plan at once, as the planning service; answer what came of it."""
    started = time.perf_counter()
    service = planning_service()
    with acting_as(service):
        waiting = create_run(on=args.on or day_to_plan(), by=service, at=now())

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
    user = _user(args.as_user)
    with acting_as(user):
        found = _run(args.run_id)
        figures = run_figures(found)
    return {
        "run": found.pk,
        "on": str(found.on),
        "state": found.state,
        "proposed": figures.proposed,
        "accepted": figures.accepted,
        "not_placed": figures.not_placed,
        "left_out": figures.left_out,
    }


def accept_run(args: argparse.Namespace) -> dict[str, Any]:
    """Accept all that the person may see of a run."""
    user = _user(args.as_user)
    with acting_as(user):
        found = _run(args.run_id)
    acceptance = accept_proposals(
        found, by=user, on=today(), at=now(), because=args.because
    )
    return {
        "run": found.pk,
        "accepted": acceptance.accepted,
        "left_out": [list(pair) for pair in acceptance.left_out],
    }


def replay_run(args: argparse.Namespace) -> dict[str, Any]:
    """Run the stored input of a run again and compare the two plans."""
    with acting_as(planning_service()):
        found = _run(args.run_id)
        if not RunInput.objects.filter(run=found).exists():
            raise Refused(f"Run {found.pk} has stored nothing that could be replayed")
        return replay(found)


def _run(run_id: int) -> Run:
    found = Run.objects.filter(pk=run_id).first()
    if found is None:
        raise Refused(f"There is no planning run {run_id}")
    return found


def _user(username: str) -> User:
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise Refused(f"There is nobody with the user name {username}")
    return user
