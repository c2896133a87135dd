"""Text of spreadsheets: guarded on its way out, and the same again when it comes back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.core.cells import fit_for_xml, guarded, unguarded


FORMULAS = "=+-@\t\r＝＋－＠"
TEXT = st.text(st.sampled_from(FORMULAS + "'\"; \n1aé") | st.characters(codec="utf-8"))


@given(TEXT)
def test_whatever_leaves_comes_back_as_it_was(text: str):
    assert unguarded(guarded(text)) == text


@given(TEXT)
def test_nothing_that_leaves_begins_like_a_formula(text: str):
    assert guarded(text).lstrip(" \n\u00a0")[:1] not in set(FORMULAS)


@pytest.mark.parametrize("text", ["Sayed", "O'Neill", "'Abd al-Rahman", "a=b", ""])
def test_plain_text_is_left_alone(text: str):
    assert guarded(text) == text


@pytest.mark.parametrize(
    "text", ["=1+1", " =1", "'=1", "＝1", "\t=1", "-2", "@a", "+44"]
)
def test_what_looks_like_a_formula_gets_one_apostrophe(text: str):
    assert guarded(text) == f"'{text}"


@given(st.text(st.characters(codec="utf-8")))
def test_what_xml_cannot_hold_is_counted_and_replaced(text: str):
    fit, replaced = fit_for_xml(text)
    assert len(fit) == len(text)
    assert sum(a != b for a, b in zip(fit, text, strict=True)) == replaced
    assert not set(fit) & {chr(code) for code in range(32)} - set("\t\n\r")
