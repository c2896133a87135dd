"""One interview of a day as its page shows it: the least that its reader needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from evenhand.appointments.day.beginning import late_minutes
from evenhand.appointments.day.models import Arrival
from evenhand.appointments.day.present import Present, expected, present_at
from evenhand.appointments.models import Interview, InterviewNeeds, State
from evenhand.web.cases.standing import names_of_cases
from evenhand.web.formats import counted, listed, time_of_day


Who = Arrival.Who


@dataclass(frozen=True, slots=True)
class Party:
    """One of those who take part: which part, their name, and when they came."""

    who: str
    part: str
    name: str
    how: str
    came: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One interview as a card: when, where, whom to greet, what they need, who is there."""

    interview: Interview
    times: str
    name: str
    language: str
    needs: list[str]
    parties: list[Party]
    state: str
    child: bool
    awaited: bool
    link: str


def shown(interviews: Sequence[Interview], *, on: date, at: datetime) -> list[Shown]:
    """Several interviews of one day, in as many questions as for one."""
    present = present_at(interviews, on=on)
    names = names_of_cases([interview.case_id for interview in interviews])
    return [
        _shown(
            interview,
            present[interview.pk],
            names.get(interview.case_id, "Name not recorded"),
            at,
        )
        for interview in interviews
    ]


def _shown(interview: Interview, present: Present, name: str, at: datetime) -> Shown:
    link = getattr(interview, "join_link", None)
    return Shown(
        interview=interview,
        times=f"{time_of_day(interview.starts_at)} to {time_of_day(interview.ends_at)}",
        name=name,
        language=_language(interview),
        needs=_needs(interview, child=present.child),
        parties=[
            _party(interview, who, present, name)
            for who in expected(interview, child=present.child)
        ],
        state=_state(interview, at),
        child=present.child,
        awaited=interview.state == State.BOOKED,
        link=link.address if link is not None else "",
    )


def _language(interview: Interview) -> str:
    if not interview.language:
        return "No interpreter needed"
    dialect = f" ({interview.dialect})" if interview.dialect else ""
    return f"{interview.language}{dialect}"


def _needs(interview: Interview, *, child: bool) -> list[str]:
    needs: InterviewNeeds | None = getattr(interview.case, "interview_needs", None)
    found = []
    if child:
        found.append("A child, who is seen with a responsible adult only")
    if needs is not None:
        if needs.adjustments:
            found.append(f"Room: {listed([str(one) for one in needs.adjustments])}")
        if needs.childcare:
            found.append("Childcare")
    if interview.break_minutes:
        found.append(
            f"Breaks: {counted(interview.break_minutes, 'minute')} in all, and whenever "
            "they ask"
        )
    return found


def _party(
    interview: Interview, who: Arrival.Who, present: Present, name: str
) -> Party:
    arrival = present.came.get(who)
    named = {
        Who.CLAIMANT: name,
        Who.ADULT: str(interview.adult or "Nobody is named yet"),
        Who.REPRESENTATIVE: str(interview.representative or ""),
        Who.INTERPRETER: str(interview.interpreter or ""),
        Who.HOST: str(interview.host or ""),
    }
    by_link = who == Who.INTERPRETER and not interview.interpreter_on_site
    return Party(
        who=who.value,
        part=who.label,
        name=named[who],
        how="by the link" if by_link else "",
        came=time_of_day(arrival.at) if arrival is not None else "",
    )


def _state(interview: Interview, at: datetime) -> str:
    state = State(interview.state)
    if state == State.UNDER_WAY and interview.started_at is not None:
        late = late_minutes(interview)
        behind = f", {counted(late, 'minute')} late" if late else ""
        return f"Under way since {time_of_day(interview.started_at)}{behind}"
    if state == State.BOOKED:
        if at > interview.starts_at:
            return "Not begun yet"
        return "Booked"
    if interview.outcome:
        return f"{state.label}: {_inside(interview.get_outcome_display())}"
    return str(state.label)


def _inside(words: str) -> str:
    return words[:1].lower() + words[1:]
