"""Every reason of an import has words of its own, and says what to do."""

import re
from pathlib import Path

import pytest

import evenhand.intake
from evenhand.intake.reading.fields import FIELDS
from evenhand.synthetic.trackers import faults
from evenhand.web.intake.words import CONFLICTS, REFUSALS, WARNINGS, refusal, warning


INTAKE = Path(evenhand.intake.__file__).parent
# A reason as the reading and the judging of a tracker write it.
CODE = re.compile(
    r'(?:code=pl\.lit\(|then\(pl\.lit\(|otherwise\(pl\.lit\(|tell\w*\([^"\n]*)'
    r'"([a-z]+_[a-z_]+)"'
)


def test_every_fault_that_trackers_can_have_is_told():
    assert set(faults.REFUSALS) <= set(REFUSALS)
    assert set(faults.WARNINGS) <= set(WARNINGS)


def test_every_reason_in_the_code_is_told():
    written = {
        code
        for file in INTAKE.rglob("*.py")
        for code in CODE.findall(file.read_text(encoding="utf-8"))
    }
    assert {"several_cases", "case_kept_apart"} <= written, "the search finds them"
    named = {field.name for field in FIELDS}
    assert written - named <= {*REFUSALS, *WARNINGS, *CONFLICTS}


@pytest.mark.parametrize("told", [*REFUSALS.values(), *WARNINGS.values()])
def test_words_say_what_to_do_in_plain_sentences(told):
    assert told.to_do.endswith(".")
    assert not told.title.endswith(".")
    assert not re.search(r"null|invalid|exception|tuple|quarantine", told.to_do, re.I)


def test_a_reason_without_words_still_reads():
    assert refusal("new_reason").title == "New reason"
    assert warning("new_reason").to_do == "Look at the rows."
