"""Three ways, cell by cell: what the tracker said last, what stands here, what it says.

Everything is canonical text (an ISO date, "yes", values with strokes between) or none
for not recorded. Pure: frames in, frames out.
"""

from dataclasses import dataclass

import polars as pl


# An empty cell in one of these says nothing: a case is never without them.
NEVER_CLEARED = frozenset({"claimed_on", "stage", "stage_since", "unit", "progressor"})
# What is only ever added to: a new text is taken whatever stands here.
ADDED_TO = frozenset({"notes"})
PARTS = "barriers"


@dataclass(frozen=True, slots=True)
class Compared:
    """taken    row, field, before (what stood here), after
    clashes  row, field, last, here, there
    """

    taken: pl.DataFrame
    clashes: pl.DataFrame


def compare(
    there: pl.DataFrame, last: pl.DataFrame, here: pl.DataFrame, fields: list[str]
) -> Compared:
    """Compare rows known here.

    there, last, here   `row` and a text column for each of `fields`; `there` and `here`
        hold every row once, `last` only those the unit's tracker has had before

    Said as last time: what stands here is kept. Here as it was last time, or empty and
    never said: what the tracker says is taken. The same in both: nothing. Else a clash.
    """
    together = (
        there.select("row", *(pl.col(name).alias(f"t {name}") for name in fields))
        .join(
            here.select("row", *(pl.col(name).alias(f"h {name}") for name in fields)),
            on="row",
        )
        .join(
            last.select(
                "row",
                *(pl.col(name).alias(f"l {name}") for name in fields),
                said=pl.lit(True),
            ),
            on="row",
            how="left",
        )
    )
    taken, clashes = [_TAKEN], [_CLASHES]
    for name in fields:
        t, h, x = (pl.col(f"{which} {name}") for which in "thl")
        cells = together.filter(t.ne_missing(h) & ~_said_as_last(name, t, x)).select(
            "row", said="said", last=x, here=h, there=t, field=pl.lit(name)
        )
        if not cells.height:
            continue
        if name == PARTS:
            found, clashed = _compare_parts(cells)
        else:
            follows = _may_be_taken(name)
            found = cells.filter(follows)
            clashed = cells.filter(~follows)
        taken.append(found.select("row", "field", before="here", after="there"))
        clashes.append(clashed.select("row", "field", "last", "here", "there"))
    return Compared(pl.concat(taken), pl.concat(clashes))


_TEXT = dict.fromkeys(("field", "before", "after"), pl.String)
_TAKEN = pl.DataFrame(schema={"row": pl.Int64, **_TEXT})
_CLASHES = pl.DataFrame(
    schema={
        "row": pl.Int64,
        **dict.fromkeys(("field", "last", "here", "there"), pl.String),
    }
)


def _said_as_last(name: str, there: pl.Expr, last: pl.Expr) -> pl.Expr:
    """Whether the tracker has nothing new to say. Never said at all: an empty cell."""
    nothing = there.is_null() if name in NEVER_CLEARED | ADDED_TO else pl.lit(False)
    return there.eq_missing(last) | nothing


def _may_be_taken(name: str) -> pl.Expr:
    if name in ADDED_TO:
        return pl.lit(True)
    return pl.col("here").eq_missing(pl.col("last"))


def _compare_parts(cells: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """A cell of several parts is compared part by part, and taken or left as a whole."""
    merged = [
        merge_parts(last, here, there)
        for last, here, there in cells.select("last", "here", "there").iter_rows()
    ]
    settled = cells.with_columns(
        there=pl.Series([after for after, _ in merged], dtype=pl.String),
        clash=pl.Series([clash for _, clash in merged], dtype=pl.Boolean),
        said_there=pl.col("there"),
    )
    found = settled.filter(
        ~pl.col("clash") & pl.col("there").ne_missing(pl.col("here"))
    )
    clashed = settled.filter("clash").with_columns(there="said_there")
    return found, clashed


def merge_parts(
    last: str | None, here: str | None, there: str | None
) -> tuple[str | None, bool]:
    """What a list of parts becomes, and whether any part clashes.

    A part is "kind;opened;review" with dates that may be left out; what a tracker
    leaves out it does not contradict.
    """
    was, stands, says = (_parts(text) for text in (last, here, there))
    merged: dict[str, tuple[str, ...]] = {}
    for kind in sorted({*was, *stands, *says}):
        old, now, new = (found.get(kind) for found in (was, stands, says))
        if _agree(new, old) or _agree(new, now):
            result = now
        elif _agree(now, old):
            result = _filled(new, now)
        else:
            return here, True
        if result is not None:
            merged[kind] = result
    text = "|".join(
        ";".join((kind, *dates)).rstrip(";") for kind, dates in merged.items()
    )
    return text or None, False


def _parts(text: str | None) -> dict[str, tuple[str, ...]]:
    found = {}
    for part in (text or "").split("|"):
        kind, *dates = part.split(";")
        if kind:
            found[kind] = (*dates, "", "")[:2]
    return found


def _agree(one: tuple[str, ...] | None, other: tuple[str, ...] | None) -> bool:
    if one is None or other is None:
        return one is other
    return all(a == b or not a or not b for a, b in zip(one, other, strict=True))


def _filled(
    new: tuple[str, ...] | None, now: tuple[str, ...] | None
) -> tuple[str, ...] | None:
    """The new dates, and where one is left out the one that stands here."""
    if new is None or now is None:
        return new
    return tuple(a or b for a, b in zip(new, now, strict=True))
