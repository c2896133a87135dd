"""What was noted in a caseload of claims that might be decided without an interview."""

from datetime import date

import numpy as np
import polars as pl

from evenhand.synthetic.draws import Chance, happens


# Per cent of the files of claims ready to be interviewed of which somebody noted that
# they may be enough: half of the six that are assumed to be. By nothing but chance, for
# no nationality and no need is a reason.
MAY_SUFFICE = 3.0
# Per cent of those not fit to be interviewed of whom medical evidence has come, and of
# these, of whom more may be sent.
MEDICAL, CHANCE = 60.0, 50.0
DAYS_TO_SEND_MORE = 28
NOTES = {
    "case_id": pl.Int64,
    "kind": pl.String,
    "dated_on": pl.Date,
    "until_on": pl.Date,
    "text": pl.String,
}
WORDS = {
    "evidence-may-suffice": "The statement and the papers sent with it fit together.",
    "medical-evidence": "A letter of their hospital: unfit for the year to come.",
    "chance-to-send-more": "A letter to them and to their representative.",
}


def evidence_notes(cases: pl.DataFrame, on: date, chance: Chance) -> pl.DataFrame:
    """Notes of the last four weeks, in the columns of `NOTES`.

    cases  one row a case: case_id; `ready` to be interviewed, and `unfit` for it.
    """
    rng = chance.stream("evidence")
    ids = {
        which: cases.filter(which)["case_id"].to_numpy() for which in ("ready", "unfit")
    }
    may = ids["ready"][happens(rng, len(ids["ready"]), MAY_SUFFICE)]
    medical = ids["unfit"][happens(rng, len(ids["unfit"]), MEDICAL)]
    more = medical[happens(rng, len(medical), CHANCE)]
    kinds = np.repeat(list(WORDS), [len(may), len(medical), len(more)])
    ago = rng.integers(0, DAYS_TO_SEND_MORE, len(kinds))
    dated_on = pl.lit(on) - pl.duration(days=pl.col("ago"))
    return (
        pl.DataFrame(
            {
                "case_id": np.concatenate([may, medical, more]).astype(np.int64),
                "kind": pl.Series(kinds, dtype=pl.String),
                "ago": ago,
            }
        )
        .with_columns(
            dated_on=dated_on,
            until_on=pl.when(pl.col("kind") == "chance-to-send-more").then(
                dated_on + pl.duration(days=DAYS_TO_SEND_MORE)
            ),
            text=pl.col("kind").replace_strict(WORDS, return_dtype=pl.String),
        )
        .select(pl.col(name).cast(kind) for name, kind in NOTES.items())
        .sort("case_id", "kind")
    )
