"""Put the rules of a release to facts again, and hold the answer to what was stored."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import polars as pl

from evenhand.engine.prioritisation.assess import assess
from evenhand.planning.models import Outcome
from evenhand.planning.outcomes import FIELDS
from evenhand.releases.models import PolicyRelease
from evenhand.releases.queries import program_of


Said = Mapping[str, Any]


def said_of(
    facts: pl.DataFrame, *, release: PolicyRelease, on: date
) -> dict[int, Said]:
    """What the rules of a release say of each case on a day, by the id of the case.

    `facts` as `facts_known_at` answers. Each answer has the FIELDS, as an outcome
    stores them. Raises Faulty where a fact is lacking or out of vocabulary.
    """
    assessed = assess(program_of(release), facts, on)
    return {
        row["case_id"]: {
            **{name: row[name] for name in FIELDS},
            "held_by": row["held_by"] or "",
        }
        for row in assessed.select("case_id", *FIELDS).iter_rows(named=True)
    }


def stored_in(outcome: Outcome) -> Said:
    """What an outcome says, field by field."""
    return {name: getattr(outcome, name) for name in FIELDS}


def differing(
    one: Said, other: Said, fields: Iterable[str] = FIELDS
) -> tuple[str, ...]:
    """The fields in which two answers differ, in their order; none: the same to the bit."""
    return tuple(name for name in fields if one[name] != other[name])
