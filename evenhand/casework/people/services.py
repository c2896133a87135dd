"""Correct what is recorded of a person, and join persons across cases, reversibly."""

from datetime import date, datetime

from django.db import transaction

from evenhand.casework.cases.services import touch_cases
from evenhand.casework.cases.telling import tell_of_link
from evenhand.casework.cases.verdicts import may_work_on
from evenhand.casework.people.models import Person, PersonLink
from evenhand.core.endings import end_record
from evenhand.core.events import Happening, record_events
from evenhand.core.links import make_link
from evenhand.core.models import User
from evenhand.core.verdict import Refused


BIRTH_DATES = {
    "claimed": "claimed_born_on",
    "treated as": "treated_as_born_on",
    "assessed": "assessed_born_on",
}


@transaction.atomic
def correct_date_of_birth(
    person: Person,
    *,
    which: str,
    born_on: date | None,
    by: User,
    at: datetime,
    because: str,
) -> Person:
    """Correct one of the three dates of birth; the other two stay as they are.

    Nothing that was given is taken away by it: the case stays with its owner, and the
    next plan reads it. Refused without what it rests on, for a day to come, and where it
    is recorded so already.
    """
    may_work_on(by, person.case).enforce()
    if not because.strip():
        raise Refused("Say what the correction rests on")
    if born_on is not None and born_on > at.date():
        raise Refused("A date of birth must not be in the future")
    if getattr(person, BIRTH_DATES[which]) == born_on:
        raise Refused("This date is recorded already")
    setattr(person, BIRTH_DATES[which], born_on)
    person.save(update_fields=[BIRTH_DATES[which]])
    record_events(
        [
            Happening(
                "date_of_birth_corrected",
                {"person": person.pk, "which": which},
                person.case_id,
            )
        ],
        by=by,
        at=at,
        because=because,
    )
    touch_cases([person.case_id], at=at)
    return person


@transaction.atomic
def link_people(
    one: Person, other: Person, *, evidence: str, by: User, at: datetime
) -> PersonLink:
    """Say that two recorded persons are one. Refused without evidence, or when linked."""
    may_work_on(by, one.case).enforce()
    if one.case_id == other.case_id:
        raise Refused("Both are recorded in the same case already")
    link = make_link(
        PersonLink,
        one,
        other,
        evidence=evidence,
        by=by,
        at=at,
        once="casework_personlink_made_once",
        unexplained="Say what shows that they are one person",
        already="These two are linked already",
    )
    tell_of_link(
        "people_linked",
        link.one.case,
        link.other.case,
        by=by,
        at=at,
        because=evidence.strip(),
    )
    return link


@transaction.atomic
def unlink_people(link: PersonLink, *, by: User, at: datetime, because: str) -> None:
    """End a link that proved wrong; that it was made stays on record."""
    may_work_on(by, link.one.case).enforce()
    end_record(
        link,
        by=by,
        at=at,
        because=because,
        unexplained="Say why they are not one person",
        already="This link has been ended already",
        ended="unlinked",
    )
    tell_of_link(
        "people_unlinked",
        link.one.case,
        link.other.case,
        by=by,
        at=at,
        because=because.strip(),
    )
