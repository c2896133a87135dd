"""Words are known, taught, or misspelt beyond doubt; else they are refused with help."""

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.intake.reading.folding import fold
from evenhand.intake.reading.words import WORDS, How, WordList
from tests.intake.reading.books import LISTS


KNOWN = tomllib.loads(WORDS.read_text(encoding="utf-8"))
REGISTERS = sorted(set(KNOWN) - {"ambiguous"})


def words(register: str, **taught: str) -> WordList:
    return WordList(register, LISTS.registers[register], taught)


LISTED = {register: words(register) for register in REGISTERS}


@pytest.mark.parametrize("register", REGISTERS)
def test_every_synonym_means_its_value_and_no_other(register: str) -> None:
    for value, synonyms in KNOWN[register].items():
        assert value in LISTS.registers[register]
        for word in synonyms:
            assert LISTED[register].find(word).value == value, word


@pytest.mark.parametrize("register", sorted(KNOWN["ambiguous"]))
def test_what_can_mean_two_values_is_never_guessed(register: str) -> None:
    for word, among in KNOWN["ambiguous"][register].items():
        found = LISTED[register].find(word)
        assert found.how is How.UNKNOWN, word
        assert set(among) <= set(LISTS.registers[register])
        assert found.candidates == tuple(among)


@settings(deadline=None)
@given(st.sampled_from(REGISTERS), st.data())
def test_case_accents_and_punctuation_are_forgiven(register: str, data: st.DataObject) -> None:  # fmt: skip
    value = data.draw(st.sampled_from(sorted(LISTS.registers[register])))
    around = st.sampled_from(["", " ", ".", "?", " - "])
    written = data.draw(around) + data.draw(st.sampled_from([value, value.upper(), value.lower(), value.replace(" ", "  ")])) + data.draw(around)  # fmt: skip
    assert LISTED[register].find(written).value == value


@settings(deadline=None)
@given(st.sampled_from(["nationalities", "languages", "stages", "barriers"]), st.data())
def test_a_slip_of_one_letter_is_never_another_value_unless_it_is_one(register: str, data: st.DataObject) -> None:  # fmt: skip
    """One letter lost: the value itself, or unknown; or a word that is known as such."""
    value = data.draw(st.sampled_from(sorted(LISTS.registers[register])))
    at = data.draw(st.integers(0, len(value) - 1))
    found = LISTED[register].find(value[:at] + value[at + 1 :])
    if found.how is How.GUESSED:
        assert found.value == value


@settings(deadline=None)
@given(st.text(max_size=40))
def test_any_text_gets_an_answer(text: str) -> None:
    for known in LISTED.values():
        found = known.find(text)
        assert (found.value is None) == (found.how in (How.UNKNOWN, How.NOTHING))
        if found.how is How.UNKNOWN:
            assert known.why_unknown(text, found)


@pytest.mark.parametrize(
    ("register", "written", "value", "how"),
    [
        ("nationalities", "Afgan", "Afghanistan", How.GUESSED),
        ("nationalities", "IRN", "Iran", How.SYNONYM),
        ("nationalities", "Iran, Islamic Republic of", "Iran", How.SYNONYM),
        ("nationalities", "Nigera", None, How.UNKNOWN),
        ("nationalities", "Austrla", None, How.UNKNOWN),
        ("nationalities", "Congo", "Congo", How.EXACT),
        ("nationalities", "N/K", None, How.NOTHING),
        ("languages", "Persian", "Farsi", How.SYNONYM),
        ("languages", "Kurdish", None, How.UNKNOWN),
        ("languages", "Kurdish - Sorani", "Kurdish Sorani", How.EXACT),
        ("support", "S.95", "section 95", How.SYNONYM),
        ("support", "none", "none", How.EXACT),
        ("local_authorities", "London Borough of Croydon", "Croydon", How.EXACT),
        ("barriers", "NRM", "trafficking-referral", How.SYNONYM),
        ("barriers", "Yes", None, How.UNKNOWN),
    ],
)
def test_words_of_units(register: str, written: str, value: str | None, how: How) -> None:  # fmt: skip
    found = LISTED[register].find(written)
    assert (found.value, found.how) == (value, how)


def test_an_unknown_word_comes_with_candidates() -> None:
    known = LISTED["languages"]
    said = known.why_unknown("Kurdish", known.find("Kurdish"))
    assert said == "“Kurdish” is not known here. Is it “Kurdish Sorani”, “Kurdish Kurmanji” or “Kurdish Bahdini”?"  # fmt: skip


def test_what_a_unit_has_taught_wins() -> None:
    known = words("languages", Kurdish="Kurdish Sorani", Dari="Farsi")
    assert known.find("KURDISH").value == "Kurdish Sorani"
    assert known.find("dari").value == "Farsi"


@settings(deadline=None)
@given(st.text(max_size=50))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
