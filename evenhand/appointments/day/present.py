"""Who is there on the day, of those who take part: one look for one interview or many."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from evenhand.appointments.day.models import Arrival
from evenhand.appointments.models import Interview, InterviewNeeds
from evenhand.casework.models import Representation
from evenhand.casework.people.queries import children_among
from evenhand.core.arrays import AnyOf
from evenhand.engine.diaries.steps import LONDON


Who = Arrival.Who


@dataclass(frozen=True, slots=True)
class Present:
    """How one interview stands on its day.

    `child`: the claimant is treated as one that day. `represented`: somebody acts for
    them, on this booking or on the case. `came`: who has come, and when.
    """

    child: bool = False
    represented: bool = False
    came: Mapping[str, Arrival] = field(default_factory=dict)

    def has(self, who: Arrival.Who) -> bool:
        """Whether they have come, or joined."""
        return who in self.came


def day_of(interview: Interview) -> date:
    """The day of an interview, in London."""
    return interview.starts_at.astimezone(LONDON).date()


def local_day(at: datetime) -> date:
    """The day of an instant, in London."""
    return at.astimezone(LONDON).date()


def bounds(day: date) -> tuple[datetime, datetime]:
    """The instants at which a day in London begins, and is over."""
    return (
        datetime.combine(day, time.min, LONDON),
        datetime.combine(day + timedelta(days=1), time.min, LONDON),
    )


def expected(interview: Interview, *, child: bool) -> list[Arrival.Who]:
    """Who is to come, in the order in which they are asked for at the door."""
    found = [Who.CLAIMANT]
    if child or interview.adult_id is not None:
        found.append(Who.ADULT)
    if interview.representative_id is not None:
        found.append(Who.REPRESENTATIVE)
    if interview.interpreter_id is not None:
        found.append(Who.INTERPRETER)
    if interview.host_id is not None:
        found.append(Who.HOST)
    return found


def present_at(interviews: Sequence[Interview], *, on: date) -> dict[int, Present]:
    """How each of several interviews stands, in four questions however many they are."""
    cases = [interview.case_id for interview in interviews]
    children = children_among(cases, on=on)
    represented = set(
        InterviewNeeds.objects.filter(
            AnyOf("case_id", cases), representative__isnull=False
        ).values_list("case_id", flat=True)
    ) | set(
        Representation.objects.filter(AnyOf("case_id", cases), to_on=None).values_list(
            "case_id", flat=True
        )
    )
    came: dict[int, dict[str, Arrival]] = defaultdict(dict)
    for arrival in Arrival.objects.filter(
        AnyOf("interview_id", [interview.pk for interview in interviews]),
        taken_back_at=None,
    ).select_related("recorded_by"):
        came[arrival.interview_id][arrival.who] = arrival
    return {
        interview.pk: Present(
            child=interview.case_id in children,
            represented=interview.representative_id is not None
            or interview.case_id in represented,
            came=came[interview.pk],
        )
        for interview in interviews
    }


def present_of(interview: Interview) -> Present:
    """How one interview stands on its own day."""
    return present_at([interview], on=day_of(interview))[interview.pk]
