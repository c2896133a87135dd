"""Three ways, cell by cell: the frames against one plain cell at a time."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from evenhand.intake.comparing import (
    ADDED_TO,
    NEVER_CLEARED,
    PARTS,
    compare,
    merge_parts,
)


FIELDS = ["sex", "stage", "notes", "postcode"]
Cell = str | None
cells = st.one_of(st.none(), st.sampled_from(["a", "b", "c"]))
row = st.fixed_dictionaries({name: cells for name in FIELDS})
rows = st.lists(st.tuples(row, st.one_of(st.none(), row), row), max_size=8)


def plainly(name: str, last: Cell, said: bool, here: Cell, there: Cell) -> str:
    """What is to become of one cell: "take", "keep" or "clash", by the issue's words."""
    if there == here:
        return "keep"
    if there is None and (not said or name in NEVER_CLEARED | ADDED_TO):
        return "keep"
    if said and there == last:
        return "keep"
    if name in ADDED_TO or here == (last if said else None):
        return "take"
    return "clash"


def frame(found: list[dict[str, Cell]], places: list[int]) -> pl.DataFrame:
    schema = {"row": pl.Int64, **dict.fromkeys(FIELDS, pl.String)}
    told = [{"row": n, **found[n]} for n in places]
    return pl.DataFrame(told, schema=schema)


@given(rows)
def test_frames_compare_as_one_cell_after_the_other(
    drawn: list[tuple[dict[str, Cell], dict[str, Cell] | None, dict[str, Cell]]],
) -> None:
    every = list(range(len(drawn)))
    before = [n for n in every if drawn[n][1] is not None]
    compared = compare(
        frame([there for there, _, _ in drawn], every),
        frame([last or {} for _, last, _ in drawn], before),
        frame([here for _, _, here in drawn], every),
        FIELDS,
    )
    taken = {(n, name): (b, a) for n, name, b, a in compared.taken.iter_rows()}
    clashes = {(n, f): (x, h, t) for n, f, x, h, t in compared.clashes.iter_rows()}
    for n, (there, last, here) in enumerate(drawn):
        for name in FIELDS:
            x = last[name] if last else None
            due = plainly(name, x, last is not None, here[name], there[name])
            assert ((n, name) in taken) == (due == "take"), (n, name, due)
            assert ((n, name) in clashes) == (due == "clash"), (n, name, due)
            if due == "take":
                assert taken[(n, name)] == (here[name], there[name])
            if due == "clash":
                assert clashes[(n, name)] == (x, here[name], there[name])


@given(row, row)
def test_what_was_taken_has_nothing_more_to_take(
    there: dict[str, Cell], here: dict[str, Cell]
) -> None:
    """Taking, and the same tracker again: nothing."""
    one = frame([there], [0])
    first = compare(one, frame([], []), frame([here], [0]), FIELDS)
    now = dict(here) | {
        name: after for _, name, _, after in first.taken.iter_rows() if name != "notes"
    }
    again = compare(one, one, frame([now], [0]), FIELDS)
    assert not again.taken.height
    assert not again.clashes.height


parts = st.dictionaries(
    st.sampled_from(["alpha", "beta", "gamma"]),
    st.tuples(
        st.sampled_from(["", "2026-01-01"]),
        st.sampled_from(["", "2026-02-01", "2026-03-01"]),
    ),
)


def written(found: dict[str, tuple[str, str]]) -> str | None:
    return "|".join(";".join((k, *found[k])).rstrip(";") for k in sorted(found)) or None


@given(parts, parts)
def test_parts_said_as_last_time_keep_what_stands(
    last: dict[str, tuple[str, str]], here: dict[str, tuple[str, str]]
) -> None:
    assert merge_parts(written(last), written(here), written(last)) == (
        written(here),
        False,
    )


@given(parts, parts)
def test_parts_unchanged_here_become_what_the_tracker_says(
    last: dict[str, tuple[str, str]], there: dict[str, tuple[str, str]]
) -> None:
    merged, clash = merge_parts(written(last), written(last), written(there))
    assert not clash
    kinds = {part.split(";")[0] for part in (merged or "").split("|") if part}
    assert kinds == set(there)


def test_one_barrier_added_here_and_another_there_are_both_kept() -> None:
    merged, clash = merge_parts(
        "alpha;2026-01-01;2026-02-01",
        "alpha;2026-01-01;2026-02-01|beta;2026-01-05;2026-02-05",
        "alpha;2026-01-01;2026-02-01|gamma",
    )
    assert not clash
    assert merged == "alpha;2026-01-01;2026-02-01|beta;2026-01-05;2026-02-05|gamma"


def test_one_barrier_looked_at_on_two_days_clashes() -> None:
    last, here, there = "alpha;;2026-02-01", "alpha;;2026-03-01", "alpha;;2026-04-01"
    found = compare(
        pl.DataFrame({"row": [1], PARTS: [there]}),
        pl.DataFrame({"row": [1], PARTS: [last]}),
        pl.DataFrame({"row": [1], PARTS: [here]}),
        [PARTS],
    )
    assert found.clashes.rows() == [(1, PARTS, last, here, there)]
