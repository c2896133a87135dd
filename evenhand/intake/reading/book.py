"""A whole workbook: its case sheets together, with what other sheets say of them."""

from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from evenhand.intake.reading.lists import Lists
from evenhand.intake.reading.mapping import Mapping
from evenhand.intake.reading.rows import ReadSheet
from evenhand.intake.reading.sheet import Sheet


@dataclass(frozen=True, slots=True, eq=False)
class ReadBook:
    """What was read of a workbook.

    cases: the rows of all its case sheets, with the marks of other sheets joined by
    their reference; rows that say the same are kept once and warned of, rows that say
    different things of one reference are refused. dependants: rows of Of.DEPENDANT.
    left_out: sheet -> why it was not read.
    """

    cases: ReadSheet
    dependants: ReadSheet
    left_out: AnyMapping[str, str]


def read_book(
    sheets: Sequence[Sheet], mappings: Sequence[Mapping], lists: Lists, *, on: date
) -> ReadBook:
    """Read every sheet by the mapping at the same place of `mappings`."""
    raise NotImplementedError
