"""`evenhand plan cutover`: shows first, names its number, and takes two people."""

import argparse
import json
from collections.abc import Callable
from datetime import date

import pytest
import time_machine

from evenhand.casework.cases.services import add_note
from evenhand.casework.models import Case
from evenhand.cli import plan
from evenhand.core.viewing import acting_as
from evenhand.planning.models import CutOver
from tests.cast import Cast
from tests.cutting_over import LATER, THAT_DAY, iraqi, routed, second_manager, wales


ASKED = (
    "--title Iraq --to WALES --because specialists --first-on 2026-11-23 "
    "--review-on 2027-03-01 --as dana"
)


def command(words: str) -> int:
    parser = argparse.ArgumentParser()
    plan.add_arguments(parser)
    return plan.run(parser.parse_args(["cutover", *words.split()]))


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Callable[[str], tuple[int, dict, str]]:
    """Run a command: its exit code, what it answers, and what it complained of."""

    def say(words: str) -> tuple[int, dict, str]:
        code = command(f"{words} --json")
        told = capsys.readouterr()
        return code, json.loads(told.out) if told.out else {}, told.err

    return say


@pytest.fixture
def two(cast: Cast) -> Cast:
    """Two workflow managers, and the unit that receives."""
    second_manager(cast)
    wales()
    return cast


def test_cut_over_is_proposed_confirmed_carried_out_and_reversed(
    two: Cast, said
) -> None:
    cases = [iraqi(two, claimed_on=date(2025, 3, day)) for day in (1, 2, 3)]
    routed(two)
    with time_machine.travel(LATER, tick=False):
        code, told, _ = said(f"propose {ASKED} --phases 2")
        assert (code, told["would_move"]) == (0, 3)
        assert [phase["cases"] for phase in told["phases"]] == [2, 1]
        assert not CutOver.objects.exists(), "to propose changes nothing"
        code, _, complaint = said(f"confirm {ASKED} --phases 2 --cases 4")
        assert (code, complaint) == (
            2,
            "It is about 3 cases now. Say --cases 3\n",
        )
        code, told, _ = said(f"confirm {ASKED} --phases 2 --cases 3")
        number = told["cut_over"]
        assert code == 0
        assert said("show --as dana")[1]["cut_overs"][0]["number"] == number
        assert said(f"carry-out {number} 1 --cases 2 --as cass")[0] == 2, "not its day"
    with time_machine.travel(THAT_DAY, tick=False):
        assert "Somebody else" in said(f"carry-out {number} 1 --cases 2 --as dana")[2]
        assert "2 cases now" in said(f"carry-out {number} 1 --cases 3 --as cass")[2]
        code, told, _ = said(f"carry-out {number} 1 --cases 2 --as cass")
        assert (code, told["moved"], told["left_out"]) == (0, 2, [])
        assert said(f"carry-out {number} 1 --cases 2 --as cass")[1]["moved"] == 0
        phases = said(f"show {number} --as dana")[1]["phases"]
        assert [(each["state"], each["moved"]) for each in phases] == [
            ("done", 2),
            ("waiting", 0),
        ]
        with acting_as(two.eli):
            add_note(cases[0], text="rang", by=two.eli, at=THAT_DAY)
        code, told, _ = said(f"reverse {number} 1 --because early --as dana")
        assert code == 2
        assert told["built_on"] == [
            f"{cases[0].ref}: Something has been written on it since"
        ]
        code, told, _ = said(f"reverse {number} 1 --others --because early --as dana")
        assert (code, told["moved_back"]) == (0, 1)
        assert "Say why" in said(f"call-off {number} 2 --as dana")[2]
        assert said(f"call-off {number} 2 --because early --as dana")[0] == 0
    with acting_as(two.dana):
        there = Case.objects.filter(responsible_unit=wales())
        assert [case.ref for case in there] == [cases[0].ref]


def test_cut_over_that_cannot_be_is_refused_in_words(two: Cast, said) -> None:
    iraqi(two)
    routed(two)
    with time_machine.travel(LATER, tick=False):
        assert "no unit NOWHERE" in said(f"propose {ASKED} --from NOWHERE")[2]
        assert "no rule RT-999" in said(f"propose {ASKED} --rule RT-999")[2]
        assert "workflow managers" in said(f"propose {ASKED} --as amira")[2]
        assert "Plan 1 to 26 phases" in said(f"propose {ASKED} --phases 0")[2]
        assert "no cut-over 99" in said("show 99 --as dana")[2]
        assert "workflow managers" in said("show --as amira")[2]
        said(f"confirm {ASKED} --cases 1")
        number = CutOver.objects.get().pk
        assert "no phase 7" in said(f"call-off {number} 7 --because x --as dana")[2]


def test_hidden_case_is_in_no_number(two: Cast, said) -> None:
    iraqi(two)
    iraqi(two, restriction="restricted")
    routed(two)
    with time_machine.travel(LATER, tick=False):
        _, told, _ = said(f"propose {ASKED}")
    assert (told["would_move"], told["stay"]) == (1, [])


def test_lists_are_told_a_line_each(
    two: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    iraqi(two)
    routed(two)
    with time_machine.travel(LATER, tick=False):
        assert command(f"propose {ASKED}") == 0
    assert capsys.readouterr().out == (
        "would move: 1\nphases: 1\n  phase 1, on 2026-11-23, cases 1\nstay: 0\n"
    )
