"""Whose tracker a file is, told by its name, its sheets' titles or its unit column."""

import re
from collections import Counter
from collections.abc import Sequence

from anyascii import anyascii

from evenhand.intake.reading.mapping import Holds, Mapping
from evenhand.intake.reading.sheet import Sheet
from evenhand.workforce.models import Unit


TITLE_CELLS = 40
MOSTLY = 0.9


def whose(
    file_name: str, sheets: Sequence[Sheet], mappings: Sequence[Mapping]
) -> tuple[Unit | None, str]:
    """The unit and how it was told, in words; none where the file does not tell."""
    units = list(Unit.objects.order_by("code"))
    if found := _named_in(file_name.rsplit(".", 1)[0], units):
        return found, f"{found.name} is in the name of the file"
    above = " ".join(
        text
        for sheet, mapping in zip(sheets, mappings, strict=True)
        if mapping.holds is Holds.CASES
        for text in _title(sheet, mapping)
    )
    if found := _named_in(above, units):
        return found, f"{found.name} is in the title of the sheet"
    return _by_column(sheets, mappings, units)


def _words(text: str) -> str:
    return f" {' '.join(re.findall(r'[a-z0-9]+', anyascii(text).lower()))} "


def _named_in(text: str, units: Sequence[Unit]) -> Unit | None:
    """The one unit whose code or name stands in the text; of two, the longer name."""
    words = _words(text)
    found = {
        unit: max(len(called) for called in names)
        for unit in units
        if (names := [c for c in (_words(unit.code), _words(unit.name)) if c in words])
    }
    longest = [u for u, length in found.items() if length == max(found.values())]
    return longest[0] if len(longest) == 1 else None


def _title(sheet: Sheet, mapping: Mapping) -> list[str]:
    heading = max(mapping.first_row - 1, 0)
    above = sheet.texts.head(heading)
    cells = [text for row in above.iter_rows() for text in row if text]
    return [sheet.name, *cells[:TITLE_CELLS]]


def _by_column(
    sheets: Sequence[Sheet], mappings: Sequence[Mapping], units: Sequence[Unit]
) -> tuple[Unit | None, str]:
    counted: Counter[str] = Counter()
    for sheet, mapping in zip(sheets, mappings, strict=True):
        at = next((str(c.at) for c in mapping.columns if c.field == "unit"), None)
        if mapping.holds is Holds.CASES and at in sheet.texts.columns:
            below = sheet.texts.slice(mapping.first_row)[at].drop_nulls()
            for text, count in below.value_counts().iter_rows():
                counted[_words(text)] += count
    if not counted:
        return None, ""
    words, count = counted.most_common(1)[0]
    named = [u for u in units if words in (_words(u.code), _words(u.name))]
    if len(named) == 1 and count >= MOSTLY * counted.total():
        return named[0], f"{named[0].name} is what its column of units says"
    return None, "Its rows are of several units"
