"""A release keeps the standards that plans and pages read, and their kinds."""

import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from evenhand.engine.rules.standards import faults_of_standards


FILE = Path(__file__).parents[3] / "policy" / "standards.toml"
TEXT = FILE.read_text(encoding="utf-8")


def codes(text: str) -> set[str]:
    now, before = (tomllib.loads(each, parse_float=Decimal) for each in (text, TEXT))
    return {fault.code for fault in faults_of_standards(now, before)}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("smallest_group = 10", "smallest_group = 5"),
        ("marked_difference = 0.05", "marked_difference = 0"),
        ("max_share = 0.6", "max_share = 0.7"),
        ('exempt_units = ["DAC", "NSA", "LIVERPOOL", "MIDLANDS"]', "exempt_units = []"),
    ],
)
def test_how_much_is_the_owners_to_change(old: str, new: str) -> None:
    assert old in TEXT
    assert codes(TEXT.replace(old, new, 1)) == set()


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("[[band]]", "[[bond]]", "standard-missing"),
        ("full_time_places = 5\n", "", "standard-missing"),
        ("points_from = 150\n", "", "standard-missing"),
        ("smallest_group = 10", 'smallest_group = "ten"', "standard-wrong"),
        ("smallest_group = 10", "smallest_group = 1", "small-groups"),
        ("full_time_places = 5", "full_time_places = -5", "standard-wrong"),
        ("share = 0.1", "share = nan", "standard-wrong"),
        ("ages_from = [0,", 'ages_from = ["0",', "standard-wrong"),
    ],
)
def test_what_is_read_by_name_is_there_and_of_its_kind(
    old: str, new: str, code: str
) -> None:
    assert old in TEXT
    assert code in codes(TEXT.replace(old, new))
