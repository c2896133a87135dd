"""An assessment as a workbook: a row a question, and who answered it."""

from collections.abc import Iterable
from datetime import datetime
from io import BytesIO

import xlsxwriter

from evenhand.core.cells import fit_for_xml
from evenhand.releases.assessments.queries import Answered
from evenhand.releases.models import Assessment
from evenhand.web.formats import instant


COLUMNS = (("Number", 10), ("Section", 28), ("Question", 34), ("Answer", 90))
FILLED = "Filled from the release; nobody has written it"
MOST_TEXT = 32_000


def workbook_of(
    assessment: Assessment, rows: Iterable[Answered], *, at: datetime
) -> bytes:
    """The bytes of an xlsx file. Text is only ever written as text."""
    out = BytesIO()
    with xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        head = book.add_format({"bold": True, "valign": "top"})
        cell = book.add_format({"text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet("Answers")
        sheet.write_string(0, 0, str(assessment), head)
        sheet.write_string(1, 0, standing_of(assessment, at))
        for column, (title, width) in enumerate((*COLUMNS, ("Written by", 30))):
            sheet.set_column(column, column, width)
            sheet.write_string(3, column, title, head)
        for line, row in enumerate(rows, start=4):
            text = row.answer.text if row.answer else ""
            written = (
                row.field.number,
                row.field.section,
                row.field.title,
                fit_for_xml(text)[0][:MOST_TEXT],
                _who(row),
            )
            for column, words in enumerate(written):
                sheet.write_string(line, column, words, cell)
        sheet.freeze_panes(4, 0)
    return out.getvalue()


def standing_of(assessment: Assessment, at: datetime) -> str:
    """Which version this is, and whether somebody called it complete."""
    version = f"Version {assessment.version}, taken out {instant(at)}."
    if assessment.completed_version == assessment.version:
        assert assessment.completed_by is not None
        return (
            f"{version} Called complete by {assessment.completed_by.name} on "
            f"{instant(assessment.completed_at)}."
        )
    return f"{version} Nobody has called it complete: a draft."


def _who(row: Answered) -> str:
    if row.answer is None:
        return "Not answered"
    if row.answer.filled:
        return FILLED
    return f"{row.answer.by.name}, {instant(row.answer.at)}"
