"""Text as it may stand in a cell of a spreadsheet: never read there as a formula.

A spreadsheet that opens a csv file works out any cell that begins like a formula, so a
name or a note could run what its writer chose (OWASP, "CSV Injection"). Such text leaves
with an apostrophe before it, and loses that one apostrophe when it comes back.
"""

import re


# What begins a formula, in plain and in full width, after any blanks and apostrophes.
_LIKE_A_FORMULA = re.compile(r"'*\s*[=+\-@\t\r\n＝＋－＠]")

# What XML 1.0 cannot hold, section 2.2, so that a workbook could not be opened.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
REPLACEMENT = "\ufffd"


def guarded(text: str) -> str:
    """The text for a csv file: with an apostrophe before what begins like a formula."""
    return f"'{text}" if _LIKE_A_FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """The text that `guarded` was given: `unguarded(guarded(text)) == text`, always."""
    return text[1:] if text[:1] == "'" and _LIKE_A_FORMULA.match(text) else text


def fit_for_xml(text: str) -> tuple[str, int]:
    """The text with each character that XML cannot hold replaced, and how many were."""
    return _UNFIT.subn(REPLACEMENT, text) if _UNFIT.search(text) else (text, 0)
