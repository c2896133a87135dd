"""Which cases have an interview to come, or under way."""

from evenhand.appointments.interviews.models import Interview
from evenhand.appointments.interviews.states import LIVE


def cases_booked() -> list[int]:
    """The cases whose interview is booked or under way, as the viewer may see."""
    return list(
        Interview.objects.filter(state__in=[state.value for state in LIVE])
        .order_by("case_id")
        .values_list("case_id", flat=True)
    )
