"""Frames to temporary tables and queries to frames, both by COPY."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

import polars as pl
from django.db import connection


# Text as trackers hold it has neither: nothing needs quoting.
_DELIMITER, _QUOTE = "\x02", "\x01"
_FORMAT = f"FORMAT csv, DELIMITER E'{_DELIMITER}', QUOTE E'{_QUOTE}'"
_UNFIT = "[\x00\x01\x02]"


def copy_in(table: str, columns: Mapping[str, str], frame: pl.DataFrame) -> None:
    """Fill a temporary table, which ends with the transaction, from a frame.

    columns   name -> PostgreSQL type, in the order of the frame's columns of that name
    An empty text becomes null.
    """
    spelt = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    texts = [name for name in columns if frame.schema[name] == pl.String]
    fit = frame.select(*columns).with_columns(
        pl.col(texts).str.replace_all(_UNFIT, "").str.replace_all("\r\n?", "\n")
    )
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {table}")
        cursor.execute(f"CREATE TEMPORARY TABLE {table} ({spelt}) ON COMMIT DROP")
        with cursor.cursor.copy(f"COPY {table} FROM STDIN ({_FORMAT})") as copy:
            for part in fit.iter_slices(20_000):
                copy.write(
                    part.write_csv(
                        include_header=False,
                        separator=_DELIMITER,
                        quote_char=_QUOTE,
                    ).encode()
                )
        cursor.execute(f"ANALYZE {table}")


def copy_out(
    query: str, schema: Mapping[str, pl.DataType], bound: Mapping[str, Any]
) -> pl.DataFrame:
    """The answer of a query as a frame; its columns in the order of the schema."""
    with connection.cursor() as cursor:
        with cursor.cursor.copy(f"COPY ({query}) TO STDOUT ({_FORMAT})", bound) as copy:
            lines = BytesIO(b"".join(bytes(block) for block in copy))
    if not lines.getbuffer().nbytes:
        return pl.DataFrame(schema=schema)
    return pl.read_csv(
        lines,
        has_header=False,
        new_columns=list(schema),
        schema_overrides=dict(schema),
        separator=_DELIMITER,
        quote_char=_QUOTE,
    )
