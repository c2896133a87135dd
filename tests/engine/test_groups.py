"""Before and after by group: sums, intervals, and nothing to subtract."""

from statistics import NormalDist, median

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.engine.groups import (
    Groups,
    groups_of,
    newcombe,
    origin_of,
    told_apart,
    wilson,
)


LEAST = 4
Z = NormalDist().inv_cdf(0.975)
CASES = st.lists(
    st.tuples(
        st.sampled_from("abcdef"),
        st.booleans(),
        st.integers(0, 3_000),
        st.integers(1, 5),
        st.sampled_from(["LEEDS", "DAC", ""]),
    ),
    max_size=60,
)


def frame(cases: list[tuple[str, bool, int, int, str]]) -> pl.DataFrame:
    return pl.DataFrame(
        cases,
        schema={
            "group": pl.String,
            "placed": pl.Boolean,
            "waiting_days": pl.Int64,
            "band": pl.Int64,
            "unit": pl.String,
        },
        orient="row",
    )


def found(cases: list[tuple[str, bool, int, int, str]]) -> Groups:
    return groups_of(frame(cases), "group", least=LEAST, confidence=0.95)


@given(CASES)
def test_groups_add_up_to_the_whole(cases) -> None:
    of = found(cases)
    if of.whole is None:
        assert len(cases) < LEAST
        assert of.told == ()
        return
    assert of.whole.before == len(cases) == sum(group.before for group in of.told)
    assert of.whole.placed == sum(group.placed for group in of.told)
    assert of.whole.after == sum(group.after for group in of.told)
    assert sum(group.holds for group in of.told) == len({case[0] for case in cases})


@given(CASES)
def test_no_group_told_nor_any_rest_is_small(cases) -> None:
    of = found(cases)
    assert all(group.before >= LEAST for group in of.told)
    assert [group.key for group in of.told].count(None) <= 1
    by_hand = {}
    for key, *_ in cases:
        by_hand[key] = by_hand.get(key, 0) + 1
    for group in of.told:
        if group.key is not None:
            assert group.before == by_hand[group.key]
            assert group.holds == 1


@given(CASES)
def test_waits_are_those_of_enough_cases_and_the_right_ones(cases) -> None:
    for group in found(cases).told:
        if group.key is None:
            continue
        for placed, waits in ((True, group.placed_waited), (False, group.left_waited)):
            days = [d for k, p, d, *_ in cases if k == group.key and p is placed]
            assert (waits is not None) == (len(days) >= LEAST)
            if waits is not None:
                assert waits.longest == max(days)
                assert abs(waits.middle - median(days)) <= 0.5


@given(CASES)
def test_longest_wait_of_the_whole_is_not_that_of_a_few(cases) -> None:
    of = found(cases)
    if of.whole is None:
        return
    for whole, parts in (
        (of.whole.placed_waited, [(g.placed, g.placed_waited) for g in of.told]),
        (of.whole.left_waited, [(g.after, g.left_waited) for g in of.told]),
    ):
        if whole is not None and whole.longest is not None:
            assert all(waits is not None for number, waits in parts if number)


@given(st.dictionaries(st.text(max_size=3), st.integers(1, 30), max_size=12))
def test_what_is_left_without_the_groups_told_is_none_or_enough(sizes) -> None:
    told = told_apart(sizes, LEAST)
    rest = sum(size for key, size in sizes.items() if key not in told)
    assert all(sizes[key] >= LEAST for key in told)
    assert rest == 0 or rest >= LEAST or not told


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_interval_of_a_share_is_within_its_bounds_and_holds_it(pair) -> None:
    some, whole = pair
    of = wilson(some, whole, Z)
    assert 0 <= of.low <= of.value <= of.high <= 1
    assert of.low < of.high
    # The definition: the ends are where the share is z standard errors away.
    for end in (of.low, of.high):
        if 0 < end < 1:
            error = (end * (1 - end) / whole) ** 0.5
            assert abs(of.value - end) == pytest.approx(Z * error, rel=1e-6)


def test_difference_is_newcombes() -> None:
    """His example in table II: 56 of 70 against 48 of 80, by method 10."""
    of = newcombe(56, 70, 48, 80, 1.959964)
    assert of.value == pytest.approx(0.2)
    assert (round(of.low, 4), round(of.high, 4)) == (0.0524, 0.3339)
    none = newcombe(0, 10, 0, 20, 1.959964)
    assert (round(none.low, 4), round(none.high, 4)) == (-0.1611, 0.2775)


@given(CASES)
def test_difference_is_the_other_way_round_for_everybody_else(cases) -> None:
    of = found([("a" if key < "c" else "b", *rest) for key, *rest in cases])
    if len(of.told) == 2:
        one, other = (group.difference for group in of.told)
        assert one is not None
        assert other is not None
        assert one.value == pytest.approx(-other.value)
        assert (one.low, one.high) == pytest.approx((-other.high, -other.low))


@given(CASES)
def test_origins_add_up_to_the_distance(cases) -> None:
    frame_ = frame(cases)
    inside, others = (
        frame_.filter(pl.col("group") == "a"),
        frame_.filter(pl.col("group") != "a"),
    )
    if inside.is_empty() or others.is_empty():
        return
    of = origin_of(frame_, "group", "a", least=LEAST)
    distance = others["placed"].mean() - inside["placed"].mean()
    assert of.by_band + of.by_unit + of.rest == pytest.approx(distance)
    for key, by in ((of.band, "band"), (of.unit, "unit")):
        if key is not None:
            assert inside.filter(pl.col(by) == key).height >= LEAST


def test_origin_is_the_band_where_bands_alone_decide() -> None:
    cases = [("a", False, 9, 5, "DAC")] * 8 + [("a", True, 9, 1, "DAC")] * 2
    cases += [("b", False, 9, 5, "DAC")] * 3 + [("b", True, 9, 1, "DAC")] * 7
    of = origin_of(frame(cases), "group", "a", least=LEAST)
    assert (of.by_band, of.by_unit, of.rest) == pytest.approx((0.5, 0, 0))
    assert (of.band, of.unit) == (5, None)


def test_origin_is_the_unit_where_units_alone_decide() -> None:
    cases = [("a", False, 9, 3, "DAC")] * 8 + [("a", True, 9, 3, "LEEDS")] * 2
    cases += [("b", False, 9, 3, "DAC")] * 2 + [("b", True, 9, 3, "LEEDS")] * 8
    of = origin_of(frame(cases), "group", "a", least=LEAST)
    assert (of.by_band, of.by_unit, of.rest) == pytest.approx((0, 0.6, 0))
    assert (of.band, of.unit) == (None, "DAC")
