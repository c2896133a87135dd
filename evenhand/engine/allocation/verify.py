"""What is wrong with a plan: plain loops over the frames, and no trust in the solver.

Nothing here is shared with it but the frames.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ortools.graph.python import max_flow

from evenhand.engine.allocation.problem import Plan, Problem


Row = Mapping[str, Any]


def faults(problem: Problem, plan: Plan) -> Iterator[str]:
    """A sentence for each law the plan breaks; none for a good plan."""
    cases = {row["ref"]: row for row in problem.cases.iter_rows(named=True)}
    people = {row["ref"]: row for row in problem.people.iter_rows(named=True)}
    rows = plan.placements.rows(named=True)
    yield from _once_each(cases, rows)
    known = [row for row in rows if row["case"] in cases]
    placed = [row for row in known if row["person"] is not None]
    for row in placed:
        if row["person"] not in people:
            yield f"case {row['case']} is with {row['person']}, who is not there"
    placed = [row for row in placed if row["person"] in people]
    for row in placed:
        yield from _unfit(cases[row["case"]], people[row["person"]], row)
    yield from _over_capacity(people, placed)
    yield from _parted(cases, known)
    yield from _out_of_order(cases, people, known)
    yield from _miscounted(problem, plan, cases, people, placed)
    if all(case["group"] is None for case in cases.values()):
        most = _bounds(list(cases.values()), list(people.values()))
        got = Counter(_tier(cases[row["case"]]) for row in placed)
        for tier, bound in most.items():
            if got[tier] != bound:
                name = f"band {tier}" if tier else "the reserved share"
                yield f"{name}: {got[tier]} cases placed, {bound} could be"


def bounds(problem: Problem) -> dict[int, int]:
    """The most cases of each band that can be placed, the bands before at their most.

    By maximum flow over the cases up to each band, linked cases free to part. Band 0
    stands for the reserved share.
    """
    return _bounds(problem.cases.rows(named=True), problem.people.rows(named=True))


def _bounds(cases: Sequence[Row], people: Sequence[Row]) -> dict[int, int]:
    takers = _Takers(people)
    counts: dict[int, Counter[int]] = defaultdict(Counter)
    for case in cases:
        counts[takers.of(case)][_tier(case)] += 1
    tiers = sorted({_tier(case) for case in cases})
    most: dict[int, int] = {}
    before = 0
    for tier in tiers:
        flow = max_flow.SimpleMaxFlow()
        source, sink = 0, 1
        for index, person in enumerate(people):
            flow.add_arc_with_capacity(2 + index, sink, person["capacity"])
        for number, waiting in counts.items():
            node = 2 + len(people) + number
            size = sum(count for of, count in waiting.items() if of <= tier)
            if not size:
                continue
            flow.add_arc_with_capacity(source, node, size)
            for taker in takers.sets[number]:
                flow.add_arc_with_capacity(node, 2 + taker, size)
        solved = flow.solve(source, sink)
        assert solved == flow.OPTIMAL, solved
        most[tier] = flow.optimal_flow() - before
        before = flow.optimal_flow()
    return most


class _Takers:
    """Who may have which case; `sets` holds the people, by their place in the list."""

    def __init__(self, people: Sequence[Row]) -> None:
        self.refs = [person["ref"] for person in people]
        self.skills = [frozenset(person["skills"]) for person in people]
        self.by_unit: dict[str, list[int]] = defaultdict(list)
        for index, person in enumerate(people):
            for unit in _works_in(person):
                self.by_unit[unit].append(index)
        self.sets: list[list[int]] = []
        self._number: dict[object, int] = {}

    def of(self, case: Row) -> int:
        """The number of the set of people who may have the case."""
        key = tuple(tuple(case[name]) for name in ("units", "requires", "conflicts"))
        if key not in self._number:
            self._number[key] = len(self.sets)
            self.sets.append(
                sorted(
                    {
                        index
                        for unit in case["units"]
                        for index in self.by_unit[unit]
                        if self.skills[index] >= set(case["requires"])
                        and self.refs[index] not in case["conflicts"]
                    }
                )
            )
        return self._number[key]


def _tier(case: Row) -> int:
    return 0 if case["reserved"] else int(case["band"])


def _once_each(cases: Mapping[str, Row], rows: list[dict[str, Any]]) -> Iterator[str]:
    seen = Counter(row["case"] for row in rows)
    for ref in cases:
        if seen[ref] != 1:
            yield f"case {ref} is in the plan {seen[ref]} times"
    for ref in seen:
        if ref not in cases:
            yield f"case {ref} is in the plan but not in the problem"


def _works_in(person: Row) -> set[str]:
    return {person["unit"], *person["also_units"]} - {None}


def _unfit(case: Row, person: Row, row: Row) -> Iterator[str]:
    both = f"case {case['ref']} is with {person['ref']}"
    units = [unit for unit in case["units"] if unit in _works_in(person)]
    if not units:
        yield f"{both}, who works in none of its units"
    elif row["unit"] != units[0]:
        yield f"{both} through {row['unit']}, it should be {units[0]}"
    lacking = sorted(set(case["requires"]) - set(person["skills"]))
    if lacking:
        yield f"{both}, who does not hold {' or '.join(lacking)}"
    if person["ref"] in case["conflicts"]:
        yield f"{both}, who is in conflict with it"


def _over_capacity(
    people: Mapping[str, Row], placed: list[dict[str, Any]]
) -> Iterator[str]:
    used = Counter(row["person"] for row in placed)
    for ref, count in used.items():
        places = people[ref]["capacity"]
        if count > places:
            yield f"{ref} has {places} places and is given {count} cases"


def _parted(cases: Mapping[str, Row], rows: list[dict[str, Any]]) -> Iterator[str]:
    holders: dict[str, set[str | None]] = defaultdict(set)
    for row in rows:
        group = cases[row["case"]]["group"]
        if group is not None:
            holders[group].add(row["person"])
    for group, found in holders.items():
        if len(found) > 1:
            yield f"the linked cases {group} are not together"


def _out_of_order(
    cases: Mapping[str, Row], people: Mapping[str, Row], rows: list[dict[str, Any]]
) -> Iterator[str]:
    """Single cases that wait while somebody has a free place or a less urgent one."""
    persons = list(people.values())
    takers = _Takers(persons)
    sizes = Counter(case["group"] for case in cases.values())
    used: Counter[str] = Counter()
    last: dict[str, tuple[int, int, str]] = {}
    waiting = []
    for row in rows:
        case = cases[row["case"]]
        single = case["group"] is None or sizes[case["group"]] == 1
        urgency = (_tier(case), -case["waiting_days"], case["ref"])
        if row["person"] is None:
            if single:
                waiting.append((urgency, case))
            continue
        used[row["person"]] += 1
        if single:
            last[row["person"]] = max(last.get(row["person"], urgency), urgency)
    checked: dict[int, tuple[str | None, tuple[int, int, str]]] = {}
    nothing = (-1, 0, "")
    for urgency, case in waiting:
        number = takers.of(case)
        if number not in checked:
            refs = [persons[taker]["ref"] for taker in takers.sets[number]]
            free = [ref for ref in refs if used[ref] < people[ref]["capacity"]]
            worst = max((last.get(ref, nothing) for ref in refs), default=nothing)
            checked[number] = (free[0] if free else None, worst)
        free_person, worst = checked[number]
        if free_person is not None:
            yield f"case {case['ref']} waits while {free_person} has a free place"
        elif worst > urgency:
            yield f"case {case['ref']} waits while the less urgent {worst[2]} is placed"


def _miscounted(
    problem: Problem,
    plan: Plan,
    cases: Mapping[str, Row],
    people: Mapping[str, Row],
    placed: list[dict[str, Any]],
) -> Iterator[str]:
    """What the plan says of itself against what is there."""
    departures = 0
    kinds: Counter[tuple[str, str]] = Counter()
    per_band: Counter[int] = Counter()
    for row in placed:
        case, person = cases[row["case"]], people[row["person"]]
        marks = (
            case["owner"] is not None and case["owner"] != person["ref"],
            bool(case["units"]) and case["units"][0] not in _works_in(person),
            case["language"] is not None
            and case["language"] not in person["languages"],
        )
        if marks != (row["left_owner"], row["other_unit"], row["other_language"]):
            yield f"case {case['ref']}: its departures are not as marked"
        departures += sum(marks)
        per_band[case["band"]] += 1
        if case["kind"] is not None:
            kinds[person["ref"], case["kind"]] += 1
    beyond = 0
    for (ref, _), count in kinds.items():
        person = people[ref]
        if person["unit"] not in problem.exempt_units:
            beyond += max(0, count - problem.share_of(person["capacity"]))
    if departures != plan.departures:
        yield f"{departures} departures, the plan says {plan.departures}"
    if beyond != plan.beyond_share:
        yield f"{beyond} cases beyond a share, the plan says {plan.beyond_share}"
    for band, count in plan.placed.items():
        if per_band[band] != count:
            yield f"band {band}: {per_band[band]} cases placed, the plan says {count}"
