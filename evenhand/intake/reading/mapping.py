"""Which column of a sheet says what: guessed with reasons, kept, and found again."""

import hashlib
from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from evenhand.intake.reading.contents import (
    FEW,
    SAMPLE,
    SPEAKING,
    Contents,
    called,
    contents,
    fit,
)
from evenhand.intake.reading.fields import Field, Kind, Of, fields_of
from evenhand.intake.reading.folding import fold
from evenhand.intake.reading.headings import (
    Heading,
    data_rows,
    fields_by_heading,
    find_heading,
    known_heading,
)
from evenhand.intake.reading.lists import Lists
from evenhand.intake.reading.sheet import Sheet


NO_LISTS = Lists({})
# What a column must score before it is given to a field: see _score.
ENOUGH = 0.5
# A column that is so clearly something else is not what its heading says.
CLEARLY = 0.8
MARKS = frozenset({"restriction", "high_profile", "high_harm", "vulnerabilities"})


class Confidence(StrEnum):
    SURE = "sure"
    LIKELY = "likely"
    UNSURE = "unsure"


class Holds(StrEnum):
    """What a sheet is for."""

    CASES = "cases"
    DEPENDANTS = "dependants"
    MARKS = "marks"  # more about cases of other sheets, by their reference
    NOTHING = "nothing"  # instructions, lists to choose from, pivots: left out


@dataclass(frozen=True, slots=True)
class Column:
    """One column: where it is (from 0), its heading, and the field it fills, if any.

    `heading` is unique in its sheet and never empty ("Column F" where none stands).
    """

    at: int
    heading: str
    field: str | None
    because: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Mapping:
    """What a sheet holds and what each of its columns says.

    `first_row` is the row (from 0) below the headings; `signature` is of the headings,
    whatever their order, so that a mapping once corrected is found again.
    """

    sheet: str
    holds: Holds
    because: str
    first_row: int
    columns: tuple[Column, ...]
    signature: str

    @property
    def of(self) -> Of:
        return Of.DEPENDANT if self.holds is Holds.DEPENDANTS else Of.CASE

    def at(self, field: str) -> int | None:
        """The column that fills a field, from 0."""
        found = (column.at for column in self.columns if column.field == field)
        return next(found, None)

    def as_saved(self) -> dict[str, Any]:
        """What to keep of it, as JSON can hold it: see `guess(saved=...)`.

        {"signature": ..., "holds": ..., "columns": {heading: field or None}}
        """
        return {
            "signature": self.signature,
            "holds": self.holds.value,
            "columns": {column.heading: column.field for column in self.columns},
        }


@dataclass(frozen=True, slots=True)
class _Guess:
    score: float
    at: int
    field: Field
    because: str
    confidence: Confidence


def signature_of(headings: Sequence[str]) -> str:
    """Of a sheet's headings, whatever their order, case and punctuation."""
    words = "\n".join(sorted(fold(heading) for heading in headings))
    return hashlib.sha256(words.encode()).hexdigest()[:32]


def guess(
    sheet: Sheet,
    *,
    saved: AnyMapping[str, Any] | None = None,
    lists: Lists = NO_LISTS,
) -> Mapping:
    """What each column of a sheet says, by its heading and by what it holds.

    saved: a mapping a person has looked at, as `Mapping.as_saved` gives it; its columns
    win, by their headings, wherever they stand now. New headings are guessed. lists:
    the registers, by which cells are known for nationalities, stages and so on.
    """
    heading = find_heading(sheet)
    some = _sample(sheet, heading.first_row)
    rows, _ = data_rows(some, heading.names, 0, None)
    texts, kinds = some.texts[rows], some.kinds[rows]
    cells = [contents(texts[str(at)], kinds[str(at)]) for at in range(sheet.width)]
    known = _Known(sheet, heading, cells, lists)
    if saved and (told := _as_told(known, saved)):
        return told
    cases = known.mapping(Of.CASE)
    if known.is_about_dependants(cases):
        return known.mapping(Of.DEPENDANT)
    return cases


def _sample(sheet: Sheet, first_row: int) -> Sheet:
    """Some rows of a sheet from below its heading, from all over it."""
    every = max(1, (sheet.height - first_row) // SAMPLE)
    texts = sheet.texts.slice(first_row).gather_every(every)
    kinds = sheet.kinds.slice(first_row).gather_every(every)
    return Sheet(sheet.name, texts, kinds)


def _as_told(known: "_Known", saved: AnyMapping[str, Any]) -> Mapping | None:
    """The mapping a person has looked at; nothing if it is of quite another sheet."""
    told = {fold(name): field for name, field in saved.get("columns", {}).items()}
    names = [fold(name) for name in known.heading.names]
    shared = sum(name in told for name in names)
    if not shared or shared * 2 < min(len(told), len(names)):
        return None
    holds = Holds(saved["holds"])
    of = Of.DEPENDANT if holds is Holds.DEPENDANTS else Of.CASE
    return known.mapping(of, told=told, holds=holds)


class _Known:
    """A sheet with its heading and a sample of each column."""

    def __init__(
        self, sheet: Sheet, heading: Heading, cells: list[Contents], lists: Lists
    ) -> None:
        self.sheet = sheet
        self.heading = heading
        self._cells = cells
        self._lists = lists

    def mapping(
        self,
        of: Of,
        *,
        told: AnyMapping[str, str | None] | None = None,
        holds: Holds | None = None,
    ) -> Mapping:
        given = self._given(of, told or {})
        columns = tuple(
            self._column(at, given.get(at)) for at in range(self.sheet.width)
        )
        because = "so it was told before"
        if holds is None:
            holds, because = self._holds(of, columns)
        return Mapping(
            sheet=self.sheet.name,
            holds=holds,
            because=because,
            first_row=self.heading.first_row,
            columns=columns,
            signature=signature_of(self.heading.names),
        )

    def is_about_dependants(self, cases: Mapping) -> bool:
        """Whether rows are of people who came with somebody."""
        if cases.at("claimed_on") is not None and cases.at("stage") is not None:
            return False
        relation = {
            field.name
            for name in self.heading.names
            for field in fields_by_heading().get(known_heading(name)[0], ())
        }
        title = fold(self.sheet.name)
        named = any(word in title for word in ("depend", "family", "deps", "children"))
        fields = self.mapping(Of.DEPENDANT)
        keyed = fields.at("reference") is not None
        return keyed and ("relationship" in relation or (named and fields.at("date_of_birth") is not None))  # fmt: skip

    def _given(
        self, of: Of, told: AnyMapping[str, str | None]
    ) -> dict[int, _Guess | None]:
        """Column -> what it was given to: one field a column and one column a field."""
        fields = fields_of(of)
        given: dict[int, _Guess | None] = {}
        for at, name in enumerate(self.heading.names):
            if fold(name) not in told:
                continue
            field = fields.get(told[fold(name)] or "")
            given[at] = (
                _Guess(1, at, field, "so it was told before", Confidence.SURE)
                if field
                else None
            )
        taken = {found.field.name for found in given.values() if found}
        guesses = [
            found
            for at in range(self.sheet.width)
            if at not in given
            for field in fields.values()
            if (found := self._guess(at, field)) and found.score >= ENOUGH
        ]
        for found in sorted(guesses, key=lambda found: (-found.score, found.at)):
            if found.at not in given and found.field.name not in taken:
                given[found.at] = found
                taken.add(found.field.name)
        return given

    def _guess(self, at: int, field: Field) -> _Guess | None:
        """How well a column fits a field, by its heading and by its cells."""
        name, cells = self.heading.names[at], self._cells[at]
        words, likeness = known_heading(name)
        by_heading = likeness if field in fields_by_heading().get(words, ()) else 0.0
        if not by_heading and field.name not in SPEAKING:
            return None
        if not by_heading and cells.count < FEW:
            return None
        share = fit(field, cells, self._lists) if cells.count else None
        shown = f"the heading says “{name}”"
        holds = f"{round((share or 0) * cells.count)} of {cells.count} cells are {called(field)}"  # fmt: skip
        if not by_heading:
            alone = (share or 0) >= CLEARLY
            confidence = Confidence.LIKELY if (share or 0) >= 0.95 else Confidence.UNSURE  # fmt: skip
            return _Guess(0.55 * (share or 0), at, field, holds, confidence) if alone else None  # fmt: skip
        if share is None:
            sure = Confidence.SURE if by_heading == 1 else Confidence.LIKELY
            return _Guess(by_heading * 0.9, at, field, shown, sure)
        if share < CLEARLY and self._is_something_else(field, cells, share):
            return None
        confidence = Confidence.UNSURE
        if share >= 0.5:
            confidence = Confidence.LIKELY
        if share >= CLEARLY and by_heading == 1:
            confidence = Confidence.SURE
        reason = f"{shown}, and {holds}" if share >= 0.5 else f"{shown}, though only {holds}"  # fmt: skip
        return _Guess(by_heading * (0.55 + 0.45 * share), at, field, reason, confidence)

    def _is_something_else(self, field: Field, cells: Contents, share: float) -> bool:
        if cells.count < FEW:
            return False
        flags = cells.yes_or_no >= CLEARLY and field.kind is not Kind.FLAG
        days = cells.days >= CLEARLY and field.kind is not Kind.DATE
        words = field.kind is Kind.FLAG and share < 0.5
        return flags or days or words

    def _column(self, at: int, found: _Guess | None) -> Column:
        name = self.heading.names[at]
        if found:
            return Column(at, name, found.field.name, found.because, found.confidence)
        words, _ = known_heading(name)
        if not self._cells[at].count:
            because = "it holds nothing"
        elif words:
            because = f"“{name}” could say what another column says better, or holds something else"  # fmt: skip
        else:
            because = f"“{name}” is not known here; what it holds is kept with the row"
        return Column(at, name, None, because, Confidence.UNSURE)

    def _holds(self, of: Of, columns: tuple[Column, ...]) -> tuple[Holds, str]:
        found = {column.field for column in columns if column.field}
        rows = max((cells.count for cells in self._cells), default=0)
        if not rows:
            return Holds.NOTHING, "it holds no rows"
        if of is Of.DEPENDANT:
            return Holds.DEPENDANTS, "each row names a case and a person who came with somebody"  # fmt: skip
        tells = {"claimed_on", "stage", "nationality", "claimed_date_of_birth"} & found
        named = {"family_name", "full_name", "given_names"} & found
        if "reference" in found and ({"claimed_on", "stage"} & found) and len(found) >= 3:  # fmt: skip
            return Holds.CASES, "each row has a reference and says where a claim has got to"  # fmt: skip
        if "reference" not in found and named and len(tells) >= 2:
            return Holds.CASES, "each row names a person and their claim, though no reference"  # fmt: skip
        if "reference" in found and found & MARKS:
            return Holds.MARKS, "each row has a reference and marks the case"
        if "reference" in found and len(found) >= 4 and named:
            return Holds.CASES, "each row has a reference and a person"
        if "reference" in found and len(found) >= 2:
            return Holds.MARKS, "each row has a reference and says more of the case"
        return Holds.NOTHING, "no column holds references of cases"
