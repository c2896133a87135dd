"""Kill -9 at any statement of a run or an acceptance, and again, is as if once."""

from datetime import timedelta

from evenhand.casework.models import Case
from evenhand.core.models import Event, Message
from evenhand.core.viewing import acting_as
from evenhand.flows.accept_plan import accept_proposals
from evenhand.flows.plan_cases import carry_out, create_run
from evenhand.planning.models import Outcome, Run
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


def test_acceptance_killed_anywhere_gives_all_or_nothing(own_database: str) -> None:
    cast = assemble()
    for _ in range(2):
        cast.case()
    spare = carry_out(new_run(cast).pk, at=AT)
    with acting_as(cast.service):
        spare.proposals.all().delete()
    statements = statements_of(
        lambda: accept_proposals(spare, by=cast.dana, on=ON, at=LATER)
    )
    run = carry_out(new_run(cast).pk, at=AT)
    n = 0
    while given(cast)[0] == 0:
        n += 1
        with killed_at(n):
            accept_proposals(run, by=cast.dana, on=ON, at=LATER)
        assert given(cast) in {(0, 0, 0), (2, 2, 4)}, f"killed at statement {n}"
    assert n > statements, "the acceptance was killed at each of its statements"
    assert accept_proposals(run, by=cast.dana, on=ON, at=LATER).accepted == 0
    assert given(cast) == (2, 2, 4)


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
