"""Record what a claimant asks for and needs, at screening and whenever asked again."""

from dataclasses import dataclass, field, fields
from datetime import date, datetime, time
from typing import Any

from django.db import transaction

from evenhand.appointments.companions.models import Representative, ResponsibleAdult
from evenhand.appointments.needs.models import InterviewNeeds
from evenhand.appointments.places.features import ADJUSTMENTS
from evenhand.casework.cases.verdicts import may_work_on
from evenhand.casework.models import Case, CasePerson, Person
from evenhand.casework.people.languages import (
    InterviewLanguage,
    language_of,
    set_language,
)
from evenhand.casework.people.queries import children_among
from evenhand.core.events import Happening, record_events
from evenhand.core.models import User
from evenhand.core.verdict import Refused


Channel = InterviewNeeds.Channel
MOST_BREAKS = 120
# Where to write to somebody is not repeated in the history.
NOT_REPEATED = frozenset({"email", "phone"})


@dataclass(frozen=True, slots=True)
class NeedsSaid:
    """What was asked for; whatever is empty was not expressed.

    `language`: None leaves what is recorded as it is.
    """

    language: InterviewLanguage | None = None
    interviewer_sex: str = ""
    interpreter_sex: str = ""
    mode: str = ""
    adjustments: list[str] = field(default_factory=list)
    childcare: bool = False
    unfit_until: date | None = None
    earliest_start: time | None = None
    latest_start: time | None = None
    longest_journey: int | None = None
    more_break_minutes: int = 0
    short_notice_agreed_on: date | None = None
    representative_agrees_short_notice: bool = False
    standby: bool = False
    representative: Representative | None = None
    representative_attends: bool = False
    adult: ResponsibleAdult | None = None
    channel: str = Channel.LETTER
    email: str = ""
    phone: str = ""
    written_language: str = ""
    safe_contact: bool = False


COLUMNS = tuple(one.name for one in fields(NeedsSaid) if one.name != "language")


@transaction.atomic
def record_needs(
    case: Case,
    said: NeedsSaid,
    *,
    by: User,
    on: date,
    at: datetime,
    seen: datetime | None,
    because: str = "",
) -> InterviewNeeds:
    """Record what the main applicant asks for, and tell in the history what changed.

    seen: when the needs that were looked at were recorded; Refused where somebody else
    has recorded others since. Nothing changed is told as well: that they were asked
    again. An interpreter who is no longer needed leaves no language, dialect or wish
    behind. Refused where two things do not go together.
    """
    may_work_on(by, case).enforce()
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    before = InterviewNeeds.objects.filter(case=case).first()
    if (before.recorded_at if before else None) != seen:
        raise Refused("Somebody else has just recorded needs. Look at them again first")
    person = main_applicant(case)
    was = language_of(person)
    is_child = bool(children_among([case.pk], on=on))
    _go_together(said, is_child=is_child)
    if said.language is not None:
        set_language(person, said.language, by=by, at=at)
    language = language_of(person)
    values = {name: getattr(said, name) for name in COLUMNS}
    if language is None or not language.interpreter_needed:
        values["interpreter_sex"] = ""
    old = before or InterviewNeeds()
    changes = [
        [name, _told(name, getattr(old, name)), _told(name, value)]
        for name, value in values.items()
        if getattr(old, name) != value
    ]
    if was != language:
        said_before, said_now = (one.words if one else "" for one in (was, language))
        changes.insert(0, ["language", said_before, said_now])
    needs, _ = InterviewNeeds.objects.update_or_create(
        case=case, defaults=values | {"recorded_at": at, "recorded_by": by}
    )
    record_events(
        [Happening("needs_recorded", {"changes": changes}, case.pk)],
        by=by,
        at=at,
        because=because,
    )
    return needs


def main_applicant(case: Case) -> Person:
    """Who is interviewed."""
    return Person.objects.get(part__case=case, part__role=CasePerson.Role.MAIN)


def _go_together(said: NeedsSaid, *, is_child: bool) -> None:
    for wrong, sentence in (
        (
            is_child and (said.short_notice_agreed_on is not None or said.standby),
            "A child is never asked to come at short notice",
        ),
        (
            said.standby and said.short_notice_agreed_on is None,
            "Only somebody who agreed to short notice can stand by",
        ),
        (
            said.representative is None
            and (
                said.representative_attends or said.representative_agrees_short_notice
            ),
            "Choose the representative who attends or agrees",
        ),
        (
            said.earliest_start is not None
            and said.latest_start is not None
            and said.earliest_start > said.latest_start,
            "The latest start must not be before the earliest",
        ),
        (
            said.channel == Channel.EMAIL and not said.email,
            "Enter the email address to which messages go",
        ),
        (
            said.channel == Channel.TEXT and not said.phone,
            "Enter the telephone number to which text messages go",
        ),
        (
            not 0 <= said.more_break_minutes <= MOST_BREAKS,
            "Breaks beyond the usual are 2 hours at most",
        ),
        (
            any(name not in ADJUSTMENTS for name in said.adjustments),
            "Choose adjustments from the list",
        ),
    ):
        if wrong:
            raise Refused(sentence)


def _told(name: str, value: Any) -> Any:
    if name in NOT_REPEATED:
        return bool(value)
    if isinstance(value, Representative | ResponsibleAdult):
        return str(value)
    return value
