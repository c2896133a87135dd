"""A whole workbook: its case sheets together, with what other sheets say of them."""

from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from evenhand.intake.reading.fields import FIELDS, Of, row_schema
from evenhand.intake.reading.lists import Lists
from evenhand.intake.reading.mapping import Holds, Mapping
from evenhand.intake.reading.rows import ReadSheet, read_rows
from evenhand.intake.reading.sheet import Sheet
from evenhand.intake.reading.told import TOLD


PLACE = ["sheet", "row"]
NOT_SAID_BY_A_ROW = ["sheet", "row", "hidden", "cells"]


@dataclass(frozen=True, slots=True, eq=False)
class ReadBook:
    """What was read of a workbook.

    cases: the rows of all its case sheets, with the marks of other sheets joined by
    their reference; rows that say the same are warned of but for the first, rows that
    say different things of one reference are refused. dependants: rows of
    Of.DEPENDANT. left_out: sheet -> why it was not read.
    """

    cases: ReadSheet
    dependants: ReadSheet
    left_out: AnyMapping[str, str]


def read_book(
    sheets: Sequence[Sheet], mappings: Sequence[Mapping], lists: Lists, *, on: date
) -> ReadBook:
    """Read every sheet by the mapping at the same place of `mappings`."""
    read: dict[Holds, list[ReadSheet]] = {holds: [] for holds in Holds}
    left_out: dict[str, str] = {}
    for sheet, mapping in zip(sheets, mappings, strict=True):
        if mapping.holds is Holds.NOTHING:
            left_out[sheet.name] = mapping.because
            continue
        rows = read_rows(sheet, mapping, lists, on=on)
        before = f"“{sheet.name}”: " if sheet.name else ""
        said = tuple(f"{before}{words}" for words in rows.said)
        read[mapping.holds].append(replace(rows, said=said))
    cases = _together(read[Holds.CASES], Of.CASE)
    if read[Holds.MARKS]:
        cases = _with_marks(cases, _together(read[Holds.MARKS], Of.CASE))
    return ReadBook(
        cases=tell_of_repeats(cases),
        dependants=_together(read[Holds.DEPENDANTS], Of.DEPENDANT),
        left_out=left_out,
    )


def tell_of_repeats(cases: ReadSheet) -> ReadSheet:
    """Rows of one key: refused if they differ, warned of after the first if they do not.

    Of the rows of one import together, from however many sheets or files.
    """
    fields = [name for name in cases.rows.columns if name not in NOT_SAID_BY_A_ROW]
    keyed = cases.rows.drop_nulls("key").with_columns(
        said=pl.struct(fields).hash(), several=pl.len().over("key")
    )
    keyed = keyed.filter(pl.col("several") > 1)
    if keyed.is_empty():
        return cases
    different = pl.col("said").n_unique().over("key") > 1
    twice = keyed.filter(different)
    again = keyed.filter(~different & ~pl.struct("key").is_first_distinct())
    refused = twice.select(
        *PLACE,
        field=pl.lit("reference"),
        code=pl.lit("reference_twice"),
        words=pl.format("Other rows have the reference {} too, and say different things", "reference"),
    )  # fmt: skip
    warned = again.select(
        *PLACE,
        field=pl.lit("reference"),
        code=pl.lit("row_repeated"),
        words=pl.format("The row says what an earlier row of {} says", "reference"),
    )
    return replace(
        cases,
        refusals=_in_order(pl.concat([cases.refusals, refused]), cases.rows),
        warnings=_in_order(pl.concat([cases.warnings, warned]), cases.rows),
    )


def _together(read: Sequence[ReadSheet], of: Of) -> ReadSheet:
    return ReadSheet(
        rows=pl.concat(
            [pl.DataFrame(schema=row_schema(of)), *(one.rows for one in read)]
        ),  # fmt: skip
        refusals=pl.concat(
            [pl.DataFrame(schema=TOLD), *(one.refusals for one in read)]
        ),  # fmt: skip
        warnings=pl.concat(
            [pl.DataFrame(schema=TOLD), *(one.warnings for one in read)]
        ),  # fmt: skip
        said=tuple(words for one in read for words in one.said),
    )


def _with_marks(cases: ReadSheet, marks: ReadSheet) -> ReadSheet:
    """Cases with what the rows of marks say of them, by their references.

    A case's own row wins where both speak, but for marks of restriction and harm, of
    which the stronger wins. A mark that could not be read refuses the case's row: a
    case must not come in without a mark somebody gave it.
    """
    fields = [
        name
        for name in row_schema(Of.CASE)
        if name not in (*NOT_SAID_BY_A_ROW, "key", "reference")
        and marks.rows[name].is_not_null().any()
    ]
    keyed = marks.rows.drop_nulls("key")
    folded = keyed.group_by("key", maintain_order=True).agg(
        _folded(name, keyed.schema[name]).alias(f"{name}:mark") for name in fields
    )
    joined = cases.rows.join(folded, on="key", how="left", maintain_order="left")
    rows = joined.with_columns(_stronger(name, joined.schema[name]).alias(name) for name in fields)  # fmt: skip
    places = cases.rows.select("key", *PLACE)
    refused = (
        marks.refusals.join(keyed.select("key", *PLACE), on=PLACE, maintain_order="left")
        .join(places, on="key", suffix=":case", maintain_order="left_right")
        .select(
            sheet="sheet:case", row="row:case", field="field", code="code",
            words=pl.format("On the sheet “{}”, row {}: {}", "sheet", "row", "words"),
        )
    )  # fmt: skip
    nobody = marks.rows.filter(pl.col("key").is_null() | ~pl.col("key").is_in(cases.rows["key"].drop_nulls().implode()))  # fmt: skip
    lost = tuple(
        f"“{sheet}”: row {row} marks {f'“{reference}”' if reference else 'a case without saying which'}, which no sheet of cases has"
        for sheet, row, reference in nobody.select(*PLACE, "reference").iter_rows()
    )  # fmt: skip
    return ReadSheet(
        rows=rows.select(cases.rows.columns),
        refusals=_in_order(pl.concat([cases.refusals, refused]), cases.rows),
        warnings=cases.warnings,
        said=(*cases.said, *marks.said, *lost),
    )


def _folded(name: str, dtype: pl.DataType) -> pl.Expr:
    """What several rows of marks say of one case, together."""
    if isinstance(dtype, pl.List):
        return pl.col(name).list.explode(keep_nulls=False, empty_as_null=False).unique(maintain_order=True)  # fmt: skip
    if dtype == pl.Boolean:
        return pl.col(name).max()
    if name == "restriction":
        return pl.col(name).max()  # "special" is more than "restricted"
    return pl.col(name).drop_nulls().first()


def _stronger(name: str, dtype: pl.DataType) -> pl.Expr:
    here, mark = pl.col(name), pl.col(f"{name}:mark")
    if isinstance(dtype, pl.List):
        both = pl.concat_list(here.fill_null([]), mark.fill_null([]))
        return pl.when(here.is_null() & (mark.list.len().fill_null(0) == 0)).then(here).otherwise(both.list.unique(maintain_order=True))  # fmt: skip
    if dtype == pl.Boolean or name == "restriction":
        return pl.max_horizontal(here, mark)
    return pl.coalesce(here, mark)


def _in_order(told: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """In the order of the rows, and within a row of the fields."""
    rank = {field.name: at for at, field in enumerate(FIELDS)}
    sheets = {name: at for at, name in enumerate(rows["sheet"].unique(maintain_order=True))}  # fmt: skip
    return told.sort(
        pl.col("sheet").replace_strict(sheets, default=len(sheets), return_dtype=pl.UInt32),
        "row",
        pl.col("field").replace_strict(rank, default=-1, return_dtype=pl.Int32),
        maintain_order=True,
    )  # fmt: skip
