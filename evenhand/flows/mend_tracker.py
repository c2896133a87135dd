"""Rows in quarantine tried again: with corrected cells, or words whose meaning is taught.

The row keeps what was written; what a person corrected stands beside it. Where its
import is in already it comes in at once, in the name of whoever put it right.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby

import polars as pl
from django.core import signing
from django.db import connection
from django.db.models import QuerySet

from evenhand.core.accounts import planning_service
from evenhand.core.models import User
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.intake import staging
from evenhand.intake.dependants import judge_dependants
from evenhand.intake.dry_run import checked, numbered, spoken_of
from evenhand.intake.judging import Judged, judge_rows
from evenhand.intake.lists import lists_for
from evenhand.intake.models import Import, ImportSheet, TaughtWord, TrackerRow
from evenhand.intake.reading.mapping import Mapping as Mapped
from evenhand.intake.reading.unreadable import Unreadable
from evenhand.intake.reading.workbook import open_workbook
from evenhand.intake.reading_again import read_again
from evenhand.intake.services import teach_word
from evenhand.intake.sheets import fields_said, mapping_of
from evenhand.intake.verdicts import may_mend
from evenhand.intake.writing import LONDON, Writing, bring_rows
from evenhand.releases.queries import release_in_force


ROW_COLUMN = "Evenhand row"
WRONG_COLUMN = "What was wrong"
SALT = "evenhand.intake.row"
QUARANTINED = TrackerRow.Standing.QUARANTINED
CASES, DEPENDANTS = ImportSheet.Role.CASES, ImportSheet.Role.DEPENDANTS


def signed_row(row: TrackerRow) -> str:
    """The number of a row as a workbook carries it out and back."""
    return signing.Signer(salt=SALT).sign(f"{row.of_id}-{row.pk}")


def mend_row(
    row: TrackerRow, *, cells: Mapping[str, str], by: User, at: datetime
) -> TrackerRow:
    """Try a row in quarantine again with corrected cells: heading -> text.

    Where its import is in already, the row comes in at once. It stays in quarantine,
    with its reasons, while anything is still wrong.
    """
    with acting_as(by):
        _one_at_a_time()
        found = held_rows(TrackerRow.objects.filter(pk=row.pk))
        if not found:
            raise Refused("There is no such row")
        may_mend(by, found[0]).enforce()
        _correct(found[0], cells, by=by, at=at)
        try_again(found, by=by, at=at)
        found[0].refresh_from_db()
        return found[0]


def mend_word(
    of: Import,
    *,
    field: str,
    word: str,
    value: str,
    everywhere: bool,
    by: User,
    at: datetime,
) -> tuple[TaughtWord, int]:
    """Say what a word means and try all rows of the import again that have it.

    everywhere: for the trackers of all units. Answers the word, and how many rows
    left quarantine.
    """
    with acting_as(by):
        _one_at_a_time()
        unit = None if everywhere else of.unit
        taught = teach_word(
            unit=unit, field=field, word=word, value=value, by=by, at=at
        )
        wrong = [{"code": "word_unknown", "field": field}]
        rows = held_rows(
            TrackerRow.objects.filter(
                of=of, standing=QUARANTINED, reasons__contains=wrong
            )
        )
        said = word.strip().casefold()
        rows = [row for row in rows if said in _unknown(row, field)]
        if rows:
            may_mend(by, rows[0]).enforce()
        return taught, try_again(rows, by=by, at=at)


def _unknown(row: TrackerRow, field: str) -> set[str]:
    return {
        str(reason.get("word") or "").casefold()
        for reason in row.reasons
        if reason["code"] == "word_unknown" and reason["field"] == field
    }


def mend_from_workbook(of: Import, data: bytes, *, by: User, at: datetime) -> int:
    """Try rows again as a returned workbook has them; answers how many left quarantine.

    Its first column "Evenhand row" is each row's signed number (`signed_row`), then the
    headings as in the sheet, then "What was wrong". Refused where a number is not one
    of ours, of another import, or there twice. Rows that are in by now are left alone.
    """
    try:
        returned = _returned(of, data)
    except Unreadable as problem:
        raise Refused(str(problem)) from problem
    with acting_as(by):
        _one_at_a_time()
        rows = held_rows(
            TrackerRow.objects.filter(of=of, pk__in=returned, standing=QUARANTINED)
        )
        for row in rows:
            may_mend(by, row).enforce()
            cells = {
                heading: text
                for heading, text in returned[row.pk].items()
                if heading in row.sheet.headings
                and text != (row.mended.get(heading, row.cells.get(heading)) or "")
            }
            _correct(row, cells, by=by, at=at)
        return try_again(rows, by=by, at=at)


def _returned(of: Import, data: bytes) -> dict[int, dict[str, str]]:
    """Row -> heading -> text, of every sheet that has the column of row numbers."""
    signer = signing.Signer(salt=SALT)
    found: dict[int, dict[str, str]] = {}
    any_sheet = False
    for sheet in open_workbook("returned.xlsx", data):
        lines = [[text or "" for text in line] for line in sheet.texts.iter_rows()]
        top = next((at for at, line in enumerate(lines) if ROW_COLUMN in line), None)
        if top is None:
            continue
        any_sheet = True
        number = lines[top].index(ROW_COLUMN)
        for line in lines[top + 1 :]:
            if not any(line):
                continue
            try:
                which, _, row = signer.unsign(line[number]).partition("-")
            except signing.BadSignature as forged:
                raise Refused(
                    f"“{line[number][:20]}” is not the number of a row. Leave the"
                    f" column “{ROW_COLUMN}” as it was."
                ) from forged
            if int(which) != of.pk:
                raise Refused("This workbook was taken out of another import")
            if int(row) in found:
                raise Refused("A row stands in the workbook twice")
            found[int(row)] = dict(zip(lines[top], line, strict=True))
    if not any_sheet:
        raise Refused(f"The workbook has no column “{ROW_COLUMN}”")
    return found


def held_rows(found: QuerySet[TrackerRow]) -> list[TrackerRow]:
    """These rows, held, each with its sheet.

    Whoever may see a row may put it right, though they may not be shown how the sheet
    was read.
    """
    rows = list(
        found.select_for_update(of=("self",))
        .select_related("of", "of__unit", "of__received_by", "unit")
        .order_by("sheet_id", "row")
    )
    with acting_as(planning_service()):
        sheets = ImportSheet.objects.in_bulk({row.sheet_id for row in rows})
    for row in rows:
        row.sheet = sheets[row.sheet_id]
    return rows


def _mappings(of: Import) -> list[Mapped]:
    with acting_as(planning_service()):
        return [mapping_of(sheet) for sheet in of.sheets.all()]


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('evenhand import'))")


def _correct(
    row: TrackerRow, cells: Mapping[str, str], *, by: User, at: datetime
) -> None:
    strangers = sorted(set(cells) - set(row.sheet.headings))
    if strangers:
        raise Refused(f"The sheet has no column “{strangers[0]}”")
    if not cells:
        return
    row.mended = {**row.mended, **{name: text.strip() for name, text in cells.items()}}
    row.mended_at, row.mended_by = at, by
    row.save(update_fields=["mended", "mended_at", "mended_by"])


def try_again(rows: Sequence[TrackerRow], *, by: User, at: datetime) -> int:
    """Read, judge and keep these rows of one import; bring them in if it is in.

    Answers how many left quarantine. People who came with a case that waited come
    along with it.
    """
    freed = 0
    for sheet, some in groupby(rows, key=lambda row: row.sheet):
        freed += _try_sheet(sheet, list(some), by=by, at=at)
    if not rows:
        return 0
    of = rows[0].of
    waiting = [
        row
        for row in held_rows(
            TrackerRow.objects.filter(
                of=of,
                about=DEPENDANTS,
                standing=QUARANTINED,
                reasons__contains=[{"code": "case_kept_apart"}],
                key__in={row.key for row in _fresh(rows) if row.key},
            )
        )
        if row not in rows
    ]
    for sheet, some in groupby(waiting, key=lambda row: row.sheet):
        freed += _try_sheet(sheet, list(some), by=by, at=at)
    if of.state == Import.State.IN:
        writing = Writing.of(of, by=by, at=at, release=release_in_force(at))
        bring_rows(of.pk, writing, rows=[row.pk for row in rows])
    return freed


def _fresh(rows: Iterable[TrackerRow]) -> list[TrackerRow]:
    return list(TrackerRow.objects.filter(pk__in=[row.pk for row in rows]))


def _try_sheet(
    sheet: ImportSheet, rows: list[TrackerRow], *, by: User, at: datetime
) -> int:
    of = rows[0].of
    book = read_again(rows, lists_for(of.unit, at=at), on=at.astimezone(LONDON).date())
    if sheet.role == DEPENDANTS:
        judged = _judge_dependants(of, numbered(book.dependants), rows)
    else:
        judged = _judge_cases(of, numbered(book.cases), rows, by=by, at=at)
    staging.keep_again(judged, at=at)
    _keep_keys(judged.rows)
    return int((judged.rows["standing"] != QUARANTINED.value).sum())


_Numbered = tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]


def _by_id(read: _Numbered, rows: Sequence[TrackerRow]) -> _Numbered:
    """The same, numbered by the rows as they are kept: row 2 is the first of `rows`."""
    frame, reasons, warnings = read
    ids = frame.select("n", id=pl.col("row").cast(pl.Int64) - 2)
    ids = ids.with_columns(
        pl.col("id").replace_strict(
            dict(enumerate(row.pk for row in rows)), return_dtype=pl.Int64
        )
    )
    renamed = [
        part.join(ids, on="n", how="left").with_columns(n="id").drop("id")
        for part in (frame, reasons, warnings)
    ]
    return renamed[0], renamed[1], renamed[2]


def _judge_cases(
    of: Import, read: _Numbered, rows: Sequence[TrackerRow], *, by: User, at: datetime
) -> Judged:
    frame, reasons, warnings = _by_id(read, rows)
    frame, reasons, _, kept = checked(frame, reasons, warnings, by=by, at=at)
    reasons = pl.concat([reasons, _twice(of, frame, rows)])
    return judge_rows(
        frame,
        reasons,
        unit_id=of.unit_id,
        mapped=spoken_of(frame, fields_said(_mappings(of))),
        kept=kept,
    )


def _twice(of: Import, frame: pl.DataFrame, rows: Sequence[TrackerRow]) -> pl.DataFrame:
    """References that another row of the import has, which is not kept apart."""
    others = (
        TrackerRow.objects.filter(
            of=of, about=CASES, key__in=[key for key in frame["key"] if key]
        )
        .exclude(standing=QUARANTINED)
        .exclude(pk__in=[row.pk for row in rows])
    )
    there = list(others.values_list("key", flat=True))
    return frame.filter(
        pl.col("key").is_in(there) | pl.col("key").is_duplicated()
    ).select(
        "n",
        field=pl.lit("reference"),
        code=pl.lit("reference_twice"),
        words=pl.lit("Another row of this import has the same reference"),
    )


def _judge_dependants(
    of: Import, read: _Numbered, rows: Sequence[TrackerRow]
) -> Judged:
    frame, reasons, _ = _by_id(read, rows)
    others = TrackerRow.objects.filter(of=of, about=CASES, key__in=list(frame["key"]))
    apart = others.filter(standing=QUARANTINED).values_list("key", flat=True)
    coming = others.exclude(standing=QUARANTINED).values_list("key", flat=True)
    return judge_dependants(frame, reasons, coming=list(coming), kept_apart=list(apart))


def _keep_keys(rows: pl.DataFrame) -> None:
    """A corrected reference is the key from now on."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE intake_trackerrow r SET key = k.key FROM unnest(%s::bigint[],"
            " %s::text[]) k (id, key) WHERE r.id = k.id AND r.key <> k.key",
            [rows["n"].to_list(), rows["key"].fill_null("").to_list()],
        )
