"""Changes to what stands beside the rules: authorities, and the head of the release."""

import datetime
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from evenhand.engine.rules.editing.documents import (
    Files,
    document_of,
    set_or_leave_out,
    with_document,
)
from evenhand.engine.rules.faults import Fault, Faulty


AUTHORITIES = "authorities.toml"
HEAD = "release.toml"


@dataclass(frozen=True, slots=True)
class TypedAuthority:
    """An entry of the register of authorities; what is left empty is not said."""

    kind: str
    reference: str
    characteristics: tuple[str, ...] = ()
    expires_on: datetime.date | None = None
    on_lapse: str = ""
    owner: str = ""
    note: str = ""


def put_authority(files: Files, id_: str, typed: TypedAuthority) -> dict[str, bytes]:
    """An authority said anew, or one more at the end of the register."""
    document = document_of(files, AUTHORITIES)
    rows = document.setdefault("authority", [])
    row = next((row for row in rows if row.get("id") == id_), None)
    if row is None:
        row = {"id": id_}
        rows.append(row)
    for key, value in asdict(typed).items():
        set_or_leave_out(row, key, list(value) if isinstance(value, tuple) else value)
    return with_document(files, AUTHORITIES, document)


def remove_authority(files: Files, id_: str) -> dict[str, bytes]:
    """The register without one authority. Raises Faulty where there is none."""
    document = document_of(files, AUTHORITIES)
    rows = document.get("authority", [])
    left = [row for row in rows if row.get("id") != id_]
    if len(left) == len(rows):
        raise Faulty(
            [Fault("unknown-name", f"authority {id_}", "is not in the register")]
        )
    set_or_leave_out(document, "authority", left)
    return with_document(files, AUTHORITIES, document)


def change_head(files: Files, **said: Any) -> dict[str, bytes]:
    """The number, title, note, owner or first day of the release said anew."""
    document = document_of(files, HEAD)
    for key, value in said.items():
        set_or_leave_out(document, key, value)
    return with_document(files, HEAD, document)


def fresh_authority_id(used: Iterable[str], kind: str) -> str:
    """An id for an authority that none has had: AUTH-NAT-2, from what it is for."""
    used = set(used)
    start = f"AUTH-{kind[:3].upper()}-"
    number = 1
    while f"{start}{number}" in used:
        number += 1
    return f"{start}{number}"
