"""Allocation problems from two files."""

from collections.abc import Mapping
from pathlib import Path

from evenhand.engine.allocation.problem import (
    CASE_COLUMNS,
    NEEDED_OF_CASES,
    NEEDED_OF_PEOPLE,
    PERSON_COLUMNS,
    Problem,
)
from evenhand.engine.frame_files import raise_wrong, read_frame


LEAST: Mapping[str, int] = {"band": 1, "waiting_days": 0, "capacity": 0}
NEVER_EMPTY = ("ref", "unit")


def read_problem(cases: Path, people: Path, max_share: float) -> Problem:
    """The problem in two files, csv or parquet.

    Raises Unsound with sentences that name file, row and column.
    """
    wrong: list[str] = []
    case_frame = read_frame(
        cases,
        CASE_COLUMNS,
        NEEDED_OF_CASES,
        wrong,
        least=LEAST,
        never_empty=NEVER_EMPTY,
    )
    person_frame = read_frame(
        people,
        PERSON_COLUMNS,
        NEEDED_OF_PEOPLE,
        wrong,
        least=LEAST,
        never_empty=NEVER_EMPTY,
    )
    raise_wrong(wrong)
    return Problem(case_frame, person_frame, max_share)
