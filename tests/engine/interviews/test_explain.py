"""Whoever is left out is told why, in a sentence."""

from datetime import time
from typing import Any

import pytest

from evenhand.engine.interviews.explain import reasons
from evenhand.engine.interviews.problem import Problem
from evenhand.engine.interviews.solve import solve
from tests.engine.interviews.problems import (
    SITE,
    free,
    interview,
    place,
    problem,
    rooms,
)


def _with(asked: dict[str, Any], **more: Any) -> Problem:
    rows: dict[str, Any] = {
        "interviews": [interview("A", **asked)],
        "places": [place("A", minutes=30)],
        "interviewers": [{"ref": "DM-1", "site": SITE, "sex": "male"}],
        "interpreters": [{"ref": "INT-1", "sex": "male", "languages": ["Dari"],
                          "by_video": True}],
        "free": [free("interviewer", "DM-1", 9, 12), free("interpreter", "INT-1", 13, 17)],
        "rooms": [rooms()],
    }  # fmt: skip
    return problem(**{**rows, **more})


@pytest.mark.parametrize(
    ("asked", "more", "code", "words"),
    [
        ({"longest_journey": 10}, {}, "no_place", "journey"),
        ({"minutes": 600}, {}, "no_time", "no day long enough"),
        ({"interviewer_sex": "female"}, {}, "no_interviewer", "who is female"),
        ({"needs": ["children"]}, {}, "no_interviewer", "trained for children"),
        ({"language": "Oromo"}, {}, "no_interpreter", "No interpreter of Oromo."),
        ({"adult": "ADULT-1"}, {}, "companion_not_free", "The responsible adult"),
        ({"language": "Dari"}, {}, "never_together", "never at one time"),
        ({"latest_start": time(8)}, {}, "no_time", "None of these days"),
    ],
)
def test_reason_names_what_is_missing(
    asked: dict[str, Any], more: dict[str, Any], code: str, words: str
) -> None:
    posed = _with(asked, **more)
    (row,) = reasons(posed, solve(posed)).iter_rows(named=True)
    assert row["code"] == code
    assert words in row["reason"]


def test_what_others_have_is_said_with_the_day() -> None:
    posed = _with(
        {},
        interviews=[interview("A", band=2), interview("B", band=1)],
        places=[place("A"), place("B")],
        free=[free("interviewer", "DM-1", 9, 11)],
    )
    (row,) = reasons(posed, solve(posed)).iter_rows(named=True)
    assert (row["interview"], row["code"]) == ("A", "taken")
    assert "23 November at 09:00" in row["reason"]
    assert "1 as urgent or more" in row["reason"]
