"""Keep what a run read and planned, byte for byte, so that it can be run again."""

import hashlib
from io import BytesIO

import polars as pl

from evenhand.engine.allocation.problem import Plan
from evenhand.planning.gather import Gathered
from evenhand.planning.models import Run, RunInput
from evenhand.planning.together import LINKS, without_links


STANDING = ("restriction", "owner", "unit", "conflicts", *LINKS)


def store_snapshot(run: Run, gathered: Gathered, plan: Plan) -> RunInput:
    """Store the input and the plan of a run; a run has one of each."""
    facts = _packed(gathered.facts.join(gathered.standing, on="case_id", how="left"))
    people = _packed(gathered.people)
    placements = _packed(plan.placements)
    return RunInput.objects.create(
        run=run,
        facts=facts,
        people=people,
        plan=placements,
        sha256=hashlib.sha256(facts + people + placements).hexdigest(),
    )


def read_snapshot(run: Run) -> tuple[Gathered, pl.DataFrame]:
    """The input of a run as it was read, and the placements of its plan.

    Raises ValueError where the stored bytes are not those that were written.
    """
    stored = RunInput.objects.get(run=run)
    parts = [bytes(stored.facts), bytes(stored.people), bytes(stored.plan or b"")]
    if hashlib.sha256(b"".join(parts)).hexdigest() != stored.sha256:
        raise ValueError(f"the stored input of run {run.pk} has been changed")
    together, people, placements = (pl.read_parquet(BytesIO(part)) for part in parts)
    if "conflicts" not in together.columns:  # kept before conflicts were declared
        together = together.with_columns(
            unit=pl.lit(None, dtype=pl.String),
            conflicts=pl.lit([], dtype=pl.List(pl.String)),
        )
    if "group" not in together.columns:  # kept before linked cases went together
        together = without_links(together)
    standing = together.select("case_id", *STANDING)
    return (
        Gathered(
            facts=together.drop(STANDING),
            standing=standing,
            people=people,
        ),
        placements,
    )


def _packed(frame: pl.DataFrame) -> bytes:
    buffer = BytesIO()
    frame.write_parquet(buffer, compression="zstd", statistics=False)
    return buffer.getvalue()
