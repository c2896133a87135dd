"""Plain values as the TOML that a policy lead reads: one way to write each."""

import datetime
import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any


BARE = re.compile(r"[A-Za-z0-9_-]+")
UNSAFE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# Where the keys of a rule and of an authority stand in their row.
RULE_KEYS = (
    *("id", "title", "when", "then", "because", "authority", "owner", "review_on"),
    *("from_on", "ended_on", "applies_to", "spares"),
)
AUTHORITY_KEYS = (
    *("id", "kind", "reference", "characteristics", "expires_on", "on_lapse"),
    *("owner", "note"),
)
HEAD_KEYS = ("number", "title", "effective_from", "owner", "note")


def written(value: Any) -> str:
    """One value as TOML. Raises TypeError for what TOML cannot hold."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return _text(value)
        case int():
            return str(value)
        case Decimal():
            text = f"{value:f}"
            return text if "." in text or not value.is_finite() else f"{text}.0"
        case datetime.date() | datetime.time():
            return value.isoformat()
        case list() | tuple():
            return _list(list(value))
        case Mapping():
            return _inline(value)
    raise TypeError(f"{type(value).__name__} is nothing that TOML can hold")


def row_written(header: str, row: Mapping[str, Any], order: tuple[str, ...]) -> str:
    """A row of an array of tables under its header, its keys in the usual order."""
    keys = sorted(row, key=lambda key: order.index(key) if key in order else len(order))
    lines = [f"{_key(key)} = {written(row[key])}" for key in keys]
    return "\n".join((f"[[{header}]]", *lines)) + "\n"


def _text(value: str) -> str:
    if "\n" not in value or "\r" in value:
        return _quoted(value)
    escaped = UNSAFE.sub(
        lambda found: f"\\u{ord(found[0]):04x}", value.replace("\\", "\\\\")
    )
    return '"""\n' + escaped.replace('""', '"\\"') + '"""'


def _key(key: str) -> str:
    return key if BARE.fullmatch(key) else _quoted(key)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _inline(row: Mapping[str, Any]) -> str:
    if not row:
        return "{}"
    return "{ " + ", ".join(f"{_key(k)} = {written(v)}" for k, v in row.items()) + " }"


def _list(values: list[Any]) -> str:
    parts = [written(value) for value in values]
    if len(parts) > 1 and any(isinstance(value, Mapping) for value in values):
        return "[\n" + "".join(f"  {part},\n" for part in parts) + "]"
    return "[" + ", ".join(parts) + "]"
