"""How the sheets of an import are read: as a person saved it, or guessed; and kept."""

from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence
from typing import Any

from evenhand.intake.models import Import, ImportSheet, SavedMapping
from evenhand.intake.reading.fields import BARRIER_COLUMNS, fields_of
from evenhand.intake.reading.lists import Lists
from evenhand.intake.reading.mapping import (
    Column,
    Confidence,
    Holds,
    Mapping,
    guess,
)
from evenhand.intake.reading.sheet import Sheet


EXAMPLES = 3
MADE_OF = {
    "full_name": ("family_name", "given_names"),
    **{name: ("barriers",) for columns in BARRIER_COLUMNS for name in columns},
}


def map_sheets(of: Import, sheets: Sequence[Sheet], lists: Lists) -> list[Mapping]:
    """How each sheet is read: a saved mapping of the unit wins over a guess."""
    return [_map(of, sheet, lists) for sheet in sheets]


def _map(of: Import, sheet: Sheet, lists: Lists) -> Mapping:
    guessed = guess(sheet, lists=lists)
    saved = saved_for(of, guessed.signature)
    return guessed if saved is None else guess(sheet, saved=saved, lists=lists)


def saved_for(of: Import, signature: str) -> dict[str, Any] | None:
    """What was saved for the unit's sheets with these headings, as `guess` takes it."""
    found = SavedMapping.objects.filter(unit=of.unit, signature=signature).first()
    if found is None:
        return None
    return {"signature": signature, "holds": found.role, "columns": found.columns}


def keep_sheets(
    of: Import, sheets: Sequence[Sheet], mappings: Sequence[Mapping]
) -> list[ImportSheet]:
    """Keep the sheets of an import as they are read; what a person said of one stays."""
    before = {sheet.name: sheet for sheet in of.sheets.all()}
    kept = []
    for position, (sheet, mapping) in enumerate(zip(sheets, mappings, strict=True)):
        row = before.pop(sheet.name, None) or ImportSheet(of=of, name=sheet.name)
        row.position = position
        row.visible = sheet.visible
        row.role = mapping.holds.value
        row.first_row = mapping.first_row
        row.because = mapping.because
        row.headings = [column.heading for column in mapping.columns]
        row.signature = mapping.signature
        row.mapping = [
            {
                "at": column.at,
                "heading": column.heading,
                "field": column.field,
                "because": column.because,
                "confidence": column.confidence.value,
            }
            for column in mapping.columns
        ]
        row.examples = _examples(sheet, mapping)
        row.save()
        kept.append(row)
    return kept


def _examples(sheet: Sheet, mapping: Mapping) -> list[list[str]]:
    below = sheet.texts.slice(mapping.first_row)
    return [
        below[str(column.at)]
        .drop_nulls()
        .unique(maintain_order=True)
        .head(EXAMPLES)
        .to_list()
        if str(column.at) in below.columns
        else []
        for column in mapping.columns
    ]


def mapping_of(row: ImportSheet) -> Mapping:
    """How a kept sheet is read."""
    return Mapping(
        sheet=row.name,
        holds=Holds(row.role),
        because=row.because,
        first_row=row.first_row,
        columns=tuple(
            Column(
                at=column["at"],
                heading=column["heading"],
                field=column["field"],
                because=column["because"],
                confidence=Confidence(column["confidence"]),
            )
            for column in row.mapping
        ),
        signature=row.signature,
    )


def unfound(mapping: Mapping) -> list[str]:
    """Titles of the fields no case can do without that no column was found for."""
    if mapping.holds not in (Holds.CASES, Holds.DEPENDANTS):
        return []
    found = {column.field for column in mapping.columns}
    return [
        field.title
        for name, field in fields_of(mapping.of).items()
        if field.needed and name not in found and name != "nationality"
    ]


def fields_said(mappings: Sequence[Mapping]) -> AnyMapping[str, set[str]]:
    """Sheet of cases -> fields it says anything of, by its own columns or by marks."""
    marks: set[str] = set()
    for mapping in mappings:
        if mapping.holds is Holds.MARKS:
            marks |= _fields(mapping)
    return {
        mapping.sheet: _fields(mapping) | marks
        for mapping in mappings
        if mapping.holds is Holds.CASES
    }


def _fields(mapping: Mapping) -> set[str]:
    named = {column.field for column in mapping.columns if column.field}
    return named | {made for name in named for made in MADE_OF.get(name, ())}
