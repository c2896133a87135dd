"""What a list says once about itself, so that it can leave as a file of either kind."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any


Cell = str | int | float | Decimal | date | datetime | None


class Kind(Enum):
    """What stands in a column, with the width it takes unless another is given."""

    TEXT = 24
    LONG_TEXT = 60
    NUMBER = 10
    DAY = 13
    INSTANT = 18


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, what it says of a row, and what kind of thing that is.

    `value` gives a str for text, an int, float or Decimal for a number, a date for a
    day, an aware datetime for an instant, and None where nothing is recorded. `about`
    is a comment on the heading, in a workbook.
    """

    heading: str
    value: Callable[[Any], Cell]
    kind: Kind = Kind.TEXT
    about: str = ""


@dataclass(frozen=True, slots=True)
class ListOut:
    """One list as its page shows it, with the same filters and order, and no pages.

    name     for the name of the file: letters and hyphens.
    title    what it is, as the heading of its page says.
    filters  what was chosen and in which order, in words: (what, which).
    rows     all of them, read in batches when the file is written and not before.
             Row-level security leaves out what the person may not see.
    count    how many there are; asked before the file is written, for the log.
    personal whether it tells of people: then a reason is asked for.
    notes    sentences for whoever opens the file.
    logged   what the log of looks says, if other than the title and the filters.
    workbook_only   for what comes back: a csv file forgets which cell was a date.
    few      looks kept with one case each: a case's id and what was asked, where that
             may be told only to those who may know of the case.
    """

    name: str
    title: str
    columns: Sequence[Column]
    rows: Callable[[], Iterator[Any]]
    count: Callable[[], int]
    filters: Sequence[tuple[str, str]] = ()
    personal: bool = True
    notes: Sequence[str] = ()
    logged: str = ""
    workbook_only: bool = False
    few: Sequence[tuple[int, str]] = ()

    def words_for_log(self) -> str:
        """What was taken out, for the log of looks."""
        filters = ", ".join(f"{what} {which}" for what, which in self.filters)
        return self.logged or (f"{self.title}: {filters}" if filters else self.title)


@dataclass(frozen=True, slots=True)
class Taken:
    """By whom, when and why a list is taken out, and how the file is marked."""

    by: str
    at: datetime
    because: str
    marker: str
