"""Values and tests as staff would say them."""

import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal

from evenhand.engine.rules.nodes import Value
from evenhand.engine.rules.release import Release


MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)


def said(value: object) -> str:
    """A value in words: yes, 23 July 2021, hotel, "none" for an empty list."""
    match value:
        case None:
            return "not stated"
        case bool():
            return "yes" if value else "no"
        case datetime.date():
            return f"{value.day} {MONTHS[value.month - 1]} {value.year}"
        case Decimal():
            return number(value)
        case tuple() | list():
            return ", ".join(map(str, value)) or "none"
    return str(value)


def number(value: Decimal | int) -> str:
    """A number without needless zeros: 80, 0.5."""
    text = f"{Decimal(value):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def facts_said(release: Release, facts: Mapping[str, Value]) -> str:
    """ "nationality Nigeria, sex not stated": a case in one line."""
    return ", ".join(
        f"{release.title_of(name).lower()} {said(value)}"
        for name, value in facts.items()
    )


def listed(names: Iterable[str], joiner: str = "and") -> str:
    """ "a, b and c" """
    words = list(names)
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {joiner} {words[-1]}"
