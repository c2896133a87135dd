"""What a page of figures shows: a plot, tables of values, and what they mean."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import Enum

from evenhand.web.charts import NARROW, WIDE, BarChart, load_chart
from evenhand.web.formats import number


class Measure(Enum):
    """What stands in a column. Numbers of people are rounded when they leave."""

    TEXT = "text"
    PEOPLE = "people"
    NUMBER = "number"
    HOURS = "hours"
    SHARE = "share"
    MONTHS = "months"


Value = str | int | float | None
DAYS_A_MONTH = 365.25 / 12
# With room for two long numbers beside a bar.
LAYOUTS = (replace(WIDE, right=140), NARROW)


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a column, and what is measured in it."""

    words: str
    measure: Measure = Measure.TEXT


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of values under headings; the first of each says what the row is about."""

    caption: str
    headings: tuple[Heading, ...]
    rows: list[tuple[Value, ...]]

    def written(self) -> list[list[str]]:
        """The values as they are read."""
        measures = [heading.measure for heading in self.headings]
        return [
            [write(value, what) for value, what in zip(row, measures, strict=True)]
            for row in self.rows
        ]


@dataclass(frozen=True, slots=True)
class Plot:
    """Bars of what is over what there is, for a wide page and for a phone."""

    title: str
    description: str
    load: str
    room: str
    charts: tuple[BarChart, BarChart]
    over: str = "More than that"


@dataclass(frozen=True, slots=True)
class Figure:
    """One page of figures. `few` says why nothing is told, where too few are counted."""

    true_for: str
    meanings: list[tuple[str, str]]
    tables: list[Table] = field(default_factory=list)
    plot: Plot | None = None
    few: str = ""


def plot(
    rows: Iterable[tuple[str, float, float]], *, title: str, description: str,
    load: str, room: str, over: str = "More than that",
) -> Plot | None:  # fmt: skip
    """A plot of (label, load, room); none of nothing."""
    bars = [(label, round(some), round(whole)) for label, some, whole in rows]
    if not any(some or whole for _, some, whole in bars):
        return None
    wide, narrow = (load_chart(bars, layout) for layout in LAYOUTS)
    return Plot(title, description, load, room, (wide, narrow), over)


def write(value: Value, what: Measure) -> str:
    """One value: "1,234", "12%", "2.5 months", "40 hours"; nothing where it is not told."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if what is Measure.SHARE:
        return f"{round(100 * value)}%"
    if what is Measure.MONTHS:
        return f"{value:.1f}"
    return number(round(value))


def share(some: float, whole: float) -> float | None:
    """Some of a whole, in parts of one; None of nothing."""
    return some / whole if whole else None


def months(days: int | None) -> float | None:
    """Days in months of a year's twelfth."""
    return None if days is None else days / DAYS_A_MONTH
