"""Why a case is with somebody, and why not: a sentence or two for each.

For a case that waits, the first thing that would unblock it, in this order: a unit, a
person there, training, a conflict, a group too large, places, and last a place that
more urgent cases have.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from evenhand.engine.allocation.problem import Plan, Problem
from evenhand.engine.allocation.rows import (
    CaseRow,
    PersonRow,
    PlacementRow,
    case_rows,
    person_rows,
    placement_rows,
)


Reason = tuple[str, str]  # a code for counting, and the sentence

PLACED = "placed"
NO_UNIT = "no unit"
NOBODY_THERE = "nobody there"
NOBODY_TRAINED = "nobody trained"
CONFLICT = "conflict"
GROUP_TOO_LARGE = "group too large"
NO_PLACES = "no places"
FULL = "full"

LISTS = ("units", "requires", "conflicts")


Rank = tuple[int, int, bool]  # band, days of waiting, whether in the reserved share


@dataclass(frozen=True, slots=True)
class Linked:
    """What the reason for a linked case may tell, where not all may be known.

    own     its own rank; in the problem it ranks with those linked to it.
    ranks   the rank of those that may be told of and itself, the best of each.
    others  how many of those that go with it may be told of, and `all_told` whether
            that is all of them.
    owner   whether it may be told that the person preferred for it, the `owner` of the
            problem, has a case linked to it.
    """

    own: Rank
    ranks: Rank
    others: int
    all_told: bool
    owner: bool


@dataclass(frozen=True, slots=True)
class Wording:
    """How things are called, and whether one case's reason may tell of the others.

    names   what people, units, skills and clearances are called, by their ref or code;
            whatever is not in it is called as it is written in the problem.
    untold  requirements that few may know of: people are chosen by them, and no reason
            names them.
    counts  whether to tell the rank among all cases, how many places are used, and at
            which case places ran out. Not where some cases are known to few: a total
            would tell of them.
    linked  for linked cases, by ref, what may be told; all, and their `owner` as theirs,
            for a case that is not in it.
    stays_with  who has the cases that could not be placed, where it is one person.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    untold: frozenset[str] = frozenset()
    counts: bool = True
    linked: Mapping[str, Linked] = field(default_factory=dict)
    stays_with: str = ""

    def of(self, ref: object) -> str:
        """What it is called."""
        return self.names.get(str(ref), str(ref))


AS_WRITTEN = Wording()


def why(problem: Problem, plan: Plan, ref: str) -> str:
    """Why a case is placed as it is, or what would unblock it.

    Raises KeyError for a case that is not in the plan.
    """
    row = plan.placements.filter(pl.col("case") == ref)
    if row.is_empty():
        raise KeyError(ref)
    return str(reasons(problem, plan, row)["reason"][0])


def reasons(
    problem: Problem,
    plan: Plan,
    placements: pl.DataFrame | None = None,
    *,
    wording: Wording = AS_WRITTEN,
) -> pl.DataFrame:
    """Why for every case, in the order of the plan: case, person, code, reason.

    placements are the rows of the plan to explain, all unless given. Cases that wait
    and ask the same wait for the same reason, which is then worked out once.
    """
    rows = plan.placements if placements is None else placements
    cases = rows.select(ref="case").join(
        problem.cases, on="ref", how="left", maintain_order="left"
    )
    alike = _alike(cases, problem.people)
    keyed = rows.with_columns(
        key=pl.when(pl.col("person").is_null()).then(alike).otherwise("case")
    )
    first = keyed["key"].is_first_distinct()
    told = _Reasons(problem, plan, wording)
    found = [
        told.reason(case, row)
        for case, row in zip(
            case_rows(cases.filter(first)),
            placement_rows(keyed.filter(first)),
            strict=True,
        )
    ]
    because = pl.DataFrame(
        {
            "key": keyed["key"].filter(first),
            "code": pl.Series([code for code, _ in found], dtype=pl.String),
            "reason": pl.Series([sentence for _, sentence in found], dtype=pl.String),
        }
    )
    return (
        keyed.select("case", "person", "key")
        .join(because, on="key", how="left", maintain_order="left")
        .drop("key")
    )


def _alike(cases: pl.DataFrame, people: pl.DataFrame) -> pl.Series:
    """The same text for cases that, if they wait, wait for the same reason."""
    on_leave = people.filter(pl.col("capacity") == 0)["ref"]
    return cases.select(
        pl.concat_str(
            *(pl.col(name).list.join("\x1f") for name in LISTS),
            pl.col("group").fill_null(""),
            pl.when(pl.col("owner").is_in(on_leave.implode()))
            .then("owner")
            .otherwise(pl.lit("")),
            separator="\x1e",
        ).alias("alike")
    ).to_series()


class _Reasons:
    """What the reasons of one plan have in common, read once."""

    def __init__(self, problem: Problem, plan: Plan, wording: Wording) -> None:
        self.called = wording.of
        self.counts = wording.counts
        self.untold = wording.untold
        self.linked = wording.linked
        self.waits = (
            f"It stays with {wording.stays_with} for now"
            if wording.stays_with
            else "It waits"
        )
        self.people = {row.ref: row for row in person_rows(problem.people)}
        self.skills = {
            ref: frozenset(person.skills) for ref, person in self.people.items()
        }
        self.by_unit: dict[str, list[str]] = defaultdict(list)
        for ref, person in self.people.items():
            for unit in person.units:
                self.by_unit[unit].append(ref)
        self.groups: dict[str, list[CaseRow]] = defaultdict(list)
        for case in case_rows(problem.cases.filter(pl.col("group").is_not_null())):
            self.groups[str(case.group)].append(case)
        held = (
            plan.placements.filter(pl.col("person").is_not_null())
            .group_by("person")
            .agg(
                pl.len(),
                pl.col("rank").max(),
                pl.col("case", "band").sort_by("rank").last(),
            )
            .join(problem.cases, left_on="case", right_on="ref")
            .select("person", "len", "rank", "band", "waiting_days")
        )
        self.used: dict[str, int] = defaultdict(int)
        self.last: dict[str, tuple[int, int, int]] = {}  # rank, band, days of waiting
        for person_ref, count, rank, band, days in held.iter_rows():
            self.used[person_ref] = count
            self.last[person_ref] = (rank, band, days)
        self.total = plan.placements.height
        self._trained: dict[object, list[str]] = {}

    def reason(self, case: CaseRow, row: PlacementRow) -> Reason:
        """The reason for one row of the plan."""
        if row.person is not None:
            return PLACED, self._placed(case, row)
        code, sentence = self._waits(case)
        return code, sentence + self._on_leave(case)

    def trained(self, case: CaseRow, units: Iterable[str] | None = None) -> list[str]:
        """People in the units (else its own) who hold all it requires, by ref."""
        units = tuple(case.units if units is None else units)
        key = (units, tuple(case.requires))
        if key not in self._trained:
            required = frozenset(case.requires)
            self._trained[key] = [
                ref for ref in self._there(units) if required <= self.skills[ref]
            ]
        return self._trained[key]

    def _there(self, units: Iterable[str]) -> list[str]:
        return sorted({ref for unit in units for ref in self.by_unit.get(unit, ())})

    def _placed(self, case: CaseRow, row: PlacementRow) -> str:
        person = self.people[str(row.person)]
        linked = self._linked(case)
        number = f"Number {row.rank:,} of {self.total:,}: " * self.counts
        standing = f"{number}{_standing(linked.own)}"
        sentences = [f"{standing[0].upper()}{standing[1:]}."]
        if linked.ranks != linked.own:
            sentences.append(
                f"It ranks with what is linked to it: {_standing(linked.ranks)}."
            )
        if row.other_unit:
            sentences.append(self._elsewhere(case, str(row.unit)))
        else:
            sentences.append(f"{self.called(row.unit)} is the first of its units.")
        sentences.append(self._this_person(case, row, person))
        if row.left_owner:
            sentences += self._not_the_owner(case)
        if linked.others:
            sentences.append(f"It goes together with {linked.others} linked to it.")
        if self.counts:
            used = self.used[person.ref]
            sentences.append(f"{used} of {person.capacity} places used.")
        return " ".join(sentences)

    def _linked(self, case: CaseRow) -> Linked:
        """What may be told of what is linked to it: all, unless it is said otherwise."""
        rank = (case.band, case.waiting_days, case.reserved)
        others = len(self.groups[case.group]) - 1 if case.group else 0
        return self.linked.get(case.ref) or Linked(rank, rank, others, True, True)

    def _had(self, case: CaseRow) -> str:
        """What the preferred person has to do with it; empty where it is not told."""
        if case.ref not in self.linked:
            return "has or had it"
        return "has a case linked to it" if self.linked[case.ref].owner else ""

    def _elsewhere(self, case: CaseRow, unit: str) -> str:
        number = case.units.index(unit) + 1
        first, called = case.units[0], self.called(case.units[0])
        able = [
            ref
            for ref in self.trained(case, (first,))
            if ref not in case.conflicts and self.people[ref].capacity
        ]
        if able:
            people = _count(len(able), "person", "people")
            because = (
                f"the places of {people} in {called} who could have it were needed for"
                " others"
            )
        else:
            because = f"nobody in {called} with places could have it"
        return f"{self.called(unit)} is number {number} of its units: {because}."

    def _this_person(self, case: CaseRow, row: PlacementRow, person: PersonRow) -> str:
        points = []
        if case.owner == person.ref and (had := self._had(case)):
            points.append(f"{had} already")
        if told := self._told(case.requires):
            points.append(f"holds {self._and(told)}")
        if case.language is not None and not row.other_language:
            points.append(f"speaks {case.language}")
        if not points:
            points.append("had a place")
        return f"{self.called(person.ref)} {_and(points)}."

    def _not_the_owner(self, case: CaseRow) -> list[str]:
        owner, had = self.people.get(str(case.owner)), self._had(case)
        if not had:
            return []
        if owner is None:
            because = "is not among the people with places"
        elif case.owner in case.conflicts:
            because = "is in conflict with it"
        elif case.owner not in self.trained(case):
            because = "may not have it now"
        elif not owner.capacity:
            because = "has no places this week"
        else:
            because = "was given other cases"
        return [f"{self.called(case.owner)}, who {had}, {because}."]

    def _on_leave(self, case: CaseRow) -> str:
        owner, had = self.people.get(str(case.owner)), self._had(case)
        if owner is None or owner.capacity or not had:
            return ""
        return f" {self.called(case.owner)}, who {had}, has no places this week."

    def _waits(self, case: CaseRow) -> Reason:
        units = _or([self.called(unit) for unit in case.units])
        if not case.units:
            return NO_UNIT, f"{self.waits}: no unit is named for it."
        there = self._there(case.units)
        if not there:
            return NOBODY_THERE, f"{self.waits}: nobody works in {units}."
        trained = self.trained(case)
        if not trained:
            return NOBODY_TRAINED, self._untrained(case, units, there)
        able = [ref for ref in trained if ref not in case.conflicts]
        who = f"in {units}"
        if told := self._told(case.requires):
            holds = "hold" if len(trained) > 1 else "holds"
            who += f" who {holds} {self._and(told)}"
        if not able:
            if len(trained) == 1:
                only = f"the only person {who}, {self.called(trained[0])}, is"
            else:
                only = f"all {len(trained)} people {who} are"
            return CONFLICT, f"{self.waits}: {only} in conflict with it."
        group = self.groups[case.group] if case.group else []
        if len(group) > 1 and self._linked(case).all_told:
            return self._group_waits(group)
        placed = [ref for ref in able if self.people[ref].capacity]
        all_of = _all(len(able), who)
        if not placed:
            has = "has" if len(able) == 1 else "have"
            return NO_PLACES, f"{self.waits}: {all_of} {has} no places this week."
        full = self._full(placed) if self.counts else self._no_place_left(placed)
        return FULL, f"{self.waits}: {_all(len(placed), who)} {full}."

    def _full(self, people: Sequence[str]) -> str:
        return f"{'is' if len(people) == 1 else 'are'} full{self._until(people)}"

    def _no_place_left(self, people: Sequence[str]) -> str:
        # True as well of a case that waits because of one linked to it, untold.
        return f"{'has' if len(people) == 1 else 'have'} no place left for it"

    def _told(self, requires: Iterable[str]) -> list[str]:
        return [required for required in requires if required not in self.untold]

    def _and(self, refs: Sequence[str]) -> str:
        return _and([self.called(ref) for ref in refs])

    def _until(self, people: Sequence[str]) -> str:
        held = [self.last[ref] for ref in people if ref in self.last]
        if not (held and self.counts):
            return ""
        rank, band, days = max(held)
        return f" until band {band}, waiting {_days(days)} (number {rank:,})"

    def _untrained(self, case: CaseRow, units: str, there: list[str]) -> str:
        required = frozenset(case.requires)
        if required & self.untold:
            return f"{self.waits}: nobody in {units} may have it now."
        near = [ref for ref in there if len(required - self.skills[ref]) == 1]
        sentence = (
            f"{self.waits}: nobody in {units} holds {self._and(sorted(required))}."
        )
        if not near:
            return sentence
        names = self._and(near[:3])
        lack = "lacks" if len(near) == 1 else "lack"
        could = f"{lack} only one of these" if len(required) > 1 else "could be trained"
        if len(near) > 3:
            return f"{sentence} {len(near)} people there {could}, {names} among them."
        return f"{sentence} {names} {could}."

    def _group_waits(self, linked: list[CaseRow]) -> Reason:
        size = len(linked)
        able = set(self.people)
        for case in linked:
            able &= set(self.trained(case)) - set(case.conflicts)
        if not able:
            return GROUP_TOO_LARGE, (
                f"{self.waits}: nobody may have all {size} cases that are linked to each"
                " other."
            )
        most = max(self.people[ref].capacity for ref in able)
        if most < size:
            return GROUP_TOO_LARGE, (
                f"{self.waits}: its {size} linked cases need {size} places with one person;"
                f" nobody of the {len(able)} who may have them has more than {most}."
            )
        return FULL, (
            f"{self.waits}: none of the {len(able)} who may have its {size} linked cases has"
            f" {size} places left for them{self._until(sorted(able))}."
        )


def _standing(rank: Rank) -> str:
    band, days, reserved = rank
    kept = ", in the share kept for the longest waiting" * reserved
    return f"band {band}, waiting {_days(days)}{kept}"


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
