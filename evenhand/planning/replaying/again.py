"""Work outcomes out again from what their runs read, and say what comes out otherwise.

First from the facts by time, as known when the run was asked for. A run reads a little
later than it is asked for: where that comes out otherwise, what the run itself kept of
its input is put to the rules. So a difference is told apart:

- `rules`: from the very input the rules now say something else. The software or the
  release has been changed, or the outcome has.
- `facts`: the run read something else than the facts by time say was known then, and
  nothing was recorded meanwhile.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

import polars as pl

from evenhand.casework.facts.gather import facts_known_at
from evenhand.casework.models import CaseFacts
from evenhand.core.accounts import planning_service
from evenhand.core.arrays import AnyOf
from evenhand.core.viewing import acting_as
from evenhand.planning.models import Outcome, Run, RunInput
from evenhand.planning.outcomes import FIELDS
from evenhand.planning.replaying.comparing import (
    Said,
    differing,
    said_of,
    stored_in,
)
from evenhand.planning.snapshots import read_snapshot
from evenhand.releases.queries import policy_of


# A run that has not read its input by then has been stopped.
READS_WITHIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Again:
    """What came of working an outcome out again; no fields: the same, to the bit.

    why  of a difference: "rules" or "facts", as above; "" where the run kept nothing.
    """

    differing: tuple[str, ...] = ()
    why: str = ""

    @property
    def same(self) -> bool:
        return not self.differing


def worked_out_again(outcomes: Iterable[Outcome]) -> dict[int, Again]:
    """What comes of each outcome, by its id. Read as the planning service.

    `outcomes` have their run and release at hand. Raises Faulty where facts that were
    known then can no longer be put to the rules.
    """
    found: dict[int, Again] = {}
    ordered = sorted(outcomes, key=lambda outcome: (outcome.run_id, outcome.pk))
    with acting_as(planning_service()):
        for _, several in groupby(ordered, key=lambda outcome: outcome.run_id):
            found |= _of_a_run(list(several))
    return found


def _of_a_run(outcomes: Sequence[Outcome]) -> dict[int, Again]:
    run, release = outcomes[0].run, outcomes[0].release
    facts = facts_known_at(
        policy_of(release).vocabulary,
        known_at=run.known_at,
        case_ids=[outcome.case_id for outcome in outcomes],
    )
    by_time = said_of(facts, release=release, on=run.on)
    found = {outcome.pk: Again(_otherwise(outcome, by_time)) for outcome in outcomes}
    doubtful = [outcome for outcome in outcomes if not found[outcome.pk].same]
    if not doubtful or not RunInput.objects.filter(run=run).exists():
        return found
    ids = [outcome.case_id for outcome in doubtful]
    kept = read_snapshot(run)[0].facts.filter(pl.col("case_id").is_in(ids))
    as_kept = said_of(kept, release=release, on=run.on)
    late = _recorded_meanwhile(run, ids)
    for outcome in doubtful:
        by_input = _otherwise(outcome, as_kept)
        if by_input:
            found[outcome.pk] = Again(by_input, "rules")
        elif outcome.case_id in late:
            found[outcome.pk] = Again()
        else:
            found[outcome.pk] = Again(found[outcome.pk].differing, "facts")
    return found


def _otherwise(outcome: Outcome, said: Mapping[int, Said]) -> tuple[str, ...]:
    """Fields that come out otherwise; all of them where nothing of the case is known."""
    answer = said.get(outcome.case_id)
    return FIELDS if answer is None else differing(stored_in(outcome), answer)


def _recorded_meanwhile(run: Run, case_ids: Sequence[int]) -> set[int]:
    """Cases of which something was recorded between the asking and the reading."""
    return set(
        CaseFacts.objects.filter(
            AnyOf("case_id", case_ids),
            valid__startswith__gt=run.known_at,
            valid__startswith__lte=(run.finished_at or run.known_at) + READS_WITHIN,
        ).values_list("case_id", flat=True)
    )
