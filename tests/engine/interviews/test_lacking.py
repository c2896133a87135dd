"""What those lack whom a plan leaves out: told apart, and as the long explanation says."""

import pytest
from hypothesis import given, settings

from evenhand.engine.interviews.explain import reasons
from evenhand.engine.interviews.lacking import lacking
from evenhand.engine.interviews.problem import Problem
from evenhand.engine.interviews.solve import solve
from tests.engine.interviews.problems import (
    free,
    interview,
    place,
    problem,
    problems,
    rooms,
)


TAKEN = {"taken", "interviewers_taken", "interpreters_taken", "rooms_taken"}


def told(posed: Problem) -> dict[str, str]:
    """The code of each that is left out."""
    return dict(lacking(posed, solve(posed)).iter_rows())


def two(**more: object) -> dict[str, object]:
    """Two interviews of two hours at one site, with two of everything, all day."""
    base: dict[str, object] = {
        "interviews": [interview("A"), interview("B", waiting_days=1)],
        "places": [place("A"), place("B")],
        "interviewers": [
            {"ref": "I", "site": "Mersey"},
            {"ref": "J", "site": "Mersey"},
        ],
        "free": [free("interviewer", "I", 9, 11), free("interviewer", "J", 9, 11)],
        "rooms": [rooms(2)],
    }
    return base | more


def test_interviewers_who_have_another_are_named() -> None:
    posed = problem(
        **two(
            interviewers=[{"ref": "I", "site": "Mersey"}],
            free=[free("interviewer", "I", 9, 11)],
        )
    )
    assert told(posed) == {"B": "interviewers_taken"}


def test_rooms_that_are_taken_are_named() -> None:
    assert told(problem(**two(rooms=[rooms(1)]))) == {"B": "rooms_taken"}


def test_interpreters_who_have_another_are_named() -> None:
    posed = problem(
        **two(
            interviews=[
                interview("A", language="Dari"),
                interview("B", waiting_days=1, language="Dari"),
            ],
            interpreters=[{"ref": "L", "languages": ["Dari"], "by_video": True}],
            free=[
                free("interviewer", "I", 9, 11),
                free("interviewer", "J", 9, 11),
                free("interpreter", "L", 9, 11),
            ],
        )
    )
    assert told(posed) == {"B": "interpreters_taken"}


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"language": "Bejja"}, "no_interpreter"),
        ({"needs": ["children"]}, "no_interviewer"),
        ({"adult": "Ada"}, "companion_not_free"),
    ],
)
def test_what_nobody_could_give_is_told_apart(
    asked: dict[str, object], code: str
) -> None:
    rows = [interview("A"), interview("B", waiting_days=1, **asked)]
    assert told(problem(**two(interviews=rows))) == {"B": code}


def test_no_place_is_told() -> None:
    assert told(problem(**two(places=[place("A")]))) == {"B": "no_place"}


@settings(max_examples=40)
@given(problems())
def test_codes_are_those_of_the_explanation(posed: Problem) -> None:
    plan = solve(posed)
    explained = dict(reasons(posed, plan).select("interview", "code").iter_rows())
    quick = dict(lacking(posed, plan).iter_rows())
    assert quick.keys() == explained.keys()
    for ref, code in quick.items():
        assert code == explained[ref] or (code in TAKEN and explained[ref] == "taken")
