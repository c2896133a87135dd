"""Count the waits of a day: each night those of yesterday, and any past day when asked."""

from datetime import date, datetime

from django.db import transaction

from evenhand.core.accounts import planning_service
from evenhand.core.models import User
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.engine.rules.faults import Faulty
from evenhand.flows.replay_case import end_of
from evenhand.planning.models import Delivery, ProofDay, Standing
from evenhand.planning.proof.counting import counts_of
from evenhand.planning.proof.gather import Known, known_by
from evenhand.planning.proof.verdicts import may_count
from evenhand.releases.queries import release_in_force


STOPPED = "It stopped unexpectedly; the log says more."


def ask_for_day(of: date, *, by: User, at: datetime) -> ProofDay:
    """A day whose waits are to be counted, or the row of one that was asked for before.

    One that failed, or was counted before the day was over, is asked for anew. Refused
    for a day that is to come, and for one on which no release was in force.
    """
    may_count(by).enforce()
    end = end_of(of, at)
    if end is None:
        raise Refused("Choose a day that is not in the future")
    try:
        release = release_in_force(end)
    except Refused:
        raise Refused("No policy release was in force on that day") from None
    day, _ = ProofDay.objects.get_or_create(
        of=of, defaults={"release": release, "asked_at": at, "asked_by": by}
    )
    if day.why_failed or (counted_early(day) and day.counted_at != at):
        ProofDay.objects.filter(pk=day.pk).update(
            counted_at=None, why_failed="", asked_at=at, asked_by=by
        )
        day.refresh_from_db()
    return day


def counted_early(day: ProofDay) -> bool:
    """Whether it was counted before the day was over, as known at that instant."""
    counted_at = day.counted_at
    return counted_at is not None and end_of(day.of, counted_at) == counted_at


def count_day(day_id: int, *, at: datetime) -> ProofDay:
    """Count a day that was asked for; one that has been counted is left as it is.

    All of it or nothing: one that is killed is counted again. A failure is kept in
    words, and raised again for the log.
    """
    service = planning_service()
    with acting_as(service):
        day = (
            ProofDay.objects.select_for_update(of=("self",))
            .select_related("release")
            .defer("release__bundle")
            .get(pk=day_id)
        )
        if day.counted_at is not None:
            return day
    try:
        with acting_as(service):
            _store(day, at)
    except Exception as failure:
        with acting_as(service):
            told = (Refused, Faulty)
            day.why_failed = str(failure) if isinstance(failure, told) else STOPPED
            day.counted_at = at
            day.save(update_fields=["why_failed", "counted_at"])
        if not isinstance(failure, told):
            raise
    return day


def count_yesterday(of: date, *, at: datetime) -> ProofDay | None:
    """Count the day as the planning service; None where no release was in force on it."""
    service = planning_service()
    with acting_as(service):
        try:
            day = ask_for_day(of, by=service, at=at)
        except Refused:
            return None
    return count_day(day.pk, at=at)


@transaction.atomic
def _store(day: ProofDay, at: datetime) -> None:
    known: dict[date, Known | None] = {}

    def known_on(of: date) -> Known | None:
        if of not in known:
            known[of] = _known(of, at)
        return known[of]

    deliveries, standings = counts_of(day, known_on)
    day.deliveries.all().delete()
    day.standings.all().delete()
    Delivery.objects.bulk_create(deliveries, batch_size=1_000)
    Standing.objects.bulk_create(standings, batch_size=1_000)
    day.counted_at = at
    day.save(update_fields=["counted_at"])


def _known(of: date, at: datetime) -> Known | None:
    """What was known by the end of a day; None before the first case was recorded."""
    end = end_of(of, at)
    if end is None:
        return None
    found = known_by(of, end)
    return found if found.cases.height else None
