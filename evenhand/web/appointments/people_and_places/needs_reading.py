"""The needs of a claimant as the page of the case shows them."""

from evenhand.appointments.book.verdicts import booked_of
from evenhand.appointments.needs.misfits import misfits
from evenhand.appointments.needs.models import InterviewNeeds
from evenhand.appointments.needs.services import COLUMNS
from evenhand.casework.models import Case
from evenhand.web.appointments.people_and_places.told import NEEDS, NONE, said_of
from evenhand.web.formats import sentence_case


def needs_of_case(case: Case, *, booked: bool) -> dict[str, object]:
    """What is asked for, what no longer fits, and who must not interpret.

    booked: whether an interview of the case is booked or under way.
    """
    needs = (
        InterviewNeeds.objects.filter(case=case)
        .select_related("representative", "adult", "recorded_by")
        .first()
    )
    interview = booked_of(case) if booked else None
    return {
        "needs": needs,
        "needs_lines": lines_of(needs) if needs else [],
        "misfits": misfits(interview) if interview else [],
        "booked_interview": interview,
        "interpreter_conflicts": list(
            case.interpreter_conflicts.filter(ended_at=None)
            .select_related("interpreter", "declared_by")
            .order_by("declared_at")
        ),
    }


def lines_of(needs: InterviewNeeds) -> list[tuple[str, str]]:
    """Each thing asked for: what it is called, and what was said of it."""
    found = []
    for name in COLUMNS:
        value = getattr(needs, name)
        if value is False or said_of(name, value) == NONE:
            continue
        words = "Yes" if value is True else said_of(name, value)
        found.append(
            (sentence_case(NEEDS[name].removeprefix("the ")), sentence_case(words))
        )
    return found
