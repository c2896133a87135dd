"""What follows each way in which an interview may end: a sentence, and what is done."""

from collections.abc import Mapping
from dataclasses import dataclass

from evenhand.appointments.day.models import Explanation
from evenhand.appointments.interviews.models import Interview
from evenhand.appointments.interviews.states import Outcome, State
from evenhand.casework.cases.stages import UNDECIDED
from evenhand.casework.models import Stage


@dataclass(frozen=True, slots=True)
class NextStep:
    """What follows, in words.

    again     it is to be booked again; `first`: before others, since the claimant came,
              or could have, and it was no doing of theirs
    further   what is booked is a further interview
    """

    words: str
    again: bool = True
    first: bool = False
    further: bool = False


NEXT_STEPS: Mapping[Outcome, NextStep] = {
    Outcome.COMPLETED: NextStep(
        "The claim is now interviewed, and its decision maker decides it", again=False
    ),
    Outcome.PART_HEARD: NextStep(
        "Book a further interview, with the same people where they can", further=True
    ),
    # Where the invitation arrived. Where it did not, see `INVITATION_LOST`.
    Outcome.DID_NOT_ATTEND: NextStep(
        "The person is asked to explain, and somebody decides on what they say",
        again=False,
    ),
    Outcome.UNFIT: NextStep("Book it again for when the person is fit"),
    Outcome.TECHNICAL_FAILURE: NextStep("Book it again before others", first=True),
    Outcome.INTERPRETER_FAILURE: NextStep(
        "Book it again before others, with an interpreter of the right dialect",
        first=True,
    ),
    Outcome.INTERVIEWER_AWAY: NextStep("Book it again before others", first=True),
    Outcome.ADULT_AWAY: NextStep(
        "Book it again before others, when a responsible adult can be there. Nothing is "
        "held against the child",
        first=True,
    ),
    Outcome.REPRESENTATIVE_AWAY: NextStep(
        "Book it again before others, when the representative can attend", first=True
    ),
    Outcome.SITE_CLOSED: NextStep("Book it again before others", first=True),
}

INVITATION_LOST = NextStep(
    "The invitation did not arrive, so there is nothing to explain and no time runs. "
    "Book it again, and find out where they can be written to",
    first=True,
)
EXPLAINED = NextStep("The explanation was accepted. Book it again")
CANCELLED = NextStep("It was cancelled, and no other is booked yet. Book it again")


def next_step_of(interview: Interview) -> NextStep:
    """What follows an interview that is over or was cancelled, as things stand."""
    if interview.state == State.CANCELLED:
        return CANCELLED
    outcome = Outcome(interview.outcome)
    if outcome == Outcome.COMPLETED:
        return _decide(Stage(interview.case.stage))
    if outcome != Outcome.DID_NOT_ATTEND:
        return NEXT_STEPS[outcome]
    asked: Explanation | None = getattr(interview, "explanation", None)
    if asked is None:
        return INVITATION_LOST
    if asked.accepted_at is not None:
        return EXPLAINED
    due = asked.due_on
    return NextStep(
        f"The person is asked to explain by {due.day} {due:%B %Y}. Nothing changes by "
        "itself when that day has passed: somebody decides on what they say",
        again=False,
    )


def _decide(stage: Stage) -> NextStep:
    if stage == Stage.INTERVIEWED or stage not in UNDECIDED:
        return NEXT_STEPS[Outcome.COMPLETED]
    return NextStep(
        f"The claim is still “{stage.label.lower()}”: move it on to interviewed when "
        "nothing stands in the way",
        again=False,
    )
