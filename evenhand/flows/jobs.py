"""Jobs: each carries the id of a row that holds all state, and can be run again."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.tasks import Task

from evenhand.casework.models import BulkAct
from evenhand.casework.searching.services import refresh_search_words
from evenhand.config.clock import LONDON
from evenhand.core.accounts import planning_service
from evenhand.core.models import User
from evenhand.core.tokens.answers import forget_old
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.flows import import_tracker
from evenhand.flows.act_in_bulk import AT_ONCE, carry_out_act
from evenhand.flows.count_proof import ask_for_day, count_day, count_yesterday
from evenhand.flows.find_likenesses import find_likenesses
from evenhand.flows.plan_cases import carry_out, create_run
from evenhand.flows.rehearse import Asked, ask_to_rehearse, carry_out_rehearsal
from evenhand.flows.remind import remind_due
from evenhand.flows.replay_night import replay_due, replay_night
from evenhand.flows.replay_plan import carry_out_replay, create_replay
from evenhand.flows.send_messages import send_due
from evenhand.flows.tell_of_lapses import tell_of_lapses
from evenhand.intake.models import Import
from evenhand.intake.verdicts import may_carry_out
from evenhand.planning.models import WORKING, ProofDay, Rehearsal, Replay, Run
from evenhand.workforce.joining import close_accounts
from evenhand.workforce.models import Unit


SATURDAY = 5
HOURS_TO_MAKE_UP = 4


STOPPED = (
    "Something went wrong and it stopped. Nothing of it was kept. Start it again; if it "
    "stops again, tell those who look after Evenhand."
)


@app.task(name="carry_out_run", lock="planning")
def carry_out_run(run_id: int) -> None:
    """Carry out one planning run."""
    carry_out(run_id, at=timezone.now())


@app.task(name="look_for_likenesses", lock="likenesses", queueing_lock="likenesses")
def look_for_likenesses() -> None:
    """Compare everybody recorded. It needs no row: what it reads is all there is."""
    find_likenesses(at=timezone.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="find_search_words", queueing_lock="search words")
def find_search_words(timestamp: int) -> None:
    """Find the words of whoever is left, as after an upgrade: a search sees to few."""
    refresh_search_words()


@app.periodic(cron="5 * * * *")
@app.task(name="close_ended_accounts", queueing_lock="accounts")
def close_ended_accounts(timestamp: int) -> None:
    """End the roles of those who have left. They have not come in since that day."""
    service, at = planning_service(), timezone.now()
    with acting_as(service):
        close_accounts(on=timezone.localtime(at).date(), by=service, at=at)


@app.periodic(cron="50 * * * *")
@app.task(name="forget_old_answers", queueing_lock="answers")
def forget_old_answers(timestamp: int) -> None:
    """Remove what other systems were answered, once it was kept for a day."""
    with acting_as(planning_service()):
        forget_old(at=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="send_due_messages", queueing_lock="messages")
def send_due_messages(timestamp: int) -> None:
    """Send what waits in the outbox, each by its way."""
    send_due(at=timezone.now())


@app.periodic(cron="10 8-18 * * *")
@app.task(name="remind_of_interviews", queueing_lock="reminders")
def remind_of_interviews(timestamp: int) -> None:
    """Remind of the interviews of days to come, once each; asked every working hour."""
    remind_due(at=timezone.now())


@app.task(name="carry_out_bulk", lock="bulk")
def carry_out_bulk(act_id: int) -> None:
    """Do what waits of one act on many cases."""
    carry_out_act(act_id, at=timezone.now())


def start_bulk(act: BulkAct, *, at: datetime) -> None:
    """Do it now where that is quickly done, else in the background."""
    if act.parts.count() <= AT_ONCE:
        carry_out_act(act.pk, at=at)
    else:
        carry_out_bulk.defer(act_id=act.pk)


def start_looking_for_likenesses() -> bool:
    """Have everybody compared in the background; false where that waits already."""
    try:
        with transaction.atomic():
            look_for_likenesses.defer()
    except AlreadyEnqueued:
        return False
    return True


def start_run(
    *,
    on: date,
    by: User,
    at: datetime,
    unit: Unit | None = None,
    places: str = Run.Places.WEEK,
) -> Run:
    """Create a run and have it carried out in the background. Refused as `create_run`.

    A second click finds the run for that day, unit and places that is under way.
    """
    with transaction.atomic():
        _one_start_at_a_time()
        under_way = Run.objects.filter(
            on=on, unit=unit, places=places, why="", state__in=WORKING
        ).first()
        if under_way is not None:
            return under_way
        run = create_run(on=on, by=by, at=at, unit=unit, places=places)
        carry_out_run.defer(run_id=run.pk)
    return run


@app.task(name="replay_run", lock="planning")
def replay_run(replay_id: int) -> None:
    """Work one run out again."""
    carry_out_replay(replay_id, at=timezone.now())


def start_replay(run: Run, *, by: User, at: datetime) -> Replay:
    """Have a run worked out again in the background. Refused as `create_replay`.

    A second click finds the one that is under way.
    """
    with transaction.atomic():
        _one_start_at_a_time()
        asked = create_replay(run, by=by, at=at)
        if asked.asked_at == at:
            replay_run.defer(replay_id=asked.pk)
    return asked


@app.task(name="rehearse_policy", lock="rehearsals")
def rehearse_policy(rehearsal_id: int) -> None:
    """Carry out one rehearsal."""
    carry_out_rehearsal(rehearsal_id, at=timezone.now())


def start_rehearsal(asked: Asked, *, by: User, at: datetime) -> Rehearsal:
    """Have a policy rehearsed in the background. Refused as `ask_to_rehearse`.

    A second click finds the same rehearsal that is under way.
    """
    with transaction.atomic():
        _one_start_at_a_time()
        rehearsal = ask_to_rehearse(asked, by=by, at=at)
        if rehearsal.asked_at == at:
            rehearse_policy.defer(rehearsal_id=rehearsal.pk)
    return rehearsal


@app.periodic(cron="0 * * * *")
@app.task(name="plan_in_the_night", queueing_lock="night")
def plan_in_the_night(timestamp: int) -> None:
    """Start the night's run where it is due. Asked every hour, for hours are London's."""
    start_run_of_the_night(at=timezone.now())


@app.periodic(cron="35 * * * *")
@app.task(name="tell_of_lapsing_authorities", queueing_lock="lapses")
def tell_of_lapsing_authorities(timestamp: int) -> None:
    """Tell of authorities that end; asked every hour, so that none is told late."""
    tell_of_lapses(at=timezone.now())


@app.periodic(cron="20 * * * *")
@app.task(name="replay_in_the_night", lock="replay", queueing_lock="replay")
def replay_in_the_night(timestamp: int) -> None:
    """Work a sample of yesterday's outcomes out again, where that is due."""
    at = timezone.now()
    of = replay_due(at, hour=settings.NIGHTLY_HOUR)
    if of is not None:
        replay_night(of, at=at)


@app.periodic(cron="40 * * * *")
@app.task(name="count_proof_in_the_night", lock="proof", queueing_lock="proof")
def count_proof_in_the_night(timestamp: int) -> None:
    """Count the waits of yesterday, where that is due."""
    at = timezone.now()
    of = replay_due(at, hour=settings.NIGHTLY_HOUR)
    if of is not None:
        count_yesterday(of, at=at)


@app.task(name="count_proof", lock="proof")
def count_proof(day_id: int) -> None:
    """Count the waits of a day that somebody asked for."""
    count_day(day_id, at=timezone.now())


def start_counting(of: date, *, by: User, at: datetime) -> ProofDay:
    """Have the waits of a day counted in the background. Refused as `ask_for_day`."""
    with transaction.atomic():
        _one_start_at_a_time()
        day = ask_for_day(of, by=by, at=at)
        if day.counted_at is None and day.asked_at == at:
            count_proof.defer(day_id=day.pk)
    return day


def start_run_of_the_night(*, at: datetime) -> Run | None:
    """Start the run of the night, as the planning service; None where none is due.

    Due from the hour of the settings on, for a few hours, so that a worker that was down
    makes up for it; on the mornings of Monday to Friday; where a policy is in force; and
    once a night, however often it is asked.
    """
    night = night_due(at, hour=settings.NIGHTLY_HOUR)
    if night is None:
        return None
    service = planning_service()
    with acting_as(service):
        _one_start_at_a_time()
        if Run.objects.filter(night_of=night).exists():
            return None
        try:
            run = create_run(on=night, by=service, at=at, night_of=night)
        except Refused:
            return None
        carry_out_run.defer(run_id=run.pk)
    return run


def night_due(at: datetime, *, hour: int | None) -> date | None:
    """The day in whose early hours a run is due at this instant; `hour` None: never."""
    here = at.astimezone(LONDON)
    if hour is None or here.weekday() >= SATURDAY:
        return None
    return here.date() if hour <= here.hour < hour + HOURS_TO_MAKE_UP else None


def _one_start_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('evenhand start'))")


@app.task(name="read_import", lock="import")
def read_import(import_id: int) -> None:
    """Read a file that was received, and try it out."""
    with _stopped_in_words(import_id):
        import_tracker.read(_import(import_id), at=timezone.now())


@app.task(name="judge_import", lock="import")
def judge_import(import_id: int) -> None:
    """Try a file out again, as its columns are read now."""
    with _stopped_in_words(import_id):
        import_tracker.judge(_import(import_id), at=timezone.now())


@app.task(name="carry_out_import", lock="import")
def carry_out_import(import_id: int) -> None:
    """Bring in what was tried out. What refuses it is kept on the import, in words."""
    found = _import(import_id)
    if found.state != Import.State.IN:
        try:
            with _stopped_in_words(import_id):
                import_tracker.carry_out(found, by=found.received_by, at=timezone.now())
        except Refused:
            return
    # Also where a job that was killed has brought it in and looked for nobody yet.
    refresh_search_words()
    start_looking_for_likenesses()


@contextmanager
def _stopped_in_words(import_id: int) -> Iterator[None]:
    """Say on the import that its job stopped, so that a person can start it again.

    What a job does it does as a whole: nothing of the one that stopped has been kept.
    """
    try:
        yield
    except Refused:
        raise
    except Exception:
        with acting_as(planning_service()):
            stopped = Import.objects.filter(pk=import_id)
            stopped.update(progress="", why=STOPPED)
            stopped.filter(state=Import.State.CARRYING_OUT).update(
                state=Import.State.JUDGED
            )
        raise


def _import(import_id: int) -> Import:
    """The import and who received it, in whose name it goes on."""
    with acting_as(planning_service()):
        return Import.objects.select_related("received_by").get(pk=import_id)


def start_reading(of: Import) -> None:
    """Have a received file read and tried out in the background."""
    _start(of, read_import, "Waiting to be read")


def start_judging(of: Import) -> None:
    """Have a file tried out again in the background, as it is mapped now."""
    _start(of, judge_import, "Waiting to be tried out")


def start_carrying_out(of: Import, *, by: User, at: datetime) -> None:
    """Have what was tried out brought in, in the background. Refused as `carry_out`."""
    may_carry_out(by, of).enforce()
    _start(of, carry_out_import, "Waiting to be brought in")


def _start(of: Import, job: Task[..., None, ...], words: str) -> None:
    with acting_as(of.received_by):
        Import.objects.filter(pk=of.pk).update(progress=words)
        job.defer(import_id=of.pk)
