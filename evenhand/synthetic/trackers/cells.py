"""What can stand in a cell."""

import datetime
from dataclasses import dataclass


EXCEL_EPOCH = datetime.date(1899, 12, 30)
STYLES = {
    "dmy4": "%d/%m/%Y",
    "dmy2": "%d/%m/%y",
    "mdy4": "%m/%d/%Y",
    "mdy2": "%m/%d/%y",
    "long": "%-d %B %Y",
    "dashed": "%d-%b-%Y",
}
NUMBERS = ("real", "serial")  # styles in which a date is a number in the file


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula in which {row} is its own row; None if Excel's value is not kept."""

    text: str
    value: str | int | None


@dataclass(frozen=True, slots=True)
class Failed:
    """A cell that shows an error, such as #N/A."""

    error: str


@dataclass(frozen=True, slots=True)
class Dated:
    """A day, to be written in whatever style its column has; with a year of two
    figures if so sown, and then as text even among real dates."""

    day: datetime.date
    two_figures: bool = False


Cell = str | int | Formula | Failed | None


def serial(day: datetime.date) -> int:
    """The number Excel keeps for a day."""
    return (day - EXCEL_EPOCH).days


def dated(value: Dated, style: str, *, month_first: bool) -> str | int:
    """A day as a column of this style has it."""
    if value.two_figures:
        return value.day.strftime(STYLES["mdy2" if month_first else "dmy2"])
    if style in NUMBERS:
        return serial(value.day)
    # A later century would be read as an earlier one: the year is written out.
    return value.day.strftime(STYLES["dmy4" if style == "dmy2" else style])
