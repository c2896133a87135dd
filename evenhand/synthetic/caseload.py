"""A whole synthetic caseload: made in memory, then written."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from evenhand.synthetic import days
from evenhand.synthetic.ages import ages
from evenhand.synthetic.aim import Aim
from evenhand.synthetic.barriers import barriers
from evenhand.synthetic.claims import claims
from evenhand.synthetic.dependants import dependants
from evenhand.synthetic.homes import homes
from evenhand.synthetic.manifest import manifest
from evenhand.synthetic.needs import needs
from evenhand.synthetic.origins import origins
from evenhand.synthetic.ownership import ownership
from evenhand.synthetic.progress import progress
from evenhand.synthetic.rarities import rare_children, rare_marks, rare_origins
from evenhand.synthetic.recorded_twice import likenesses, nobody_twice, recorded_twice
from evenhand.synthetic.vulnerabilities import vulnerabilities
from evenhand.synthetic.workforce import frame, workforce


COLUMNS = [
    "reference", "claimed_on", "stage", "stage_since", "interviewed_on", "family_name",
    "given_names", "known_as", "claimed_date_of_birth", "treated_as_date_of_birth",
    "assessed_date_of_birth", "age_disputed", "unaccompanied", "sex", "nationality",
    "nationality_standing", "other_nationalities", "language", "dialect",
    "interpreter_needed", "support", "accommodation", "address", "postcode",
    "local_authority", "detained_since", "place_of_detention", "high_profile",
    "high_harm", "vulnerabilities", "court_order_on", "pre_action_letter_on",
    "mp_expedite_on", "restriction", "representative_firm", "representative_reference",
    "unit", "owner", "progressor", "barriers",
]  # fmt: skip
SUBJECTS = (
    ages,
    rare_origins,
    rare_children,
    origins,
    homes,
    needs,
    rare_marks,
    recorded_twice,
    progress,
    barriers,
    vulnerabilities,
)


@dataclass(frozen=True, slots=True)
class Caseload:
    """The files of a caseload. The frames hold what is written and nothing else.

    likenesses: who is recorded twice, and who is related to whom: kind, reference,
    other (the reference of the later case), slip.
    """

    cases: pl.DataFrame
    dependants: pl.DataFrame
    staff: pl.DataFrame
    likenesses: pl.DataFrame
    manifest: dict[str, Any]

    def write(self, folder: Path) -> None:
        """Write cases.csv, dependants.csv, staff.csv, likenesses.csv and manifest.json."""
        folder.mkdir(parents=True, exist_ok=True)
        self.cases.write_csv(folder / "cases.csv")
        self.dependants.write_csv(folder / "dependants.csv")
        self.staff.write_csv(folder / "staff.csv")
        self.likenesses.write_csv(folder / "likenesses.csv")
        text = json.dumps(self.manifest, indent=2, ensure_ascii=False) + "\n"
        (folder / "manifest.json").write_text(text, encoding="utf-8")


def caseload(aim: Aim, *, once: bool = False) -> Caseload:
    """Make a caseload. The same aim gives the same caseload, to the byte.

    once: nobody is recorded twice, and nobody's relatives have cases of their own.
    """
    people = workforce(aim)
    cases = claims(aim)
    for subject in SUBJECTS:
        skipped = once and subject is recorded_twice
        cases = nobody_twice(cases) if skipped else subject(aim, cases)
    cases = ownership(aim, cases, people).with_columns(
        reference=pl.format("SYN-{}", pl.int_range(pl.len()) + 1_000_001),
        claimed_on=pl.col("claimed").cast(pl.Int32).cast(pl.Date),
        age_at_claim=pl.Series(
            days.whole_years(cases["born"].to_numpy(), cases["claimed"].to_numpy())
        ),
    )
    family = dependants(aim, cases)
    return Caseload(
        cases=_as_written(cases.select(COLUMNS)),
        dependants=_as_written(family),
        staff=_as_written(frame(people)),
        likenesses=likenesses(cases),
        manifest=manifest(aim, cases, family, people),
    )


def _as_written(table: pl.DataFrame) -> pl.DataFrame:
    """Every column as text: yes and no, ISO dates, lists joined by strokes."""
    return table.select(
        pl.col(name).list.join("|")
        if isinstance(dtype, pl.List)
        else pl.when(name).then(pl.lit("yes")).otherwise(pl.lit("no")).alias(name)
        if dtype == pl.Boolean
        else pl.col(name).cast(pl.String)
        for name, dtype in table.schema.items()
    ).with_columns(pl.all().replace("", None))
