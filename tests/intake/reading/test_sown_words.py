"""Every word that the generator sows is read as whoever wrote it meant it."""

import tomllib
from pathlib import Path

import pytest

from evenhand.intake.reading.words import How, WordList
from evenhand.synthetic import trackers
from tests.intake.reading.books import LISTS


SOWN = tomllib.loads(
    (Path(trackers.__file__).parent / "words.toml").read_text(encoding="utf-8")
)
REGISTERS = {"nationality": "nationalities", "language": "languages", "stage": "stages",
             "sex": "sexes", "unit": "units"}  # fmt: skip
MEANT = [
    (subject, word, value)
    for kind in ("synonyms", "misspelt")
    for subject, values in SOWN[kind].items()
    for value, words in values.items()
    for word in words
]


def list_of(subject: str) -> WordList:
    register = REGISTERS.get(subject, subject)
    return WordList(register, LISTS.registers[register])


@pytest.mark.parametrize(("subject", "word", "value"), MEANT)
def test_what_a_careful_person_would_understand_is_understood(
    subject: str, word: str, value: str
) -> None:
    found = list_of(subject).find(word)
    assert found.value == value
    assert found.how in (How.SYNONYM, How.GUESSED, How.EXACT)


@pytest.mark.parametrize(
    ("subject", "word"),
    [(s, word) for s, words in SOWN["unresolvable"].items() for word in words],
)
def test_what_nobody_could_understand_is_not_guessed(subject: str, word: str) -> None:
    assert list_of(subject).find(word).how is How.UNKNOWN
