"""Keep the register of interpreters, what they speak, and their conflicts of interest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import IntegerField, Max
from django.db.models.functions import Cast, Substr

from evenhand.appointments.calendars.models import Calendar
from evenhand.appointments.interpreters.models import (
    Interpreter,
    InterpreterConflict,
    InterpreterLanguage,
)
from evenhand.appointments.keeping import (
    change_entry,
    explained,
    may_keep,
    new_calendar,
    tell,
)
from evenhand.appointments.places.models import Site
from evenhand.casework.cases.verdicts import may_work_on
from evenhand.casework.models import Case
from evenhand.core.events import Happening, record_events
from evenhand.core.models import User
from evenhand.core.verdict import Refused


_PREFIX = "INT-"
LEVELS = {1: "Basic", 2: "Good", 3: "Interviews", 4: "Certified in law"}


@dataclass(frozen=True, slots=True)
class InterpreterSaid:
    """What is said of an interpreter. Nobody is booked past vetting or contract."""

    name: str
    sex: str
    email: str = ""
    phone: str = ""
    base: Site | None = None
    in_person: bool = True
    by_video: bool = True
    week_limit: int | None = None
    vetted_until: date | None = None
    contract_from: date = date.min
    contract_until: date | None = None


@dataclass(frozen=True, slots=True)
class Speaks:
    """A language, or a dialect of it ("" for any speaker), at a level from 1 to 4."""

    language: str
    dialect: str
    level: int


@transaction.atomic
def add_interpreter(
    said: InterpreterSaid, *, by: User, at: datetime, because: str = ""
) -> Interpreter:
    """A new interpreter, without languages and hours as yet."""
    may_keep(by).enforce()
    _may_be(said)
    interpreter = Interpreter.objects.create(
        ref=_next_ref(),
        calendar=new_calendar(Calendar.Kind.INTERPRETER),
        **_columns(said),
    )
    tell(
        "entry_added",
        {"what": "interpreter", "name": interpreter.name},
        by=by,
        at=at,
        because=because,
    )
    return interpreter


@transaction.atomic
def change_interpreter(
    interpreter: Interpreter,
    said: InterpreterSaid,
    *,
    by: User,
    at: datetime,
    because: str,
) -> bool:
    """Change vetting, contract and the like; False where nothing changes."""
    _may_be(said)
    return change_entry(
        interpreter,
        _columns(said),
        name=interpreter.name,
        what="interpreter",
        by=by,
        at=at,
        because=because,
    )


@transaction.atomic
def set_languages(
    interpreter: Interpreter,
    spoken: Sequence[Speaks],
    *,
    by: User,
    at: datetime,
    because: str,
    assessed_on: date | None = None,
) -> None:
    """Put these in place of what they were said to speak.

    `assessed_on` is kept with what is new or at another level. Refused where a language
    is said twice, or a level is not from 1 to 4.
    """
    may_keep(by).enforce()
    explained(because)
    keys = [(one.language, one.dialect) for one in spoken]
    if len(set(keys)) != len(keys):
        raise Refused("A language or dialect is said twice")
    if any(one.level not in LEVELS for one in spoken):
        raise Refused("Choose a level from 1 to 4")
    before = {(row.language, row.dialect): row for row in interpreter.languages.all()}
    for key, row in before.items():
        if key not in keys:
            row.delete()
    for one in spoken:
        known = before.get((one.language, one.dialect))
        if known is not None and known.level == one.level:
            continue
        InterpreterLanguage.objects.update_or_create(
            interpreter=interpreter,
            language=one.language,
            dialect=one.dialect,
            defaults={"level": one.level, "assessed_on": assessed_on},
        )
    tell(
        "entry_changed",
        {"what": "interpreter", "name": interpreter.name, "changes": ["languages"]},
        by=by,
        at=at,
        because=because,
    )


@transaction.atomic
def declare_interpreter_conflict(
    case: Case, interpreter: Interpreter, *, because: str, by: User, at: datetime
) -> InterpreterConflict:
    """Say that somebody must not interpret in a case. Told in its history."""
    may_work_on(by, case).enforce()
    if not because.strip():
        raise Refused("Say why they must not interpret in this case")
    if case.interpreter_conflicts.filter(
        interpreter=interpreter, ended_at=None
    ).exists():
        raise Refused(f"This is declared already: {interpreter.name}")
    conflict = InterpreterConflict.objects.create(
        case=case,
        interpreter=interpreter,
        because=because.strip(),
        declared_at=at,
        declared_by=by,
    )
    _told("interpreter_conflict_declared", conflict, by=by, at=at, because=because)
    return conflict


@transaction.atomic
def end_interpreter_conflict(
    conflict: InterpreterConflict, *, because: str, by: User, at: datetime
) -> None:
    """Say that a conflict is no longer. Refused where somebody has said so already."""
    may_work_on(by, conflict.case).enforce()
    if not because.strip():
        raise Refused("Say why there is no conflict any longer")
    done = InterpreterConflict.objects.filter(pk=conflict.pk, ended_at=None).update(
        ended_at=at, ended_by=by
    )
    if not done:
        raise Refused("Somebody else has just ended this")
    _told("interpreter_conflict_ended", conflict, by=by, at=at, because=because)


def _told(
    kind: str, conflict: InterpreterConflict, *, by: User, at: datetime, because: str
) -> None:
    said = {"name": conflict.interpreter.name}
    record_events(
        [Happening(kind, said, conflict.case_id)], by=by, at=at, because=because
    )


def _columns(said: InterpreterSaid) -> dict[str, Any]:
    return {name: getattr(said, name) for name in InterpreterSaid.__dataclass_fields__}


def _may_be(said: InterpreterSaid) -> None:
    if not (said.in_person or said.by_video):
        raise Refused("Choose in person, by video, or both")
    if said.contract_until is not None and said.contract_until < said.contract_from:
        raise Refused("The contract must not end before it begins")


def _next_ref() -> str:
    """One past the highest number given; two at once are settled by the database."""
    highest = (
        Interpreter.objects.filter(ref__regex=rf"^{_PREFIX}\d+$")
        .annotate(number=Cast(Substr("ref", len(_PREFIX) + 1), IntegerField()))
        .aggregate(highest=Max("number"))["highest"]
    )
    return f"{_PREFIX}{(highest or 0) + 1:05}"
