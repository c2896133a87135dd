"""A run started on a screen is carried out by the worker, a process of its own."""

import os
import subprocess
import sys

from evenhand.core.viewing import acting_as
from evenhand.flows.jobs import start_run
from evenhand.planning.models import Run
from tests.cast import AT, ON, assemble


def test_worker_carries_out_what_was_started(own_database: str) -> None:
    cast = assemble()
    cast.case()
    with acting_as(cast.dana):
        run = start_run(on=ON, by=cast.dana, at=AT)
        again = start_run(on=ON, by=cast.dana, at=AT)
        assert run == again, "a second click finds the run under way"
    worked = subprocess.run(
        [sys.executable, "-m", "django", "procrastinate", "worker", "--one-shot"],
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "evenhand.config.settings",
            "EVENHAND_DATABASE": own_database,
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert worked.returncode == 0, worked.stderr
    with acting_as(cast.dana):
        run.refresh_from_db()
        assert run.state == Run.State.PROPOSED
        assert run.proposals.count() == 1
