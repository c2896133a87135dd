"""The sheets of a tracker, line by line, before any file is written."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

import polars as pl

from evenhand.synthetic.trackers.cells import (
    NUMBERS,
    Cell,
    Dated,
    Formula,
    dated,
)
from evenhand.synthetic.trackers.faults import Sown
from evenhand.synthetic.trackers.layouts import Column, Layout
from evenhand.synthetic.trackers.wording import Wording, styles_of


STAGES = {
    "Intake": ["registered", "screened"],
    "PIQ stage": ["questionnaire"],
    "Pre-interview": ["ready_to_interview"],
    "Post-interview": ["interviewed", "decided", "checked", "suspended"],
}
PARKED = "policy-hold|litigation-hold|prosecution"  # barriers of cases set aside
LONGEST_MERGE = 6
WORTH_A_SUBTOTAL = 5
STRAY_SPACE = 37  # a space after one reference in so many
ORDERS = {"name": ["family_name", "given_names", "reference"]}


@dataclass(slots=True)
class Line:
    """One row of a sheet. merges: column -> how many rows down it reaches, and
    `across`: pairs of first and last column; notes: column -> what hangs on it."""

    cells: list[Cell]
    bold: bool = False
    hidden: bool = False
    notes: dict[int, str] = field(default_factory=dict)
    down: dict[int, int] = field(default_factory=dict)
    across: list[tuple[int, int]] = field(default_factory=list)


@dataclass(slots=True)
class Page:
    """One sheet of a workbook, or one csv file. `real`: columns of date cells."""

    name: str
    lines: Iterator[Line]
    hidden: bool = False
    real: frozenset[int] = frozenset()
    in_file_of_its_own: bool = False


@dataclass(slots=True)
class CasePage:
    """A sheet of cases. `rows` and `merged` are known when its lines have been drawn:
    the number in the sheet of each row of `cases`, and how many cells are filled from
    the one above. cases: all text, with `again` true in a second row of a case."""

    layout: Layout
    wording: Wording
    name: str
    hidden: bool
    cases: pl.DataFrame
    sown: dict[tuple[str, bool], Sown]
    titles: list[str]
    on: datetime.date
    rows: list[int] = field(default_factory=list)
    merged: int = 0

    def page(self) -> Page:
        columns = self.layout.columns
        styles = self._styles()
        real = frozenset(
            place
            for place, column in enumerate(columns)
            if styles.get(column.field) == "real"
        )
        return Page(self.name, self.lines(), self.hidden, real)

    def lines(self) -> Iterator[Line]:
        """Titles, heading, cases, and what stands between and below them."""
        heading = list(headings(self.layout))
        row = 0
        for line in [*map(self._title, self.titles), *heading]:
            row += 1
            yield line
        body = self._body()
        extras = self.layout.extras
        again, gap = extras.get("headings_again"), extras.get("gaps")
        for place, line in enumerate(body):
            if self._breaks(place):
                between = []
                if extras.get("subtotals"):
                    between.append(self._subtotal(place))
                if again and place % again == 0:
                    between += [Line([]), *heading]
                if gap and place % gap == 0:
                    between.append(Line([]))
                for other in between:
                    row += 1
                    yield other
            row += 1
            self.rows.append(row)
            yield line
        if extras.get("total") and body:
            yield Line([])
            yield self._total("TOTAL", len(body))

    def _styles(self) -> dict[str, str]:
        return styles_of(self.layout, self.cases)

    def _title(self, text: str) -> Line:
        cells: list[Cell] = [*text.split(";")] if self.layout.is_csv else [text or None]
        return Line(cells, bold=True, across=[(0, 7)] if text else [])

    def _total(self, word: str, count: int) -> Line:
        cells: list[Cell] = [None] * len(self.layout.columns)
        cells[1 if self.layout.columns[0].own else 0] = word
        cells[3] = count
        return Line(cells, bold=True)

    def _group(self) -> pl.Series:
        by: str = self.layout.extras.get("subtotals", "reference")
        return self.cases[by]

    def _subtotal(self, place: int) -> Line:
        group = self._group()
        size = 1
        while place - size > 0 and group[place - size - 1] == group[place - 1]:
            size += 1
        return self._total(f"{group[place - 1]} total", size)

    def _breaks(self, place: int) -> bool:
        """Whether something stands between a case and the one before it."""
        extras = self.layout.extras
        if place == 0:
            return False
        if any(
            every and place % every == 0
            for every in (extras.get("headings_again"), extras.get("gaps"))
        ):
            return True
        if not extras.get("subtotals") or self.cases["again"][place - 1]:
            return False
        group = self._group()
        first = place - WORTH_A_SUBTOTAL
        ends = group[place] != group[place - 1] or bool(self.cases["again"][place])
        return ends and first >= 0 and group[first] == group[place - 1]

    def _body(self) -> list[Line]:
        columns = self.layout.columns
        styles = self._styles()
        written = self.wording.written(self.cases, styles)
        keys = list(self.cases.select("reference", "again").iter_rows())
        faulty = {
            place: self.sown[key] for place, key in enumerate(keys) if key in self.sown
        }
        for place, fault in faulty.items():
            if fault.writes:
                written[fault.field][place] = self._as_written(fault, styles)
        self._with_formulas(written, styles)
        down = self._merged(written, faulty)
        book = {column.field: place for place, column in enumerate(columns)}
        cells = [
            self._own(column, book) if column.own else written[column.field]
            for column in columns
        ]
        if self.layout.extras.get("spaces"):
            refs = cells[book["reference"]]
            for place in range(STRAY_SPACE, len(refs), STRAY_SPACE):
                if isinstance(text := refs[place], str):
                    refs[place] = f"{text} "
        lines = [Line(list(row)) for row in zip(*cells, strict=True)]
        for (place, name), length in down.items():
            lines[place].down[book[name]] = length
        for place, fault in faulty.items():
            lines[place].hidden = fault.code == "hidden_row"
            if fault.code == "note_kept":
                lines[place].notes[book[fault.field]] = str(fault.cell)
        return lines

    def _as_written(self, fault: Sown, styles: dict[str, str]) -> Cell:
        if isinstance(fault.cell, Dated):
            first = self.layout.month_first
            return dated(fault.cell, styles[fault.field], month_first=first)
        return fault.cell

    def _with_formulas(
        self, written: dict[str, list[Cell]], styles: dict[str, str]
    ) -> None:
        """Where Excel's values are kept, a review is so many days after the opening."""
        name, since = "barrier_1_review_on", "barrier_1_opened_on"
        kept = self.layout.extras.get("formulas") == "kept"
        if not kept or name not in written or styles.get(name) not in NUMBERS:
            return
        place = [column.field for column in self.layout.columns].index(since)
        for row, (opened, review) in enumerate(
            zip(written[since], written[name], strict=True)
        ):
            if isinstance(opened, int) and isinstance(review, int):
                text = f"={letters(place)}{{row}}+{review - opened}"
                written[name][row] = Formula(text, review)

    def _merged(
        self, written: dict[str, list[Cell]], faulty: dict[int, Sown]
    ) -> dict[tuple[int, str], int]:
        """Runs of equal neighbours whose first cell stands for all of them."""
        answer: dict[tuple[int, str], int] = {}
        for name in self.layout.extras.get("merged", []):
            cells = written[name]
            first = 0
            for place in range(1, len(cells) + 1):
                goes_on = (
                    place < len(cells)
                    and cells[place] is not None
                    and cells[place] == cells[first]
                    and place - first < LONGEST_MERGE
                    and first not in faulty
                    and place not in faulty
                    and not self.cases["again"][place]
                    and not self._breaks(place)
                )
                if goes_on:
                    continue
                if place - first > 1:
                    answer[first, name] = place - first - 1
                    cells[first + 1 : place] = [None] * (place - first - 1)
                first = place
        self.merged = sum(answer.values())
        return answer

    def _own(self, column: Column, book: dict[str, int]) -> list[Cell]:
        """A column of the unit's own: a number, an age, weeks since the claim."""
        lost = self.layout.extras.get("formulas") == "lost"
        if column.field == "-number":
            number = pl.Series(range(1, len(self.cases) + 1))
            return (
                [Formula("=ROW()-1", None)] * len(number) if lost else number.to_list()
            )
        source, unit, days = {
            "-age": ("claimed_date_of_birth", "Y", 365.2425),
            "-weeks": ("claimed_on", "D", 7.0),
        }[column.field]
        tail = "/7" if unit == "D" else ""
        text = f'=DATEDIF({letters(book[source])}{{row}},TODAY(),"{unit}"){tail}'
        since = self.cases[source].str.to_date()
        past = (pl.lit(self.on) - pl.lit(since)).dt.total_days() / days
        values = pl.select(past.floor().cast(pl.Int64)).to_series()
        return [Formula(text, None if lost else value) for value in values]  # fmt: skip


def headings(layout: Layout) -> Iterator[Line]:
    """The heading, in one row or two. Equal headings above stand in one merged cell; a
    column without one has its heading across both rows."""
    below = [column.heading for column in layout.columns]
    if not layout.two_rows:
        yield Line([*below], bold=True)
        return
    above = [column.above or "" for column in layout.columns]
    top, down = Line([], bold=True), Line([], bold=True)
    for place, text in enumerate(above):
        first = place == 0 or above[place - 1] != text
        top.cells.append(
            (text if first else None) or below[place] if not text or first else None
        )
        down.cells.append(below[place] if text else None)
        if not text:
            top.down[place] = 1
    start = 0
    for place in range(1, len(above) + 1):
        if place == len(above) or above[place] != above[start]:
            if above[start] and place - start > 1:
                top.across.append((start, place - 1))
            start = place
    yield top
    yield down  # fmt: skip


def divided(
    layout: Layout, cases: pl.DataFrame
) -> list[tuple[str, bool, pl.DataFrame]]:
    """The sheets of cases: name, whether it is hidden, and its cases in order."""
    cases = cases.sort(ORDERS.get(layout.order, [layout.order, "reference"]))
    if layout.sheets == "one":
        return [(layout.sheet, False, cases)]
    if layout.sheets == "year":
        year = cases["claimed_on"].str.slice(0, 4)
        return [
            (name, False, cases.filter(year == name))
            for name in sorted(year.unique(), reverse=True)
        ]
    parked = cases["barriers"].str.contains(PARKED).fill_null(False)
    stage = cases["stage"]
    parts = [
        (name, False, cases.filter(stage.is_in(stages) & ~parked))
        for name, stages in STAGES.items()
    ]
    parts.append((layout.extras["parked"], True, cases.filter(parked)))
    return [part for part in parts if len(part[2])]


@cache
def letters(place: int) -> str:
    """The letters Excel gives a column; the first is place 0, A."""
    text = ""
    while place >= 0:
        text = chr(ord("A") + place % 26) + text
        place = place // 26 - 1
    return text
