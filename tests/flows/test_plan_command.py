"""`evenhand plan`: refuses honestly, and does what its person may do."""

import argparse
import json
from collections.abc import Callable

import pytest

from evenhand.cli import plan
from evenhand.core.viewing import acting_as
from evenhand.planning.models import Proposal, Run
from tests.cast import Cast


def command(words: str) -> int:
    parser = argparse.ArgumentParser()
    plan.add_arguments(parser)
    return plan.run(parser.parse_args(words.split()))


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Callable[[str], tuple[int, dict, str]]:
    """Run a command: its exit code, the last line as JSON, and what it complained of."""

    def say(words: str) -> tuple[int, dict, str]:
        code = command(f"{words} --json")
        told = capsys.readouterr()
        lines = told.out.splitlines()
        return code, json.loads(lines[-1]) if lines else {}, told.err

    return say


def test_accepting_is_refused_until_it_was_opened_and_a_reason_given(
    cast: Cast, planned: Callable[[], Run], said
) -> None:
    child = cast.case(born_on=None, unaccompanied=True)
    run = planned()
    code, told, complaint = said(f"accept {run.pk} --as dana")
    assert (code, told["to_open"]) == (2, [child.ref])
    assert "Open 1 proposal first: 1 because of a child or a flag" in complaint
    assert command(f"accept {run.pk} --as dana") == 2
    code, told, _ = said(f"open {run.pk} {child.ref} --as dana")
    assert (code, told["to"]) == (0, "Amira Test")
    assert told["matters"][0] == "child when they claimed"
    assert "Choose a reason" in said(f"accept {run.pk} --as dana")[2]
    code, told, _ = said(
        f"accept {run.pk} --as dana --unit LIVERPOOL --reason fits-the-child --because y"
    )
    assert (code, told["accepted"], told["left_out"]) == (0, 1, [])
    code, told, _ = said(f"undo {run.pk} --as dana --because early")
    assert (code, told["undone"]) == (0, 1)
    assert "Nothing of this" in said(f"undo {run.pk} --as dana --because early")[2]


def test_override_goes_one_way(cast: Cast, planned: Callable[[], Run], said) -> None:
    case = cast.case()
    run = planned()
    where = f"override {run.pk} {case.ref} --as dana --reason other --because x"
    assert "Say one of" in said(where)[2]
    assert "Say one of" in said(f"{where} --leave --unit MERSEY")[2]
    assert "nobody with the staff reference" in said(f"{where} --to S-none")[2]
    assert "no unit NOWHERE" in said(f"{where} --unit NOWHERE")[2]
    assert "decides no cases" in said(f"{where} --to S-eli")[2]
    code, told, _ = said(f"{where} --leave")
    assert (code, told["instead"]) == (0, "left as it is")
    assert said(f"show {run.pk} --as dana")[1]["left_as_it_was"] == 1
    assert "already" in said(f"{where} --leave")[2]
    with acting_as(cast.dana):
        assert Proposal.objects.get().state == Proposal.State.REJECTED


def test_only_the_named_cases_are_accepted(
    cast: Cast, planned: Callable[[], Run], said
) -> None:
    cast.case()
    case = cast.case()
    run = planned()
    said(f"open {run.pk} {case.ref} --as dana")
    code, told, _ = said(f"accept {run.pk} --as dana --case {case.ref}")
    assert (code, told["accepted"]) == (0, 1)
    assert "proposes nothing" in said(f"accept {run.pk} --as dana --case EH-1")[2]


@pytest.mark.parametrize("verb", ["open", "override"])
def test_case_that_is_not_seen_is_not_in_the_run(
    verb: str, cast: Cast, planned: Callable[[], Run], said
) -> None:
    hidden = cast.case(restriction="restricted")
    run = planned()
    more = "--leave --reason other" if verb == "override" else ""
    for ref in (hidden.ref, "EH-9999999-X"):
        code, _, complaint = said(f"{verb} {run.pk} {ref} --as dana {more}")
        assert (code, complaint) == (
            2,
            f"Run {run.pk} proposes nothing for a case {ref}\n",
        )
