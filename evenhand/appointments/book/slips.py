"""A way written on a slip that only we can write: what a page or another system hands
back to book what it was offered."""

from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from django.core import signing

from evenhand.appointments.book.ways import Way
from evenhand.core.verdict import Refused


SALT = "evenhand.appointments.offer"
# An offer that is older is not read: by then others have booked.
SECONDS = 3600
_INSTANTS = ("starts_at", "ends_at")
_NAMES = tuple(field.name for field in fields(Way))


def write_slip(way: Way, *, case_id: int) -> str:
    """The way as a text for one case: signed, so that nobody can change it."""
    said: dict[str, Any] = asdict(way)
    for name in _INSTANTS:
        said[name] = said[name].isoformat()
    said["wishes_unmet"] = list(way.wishes_unmet)
    values = [case_id, *(said[name] for name in _NAMES)]
    return signing.dumps(values, salt=SALT, compress=True)


def read_slip(slip: str, *, case_id: int) -> Way:
    """The way on a slip. Refused where it is not ours, of another case, or too old."""
    try:
        case, *values = signing.loads(slip, salt=SALT, max_age=SECONDS)
        # One written before an offer said what it says now has other values.
        said = dict(zip(_NAMES, values, strict=True))
    except signing.SignatureExpired as expired:
        raise Refused("This offer is over an hour old. Look at the offers again") from (
            expired
        )
    except (signing.BadSignature, ValueError) as broken:
        raise Refused("This is not an offer of ours. Look at the offers again") from (
            broken
        )
    if case != case_id:
        raise Refused("This offer was made for another case")
    for name in _INSTANTS:
        said[name] = datetime.fromisoformat(said[name])
    said["wishes_unmet"] = tuple(said["wishes_unmet"])
    return Way(**said)
