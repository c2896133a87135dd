"""All tables of appointments, gathered from its rooms for Django."""

from evenhand.appointments.calendars.models import Away, Calendar, Hours, Taken
from evenhand.appointments.companions.models import Representative, ResponsibleAdult
from evenhand.appointments.interpreters.models import (
    Interpreter,
    InterpreterConflict,
    InterpreterLanguage,
)
from evenhand.appointments.interviewers.models import Interviewer
from evenhand.appointments.interviews.models import Interview
from evenhand.appointments.interviews.states import CancelledFor, Outcome, State
from evenhand.appointments.needs.models import InterviewNeeds
from evenhand.appointments.places.models import Between, Host, Journey, Room, Site


__all__ = [
    "Away",
    "Between",
    "Calendar",
    "CancelledFor",
    "Host",
    "Hours",
    "Interpreter",
    "InterpreterConflict",
    "InterpreterLanguage",
    "Interview",
    "InterviewNeeds",
    "Interviewer",
    "Journey",
    "Outcome",
    "Representative",
    "ResponsibleAdult",
    "Room",
    "Site",
    "State",
    "Taken",
]
