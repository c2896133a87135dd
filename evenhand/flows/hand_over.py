"""Cases change hands: who had them is kept, and everybody concerned is told.

Shared by acceptance, override and undoing. Everything happens in the caller's
transaction, one caller at a time, and rows are locked in one order: people, then cases.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from evenhand.casework.models import Case, Representation
from evenhand.core.arrays import AnyOf
from evenhand.core.events import Happening, record_events
from evenhand.core.messages import send_messages
from evenhand.core.models import Message, User
from evenhand.workforce.models import StaffMember


@dataclass(frozen=True, slots=True)
class Before:
    """How a case stood before it changed hands."""

    owner_id: int | None
    owned_since: date | None
    unit_id: int | None


@dataclass(frozen=True, slots=True)
class Told:
    """One case that changed hands, as it is told. No owner: it waits for one."""

    case_id: int
    old_owner_id: int | None
    new_owner_id: int | None
    unit: str
    unit_name: str
    run_id: int
    reason: str


def one_at_a_time() -> None:
    """Wait for others who hand cases over: two could each find the same last place."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('evenhand accept'))")


def lock_people(ids: Iterable[int | None]) -> None:
    """Nobody of them leaves while cases are being given to them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM workforce_staffmember WHERE id = ANY (%s) "
            "ORDER BY id FOR SHARE",
            [sorted({pk for pk in ids if pk is not None})],
        )


def lock_cases(ids: Sequence[int]) -> dict[int, Before]:
    """Lock cases, and answer how each stands."""
    return {
        pk: Before(owner, since, unit)
        for pk, owner, since, unit in Case.objects.filter(AnyOf("pk", ids))
        .order_by("pk")
        .select_for_update(of=("self",))
        .values_list("pk", "owner_id", "owned_since", "responsible_unit_id")
    }


def tell(
    changes: Sequence[Told], *, kind: str, by: User, at: datetime, because: str
) -> None:
    """Write the history of each case, and put messages to all concerned in the outbox.

    To the old and the new owner, to the person, and to whoever represents them. `kind`
    is the event: allocated, overridden or given back.
    """
    people = _people(
        {change.old_owner_id for change in changes}
        | {change.new_owner_id for change in changes}
    )
    represented = set(
        Representation.objects.filter(
            AnyOf("case_id", [change.case_id for change in changes]), to_on=None
        ).values_list("case_id", flat=True)
    )
    happenings, messages = [], []
    for change in changes:
        old, new = people.get(change.old_owner_id), people.get(change.new_owner_id)
        happenings.append(
            Happening(
                kind,
                {
                    "from_owner": old.pk if old else None,
                    "to_owner": new.pk if new else None,
                    "owner_names": [
                        old.name if old else None,
                        new.name if new else None,
                    ],
                    "unit": change.unit,
                    "run": change.run_id,
                    "reason": change.reason,
                },
                change.case_id,
            )
        )
        messages += [
            Message(
                case_id=change.case_id,
                recipient=recipient,
                user_id=user,
                kind="owner_changed",
                data={"owner": new.name if new else "", "unit": change.unit_name},
                created_at=at,
                created_by=by,
            )
            for recipient, user in _recipients(
                old, new, represented=change.case_id in represented
            )
        ]
    record_events(happenings, by=by, at=at, because=because)
    send_messages(messages)


def _recipients(
    old: StaffMember | None, new: StaffMember | None, *, represented: bool
) -> list[tuple[str, int | None]]:
    found: list[tuple[str, int | None]] = [(Message.Recipient.CLAIMANT, None)]
    if represented:
        found.append((Message.Recipient.REPRESENTATIVE, None))
    return found + [
        (Message.Recipient.STAFF, person.user_id)
        for person in (new, old)
        if person is not None and person.user_id is not None
    ]


def _people(ids: set[int | None]) -> Mapping[int | None, StaffMember]:
    return {
        person.pk: person
        for person in StaffMember.objects.filter(
            pk__in=[pk for pk in ids if pk is not None]
        )
    }
