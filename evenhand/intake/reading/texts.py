"""Columns of text, tidied or turned as a whole."""

from collections.abc import Callable

import polars as pl

from evenhand.intake.reading.folding import NOTHING_SAID


def says_nothing(texts: pl.Series) -> pl.Series:
    """Where a text is "not known", "N/A" or the like."""
    plain = texts.str.to_lowercase().str.replace_all(r"[^\p{L}\p{N}]+", " ")
    return plain.str.strip_chars().is_in(sorted(NOTHING_SAID))


def one_space(texts: pl.Series) -> pl.Series:
    """With one space for several, and none around."""
    return texts.str.replace_all(r"\s+", " ").str.strip_chars()


def spaced(postcodes: pl.Series) -> pl.Series:
    """Whole postcodes with one space before their last three signs."""
    closed = postcodes.str.replace_all(" ", "")
    return pl.select(pl.format("{} {}", closed.str.head(-3), closed.str.tail(3))).to_series()  # fmt: skip


def one_for_each(
    texts: pl.Series, reply: Callable[[str], object], dtype: pl.DataType | None = None
) -> pl.Series:
    """The reply to each text, worked out once for each different one."""
    dtype = dtype or pl.String()
    different = texts.drop_nulls().unique()
    if different.is_empty():
        return pl.repeat(None, texts.len(), dtype=dtype, eager=True)
    replies = pl.Series([reply(text) for text in different.to_list()], dtype=dtype)
    return texts.replace_strict(different, replies, default=None, return_dtype=dtype)


def as_json(heading: str, text: pl.Expr) -> pl.Expr:
    """`"heading":"text"`, or null where there is no text."""
    signs = ["\\", '"', "\n", "\r", "\t", "\b", "\f"]
    shown = [r"\\", r"\"", r"\n", r"\r", r"\t", r"\b", r"\f"]
    name = heading.replace("\\", r"\\").replace('"', r"\"")
    return pl.concat_str(pl.lit(f'"{name}":"'), text.str.replace_many(signs, shown), pl.lit('"'))  # fmt: skip
