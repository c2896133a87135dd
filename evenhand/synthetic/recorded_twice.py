"""People of a caseload who have a second record in it, and relatives who claimed apart.

The later of two ordinary cases of adults is made over: into a second claim of the person
of the earlier one, taken down with a slip, or into the claim of a relative of theirs.
How many there are is assumed; a national register finds about so many when it looks.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import numpy as np
import polars as pl

from evenhand.synthetic import days
from evenhand.synthetic.aim import Aim
from evenhand.synthetic.draws import Integers
from evenhand.synthetic.slips import a_slip, with_slip


Row = dict[str, Any]
SECOND_RECORDS, RELATIVES = 0.006, 0.015  # of all cases (assumed)
SAME_HOME = 0.3  # of second records (assumed)
APART = 0.25  # of relatives who are represented: known by their representative alone
YOUNGEST, OLDEST = 20, 90  # years, at the claim
HOME = (
    "region", "local_authority", "support", "accommodation", "address", "postcode",
)  # fmt: skip
LAWYER = ("representative_firm", "representative_reference")
SPEECH = ("language", "dialect", "interpreter_needed")
# Who may be made over: nobody in whom a rule or a count turns on something rare.
ORDINARY = (
    ~pl.col("child_at_claim")
    & ~pl.col("unaccompanied")
    & ~pl.col("detained")
    & ~pl.col("age_disputed")
    & ~pl.col("high_profile")
    & ~pl.col("high_harm")
    & pl.col("treated_as_date_of_birth").is_null()
    & pl.col("assessed_date_of_birth").is_null()
    & pl.col("restriction").is_null()
    & pl.col("postcode").is_not_null()
    & (pl.col("accommodation") != "Napier")
    & (pl.col("support") != "subsistence only")
)


def recorded_twice(aim: Aim, cases: pl.DataFrame) -> pl.DataFrame:
    """Makes over names, dates of birth, speech, homes and representatives, and adds
    working columns: like_kind ("same person" or "family"), like (the row of the earlier
    case) and slip (how the second record differs), all null for everybody else."""
    rng = aim.chance.stream("recorded twice")
    age = days.whole_years(cases["born"].to_numpy(), cases["claimed"].to_numpy())
    ordinary = cases.select(ORDINARY.fill_null(False)).to_series().to_numpy()
    free = np.flatnonzero(ordinary & (age >= YOUNGEST) & (age < OLDEST))
    second_records = _pairs(cases, rng.permutation(free), ("nation", "sex_index"))
    second_records = second_records[: round(SECOND_RECORDS * aim.cases)]
    free = np.setdiff1d(free, np.array(second_records, np.int64).reshape(-1))
    relatives = _pairs(cases, rng.permutation(free), ("nation",))
    relatives = relatives[: round(RELATIVES * aim.cases)]
    cases = _made_over(nobody_twice(cases), second_records, _second_record, rng)
    return _made_over(cases, relatives, _relative, rng)


def nobody_twice(cases: pl.DataFrame) -> pl.DataFrame:
    """The working columns of `recorded_twice`, for a caseload in which nobody is."""
    return cases.with_columns(
        like_kind=pl.lit(None, pl.String),
        like=pl.lit(None, pl.Int64),
        slip=pl.lit(None, pl.String),
    )


def likenesses(cases: pl.DataFrame) -> pl.DataFrame:
    """Who is who: kind, reference (of the earlier case), other (of the later), slip."""
    later = cases.filter(pl.col("like").is_not_null())
    return later.select(
        kind="like_kind",
        reference=cases["reference"].gather(later["like"]),
        other="reference",
        slip="slip",
    )


def _pairs(
    cases: pl.DataFrame, rows: Integers, alike: tuple[str, ...]
) -> list[tuple[int, int]]:
    """Rows two by two that agree on columns, the earlier claim first, in random order."""
    keys = cases.select(alike).rows()
    waiting: dict[tuple[Any, ...], int] = {}
    answer = []
    for row in rows.tolist():
        other = waiting.pop(keys[row], None)
        if other is None:
            waiting[keys[row]] = row
        else:
            answer.append((min(row, other), max(row, other)))
    return answer


def _made_over(
    cases: pl.DataFrame,
    pairs: list[tuple[int, int]],
    how: Callable[[Row, Row, np.random.Generator], Row],
    rng: np.random.Generator,
) -> pl.DataFrame:
    """The later case of each pair with what `how` says of it, beside the earlier."""
    if not pairs:
        return cases
    first = cases[[one for one, _ in pairs]].to_dicts()
    second = cases[[other for _, other in pairs]].to_dicts()
    at = [other for _, other in pairs]
    new = [
        second[n] | how(first[n], second[n], rng) | {"like": pairs[n][0]}
        for n in range(len(pairs))
    ]
    return cases.with_columns(
        cases[name].scatter(at, pl.Series([row[name] for row in new], dtype=dtype))
        for name, dtype in cases.schema.items()
    )


def _second_record(first: Row, second: Row, rng: np.random.Generator) -> Row:
    """The person of the first case, taken down again when the second claim was made."""
    names = ("family_name", "given_names")
    before = {name: first[name] for name in names}
    before["claimed"] = first["claimed_date_of_birth"]
    slip = a_slip(rng)
    after = with_slip(dict(before), slip, rng)
    age = (days.EPOCH + timedelta(second["claimed"]) - after["claimed"]).days / 365.25
    if not YOUNGEST <= age < OLDEST:
        after["claimed"] = before["claimed"]
    kept = [*SPEECH, *(HOME if rng.random() < SAME_HOME else ())]
    return {name: first[name] for name in kept} | {
        **{name: after[name] for name in names},
        "known_as": None,
        "claimed_date_of_birth": after["claimed"],
        "born": days.number(after["claimed"]),
        "like_kind": "same person",
        "slip": "none" if after == before else slip,
    }


def _relative(first: Row, second: Row, rng: np.random.Generator) -> Row:
    """Somebody of the first's family name, of one household or with one representative."""
    apart = first["representative_firm"] is not None and rng.random() < APART
    kept = ("family_name", *(LAWYER if apart else HOME))
    return {name: first[name] for name in kept} | {"like_kind": "family"}
