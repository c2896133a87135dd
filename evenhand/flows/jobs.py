"""Jobs: each carries the id of a row that holds all state, and can be run again."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.tasks import Task

from evenhand.casework.models import BulkAct
from evenhand.casework.searching.services import refresh_search_words
from evenhand.core.accounts import planning_service
from evenhand.core.models import User
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.flows import import_tracker
from evenhand.flows.act_in_bulk import AT_ONCE, carry_out_act
from evenhand.flows.find_likenesses import find_likenesses
from evenhand.flows.plan_cases import carry_out, create_run
from evenhand.intake.models import Import
from evenhand.intake.verdicts import may_carry_out
from evenhand.planning.models import WORKING, Run


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


def start_run(*, on: date, by: User, at: datetime) -> Run:
    """Create a run and have it carried out in the background. Refused as `create_run`.

    A second click finds the run for that day that is under way.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('evenhand start'))")
        under_way = Run.objects.filter(on=on, why="", state__in=WORKING).first()
        if under_way is not None:
            return under_way
        run = create_run(on=on, by=by, at=at)
        carry_out_run.defer(run_id=run.pk)
    return run


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


def _start(of: Import, job: Task, words: str) -> None:
    with acting_as(of.received_by):
        Import.objects.filter(pk=of.pk).update(progress=words)
        job.defer(import_id=of.pk)
