"""The columns of a sheet, each read as the field it fills."""

from collections.abc import Callable
from datetime import date

import polars as pl

from evenhand.intake.reading.barriers import SCHEMA, read_barriers
from evenhand.intake.reading.contents import POSTCODE, POSTCODE_AT_END
from evenhand.intake.reading.dates import read_days
from evenhand.intake.reading.fields import (
    BARRIER,
    BARRIER_COLUMNS,
    Field,
    Kind,
    fields_of,
)
from evenhand.intake.reading.folding import fold
from evenhand.intake.reading.lists import Lists
from evenhand.intake.reading.mapping import Mapping
from evenhand.intake.reading.names import parted
from evenhand.intake.reading.replies import (
    Reply,
    flag_said,
    postcode_said,
    word_said,
    words_said,
)
from evenhand.intake.reading.sheet import Cell, Sheet
from evenhand.intake.reading.texts import (
    as_json,
    one_for_each,
    one_space,
    says_nothing,
    spaced,
)
from evenhand.intake.reading.told import Told
from evenhand.intake.reading.words import word_list


# Needed columns say "no date of claim" of a dash and "not a day" of "TBC".
DASHES = r"^[-–—./?\s]*$"


class Columns:
    """The rows `at` (from 0) of a sheet, by its mapping. What it finds it tells.

    `said` grows with every column read: sentences on columns as a whole.
    """

    def __init__(
        self,
        sheet: Sheet,
        mapping: Mapping,
        lists: Lists,
        at: pl.Series,
        refusals: Told,
        warnings: Told,
        *,
        on: date,
    ) -> None:
        self._sheet = sheet
        self._mapping = mapping
        self._lists = lists
        self._at = at
        self._texts = sheet.texts[at]
        self._kinds = sheet.kinds[at]
        self._refusals = refusals
        self._warnings = warnings
        self._on = on
        self._fields = fields_of(mapping.of)
        self.said: list[str] = []

    def read(self) -> pl.DataFrame:
        """One typed column a field of the sheet's kind; null where nothing is told."""
        height = self._at.len()
        made: dict[str, pl.Series] = {}
        for field in self._fields.values():
            if field.kind is not Kind.BARRIERS and "barrier" not in field.name:
                self._read_field(field, made)
        if "barriers" in self._fields:
            made["barriers"] = self._barriers()
        self._tell_of_cells()
        return pl.DataFrame(
            [
                made.get(name, pl.repeat(None, height, dtype=field.dtype, eager=True)).alias(name)
                for name, field in self._fields.items()
            ]
        )  # fmt: skip

    def as_written(self) -> pl.Series:
        """Each row as it was written: JSON text of heading -> text, empty cells left out."""
        parts = [
            as_json(column.heading, pl.col(str(column.at)))
            for column in self._mapping.columns
        ]
        headings = {column.at: column.heading for column in self._mapping.columns}
        place = {int(row): at for at, row in enumerate(self._at)} if self._sheet.notes else {}  # fmt: skip
        noted: dict[int, list[str | None]] = {}
        for (row, column), note in self._sheet.notes.items():
            if row in place and column in headings:
                noted.setdefault(column, [None] * self._at.len())[place[row]] = note
        texts = self._texts.with_columns(
            pl.Series(f"note {column}", notes, dtype=pl.String)
            for column, notes in noted.items()
        )
        parts += [as_json(f"{headings[column]} (note)", pl.col(f"note {column}")) for column in noted]  # fmt: skip
        inside = pl.concat_str(parts, separator=",", ignore_nulls=True)
        return texts.select(pl.format("{{}}", inside) if not parts else pl.concat_str(pl.lit("{"), inside, pl.lit("}"))).to_series().alias("cells")  # fmt: skip

    def _read_field(self, field: Field, made: dict[str, pl.Series]) -> None:
        cells = self._cells(field)
        if cells is None:
            return
        texts, kinds = cells
        match field.kind:
            case Kind.DATE:
                made[field.name] = self._days(field, texts, kinds)
            case Kind.FULL_NAME:
                self._full_names(texts, made)
            case Kind.WORD:
                words = word_list(self._lists, field.name, field.register or "")
                made[field.name] = self._each(field, texts, lambda text: word_said(field, words, text))  # fmt: skip
            case Kind.WORDS:
                words = word_list(self._lists, field.name, field.register or "")
                made[field.name] = self._each(field, texts, lambda text: words_said(field, words, text))  # fmt: skip
            case Kind.FLAG:
                yes = {fold(word) for word in (*field.headings, field.title)}
                made[field.name] = self._each(field, texts, lambda text: flag_said(field, yes, text))  # fmt: skip
            case Kind.POSTCODE:
                made[field.name] = self._postcodes(field, texts)
            case Kind.REFERENCE:
                made[field.name] = self._references(field, texts)
            case _:
                made[field.name] = self._plain(field, texts)
        if field.name == "address":
            self._part_address(made)
        elif field.name == "postcode" and "address_postcode" in made:
            made[field.name] = made[field.name].fill_null(made["address_postcode"])

    def _cells(self, field: Field) -> tuple[pl.Series, pl.Series] | None:
        """A field's texts and kinds, faulty cells told of and taken out."""
        at = self._mapping.at(field.name)
        if at is None:
            return None
        texts, kinds = self._texts[str(at)], self._kinds[str(at)]
        errors = kinds == int(Cell.ERROR)
        # A csv file has the errors of the workbook it was saved from as text.
        errors |= texts.str.contains(r"^#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!)$").fill_null(False)  # fmt: skip
        if errors.any():
            told = pl.select(pl.format("{}: the cell holds the error {}", pl.lit(field.title), texts)).to_series()  # fmt: skip
            self._refusals.tell(errors, field.name, "cell_error", told)
            texts = texts.set(errors, None)
        unvalued = kinds == int(Cell.UNVALUED)
        if unvalued.any():
            needed = field.needed
            (self._refusals if needed else self._warnings).tell(unvalued, field.name, "formula_without_value", f"{field.title}: the cell holds a formula whose value was not saved. Open the workbook in Excel, save it and bring it again")  # fmt: skip
        return texts, kinds

    def _days(self, field: Field, texts: pl.Series, kinds: pl.Series) -> pl.Series:
        assert field.span
        nothing = texts.str.contains(DASHES)
        if not field.needed:
            nothing |= says_nothing(texts)
        words = texts.filter(nothing.fill_null(False) & ~texts.str.contains(DASHES))
        if words.len():
            shown = " or ".join(f"“{word}”" for word in words.unique().sort()[:3])
            cells = "1 cell says" if words.len() == 1 else f"{words.len():,} cells say"
            self.said.append(f"{self._heading(field)}: {cells} {shown}, read as not known yet")  # fmt: skip
        texts = texts.set(nothing.fill_null(False), None)
        days = read_days(texts, kinds, field.span, on=self._on, from_1904=self._sheet.from_1904)  # fmt: skip
        why = days.cells["why_not"]
        told = pl.select(pl.format("{}: {}", pl.lit(field.title), why)).to_series()
        self._refusals.tell(why.is_not_null(), field.name, "date_unreadable", told)
        year = days.cells["day"].dt.year()
        short = pl.select(pl.format("{}: “{}” is taken for {}", pl.lit(field.title), texts, year)).to_series()  # fmt: skip
        self._warnings.tell(days.cells["short"], field.name, "year_two_digits", short)
        if days.said:
            self.said.append(f"{self._heading(field)}: {days.said}")
        return days.cells["day"]

    def _each(
        self, field: Field, texts: pl.Series, reply: Callable[[str], Reply]
    ) -> pl.Series:
        """A column read by its different texts: each is looked at once."""
        different = texts.drop_nulls().unique()
        told = [reply(text) for text in different.to_list()]
        frame = pl.DataFrame(
            {
                "text": different,
                "value": pl.Series([one[0] for one in told], dtype=field.dtype, strict=False),
                "code": pl.Series([one[1] for one in told], dtype=pl.String),
                "words": pl.Series([one[2] for one in told], dtype=pl.String),
            }
        )  # fmt: skip
        found = texts.to_frame("text").join(frame, on="text", how="left", maintain_order="left")  # fmt: skip
        for code in frame["code"].drop_nulls().unique().to_list():
            to = self._warnings if code.startswith("word_") and code != "word_unknown" else self._refusals  # fmt: skip
            to.tell(found["code"] == code, field.name, code, found["words"])
        return found["value"]

    def _postcodes(self, field: Field, texts: pl.Series) -> pl.Series:
        plain = texts.str.to_uppercase()
        tidy = one_space(plain)
        whole = tidy.str.contains(POSTCODE.pattern).fill_null(False)
        others = self._each(field, plain.set(whole, None), lambda text: postcode_said(field, text))  # fmt: skip
        return spaced(tidy).zip_with(whole, others)

    def _references(self, field: Field, texts: pl.Series) -> pl.Series:
        plain = (
            one_space(texts)
            .str.to_uppercase()
            .str.replace_all(r"\s*[‐‑‒–—−-]\s*", "-")
            .str.strip_chars("'’ .,;:-")
        )
        plain = plain.set(~plain.str.contains(r"\d").fill_null(True), None)
        return self._short_enough(field, plain)

    def _plain(self, field: Field, texts: pl.Series) -> pl.Series:
        if field.kind is not Kind.TEXT or field.longest and field.longest < 1_000:
            texts = one_space(texts)
        nothing = texts.str.contains(DASHES).fill_null(False)
        if field.name not in ("notes", "next_action"):
            nothing |= says_nothing(texts).fill_null(False)
        return self._short_enough(field, texts.set(nothing, None))

    def _short_enough(self, field: Field, texts: pl.Series) -> pl.Series:
        if field.longest is None:
            return texts
        long = (texts.str.len_chars() > field.longest).fill_null(False)
        self._refusals.tell(long, field.name, "too_long", f"{field.title}: the cell has more than {field.longest} characters")  # fmt: skip
        return texts.set(long, None)

    def _full_names(self, texts: pl.Series, made: dict[str, pl.Series]) -> None:
        """Family and given names by the whole name, where they have no own columns."""
        plain = one_space(texts)
        plain = plain.set(plain.str.contains(DASHES).fill_null(False), None)
        names = {name: parted(name) for name in plain.drop_nulls().unique().to_list()}
        nothing = pl.repeat(None, plain.len(), dtype=pl.String, eager=True)
        split = pl.repeat(False, plain.len(), eager=True)
        for part in ("family_name", "given_names"):
            found = one_for_each(plain, lambda name, part=part: getattr(names[name], part))  # type: ignore[misc]  # fmt: skip
            there = made.get(part, nothing)
            split |= there.is_null() & found.is_not_null()
            made[part] = self._short_enough(self._fields[part], there.fill_null(found))
        because = one_for_each(plain, lambda name: names[name].because)
        words = pl.select(pl.format("Family name “{}” and given names “{}”: {}", made["family_name"].fill_null(""), made["given_names"].fill_null(""), because)).to_series()  # fmt: skip
        self._warnings.tell(split, "full_name", "name_split", words)

    def _part_address(self, made: dict[str, pl.Series]) -> None:
        address = made["address"]
        postcode = address.str.to_uppercase().str.extract(POSTCODE_AT_END.pattern)
        made["address_postcode"] = spaced(postcode)
        rest = address.str.replace(POSTCODE_AT_END.pattern, "").str.strip_chars(" ,;")
        made["address"] = address.zip_with(postcode.is_null(), rest)
        if self._mapping.at("postcode") is None and "postcode" in self._fields:
            made["postcode"] = made["address_postcode"]

    def _barriers(self) -> pl.Series:
        """The barriers of every column of barriers, with the days beside them."""
        found = [self._one_barrier_column(*names) for names in BARRIER_COLUMNS]
        parts = pl.concat([pl.DataFrame(schema=SCHEMA), *(part for part in found if part is not None)])  # fmt: skip
        parts = parts.unique(["at", "kind"], keep="first", maintain_order=True)
        lists = parts.group_by("at", maintain_order=True).agg(
            barriers=pl.struct("kind", "opened_on", "review_on")
        )
        places = pl.DataFrame({"at": pl.int_range(self._at.len(), dtype=pl.UInt32, eager=True)})  # fmt: skip
        joined = places.join(lists, on="at", how="left", maintain_order="left")
        return joined["barriers"].cast(pl.List(BARRIER))

    def _one_barrier_column(
        self, kinds: str, opened: str, review: str
    ) -> pl.DataFrame | None:
        field = self._fields[kinds]
        cells = self._cells(field)
        days = {name: self._barrier_days(name) for name in (opened, review)}
        if cells is None:
            return None
        read = read_barriers(cells[0], word_list(self._lists, field.name, field.register or ""), self._on)  # fmt: skip
        if read.said:
            self.said.append(f"{self._heading(field)}: days {read.said}")
        for told, to in ((read.refused, self._refusals), (read.taken, self._warnings)):
            to.tell_each(self._numbered(told.unique(maintain_order=True), field))
        beside = pl.DataFrame({"at": pl.int_range(self._at.len(), dtype=pl.UInt32, eager=True), "opened": days[opened], "review": days[review]})  # fmt: skip
        parts = read.parts.join(beside, on="at", how="left", maintain_order="left")
        parts = parts.select(
            "at",
            "kind",
            opened_on=pl.coalesce("opened_on", "opened"),
            review_on=pl.coalesce("review_on", "review"),
        )
        self._check_barrier_days(parts, field)
        return parts

    def _barrier_days(self, name: str) -> pl.Series:
        field = self._fields[name]
        cells = self._cells(field)
        if cells is None:
            return pl.repeat(None, self._at.len(), dtype=pl.Date, eager=True)
        return self._days(field, *cells)

    def _check_barrier_days(self, parts: pl.DataFrame, field: Field) -> None:
        ahead = parts.filter(pl.col("opened_on") > self._on)
        turned = parts.filter(pl.col("review_on") < pl.col("opened_on"), pl.col("opened_on") <= self._on)  # fmt: skip
        for found, code, words in (
            (
                ahead,
                "date_in_future",
                "A barrier opened on a day that lies in the future",
            ),  # fmt: skip
            (
                turned,
                "date_out_of_order",
                "A barrier is looked at again before it opened",
            ),  # fmt: skip
        ):
            told = found.select("at", code=pl.lit(code), words=pl.lit(words))
            self._refusals.tell_each(self._numbered(told.unique(maintain_order=True), field))  # fmt: skip

    def _numbered(self, told: pl.DataFrame, field: Field) -> pl.DataFrame:
        rows = pl.DataFrame({"at": pl.int_range(self._at.len(), dtype=pl.UInt32, eager=True), "row": self._at + 1})  # fmt: skip
        return told.join(rows, on="at", how="left", maintain_order="left").with_columns(
            field=pl.lit(field.name),
            words=pl.format("{}: {}", pl.lit(field.title), "words"),
        )

    def _tell_of_cells(self) -> None:
        """Of notes, of cells filled from a merged one, and of columns not used."""
        rows = set(self._at)
        fields = {column.at: column for column in self._mapping.columns}
        told: list[tuple[int, str, str, str]] = []
        for (row, column), note in self._sheet.notes.items():
            if row in rows and column in fields:
                told.append((row + 1, fields[column].field or "", "note_kept", f"“{fields[column].heading}” has a note, which is kept with the row: {note[:200]}"))  # fmt: skip
        for row, column in sorted(self._sheet.filled):
            if row in rows and column in fields and (name := fields[column].field):
                told.append((row + 1, name, "merged_filled", f"“{fields[column].heading}” is part of a merged cell and takes its value"))  # fmt: skip
        for unused in self._mapping.columns:
            if unused.field is None and self._texts[str(unused.at)].is_not_null().any():
                told.append((self._mapping.first_row, "", "column_unused", f"The column “{unused.heading}” is not used; it is kept with each row"))  # fmt: skip
        self._warnings.tell_each(pl.DataFrame(told, schema={"row": pl.UInt32, "field": pl.String, "code": pl.String, "words": pl.String}, orient="row"))  # fmt: skip

    def _heading(self, field: Field) -> str:
        at = self._mapping.at(field.name)
        found = (column.heading for column in self._mapping.columns if column.at == at)
        return f"“{next(found, field.title)}”"
