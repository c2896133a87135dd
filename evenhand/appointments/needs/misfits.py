"""Whether a booked interview still fits the claimant: their needs, home, representative.

What is away or closed, and barriers, are told by `day.at_risk`; this tells what changed
on the claimant's side after it was booked.
"""

from datetime import date

from django.utils.timezone import localtime

from evenhand.appointments.book.asked import (
    DIALECT,
    SEX_OF_INTERPRETER,
    SEX_OF_INTERVIEWER,
)
from evenhand.appointments.interpreters.models import InterpreterLanguage
from evenhand.appointments.interviews.models import Interview
from evenhand.appointments.interviews.states import State
from evenhand.appointments.needs.models import InterviewNeeds
from evenhand.appointments.needs.services import main_applicant
from evenhand.appointments.places.features import FEATURES
from evenhand.appointments.places.models import Journey
from evenhand.appointments.places.postcodes import area_of
from evenhand.casework.models import Conflict, Representation, Residence
from evenhand.casework.people.languages import InterviewLanguage, language_of
from evenhand.casework.people.queries import children_among
from evenhand.core.dates import day as say_day


SEX = {"female": "a woman", "male": "a man"}


def misfits(interview: Interview) -> list[str]:
    """Why a booked interview no longer fits, in sentences; none of one that is over.

    Wishes that were known to be unmet when it was booked are not told again. Asks the
    database about ten questions, whatever the size of the caseload.
    """
    if interview.state != State.BOOKED:
        return []
    needs = (
        InterviewNeeds.objects.filter(case=interview.case_id)
        .select_related("representative", "adult")
        .first()
        or InterviewNeeds()
    )
    on = localtime(interview.starts_at).date()
    return [
        *_of_language(interview, language_of(main_applicant(interview.case))),
        *_of_wishes(interview, needs),
        *_of_time(interview, needs, on),
        *_of_room(interview, needs),
        *_of_journey(interview, needs),
        *_of_representative(interview, needs),
        *_of_adult(interview, needs, on),
        *_of_conflicts(interview),
    ]


def _of_language(interview: Interview, spoken: InterviewLanguage | None) -> list[str]:
    """`spoken`: the language of the interview as it is recorded now."""
    needed = spoken is not None and spoken.interpreter_needed
    if not needed:
        if interview.interpreter is None:
            return []
        return ["An interpreter is booked, and none is needed any longer"]
    assert spoken is not None
    if interview.interpreter is None:
        return [f"An interpreter of {spoken.language} is needed, and none is booked"]
    known = InterpreterLanguage.objects.filter(
        interpreter=interview.interpreter, language=spoken.language
    )
    if not known.exists():
        return [f"The interpreter does not work in {spoken.language}"]
    if (
        spoken.dialect
        and DIALECT not in interview.wishes_unmet
        and not known.filter(dialect=spoken.dialect).exists()
    ):
        return [f"The interpreter does not work in {spoken.dialect}"]
    return []


def _of_wishes(interview: Interview, needs: InterviewNeeds) -> list[str]:
    said = []
    for who, wish, booked in (
        (SEX_OF_INTERVIEWER, needs.interviewer_sex, interview.interviewer),
        (SEX_OF_INTERPRETER, needs.interpreter_sex, interview.interpreter),
    ):
        if booked is None or not wish or who in interview.wishes_unmet:
            continue
        if booked.sex != wish:
            said.append(f"They ask for {SEX.get(wish, wish)} as {who}")
    # A mode is a preference, weighed when it was booked: told where it was said since.
    said_since = needs.recorded_at is not None and (
        needs.recorded_at > interview.booked_at
    )
    if needs.mode and needs.mode != interview.mode and said_since:
        how = "in person" if needs.mode == "in person" else "by video"
        said.append(f"They ask to be interviewed {how}")
    return said


def _of_time(interview: Interview, needs: InterviewNeeds, on: date) -> list[str]:
    starts = localtime(interview.starts_at).time()
    said = []
    if needs.earliest_start is not None and starts < needs.earliest_start:
        said.append("It starts earlier than they can be there")
    if needs.latest_start is not None and starts > needs.latest_start:
        said.append("It starts later than they can")
    if needs.unfit_until is not None and on < needs.unfit_until:
        said.append(
            f"They are not fit to be interviewed before {say_day(needs.unfit_until)}"
        )
    return said


def _of_room(interview: Interview, needs: InterviewNeeds) -> list[str]:
    has = {*interview.room.equipment, *interview.room.access}
    lacking = [name for name in needs.adjustments if name not in has]
    return [
        f"{interview.room.name} does not offer what they need: "
        f"{FEATURES.get(name, name).lower()}"
        for name in lacking
    ]


def _of_journey(interview: Interview, needs: InterviewNeeds) -> list[str]:
    home = Residence.objects.filter(case=interview.case_id, to_on=None).first()
    area = area_of(home.postcode) if home else ""
    if not area:
        return []
    journey = Journey.objects.filter(site=interview.site_id, postcode_area=area).first()
    if journey is None:
        return [
            f"From {area}, where they live now, nobody gets to {interview.site.name}"
        ]
    if needs.longest_journey is not None and journey.minutes > needs.longest_journey:
        return [
            f"The journey from {area} takes {journey.minutes} minutes, and they can "
            f"travel {needs.longest_journey}"
        ]
    return []


def _of_representative(interview: Interview, needs: InterviewNeeds) -> list[str]:
    acting = Representation.objects.filter(case=interview.case_id, to_on=None).first()
    booked = interview.representative
    said = []
    if booked is not None and (acting is None or acting.firm != booked.organisation):
        acts = f"{acting.firm} acts now" if acting else "nobody acts for them now"
        said.append(f"{booked.organisation} is to attend, and {acts}")
    elif (
        needs.representative_attends
        and needs.representative is not None
        and (booked is None or booked.pk != needs.representative_id)
    ):
        said.append(f"{needs.representative.name} is to attend, and is not booked")
    return said


def _of_adult(interview: Interview, needs: InterviewNeeds, on: date) -> list[str]:
    if not children_among([interview.case_id], on=on):
        return []
    if interview.adult is None:
        return ["They are treated as a child, and no responsible adult is booked"]
    if needs.adult_id is not None and needs.adult_id != interview.adult_id:
        assert needs.adult is not None
        return [f"The responsible adult is {needs.adult.name} now, and is not booked"]
    return []


def _of_conflicts(interview: Interview) -> list[str]:
    said = []
    interpreter = interview.interpreter
    if (
        interpreter is not None
        and interpreter.conflicts.filter(case=interview.case_id, ended_at=None).exists()
    ):
        said.append(f"{interpreter.name} must not interpret in this case")
    staff = interview.interviewer.staff_member
    if Conflict.objects.filter(
        case=interview.case_id, staff_member=staff, ended_at=None
    ).exists():
        said.append(f"{staff.name} must not interview in this case")
    return said
