"""What a run read, as it is known now: corrected, and without what never was.

Facts are kept by when they were recorded, so that what a run read can be read again.
What is known now of that day is that, and:

- who people are (what the vocabulary draws from people, and the date of claim) as it is
  recorded now, for a change of it is a correction;
- without cases that are void now;
- with cases that were claimed by that day, and registered after the run read;
- what an import brought that was undone since, as it was after the undoing.

What changes in the world stays as it was: where a case had got to, its barriers, its
support and address, its owner, and the people and places there were.
"""

from collections.abc import Mapping
from datetime import datetime

import polars as pl
from django.db.models import Q

from evenhand.casework.cases.stages import OPEN
from evenhand.casework.facts.gather import facts_known_at
from evenhand.casework.models import Case, Stage
from evenhand.engine.rules.vocabulary import Vocabulary
from evenhand.planning.gather import Gathered, standing_now
from evenhand.planning.models import Run


KEYS = ("case", "case_id", "version")


def as_known_now(
    run: Run,
    then: Gathered,
    vocabulary: Vocabulary,
    *,
    undone: Mapping[int, datetime],
) -> Gathered:
    """What the run read, as it is known now; read as the planning service.

    then    what it read, as it was known then.
    undone  cases that an import had changed which was undone since, and when.
    """
    present = facts_known_at(vocabulary, known_at=None).filter(
        pl.col("stage") != Stage.VOID
    )
    facts = put_right(then.facts, present, vocabulary, undone=undone)
    late = _registered_late(run)
    added = present.filter(
        pl.col("case_id").is_in(late),
        pl.col("stage").is_in(sorted(OPEN)),
        ~pl.col("case_id").is_in(facts["case_id"].implode()),
    )
    standing = standing_now().drop("version")
    return Gathered(
        facts=pl.concat([facts, added.select(facts.columns)]).sort("case"),
        standing=pl.concat(
            [
                then.standing.join(facts, on="case_id", how="semi"),
                standing.join(added, on="case_id", how="semi")
                .with_columns(owner=pl.lit(None, dtype=pl.String))
                .select(then.standing.columns),
            ]
        ),
        people=then.people,
    )


def put_right(
    then: pl.DataFrame,
    present: pl.DataFrame,
    vocabulary: Vocabulary,
    *,
    undone: Mapping[int, datetime],
) -> pl.DataFrame:
    """Facts of a past day as they are known later, by the rules above.

    then     as they were known then, as `facts_known_at` answers.
    present  as they are known later, without cases that are void by then.
    undone   cases changed by an import that was undone in between, and when.

    Cases that were not known then are not added.
    """
    facts = then.join(present.select("case_id"), on="case_id", how="semi")
    for at in sorted(set(undone.values())):
        ids = [case for case, when in undone.items() if when == at]
        facts = _with(facts, facts_known_at(vocabulary, known_at=at, case_ids=ids))
    lasting = [
        fact.name
        for fact in vocabulary.stored()
        if fact.source == "casework.people" or fact.name == "claimed_on"
    ]
    return _with(facts, present.select("case_id", *lasting))


def _with(facts: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """The facts with those of the others put in their place, where there are any."""
    named = [name for name in others.columns if name not in KEYS]
    found = facts.join(
        others.select("case_id", *named, known=pl.lit(value=True)),
        on="case_id",
        how="left",
        suffix="_known",
    )
    return found.with_columns(
        pl.when("known").then(f"{name}_known").otherwise(name).alias(name)
        for name in named
    ).select(facts.columns)


def _registered_late(run: Run) -> list[int]:
    return list(
        Case.objects.filter(
            Q(owned_since=None) | Q(owned_since__gt=run.on),
            registered_at__gt=run.known_at,
            claimed_on__lte=run.on,
        ).values_list("pk", flat=True)
    )
