"""Count what each rule touches, and read the counts of the last run."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from evenhand.core.counted import sets_of
from evenhand.planning.models import Run
from evenhand.planning.touches.models import Touch
from evenhand.releases.models import PolicyRelease


@dataclass(frozen=True, slots=True)
class Touched:
    """Cases that each rule touches, by rule id, among those the viewer may see.

    on   the day of the run that counted them.
    """

    on: date
    cases: Mapping[str, int]

    def by(self, rule_id: str) -> int:
        """Cases that one rule touches."""
        return self.cases.get(rule_id, 0)


def touches(run: Run, assessed: pl.DataFrame, standing: pl.DataFrame) -> list[Touch]:
    """Rows to store for a run of the whole nation.

    assessed  one row a case: case_id and fired, the ids of the rules that fired.
    standing  one row a case: case_id and restriction.
    """
    counted = (
        assessed.select("case_id", "fired")
        .join(standing.select("case_id", "restriction"), on="case_id")
        .explode("fired")
        .drop_nulls("fired")
        .group_by("restriction", "fired")
        .len()
    )
    return [
        Touch(run=run, counting=list(counting), rule=rule, cases=cases)
        for counting in sets_of(standing["restriction"])
        for rule, cases in counted.filter(pl.col("restriction").is_in(["", *counting]))
        .group_by("fired")
        .agg(pl.col("len").sum())
        .sort("fired")
        .iter_rows()
    ]


def touched_under(release: PolicyRelease) -> Touched | None:
    """What the rules of a release touched in its last national run; None before one."""
    run = (
        Run.objects.filter(
            release=release,
            unit=None,
            why="",
            state__in=(Run.State.PROPOSED, Run.State.ACCEPTED),
        )
        .order_by("-on", "-pk")
        .first()
    )
    if run is None:
        return None
    rows = list(run.touches.values_list("counting", "rule", "cases"))
    most = max((len(counting) for counting, _, _ in rows), default=0)
    return Touched(
        run.on, {rule: cases for counting, rule, cases in rows if len(counting) == most}
    )
