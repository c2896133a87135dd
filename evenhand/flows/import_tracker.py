"""The journey of a tracker: receive, read, judge (a dry run), carry out.

Every step is a function of the import's row, which holds all state, so that each can be
run again after it was killed. Until it is carried out nothing of a case has changed.
What may come after (undoing, mending, settling) has modules of its own.
"""

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection

from evenhand.core.events import Happening, record_events
from evenhand.core.models import User
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.flows.keep_corrections import correct_again, corrections_of
from evenhand.flows.mend_tracker import (
    mend_from_workbook,
    mend_row,
    mend_word,
    signed_row,
)
from evenhand.flows.settle_clash import Settled, settle_all, settle_clash
from evenhand.flows.undo_tracker import BuiltOn, CannotUndo, undo
from evenhand.intake import staging
from evenhand.intake.contents import content_of, forget_content, keep_content
from evenhand.intake.dry_run import judge_again, judge_book, resting_on
from evenhand.intake.lists import lists_for
from evenhand.intake.models import Import, ImportSheet
from evenhand.intake.queries import go_live_of
from evenhand.intake.reading.book import read_book
from evenhand.intake.reading.door import check_text, check_workbook, kind_of
from evenhand.intake.reading.mapping import Holds
from evenhand.intake.reading.sheet import Sheet
from evenhand.intake.reading.unreadable import Unreadable
from evenhand.intake.reading.workbook import open_workbook
from evenhand.intake.sheets import keep_sheets, map_sheets, mapping_of, unfound
from evenhand.intake.verdicts import may_carry_on, may_carry_out, may_import
from evenhand.intake.whose import whose
from evenhand.intake.writing import LONDON, Writing, bring_rows
from evenhand.releases.queries import release_in_force
from evenhand.workforce.models import Unit


Say = Callable[[str], None]
__all__ = [
    "BuiltOn",
    "CannotUndo",
    "Settled",
    "carry_out",
    "judge",
    "mend_from_workbook",
    "mend_row",
    "mend_word",
    "read",
    "receive",
    "settle_all",
    "settle_clash",
    "signed_row",
    "undo",
]
S = Import.State
UNDER_WAY = (S.RECEIVED, S.TO_BE_MAPPED, S.JUDGED, S.CARRYING_OUT)
# One import is judged or carried out at a time: two could bring one case in twice.
_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('evenhand import'))"


def receive(
    file_name: str, data: bytes, *, unit: Unit | None, by: User, at: datetime
) -> Import:
    """Take a file in: its door is checked, and nothing more is read of it yet.

    unit: whose tracker it is, or None to have it told by the file itself (`read`).
    A file that cannot be opened, or of a unit that has gone live, comes back REFUSED
    with the reason. The same file again from the same person, not yet in, is the same
    import. Refused for those who may not bring trackers in.
    """
    may_import(by, unit).enforce()
    sha256 = hashlib.sha256(data).hexdigest()
    with acting_as(by):
        with connection.cursor() as cursor:
            cursor.execute(_ONE_AT_A_TIME)
        under_way = Import.objects.filter(
            sha256=sha256, received_by=by, state__in=UNDER_WAY
        )
        if unit is not None:
            under_way = under_way.filter(unit=unit)
        if found := under_way.order_by("pk").first():
            return found
        of = Import.objects.create(
            unit=unit,
            unit_because="as it was said" if unit else "",
            file_name=file_name[-200:],
            sha256=sha256,
            size=len(data),
            received_at=at,
            received_by=by,
        )
        try:
            if kind_of(file_name, data) == "workbook":
                check_workbook(file_name, data)
            else:
                check_text(data)
        except Unreadable as problem:
            return _refuse(of, str(problem))
        keep_content(of, data)
        if words := _gone_live(unit, at=at):
            return _refuse(of, words)
        return of


def read(of: Import, *, at: datetime, say: Say = lambda words: None) -> Import:
    """Find the sheets and how their columns are read: as saved for the unit, or guessed.

    Ends TO_BE_MAPPED where a needed column was not found, else judged (`judge`).
    """
    by = of.received_by
    with acting_as(by):
        of.refresh_from_db()
        if of.state not in (S.RECEIVED, S.TO_BE_MAPPED, S.JUDGED):
            return of
        data = content_of(of)
        Import.objects.filter(pk=of.pk).update(progress="Opening the file")
    say("Opening the file")
    started = time.perf_counter()
    try:
        sheets = open_workbook(of.file_name, data)
    except Unreadable as problem:
        with acting_as(by):
            return _refuse(of, str(problem))
    del data
    with acting_as(by):
        mappings = map_sheets(of, sheets, lists_for(of.unit, at=at))
        if of.unit is None:
            of.unit, of.unit_because = whose(of.file_name, sheets, mappings)
            if of.unit is not None:
                mappings = map_sheets(of, sheets, lists_for(of.unit, at=at))
        if not may_import(by, of.unit):
            return _refuse(of, may_import(by, of.unit).why_not)
        if words := _gone_live(of.unit, at=at):
            return _refuse(of, words)
        kept = keep_sheets(of, sheets, mappings)
        missing = [
            f"{title} in “{mapping.sheet}”"
            for mapping in mappings
            for title in unfound(mapping)
        ]
        nothing = not any(
            mapping.holds in (Holds.CASES, Holds.DEPENDANTS) for mapping in mappings
        )
        of.times = {"open": round(time.perf_counter() - started, 2)}
        of.progress = ""
        if missing or nothing:
            of.state = S.TO_BE_MAPPED
            of.why = (
                "No sheet was taken for cases, nor for dependants"
                if nothing
                else f"No column was found for {'; '.join(missing)}"
            )
            of.save()
            return of
        of.why = ""
        of.save()
    say(_sheets_in_words(kept) + (f"; {of.unit_because}" if of.unit else ""))
    return judge(of, at=at, say=say, opened=sheets)


def _sheets_in_words(sheets: list[ImportSheet]) -> str:
    told = [f"“{s.name}” ({s.get_role_display().lower()})" for s in sheets]
    return ", ".join(told)


def judge(
    of: Import,
    *,
    at: datetime,
    say: Say = lambda words: None,
    opened: list[Sheet] | None = None,
) -> Import:
    """A dry run: each row is staged with what would become of it. Ends JUDGED.

    Nothing of a case is changed. Judging again replaces what was staged; what people
    corrected in its rows stays (`keep_corrections`). opened: the
    sheets, where the file has just been opened; they are let go once read, so that a
    large file is not held while its rows are staged.
    """
    by = of.received_by
    with acting_as(by):
        of.refresh_from_db()
        may_carry_on(by, of).enforce()
        if of.state not in (S.RECEIVED, S.TO_BE_MAPPED, S.JUDGED):
            raise Refused(f"This file is: {S(of.state).label.lower()}")
        data = b"" if opened else content_of(of)
        kept = list(of.sheets.all())
        lists = lists_for(of.unit, at=at)
        Import.objects.filter(pk=of.pk).update(progress="Reading its rows")
    times = dict(of.times)
    with _timed(times, "read"):
        say("Reading its rows")
        sheets = opened or open_workbook(of.file_name, data)
        del data
        mappings = [mapping_of(row) for row in kept]
        book = read_book(sheets, mappings, lists, on=at.astimezone(LONDON).date())
        sheets.clear()
    with acting_as(by):
        with connection.cursor() as cursor:
            cursor.execute(_ONE_AT_A_TIME)
        of = Import.objects.select_for_update(of=("self",)).get(pk=of.pk)
        if of.state not in (S.RECEIVED, S.TO_BE_MAPPED, S.JUDGED):
            raise Refused(f"This file is: {S(of.state).label.lower()}")
        for row in kept:
            row.said = [*book.cases.said] if row.role == ImportSheet.Role.CASES else []
            row.save(update_fields=["said"])
        corrected = corrections_of(of)
        staging.clear(of)
        of.judged_on = judge_book(of, book, mappings, kept, at=at, times=times, say=say)
        correct_again(of, corrected, by=by, at=at)
        of.state, of.judged_at, of.progress, of.why = S.JUDGED, at, "", ""
        of.times = times
        of.save()
    return of


def carry_out(
    of: Import, *, by: User, at: datetime, say: Say = lambda words: None
) -> Import:
    """Do exactly what was judged, in one transaction; judged again if anything changed.

    Refused where somebody else has just done it, or the unit has gone live meanwhile.
    """
    with acting_as(by):
        of.refresh_from_db()
        may_carry_out(by, of).enforce()
        Import.objects.filter(pk=of.pk, state__in=(S.JUDGED, S.CARRYING_OUT)).update(
            state=S.CARRYING_OUT, progress="Bringing its rows in"
        )
    try:
        return _carry_out(of, by=by, at=at, say=say)
    except Refused as refusal:
        with acting_as(by):
            Import.objects.filter(pk=of.pk, state=S.CARRYING_OUT).update(
                state=S.JUDGED, progress="", why=str(refusal)
            )
        raise


def _carry_out(of: Import, *, by: User, at: datetime, say: Say) -> Import:
    with acting_as(by):
        with connection.cursor() as cursor:
            cursor.execute(_ONE_AT_A_TIME)
        of = Import.objects.select_for_update(of=("self",)).get(pk=of.pk)
        may_carry_out(by, of).enforce()
        if words := _gone_live(of.unit, at=at):
            raise Refused(words)
        times = dict(of.times)
        with _timed(times, "check"):
            _lock_cases(of)
            if resting_on(of) != of.judged_on:
                say("Something has changed since: trying the rows again")
                judge_again(of, at=at)
                _lock_cases(of)
        with _timed(times, "write"):
            writing = Writing.of(of, by=by, at=at, release=release_in_force(at))
            bring_rows(of.pk, writing, say=say)
            with connection.cursor() as cursor:
                say("Making sure that everything belongs together")
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        told = {"file": of.file_name, "unit": of.unit.code if of.unit else None}
        record_events([Happening("tracker_imported", told)], by=by, at=at)
        forget_content(of)
        of.state, of.progress, of.why, of.times = S.IN, "", "", times
        of.carried_out_at, of.carried_out_by = at, by
        of.save()
    return of


def _lock_cases(of: Import) -> None:
    """Hold the cases it is about, in one order, so that nobody changes them meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT count(*) FROM (
                SELECT c.id FROM casework_case c
                WHERE c.id IN (SELECT r.case_id FROM intake_trackerrow r
                               WHERE r.of_id = %s AND r.case_id IS NOT NULL)
                ORDER BY c.id FOR UPDATE) locked""",
            [of.pk],
        )


def _refuse(of: Import, words: str) -> Import:
    of.state, of.why, of.progress = S.REFUSED, words, ""
    of.save()
    forget_content(of)
    return of


def _gone_live(unit: Unit | None, *, at: datetime) -> str:
    """Why a unit's tracker is no longer taken, or nothing."""
    said = go_live_of(unit) if unit is not None else None
    day = at.astimezone(LONDON).date()
    if unit is None or said is None or said.on is None or said.on > day:
        return ""
    since = f"{said.on.day} {said.on:%B %Y}"
    return (
        f"{unit.name} has worked in Evenhand since {since}, and its tracker is no"
        " longer taken. Change the cases here."
    )


@contextmanager
def _timed(times: dict[str, float], part: str) -> Iterator[None]:
    started = time.perf_counter()
    yield
    times[part] = round(times.get(part, 0) + time.perf_counter() - started, 2)
