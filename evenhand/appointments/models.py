"""All tables of appointments, gathered from its rooms for Django."""

from evenhand.appointments.calendars.models import Away, Calendar, Hours, Taken
from evenhand.appointments.companions.models import Representative, ResponsibleAdult
from evenhand.appointments.day.models import (
    Arrival,
    Beginning,
    Ending,
    Explanation,
    JoinLink,
    Pause,
)
from evenhand.appointments.interpreters.models import (
    Interpreter,
    InterpreterConflict,
    InterpreterLanguage,
)
from evenhand.appointments.interviewers.models import Interviewer
from evenhand.appointments.interviews.models import Interview
from evenhand.appointments.interviews.states import CancelledFor, Outcome, State
from evenhand.appointments.needs.models import InterviewNeeds
from evenhand.appointments.pilots.models import (
    Pilot,
    PilotDecision,
    PilotFeedback,
    PilotPart,
)
from evenhand.appointments.places.models import Between, Host, Journey, Room, Site
from evenhand.appointments.plans.models import (
    InterviewPlan,
    PlanAcceptance,
    PlanInput,
    PlannedInterview,
    PlanOpening,
)
from evenhand.appointments.telling.models import LinkAnswer, PrivateLink


__all__ = [
    "Arrival",
    "Away",
    "Beginning",
    "Between",
    "Calendar",
    "CancelledFor",
    "Ending",
    "Explanation",
    "Host",
    "Hours",
    "Interpreter",
    "InterpreterConflict",
    "InterpreterLanguage",
    "Interview",
    "InterviewNeeds",
    "InterviewPlan",
    "Interviewer",
    "JoinLink",
    "Journey",
    "LinkAnswer",
    "Outcome",
    "Pause",
    "Pilot",
    "PilotDecision",
    "PilotFeedback",
    "PilotPart",
    "PlanAcceptance",
    "PlanInput",
    "PlanOpening",
    "PlannedInterview",
    "PrivateLink",
    "Representative",
    "ResponsibleAdult",
    "Room",
    "Site",
    "State",
    "Taken",
]
