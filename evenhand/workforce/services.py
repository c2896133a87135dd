"""Say when somebody is away, from which their places for new cases follow."""

from datetime import date, datetime, timedelta

from django.db import transaction

from evenhand.core.events import Happening, record_events
from evenhand.core.models import User
from evenhand.core.verdict import Refused
from evenhand.workforce.models import Absence, StaffMember


LONGEST = timedelta(days=3 * 365)


@transaction.atomic
def record_absence(
    person: StaffMember, *, from_on: date, to_on: date, by: User, at: datetime
) -> Absence:
    """Record that a person is away from a day, up to but not including another.

    Why is not asked. Days that are recorded already are not recorded again. Refused for
    an absence that ends before it begins, or is longer than three years.
    """
    if to_on <= from_on:
        raise Refused("The last day away must not be before the first")
    if to_on - from_on > LONGEST:
        raise Refused("An absence is recorded for three years at most")
    StaffMember.objects.select_for_update().get(pk=person.pk)
    known: Absence | None = person.absences.filter(
        from_on__lte=from_on, to_on__gte=to_on
    ).first()
    if known is not None:
        return known
    absence: Absence = person.absences.create(from_on=from_on, to_on=to_on)
    record_events(
        [
            Happening(
                "absence_recorded",
                {"name": person.name, "from_on": str(from_on), "to_on": str(to_on)},
            )
        ],
        by=by,
        at=at,
    )
    return absence
