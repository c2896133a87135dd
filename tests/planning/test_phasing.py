"""Phases: nobody twice, nobody before somebody who waits longer, no family divided."""

from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from evenhand.engine.calendar import Nation, is_working_day
from evenhand.planning.cutover.phasing import Timetable, days_of, phases_of


@st.composite
def groups(draw: st.DrawFn) -> list[list[int]]:
    """Cases in groups of one to four, numbered in the order of their wait."""
    sizes = draw(st.lists(st.integers(1, 4), max_size=30))
    numbers = iter(range(sum(sizes)))
    return [[next(numbers) for _ in range(size)] for size in sizes]


@given(groups(), st.integers(1, 6), st.none() | st.integers(1, 12))
def test_phases_keep_order_and_families(
    dealt_out: list[list[int]], phases: int, most: int | None
) -> None:
    dealt = phases_of(dealt_out, phases=phases, most=most)
    flat = [case for phase in dealt for case in phase]
    assert flat == list(range(len(flat))), "in the order given, from the first"
    assert len(dealt) <= phases
    assert all(dealt)
    of_phase = {case: n for n, phase in enumerate(dealt) for case in phase}
    for group in dealt_out:
        assert len({of_phase.get(case) for case in group}) == 1, "a family is divided"
    if most is None:
        assert len(flat) == sum(len(group) for group in dealt_out), "nobody is left"
    else:
        biggest = max((len(group) for group in dealt_out), default=0)
        assert all(len(phase) <= max(most, biggest) for phase in dealt)


@given(
    st.dates(date(2026, 1, 1), date(2026, 6, 30)),
    st.integers(1, 8),
    st.integers(1, 21),
)
def test_days_are_working_days_in_order(
    first_on: date, phases: int, days_apart: int
) -> None:
    days = days_of(Timetable(phases, first_on, days_apart))
    assert len(days) == phases
    assert days[0] >= first_on
    assert all(is_working_day(day, Nation.ENGLAND_AND_WALES) for day in days)
    assert all(one <= other for one, other in pairwise(days))
