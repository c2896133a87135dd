"""The language a person is interviewed in, and whether an interpreter is needed."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from evenhand.casework.cases.services import touch_cases
from evenhand.casework.cases.verdicts import may_work_on
from evenhand.casework.people.models import Person, PersonLanguage
from evenhand.core.models import User
from evenhand.core.verdict import Refused


# The language of an interview without an interpreter.
WITHOUT_INTERPRETER = "English"


@dataclass(frozen=True, slots=True)
class InterviewLanguage:
    """A language, a dialect of it ("" where any will do), and who understands it."""

    language: str
    dialect: str
    interpreter_needed: bool

    @property
    def words(self) -> str:
        """ "Arabic, Sudanese Arabic, with an interpreter"."""
        if not self.interpreter_needed:
            return f"{self.language}, without an interpreter"
        said = ", ".join(filter(None, (self.language, self.dialect)))
        return f"{said}, with an interpreter"


def language_of(person: Person) -> InterviewLanguage | None:
    """The language this person is interviewed in; None where none is recorded."""
    first = person.languages.filter(position=1).first()
    if first is None:
        return None
    return InterviewLanguage(first.language, first.dialect, first.interpreter_needed)


@transaction.atomic
def set_language(
    person: Person, said: InterviewLanguage, *, by: User, at: datetime
) -> bool:
    """Record the language of the interview; False where it is recorded so already.

    A need for an interpreter that ends leaves no language behind: neither the dialect
    nor any other language that an interpreter was needed for.
    """
    may_work_on(by, person.case).enforce()
    if not said.interpreter_needed:
        said = InterviewLanguage(WITHOUT_INTERPRETER, "", interpreter_needed=False)
        person.languages.filter(position__gt=1, interpreter_needed=True).delete()
    elif not said.language:
        raise Refused("Choose the language of the interview")
    if language_of(person) == said:
        return False
    PersonLanguage.objects.update_or_create(
        person=person,
        position=1,
        defaults={
            "language": said.language,
            "dialect": said.dialect,
            "interpreter_needed": said.interpreter_needed,
        },
    )
    touch_cases([person.case_id], at=at)
    return True
