"""How an interview stands, which state may follow which, and how it may have ended."""

from django.db.models import TextChoices


class State(TextChoices):
    """Where an interview stands between being booked and being over."""

    BOOKED = "booked", "Booked"
    UNDER_WAY = "under way", "Under way"
    HELD = "held", "Held"
    NOT_HELD = "not held", "Not held"
    CANCELLED = "cancelled", "Cancelled"


class Outcome(TextChoices):
    """How it ended. What did not take place is nobody's fault until somebody says so."""

    COMPLETED = "completed", "Completed"
    PART_HEARD = "part heard", "Part heard"
    DID_NOT_ATTEND = "did not attend", "Claimant did not attend"
    UNFIT = "unfit", "Claimant unfit"
    TECHNICAL_FAILURE = "technical failure", "Technical failure"
    INTERPRETER_FAILURE = "interpreter failure", "No interpreter, or not the right one"
    INTERVIEWER_AWAY = "interviewer away", "No interviewer"
    ADULT_AWAY = "adult away", "No responsible adult"
    REPRESENTATIVE_AWAY = (
        "representative away",
        "Representative had no chance to attend",
    )
    SITE_CLOSED = "site closed", "Site closed"


HELD = frozenset({Outcome.COMPLETED, Outcome.PART_HEARD})

# An interview that was under way may still break off with an outcome of those not held.
NEXT: dict[State, set[State]] = {
    State.BOOKED: {State.UNDER_WAY, State.NOT_HELD, State.CANCELLED},
    State.UNDER_WAY: {State.HELD, State.NOT_HELD},
    State.HELD: set(),
    State.NOT_HELD: set(),
    State.CANCELLED: set(),
}

LIVE = frozenset({State.BOOKED, State.UNDER_WAY})


class CancelledFor(TextChoices):
    """Why a booking was cancelled: counted as lost slots by cause."""

    CLAIMANT = "claimant", "Claimant asked"
    REPRESENTATIVE = "representative", "Representative asked"
    INTERVIEWER = "interviewer", "Interviewer not available"
    INTERPRETER = "interpreter", "Interpreter not available"
    ADULT = "adult", "Responsible adult not available"
    SITE = "site", "Site or room not available"
    BARRIER = "barrier", "Something came up on the case"
    REPLANNED = "replanned", "Planned anew"
    ERROR = "error", "Booked in error"
