"""Waits, stages, promises and priority: against known figures and plain loops."""

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.engine.proof.delivered import delivered
from evenhand.engine.proof.priority import Stood, Verdict, in_their_order
from evenhand.engine.proof.reaching import reached_on
from evenhand.engine.proof.waiting import days_until, still_waiting


ON = date(2026, 11, 20)
# Weeks in remission under 6-mercaptopurine, those still in it with a plus: Freireich and
# others, Blood 21 (1963), 699-716; the estimate as every textbook prints it.
REMISSION = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
PRINTED = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}


def waits_of(words: str) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "days": [int(word.rstrip("+")) for word in words.split()],
            "reached": [not word.endswith("+") for word in words.split()],
        }
    )


def test_those_who_wait_still_are_counted_as_the_textbooks_count_them() -> None:
    curve = still_waiting(waits_of(REMISSION))
    assert {day: round(still, 3) for day, still in curve.items()} == PRINTED
    assert days_until(waits_of(REMISSION), (0.1, 0.5, 0.9)) == {
        **{0.1: 6, 0.5: 23, 0.9: None}
    }


def test_leaving_out_the_unfinished_would_halve_the_wait() -> None:
    done = waits_of(" ".join(w for w in REMISSION.split() if "+" not in w))
    assert days_until(done, (0.5,))[0.5] == 10


observed = st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=1)


@given(observed)
def test_curve_is_that_of_a_plain_loop(rows: list[tuple[int, bool]]) -> None:
    still, expected = 1.0, {}
    for day in sorted({day for day, _ in rows}):
        at_risk = sum(1 for other, _ in rows if other >= day)
        events = sum(1 for other, reached in rows if other == day and reached)
        if events:
            still *= 1 - events / at_risk
            expected[day] = still
    frame = pl.DataFrame(rows, schema=["days", "reached"], orient="row")
    assert still_waiting(frame) == pytest.approx(expected)


@given(st.lists(st.integers(0, 30), min_size=1))
def test_without_anybody_waiting_half_is_the_middle(days: list[int]) -> None:
    frame = pl.DataFrame({"days": days, "reached": [True] * len(days)})
    middle = days_until(frame, (0.5,))[0.5]
    assert middle == sorted(days)[(len(days) - 1) // 2]


STAGES = ("registered", "interviewed", "decided", "checked", "served")
histories = st.dictionaries(
    st.integers(1, 4),
    st.lists(
        st.tuples(st.integers(0, 20), st.sampled_from(STAGES)), min_size=1, max_size=6
    ),
)


@given(histories, st.sets(st.sampled_from(STAGES), min_size=1))
def test_stage_is_reached_when_it_was_come_to_for_good(history, stages) -> None:
    rows, expected = [], {}
    for case, told in history.items():
        told.sort(key=lambda one: one[0])
        rows += [
            (case, ON + timedelta(days=day), order, stage)
            for order, (day, stage) in enumerate(told)
        ]
        day = None
        for since, stage in told:
            day = (since if day is None else day) if stage in stages else None
        if day is not None:
            expected[case] = ON + timedelta(days=day)
    frame = pl.DataFrame(
        rows,
        schema={
            "case_id": pl.Int64,
            "since": pl.Date,
            "order": pl.Int64,
            "stage": pl.String,
        },
        orient="row",
    )
    assert dict(reached_on(frame, stages).iter_rows()) == expected


def waits(*rows: tuple[str, int, int | None, int | None]) -> pl.DataFrame:
    """Key, and how many days before ON it started, was reached and left."""
    return pl.DataFrame(
        [
            (key, *(None if ago is None else ON - timedelta(days=ago) for ago in days))
            for key, *days in rows
        ],
        schema={
            "key": pl.String,
            "start": pl.Date,
            "reached_on": pl.Date,
            "left_on": pl.Date,
        },
        orient="row",
    )


def test_promise_is_held_to_those_for_whom_it_is_due() -> None:
    (group,) = delivered(
        waits(
            ("a", 100, 90, None),  # in time
            ("a", 100, 40, None),  # reached, too late
            ("a", 100, None, None),  # waits beyond it
            ("a", 50, None, None),  # exactly due, and waits
            ("a", 49, None, None),  # not due yet
            ("a", 20, 10, None),  # reached already, not due yet
            ("a", 100, None, 90),  # left before
            ("a", 100, None, 10),  # left after it was due
            ("a", 100, 80, 70),  # reached, and left later
            ("a", -5, None, None),  # claims tomorrow
        ),
        on=ON,
        promised=50,
        least=1,
    )
    assert (group.waits, group.reached, group.left, group.waiting) == (9, 4, 2, 3)
    assert (group.due, group.within, group.over) == (6, 2, 1)


def test_what_happens_after_the_day_is_not_known_on_it() -> None:
    (group,) = delivered(
        waits(("a", 10, -1, None), ("a", 10, None, -2)), on=ON, promised=None, least=1
    )
    assert (group.reached, group.left, group.waiting) == (0, 0, 2)
    assert (group.due, group.within, group.over, group.middle) == (None,) * 4


def test_small_groups_are_told_together_and_few_not_at_all() -> None:
    rows = [("a", 5, 1, None)] * 12 + [("b", 5, 1, None)] * 2 + [("c", 5, 2, None)] * 9
    found = delivered(waits(*rows), on=ON, promised=None, least=10)
    assert [(g.key, g.holds, g.waits) for g in found] == [("a", 1, 12), (None, 2, 11)]
    assert delivered(waits(*rows[:9]), on=ON, promised=None, least=10) == []


ago = st.integers(0, 60)
several = st.lists(
    st.tuples(st.sampled_from("abcdef"), ago, st.none() | ago, st.none() | ago),
    max_size=60,
)


@given(several, st.none() | st.integers(0, 40), st.integers(0, 8))
def test_groups_add_up_and_none_is_small(rows, promised, least) -> None:
    found = delivered(waits(*rows), on=ON, promised=promised, least=least)
    counted = [row for row in rows if row[2] is None or row[2] <= row[1]]
    if not found:
        assert len(counted) < max(least, 1)
        return
    assert sum(group.waits for group in found) == len(counted)
    for group in found:
        assert group.waits >= least
        assert 0 <= group.waiting
        assert group.reached + group.left + group.waiting == group.waits
        if promised is not None:
            assert group.within <= group.due <= group.waits
            assert group.over <= group.waiting
        if group.ninetieth is not None:
            assert group.middle is not None
            assert group.middle <= group.ninetieth


def test_group_that_came_sooner_later_or_neither_is_told_so() -> None:
    found = in_their_order(
        {
            "1": Stood(100, 80),
            "2": Stood(100, 30),
            "3": Stood(100, 75),
            "4": Stood(5, 5),
            "5": Stood(1000, 900),
        },
        ("1", "2", "3", "4", "5"),
        least=10,
        confidence=0.95,
    )
    told = {(one.first, one.other): one.verdict for one in found}
    assert told == {
        ("1", "2"): Verdict.SOONER,
        ("1", "3"): Verdict.NOT_TOLD_APART,
        ("1", "5"): Verdict.LATER,
        ("2", "3"): Verdict.LATER,
        ("2", "5"): Verdict.LATER,
        ("3", "5"): Verdict.LATER,
    }
    assert found[0].difference.value == pytest.approx(0.5)
