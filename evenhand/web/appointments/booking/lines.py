"""The interviews of a case, a line each."""

from dataclasses import dataclass
from uuid import UUID

from evenhand.appointments.interviews.states import LIVE
from evenhand.appointments.models import Interview
from evenhand.casework.models import Case
from evenhand.web.appointments.booking.described import place, when


@dataclass(frozen=True, slots=True)
class Line:
    """One interview of a case: when, where, and how it stands or ended."""

    uid: UUID
    when: str
    place: str
    stands: str
    live: bool


def lines_of_case(case: Case) -> list[Line]:
    """All interviews of a case, the latest first."""
    return [
        Line(
            uid=one.uid,
            when=when(one.starts_at, one.ends_at),
            place=place(one),
            stands=one.get_outcome_display() or one.get_state_display(),
            live=one.state in LIVE,
        )
        for one in Interview.objects.filter(case=case)
        .select_related("site", "room")
        .order_by("-starts_at", "-pk")
    ]
