"""Who may book, change and cancel, and of which case."""

from evenhand.appointments.interviews.models import Interview
from evenhand.appointments.interviews.states import State
from evenhand.casework.models import Barrier, Case, Stage
from evenhand.core.models import Role, User
from evenhand.core.verdict import YES, Verdict, no


BOOKERS = (Role.BOOKING_OFFICER, Role.WORKFLOW_MANAGER)


def may_book_at_all(user: User) -> Verdict:
    """Whether this person books interviews, of whichever cases they may see."""
    if not (user.has_role(*BOOKERS) or user.is_service):
        return no("Interviews are booked by booking officers and workflow managers")
    return YES


def may_book(user: User, case: Case) -> Verdict:
    """Whether an interview of this case may be booked now."""
    if not (verdict := may_book_at_all(user)):
        return verdict
    if case.stage not in (Stage.READY_TO_INTERVIEW, Stage.INTERVIEWED):
        return no(
            f"This case is {Stage(case.stage).label.lower()}. An interview is booked "
            "when it is ready to interview"
        )
    if Barrier.objects.filter(case=case, closed_on=None, blocks="interview").exists():
        return no("A barrier on this case blocks the interview. Close it first")
    if booked_of(case) is not None:
        return no("An interview is booked already. Change or cancel that one")
    return YES


def may_change(user: User, interview: Interview) -> Verdict:
    """Whether an interview may still be moved or cancelled, by this person."""
    if not (verdict := may_book_at_all(user)):
        return verdict
    if interview.state != State.BOOKED:
        return no(
            f"This interview is {State(interview.state).label.lower()} and can no "
            "longer be changed"
        )
    return YES


def booked_of(case: Case) -> Interview | None:
    """The interview of a case that is booked or under way, if there is one."""
    return case.interviews.filter(state__in=[State.BOOKED, State.UNDER_WAY]).first()
