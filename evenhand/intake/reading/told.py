"""What is wrong with rows, and what of them was taken on trust, as it is found."""

from collections.abc import Sequence

import polars as pl


TOLD: dict[str, pl.DataType] = {
    "sheet": pl.String(),
    "row": pl.UInt32(),  # as Excel counts it, from 1
    "field": pl.String(),
    "code": pl.String(),
    "words": pl.String(),
}


class Told:
    """Findings about the rows of one sheet, in whatever order they come.

    rows: the number of each row, from 1; fields: the order in which findings of one row
    are told.
    """

    def __init__(self, sheet: str, rows: pl.Series, fields: Sequence[str]) -> None:
        self._sheet = sheet
        self._rows = rows.rename("row")
        self._rank = {name: at for at, name in enumerate(fields)}
        self._found: list[pl.DataFrame] = []

    def tell(
        self, where: pl.Series, field: str, code: str, words: pl.Series | str
    ) -> None:
        """Tell the same of every row where `where` holds (null: it does not)."""
        where = where.fill_null(False)
        if not where.any():
            return
        frame = self._rows.to_frame().with_columns(
            field=pl.lit(field), code=pl.lit(code),
            words=pl.lit(words) if isinstance(words, str) else words,
        )  # fmt: skip
        self._found.append(frame.filter(where))

    def tell_each(self, frame: pl.DataFrame) -> None:
        """Tell of rows given by their number: row, field, code, words."""
        if frame.height:
            self._found.append(
                frame.select(pl.col("row").cast(pl.UInt32), "field", "code", "words")
            )

    def frame(self) -> pl.DataFrame:
        """All that was told, see TOLD, in the order of the rows and of the fields."""
        if not self._found:
            return pl.DataFrame(schema=TOLD)
        rank = pl.col("field").replace_strict(self._rank, default=999, return_dtype=pl.UInt32)  # fmt: skip
        found = pl.concat(self._found).with_columns(rank=rank, sheet=pl.lit(self._sheet))  # fmt: skip
        return found.sort("row", "rank", maintain_order=True).select(list(TOLD))
