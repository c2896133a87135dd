"""A whole import judged: from what was read of its file, or from what was staged."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

import polars as pl

from evenhand.casework.models import Restriction
from evenhand.core.models import Clearance, User
from evenhand.intake import staging
from evenhand.intake.canonical import canonical
from evenhand.intake.dependants import judge_dependants, tell_who_is_there
from evenhand.intake.frames import copy_out
from evenhand.intake.holdings import FIELDS
from evenhand.intake.judging import Judged, digest, judge_rows
from evenhand.intake.matching import forget, last_rows, match
from evenhand.intake.models import Import, ImportSheet
from evenhand.intake.people import Staff
from evenhand.intake.queries import closed_units
from evenhand.intake.reading.book import ReadBook
from evenhand.intake.reading.mapping import Mapping as SheetMapping
from evenhand.intake.reading.rows import ReadSheet
from evenhand.intake.sheets import fields_said, mapping_of
from evenhand.intake.writing import LONDON


Say = Callable[[str], None]
_TOLD = {"n": pl.Int64, "field": pl.String, "code": pl.String, "words": pl.String}


def judge_book(
    of: Import,
    book: ReadBook,
    mappings: Sequence[SheetMapping],
    sheets: Iterable[ImportSheet],
    *,
    at: datetime,
    times: dict[str, float],
    say: Say,
) -> str:
    """Judge what was read and keep every row; answer what the judging rested on."""
    started = time.perf_counter()
    ids = {sheet.name: sheet.pk for sheet in sheets}
    say("Finding the cases")
    rows, reasons, warnings = numbered(book.cases)
    rows, reasons, warnings, kept = checked(
        rows, reasons, warnings, by=of.received_by, at=at
    )
    judged = judge_rows(
        rows,
        reasons,
        unit_id=of.unit_id,
        mapped=spoken_of(rows, fields_said(mappings)),
        kept=kept,
        repeated=repeated_in(warnings),
    )
    times["match"] = round(time.perf_counter() - started, 2)
    started = time.perf_counter()
    say("Keeping what would become of each row")
    staging.keep(of, judged, warnings, about="cases", sheets=ids, at=at)
    if book.dependants.rows.height:
        family, wrong, told = numbered(book.dependants)
        apart = judged.rows["standing"] == "quarantined"
        staging.keep(
            of,
            judge_dependants(
                family,
                wrong,
                coming=judged.rows.filter(~apart)["key"].drop_nulls().to_list(),
                kept_apart=judged.rows.filter(apart)["key"].drop_nulls().to_list(),
            ),
            told,
            about="dependants",
            sheets=ids,
            at=at,
        )
        staging.guard_families(of)
        tell_who_is_there(of.pk)
    times["stage"] = round(time.perf_counter() - started, 2)
    return judged.rests_on


def numbered(
    read: ReadSheet,
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Rows, refusals and warnings of a ReadSheet, all by `n`, the place of the row."""
    rows = read.rows.with_row_index("n").with_columns(pl.col("n").cast(pl.Int64))
    place = rows.select("n", "sheet", "row")
    told = [
        frame.join(place, on=["sheet", "row"], maintain_order="left").select(
            pl.col(name).cast(dtype) for name, dtype in _TOLD.items()
        )
        for frame in (read.refusals, read.warnings)
    ]
    return rows, told[0], told[1]


def checked(
    rows: pl.DataFrame,
    reasons: pl.DataFrame,
    warnings: pl.DataFrame,
    *,
    by: User,
    at: datetime,
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame, Mapping[str, Sequence[int]]]:
    """Rows as canonical text with people found, and what only the house can refuse.

    Answers rows, reasons, warnings, and field -> rows whose cell was not understood.
    """
    rows = canonical(rows)
    rows, unknown = Staff().find(rows)
    place = rows.select("n", "sheet", "row")
    unknown = unknown.join(place, on=["sheet", "row"]).select(*_TOLD)
    kept = {
        field: unknown.filter(pl.col("field") == field)["n"].to_list()
        for field in ("owner", "progressor")
    }
    clearances = by.clearances
    found = [reasons]
    for mark in (Restriction.RESTRICTED, Restriction.SPECIAL):
        if mark.value not in clearances:
            wrong = pl.col("restriction") == mark.value
            words = f"You are not cleared for {mark.label.lower()} cases"
            found.append(_refused(rows, wrong, "restriction", "not_yours", words))
    if Clearance.HIGH_HARM.value not in clearances:
        words = "You are not cleared for high harm notes"
        wrong = pl.col("high_harm").is_not_null()
        found.append(_refused(rows, wrong, "high_harm", "not_yours", words))
    for unit in closed_units(at.astimezone(LONDON).date()):
        words = f"{unit.name} works in Evenhand and no longer by tracker"
        wrong = pl.col("unit") == unit.code
        found.append(_refused(rows, wrong, "unit", "unit_closed", words))
    return rows, pl.concat(found), pl.concat([warnings, unknown]), kept


def _refused(
    rows: pl.DataFrame, wrong: pl.Expr, field: str, code: str, words: str
) -> pl.DataFrame:
    return rows.filter(wrong.fill_null(False)).select(
        "n", field=pl.lit(field), code=pl.lit(code), words=pl.lit(words)
    )


def spoken_of(
    rows: pl.DataFrame, said: Mapping[str, set[str]]
) -> Mapping[str, set[str]]:
    """Sheet -> fields it says anything of: by its columns, or found within them."""
    filled = {
        sheet: {name for name in FIELDS if part[name].null_count() < part.height}
        for (sheet,), part in rows.select("sheet", *FIELDS)
        .partition_by("sheet", as_dict=True)
        .items()
    }
    return {sheet: fields | said.get(sheet, set()) for sheet, fields in filled.items()}


def repeated_in(warnings: pl.DataFrame) -> list[int]:
    """Rows that say what another row of the import says."""
    return warnings.filter(pl.col("code") == "row_repeated")["n"].to_list()


_STAGED_KEYS = """
SELECT r.id, r.key FROM intake_trackerrow r
WHERE r.of_id = %(of)s AND r.about = 'cases' AND NOT r.reasons @> ANY (ARRAY[
    '[{"code": "reference_twice"}]'::jsonb]) AND (r.standing <> 'quarantined')
  AND NOT r.warnings @> '[{"code": "row_repeated"}]'
ORDER BY r.id
"""


def resting_on(of: Import) -> str:
    """What judging the staged rows would rest on now; see Judged.rests_on."""
    forget()
    good = copy_out(_STAGED_KEYS, {"n": pl.Int64(), "key": pl.String()}, {"of": of.pk})
    matched = match(good)
    answer = digest(good, matched, last_rows(of.unit_id))
    forget()
    return answer


_STAGED = """
SELECT r.id, s.name, r.row, r.key, r.values::text,
    r.warnings @> '[{"code": "row_repeated"}]',
    r.warnings @> '[{"code": "owner_unknown"}]',
    r.warnings @> '[{"code": "progressor_unknown"}]'
FROM intake_trackerrow r JOIN intake_importsheet s ON s.id = r.sheet_id
WHERE r.of_id = %(of)s AND r.about = 'cases' AND r.in_at IS NULL
  AND (r.standing <> 'quarantined' OR r.reasons @> '[{"code": "case_twice"}]')
ORDER BY r.id
"""


def judge_again(of: Import, *, at: datetime) -> Judged:
    """Judge the rows that are staged and not kept apart anew, as things stand now."""
    found = copy_out(
        _STAGED,
        {
            "n": pl.Int64(),
            "sheet": pl.String(),
            "row": pl.Int64(),
            "key": pl.String(),
            "values": pl.String(),
            "repeated": pl.String(),
            "owner": pl.String(),
            "progressor": pl.String(),
        },
        {"of": of.pk},
    )
    texts = pl.Struct(dict.fromkeys(("reference", *FIELDS), pl.String))
    rows = found.select(
        "n", "sheet", "row", "key", pl.col("values").str.json_decode(texts)
    ).unnest("values")
    judged = judge_rows(
        rows,
        pl.DataFrame(schema=_TOLD),
        unit_id=of.unit_id,
        mapped=said_by_staged(of, rows),
        kept={
            field: found.filter(pl.col(field) == "t")["n"].to_list()
            for field in ("owner", "progressor")
        },
        repeated=found.filter(pl.col("repeated") == "t")["n"].to_list(),
    )
    staging.keep_again(judged, at=at)
    return judged


def said_by_staged(of: Import, rows: pl.DataFrame) -> Mapping[str, set[str]]:
    """Sheet -> fields it says anything of, for rows that were staged."""
    return spoken_of(rows, fields_said([mapping_of(row) for row in of.sheets.all()]))
