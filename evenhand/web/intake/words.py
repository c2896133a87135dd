"""What every reason of an import says to a person, and what they can do about it."""

from collections.abc import Mapping
from dataclasses import dataclass

from evenhand.intake.models import Import, ImportSheet, TrackerRow
from evenhand.intake.reading.fields import DEPENDANT_FIELDS, FIELDS
from evenhand.web.formats import sentence_case


@dataclass(frozen=True, slots=True)
class Told:
    """One reason: a heading for its rows, and what to do with them."""

    title: str
    to_do: str


# Why a row is set aside.
REFUSALS: Mapping[str, Told] = {
    "no_reference": Told(
        "No Home Office reference",
        "Write the reference into the row. Without one, nobody can tell which case it is.",
    ),
    "reference_twice": Told(
        "One reference on several rows that differ",
        "Find out which row is right, and correct or empty the reference of the others.",
    ),
    "case_twice": Told(
        "Two rows about one case",
        "The rows give two references of one case. Find out which row is right.",
    ),
    "no_claim_date": Told(
        "No date of claim",
        "Write the date of claim into the row, as on the screening record.",
    ),
    "date_unreadable": Told(
        "A date that cannot be read",
        "Write the date as day, month and year, such as 4 May 2021.",
    ),
    "date_in_future": Told(
        "A date that is still to come",
        "Correct the date. If it is a plan and no fact, empty the cell and write it into "
        "the next action.",
    ),
    "date_out_of_order": Told(
        "Dates in an order that cannot be",
        "Compare the dates of claim, birth, stage and interview, and correct the wrong one.",
    ),
    "no_stage": Told(
        "No stage",
        "Say where the case stands. Without it a plan would rank a case that is closed.",
    ),
    "case_kept_apart": Told(
        "The row of the case is set aside",
        "Put the row of the case right; this one comes in with it.",
    ),
    "no_case": Told(
        "Nobody knows the case it belongs to",
        "Correct the reference of the case the person came with.",
    ),
    "word_unknown": Told(
        "A word that is on no list",
        "Say below what the word means, once for all its rows.",
    ),
    "too_long": Told(
        "A cell that is too long",
        "Shorten the cell. What does not fit belongs in the notes.",
    ),
    "unit_closed": Told(
        "A unit that no longer keeps a tracker",
        "The unit works in Evenhand since its go-live date. Make the change on the case.",
    ),
    "not_yours": Told(
        "A restriction you are not cleared for",
        "Ask somebody who is cleared for restricted cases to bring this row in.",
    ),
    "stage_says_interviewed": Told(
        "Interviewed, and no date of interview",
        "Write the date of the interview, or correct the stage.",
    ),
    "cell_error": Told(
        "A cell that shows an error",
        "Write what the cell should say in place of the error, such as #REF!.",
    ),
    "formula_without_value": Told(
        "A formula that was never worked out",
        "Write the value itself, or open the file in Excel, save it and bring it in again.",
    ),
}

# What is worth a look and keeps nothing out.
WARNINGS: Mapping[str, Told] = {
    "word_guessed": Told(
        "A misspelling was read as the nearest word",
        "Look whether the word is the right one. If not, correct the tracker.",
    ),
    "word_synonym": Told(
        "Another word for the same was understood",
        "Nothing to do, if the word means what is shown.",
    ),
    "year_two_digits": Told(
        "A year of two figures was completed",
        "Look whether the century is right.",
    ),
    "hidden_row": Told(
        "A hidden row was read too",
        "If hidden rows are closed cases, look whether their stage says so.",
    ),
    "hidden_sheet": Told(
        "Rows of a hidden sheet were read too",
        "If the sheet is old, leave it out under Columns.",
    ),
    "note_kept": Told(
        "A comment on a cell was kept as a note",
        "Nothing to do: it stands among the notes of the case.",
    ),
    "row_repeated": Told(
        "The same row stands there twice",
        "Nothing to do: it was read once.",
    ),
    "owner_unknown": Told(
        "Nobody of the name decides here, or several do",
        "The case comes in without a decision maker. Write the staff reference to keep one.",
    ),
    "progressor_unknown": Told(
        "Nobody of the name moves cases on here, or several do",
        "Somebody of the unit moves it on until you say who. Write the staff reference.",
    ),
    "column_unused": Told(
        "A column that is not read",
        "If it should be read, choose under Columns what it says.",
    ),
    "merged_filled": Told(
        "A merged cell counted for every row it covers",
        "Look whether it was meant for all of them.",
    ),
    "name_split": Told(
        "One name was split into family and given names",
        "Look whether the split is right.",
    ),
    "formula_without_value": Told(
        "A formula that was never worked out was left empty",
        "Open the file in Excel, save it, and bring it in again to have its value.",
    ),
    "no_nationality": Told(
        "No nationality",
        "The case comes in with “Not recorded”, and waits where the rules send it.",
    ),
}

# Why a row waits among the conflicts, apart from cells that changed on both sides.
CONFLICTS: Mapping[str, Told] = {
    "several_cases": Told(
        "Two cases have this reference",
        "Correct the reference of the case that should not have it, then try again.",
    ),
}

STANDINGS: Mapping[str, Told] = {
    TrackerRow.Standing.NEW: Told("New", "The case is not here yet"),
    TrackerRow.Standing.UPDATE: Told("Changed", "The tracker says something new"),
    TrackerRow.Standing.UNCHANGED: Told("Unchanged", "Nothing new"),
    TrackerRow.Standing.CONFLICT: Told("Conflict", "Changed here and in the tracker"),
    TrackerRow.Standing.QUARANTINED: Told("Set aside", "Waits until it is put right"),
}

STATES: Mapping[str, str] = {
    Import.State.RECEIVED: "Being read",
    Import.State.TO_BE_MAPPED: "Columns to be named",
    Import.State.JUDGED: "Tried out",
    Import.State.CARRYING_OUT: "Being brought in",
    Import.State.IN: "Brought in",
    Import.State.UNDONE: "Undone",
    Import.State.REFUSED: "Refused",
}

ROLES: Mapping[str, str] = {
    ImportSheet.Role.CASES: "Cases, one a row",
    ImportSheet.Role.DEPENDANTS: "Dependants, one a row",
    ImportSheet.Role.MARKS: "More about cases of other sheets",
    ImportSheet.Role.LEFT_OUT: "Left out",
}

_TITLES = {
    **{field.name: field.title for field in DEPENDANT_FIELDS},
    **{field.name: field.title for field in FIELDS},
}
_A_WORD_OF = {
    "nationality": "a nationality",
    "other_nationalities": "a nationality",
    "nationality_standing": "a standing of a nationality",
    "language": "a language",
    "dialect": "a dialect",
    "support": "a kind of support",
    "accommodation": "a kind of accommodation",
    "stage": "a stage",
    "sex": "a recorded sex",
    "unit": "a unit",
    "barriers": "a barrier",
    "barrier_2": "a barrier",
    "barrier_3": "a barrier",
    "vulnerabilities": "a vulnerability",
    "local_authority": "a local authority",
    "restriction": "a restriction",
}


def refusal(code: str) -> Told:
    """Why rows are set aside."""
    return REFUSALS.get(code) or CONFLICTS.get(code) or _unknown(code)


def warning(code: str) -> Told:
    """What is worth a look."""
    return WARNINGS.get(code) or _unknown(code)


def standing(value: str) -> Told:
    """What becomes of a row."""
    return STANDINGS[value]


def field_title(name: str) -> str:
    """What a field of a tracker is called."""
    return _TITLES.get(name) or sentence_case(name.replace("_", " "))


def not_a_word(field: str, word: str) -> str:
    """What is wrong with a word: "“Kurdi” is not a language"."""
    return f"“{word}” is not {_A_WORD_OF.get(field, 'on the list')}"


def hint_in(said: str) -> str:
    """What the reading thought a word might be: "Is it “Kurdish Sorani”?", or ""."""
    _, found, names = said.partition("Is it ")
    return f"{found}{names}"


def _unknown(code: str) -> Told:
    return Told(sentence_case(code.replace("_", " ")), "Look at the rows.")
