"""Shapes of charts that pages draw themselves: numbers in, places on paper out."""

from collections.abc import Sequence
from dataclasses import dataclass


STEPS = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things stand on the paper, in its own units.

    A label stands beside its bar, in a margin `left`, or `above` it with the numbers.
    """

    left: int
    right: int
    width: int
    row: int
    above: int = 0
    top: int = 26


WIDE = Layout(left=225, right=70, width=900, row=30)
NARROW = Layout(left=4, right=12, width=350, row=50, above=20)


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a bar chart: its load drawn over the room there is for it."""

    label: str
    load: int
    room: int
    y: int
    load_width: float
    room_width: float
    over: bool


@dataclass(frozen=True, slots=True)
class BarChart:
    """A chart of load against room, from zero, with a few marks on its axis."""

    bars: list[Bar]
    marks: list[tuple[float, int]]
    height: int
    any_over: bool
    layout: Layout


def load_chart(rows: Sequence[tuple[str, int, int]], layout: Layout = WIDE) -> BarChart:
    """Bars for (label, load, room), in the order given."""
    most = max((max(load, room) for _, load, room in rows), default=0)
    step = _step(most)
    top = max(step, -(-most // step) * step)
    scale = (layout.width - layout.left - layout.right) / top
    return BarChart(
        bars=[
            Bar(
                label=label,
                load=load,
                room=room,
                y=layout.top + n * layout.row,
                load_width=round(load * scale, 1),
                room_width=round(room * scale, 1),
                over=load > room,
            )
            for n, (label, load, room) in enumerate(rows)
        ],
        marks=[(round(layout.left + n * scale, 1), n) for n in range(0, top + 1, step)],
        height=layout.top + len(rows) * layout.row + 10,
        any_over=any(load > room for _, load, room in rows),
        layout=layout,
    )


def load_charts(rows: Sequence[tuple[str, int, int]]) -> tuple[BarChart, BarChart]:
    """The same chart for a wide page and for a phone."""
    return load_chart(rows), load_chart(rows, NARROW)


@dataclass(frozen=True, slots=True)
class Range:
    """One line of an interval chart: a point, and the line it could lie on."""

    label: str
    text: str
    y: int
    point: float
    low: float
    high: float
    marked: bool


@dataclass(frozen=True, slots=True)
class IntervalChart:
    """A chart of differences around nothing, in points of a hundred."""

    ranges: list[Range]
    marks: list[tuple[float, int]]
    zero: float
    height: int
    any_marked: bool
    layout: Layout


def interval_chart(
    rows: Sequence[tuple[str, float, float, float, str, bool]], layout: Layout
) -> IntervalChart:
    """Lines for (label, value, low, high, text, marked), in parts of one, in their order.

    The axis reaches as far to the left as to the right of nothing.
    """
    most = max((abs(100 * end) for _, _, low, high, *_ in rows for end in (low, high)))
    step = _step(2 * (int(most) + 1))
    # No difference is greater than all of them.
    ends = min(100, step * -(-int(most + 1) // step))
    right = layout.right + (70 if not layout.above else 0)
    scale = (layout.width - layout.left - right) / (2 * ends)

    def x(part: float) -> float:
        return round(layout.left + (100 * part + ends) * scale, 1)

    return IntervalChart(
        ranges=[
            Range(
                label=label,
                text=text,
                y=layout.top + n * layout.row,
                point=x(value),
                low=x(low),
                high=x(high),
                marked=marked,
            )
            for n, (label, value, low, high, text, marked) in enumerate(rows)
        ],
        marks=[(x(at / 100), at) for at in range(-ends, ends + 1, step)],
        zero=x(0),
        height=layout.top + len(rows) * layout.row + 10,
        any_marked=any(marked for *_, marked in rows),
        layout=layout,
    )


def interval_charts(
    rows: Sequence[tuple[str, float, float, float, str, bool]],
) -> tuple[IntervalChart, IntervalChart]:
    """The same chart for a wide page and for a phone."""
    return interval_chart(rows, WIDE), interval_chart(rows, NARROW)


def _step(most: int) -> int:
    """A round step that gives an axis four to nine marks."""
    size = 1
    while True:
        for base in STEPS:
            if most <= base * size * 8:
                return base * size
        size *= 10
