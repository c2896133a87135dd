"""Values as a person types them: yes, 23 July 2021, Nigeria, "Leeds, Bradford"."""

import datetime
import difflib
import json
import re
from dataclasses import dataclass
from decimal import Decimal

from evenhand.engine.rules.nodes import DECIMAL_PLACES, Type, Value
from evenhand.engine.rules.release import Release
from evenhand.engine.rules.spoken import Words
from evenhand.engine.rules.words import MONTHS


SEPARATORS = ",;\n"
QUOTED = re.compile(r'"(?:\\.|[^"\\])*"', re.DOTALL)
NUMBER = re.compile(r"-?\d{1,20}(?:\.\d+)?")
DAYS = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"),
    re.compile(r"(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})"),
    re.compile(r"(?P<day>\d{1,2})\s+(?P<name>[A-Za-z]{3,9})\s+(?P<year>\d{4})"),
)
TRUTHS = {"yes": True, "true": True, "no": False, "false": False}
# What is longer than this is no misspelling of a value.
LONGEST_WORD = 80


class Nothing:
    """What a text means that is no value of its column."""


NO_VALUE = Nothing()


@dataclass(frozen=True, slots=True)
class Column:
    """What may stand under a column, or be set by an output.

    ``known`` leads from what may be typed, in small letters, to the value: the value
    itself, or the title its register gives. ``closed`` says that there are no others.
    """

    name: str
    title: str
    type: Type
    known: dict[str, str]
    closed: bool

    def value(self, typed: str) -> Value | Nothing:
        """The one value that a text is, or NO_VALUE."""
        text = typed.strip()
        if QUOTED.fullmatch(text):
            if self.type not in ("text", "texts"):
                return NO_VALUE
            try:
                inside = str(json.loads(text, strict=False))
            except json.JSONDecodeError:
                return NO_VALUE
            return self._text(inside, quoted=True)
        match self.type:
            case "boolean":
                return TRUTHS.get(text.lower(), NO_VALUE)
            case "integer" | "decimal":
                return _number(text)
            case "date":
                return day_of(text) or NO_VALUE
        return self._text(text, quoted=False)

    def _text(self, text: str, *, quoted: bool) -> Value | Nothing:
        found = self.known.get(text.casefold())
        if found is not None:
            return found
        if self.closed or not text:
            return NO_VALUE
        plain = re.fullmatch(r"[^\W\d_][\w '.:&/-]*", text) is not None
        return text if quoted or plain else NO_VALUE

    def nearest(self, typed: str) -> str:
        """A value that somebody may have meant, or nothing."""
        text = typed.strip().strip('"').casefold()
        if len(text) > LONGEST_WORD:
            return ""
        near = difflib.get_close_matches(text, list(self.known), n=1, cutoff=0.6)
        return self.known[near[0]] if near else ""


def column_of(
    release: Release, name: str, type_: Type, values: tuple[str, ...] | None
) -> Column:
    """What may be typed under one input or for one output of a table."""
    words = Words(release, name)
    listed = [
        value
        for several in (
            values or (),
            *(register.values for register in words.registers if values is None),
        )
        for value in several
    ]
    known: dict[str, str] = {}
    for value in listed:
        known.setdefault(words.value(value).casefold(), value)
    # A value itself comes before the title of another.
    known.update({value.casefold(): value for value in listed})
    return Column(name, release.title_of(name), type_, known, values is not None)


def parts_of(typed: str) -> list[str]:
    """A list as typed, apart: at commas, semicolons and lines outside of quotes."""
    return apart(typed, SEPARATORS)


def apart(typed: str, separators: str) -> list[str]:
    """A text apart at any of the separators, but for those inside quotes."""
    parts, start, at, closes = [], 0, 0, True
    while at < len(typed):
        quoted = QUOTED.match(typed, at) if closes and typed[at] == '"' else None
        if quoted is not None:
            at = quoted.end()
            continue
        # Behind a quote that is never closed none is: to look again from each of
        # thousands would take seconds.
        closes = closes and typed[at] != '"'
        if typed[at] in separators:
            parts.append(typed[start:at])
            start = at + 1
        at += 1
    parts.append(typed[start:])
    return [part.strip() for part in parts if part.strip()]


def day_of(text: str) -> datetime.date | None:
    """A date as 23 July 2021, 23/7/2021 or 2021-07-23; None for anything else."""
    for form in DAYS:
        found = form.fullmatch(text.strip())
        if found is None:
            continue
        told = found.groupdict()
        month = _month(told["name"]) if "name" in told else int(told["month"])
        try:
            return datetime.date(int(told["year"]), month, int(told["day"]))
        except ValueError:
            return None
    return None


def _number(text: str) -> Decimal | Nothing:
    if not NUMBER.fullmatch(text):
        return NO_VALUE
    number = Decimal(text)
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)
    return number if -exponent <= DECIMAL_PLACES else NO_VALUE


def _month(name: str) -> int:
    for number, month in enumerate(MONTHS, 1):
        if month.casefold().startswith(name.casefold()):
            return number
    return 0
