"""Even draws and dates as numbers."""

import datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.synthetic import days
from evenhand.synthetic.draws import Chance, even_within, happens, pick


def stream():
    return Chance(1).stream("test")


@settings(max_examples=50)
@given(
    st.lists(st.floats(0.01, 100), min_size=1, max_size=8),
    st.integers(1, 500),
)
def test_pick_meets_every_share_to_within_one(shares, n):
    counts = np.bincount(pick(stream(), n, shares), minlength=len(shares))
    assert counts.sum() == n
    for count, share in zip(counts, shares, strict=True):
        # Both bounds of a share may fall inside a slice.
        assert abs(count - n * share / sum(shares)) < 2


def test_a_share_of_nothing_is_never_picked():
    assert set(pick(stream(), 1000, [1, 0, 2, 0])) == {0, 2}


def test_even_within_is_even_in_every_group():
    groups = np.arange(1000) % 7
    draws = even_within(stream(), groups)
    for group in range(7):
        assert abs((draws[groups == group] < 0.3).mean() - 0.3) < 0.01


@pytest.mark.parametrize("rate", [0, 25, 100])
def test_happens_at_its_rate(rate):
    assert happens(stream(), 400, rate).sum() == 4 * rate


def test_a_subject_draws_the_same_whatever_other_subjects_do():
    one, other = Chance(5), Chance(5)
    one.stream("ages").random(100)
    assert one.stream("names").random() == other.stream("names").random()
    assert one.stream("names").random() != one.stream("ages").random()


@settings(max_examples=200)
@given(
    st.dates(datetime.date(1920, 1, 1), datetime.date(2026, 1, 1)),
    st.integers(0, 36_500),
)
def test_whole_years_are_birthdays_passed(born, later):
    on = born + datetime.timedelta(days=later)
    age = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    start = np.array([days.number(born)])
    assert days.whole_years(start, days.number(on))[0] == age
    assert days.birthday(start, age)[0] <= days.number(on)
    assert days.birthday(start, age + 1)[0] > days.number(on)
