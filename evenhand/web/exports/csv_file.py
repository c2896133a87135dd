"""A list as csv: RFC 4180 in UTF-8, with a byte order mark so that Excel sees it."""

import csv
from collections.abc import Callable, Iterator
from datetime import date, datetime
from io import StringIO
from itertools import islice

from django.utils import timezone

from evenhand.core.cells import guarded
from evenhand.web.exports.lists import Cell, Kind, ListOut


BATCH = 500  # rows that leave at a time


def csv_of(listing: ListOut) -> Iterator[bytes]:
    """The file, some hundred rows at a time, each read when it is its turn.

    Dates are written 2026-11-20 and instants as London's clock showed them with the
    offset. Text that begins like a formula has an apostrophe before it.
    """
    written = StringIO(newline="")
    writer = csv.writer(written, lineterminator="\r\n")
    written.write("\ufeff")
    writer.writerow([guarded(column.heading) for column in listing.columns])
    says = [(column.value, WORDS[column.kind]) for column in listing.columns]
    rows = listing.rows()
    while batch := list(islice(rows, BATCH)):
        writer.writerows(
            [[words(value(row)) for value, words in says] for row in batch]
        )
        yield _taken_from(written)
    yield _taken_from(written)


def _taken_from(written: StringIO) -> bytes:
    text = written.getvalue()
    written.seek(0)
    written.truncate()
    return text.encode()


def _text(value: Cell) -> str:
    return "" if value is None else guarded(str(value))


def _number(value: Cell) -> str:
    return "" if value is None else str(value)


def _day(value: Cell) -> str:
    return value.isoformat() if isinstance(value, date) else ""


def _instant(value: Cell) -> str:
    if not isinstance(value, datetime):
        return ""
    return timezone.localtime(value).isoformat(sep=" ", timespec="seconds")


WORDS: dict[Kind, Callable[[Cell], str]] = {
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _text,
    Kind.NUMBER: _number,
    Kind.DAY: _day,
    Kind.INSTANT: _instant,
}
