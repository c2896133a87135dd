"""Who starts, keeps and decides on a pilot, and why not."""

from evenhand.appointments.pilots.models import Pilot, PilotDecision
from evenhand.core.models import Role, User
from evenhand.core.verdict import YES, Verdict, no


def may_keep_pilots(user: User) -> Verdict:
    """Whether this person starts pilots, and says where they run."""
    if not user.has_role(Role.WORKFLOW_MANAGER, Role.BOOKING_OFFICER):
        return no("Pilots are kept by booking officers and workflow managers")
    return YES


def may_change_pilot(user: User, pilot: Pilot) -> Verdict:
    """Whether this person says where a pilot runs, or what was said of it."""
    verdict = may_keep_pilots(user)
    if verdict and is_over(pilot):
        return no("This pilot has been decided")
    return verdict


def may_decide_pilot(user: User, pilot: Pilot) -> Verdict:
    """Whether this person decides what becomes of a pilot."""
    if not user.has_role(Role.WORKFLOW_MANAGER):
        return no("What becomes of a pilot is decided by workflow managers")
    if is_over(pilot):
        return no("This pilot has been decided")
    return YES


def is_over(pilot: Pilot) -> bool:
    """Whether it was made permanent or ended."""
    extended = PilotDecision.Kind.EXTENDED
    return any(decision.kind != extended for decision in pilot.decisions.all())
