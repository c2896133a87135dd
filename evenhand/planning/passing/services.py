"""Write down that a case was not taken in its turn. It moves nothing."""

from datetime import date, datetime

from django.db import transaction

from evenhand.casework.models import Case
from evenhand.core.events import Happening, record_events
from evenhand.core.models import User
from evenhand.planning.acceptance.reasons import enough_said
from evenhand.planning.passing.models import Passing
from evenhand.planning.passing.verdicts import may_pass_on
from evenhand.releases.queries import policy_of, release_in_force


REASONS = "pass_back_reasons"
EVENTS = {
    Passing.Kind.SKIPPED: "case_skipped",
    Passing.Kind.PASSED_BACK: "case_passed_back",
}


@transaction.atomic
def record_passing(
    case: Case,
    *,
    kind: Passing.Kind,
    reason: str,
    words: str,
    on: date,
    by: User,
    at: datetime,
) -> Passing:
    """Record that the owner skipped the case on a day, or passed it back.

    Skipped again on that day is the first skip. Refused for anybody but the owner, and
    without a reason of the policy in force, or the words it asks for.
    """
    case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    may_pass_on(by, case).enforce()
    assert case.owner is not None
    policy = policy_of(release_in_force(at))
    enough_said(policy, REASONS, reason=reason, words=words, matters=()).enforce()
    known: Passing | None = case.passings.filter(
        kind=Passing.Kind.SKIPPED, staff_member=case.owner, on=on
    ).first()
    if kind == Passing.Kind.SKIPPED and known is not None:
        return known
    passing: Passing = case.passings.create(
        kind=kind,
        staff_member=case.owner,
        reason=reason,
        words=words.strip(),
        on=on,
        at=at,
        by=by,
    )
    record_events(
        [Happening(EVENTS[kind], {"name": case.owner.name, "reason": reason}, case.pk)],
        by=by,
        at=at,
        because=words.strip(),
    )
    return passing
