"""What must hold for a draft to come into force, whoever asks for it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db import connection

from evenhand.core.verdict import Refused
from evenhand.engine.rules.faults import Fault, Faulty
from evenhand.releases.models import Period, PolicyDraft
from evenhand.releases.publication.queries import faults_of_draft, last_period


LONDON = ZoneInfo("Europe/London")
MOST_TOLD = 10


@dataclass(frozen=True, slots=True)
class Beside:
    """What the rooms further up know of a draft and of who acts on it.

    rehearsals  rehearsals of exactly this policy that the person has looked at
    provided    the facts that this system can provide
    demo        rules whose authority no source states may run
    """

    rehearsals: Sequence[int]
    provided: Collection[str]
    demo: bool


def day_to_come(day: date, at: datetime) -> None:
    """Refused where a day is past, by London's clock."""
    if day < at.astimezone(LONDON).date():
        raise Refused(
            "The day on which it was to come into force has passed. Send it again with "
            "today or a later day"
        )


def as_day_begins(day: date) -> datetime:
    """The first instant of a day in London, at which releases come into force."""
    return datetime.combine(day, time(), LONDON)


def still_the_base(draft: PolicyDraft, on: date, at: datetime) -> Period:
    """The time in force that this draft would end; Refused where it is another's.

    And where it would end before it begins, or as it does: then it would never be.
    """
    last = last_period()
    if last is None:
        raise Refused("No policy release is in force that this could follow")
    if last.release_id != draft.based_on_id:
        raise Refused(
            f"This draft was written from {draft.based_on}, and {last.release} has been "
            f"published since. Bring over what {last.release} changed (return the draft "
            "first, if it was sent), and rehearse it again"
        )
    begins = last.during.lower
    if begins > at and begins >= as_day_begins(on):
        raise Refused(
            f"{last.release}, from which this was written, is itself still to come. "
            "Choose a later day"
        )
    return last


def refuse_faults(draft: PolicyDraft, *, on: date, beside: Beside) -> None:
    """Refused by name and place where a draft may not be in force on a day."""
    try:
        found: Sequence[Fault] = faults_of_draft(
            draft, on=on, provided=beside.provided, demo=beside.demo
        )
    except Faulty as faulty:
        found = faulty.faults
    if found:
        raise Refused(
            "This draft cannot be put in force. "
            + " ".join(f"{fault}." for fault in found[:MOST_TOLD])
            + (f" And {len(found) - MOST_TOLD} more." if found[MOST_TOLD:] else "")
        )


def one_publication_at_a_time() -> None:
    """Whoever comes second waits, and sees what the first did."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('evenhand policy'))")
