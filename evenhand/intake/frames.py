"""Frames to temporary tables and queries to frames, both by COPY."""

from collections.abc import Iterable, Mapping
from io import BytesIO
from itertools import islice
from typing import Any

import polars as pl
import polars.selectors as cs
from django.db import connection


# Text as trackers hold it has neither: nothing needs quoting.
_DELIMITER, _QUOTE = "\x02", "\x01"
_FORMAT = f"FORMAT csv, DELIMITER E'{_DELIMITER}', QUOTE E'{_QUOTE}'"
_UNFIT = "[\x00\x01\x02]"
AT_ONCE = 20_000


def copy_in(
    table: str,
    columns: Mapping[str, str],
    rows: pl.DataFrame | Iterable[pl.DataFrame],
    *,
    joined_by: str = "",
) -> None:
    """Fill a temporary table, which ends with the transaction, from a frame or its parts.

    columns    name -> PostgreSQL type; the frame's columns of those names are copied
    joined_by  the columns the planner has to know, where the others are wide: all
    An empty text becomes null. Parts are made one after the other, so that a large
    frame never stands in memory as text.
    """
    spelt = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    parts = rows.iter_slices(AT_ONCE) if isinstance(rows, pl.DataFrame) else rows
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {table}")
        cursor.execute(f"CREATE TEMPORARY TABLE {table} ({spelt}) ON COMMIT DROP")
        with cursor.cursor.copy(f"COPY {table} FROM STDIN ({_FORMAT})") as copy:
            for part in parts:
                copy.write(_text(part.select(*columns)))
        cursor.execute(f"ANALYZE {table} {f'({joined_by})' if joined_by else ''}")


def _text(part: pl.DataFrame) -> bytes:
    fit = cs.string().str.replace_all(_UNFIT, "")
    return (
        part.with_columns(fit)
        .with_columns(cs.string().str.replace_all("\r\n?", "\n"))
        .write_csv(include_header=False, separator=_DELIMITER, quote_char=_QUOTE)
        .encode()
    )


def copy_out(
    query: str, schema: Mapping[str, pl.DataType], bound: Mapping[str, Any]
) -> pl.DataFrame:
    """The answer of a query as a frame; its columns in the order of the schema.

    Rows are taken some at a time, for the same reason.
    """
    parts = [pl.DataFrame(schema=schema)]
    with connection.cursor() as cursor:
        with cursor.cursor.copy(f"COPY ({query}) TO STDOUT ({_FORMAT})", bound) as copy:
            rows = iter(copy)  # PostgreSQL sends each row by itself
            while some := b"".join(islice(rows, AT_ONCE)):
                parts.append(_frame(some, schema))
    return pl.concat(parts, rechunk=False)


def _frame(lines: bytes, schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    return pl.read_csv(
        BytesIO(lines),
        has_header=False,
        new_columns=list(schema),
        schema_overrides=dict(schema),
        separator=_DELIMITER,
        quote_char=_QUOTE,
    )
