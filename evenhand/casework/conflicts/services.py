"""Declare and end conflicts of interest. Neither moves a case."""

from datetime import datetime

from django.db import IntegrityError, transaction

from evenhand.casework.cases.models import Case
from evenhand.casework.cases.services import touch_cases
from evenhand.casework.conflicts.models import Conflict
from evenhand.casework.conflicts.verdicts import may_declare_conflict, may_end_conflict
from evenhand.core.endings import end_record
from evenhand.core.events import Happening, record_events
from evenhand.core.models import User
from evenhand.core.verdict import Refused
from evenhand.workforce.models import StaffMember


@transaction.atomic
def declare_conflict(
    case: Case, *, staff_member: StaffMember, by: User, at: datetime, because: str
) -> Conflict:
    """Say that this person must not have this case, and why.

    The case counts as changed, so that a proposal made before is not accepted blindly.
    Refused without a reason, or when it has been declared already.
    """
    may_declare_conflict(by, case).enforce()
    if not because.strip():
        raise Refused("Say what the conflict is")
    try:
        with transaction.atomic():
            conflict = Conflict.objects.create(
                case=case,
                staff_member=staff_member,
                because=because.strip(),
                declared_at=at,
                declared_by=by,
            )
    except IntegrityError as clash:
        if "casework_conflict_declared_once" in str(clash):
            raise Refused(
                f"A conflict of {staff_member.name} with this case has been declared"
                " already"
            ) from clash
        raise
    _tell("conflict_declared", conflict, by=by, at=at, because=because)
    return conflict


@transaction.atomic
def end_conflict(conflict: Conflict, *, by: User, at: datetime, because: str) -> None:
    """Say that it no longer stands, and why. That it was declared stays on record."""
    may_end_conflict(by, conflict).enforce()
    end_record(
        conflict,
        by=by,
        at=at,
        because=because,
        unexplained="Say why the conflict no longer stands",
        already="Somebody else has just ended this conflict",
    )
    _tell("conflict_ended", conflict, by=by, at=at, because=because)


def _tell(
    kind: str, conflict: Conflict, *, by: User, at: datetime, because: str
) -> None:
    record_events(
        [Happening(kind, {"name": conflict.staff_member.name}, conflict.case_id)],
        by=by,
        at=at,
        because=because.strip(),
    )
    touch_cases([conflict.case_id], at=at)
