"""Kill -9 at any statement of a run, an acceptance, an override or an undoing.

Once more after it is as if it had been done once.
"""

from datetime import timedelta

import pytest

from evenhand.casework.models import Case
from evenhand.core.models import Event, Message
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.flows.accept_plan import accept_proposals
from evenhand.flows.override_plan import override_proposal
from evenhand.flows.plan_cases import carry_out, create_run
from evenhand.flows.undo_plan import undo_acceptance
from evenhand.planning.models import Handover, Outcome, Override, Run
from tests.accepting import open_all
from tests.cast import AT, ON, Cast, assemble
from tests.killing import killed_at, statements_of


LATER = AT + timedelta(hours=2)


def new_run(cast: Cast) -> Run:
    with acting_as(cast.dana):
        return create_run(on=ON, by=cast.dana, at=AT + timedelta(hours=1))


def given(cast: Cast) -> tuple[int, int, int]:
    with acting_as(cast.service):
        return (
            Case.objects.filter(owner__isnull=False).count(),
            Event.objects.filter(kind="case_allocated").count(),
            Message.objects.filter(case_id__isnull=False).count(),
        )


def take(run: Run, cast: Cast) -> int:
    return accept_proposals(run, by=cast.dana, on=ON, at=LATER).accepted


def test_acceptance_killed_anywhere_gives_all_or_nothing(own_database: str) -> None:
    cast = assemble()
    for _ in range(2):
        cast.case()
    spare = carry_out(new_run(cast).pk, at=AT)
    with acting_as(cast.service):
        spare.proposals.all().delete()
    statements = statements_of(lambda: take(spare, cast))
    run = carry_out(new_run(cast).pk, at=AT)
    open_all(run, by=cast.dana)
    n = 0
    while given(cast)[0] == 0:
        n += 1
        with killed_at(n):
            take(run, cast)
        assert given(cast) in {(0, 0, 0), (2, 2, 4)}, f"killed at statement {n}"
    assert n > statements, "the acceptance was killed at each of its statements"
    assert take(run, cast) == 0
    assert given(cast) == (2, 2, 4)


def test_override_killed_anywhere_is_done_or_not(own_database: str) -> None:
    cast = assemble()
    cast.case()
    run = carry_out(new_run(cast).pk, at=AT)
    with acting_as(cast.dana):
        proposal = run.proposals.get()

    def change() -> None:
        override_proposal(
            proposal,
            to_unit=cast.liverpool,
            by=cast.dana,
            on=ON,
            at=LATER,
            reason="other",
            because="she asked for a woman",
        )

    def done() -> tuple[int, int, int, int]:
        with acting_as(cast.service):
            return (
                Case.objects.filter(responsible_unit=cast.liverpool).count(),
                Override.objects.count(),
                Handover.objects.count(),
                Event.objects.filter(kind="case_overridden").count(),
            )

    n = 0
    while done() == (0, 0, 0, 0):
        n += 1
        with killed_at(n):
            change()
        assert done() in {(0, 0, 0, 0), (1, 1, 1, 1)}, f"killed at statement {n}"
    assert n > 10, "the override was killed at each of its statements"
    with pytest.raises(Refused, match="already"):
        change()
    assert done() == (1, 1, 1, 1)


def test_undoing_killed_anywhere_gives_back_all_or_nothing(own_database: str) -> None:
    cast = assemble()
    for _ in range(2):
        cast.case()
    run = carry_out(new_run(cast).pk, at=AT)
    open_all(run, by=cast.dana)
    take(run, cast)

    def undo() -> None:
        undo_acceptance(run, by=cast.dana, on=ON, at=LATER, because="too early")

    def back() -> tuple[int, int, int]:
        with acting_as(cast.service):
            return (
                Case.objects.filter(owner=None).count(),
                Handover.objects.exclude(undone_at=None).count(),
                Event.objects.filter(kind="case_given_back").count(),
            )

    n = 0
    while back() == (0, 0, 0):
        n += 1
        with killed_at(n):
            undo()
        assert back() in {(0, 0, 0), (2, 2, 2)}, f"killed at statement {n}"
    assert n > 10, "the undoing was killed at each of its statements"
    with pytest.raises(Refused, match="Nothing of this is accepted"):
        undo()
    assert take(run, cast) == 2


def test_run_killed_anywhere_can_be_carried_out_again(own_database: str) -> None:
    cast = assemble()
    for _ in range(2):
        cast.case()
    first = new_run(cast)
    statements = statements_of(lambda: carry_out(first.pk, at=AT))
    for n in range(1, statements + 1):
        run = new_run(cast)
        with killed_at(n):
            carry_out(run.pk, at=AT)
        done = carry_out(run.pk, at=AT)
        assert done.state == Run.State.PROPOSED, f"killed at statement {n}"
        with acting_as(cast.service):
            assert run.proposals.count() == 2
            assert (
                Event.objects.filter(kind="run_proposed", data__run=run.pk).count() == 1
            )
            assert Outcome.objects.count() == 2, "nothing changed, nothing written"
