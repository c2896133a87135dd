"""Kill -9 at any statement of a re-allocation leaves all of it or nothing."""

from datetime import date, timedelta

from evenhand.core.models import Event, Role
from evenhand.core.viewing import acting_as
from evenhand.flows.reallocate import Away, reallocate_person
from evenhand.planning.models import Proposal, Run
from tests.cast import AT, ON, assemble
from tests.killing import killed_at, statements_of


def test_reallocation_killed_anywhere_leaves_nothing_or_all(own_database: str) -> None:
    cast = assemble()
    hal = cast.person("hal", Role.DECISION_MAKER).staff_member
    hal.decides, hal.weekly_places = True, 5
    hal.save()
    amira = cast.amira.staff_member
    cast.case(
        owner=amira,
        owned_since=date(2026, 10, 1),
        responsible_unit=cast.liverpool,
    )

    def ask(number: int) -> Run:
        return reallocate_person(
            amira,
            why=Run.Why.AWAY,
            away=Away(ON, ON + timedelta(days=number)),
            by=cast.dana,
            on=ON,
            at=AT + timedelta(hours=number),
        )

    def left() -> tuple[int, int, int, int]:
        with acting_as(cast.service):
            return (
                Run.objects.count(),
                Proposal.objects.count(),
                amira.absences.count(),
                Event.objects.filter(
                    kind__in=("absence_recorded", "reallocation_proposed")
                ).count(),
            )

    ask(1)  # a process reads the policy once
    statements = statements_of(lambda: ask(2))
    before, after = (2, 2, 2, 4), (3, 3, 3, 6)
    assert left() == before
    n = 0
    while left() == before:
        n += 1
        with killed_at(n):
            ask(3)
        assert left() in {before, after}, f"killed at statement {n}"
    assert n > statements, "it was killed at each of its statements"
