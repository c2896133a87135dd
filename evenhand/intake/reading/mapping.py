"""Which column of a sheet says what: guessed with reasons, kept, and found again."""

from dataclasses import dataclass
from enum import StrEnum

from evenhand.intake.reading.fields import Of
from evenhand.intake.reading.sheet import Sheet


class Confidence(StrEnum):
    SURE = "sure"
    LIKELY = "likely"
    UNSURE = "unsure"


class Holds(StrEnum):
    """What a sheet is for."""

    CASES = "cases"
    DEPENDANTS = "dependants"
    MARKS = "marks"  # more about cases of other sheets, by their reference
    NOTHING = "nothing"  # instructions, lists to choose from, pivots: left out


@dataclass(frozen=True, slots=True)
class Column:
    """One column: where it is (from 0), its heading, and the field it fills, if any.

    `heading` is unique in its sheet and never empty ("Column F" where none stands).
    """

    at: int
    heading: str
    field: str | None
    because: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Mapping:
    """What a sheet holds and what each of its columns says.

    `first_row` is the row (from 0) below the headings; `signature` is of the headings,
    whatever their order, so that a mapping once corrected is found again.
    """

    sheet: str
    holds: Holds
    because: str
    first_row: int
    columns: tuple[Column, ...]
    signature: str

    @property
    def of(self) -> Of:
        return Of.DEPENDANT if self.holds is Holds.DEPENDANTS else Of.CASE

    def as_saved(self) -> dict[str, object]:
        """What to keep of it, as JSON can hold it: see `guess(saved=...)`.

        {"signature": ..., "holds": ..., "columns": {heading: field or None}}
        """
        return {
            "signature": self.signature,
            "holds": self.holds.value,
            "columns": {column.heading: column.field for column in self.columns},
        }


def guess(sheet: Sheet, *, saved: dict[str, object] | None = None) -> Mapping:
    """What each column of a sheet says, by its heading and by what it holds.

    saved: a mapping a person has looked at, as `Mapping.as_saved` gives it; its columns
    win, by their headings, wherever they stand now. New headings are guessed.
    """
    raise NotImplementedError
