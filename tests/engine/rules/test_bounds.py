"""Files written to do harm are answered with a sentence before anything is made of them.

Each of these kept reading, comparing or checking busy for many seconds, or for ever.
"""

import re
from datetime import date
from pathlib import Path

import pytest

from evenhand.engine.rules import bounds, coverage
from evenhand.engine.rules.checks import faults
from evenhand.engine.rules.editing import plainly
from evenhand.engine.rules.editing.plainly import QUOTED
from evenhand.engine.rules.editing.typed import understand_test
from evenhand.engine.rules.faults import Fault, Faulty
from evenhand.engine.rules.reading import LONGEST_SENTENCE, MOST_FAULTS
from evenhand.engine.rules.release import Release


POLICY = Path(__file__).parents[3] / "policy"
FILES = Release.read(POLICY).files
ROUTING, VOCABULARY = "rulebooks/routing.toml", "vocabulary.toml"
LANGUAGES, AUTHORITIES = "registers/languages.toml", "authorities.toml"
ON = date(2026, 11, 22)
MARGIN = '[[table.rule]]\nid="Z-1"\ntitle="x"\nthen={units=["LIVERPOOL"]}\n'


def rows(text: str, count: int) -> str:
    return "".join(text.replace("N", str(number)) for number in range(count))


def refused(file: str, text: str) -> list[Fault]:
    with pytest.raises(Faulty) as found:
        Release.from_files({**FILES, file: text.encode()})
    return found.value.faults


@pytest.mark.parametrize(
    ("file", "text", "sentence"),
    [
        (LANGUAGES, 'values=["a"' + ',"a"' * 200_000 + "]", "a list of 200,001 values"),
        (ROUTING, rows("kN=1\n", 90_000), "a table of 90,000 values"),
        (ROUTING, "[[table]]\n" * 90_000, "90,000 headings"),
        (ROUTING, rows("[a.bN.c]\n", 50_000), "50,000 headings"),
        (ROUTING, f'title = "{"x" * 900_000}"', "a text of 900,000 characters"),
        (ROUTING, "k" * 900_000 + " = 1", "a key of more than 200 characters"),
        (ROUTING, "x=[" + f"[{'1,' * 1_900}]," * 40 + "]", "more than 50,000 values"),
        (
            AUTHORITIES,
            rows('[[authority]]\nid="A-N"\non_lapse="A-N"\n', 9_000),
            "9,000 headings",
        ),
        (
            VOCABULARY,
            rows('[[fact]]\nname="fN"\nderive={days_since="fN"}\n', 5_000),
            "a list of 5,000 values",
        ),
        (
            ROUTING,
            MARGIN + "applies_to=[" + '{sex="male"},' * 50_000 + "]",
            "a list of 50,000 values",
        ),
        (
            ROUTING,
            MARGIN + "when={nationality=[" + '"Iraq",' * 90_000 + "]}",
            "a list of 90,000 values",
        ),
    ],
    ids=range(11),
)
def test_file_that_holds_too_much_is_refused(
    file: str, text: str, sentence: str
) -> None:
    (fault,) = (fault for fault in refused(file, text) if fault.code == "too-much")
    assert sentence in fault.sentence
    assert fault.where == file


def test_cells_that_would_take_long_to_read_are_read_no_further() -> None:
    cell = ",".join(["[1..2]"] * 2_700)
    row = f'[[table.rule]]\nid="Z-N"\ntitle="x"\nwhen={{waiting_months="{cell}"}}\n'
    found = refused(ROUTING, FILES[ROUTING].decode() + rows(row, 40))
    (fault,) = (fault for fault in found if fault.code == "too-much")
    first = bounds.MOST_FEEL // len(cell)
    # The cells of the other files have been read before.
    assert f"rule Z-{first}," in fault.where or f"rule Z-{first - 1}," in fault.where


def test_as_many_faults_are_kept_as_anybody_reads_and_each_is_short() -> None:
    text = f'[[table]]\nname="t"\nhit="{"x" * 15_000}"\n' + "[[table.rule]]\n" * 1_500
    found = refused(ROUTING, text)
    assert len(found) == MOST_FAULTS
    assert max(len(fault.sentence) for fault in found) <= LONGEST_SENTENCE + 4


TYPED = [
    '"' + '\\"' * 9_000,
    "from 1 to " * 1_900,
    "a " * 9_000,
    "not " * 4_900 + "x",
    "1" * 20 + "." + "1" * 19_000,
    "x or " * 3_900,
    "\ud800",
]


@pytest.mark.parametrize("typed", TYPED, ids=range(len(TYPED)))
@pytest.mark.parametrize(
    "column", ["nationality", "waiting_months", "detained", "claimed_on"]
)
def test_whatever_is_typed_in_a_cell_is_answered_in_a_short_sentence(
    column: str, typed: str
) -> None:
    release = Release.from_files(FILES)
    found = understand_test(release, release.tables["route"], "RT-001", column, typed)
    assert isinstance(found, list)
    assert all(len(fault.sentence) < 600 for fault in found)


def test_quotes_that_are_never_closed_are_looked_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked: list[int] = []

    class Counting:
        def match(self, text: str, at: int) -> re.Match[str] | None:
            looked.append(at)
            return QUOTED.match(text, at)

    monkeypatch.setattr(plainly, "QUOTED", Counting())
    assert plainly.parts_of('"a, b", ' + '"\\' * 500) == ['"a, b"', '"\\' * 500]
    assert len(looked) == 2


def unique(rules: int, cell: str) -> Release:
    table = (
        '[[table]]\nname="zz"\nhit="unique"\ninputs=["waiting_months"]\n'
        'outputs=[{name="zzz", type="integer"}]\n'
    )
    row = f'[[table.rule]]\nid="Z-N"\ntitle="x"\nwhen={{waiting_months="{cell}"}}\n'
    text = FILES[ROUTING].decode() + table + rows(f"{row}then={{zzz=1}}\n", rules)
    return Release.from_files({**FILES, ROUTING: text.encode()})


def test_table_that_tells_too_much_apart_is_not_examined_and_says_so() -> None:
    found = faults(unique(900, ">= N"), ON)
    (fault,) = (fault for fault in found if fault.code == "not-examined")
    assert "too many values apart" in fault.sentence


def test_so_many_overlaps_are_told_as_anybody_reads() -> None:
    found = [fault for fault in faults(unique(60, ">= 1"), ON)]
    overlaps = [fault for fault in found if fault.code == "overlap"]
    assert len(overlaps) == coverage.MOST_OVERLAPS
