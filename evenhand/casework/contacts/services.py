"""Record that somebody was in touch about a case."""

from datetime import datetime

from django.db import transaction

from evenhand.casework.cases.models import Case
from evenhand.casework.cases.verdicts import may_work_on
from evenhand.casework.contacts.models import Contact
from evenhand.core.events import Happening, record_events
from evenhand.core.models import User
from evenhand.core.verdict import Refused


@transaction.atomic
def record_contact(
    case: Case,
    *,
    when: datetime,
    whom: Contact.With,
    name: str,
    way: Contact.Way,
    reached: bool,
    said: str,
    by: User,
    at: datetime,
) -> Contact:
    """Keep who was in touch, how, and what was said. The same twice is one contact.

    Refused where nothing is said, or where it lies in the future.
    """
    may_work_on(by, case).enforce()
    if not said.strip():
        raise Refused("Write down what was said, or what was tried")
    if when > at:
        raise Refused("The time of the contact must not be in the future")
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    contact, added = Contact.objects.get_or_create(
        case=case,
        at=when,
        whom=whom,
        name=name.strip(),
        way=way,
        reached=reached,
        said=said.strip(),
        defaults={"recorded_at": at, "recorded_by": by},
    )
    if added:
        record_events(
            [
                Happening(
                    "contact_recorded",
                    {"whom": whom.value, "way": way.value, "reached": reached},
                    case.pk,
                )
            ],
            by=by,
            at=at,
        )
    return contact
