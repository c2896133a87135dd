"""A rehearsal whose job was killed at any statement is carried out by the next."""

from datetime import timedelta

from evenhand.core.models import Role
from evenhand.core.viewing import acting_as
from evenhand.flows.rehearse import Asked, ask_to_rehearse, carry_out_rehearsal
from evenhand.planning.models import Rehearsal
from evenhand.releases.queries import policy_of
from tests.cast import AT, assemble
from tests.killing import killed_at, statements_of
from tests.rehearsing import iraq_to


EVERY = 3  # of a rehearsal's statements, in turn: two neighbours end alike


def test_rehearsal_killed_anywhere_can_be_carried_out_again(own_database: str) -> None:
    cast = assemble()
    lead = cast.person("pia", Role.POLICY_LEAD)
    cast.case(nationality="Iraq")
    cast.case(nationality="Syria")
    policy = iraq_to(policy_of(cast.release), "NEWCASTLE")

    def asked(minute: int) -> Rehearsal:
        at = AT + timedelta(minutes=minute)
        with acting_as(lead):
            return ask_to_rehearse(Asked(policy, "x"), by=lead, at=at)

    first = asked(0)
    statements = statements_of(lambda: carry_out_rehearsal(first.pk, at=AT))
    assert statements > EVERY
    for n in range(1, statements + 1, EVERY):
        rehearsal = asked(n)
        with killed_at(n):
            carry_out_rehearsal(rehearsal.pk, at=AT)
        done = carry_out_rehearsal(rehearsal.pk, at=AT)
        assert done.state == Rehearsal.State.DONE, f"killed at statement {n}"
        with acting_as(lead):
            assert done.cases.count() == 1
            assert done.figures.count() == 1
