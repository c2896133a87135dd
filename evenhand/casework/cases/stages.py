"""The lifecycle of an asylum claim: which stage may follow which.

Coarse where later work refines it. "Interview booked", "waiting" and "overdue" are not
stages: a booking is an interview's state, waiting is an open barrier, and overdue is
arithmetic. Withdrawal, voiding and suspension are acts of people, never of a clock.
"""

from django.db.models import TextChoices


class Stage(TextChoices):
    """Where a claim stands on its way from registration to service."""

    REGISTERED = "registered", "Registered"
    SCREENED = "screened", "Screened"
    QUESTIONNAIRE = "questionnaire", "Questionnaire out"
    READY_TO_INTERVIEW = "ready_to_interview", "Ready to interview"
    INTERVIEWED = "interviewed", "Interviewed"
    DECIDED = "decided", "Decided"
    CHECKED = "checked", "Checked"
    SERVED = "served", "Served"
    WITHDRAWN = "withdrawn", "Withdrawn"
    VOID = "void", "Void"
    SUSPENDED = "suspended", "Suspended"
    REMOVED_TO_THIRD_COUNTRY = "removed_to_third_country", "Removed to a third country"


_LEAVES = {
    Stage.WITHDRAWN,
    Stage.VOID,
    Stage.SUSPENDED,
    Stage.REMOVED_TO_THIRD_COUNTRY,
}

NEXT: dict[Stage, set[Stage]] = {
    # A child who claims alone is not screened, so registration may go straight on.
    Stage.REGISTERED: {Stage.SCREENED, Stage.QUESTIONNAIRE} | _LEAVES,
    Stage.SCREENED: {Stage.QUESTIONNAIRE, Stage.READY_TO_INTERVIEW} | _LEAVES,
    Stage.QUESTIONNAIRE: {Stage.READY_TO_INTERVIEW} | _LEAVES,
    # A decision without an interview is possible under paragraph 339NA.
    Stage.READY_TO_INTERVIEW: {
        Stage.QUESTIONNAIRE,
        Stage.INTERVIEWED,
        Stage.DECIDED,
    }
    | _LEAVES,
    Stage.INTERVIEWED: {Stage.READY_TO_INTERVIEW, Stage.DECIDED} | _LEAVES,
    Stage.DECIDED: {Stage.INTERVIEWED, Stage.READY_TO_INTERVIEW, Stage.CHECKED}
    | _LEAVES,
    Stage.CHECKED: {Stage.INTERVIEWED, Stage.DECIDED, Stage.SERVED} | _LEAVES,
    # A withdrawal made in error is put right by going back to where the claim stood.
    Stage.WITHDRAWN: {
        Stage.REGISTERED,
        Stage.SCREENED,
        Stage.QUESTIONNAIRE,
        Stage.READY_TO_INTERVIEW,
        Stage.INTERVIEWED,
    },
    Stage.SUSPENDED: {
        Stage.REGISTERED,
        Stage.SCREENED,
        Stage.QUESTIONNAIRE,
        Stage.READY_TO_INTERVIEW,
        Stage.INTERVIEWED,
        Stage.WITHDRAWN,
    },
    Stage.SERVED: set(),
    Stage.VOID: set(),
    Stage.REMOVED_TO_THIRD_COUNTRY: set(),
}

OPEN = frozenset(Stage) - {
    Stage.SERVED,
    Stage.WITHDRAWN,
    Stage.VOID,
    Stage.REMOVED_TO_THIRD_COUNTRY,
}

# A decision that has been made stays with whoever made it, until it is served.
UNDECIDED = OPEN - {Stage.DECIDED, Stage.CHECKED}
