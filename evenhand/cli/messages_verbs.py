"""What `evenhand messages` does, once Django is set up."""

from collections.abc import Sequence
from uuid import UUID

from evenhand.config.clock import now
from evenhand.core.accounts import planning_service
from evenhand.core.outbox import record_delivered, record_returned
from evenhand.core.viewing import acting_as
from evenhand.flows.send_messages import send_due


def send() -> int:
    """Send what is due, and say how many left."""
    outcome = send_due(at=now())
    print(f"Sent {_messages(outcome.sent)}.")
    if outcome.failed:
        left = _messages(outcome.failed)
        print(f"{left} did not leave; Messages not delivered says why.")
    return 1 if outcome.failed else 0


def record(keys: Sequence[UUID], *, because: str | None) -> int:
    """Record that messages arrived, or with a reason that one came back. Or refused."""
    at = now()
    with acting_as(planning_service()):
        for key in keys:
            if because is None:
                record_delivered(key, at=at)
            else:
                record_returned(key, because, at=at)
    done = "Arrived" if because is None else "Came back"
    print(f"{done}: {_messages(len(keys))}.")
    return 0


def _messages(count: int) -> str:
    return "1 message" if count == 1 else f"{count:,} messages"
