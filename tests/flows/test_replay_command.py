"""`evenhand rules replay`: a case on a past day, for those who may see it."""

import argparse
import json
from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine

from evenhand.casework.people.services import correct_date_of_birth
from evenhand.cli import rules
from evenhand.core.models import Look
from evenhand.core.viewing import acting_as
from evenhand.planning.models import Outcome, Run
from tests.cast import AT, ON, Cast


LATER = AT + timedelta(days=3)


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Callable[[str], tuple[int, str, str]]:
    """Run the command three days later: its exit code, its answer, its complaint."""

    def say(words: str) -> tuple[int, str, str]:
        parser = argparse.ArgumentParser()
        rules.add_arguments(parser)
        with time_machine.travel(LATER, tick=False):
            code = rules.run(parser.parse_args(["replay", *words.split()]))
        told = capsys.readouterr()
        return code, told.out, told.err

    return say


def test_day_is_told_as_known_then_and_as_known_later(
    cast: Cast, planned: Callable[[], Run], said
) -> None:
    case = cast.case()
    planned()
    with acting_as(cast.dana):
        correct_date_of_birth(
            case.people.get(),
            which="assessed",
            born_on=date(2010, 1, 1),
            by=cast.dana,
            at=LATER - timedelta(hours=2),
            because="an age assessment",
        )
    code, out, _ = said(f"--case {case.ref} --on {ON} --json")
    then = json.loads(out)
    assert (code, then["same"], then["known"], then["since_the_run"]) == (
        *(0, True, True),
        [],
    )
    assert then["facts"]["born_on"] == {
        "value": "1990-05-17",
        "source": "casework.people",
        "recorded_since": "2026-11-20T09:00:00+00:00",
        "read": False,
    }
    assert then["facts"]["support"]["read"]
    assert then["points"] == then["stored"]["points"]
    assert then["fired"] == [*then["stored"]["fired"]]
    code, out, _ = said(
        f"--case {case.ref} --on {ON} --as-known-on {LATER.date()} --json"
    )
    later = json.loads(out)
    assert later["facts"]["born_on"]["value"] == "2010-01-01"
    assert later["as_known_then"]["facts"] == then["facts"]
    assert later["band"] < then["band"]
    assert "Date of birth" in {change["what"] for change in later["put_right"]}
    code, out, _ = said(f"--case {case.ref} --on {ON} --as-known-on {LATER.date()}")
    assert "put right: Date of birth from 1990-05-17 to 2010-01-01" in out
    assert "the same, to the bit" in out


def test_what_comes_out_otherwise_is_answered_with_one(
    cast: Cast, planned: Callable[[], Run], said
) -> None:
    case = cast.case()
    planned()
    with acting_as(cast.service):
        Outcome.objects.update(points=7)
    code, out, _ = said(f"--case {case.ref} --on {ON}")
    assert code == 1
    assert "NOT the same (points); changed since: rules" in out
    code, out, _ = said(f"--case {case.ref} --on {ON} --as dana")
    assert "NOT the same (in what you may not read)" in out


def test_case_that_may_not_be_seen_is_no_case(cast: Cast, said) -> None:
    case = cast.case(restriction="restricted")
    hidden = said(f"--case {case.ref} --on {ON} --as dana")
    nothing = said(f"--case EH-0000-0000 --on {ON} --as dana")
    assert hidden[0] == nothing[0] == 2
    assert hidden[2] == f"There is no case {case.ref}\n"
    assert said(f"--case {case.ref} --on {ON}")[0] == 0
    with acting_as(cast.service):
        (look,) = Look.objects.filter(case_id=case.pk)
    assert (look.by, look.what) == (cast.service, f"Replay of {ON}")


def test_day_that_is_to_come_is_refused_in_words(cast: Cast, said) -> None:
    case = cast.case()
    code, _, complaint = said(f"--case {case.ref} --on 2031-01-01 --as dana")
    assert (code, complaint) == (2, "Choose a day that is not in the future\n")
