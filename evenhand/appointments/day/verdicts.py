"""What may be done on the day of an interview, by whom, and why not."""

from datetime import datetime, timedelta

from evenhand.appointments.day.models import Arrival, Beginning
from evenhand.appointments.day.present import (
    Present,
    day_of,
    expected,
    local_day,
)
from evenhand.appointments.models import (
    Host,
    Interview,
    Interviewer,
    Outcome,
    Room,
    State,
)
from evenhand.core.models import Role, User
from evenhand.core.verdict import YES, Verdict, no


BOOKERS = (Role.BOOKING_OFFICER, Role.WORKFLOW_MANAGER)
LATE_FROM = timedelta(minutes=15)
# What only whoever interviews can say.
THEIRS = frozenset({Outcome.COMPLETED, Outcome.PART_HEARD, Outcome.UNFIT})

Who = Arrival.Who
ABSENT = {
    Who.CLAIMANT: "The claimant has not come yet",
    Who.INTERPRETER: "The interpreter has not come or joined yet",
}
NO_ADULT = (
    "No responsible adult is there, and a child is not interviewed without one. This is "
    "not a failure of the child to attend: say that the adult did not come, and book again"
)
NO_CHANCE = (
    "The representative must have had the chance to attend. If they had none, say so as "
    "the outcome, and book again"
)


def receives(user: User, interview: Interview) -> bool:
    """Whether this person receives people where the interview is held."""
    return Host.objects.filter(user=user, site=interview.site_id).exists()


def interviews(user: User, interview: Interview) -> bool:
    """Whether this person is the one who interviews."""
    return Interviewer.objects.filter(
        pk=interview.interviewer_id, staff_member__user=user
    ).exists()


def may_see_day(user: User, interview: Interview) -> Verdict:
    """Hosts of the site, whoever interviews, and those who book."""
    if user.has_role(*BOOKERS) or interviews(user, interview):
        return YES
    if receives(user, interview):
        return YES
    return no("You are shown the interviews of your own site, and those you hold")


def may_record_arrival(user: User, interview: Interview, *, at: datetime) -> Verdict:
    """Whether this person may say, at this time, who has come."""
    if not (seen := may_see_day(user, interview)):
        return seen
    if not (on := _still_on(interview)):
        return on
    return _on_its_day(interview, at)


def may_begin(
    user: User, interview: Interview, present: Present, *, at: datetime
) -> Verdict:
    """Whether the interview may begin, with those who are there.

    Home Office children's asylum claims guidance: a responsible adult who is independent
    of the department is present; whoever represents the person has the chance to be.
    """
    if not interviews(user, interview):
        return no("It is begun by whoever holds the interview")
    if interview.state != State.BOOKED:
        return no(f"This interview is {State(interview.state).label.lower()}")
    if not (on := _on_its_day(interview, at)):
        return on
    if present.child and not present.has(Who.ADULT):
        return no(NO_ADULT)
    for who in expected(interview, child=present.child):
        if who in ABSENT and not present.has(who):
            return no(ABSENT[who])
    return YES


def may_begin_as_said(
    interview: Interview,
    present: Present,
    *,
    adult_there: bool,
    representative: str,
    late_because: str,
    at: datetime,
) -> Verdict:
    """Whether what is confirmed at the beginning lets it begin."""
    if present.child and not adult_there:
        return no(NO_ADULT)
    if representative not in Beginning.Representative.values:
        return no(NO_CHANCE)
    if representative == Beginning.Representative.NONE and present.represented:
        return no(
            "The person has a representative: say whether they are here, or were told "
            "when and where and do not attend"
        )
    if is_late(interview, at) and not late_because.strip():
        return no("It begins more than 15 minutes late: say why")
    return YES


def is_late(interview: Interview, at: datetime) -> bool:
    """Whether an interview that begins now begins late enough to say why."""
    return at - interview.starts_at > LATE_FROM


def may_pause(user: User, interview: Interview) -> Verdict:
    """Whether this person may say that there is a break, or that it is over."""
    if not interviews(user, interview):
        return no("Breaks are recorded by whoever holds the interview")
    if interview.state != State.UNDER_WAY:
        return no("Breaks are taken in an interview that is under way")
    return YES


def may_end(
    user: User,
    interview: Interview,
    outcome: Outcome,
    present: Present,
    *,
    in_touch: bool,
    at: datetime,
) -> Verdict:
    """Whether it may have ended so. `in_touch`: with those to be asked about a child."""
    holds = interviews(user, interview)
    if not (holds or user.has_role(*BOOKERS)):
        return no("It is ended by whoever holds the interview, or by a booking officer")
    if outcome in THEIRS and not holds:
        return no("Only whoever holds the interview can say so")
    if not (on := _still_on(interview)):
        return on
    if outcome in (Outcome.COMPLETED, Outcome.PART_HEARD):
        if interview.state != State.UNDER_WAY:
            return no("It has not begun, so it cannot have been held")
        return YES
    if local_day(at) < day_of(interview):
        return no("It is still to come. Change it or cancel it instead")
    if outcome == Outcome.DID_NOT_ATTEND:
        return _missed(interview, present, in_touch=in_touch, at=at)
    if outcome == Outcome.ADULT_AWAY and not present.child:
        return no("A responsible adult is needed for a child only")
    return YES


def _missed(
    interview: Interview, present: Present, *, in_touch: bool, at: datetime
) -> Verdict:
    if present.has(Who.CLAIMANT) or interview.state == State.UNDER_WAY:
        return no("The claimant came. Say what kept the interview from being held")
    if at < interview.starts_at:
        return no("It was to begin later than this. Wait for them until then")
    if not present.child:
        return YES
    if not present.has(Who.ADULT):
        return no(
            "The responsible adult did not come either, and it is for the adult to bring "
            "the child. Say that the adult did not come; nothing is held against the child"
        )
    if not in_touch:
        return no(
            "This is a child. First get in touch with the representative and with social "
            "services, and record both contacts on the case"
        )
    return YES


def may_decide_on_explanation(user: User) -> Verdict:
    """Whether this person decides what follows a missed interview."""
    if user.has_role(
        Role.DECISION_MAKER,
        Role.TEAM_LEADER,
        Role.WORKFLOW_MANAGER,
        Role.CASE_PROGRESSION_OFFICER,
        Role.BOOKING_OFFICER,
    ):
        return YES
    return no("Your role does not decide on missed interviews")


def may_record_link(user: User, interview: Interview) -> Verdict:
    """Whether this person may say at which address an interview is joined."""
    if not (user.has_role(*BOOKERS) or interviews(user, interview)):
        return no(
            "The link is recorded by booking officers, or by whoever holds the interview"
        )
    if interview.mode != Room.Mode.VIDEO:
        return no("This interview is in person, so there is no link to join it by")
    return _still_on(interview)


def _still_on(interview: Interview) -> Verdict:
    if interview.state in (State.BOOKED, State.UNDER_WAY):
        return YES
    if interview.state == State.CANCELLED:
        return no("This interview was cancelled")
    return no("This interview is over, and how it ended is recorded")


def _on_its_day(interview: Interview, at: datetime) -> Verdict:
    day = day_of(interview)
    if local_day(at) == day:
        return YES
    return no(f"This interview is on {day.day} {day:%B %Y}")
