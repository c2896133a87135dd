"""How the sheets of an import are read, column by column, and what a form says of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from evenhand.intake.models import Import, ImportSheet
from evenhand.intake.reading.fields import Of, fields_of
from evenhand.web.intake.words import ROLES, field_title


NOT_READ = ""
EXAMPLES = 3
SURENESS = {"sure": "Sure", "likely": "Likely", "unsure": "Not sure, please look"}


@dataclass(slots=True)
class ColumnShown:
    """One column of a sheet: what stands in it, what it is read as, and why."""

    at: int
    heading: str
    examples: list[str]
    field: str
    because: str
    sure: str
    look: bool
    error: str = ""


@dataclass(slots=True)
class SheetShown:
    """One sheet, with its columns and what was said of its dates."""

    sheet: ImportSheet
    columns: list[ColumnShown]
    choices: list[tuple[str, str]]
    roles: list[tuple[str, str]]
    said: list[str]
    unused: int
    error: str = ""
    errors: list[tuple[str, str]] = field(default_factory=list)

    @property
    def id(self) -> str:
        return f"sheet-{self.sheet.position}"

    @property
    def read(self) -> bool:
        return bool(self.sheet.role != ImportSheet.Role.LEFT_OUT)


def sheets_shown(of: Import) -> list[SheetShown]:
    """The sheets of an import, those left out last; none for those who may not see them."""
    sheets = [sheet_shown(sheet) for sheet in of.sheets.select_related("mapped_by")]
    return sorted(sheets, key=lambda shown: not shown.read)


def sheet_shown(sheet: ImportSheet) -> SheetShown:
    """One sheet as it is read at present."""
    columns = [
        _column(read, sheet.examples[at] if at < len(sheet.examples) else [])
        for at, read in enumerate(sheet.mapping)
    ]
    return SheetShown(
        sheet=sheet,
        columns=columns,
        choices=field_choices(sheet.role),
        roles=list(ROLES.items()),
        said=_said_of(sheet),
        unused=sum(not column.field for column in columns),
    )


def field_choices(role: str) -> list[tuple[str, str]]:
    """What a column of such a sheet can be read as."""
    of = Of.DEPENDANT if role == ImportSheet.Role.DEPENDANTS else Of.CASE
    fields = sorted(fields_of(of).values(), key=lambda found: found.title)
    return [(NOT_READ, "Not read"), *((found.name, found.title) for found in fields)]


def _said_of(sheet: ImportSheet) -> list[str]:
    """What reading said of this sheet; each sentence begins with the name of its own."""
    own = f"“{sheet.name}”: "
    return [
        str(words).removeprefix(own) for words in sheet.said if words.startswith(own)
    ]


def _column(read: Mapping[str, Any], examples: Sequence[str]) -> ColumnShown:
    return ColumnShown(
        at=int(read["at"]),
        heading=read["heading"],
        examples=[str(cell) for cell in examples if cell][:EXAMPLES],
        field=read["field"] or NOT_READ,
        because=read["because"],
        sure=SURENESS.get(read["confidence"], ""),
        look=read["confidence"] == "unsure",
    )


def sheet_asked(sheet: ImportSheet, sent: QueryDict) -> SheetShown:
    """The sheet as a form would have it read, with what is wrong next to each column."""
    role = sent.get("role", "")
    sheet.role = role if role in ROLES else sheet.role
    asked = sheet_shown(sheet)
    names = {name for name, _ in asked.choices}
    for column in asked.columns:
        chosen = sent.get(f"column-{column.at}", column.field)
        column.field = chosen if chosen in names else NOT_READ
    if asked.read:
        _mark_twice(asked.columns)
    asked.errors = [
        (f"{asked.id}-{column.at}", column.error)
        for column in asked.columns
        if column.error
    ]
    return asked


def _mark_twice(columns: Sequence[ColumnShown]) -> None:
    """Only one column can say one thing."""
    taken: dict[str, ColumnShown] = {}
    for column in columns:
        if not column.field:
            continue
        first = taken.setdefault(column.field, column)
        if first is not column:
            title = field_title(column.field)
            column.error = (
                f"“{first.heading}” is read as {title} already. Choose one of the two"
            )
