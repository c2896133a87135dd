"""The caseload that pages and runs are measured on: national, with a year behind it.

A database of its own in the demo's server, made from seed 1 and kept, so that a second
measurement begins at once. What trackers say twice is set aside, so that a few more
cases are made than are to come in.
"""

import os
import sys
from collections.abc import Callable


CASES, SMALL = 122_000, 12_200


def prepare(*, small: bool) -> int:
    """Make the caseload and its year where they are not there; answer how many cases."""
    made = SMALL if small else CASES
    os.environ["EVENHAND_MODE"] = "demo"
    os.environ["EVENHAND_DATABASE"] = f"evenhand_bench_year_{made}"
    from evenhand.config.django import set_up_django

    set_up_django()
    return _filled(made)


def _filled(made: int) -> int:
    from benchmarks.year import load_year
    from evenhand.casework.models import Case
    from evenhand.casework.outlines.record import record_outlines
    from evenhand.cli.demo import fill
    from evenhand.config.clock import now, today
    from evenhand.core.accounts import planning_service
    from evenhand.core.viewing import acting_as
    from evenhand.flows.fill_past_interviews import fill_past_interviews

    def say(words: str) -> None:
        print(f"  {words}", file=sys.stderr, flush=True)

    fill(made, say)
    _governed_as_now(say)
    fill_past_interviews(seed=1, by=planning_service(), on=today(), at=now())
    if load_year(today(), say=say):
        record_outlines(None)
    with acting_as(planning_service()):
        return Case.objects.count()


def _governed_as_now(say: Callable[[str], None]) -> None:
    """Put the policy of today in force where the caseload was made under an earlier one."""
    from evenhand.casework.facts.gather import record_facts
    from evenhand.config.clock import now
    from evenhand.config.settings import POLICY_FOLDER
    from evenhand.core.accounts import planning_service
    from evenhand.core.viewing import acting_as
    from evenhand.engine.rules.release import Release
    from evenhand.releases.queries import release_in_force
    from evenhand.releases.services import publish_release

    service = planning_service()
    with acting_as(service):
        if release_in_force(now()).sha256 == Release.read(POLICY_FOLDER).sha256:
            return
        say("Putting the policy of today in force")
        release = publish_release(
            POLICY_FOLDER, by=service, at=now(), because="as it is now", demo=True
        )
        record_facts(None, at=now(), vocabulary_version=release.vocabulary_version)
