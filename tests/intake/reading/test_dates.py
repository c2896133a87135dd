"""Any day, written in any way, in any company, is read back or refused in words."""

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from evenhand.intake.reading.dates import Order, Written, decide, read_days, written
from evenhand.intake.reading.fields import Span
from evenhand.intake.reading.sheet import Cell


ON = date(2026, 11, 23)
DAYS = st.dates(date(1990, 1, 1), ON)
FIXED = ["%Y-%m-%d", "%d %B %Y", "%d-%b-%Y", "%B %d, %Y", "%Y/%m/%d", "%a %d %b %Y", "%Y%m%d", "%d %B %Y 14:30", "%Y-%m-%dT09:00:00"]  # fmt: skip
DAY_FIRST = ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%Y 08:15"]
MONTH_FIRST = ["%m/%d/%Y", "%m-%d-%Y", "%m/%d/%Y 08:15"]
FIRST_1900, FIRST_1904 = date(1899, 12, 30), date(1904, 1, 1)


def column(*cells: str | tuple[str, Cell]) -> tuple[pl.Series, pl.Series]:
    told = [(cell, Cell.TEXT) if isinstance(cell, str) else cell for cell in cells]
    return (
        pl.Series([text for text, _ in told], dtype=pl.String),
        pl.Series([int(kind) for _, kind in told], dtype=pl.UInt8),
    )


def days_of(*cells: str | tuple[str, Cell], span: Span = Span.PAST, from_1904: bool = False) -> list[date | None]:  # fmt: skip
    read = read_days(*column(*cells), span, on=ON, from_1904=from_1904)
    return read.cells["day"].to_list()


@settings(deadline=None)
@given(st.lists(DAYS, min_size=1, max_size=30), st.data())
def test_a_column_of_mixed_writing_is_read_back(days: list[date], data: st.DataObject) -> None:  # fmt: skip
    """With one cell that tells, every cell is read as it was meant."""
    telling = data.draw(DAYS.filter(lambda day: day.day > 12))
    ambiguous = data.draw(st.sampled_from([DAY_FIRST, MONTH_FIRST]))
    ways = [*FIXED, *ambiguous]
    cells = [day.strftime(data.draw(st.sampled_from(ways))) for day in days]
    cells.append(telling.strftime(ambiguous[0]))
    assert days_of(*cells) == [*days, telling]


@settings(deadline=None)
@given(DAYS, st.sampled_from([FIRST_1900, FIRST_1904]), st.sampled_from([Cell.TEXT, Cell.NUMBER]))  # fmt: skip
def test_a_serial_number_is_read_back(day: date, first: date, kind: Cell) -> None:
    serial = str((day - first).days)
    assert days_of((serial, kind), from_1904=first == FIRST_1904) == [day]


@settings(deadline=None)
@given(DAYS)
def test_a_year_of_two_figures_is_told_by_sense(day: date) -> None:
    assert days_of(day.strftime("%d %b %y")) == [day]


@settings(deadline=None)
@given(st.dates(ON - timedelta(days=36_000), ON))
def test_a_birth_lies_in_the_past(day: date) -> None:
    read = days_of(day.strftime("%d %b %y"), span=Span.BORN)[0]
    assert read is not None
    assert read <= ON
    assert (read.day, read.month, read.year % 100) == (day.day, day.month, day.year % 100)  # fmt: skip


@settings(deadline=None)
@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_the_order_is_that_of_nearly_all_telling_cells(by_day: int, by_month: int, either: int) -> None:  # fmt: skip
    cells = [(Written(25, 3, 2021), by_day), (Written(3, 25, 2021), by_month), (Written(3, 4, 2021), either)]  # fmt: skip
    order = decide(cells).order
    if by_day and not by_month:
        assert order is Order.DAY_FIRST
    if by_month and not by_day:
        assert order is Order.MONTH_FIRST
    if by_day and by_day == by_month:
        assert order is Order.NEITHER


@settings(deadline=None)
@given(st.text(max_size=30))
def test_any_text_is_a_day_or_a_sentence(text: str) -> None:
    assume(text.strip())
    read = read_days(*column(text), Span.ANY, on=ON).cells
    assert (read["day"][0] is None) != (read["why_not"][0] is None)


def test_a_column_that_tells_nothing_is_day_first_and_says_so() -> None:
    read = read_days(*column("04/05/2021"), Span.PAST, on=ON)
    assert read.cells["day"].to_list() == [date(2021, 5, 4)]
    assert "as is usual here" in read.said


def test_a_slip_is_refused_and_the_rest_is_read() -> None:
    cells = ["25/05/2021"] * 20 + ["05/25/2021", "04/05/2021"]
    read = read_days(*column(*cells), Span.PAST, on=ON)
    assert read.cells["day"].to_list() == [date(2021, 5, 25)] * 20 + [None, date(2021, 5, 4)]  # fmt: skip
    assert "day first: 20 cells can only be read so" in read.said
    assert "cannot be read day first" in read.cells["why_not"][20]


def test_a_column_of_both_orders_is_refused_where_it_does_not_tell() -> None:
    read = read_days(*column("25/05/2021", "05/25/2021", "04/05/2021", "04/04/2021", "2021-05-04"), Span.PAST, on=ON)  # fmt: skip
    assert read.cells["day"].to_list() == [date(2021, 5, 25), date(2021, 5, 25), None, date(2021, 4, 4), date(2021, 5, 4)]  # fmt: skip
    assert "can be read two ways" in read.cells["why_not"][2]


def test_days_turned_by_opening_a_csv_file_are_noticed() -> None:
    real = [(f"2021-{month:02}-{day:02}", Cell.DATE) for month in range(1, 6) for day in (3, 9)]  # fmt: skip
    text = [f"{day}/03/2021" for day in range(13, 25)]
    assert "turned day and month" in read_days(*column(*real, *text), Span.PAST, on=ON).said  # fmt: skip


@pytest.mark.parametrize("text", ["TBC", "2021", "May 2021", "4/5", "31/02/2021", "00/00/0000", "soon", "99999", "#REF!", "1e5"])  # fmt: skip
def test_what_is_no_day_is_refused_in_words(text: str) -> None:
    read = read_days(*column(text), Span.PAST, on=ON).cells
    assert read["day"].to_list() == [None]
    assert text in read["why_not"][0]


@pytest.mark.parametrize("text", ["4th May 2021", "Tuesday 4 May 2021", "4may2021", "4 Sept 2021", "'04/05/2021", "4 / 5 / 2021"])  # fmt: skip
def test_odd_ways_of_writing(text: str) -> None:
    day = written(text, Cell.TEXT)
    assert day is not None
    assert (day.first, day.year) == (4, 2021)


def test_a_claim_before_1990_is_refused() -> None:
    assert days_of("04/05/1985") == [None]
    assert days_of("04/05/1985", span=Span.BORN) == [date(1985, 5, 4)]
