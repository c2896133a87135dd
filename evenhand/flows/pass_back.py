"""Pass a case back: its owner asks for somebody else, and has it until that is accepted."""

from datetime import date, datetime

from evenhand.casework.models import Case
from evenhand.core.models import User
from evenhand.core.viewing import acting_as
from evenhand.flows.reallocate import just_asked, propose_others
from evenhand.planning.models import Passing, Proposal, Run
from evenhand.planning.passing.queries import waiting_to_leave
from evenhand.planning.passing.services import record_passing
from evenhand.planning.passing.verdicts import may_pass_on


def pass_case_back(
    case: Case, *, reason: str, words: str, by: User, on: date, at: datetime
) -> Proposal | None:
    """Record why, and propose another owner for this one case; answer what is proposed.

    The proposal is accepted by the leader of the team or a workflow manager; until
    then, and where nobody can take the case, it stays where it is and keeps its rank.
    Passed back while that waits, nothing more happens. Refused as `record_passing`.
    """
    with acting_as(by):
        may_pass_on(by, case).enforce()
        person = case.owner
        assert person is not None
        why = Run.Why.PASSED_BACK
        # Locks the person first: the second of two clicks waits, and finds the first.
        run = just_asked(person, why=why, case=case, by=by, at=at)
        waits = waiting_to_leave(person).filter(case=case).first()
        if waits is not None:
            return waits
        if run is None:
            record_passing(
                case,
                kind=Passing.Kind.PASSED_BACK,
                reason=reason,
                words=words,
                on=on,
                by=by,
                at=at,
            )
            run = propose_others(person, why=why, case=case, by=by, on=on, at=at)
        return run.proposals.select_related("to_owner").first()
