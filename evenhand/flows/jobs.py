"""Jobs: each carries the id of a row that holds all state, and can be run again."""

from datetime import date, datetime

from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from evenhand.core.models import User
from evenhand.flows.plan_cases import carry_out, create_run
from evenhand.planning.models import WORKING, Run


@app.task(name="carry_out_run", lock="planning")
def carry_out_run(run_id: int) -> None:
    """Carry out one planning run."""
    carry_out(run_id, at=timezone.now())


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
