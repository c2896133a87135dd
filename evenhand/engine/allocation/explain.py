"""Why a case is with somebody, and why not: a sentence or two for each.

For a case that waits, the first thing that would unblock it, in this order: a unit, a
person there, training, a conflict, a group too large, places, and last a place that
more urgent cases have.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

import polars as pl

from evenhand.engine.allocation.problem import Plan, Problem


Row = Mapping[str, Any]
Reason = tuple[str, str]  # a code for counting, and the sentence

PLACED = "placed"
NO_UNIT = "no unit"
NOBODY_THERE = "nobody there"
NOBODY_TRAINED = "nobody trained"
CONFLICT = "conflict"
GROUP_TOO_LARGE = "group too large"
NO_PLACES = "no places"
FULL = "full"


def why(problem: Problem, plan: Plan, ref: str) -> str:
    """Why a case is placed as it is, or what would unblock it.

    Raises KeyError for a case that is not in the plan.
    """
    return Reasons(problem, plan).why(ref)


def reasons(problem: Problem, plan: Plan) -> pl.DataFrame:
    """Why for every case, in the order of the plan: case, person, code, reason."""
    found = Reasons(problem, plan)
    told = [found.reason(row) for row in found.rows]
    return plan.placements.select("case", "person").with_columns(
        pl.Series("code", [code for code, _ in told], dtype=pl.String),
        pl.Series("reason", [sentence for _, sentence in told], dtype=pl.String),
    )


class Reasons:
    """What the reasons of one plan have in common, read once."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.cases = {row["ref"]: row for row in problem.cases.iter_rows(named=True)}
        self.people = {row["ref"]: row for row in problem.people.iter_rows(named=True)}
        self.rows = plan.placements.rows(named=True)
        self.by_unit: dict[str, list[str]] = defaultdict(list)
        self.skills: dict[str, frozenset[str]] = {}
        for ref, person in self.people.items():
            self.skills[ref] = frozenset(person["skills"])
            for unit in {person["unit"], *person["also_units"]} - {None}:
                self.by_unit[unit].append(ref)
        self.groups: dict[str, list[str]] = defaultdict(list)
        for ref, case in self.cases.items():
            if case["group"] is not None:
                self.groups[case["group"]].append(ref)
        self.used: dict[str, int] = defaultdict(int)
        self.last: dict[str, Row] = {}
        for row in self.rows:
            if row["person"] is not None:
                self.used[row["person"]] += 1
                self.last[row["person"]] = row
        self._waiting: dict[object, Reason] = {}
        self._trained: dict[object, list[str]] = {}

    @cached_property
    def row_of(self) -> Mapping[str, Row]:
        """The row of the plan for each case."""
        return {row["case"]: row for row in self.rows}

    def why(self, ref: str) -> str:
        """As the function `why`."""
        return self.reason(self.row_of[ref])[1]

    def reason(self, row: Row) -> Reason:
        """The reason for one row of the plan."""
        case = self.cases[row["case"]]
        if row["person"] is not None:
            return PLACED, self._placed(case, row)
        key = (
            tuple(case["units"]),
            tuple(case["requires"]),
            tuple(case["conflicts"]),
            case["group"],
        )
        if key not in self._waiting:
            self._waiting[key] = self._waits(case)
        code, sentence = self._waiting[key]
        return code, sentence + self._on_leave(case)

    def trained(self, case: Row, units: Iterable[str] | None = None) -> list[str]:
        """People in the units (else its own) who hold all it requires, by ref."""
        units = tuple(case["units"] if units is None else units)
        key = (units, tuple(case["requires"]))
        if key not in self._trained:
            required = frozenset(case["requires"])
            self._trained[key] = [
                ref for ref in self._there(units) if required <= self.skills[ref]
            ]
        return self._trained[key]

    def _there(self, units: Iterable[str]) -> list[str]:
        return sorted({ref for unit in units for ref in self.by_unit.get(unit, ())})

    def _placed(self, case: Row, row: Row) -> str:
        person = self.people[row["person"]]
        reserved = ", in the share kept for the longest waiting" * case["reserved"]
        sentences = [
            f"Number {row['rank']:,} of {len(self.rows):,}: band {case['band']},"
            f" waiting {_days(case['waiting_days'])}{reserved}."
        ]
        if row["other_unit"]:
            sentences.append(self._elsewhere(case, row["unit"]))
        else:
            sentences.append(f"{row['unit']} is the first of its units.")
        sentences.append(self._this_person(case, row, person))
        if row["left_owner"]:
            sentences.append(self._not_the_owner(case))
        linked = len(self.groups[case["group"]]) if case["group"] else 1
        if linked > 1:
            sentences.append(f"It goes together with {linked - 1} linked to it.")
        sentences.append(
            f"{self.used[person['ref']]} of {person['capacity']} places used."
        )
        return " ".join(sentences)

    def _elsewhere(self, case: Row, unit: str) -> str:
        number = case["units"].index(unit) + 1
        first = case["units"][0]
        able = [
            ref
            for ref in self.trained(case, (first,))
            if ref not in case["conflicts"] and self.people[ref]["capacity"]
        ]
        if able:
            people = _count(len(able), "person", "people")
            because = (
                f"the places of {people} in {first} who could have it were needed for"
                " others"
            )
        else:
            because = f"nobody in {first} with places could have it"
        return f"{unit} is number {number} of its units: {because}."

    def _this_person(self, case: Row, row: Row, person: Row) -> str:
        points = []
        if case["owner"] == person["ref"]:
            points.append("has or had it already")
        if case["requires"]:
            points.append(f"holds {_and(case['requires'])}")
        if case["language"] is not None:
            does = "does not speak" if row["other_language"] else "speaks"
            points.append(f"{does} {case['language']}")
        if not points:
            points.append("had a place")
        return f"{person['ref']} {_and(points)}."

    def _not_the_owner(self, case: Row) -> str:
        owner = self.people.get(case["owner"])
        if owner is None:
            because = "is not among the people with places"
        elif case["owner"] in case["conflicts"]:
            because = "is in conflict with it"
        elif case["owner"] not in self.trained(case):
            because = "may not have it now"
        elif not owner["capacity"]:
            because = "has no places this week"
        else:
            because = "was given other cases"
        return f"{case['owner']}, who has or had it, {because}."

    def _on_leave(self, case: Row) -> str:
        owner = self.people.get(case["owner"])
        if owner is None or owner["capacity"]:
            return ""
        return f" {case['owner']}, who has or had it, has no places this week."

    def _waits(self, case: Row) -> Reason:
        units = _or(case["units"])
        if not case["units"]:
            return NO_UNIT, "It waits: no unit is named for it."
        there = self._there(case["units"])
        if not there:
            return NOBODY_THERE, f"It waits: nobody works in {units}."
        trained = self.trained(case)
        if not trained:
            return NOBODY_TRAINED, self._untrained(case, units, there)
        able = [ref for ref in trained if ref not in case["conflicts"]]
        who = f"in {units}"
        if case["requires"]:
            holds = "hold" if len(trained) > 1 else "holds"
            who += f" who {holds} {_and(case['requires'])}"
        if not able:
            if len(trained) == 1:
                only = f"the only person {who}, {trained[0]}, is"
            else:
                only = f"all {len(trained)} people {who} are"
            return CONFLICT, f"It waits: {only} in conflict with it."
        linked = self.groups[case["group"]] if case["group"] else []
        if len(linked) > 1:
            return self._group_waits(linked)
        placed = [ref for ref in able if self.people[ref]["capacity"]]
        all_of = _all(len(able), who)
        if not placed:
            has = "has" if len(able) == 1 else "have"
            return NO_PLACES, f"It waits: {all_of} {has} no places this week."
        is_full = "is" if len(placed) == 1 else "are"
        return FULL, (
            f"It waits: {_all(len(placed), who)} {is_full} full{self._until(placed)}."
        )

    def _until(self, people: Sequence[str]) -> str:
        held = [self.last[ref] for ref in people if ref in self.last]
        if not held:
            return ""
        last = max(held, key=lambda row: int(row["rank"]))
        case = self.cases[last["case"]]
        return (
            f" until band {case['band']}, waiting {_days(case['waiting_days'])}"
            f" (number {last['rank']:,})"
        )

    def _untrained(self, case: Row, units: str, there: list[str]) -> str:
        required = frozenset(case["requires"])
        near = [ref for ref in there if len(required - self.skills[ref]) == 1]
        sentence = f"It waits: nobody in {units} holds {_and(sorted(required))}."
        if not near:
            return sentence
        names = _and(near[:3])
        lack = "lacks" if len(near) == 1 else "lack"
        could = f"{lack} only one of these" if len(required) > 1 else "could be trained"
        if len(near) > 3:
            return f"{sentence} {len(near)} people there {could}, {names} among them."
        return f"{sentence} {names} {could}."

    def _group_waits(self, linked: list[str]) -> Reason:
        size = len(linked)
        able = set(self.people)
        for ref in linked:
            case = self.cases[ref]
            able &= set(self.trained(case)) - set(case["conflicts"])
        if not able:
            return GROUP_TOO_LARGE, (
                f"It waits: nobody may have all {size} cases that are linked to each"
                " other."
            )
        most = max(self.people[ref]["capacity"] for ref in able)
        if most < size:
            return GROUP_TOO_LARGE, (
                f"It waits: its {size} linked cases need {size} places with one person;"
                f" nobody of the {len(able)} who may have them has more than {most}."
            )
        return FULL, (
            f"It waits: none of the {len(able)} who may have its {size} linked cases has"
            f" {size} places left for them{self._until(sorted(able))}."
        )


def _days(days: int) -> str:
    return _count(days, "day", "days")


def _count(number: int, one: str, more: str) -> str:
    return f"{number:,} {one if number == 1 else more}"


def _all(number: int, who: str) -> str:
    return f"the only person {who}" if number == 1 else f"all {number} people {who}"


def _and(words: Sequence[str]) -> str:
    return _joined(words, "and")


def _or(words: Sequence[str]) -> str:
    return _joined(words, "or")


def _joined(words: Sequence[str], last: str) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"
