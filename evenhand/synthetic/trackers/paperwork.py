"""What a tracker says of a case beyond the caseload: other references, what is to be
done next and by when, and notes in the words of people."""

import datetime

import numpy as np
import polars as pl

from evenhand.synthetic import days
from evenhand.synthetic.aim import Aim
from evenhand.synthetic.draws import happens
from evenhand.synthetic.trackers.words import read


NEXT_ACTION, NOTES, AT_PORT, WITH_CARD = 85, 22, 13, 80  # per cent of cases (assumed)


def paperwork(aim: Aim, cases: pl.DataFrame) -> pl.DataFrame:
    """Adds arc_number, port_reference, next_action, next_action_on and notes.

    cases: the text columns of cases.csv. Everything added is text too; dates are ISO.
    """
    n = len(cases)
    rng = aim.chance.stream("paperwork")
    number = pl.Series(rng.permutation(9 * max(n, 1))[:n] + 1_000_000)
    card = pl.DataFrame({"n": number}).select(pl.format("ZZ{}", "n")).to_series()
    port = pl.DataFrame({"n": number}).select(pl.format("TN4/{}", "n")).to_series()
    ahead = aim.day - 12 + (rng.random(n) * 50).astype(np.int64)
    due = happens(rng, n, NEXT_ACTION)
    return cases.with_columns(
        days.where(card, happens(rng, n, WITH_CARD)).alias("arc_number"),
        days.where(port, happens(rng, n, AT_PORT)).alias("port_reference"),
        days.where(_actions(aim, cases, rng), due).alias("next_action"),
        days.column("next_action_on", ahead, due).cast(pl.String),
        _notes(aim, n, rng).alias("notes"),
    )


def actions(stage: str) -> list[str]:
    """What may be written as the next action at a stage, or for a barrier."""
    found: list[str] = read("phrases")["next_action"][stage]
    return found


def a_day_before(on: datetime.date, back: int) -> str:
    """A day as it is jotted down, such as 19/11."""
    return (on - datetime.timedelta(days=back)).strftime("%d/%m")


def _actions(aim: Aim, cases: pl.DataFrame, rng: np.random.Generator) -> pl.Series:
    tickets = rng.random(len(cases))
    back = rng.integers(3, 10, len(cases))
    blocked = cases["barriers"].is_not_null()
    return pl.Series(
        [
            _said(actions("barrier" if held else stage), ticket, aim.on, int(days_ago))
            for stage, held, ticket, days_ago in zip(
                cases["stage"], blocked, tickets, back, strict=True
            )
        ],
        dtype=pl.String,
    )


def _notes(aim: Aim, n: int, rng: np.random.Generator) -> pl.Series:
    texts = read("phrases")["notes"]["texts"]
    some = happens(rng, n, NOTES)
    tickets, back = rng.random(n), rng.integers(1, 28, n)
    return pl.Series(
        [
            _said(texts, ticket, aim.on, int(days_ago)) if yes else None
            for yes, ticket, days_ago in zip(some, tickets, back, strict=True)
        ],
        dtype=pl.String,
    )


def _said(texts: list[str], ticket: float, on: datetime.date, back: int) -> str:
    text = texts[int(ticket * len(texts))]
    return text.replace("{day}", a_day_before(on, back)) if "{day}" in text else text
