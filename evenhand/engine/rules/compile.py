"""Whole tables over the whole caseload at once.

Each column is coded (see ``columns``), and each test is asked once of every code it
could meet. The answers of all rules of a table for one code make a *mask*: bit i is set
where rule i lets that code through. A case's rules are then the masks of its codes,
ANDed over the columns: one look-up for each column, however many rules there are. The
lowest bit that is left is the first hit; points are looked up from the bits; and the
bits are what is kept of the reasons, to be spelt out when somebody asks.

Cells that read other facts become polars expressions instead, and join the masks after.
What all this must mean is defined in ``reference``, with which it shares the nodes only.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from evenhand.engine.rules.cell_types import faults_of_types
from evenhand.engine.rules.columns import factorise
from evenhand.engine.rules.door import admit
from evenhand.engine.rules.faults import Fault, Faulty
from evenhand.engine.rules.needs import needs
from evenhand.engine.rules.nodes import Table, Value
from evenhand.engine.rules.release import Release
from evenhand.engine.rules.run import (
    ONE,
    WORD,
    Masks,
    Run,
    mask_column,
    words_of,
)
from evenhand.engine.rules.truths import literals


UNRUNNABLE = ("unknown-name", "wrong-type")
# Stands between rule ids while they are one text; no id has it.
BETWEEN = "\x1f"


def compile_release(release: Release) -> "Program":
    """Make a release's tables ready for a whole caseload.

    Raises Faulty where names or types are wrong or tables wait for each other; the
    other checks are for publication.
    """
    found = [fault for fault in faults_of_types(release) if fault.code in UNRUNNABLE]
    if release.circular:
        names = ", ".join(release.circular)
        found.append(Fault("circular", names, "these tables wait for each other"))
    if found:
        raise Faulty(found)
    named: dict[str, list[Value]] = {}
    for table in release.tables.values():
        for rule in table.rules:
            for column, test in rule.when.items():
                named.setdefault(column, []).extend(literals(test))
    return Program(release, named)


@dataclass(frozen=True)
class Program:
    """A release compiled; the same one serves any caseload on any day."""

    release: Release
    named: Mapping[str, Sequence[Value]] = field(repr=False)
    kept: dict[Any, list[Masks | None]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def evaluate(
        self,
        frame: pl.DataFrame,
        on: datetime.date,
        tables: Sequence[str] | None = None,
    ) -> pl.DataFrame:
        """Put every table (or those named, with what they need) to every case.

        ``frame`` has one row a case and a column for each stored fact that is read:
        text as Enum (fastest), String or Categorical; texts as lists of these; integer,
        Boolean, Decimal, Date. A derived fact may be given instead of its bases, and an
        attribute instead of the table that sets it, when ``tables`` does not ask for
        that table. The answer has the rows in the same order: a column for each
        attribute, and for each table its fired rules as masks (see ``fired_ids``).

        Raises Faulty where a fact is lacking, of the wrong type or out of vocabulary.
        """
        needed = needs(self.release, tables, frame.columns)
        facts = admit(self.release, frame, needed)

        run = Run(self.release, self.named, self.kept, facts, frame.height, on)
        return run.answer(needed.steps)

    def mask_columns(self, table: str) -> list[str]:
        """The columns that hold a table's fired rules, 64 to a word."""
        words = words_of(len(self.release.tables[table].rules))
        return [mask_column(table, word) for word in range(words)]

    def fired(self, row: Mapping[str, Any]) -> list[str]:
        """The ids of the rules fired for one row of an evaluated frame, in order."""
        ids: list[str] = []
        for table in self.release.tables.values():
            for word, column in enumerate(self.mask_columns(table.name)):
                ids.extend(_ids(table, word, int(row.get(column) or 0)))
        return ids

    def fired_ids(self, evaluated: pl.DataFrame) -> pl.Series:
        """The ids of the rules fired for every row, as lists of texts.

        Each mask is spelt out once, however many cases share it.
        """
        parts = []
        for table in self.release.tables.values():
            for word, column in enumerate(self.mask_columns(table.name)):
                if column not in evaluated.columns:
                    continue
                codes, distinct = factorise(evaluated[column].to_numpy())
                spelt = [
                    BETWEEN.join(_ids(table, word, mask)) for mask in distinct.tolist()
                ]
                some = pl.Series([ids or None for ids in spelt], dtype=pl.String)
                parts.append(some.gather(codes).alias(column))
        if not parts:
            empty: list[list[str]] = [[]] * evaluated.height
            return pl.Series("fired", empty, dtype=pl.List(pl.String))
        joined = pl.concat_str(pl.all(), separator=BETWEEN, ignore_nulls=True)
        nothing = pl.lit([], dtype=pl.List(pl.String))
        return (
            pl.DataFrame(parts)
            .select(fired=joined)
            .select(
                pl.when(pl.col("fired") == "")
                .then(nothing)
                .otherwise(pl.col("fired").str.split(BETWEEN))
            )
            .to_series()
            .alias("fired")
        )

    def fired_counts(self, evaluated: pl.DataFrame) -> dict[str, int]:
        """How many cases each rule fired for; 0 for rules that fired for none."""
        counts: dict[str, int] = {}
        for table in self.release.tables.values():
            for word, column in enumerate(self.mask_columns(table.name)):
                if column not in evaluated.columns:
                    continue
                masks = evaluated[column].to_numpy()
                for bit, rule in enumerate(table.rules[word * WORD :][:WORD]):
                    hit = masks & (ONE << np.uint64(bit))
                    counts[rule.id] = int(np.count_nonzero(hit))
        return counts


def _ids(table: Table, word: int, mask: int) -> list[str]:
    return [
        rule.id
        for bit, rule in enumerate(table.rules[word * WORD :][:WORD])
        if mask >> bit & 1
    ]
