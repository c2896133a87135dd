"""A rulebook as a workbook: a sheet a table, its examples on another, and what it lacks."""

import datetime
import io
from collections.abc import Iterator, Sequence
from typing import Any

import xlsxwriter

from evenhand.engine.rules.editing.documents import Files, tables_of
from evenhand.engine.rules.editing.rules import TypedRule, typed_rule
from evenhand.engine.rules.faults import Fault, Faulty
from evenhand.engine.rules.nodes import Table
from evenhand.engine.rules.release import Release


ABOUT, EXAMPLES = "About", "Examples"
APPLIES_TO, SPARES = "applies to", "spares"
MOST_TEXT = 32_767  # UTF-16 units in one cell, as Excel sets
FIRST_DAY = datetime.date(1900, 3, 1)  # before it Excel counts a day that never was
# The columns of every rule before its cells and after them, as reading knows them.
BEFORE = (("id", "Rule"), ("title", "Title"))
AFTER = (
    ("because", "Because"),
    ("authority", "Authority"),
    ("owner", "Owner"),
    ("review_on", "Review by"),
    ("from_on", "Applies from"),
    ("ended_on", "Ends on"),
)
DAYS = ("review_on", "from_on", "ended_on")
WHEN, THEN = "when ", "then "
NOT_HELD = (
    "comments in the file, and how it is laid out (brought in, those of the draft stay)",
    "the title, owner and introduction of the rulebook and of each table",
    "which columns a table has, how it is read, and what its outputs may be",
    "totals, authorities, registers, vocabulary, standards and guidance",
    "line breaks at the beginning or end of a text",
)


def rulebook_workbook(release: Release, rulebook: str, *, called: str) -> bytes:
    """The rules of one rulebook as an xlsx file. `called` names the draft or release.

    Raises Faulty where a text is longer than a cell may be, or holds a character that a
    workbook cannot.
    """
    packed = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    title = str(release.rulebooks[rulebook]["title"] or rulebook)
    with xlsxwriter.Workbook(packed, options) as book:
        book.set_properties({"title": title, "comments": called})
        sheets = _Sheets(book)
        sheets.about(title, called)
        examples: list[tuple[str, str, str]] = []
        for table, rows in _tables(release, release.files, rulebook):
            sheets.table(release, table, rows)
            for id_, typed in rows:
                for kind, text in (
                    (APPLIES_TO, typed.applies_to),
                    (SPARES, typed.spares),
                ):
                    examples.extend((id_, kind, line) for line in text.splitlines())
        sheets.examples(examples)
    return packed.getvalue()


def columns_of(table: Table, release: Release) -> list[tuple[str, str]]:
    """Each column of a table's sheet: as reading knows it, and as a person reads it."""
    return [
        *BEFORE,
        *((WHEN + name, f"When: {release.title_of(name)}") for name in table.inputs),
        *(
            (THEN + out.name, f"Then: {release.title_of(out.name)}")
            for out in table.outputs
        ),
        *AFTER,
    ]


def _tables(
    release: Release, files: Files, rulebook: str
) -> Iterator[tuple[Table, list[tuple[str, TypedRule]]]]:
    for file, _, table in tables_of(files):
        if file == f"rulebooks/{rulebook}.toml":
            yield (
                release.tables[table["name"]],
                [
                    (row["id"], typed_rule(release, files, row["id"]))
                    for row in table["rule"]
                ],
            )


class _Sheets:
    """The sheets of one workbook as they are written."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.text = book.add_format(
            {"valign": "top", "text_wrap": True, "num_format": "@"}
        )
        self.day = book.add_format(
            {"valign": "top", "num_format": "d mmm yyyy", "align": "left"}
        )
        self.strong = book.add_format({"bold": True, "valign": "top"})
        self.head = book.add_format(
            {"bold": True, "bg_color": "#d8e6e6", "bottom": 1, "text_wrap": True}
        )
        self.name = book.add_format({"font_color": "#505a5f", "font_size": 8})

    def about(self, title: str, called: str) -> None:
        sheet = self.book.add_worksheet(ABOUT)
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, 100)
        lines = [
            ("Rulebook", title),
            ("Taken from", called),
            (
                "How to fill it in",
                "One row is one rule, in the order in which the table is read. A row "
                "without an id becomes a new rule. A rule of a release is not deleted: "
                "give it a date under Ends on. Leave the grey names in the third row of "
                "each sheet as they are.",
            ),
            (
                "Cells",
                "Empty asks nothing. Nigeria, Iraq means either; not Iraq means any "
                "other; 18 or more, 6 to under 12, yes, no, not stated. Anything else is "
                "FEEL, the language of decision tables.",
            ),
            ("Examples", "One case a row, such as Nationality: Nigeria; Sex: male."),
            *(("Not in this workbook", words) for words in NOT_HELD),
        ]
        for row, (what, words) in enumerate(lines):
            sheet.write_string(row, 0, what, self.strong)
            self._text(sheet, row, 1, words, "About")

    def table(
        self, release: Release, table: Table, rows: Sequence[tuple[str, TypedRule]]
    ) -> None:
        sheet = self.book.add_worksheet(sheet_name(table.name))
        sheet.write_string(0, 0, "Table", self.strong)
        sheet.write_string(0, 1, table.name, self.strong)
        columns = columns_of(table, release)
        for at, (name, title) in enumerate(columns):
            sheet.set_column(at, at, 40 if name in ("title", "because") else 20)
            self._text(sheet, 1, at, title, table.name, self.head)
            sheet.write_string(2, at, name, self.name)
        for line, (id_, typed) in enumerate(rows, 3):
            for at, (name, _) in enumerate(columns):
                self._cell(sheet, line, at, _value(id_, typed, name), id_)
        sheet.freeze_panes(3, 2)
        sheet.set_landscape()

    def examples(self, rows: Sequence[tuple[str, str, str]]) -> None:
        sheet = self.book.add_worksheet(EXAMPLES)
        for at, (name, title, width) in enumerate(
            (("rule", "Rule", 12), ("kind", "Kind", 14), ("case", "Case", 120))
        ):
            sheet.set_column(at, at, width)
            sheet.write_string(1, at, title, self.head)
            sheet.write_string(2, at, name, self.name)
        sheet.write_string(0, 0, "Examples", self.strong)
        for line, row in enumerate(rows, 3):
            for at, text in enumerate(row):
                self._text(sheet, line, at, text, row[0])
        sheet.freeze_panes(3, 0)

    def _cell(self, sheet: Any, line: int, at: int, value: Any, where: str) -> None:
        if isinstance(value, datetime.date) and value >= FIRST_DAY:
            sheet.write_datetime(
                line, at, datetime.datetime.combine(value, datetime.time()), self.day
            )
        elif value not in (None, ""):
            self._text(sheet, line, at, str(value), where)

    def _text(
        self, sheet: Any, line: int, at: int, text: str, where: str, how: Any = None
    ) -> None:
        """Text as text, whatever it looks like."""
        if len(text.encode("utf-16-le")) > 2 * MOST_TEXT:
            raise Faulty(
                [Fault("not-held", where, "has a text too long for a workbook")]
            )
        if any(ord(mark) < 32 and mark not in "\n\t" for mark in text):
            raise Faulty(
                [
                    Fault(
                        "not-held", where, "has a character that a workbook cannot hold"
                    )
                ]
            )
        how = how or self.text
        if text.startswith("<r>") and text.endswith("</r>"):
            # The library would take such text for XML of its own and let it through.
            sheet.write_rich_string(line, at, text[0], self.text, text[1:], how)
        else:
            sheet.write_string(line, at, text, how)


def sheet_name(table: str) -> str:
    """A table's name as that of a sheet: 31 characters at the most."""
    return table[:31]


def _value(id_: str, typed: TypedRule, name: str) -> Any:
    if name == "id":
        return id_
    if name.startswith(WHEN):
        return typed.when.get(name.removeprefix(WHEN), "")
    if name.startswith(THEN):
        return typed.then.get(name.removeprefix(THEN), "")
    value = getattr(typed, name)
    return ", ".join(value) if name == "authority" else value
