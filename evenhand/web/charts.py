"""Shapes of charts that pages draw themselves: numbers in, places on paper out."""

from collections.abc import Sequence
from dataclasses import dataclass


LEFT, WIDTH, ROW, TOP = 225, 900, 30, 26
RIGHT = 70
STEPS = (1, 2, 5)


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
    left: int = LEFT
    width: int = WIDTH
    row: int = ROW
    top: int = TOP


def load_chart(rows: Sequence[tuple[str, int, int]]) -> BarChart:
    """Bars for (label, load, room), in the order given."""
    most = max((max(load, room) for _, load, room in rows), default=0)
    step = _step(most)
    top = max(step, -(-most // step) * step)
    scale = (WIDTH - LEFT - RIGHT) / top
    return BarChart(
        bars=[
            Bar(
                label=label,
                load=load,
                room=room,
                y=TOP + n * ROW,
                load_width=round(load * scale, 1),
                room_width=round(room * scale, 1),
                over=load > room,
            )
            for n, (label, load, room) in enumerate(rows)
        ],
        marks=[(round(LEFT + n * scale, 1), n) for n in range(0, top + 1, step)],
        height=TOP + len(rows) * ROW + 10,
        any_over=any(load > room for _, load, room in rows),
    )


def _step(most: int) -> int:
    """A round step that gives an axis four to nine marks."""
    size = 1
    while True:
        for base in STEPS:
            if most <= base * size * 8:
                return base * size
        size *= 10
