"""What stands in the way of cases: kinds, when each opened, when it is looked at next."""

from typing import Any

import numpy as np
import polars as pl

from evenhand.synthetic import calibration
from evenhand.synthetic.aim import Aim
from evenhand.synthetic.draws import Flags, Integers, even, happens, pick


SCARCE = [
    "Balochi", "Bilen", "Dinka", "Fur", "Kurdish Bahdini", "Masalit", "Nuer", "Oromo",
    "Rohingya", "Tigre", "Uyghur", "Zaghawa",
]  # fmt: skip
SECOND = ["identity-documents", "medical-evidence", "trafficking-referral"]


def barriers(aim: Aim, cases: pl.DataFrame) -> pl.DataFrame:
    """Adds barriers (a list of "kind;opened_on;review_on") and barrier_kinds."""
    figures = calibration.calibration()["barriers"]
    kinds = sorted({*figures["before"], *figures["after"]})
    aim.registers.must_know("barriers", kinds)
    rng = aim.chance.stream("barriers")
    met = cases["met"].to_numpy()
    stage = cases["stage"]
    waiting = (stage == "ready_to_interview").to_numpy()
    after_may = (stage == "interviewed").to_numpy()
    lost = (stage == "suspended").to_numpy()
    has = _some(rng, waiting, figures["before_interview"]) | _some(
        rng, after_may, figures["after_interview"]
    )
    has |= lost
    disputed = cases["age_disputed"].to_numpy() & waiting & (even(rng, aim.cases) < 0.8)
    has |= disputed
    first = np.full(aim.cases, -1, np.int64)
    for part, rows_of in (("before", has & ~met), ("after", has & met)):
        rows = np.flatnonzero(rows_of & ~disputed & ~lost)
        shares = {k: v for k, v in figures[part].items() if k != "age-dispute"}
        index = np.array([kinds.index(k) for k in shares])
        first[rows] = index[pick(rng, len(rows), list(shares.values()))]
    first[disputed] = kinds.index("age-dispute")
    first[lost] = kinds.index("no-contact")
    first = _fitting(rng, cases, kinds, first)
    more = (first >= 0) & happens(rng, aim.cases, figures["second_barrier"]) & ~lost
    others = np.array([kinds.index(kind) for kind in SECOND])
    second = np.where(more, others[pick(rng, aim.cases, [1] * len(SECOND))], -1)
    second[second == first] = -1
    return _written(aim, rng, cases, kinds, [first, second])


def _some(rng: np.random.Generator, rows: Flags, per_cent: float) -> Flags:
    """Some of the rows, so many that they are that share of all."""
    within = per_cent / max(float(rows.mean()), per_cent / 100, 1e-9)
    answer = np.zeros(len(rows), bool)
    answer[rows] = happens(rng, int(rows.sum()), within)
    return answer


def _fitting(
    rng: np.random.Generator, cases: pl.DataFrame, kinds: list[str], first: Integers
) -> Integers:
    """Kinds that cannot be are exchanged for one that can: a child is never out of
    contact nor found inadmissible; only a scarce language lacks an interpreter."""
    young = (cases["child"] | cases["unaccompanied"]).to_numpy()
    scarce = cases["language"].is_in(SCARCE).to_numpy()
    swap = (
        np.isin(first, [kinds.index("inadmissibility"), kinds.index("no-contact")])
        & young
    )
    first = first.copy()
    first[swap] = kinds.index("legal-representative")
    waiting = (cases["stage"] == "ready_to_interview").to_numpy()
    common = [-1, kinds.index("inadmissibility"), kinds.index("legal-representative")]
    wanting = np.flatnonzero((first == kinds.index("interpreter")) & ~scarce)
    giving = np.flatnonzero(scarce & waiting & np.isin(first, common))
    # Cases with a scarce language change places with those that need no such thing.
    giving = rng.permutation(giving)[: len(wanting)]
    wanting = rng.permutation(wanting)
    first[wanting] = kinds.index("legal-representative")
    first[wanting[: len(giving)]] = first[giving]
    first[giving] = kinds.index("interpreter")
    return first


def _written(
    aim: Aim,
    rng: np.random.Generator,
    cases: pl.DataFrame,
    kinds: list[str],
    which: list[Integers],
) -> pl.DataFrame:
    overdue = calibration.calibration()["barriers"]["review_overdue"]
    days_of = _review_days(aim)
    every = np.array([days_of[kind] for kind in kinds])
    since = cases["since"].to_numpy()
    texts = {}
    for name, kind in zip(("first", "second"), which, strict=True):
        standing = np.maximum(aim.day - since, 1)
        opened = aim.day - np.ceil(standing * rng.random(aim.cases) ** 1.5).astype(
            np.int64
        )
        opened = np.minimum(opened, aim.day - 1)
        opened = np.maximum(opened, since)
        step = every[np.maximum(kind, 0)]
        late = happens(rng, aim.cases, overdue) & (aim.day - opened > step)
        ahead = aim.day + 1 + (rng.random(aim.cases) * step).astype(np.int64)
        room = np.maximum(aim.day - opened - step, 1)
        behind = opened + step + (room * rng.random(aim.cases)).astype(np.int64)
        review = np.where(late, np.minimum(behind, aim.day - 1), ahead)
        texts[name] = _text(kinds, kind, opened, review)
        texts[f"{name}_kind"] = pl.Series([*kinds, None]).gather(
            np.where(kind < 0, len(kinds), kind)
        )
    frame = pl.DataFrame(texts)
    return cases.with_columns(
        frame.select(
            barriers=pl.concat_list("first", "second").list.drop_nulls(),
            barrier_kinds=pl.concat_list("first_kind", "second_kind").list.drop_nulls(),
        )
    )


def _text(
    kinds: list[str], kind: Integers, opened: Integers, review: Integers
) -> pl.Series:
    frame = pl.DataFrame(
        {
            "kind": pl.Series([*kinds, None]).gather(
                np.where(kind < 0, len(kinds), kind)
            ),
            "opened": pl.Series(opened.astype(np.int32)).cast(pl.Date),
            "review": pl.Series(review.astype(np.int32)).cast(pl.Date),
        }
    )
    return frame.select(pl.format("{};{};{}", "kind", "opened", "review")).to_series()


def _review_days(aim: Aim) -> dict[str, int]:
    rows: list[dict[str, Any]] = aim.registers.rows("barriers")
    return {str(row["name"]): int(row.get("review_days", 28)) for row in rows}
