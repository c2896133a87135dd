"""The run of the night: due in London's early hours, made once, off without a policy."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError
from procrastinate.contrib.django import app

from evenhand.core.viewing import acting_as
from evenhand.flows.jobs import night_due, start_run_of_the_night
from evenhand.flows.plan_cases import carry_out, create_run
from evenhand.planning.models import Run
from tests.cast import Cast


MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "hour", "due"),
    [
        (MONDAY, 2, date(2026, 11, 23)),
        (MONDAY - timedelta(hours=1), 2, None),
        (MONDAY + timedelta(hours=3, minutes=59), 2, date(2026, 11, 23)),
        (MONDAY + timedelta(hours=4), 2, None),
        (MONDAY - timedelta(days=1), 2, None),
        (MONDAY + timedelta(days=4), 2, date(2026, 11, 27)),
        (MONDAY + timedelta(days=5), 2, None),
        (MONDAY, None, None),
        # In summer two in London is one in UTC.
        (datetime(2026, 7, 6, 1, 0, tzinfo=UTC), 2, date(2026, 7, 6)),
        (datetime(2026, 7, 6, 0, 59, tzinfo=UTC), 2, None),
    ],
)
def test_night_is_due_by_londons_clock(at, hour, due) -> None:
    assert night_due(at, hour=hour) == due


def test_worker_asks_every_hour() -> None:
    (found,) = [
        each
        for each in app.periodic_registry.periodic_tasks.values()
        if each.task.name == "plan_in_the_night"
    ]
    assert found.cron == "0 * * * *"


def test_night_is_planned_once_by_the_service_for_its_week(cast: Cast) -> None:
    cast.case()
    run = start_run_of_the_night(at=MONDAY)
    assert run is not None
    assert run.started_by == cast.service
    assert (run.on, run.night_of) == (MONDAY.date(), MONDAY.date())
    assert (run.unit, run.places) == (None, Run.Places.WEEK)
    for later in (0, 1, 2):
        assert start_run_of_the_night(at=MONDAY + timedelta(hours=later)) is None
    carry_out(run.pk, at=MONDAY)
    assert start_run_of_the_night(at=MONDAY + timedelta(hours=3)) is None
    next_night = start_run_of_the_night(at=MONDAY + timedelta(days=1))
    assert next_night is not None
    with acting_as(cast.service):
        assert Run.objects.count() == 2


def test_second_run_of_a_night_is_forbidden_by_the_database(cast: Cast) -> None:
    start_run_of_the_night(at=MONDAY)
    night = MONDAY.date()
    with acting_as(cast.service), pytest.raises(IntegrityError, match="one_a_night"):
        create_run(on=night, by=cast.service, at=MONDAY, night_of=night)


def test_night_without_a_policy_in_force_is_not_planned(cast: Cast) -> None:
    before_any = MONDAY - timedelta(days=364)
    assert night_due(before_any, hour=2) is not None
    assert start_run_of_the_night(at=before_any) is None
    with acting_as(cast.service):
        assert not Run.objects.exists()
