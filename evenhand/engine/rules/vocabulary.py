"""The facts that rules may read: their names, types, values and where they come from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from evenhand.engine.rules.nodes import Type


DeriveKind = Literal[
    "days_since", "months_since", "years_since", "years_between", "before", "lookup"
]
DERIVED_TYPES: Mapping[str, Type] = {
    "days_since": "integer",
    "months_since": "integer",
    "years_since": "integer",
    "years_between": "integer",
    "before": "boolean",
    "lookup": "text",
}
CLOCKS = ("waiting", "age now")
# The protected characteristics of the Equality Act 2010, section 4, in the Act's order;
# "pregnancy" and "gender reassignment" in the words staff use.
CHARACTERISTICS = (
    "age",
    "disability",
    "gender reassignment",
    "marriage and civil partnership",
    "pregnancy",
    "race",
    "religion",
    "sex",
    "sexual orientation",
)


@dataclass(frozen=True, slots=True)
class Derive:
    """How a fact is worked out from others, and from the day it is asked for.

    ``days_since``, ``months_since`` (whole months) and ``years_since`` count from a date
    fact to the day; ``years_between`` counts whole years between two date facts;
    ``before`` is true while the day is earlier than a date fact; ``lookup`` finds the
    entry of a register. A missing base makes the derived fact missing.
    """

    kind: DeriveKind
    of: tuple[str, ...]
    register: str | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that may be known of a case.

    ``values`` are those the fact may take, or None where it is free. ``characteristic``
    is the protected characteristic it tells of; ``clock`` says that the value moves
    with the calendar; ``access`` names the clearance without which nobody is shown an
    explanation that reads it.
    """

    name: str
    type: Type
    title: str
    meaning: str = ""
    source: str = ""
    values: tuple[str, ...] | None = None
    values_from: str | None = None
    may_be_missing: bool = False
    characteristic: str | None = None
    clock: str | None = None
    access: str | None = None
    derive: Derive | None = None
    derived_from_outcomes: bool = False


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All facts of a release, by name, in the order in which they are written."""

    version: int
    facts: Mapping[str, Fact]

    def stored(self) -> tuple[Fact, ...]:
        """The facts that somebody has to provide."""
        return tuple(fact for fact in self.facts.values() if fact.derive is None)

    def derived(self) -> tuple[Fact, ...]:
        return tuple(fact for fact in self.facts.values() if fact.derive is not None)

    def bases(self, name: str) -> frozenset[str]:
        """The fact itself and every fact it is worked out from, at any depth."""
        found: set[str] = set()
        waiting = [name]
        while waiting:
            fact = self.facts.get(waiting.pop())
            if fact is None or fact.name in found:
                continue
            found.add(fact.name)
            if fact.derive is not None:
                waiting.extend(fact.derive.of)
        return frozenset(found)
