"""Who may plan, carry out, reverse and review a cut-over, and why not."""

from datetime import date

from evenhand.core.models import Role, User
from evenhand.core.verdict import YES, Verdict, no
from evenhand.planning.cutover.models import CutOver, CutOverPhase


def may_cut_over(user: User) -> Verdict:
    """Whether this person has a hand in cut-overs at all."""
    if not user.has_role(Role.WORKFLOW_MANAGER):
        return no("Cut-overs are planned and carried out by workflow managers")
    return YES


def may_carry_out(user: User, phase: CutOverPhase, *, on: date) -> Verdict:
    """Whether this person may carry a phase out on this day: never who planned it."""
    verdict = may_cut_over(user)
    if not verdict:
        return verdict
    if phase.state != CutOverPhase.State.WAITING:
        return no(
            f"This phase is {CutOverPhase.State(phase.state).label.lower()} already"
        )
    if phase.planned_by_id == user.pk:
        return no("Somebody else than whoever planned it carries a phase out")
    if on < phase.on:
        return no(
            f"This phase can be carried out from {phase.on.day} {phase.on:%B %Y} on"
        )
    return YES


def may_reverse(user: User, phase: CutOverPhase) -> Verdict:
    """Whether this person may move cases of a phase back.

    Whether anything was built on them is asked with every case locked.
    """
    verdict = may_cut_over(user)
    if not verdict:
        return verdict
    if phase.carried_out_at is None:
        return no("This phase has not been carried out, so there is nothing to reverse")
    return YES


def may_call_off(user: User, phase: CutOverPhase) -> Verdict:
    """Whether this person may call a phase off before it is carried out."""
    verdict = may_cut_over(user)
    if not verdict:
        return verdict
    if phase.state != CutOverPhase.State.WAITING:
        return no("Only a phase that waits can be called off")
    return YES


def may_review(user: User, cut_over: CutOver) -> Verdict:
    """Whether this person may record the review of a cut-over."""
    verdict = may_cut_over(user)
    if not verdict:
        return verdict
    if cut_over.reviewed_at is not None:
        return no("This cut-over has been reviewed")
    if not cut_over.phases.exclude(carried_out_at=None).exists():
        return no("A cut-over is reviewed once a phase of it was carried out")
    return YES
