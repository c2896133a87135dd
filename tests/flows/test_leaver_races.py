"""A person's last day is recorded while a plan that gives them cases is accepted."""

from datetime import timedelta

from evenhand.casework.models import Case
from evenhand.core.viewing import acting_as
from evenhand.flows.accept_plan import Accepted, accept_proposals
from evenhand.flows.plan_cases import carry_out, create_run
from evenhand.planning.models import Run
from evenhand.workforce.joining import leave
from tests.accepting import open_all
from tests.cast import AT, ON, Cast, assemble
from tests.racing import while_open


LATER = AT + timedelta(hours=2)


def planned(cast: Cast) -> Run:
    cast.case()
    with acting_as(cast.dana):
        run = create_run(on=ON, by=cast.dana, at=AT)
    run = carry_out(run.pk, at=AT)
    open_all(run, by=cast.dana)
    return run


def take(cast: Cast, run: Run) -> Accepted:
    return accept_proposals(run, by=cast.dana, on=ON, at=LATER)


def leaves(cast: Cast) -> None:
    with acting_as(cast.jo):
        leave(
            cast.amira.staff_member,
            last_on=ON - timedelta(days=1),
            on=ON,
            by=cast.jo,
            at=LATER,
            because="a new post",
        )


def owned_by_amira(cast: Cast) -> int:
    with acting_as(cast.dana):
        return Case.objects.filter(owner=cast.amira.staff_member).count()


def test_plan_accepted_after_the_last_day_is_recorded_leaves_the_case_out(
    own_database: str,
) -> None:
    cast = assemble()
    run = planned(cast)
    answer = while_open(lambda: leaves(cast), lambda: take(cast, run))
    assert answer.accepted == 0
    assert [why for _, why in answer.left_out] == ["Amira Test has left"]
    assert owned_by_amira(cast) == 0


def test_case_accepted_first_is_among_those_of_the_leaver(own_database: str) -> None:
    cast = assemble()
    run = planned(cast)
    while_open(lambda: take(cast, run), lambda: leaves(cast))
    assert owned_by_amira(cast) == 1
    cast.amira.staff_member.refresh_from_db()
    assert cast.amira.staff_member.left_on == ON
