"""Who may plan interviews, book what a plan proposes, and undo it; and why not."""

from datetime import datetime, timedelta

from evenhand.appointments.book.verdicts import may_book_at_all
from evenhand.appointments.plans.models import InterviewPlan, PlanAcceptance
from evenhand.appointments.plans.opening import standards_of
from evenhand.core.models import User
from evenhand.core.verdict import YES, Verdict, no
from evenhand.releases.queries import policy_of


def may_plan_interviews(user: User) -> Verdict:
    """Whether this person may have interviews planned."""
    if not may_book_at_all(user):
        return no("Interviews are planned by booking officers and workflow managers")
    return YES


def may_accept_plan(user: User, plan: InterviewPlan) -> Verdict:
    """Whether this person may book what the plan proposes."""
    if not (verdict := may_book_at_all(user)):
        return verdict
    if plan.state != InterviewPlan.State.PROPOSED:
        return no(f"This plan is {InterviewPlan.State(plan.state).label.lower()}")
    return YES


def undo_until(act: PlanAcceptance) -> datetime:
    """The instant until which what was booked in an act may be undone together."""
    standards = standards_of(policy_of(act.plan.release))
    return act.at + timedelta(days=int(standards["undo_days"]))


def may_undo(user: User, act: PlanAcceptance, *, at: datetime) -> Verdict:
    """Whether this person may cancel together all that was booked in an act.

    Whether anything was built on an interview is asked when it is undone.
    """
    if not (verdict := may_book_at_all(user)):
        return verdict
    if act.undone_at is not None:
        return no("This has been undone already")
    if act.finished_at is None:
        return no("These interviews are still being booked")
    until = undo_until(act)
    if at > until:
        return no(
            f"It could be undone until {until.day} {until:%B %Y}. Cancel the interviews "
            "one by one instead"
        )
    return YES
