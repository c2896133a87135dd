"""A case is with another unit: its history says so, and everybody concerned is told."""

from collections.abc import Sequence
from datetime import datetime

from evenhand.casework.models import Representation
from evenhand.core.arrays import AnyOf
from evenhand.core.events import Happening, record_events
from evenhand.core.messages import send_messages
from evenhand.core.models import Message, User
from evenhand.planning.models import CutOver, CutOverCase


def tell_of_unit(
    rows: Sequence[CutOverCase],
    cut_over: CutOver,
    *,
    back: bool,
    by: User,
    at: datetime,
    because: str = "",
) -> None:
    """Write the history of each case that moved, or that is `back`, and the messages.

    To the person, to whoever represents them, and to the decision maker who no longer
    has it or has it again. A letter says which unit has the case, and nothing of why.
    """
    represented = set(
        Representation.objects.filter(
            AnyOf("case_id", [row.case_id for row in rows]), to_on=None
        ).values_list("case_id", flat=True)
    )
    to_unit = cut_over.to_unit
    happenings, messages = [], []
    for row in rows:
        before = row.from_unit
        owner = row.from_owner if row.owner_taken else None
        units = [before.code if before else "", to_unit.code]
        happenings.append(
            Happening(
                "unit_changed_back" if back else "unit_changed",
                {
                    "from_unit": units[back],
                    "to_unit": units[not back],
                    "owner": owner.pk if owner else None,
                    "owner_name": owner.name if owner else None,
                    "cut_over": cut_over.title,
                },
                row.case_id,
            )
        )
        name = (before.name if before else "") if back else to_unit.name
        told: list[tuple[str, int | None]] = [(Message.Recipient.CLAIMANT, None)]
        if row.case_id in represented:
            told.append((Message.Recipient.REPRESENTATIVE, None))
        if owner is not None and owner.user_id is not None:
            told.append((Message.Recipient.STAFF, owner.user_id))
        messages += [
            Message(
                case_id=row.case_id,
                recipient=recipient,
                user_id=user,
                kind="unit_changed",
                data={"unit": name},
                created_at=at,
                created_by=by,
            )
            for recipient, user in told
        ]
    record_events(happenings, by=by, at=at, because=because or cut_over.because)
    send_messages(messages)
