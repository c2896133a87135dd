"""The layouts of layouts.toml, and which unit keeps its tracker in which."""

from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from evenhand.synthetic.trackers import words


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the field it tells, its heading, and the heading above it if the
    heading has two rows. The field of a unit's own column begins with a hyphen."""

    field: str
    heading: str
    above: str | None = None

    @property
    def own(self) -> bool:
        return self.field.startswith("-")


@dataclass(frozen=True, slots=True)
class Layout:
    """How a unit keeps its tracker; layouts.toml says what each word means."""

    name: str
    file: str
    sheets: str
    order: str
    titles: tuple[str, ...]
    dates: str
    people: str
    words: str
    flags: tuple[str, str]
    barriers: str
    dependants: str
    dependant_columns: tuple[str, ...]
    columns: tuple[Column, ...]
    sheet: str = ""
    barrier: str = ""
    between: str = ""
    date_columns: dict[str, str] = field(default_factory=dict)
    own: dict[str, dict[str, str]] = field(default_factory=dict)
    extras: dict[str, Any] = field(default_factory=dict)
    marks_sheet: str = ""
    marks: tuple[Column, ...] = ()

    @property
    def is_csv(self) -> bool:
        return self.file.endswith(".csv")

    @property
    def month_first(self) -> bool:
        return self.dates.startswith("mdy")

    @property
    def two_rows(self) -> bool:
        return any(column.above is not None for column in self.columns)

    def has(self, name: str) -> bool:
        """Whether a column of the cases themselves tells this field."""
        return any(column.field == name for column in self.columns)

    def date_style(self, name: str) -> str:
        return self.date_columns.get(name, self.dates)


@cache
def layouts() -> dict[str, Layout]:
    """Every layout, by name."""
    table = words.read("layouts")
    return {
        name: _layout(name, row) for name, row in table.items() if name != "rearranged"
    }


@cache
def layout_of(unit: str) -> Layout:
    """The layout a unit keeps its tracker in; "" is for cases that have no unit."""
    table = words.read("layouts")
    return layouts()[
        next(name for name, row in table.items() if unit in row.get("units", []))
    ]


def rearranged(unit: str, layout: Layout) -> Layout:
    """The layout as it is on the second Monday: one unit's has been rearranged."""
    change = words.read("layouts")["rearranged"]
    if unit != change["unit"]:
        return layout
    first = [column for column in layout.columns if column.field in change["first"]]
    rest = [column for column in layout.columns if column.field not in change["first"]]
    columns = [
        replace(column, heading=change["renamed"].get(column.heading, column.heading))
        for column in first + rest
    ]
    return replace(layout, columns=tuple(columns))


def _layout(name: str, row: dict[str, Any]) -> Layout:
    marks = row.get("marks", {})
    plain: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in row.items()
        if key not in ("units", "columns", "marks")
    }
    return Layout(
        name=name,
        columns=tuple(Column(*column) for column in row["columns"]),
        marks_sheet=marks.get("sheet", ""),
        marks=tuple(Column(*column) for column in marks.get("columns", [])),
        **plain,
    )
