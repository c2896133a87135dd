"""A mistyped reference is caught by its check character."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.casework.cases.references import case_ref, tidy_ref


@given(st.integers(0, 9_999_999))
def test_reference_is_read_back_however_it_is_typed(number: int) -> None:
    ref = case_ref(number)
    for typed in (ref, ref.lower(), ref.replace("-", ""), f"  {ref} "):
        assert tidy_ref(typed) == ref


@given(st.integers(0, 9_999_999), st.integers(3, 9), st.integers(1, 9))
def test_one_wrong_digit_is_caught(number: int, place: int, added: int) -> None:
    ref = case_ref(number)
    wrong = str((int(ref[place]) + added) % 10)
    assert tidy_ref(ref[:place] + wrong + ref[place + 1 :]) is None


@given(st.integers(0, 9_999_999), st.integers(3, 8))
def test_two_digits_swapped_are_caught(number: int, place: int) -> None:
    ref = case_ref(number)
    swapped = ref[:place] + ref[place + 1] + ref[place] + ref[place + 2 :]
    if swapped != ref:
        assert tidy_ref(swapped) is None


def test_no_two_cases_share_a_reference() -> None:
    assert len({case_ref(number) for number in range(20_000)}) == 20_000


def test_neighbours_in_time_are_not_neighbours_in_reference() -> None:
    one, other = (int(case_ref(number)[3:10]) for number in (1000, 1001))
    assert abs(one - other) > 1000


@pytest.mark.parametrize("typed", ["", "EH", "EH-123-4", "SYN-1000001", "EH-0000001-"])
def test_what_is_no_reference_is_none(typed: str) -> None:
    assert tidy_ref(typed) is None
