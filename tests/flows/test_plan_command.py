"""`evenhand plan`: refuses honestly, and does what its person may do."""

import argparse
import json
from collections.abc import Callable

import pytest

from evenhand.casework.facts.gather import record_facts
from evenhand.casework.models import Case, Stage
from evenhand.cli import plan
from evenhand.core.accounts import grant
from evenhand.core.viewing import acting_as
from evenhand.planning.models import Proposal, Run
from tests.cast import AT, Cast
from tests.flows.test_parting import link


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


def test_what_was_left_is_taken_back_by_command(
    cast: Cast, planned: Callable[[], Run], said
) -> None:
    case = cast.case()
    run = planned()
    where = f"{run.pk} {case.ref} --as dana"
    assert "was not left" in said(f"take-back {where} --because x")[2]
    said(f"override {where} --leave --reason other --because x")
    assert "Say why" in said(f"take-back {where}")[2]
    code, told, _ = said(f"take-back {where} --because came")
    assert (code, told["state"]) == (0, "proposed")
    with acting_as(cast.dana):
        assert Proposal.objects.get().state == Proposal.State.PROPOSED


def test_parting_is_named_and_confirmed_by_command(
    cast: Cast, planned: Callable[[], Run], said
) -> None:
    one, other = cast.case(), cast.case()
    link(cast, one, other)
    run = planned()
    said(f"open {run.pk} {one.ref} --as dana")
    where = f"accept {run.pk} --as dana --case {one.ref}"
    code, told, complaint = said(where)
    assert (code, told["parted"]) == (2, [f"{one.ref} from {other.ref}"])
    assert "confirm that they are parted" in complaint
    code, told, _ = said(f"{where} --part")
    assert (code, told["accepted"]) == (0, 1)


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


def test_run_of_a_unit_fills_caseloads_by_command(cast: Cast, said) -> None:
    cast.case()
    code, told, _ = said("run --on 2026-11-20 --unit LIVERPOOL --places caseload")
    assert (code, told["proposed"]) == (0, 1)
    with acting_as(cast.dana):
        run = Run.objects.get(pk=told["run"])
        assert (run.unit, run.places) == (cast.liverpool, Run.Places.CASELOAD)
    code, _, complaint = said("run --unit NOWHERE")
    assert (code, complaint) == (2, "There is no unit NOWHERE\n")


def test_plan_as_known_now_names_the_cases_its_reader_may_see(
    cast: Cast, planned: Callable[[], Run], said
) -> None:
    amira = cast.amira.staff_member
    amira.weekly_places = 2
    amira.save()
    seen, hidden = cast.case(), cast.case(restriction="restricted")
    grant(
        cast.amira, clearances=["restricted"], by=cast.service, at=AT, because="cleared"
    )
    run = planned()
    assert said(f"replay {run.pk}")[1]["same"]
    with acting_as(cast.service):
        Case.objects.update(stage=Stage.VOID)
        record_facts(None, at=AT, vocabulary_version=cast.release.vocabulary_version)
    code, told, _ = said(f"replay {run.pk} --as-known-now")
    assert (code, told) == (0, {"run": run.pk, "differing": 2})
    _, told, _ = said(f"replay {run.pk} --as-known-now --as dana")
    assert [row["case"] for row in told["cases"]] == [seen.ref]
    assert told["differing"] == 1
    _, told, _ = said(f"replay {run.pk} --as-known-now --as amira")
    assert {row["case"] for row in told["cases"]} == {seen.ref, hidden.ref}
