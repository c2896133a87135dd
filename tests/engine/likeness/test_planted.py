"""Who was planted is found again, and few others; the rate is stated and held.

Measured once at 120,000 cases: 99 per cent of second records found; of those told as
very likely 99 in a hundred were right, of all told 86 in a hundred.
"""

import datetime
from pathlib import Path

import pytest

from evenhand.engine.likeness.find import Found, find, find_among_all
from evenhand.synthetic.aim import Aim, Registers
from evenhand.synthetic.caseload import caseload
from evenhand.synthetic.doubles import Planted, planted
from evenhand.synthetic.draws import Chance
from tests.engine.likeness.people import pairs


POLICY = Path(__file__).resolve().parents[3] / "policy"
ON = datetime.date(2026, 11, 23)


def world(cases: int, share: float) -> Planted:
    aim = Aim(cases, max(44, cases // 90), ON, "dec2022", Chance(1), Registers(POLICY))
    return planted(caseload(aim, once=True), seed=3, share=share)


@pytest.fixture(scope="module")
def made() -> Planted:
    return world(6_000, 0.02)


@pytest.fixture(scope="module")
def found(made: Planted) -> Found:
    return find(made.problem)


def test_second_records_are_found_whatever_their_fault(
    made: Planted, found: Found
) -> None:
    told = pairs(found)
    missed = [fault for pair, fault in made.doubles.items() if pair not in told]
    assert len(missed) <= 0.05 * len(made.doubles), missed


def test_few_are_told_who_are_not_one(made: Planted, found: Found) -> None:
    told = pairs(found)
    right = [pair for pair in told if pair in made.doubles]
    assert len(right) >= 0.85 * len(told)
    sure = [pair for pair, confidence in told.items() if confidence == "very likely"]
    assert len([p for p in sure if p in made.doubles]) >= 0.98 * len(sure)


def test_chance_is_reckoned_with_honestly(made: Planted, found: Found) -> None:
    wrong = [pair for pair in pairs(found) if pair not in made.doubles]
    assert len(wrong) <= 3 * found.by_chance + 5


def test_families_are_found_and_twins_are_two(made: Planted, found: Found) -> None:
    families = {
        (min(cases), max(cases))
        for cases in found.likenesses.filter(kind="family")
        .select("case_one", "case_other")
        .iter_rows()
    }
    assert len(made.families & families) >= 0.95 * len(made.families)
    assert len(made.families & families) >= 0.6 * len(families)
    assert not made.twins & set(pairs(found))


def test_blocks_lose_next_to_nothing_of_what_all_pairs_would_find() -> None:
    made = world(900, 0.05)
    by_blocks, by_all = find(made.problem), find_among_all(made.problem)
    for kind in ("same person", "family"):
        lost = set(pairs(by_all, kind)) - set(pairs(by_blocks, kind))
        assert len(lost) <= 0.02 * len(pairs(by_all, kind)) + 1, lost
    assert by_blocks.compared < by_all.compared / 100
