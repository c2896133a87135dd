"""Each night: yesterday's outcomes, a sample by lot, worked out again and compared.

A difference alarms those who answer for the rules: the auditors and the policy leads
are sent a message, each of what they may see, and their pages say so.
"""

from datetime import date, datetime, timedelta

from django.db import transaction

from evenhand.config.clock import LONDON
from evenhand.core.accounts import planning_service
from evenhand.core.messages import send_messages
from evenhand.core.models import Message, Role, User
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.engine.rules.faults import Faulty
from evenhand.flows.replay_case import end_of
from evenhand.planning.models import ReplayedOutcome, ReplayNight
from evenhand.planning.replaying.again import worked_out_again
from evenhand.planning.replaying.sampling import draw, replay_standards
from evenhand.releases.queries import policy_of, release_in_force


ALARMED = (Role.AUDITOR, Role.POLICY_LEAD)
HOURS_TO_MAKE_UP = 4


def replay_due(at: datetime, *, hour: int | None) -> date | None:
    """The day whose outcomes are due at this instant: yesterday, in the early hours.

    From `hour` (London's clock; None: never) on for a few hours, so that a worker that
    was down makes up for it.
    """
    here = at.astimezone(LONDON)
    if hour is None or not hour <= here.hour < hour + HOURS_TO_MAKE_UP:
        return None
    return here.date() - timedelta(days=1)


def replay_night(of: date, *, at: datetime) -> ReplayNight | None:
    """Work a sample of a day's outcomes out again, once; None where it was done.

    Nothing is kept of one that is killed: it is done again as a whole. What cannot be
    worked out is kept as a failure in words, and alarms likewise.
    """
    service = planning_service()
    with acting_as(service):
        if ReplayNight.objects.filter(of=of).exists():
            return None
        end = end_of(of, at)
        if end is None:
            raise Refused("That day is not over yet")
        try:
            standards = replay_standards(policy_of(release_in_force(end)))
        except Refused:
            return None
        night = ReplayNight.objects.create(
            of=of,
            sample=int(standards["sample"]),
            salt=str(standards["salt"]),
            done_at=at,
        )
        try:
            with transaction.atomic():
                _compare(night, end)
        except (Faulty, ValueError) as failure:
            night.why_failed = str(failure)
            night.save(update_fields=["why_failed"])
    _alarm(night, by=service, at=at)
    return night


def _compare(night: ReplayNight, end: datetime) -> None:
    drawn = draw(of=night.of, end=end, sample=night.sample, salt=night.salt)
    again = worked_out_again(drawn)
    ReplayedOutcome.objects.bulk_create(
        [
            ReplayedOutcome(
                night=night,
                case_id=outcome.case_id,
                restriction=outcome.restriction,
                outcome=outcome,
                differing=list(again[outcome.pk].differing),
                why=again[outcome.pk].why,
            )
            for outcome in drawn
        ],
        batch_size=5_000,
    )


def _alarm(night: ReplayNight, *, by: User, at: datetime) -> None:
    """A message to each of those who are to look into it, of what they may see."""
    concerned = [user for user in _who_looks_into_it() if _sees_a_fault(user, night)]
    with acting_as(by):
        send_messages(
            Message(
                recipient=Message.Recipient.STAFF,
                user=user,
                kind="replay_differs",
                data={"of": night.of.isoformat()},
                created_at=at,
                created_by=by,
            )
            for user in concerned
        )


def _who_looks_into_it() -> list[User]:
    with acting_as(planning_service()):
        return list(
            User.objects.filter(
                is_active=True,
                role_grants__role__in=ALARMED,
                role_grants__ended_at=None,
            )
            .distinct()
            .order_by("pk")
        )


def _sees_a_fault(user: User, night: ReplayNight) -> bool:
    if night.why_failed:
        return True
    with acting_as(user):
        return night.outcomes.exclude(differing=[]).exists()
