"""What is wrong with a plan: plain loops over the frames, and no trust in the solver.

Nothing here is shared with it but the frames.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ortools.graph.python import max_flow

from evenhand.engine.allocation.problem import Plan, Problem
from evenhand.engine.allocation.rows import (
    CaseRow,
    PersonRow,
    PlacementRow,
    case_rows,
    person_rows,
    placement_rows,
)


Cases = Mapping[str, CaseRow]
People = Mapping[str, PersonRow]
Urgency = tuple[int, int, str]


def faults(problem: Problem, plan: Plan) -> Iterator[str]:
    """A sentence for each law the plan breaks; none for a good plan."""
    cases = {row.ref: row for row in case_rows(problem.cases)}
    people = {row.ref: row for row in person_rows(problem.people)}
    rows = list(placement_rows(plan.placements))
    yield from _once_each(cases, rows)
    rows = [row for row in rows if row.case in cases]
    placed = [row for row in rows if row.person is not None]
    for row in placed:
        if row.person not in people:
            yield f"case {row.case} is with {row.person}, who is not there"
    placed = [row for row in placed if row.person in people]
    for row in placed:
        yield from _unfit(cases[row.case], people[str(row.person)], row)
    yield from _over_capacity(people, placed)
    yield from _parted(cases, rows)
    takers = _Takers(list(people.values()), cases.values())
    yield from _out_of_order(cases, people, rows, takers)
    yield from _miscounted(problem, plan, cases, people, placed)
    if all(case.group is None for case in cases.values()):
        got = Counter(cases[row.case].tier for row in placed)
        for tier, bound in _bounds(cases.values(), takers).items():
            if got[tier] != bound:
                name = f"band {tier}" if tier else "the reserved share"
                yield f"{name}: {got[tier]} cases placed, {bound} could be"


def bounds(problem: Problem) -> dict[int, int]:
    """The most cases of each band that can be placed, the bands before at their most.

    By maximum flow over the cases up to each band, linked cases free to part. Band 0
    stands for the reserved share.
    """
    cases = list(case_rows(problem.cases))
    return _bounds(cases, _Takers(list(person_rows(problem.people)), cases))


class _Takers:
    """Who may have which case: `number` of each case, and people of each number."""

    def __init__(self, people: Sequence[PersonRow], cases: Iterable[CaseRow]) -> None:
        self.people = people
        self.number: dict[str, int] = {}
        self.sets: list[list[PersonRow]] = []
        by_unit: dict[str, list[PersonRow]] = defaultdict(list)
        for person in people:
            for unit in person.units:
                by_unit[unit].append(person)
        skills = {person.ref: frozenset(person.skills) for person in people}
        known: dict[object, int] = {}
        for case in cases:
            key = (*case.units, "", *case.requires, "", *case.conflicts)
            if key not in known:
                known[key] = len(self.sets)
                required, against = set(case.requires), set(case.conflicts)
                there = {
                    person.ref: person
                    for unit in case.units
                    for person in by_unit[unit]
                }
                self.sets.append(
                    [
                        person
                        for ref, person in sorted(there.items())
                        if required <= skills[ref] and ref not in against
                    ]
                )
            self.number[case.ref] = known[key]


def _bounds(cases: Iterable[CaseRow], takers: _Takers) -> dict[int, int]:
    waiting = Counter((takers.number[case.ref], case.tier) for case in cases)
    node_of = {person.ref: 2 + index for index, person in enumerate(takers.people)}
    most: dict[int, int] = {}
    before = 0
    for tier in sorted({tier for _, tier in waiting}):
        size: Counter[int] = Counter()
        for (number, of), count in waiting.items():
            if of <= tier:
                size[number] += count
        flow = max_flow.SimpleMaxFlow()
        source, sink = 0, 1
        for person in takers.people:
            flow.add_arc_with_capacity(node_of[person.ref], sink, person.capacity)
        for number, count in size.items():
            node = 2 + len(takers.people) + number
            flow.add_arc_with_capacity(source, node, count)
            for person in takers.sets[number]:
                flow.add_arc_with_capacity(node, node_of[person.ref], count)
        solved = flow.solve(source, sink)
        assert solved == flow.OPTIMAL, solved
        most[tier] = flow.optimal_flow() - before
        before = flow.optimal_flow()
    return most


def _once_each(cases: Cases, rows: Sequence[PlacementRow]) -> Iterator[str]:
    seen = Counter(row.case for row in rows)
    for ref in cases:
        if seen[ref] != 1:
            yield f"case {ref} is in the plan {seen[ref]} times"
    for ref in seen:
        if ref not in cases:
            yield f"case {ref} is in the plan but not in the problem"


def _unfit(case: CaseRow, person: PersonRow, row: PlacementRow) -> Iterator[str]:
    both = f"case {case.ref} is with {person.ref}"
    units = [unit for unit in case.units if unit in person.units]
    if not units:
        yield f"{both}, who works in none of its units"
    elif row.unit != units[0]:
        yield f"{both} through {row.unit}, it should be {units[0]}"
    lacking = sorted(set(case.requires) - set(person.skills))
    if lacking:
        yield f"{both}, who does not hold {' or '.join(lacking)}"
    if person.ref in case.conflicts:
        yield f"{both}, who is in conflict with it"


def _over_capacity(people: People, placed: Sequence[PlacementRow]) -> Iterator[str]:
    used = Counter(str(row.person) for row in placed)
    for ref, count in used.items():
        places = people[ref].capacity
        if count > places:
            yield f"{ref} has {places} places and is given {count} cases"


def _parted(cases: Cases, rows: Sequence[PlacementRow]) -> Iterator[str]:
    holders: dict[str, set[str | None]] = defaultdict(set)
    for row in rows:
        group = cases[row.case].group
        if group is not None:
            holders[group].add(row.person)
    for group, found in holders.items():
        if len(found) > 1:
            yield f"the linked cases {group} are not together"


def _out_of_order(
    cases: Cases, people: People, rows: Sequence[PlacementRow], takers: _Takers
) -> Iterator[str]:
    """Single cases that wait while somebody has a free place or a less urgent one."""
    sizes = Counter(case.group for case in cases.values())
    used: Counter[str] = Counter()
    last: dict[str, Urgency] = {}
    waiting: list[CaseRow] = []
    for row in rows:
        case = cases[row.case]
        single = case.group is None or sizes[case.group] == 1
        if row.person is not None:
            used[row.person] += 1
            if single:
                urgency = _urgency(case)
                last[row.person] = max(last.get(row.person, urgency), urgency)
        elif single:
            waiting.append(case)
    checked: dict[int, tuple[str | None, Urgency]] = {}
    nothing = (-1, 0, "")
    for case in waiting:
        number = takers.number[case.ref]
        if number not in checked:
            refs = [person.ref for person in takers.sets[number]]
            free = [ref for ref in refs if used[ref] < people[ref].capacity]
            worst = max((last.get(ref, nothing) for ref in refs), default=nothing)
            checked[number] = (free[0] if free else None, worst)
        free_person, worst = checked[number]
        if free_person is not None:
            yield f"case {case.ref} waits while {free_person} has a free place"
        elif worst > _urgency(case):
            yield f"case {case.ref} waits while the less urgent {worst[2]} is placed"


def _urgency(case: CaseRow) -> Urgency:
    return (case.tier, -case.waiting_days, case.ref)


def _miscounted(
    problem: Problem,
    plan: Plan,
    cases: Cases,
    people: People,
    placed: Sequence[PlacementRow],
) -> Iterator[str]:
    """What the plan says of itself against what is there."""
    departures = 0
    kinds: Counter[tuple[str, str]] = Counter()
    per_band: Counter[int] = Counter()
    for row in placed:
        case, person = cases[row.case], people[str(row.person)]
        marks = (
            case.owner is not None and case.owner != person.ref,
            bool(case.units) and case.units[0] not in person.units,
            case.language is not None and case.language not in person.languages,
        )
        if marks != (row.left_owner, row.other_unit, row.other_language):
            yield f"case {case.ref}: its departures are not as marked"
        departures += sum(marks)
        per_band[case.band] += 1
        if case.kind is not None:
            kinds[person.ref, case.kind] += 1
    beyond = 0
    for (ref, _), count in kinds.items():
        if people[ref].unit not in problem.exempt_units:
            beyond += max(0, count - problem.share_of(people[ref].capacity))
    if departures != plan.departures:
        yield f"{departures} departures, the plan says {plan.departures}"
    if beyond != plan.beyond_share:
        yield f"{beyond} cases beyond a share, the plan says {plan.beyond_share}"
    for band, count in plan.placed.items():
        if per_band[band] != count:
            yield f"band {band}: {per_band[band]} cases placed, the plan says {count}"
