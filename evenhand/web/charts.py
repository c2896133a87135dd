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


def _step(most: int) -> int:
    """A round step that gives an axis four to nine marks."""
    size = 1
    while True:
        for base in STEPS:
            if most <= base * size * 8:
                return base * size
        size *= 10
