"""What is to be done next with a case: one sentence, who does it, and by when.

Worked out each time from the stage, the open barriers and what the rules said last;
nothing is stored, so it cannot be stale.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from evenhand.casework.cases.stages import OPEN
from evenhand.casework.models import Barrier, Case, Stage
from evenhand.planning.models import Outcome
from evenhand.web.formats import when_due
from evenhand.web.titles import Titles


@dataclass(frozen=True, slots=True)
class NextStep:
    """One sentence, its person and its day; `act` names the form that does it, if any."""

    words: str
    who: str
    by_when: str = ""
    act: str = ""
    button: str = ""
    barrier: str = ""


# Who moves a case on from a stage is its owner once a decision maker has work to do.
DECIDERS_TURN = {Stage.READY_TO_INTERVIEW, Stage.INTERVIEWED, Stage.DECIDED}
WORDS = {
    Stage.REGISTERED: ("Screen the person", "Record the screening"),
    Stage.SCREENED: ("Send the questionnaire", "Record that it was sent"),
    Stage.QUESTIONNAIRE: (
        "Wait for the questionnaire, and chase it if it is late",
        "Record that it came back",
    ),
    Stage.READY_TO_INTERVIEW: ("Interview the person", "Record the interview"),
    Stage.INTERVIEWED: ("Decide the claim", "Record the decision"),
    Stage.DECIDED: ("Have the decision checked", "Record the check"),
    Stage.CHECKED: ("Serve the decision", "Record the service"),
    Stage.SUSPENDED: ("Find the person", "Move the case on"),
}
STOPS = {
    Stage.READY_TO_INTERVIEW: {"interview", "decision"},
    Stage.INTERVIEWED: {"decision"},
    Stage.CHECKED: {"service", "decision"},
}

# What a barrier to a refusal alone leaves open: whatever else can be decided may be.
NO_REFUSAL = {
    Stage.READY_TO_INTERVIEW: "it must not be refused while the barrier",
    Stage.INTERVIEWED: "it must not be refused while the barrier",
    Stage.DECIDED: "a refusal must not be confirmed while the barrier",
    Stage.CHECKED: "a refusal must not be served while the barrier",
}


def next_step(
    case: Case,
    *,
    barriers: Sequence[Barrier],
    outcome: Outcome | None,
    child: bool,
    titles: Titles,
    today: date,
) -> NextStep:
    """The next step of a case; `barriers` are its open ones."""
    stage = Stage(case.stage)
    progressor = case.progressor.name
    if stage not in OPEN:
        return NextStep(f"Nothing more: the case is {stage.label.lower()}", "")
    due = sorted(
        (b for b in barriers if b.review_on and b.review_on <= today),
        key=lambda b: b.review_on or today,
    )
    if due:
        return NextStep(
            f"Look again at the barrier “{titles.of('barriers', due[0].kind)}”",
            progressor,
            when_due(due[0].review_on or today, today),
            act="review-barrier",
            button="Review this barrier",
            barrier=due[0].kind,
        )
    stopping = [b for b in barriers if b.blocks in STOPS.get(stage, set())]
    if stopping:
        first = min(stopping, key=lambda b: b.review_on or today)
        return NextStep(
            f"Clear the barrier “{titles.of('barriers', first.kind)}”",
            progressor,
            when_due(first.review_on or today, today),
            act="close-barrier",
            button="Close this barrier",
            barrier=first.kind,
        )
    if stage in DECIDERS_TURN and case.owner is None:
        if outcome is not None and outcome.ready:
            return NextStep(
                "Wait to be given to a decision maker",
                "National Workflow Team",
                "at the next planning run",
            )
        return NextStep(
            "Wait to be ranked, then given to a decision maker",
            "National Workflow Team",
            "at the next planning run",
        )
    words, button = WORDS[stage]
    if child and stage is Stage.REGISTERED:
        words = "Hold the welfare interview; a child is not screened"
        button = "Record the welfare interview"
    refusing = [b for b in barriers if b.blocks == "refusal"]
    if refusing and stage in NO_REFUSAL:
        first = min(refusing, key=lambda b: b.review_on or today)
        barrier = titles.of("barriers", first.kind)
        words = f"{words}; {NO_REFUSAL[stage]} “{barrier}” stands"
    who = case.owner.name if case.owner and stage in DECIDERS_TURN else progressor
    return NextStep(words, who, act="move-case", button=button)
