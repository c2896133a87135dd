"""One sheet of a workbook as it was written, column by column."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

import polars as pl


class Cell(IntEnum):
    """What a cell holds."""

    NOTHING = 0
    TEXT = 1
    NUMBER = 2
    DATE = 3  # written as 2021-05-04, without the time of day
    FLAG = 4  # TRUE or FALSE
    TIME = 5  # a time of day or a length of time, and no day
    ERROR = 6  # #REF!, #N/A and their like
    UNVALUED = 7  # a formula whose value was never worked out


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """The cells of one sheet, all of them from the top left.

    `texts` holds every cell as a person reads it (empty: null) and `kinds` what each is
    (the numbers of `Cell`): one frame column a sheet column, named "0", "1", ...; frame
    row 0 is row 1 of the sheet. Merged cells are filled, and `filled` lists (row, column)
    of the cells filled so. Rows of `hidden`, `bands` and `notes` count from 0 too.
    """

    name: str
    texts: pl.DataFrame
    kinds: pl.DataFrame
    visible: bool = True
    from_1904: bool = False
    hidden: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    filled: frozenset[tuple[int, int]] = frozenset()
    # rows that are one cell merged across several columns: a title, a heading of part
    bands: frozenset[int] = frozenset()
    notes: Mapping[tuple[int, int], str] = field(default_factory=dict)

    @property
    def height(self) -> int:
        return self.texts.height

    @property
    def width(self) -> int:
        return self.texts.width
