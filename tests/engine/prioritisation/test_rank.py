from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.engine.prioritisation.rank import ranked, ranks, with_reserved_share


ROWS = st.lists(
    st.tuples(
        st.one_of(st.none(), st.integers(1, 3)),
        st.dates(date(2024, 1, 1), date(2024, 1, 4)),
        st.sampled_from(["A", "B"]),
        st.one_of(st.none(), st.booleans()),
    ),
    max_size=12,
)


def frame_of(rows):
    return pl.DataFrame(
        {
            "ref": [f"c{index:02}" for index in range(len(rows))],
            "band": pl.Series([row[0] for row in rows], dtype=pl.Int64),
            "claimed_on": pl.Series([row[1] for row in rows], dtype=pl.Date),
            "routed_units": pl.Series(
                [[row[2], "Z"] for row in rows], dtype=pl.List(pl.String)
            ),
            "ready": pl.Series([row[3] for row in rows], dtype=pl.Boolean),
        }
    )


@given(ROWS)
def test_rank_goes_by_band_then_wait_then_reference(rows):
    order = ranked(frame_of(rows))
    keys = [
        (row["band"] or 99, row["claimed_on"], row["ref"])
        for row in order.iter_rows(named=True)
    ]
    assert keys == sorted(keys)
    assert order["rank"].to_list() == list(range(1, len(rows) + 1))


@given(ROWS, st.randoms())
def test_rank_does_not_depend_on_the_order_of_the_input(rows, random):
    frame = frame_of(rows)
    shuffled = list(range(len(rows)))
    random.shuffle(shuffled)
    assert ranked(frame[shuffled]).equals(ranked(frame))


@given(ROWS, st.randoms())
def test_ranks_without_moving_rows_are_those_of_the_order(rows, random):
    frame = frame_of(rows)
    shuffled = list(range(len(rows)))
    random.shuffle(shuffled)
    for some in (frame, frame[shuffled]):
        placed = some.with_columns(ranks(some)).sort("rank")
        assert placed["ref"].equals(ranked(some)["ref"])


@given(
    ROWS,
    st.dictionaries(st.sampled_from(["A", "B", "C"]), st.integers(0, 8)),
    st.sampled_from([0, 0.1, 0.25, 0.5, 1]),
)
def test_reserved_places_go_to_the_longest_waiting_ready_cases_of_each_unit(
    rows, places, share
):
    order = ranked(frame_of(rows))
    marked = with_reserved_share(order, places, share)
    assert marked.drop("reserved").equals(order)
    for unit in ("A", "B"):
        ready = [
            (row["claimed_on"], row["ref"])
            for row in marked.iter_rows(named=True)
            if row["ready"] and row["routed_units"][0] == unit
        ]
        reserved = [
            (row["claimed_on"], row["ref"])
            for row in marked.iter_rows(named=True)
            if row["reserved"] and row["routed_units"][0] == unit
        ]
        most = places.get(unit, 0) * int(share * 100) // 100
        assert sorted(reserved) == sorted(ready)[:most]


def test_reserve_is_rounded_down_and_exact():
    rows = [(1, date(2024, 1, 1), "A", True)] * 40
    marked = with_reserved_share(ranked(frame_of(rows)), {"A": 30}, 0.1)
    assert marked["reserved"].sum() == 3
    marked = with_reserved_share(ranked(frame_of(rows)), {"A": 29}, 0.1)
    assert marked["reserved"].sum() == 2


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_share_beyond_all_or_nothing_is_refused(share):
    with pytest.raises(ValueError, match="a share is from 0 to 1"):
        with_reserved_share(ranked(frame_of([])), {}, share)
