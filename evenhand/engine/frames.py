"""Frames of a problem: the columns they have, and a sentence where they have not."""

from collections.abc import Mapping

import polars as pl


TEXTS = pl.List(pl.String)
Columns = Mapping[str, pl.DataType | type[pl.DataType]]


class Unsound(ValueError):
    """The problem cannot be read as one; `sentences` say what is wrong with it."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("; ".join(sentences))
        self.sentences = sentences


def shaped(
    frame: pl.DataFrame,
    columns: Columns,
    needed: tuple[str, ...],
    what: str,
) -> pl.DataFrame:
    """The frame with exactly these columns, in this order and of these types.

    Columns that are not `needed` may be left out and are empty then; a missing list is
    an empty one, and yes-or-no (`reserved` and its like) is no. Raises Unsound.
    """
    missing = [name for name in needed if name not in frame.columns]
    if missing:
        raise Unsound([f"the {what} have no column {name}" for name in missing])
    whole = frame.select(
        (
            pl.col(name).cast(dtype)
            if name in frame.columns
            else pl.lit(None, dtype=dtype)
        ).alias(name)
        for name, dtype in columns.items()
    )
    for name, dtype in columns.items():
        if dtype == TEXTS:
            texts = whole[name]
            if texts.null_count():
                texts = texts.fill_null(pl.lit([], dtype=TEXTS))
            if texts.explode(empty_as_null=False).null_count():
                texts = texts.list.drop_nulls()
            whole = whole.with_columns(texts)
        elif dtype == pl.Boolean:
            whole = whole.with_columns(pl.col(name).fill_null(value=False))
    return whole
