"""A phase against another, an acceptance, an edit; killed anywhere; thousands at once."""

from datetime import date, timedelta

import pytest

from evenhand.casework.barriers.services import open_barrier
from evenhand.casework.models import Case
from evenhand.core.models import Event, Message
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.flows.cut_over import CarriedOut, carry_out_phase, plan_cut_over
from evenhand.flows.plan_cases import carry_out, create_run
from evenhand.flows.reverse_cut_over import reverse_phase
from evenhand.planning.models import CutOver, CutOverPhase
from evenhand.workforce.models import SkillHeld
from tests.accepting import accept, open_all
from tests.cast import AT, ON, Cast, assemble
from tests.cutting_over import (
    LATER,
    MONDAY,
    THAT_DAY,
    asked,
    iraqi,
    phase_of,
    planned,
    routed,
    second_manager,
    wales,
)
from tests.killing import killed_at
from tests.racing import while_open


@pytest.fixture
def world(own_database: str) -> Cast:
    """Three cases of the specialism, in a database where transactions really commit."""
    cast = assemble()
    second_manager(cast)
    for day in (1, 2, 3):
        iraqi(cast, claimed_on=date(2025, 3, day))
    wales()
    return cast


def carry(cast: Cast, phase: CutOverPhase) -> CarriedOut:
    return carry_out_phase(phase, by=cast.cass, on=MONDAY, at=THAT_DAY)


def told(cast: Cast) -> tuple[int, int, int]:
    """Cases with Wales, and what their histories and the outbox say of it."""
    with acting_as(cast.service):
        return (
            Case.objects.filter(responsible_unit__code="WALES").count(),
            Event.objects.filter(kind="unit_changed").count(),
            Message.objects.filter(kind="unit_changed").count(),
        )


def test_two_carry_out_one_phase(world: Cast) -> None:
    routed(world)
    phase = phase_of(planned(world))
    second = while_open(lambda: carry(world, phase), lambda: carry(world, phase))
    assert second == CarriedOut(0, ())
    assert told(world) == (3, 3, 3)


def test_two_plan_the_same_cases(world: Cast) -> None:
    routed(world)
    with pytest.raises(Refused, match="No case would move"):
        while_open(
            lambda: planned(world),
            lambda: plan_cut_over(asked(world), by=world.cass, on=ON, at=LATER),
        )
    assert CutOver.objects.count() == 1


def test_case_edited_while_its_phase_is_carried_out_is_left_out(world: Cast) -> None:
    routed(world)
    phase = phase_of(planned(world))
    with acting_as(world.eli):
        case = Case.objects.order_by("claimed_on")[0]

    def edit() -> None:
        with acting_as(world.eli):
            open_barrier(
                case,
                kind="no-contact",
                blocks="interview",
                source="letter returned",
                on=ON,
                review_on=ON + timedelta(days=14),
                by=world.eli,
                at=LATER,
            )

    came = while_open(edit, lambda: carry(world, phase))
    assert came.moved == 2
    assert came.left_out == ((case.ref, "It changed after the cut-over was planned"),)


def placed_by_a_run(cast: Cast):
    """A run that would give the cases to somebody of Wales."""
    gwen = cast.amira.staff_member
    gwen.unit = wales()
    gwen.save()
    SkillHeld.objects.filter(staff_member=gwen).update(expires_on=date(2028, 1, 1))
    with acting_as(cast.dana):
        run = create_run(on=ON, by=cast.dana, at=AT)
    run = carry_out(run.pk, at=AT)
    open_all(run, by=cast.dana)
    return run


def test_case_given_by_a_run_meanwhile_is_left_where_it_was_given(world: Cast) -> None:
    run = placed_by_a_run(world)
    phase = phase_of(planned(world))
    came = while_open(
        lambda: accept(run, by=world.dana, on=ON, at=LATER),
        lambda: carry(world, phase),
    )
    assert came.moved == 0
    assert {why for _, why in came.left_out} == {"The unit has it already"}
    with acting_as(world.dana):
        assert Case.objects.filter(owner=world.amira.staff_member).count() == 3


def test_acceptance_after_a_phase_leaves_its_cases_out(world: Cast) -> None:
    run = placed_by_a_run(world)
    phase = phase_of(planned(world))
    answer = while_open(
        lambda: carry(world, phase),
        lambda: accept(run, by=world.dana, on=ON, at=THAT_DAY),
    )
    assert answer.accepted == 0
    assert {why for _, why in answer.left_out} == {"It changed after the run read it"}
    assert told(world)[0] == 3


def test_phase_killed_anywhere_moves_all_or_nothing(world: Cast) -> None:
    routed(world)
    cut_over = planned(world, phases=2, most=2)
    first, second = phase_of(cut_over), phase_of(cut_over, 2)
    second_day = {"on": second.on, "at": THAT_DAY + timedelta(days=7)}
    carry(world, first)
    assert told(world) == (2, 2, 2)
    n = 0
    while told(world)[0] == 2:
        n += 1
        with killed_at(n):
            carry_out_phase(second, by=world.cass, **second_day)
        assert told(world) in {(2, 2, 2), (3, 3, 3)}, f"killed at statement {n}"
    assert n > 20
    again = carry_out_phase(second, by=world.cass, **second_day)
    assert again == CarriedOut(0, ())
    assert told(world) == (3, 3, 3)


def test_reversal_killed_anywhere_is_done_or_not(world: Cast) -> None:
    routed(world)
    phase = phase_of(planned(world))
    carry(world, phase)

    def go_back() -> None:
        reverse_phase(
            phase, by=world.dana, on=MONDAY, at=THAT_DAY, because="no interpreters"
        )

    n = 0
    while told(world)[0] == 3:
        n += 1
        with killed_at(n):
            go_back()
        with acting_as(world.service):
            back = Event.objects.filter(kind="unit_changed_back").count()
        assert (told(world)[0], back) in {(3, 0), (0, 3)}, f"killed at statement {n}"
    assert n > 10
    go_back()
    with acting_as(world.service):
        assert Event.objects.filter(kind="unit_changed_back").count() == 3


def test_plan_killed_anywhere_is_there_whole_or_not_at_all(world: Cast) -> None:
    routed(world)
    n = 0
    while not CutOver.objects.exists():
        n += 1
        with killed_at(n):
            planned(world)
        with acting_as(world.service):
            kept = sum(cut_over.cases.count() for cut_over in CutOver.objects.all())
        assert kept in {0, 3}, f"killed at statement {n}"
    assert n > 10
    assert kept == 3
