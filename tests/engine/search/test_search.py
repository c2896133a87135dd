"""The words people are found by, slips of the pen, and what was typed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from evenhand.engine.search.spelling import near, slips_allowed, slips_of
from evenhand.engine.search.typed import Born, read
from evenhand.engine.search.words import words_to_find


LETTERS = st.text("abcdehimnorsu", min_size=1, max_size=14)


@st.composite
def slipped(draw: st.DrawFn) -> tuple[str, str]:
    """A word, and the same with as many slips as are allowed for what was typed."""
    kept = typed = draw(LETTERS)
    for _ in range(draw(st.integers(1, 2))):
        at = draw(st.integers(0, max(0, len(typed) - 1)))
        letter = draw(st.sampled_from("abehx"))
        typed = draw(
            st.sampled_from(
                [
                    typed[:at] + typed[at + 1 :],
                    typed[:at] + letter + typed[at:],
                    typed[:at] + letter + typed[at + 1 :],
                    typed[:at] + typed[at : at + 2][::-1] + typed[at + 2 :],
                ]
            )
        )
    return kept, typed


@given(slipped())
def test_words_within_reach_share_a_key(words: tuple[str, str]) -> None:
    kept, typed = words
    allowed = slips_allowed(typed)
    if 0 < OSA.distance(kept, typed) <= allowed:
        assert slips_of(kept) & slips_of(typed, allowed)
        assert near(typed, [kept]) == {kept: OSA.distance(kept, typed)}


@given(LETTERS, LETTERS)
def test_nothing_out_of_reach_is_near(typed: str, kept: str) -> None:
    apart = OSA.distance(typed, kept)
    assert (kept in near(typed, [kept])) == (0 < apart <= slips_allowed(typed))


def test_short_words_allow_no_slip() -> None:
    assert [slips_allowed(w) for w in ("ali", "omar", "muhamad", "abdrahman")] == [
        *(0, 1, 1, 2)
    ]


def found_by(*names: str) -> set[str]:
    return {word.word for word in words_to_find(names, [])}


def test_names_are_found_by_their_parts_however_written() -> None:
    assert found_by("Abd al-Rahman") == {"abdrahman", "rahman"}
    assert found_by("Élise N'Guyen-Trần") == {"elise", "nguyen", "tran"}
    assert {"hassan", "elhassan"} <= found_by("Elhassan")
    assert found_by("FNU", "Unknown") == set()
    assert found_by("Elena") == {"elena"}


def test_dates_of_birth_are_words_too() -> None:
    found = words_to_find(["Rami"], [date(1990, 5, 17), None])
    assert {word.word for word in found} == {"rami", "1990-05-17"}


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("sayed 17/5/1990", [date(1990, 5, 17)]),
        ("17.05.1990", [date(1990, 5, 17)]),
        ("1990-05-17 sayed", [date(1990, 5, 17)]),
        ("17 May 1990", [date(1990, 5, 17)]),
        ("3/4/1990", [date(1990, 4, 3), date(1990, 3, 4)]),
        ("17/5/90", [date(1990, 5, 17), date(2090, 5, 17)]),
    ],
)
def test_dates_are_read_as_people_type_them(text: str, days: list[date]) -> None:
    born = read(text).born
    assert born is not None
    assert list(born.days) == days


def test_a_year_alone_is_a_year_of_birth() -> None:
    typed = read("1990 sayed")
    assert typed.born == Born(year=1990)
    assert [word.word for word in typed.words] == ["sayed"]


@pytest.mark.parametrize("text", ["31/2/1990", "M1234567", "AB/12345/6", "12345678"])
def test_what_is_no_date_is_not_taken_for_one(text: str) -> None:
    assert not read(text)


def test_words_are_few_and_each_once() -> None:
    assert len(read("a b c d e f g h i").words) == 6
    assert len(read("Rami rami").words) == 1
    assert not read(" - ")
