"""What was read of a tracker as the canonical text that cells are compared in."""

import polars as pl

from evenhand.intake.holdings import FIELDS


# What a register calls it when nothing is recorded: the same as an empty cell.
UNSAID = ("not recorded", "Not recorded")


def canonical(rows: pl.DataFrame) -> pl.DataFrame:
    """The fields of `rows` (see reading.fields.row_schema) as text, other columns kept.

    Dates are ISO; flags "yes" or nothing (an interpreter: "no" or nothing); lists are
    sorted with strokes between; barriers are kind;opened;review.
    """
    return rows.with_columns(
        _text(rows, name) if name in rows.columns else _NOTHING.alias(name)
        for name in FIELDS
    )


_NOTHING = pl.lit(None, dtype=pl.String)


def _text(rows: pl.DataFrame, name: str) -> pl.Expr:
    column, dtype = pl.col(name), rows.schema[name]
    if name == "interpreter_needed":
        return pl.when(column == False).then(pl.lit("no")).alias(name)  # noqa: E712
    if dtype == pl.Boolean:
        return pl.when(column).then(pl.lit("yes")).alias(name)
    if dtype == pl.Date:
        return column.dt.to_string("%Y-%m-%d").alias(name)
    if isinstance(dtype, pl.List) and isinstance(dtype.inner, pl.Struct):
        part = pl.element()
        each = pl.concat_str(
            part.struct.field("kind"),
            pl.lit(";"),
            part.struct.field("opened_on").dt.to_string("%Y-%m-%d").fill_null(""),
            pl.lit(";"),
            part.struct.field("review_on").dt.to_string("%Y-%m-%d").fill_null(""),
        )
        joined = column.list.eval(each.str.strip_chars_end(";")).list.sort()
        return _some(joined.list.join("|")).alias(name)
    if isinstance(dtype, pl.List):
        return _some(column.list.unique().list.sort().list.join("|")).alias(name)
    if name == "postcode":
        column = column.str.to_uppercase()
    if name == "nationality_standing":
        column = pl.when(column != "claimed").then(column)
    return pl.when(~column.is_in(UNSAID)).then(_some(column)).alias(name)


def _some(text: pl.Expr) -> pl.Expr:
    return pl.when(text != "").then(text)
