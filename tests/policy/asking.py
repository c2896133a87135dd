"""One case put to the release: by the reference and, in the same breath, compiled."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from evenhand.engine.rules.compile import Program
from evenhand.engine.rules.reference import evaluate_all
from evenhand.engine.rules.release import Release


# An adult of no specialism and no priority, who claimed in 2026 and lives in Leeds.
SOMEBODY: Mapping[str, object] = {
    "claimed_on": datetime.date(2026, 10, 1),
    "born_on": datetime.date(1990, 5, 5),
    "turns_adult_on": datetime.date(2008, 5, 5),
    "child_at_claim": False,
    "uasc_at_claim": False,
    "age_disputed": False,
    "sex": "female",
    "nationality": "Namibia",
    "other_nationalities": (),
    "language": "English",
    "dialect": None,
    "interpreter_needed": False,
    "detained": False,
    "accommodation": "own means",
    "support": "none",
    "local_authority": "Leeds",
    "postcode_area": "LS",
    "high_profile": False,
    "high_harm": False,
    "vulnerabilities": (),
    "expedites": (),
    "stage": "ready_to_interview",
    "interviewed_on": None,
    "blocks": (),
    "open_barriers": (),
    "evidence_may_suffice": False,
    "fitness_evidence": (),
}
# A boy alone who was 16 when he claimed and is 17 on the day of the tests.
CHILD_ALONE: Mapping[str, object] = {
    "claimed_on": datetime.date(2025, 10, 1),
    "born_on": datetime.date(2009, 3, 1),
    "turns_adult_on": datetime.date(2027, 3, 1),
    "child_at_claim": True,
    "uasc_at_claim": True,
    "sex": "male",
    "nationality": "Afghanistan",
}
TYPES = {
    "text": pl.String(),
    "texts": pl.List(pl.String()),
    "boolean": pl.Boolean(),
    "integer": pl.Int64(),
    "date": pl.Date(),
}


@dataclass(frozen=True)
class Answers:
    """What every table says of a case, and by which rules."""

    units: list[str]
    requires: set[str]
    alarms: set[str]
    supported: bool
    waiting_points: int
    priority_points: int
    points: int
    band: int
    ready: bool
    held_by: str
    kind: str
    fired: dict[str, list[str]]

    @property
    def route(self) -> str:
        """The id of the rule that routed the case."""
        [rule] = self.fired["route"]
        return rule


def ask(
    release: Release, program: Program, on: datetime.date, **facts: object
) -> Answers:
    """Evaluate one case both ways, insist that they agree, and give the answer."""
    case = {**SOMEBODY, **facts}
    outcomes = evaluate_all(release, case, on)
    values = {
        name: value
        for outcome in outcomes.values()
        for name, value in outcome.outputs.items()
    }
    [row] = program.evaluate(frame_of(release, [case]), on).rows(named=True)
    for name, value in values.items():
        compiled = row[name]
        if isinstance(compiled, list):
            compiled = tuple(compiled)
        assert compiled == value, f"{name}: compiled {compiled}, reference {value}"
    fired = {name: outcome.fired for name, outcome in outcomes.items()}
    assert sorted(program.fired(row)) == sorted(
        rule for rules in fired.values() for rule in rules
    )
    return Answers(
        **{
            name: _readable(name, value)
            for name, value in values.items()
            if name in Answers.__dataclass_fields__
        },
        fired=fired,
    )


def _readable(name: str, value: object) -> object:
    if isinstance(value, tuple):
        return list(value) if name == "units" else set(value)
    return value


def frame_of(release: Release, cases: Sequence[Mapping[str, object]]) -> pl.DataFrame:
    """One row for each case, typed by the vocabulary."""
    return pl.DataFrame(
        {
            fact.name: pl.Series(
                [_as_cell(case[fact.name]) for case in cases], dtype=TYPES[fact.type]
            )
            for fact in release.vocabulary.stored()
        }
    )


def _as_cell(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value
