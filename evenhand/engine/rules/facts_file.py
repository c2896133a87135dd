"""Facts from a file into a typed frame, or a sentence for every cell that is wrong.

csv: UTF-8 with a header; dates as 2026-11-22, booleans yes or no (or true, false), lists
with "|" between their members, an empty cell for what is not stated and for an empty
list. jsonl: one object a line, with JSON's own lists, numbers and booleans. parquet: its
own types, or texts as in csv. Rows are counted as the file shows them: the header of a
csv is row 1.
"""

import datetime
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from evenhand.engine.rules.faults import Fault, Faulty
from evenhand.engine.rules.needs import needs
from evenhand.engine.rules.nodes import DECIMAL_PLACES, Type
from evenhand.engine.rules.release import Release


FORMATS = (".csv", ".jsonl", ".parquet")
MOST_SENTENCES = 20
EXPECTED: Mapping[Type, str] = {
    "text": "a text",
    "texts": "a list of texts",
    "boolean": "yes or no",
    "integer": "a whole number",
    "decimal": f"a number with at most {DECIMAL_PLACES} decimal places",
    "date": "a date such as 2026-11-22",
}
NUMBER = pl.Decimal(38, DECIMAL_PLACES)
PLAIN: Mapping[Type, pl.DataType] = {
    "text": pl.String(),
    "texts": pl.List(pl.String),
    "boolean": pl.Boolean(),
    "integer": pl.Int64(),
    "decimal": NUMBER,
    "date": pl.Date(),
}
LARGEST = 10**15


@dataclass(frozen=True, slots=True)
class FactsFile:
    """What a file holds: typed facts, and the columns that are not facts, as they are."""

    facts: pl.DataFrame
    others: pl.DataFrame


def read_facts(path: Path, release: Release, tables: Sequence[str]) -> FactsFile:
    """Read the facts that these tables need, one case a row.

    Every column that is a fact of the vocabulary is read and checked; so is one that
    holds an attribute of an earlier table, which is then taken as given. Texts whose
    values are listed come as Enum. Raises Faulty naming each wrong cell by row and
    column; then nothing has been read.
    """
    raw, first_row = _read(path)
    needed = needs(release, tables, raw.columns)
    read = needed.reads | set(release.vocabulary.facts)
    faults = [
        Fault(
            "fact-missing",
            f"{path.name}, column {name}",
            f"{release.title_of(name)} is needed, and the file has no such column",
        )
        for name in sorted(needed.required - set(raw.columns))
    ]
    columns = []
    for name in raw.columns:
        type_ = release.type_of(name)
        if type_ is None or name not in read:
            continue
        fact = release.vocabulary.facts.get(name)
        column = _Column(
            name=name,
            type=type_,
            values=release.values_of(name),
            may_be_missing=fact is None
            or fact.may_be_missing
            or fact.derive is not None,
            place=f"{path.name}, row {{}}, column {name}",
            first_row=first_row,
        )
        columns.append(column.read(raw[name], faults))
    if faults:
        raise Faulty(faults)
    # A frame without columns would have no rows either.
    columns.append(pl.Series(" row", range(raw.height), dtype=pl.UInt32))
    others = [name for name in raw.columns if name not in read]
    return FactsFile(facts=pl.DataFrame(columns), others=_plain(raw.select(others)))


def _plain(others: pl.DataFrame) -> pl.DataFrame:
    """Columns of jsonl that are not facts, as JSON's own scalars or else as JSON."""
    return others.with_columns(
        pl.Series(name, _scalars(others[name].to_list()), strict=False)
        for name, dtype in others.schema.items()
        if isinstance(dtype, pl.Object)
    )


def _scalars(values: list[object]) -> list[object]:
    kinds = {type(value) for value in values if value is not None}
    if kinds <= {str} or kinds <= {int} or kinds <= {bool}:
        return values
    return [
        value
        if value is None or isinstance(value, str)
        else json.dumps(value, default=str)
        for value in values
    ]


def refuse(path: Path, sentence: str) -> Faulty:
    return Faulty([Fault("not-readable", str(path), sentence)])


def _read(path: Path) -> tuple[pl.DataFrame, int]:
    """The file as it is, and the number of its first row."""
    if not path.is_file():
        raise refuse(path, "there is no such file")
    match path.suffix.lower():
        case ".csv":
            return _read_csv(path), 2
        case ".jsonl":
            return _read_jsonl(path), 1
        case ".parquet":
            try:
                return pl.read_parquet(path), 1
            except (pl.exceptions.PolarsError, OSError):
                raise refuse(path, "is not readable as parquet") from None
    raise refuse(path, f"is of no kind that is read here: {', '.join(FORMATS)}")


def _read_csv(path: Path) -> pl.DataFrame:
    try:
        raw = pl.read_csv(path, infer_schema=False, encoding="utf8")
        header = pl.read_csv(
            path, infer_schema=False, has_header=False, n_rows=1, encoding="utf8"
        )
    except pl.exceptions.NoDataError:
        raise refuse(
            path, "is empty; a header and a row a case were expected"
        ) from None
    except pl.exceptions.PolarsError as error:
        reason = str(error).splitlines()[0]
        raise refuse(path, f"is not readable as csv in UTF-8: {reason}") from None
    names = [str(name) for name in header.row(0)]
    for name in names:
        if names.count(name) > 1:
            raise refuse(path, f"has two columns called {name}")
    return raw


def _read_jsonl(path: Path) -> pl.DataFrame:
    rows: list[dict[str, Any]] = []
    faults = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        raise refuse(path, "is not UTF-8 text") from None
    for number, line in enumerate(lines, 1):
        try:
            row = json.loads(line, parse_float=Decimal) if line.strip() else None
        except json.JSONDecodeError:
            row = None
        if not isinstance(row, dict):
            faults.append(
                Fault(
                    "not-readable",
                    f"{path.name}, row {number}",
                    "one JSON object was expected",
                )
            )
            continue
        rows.append(row)
    if faults:
        raise Faulty(_shortened(faults))
    if not rows:
        raise refuse(path, "is empty; a line a case was expected")
    names = dict.fromkeys(name for row in rows for name in row)
    return pl.DataFrame(
        [
            pl.Series(name, [row.get(name) for row in rows], dtype=pl.Object)
            for name in names
        ]
    )


@dataclass(frozen=True, slots=True)
class _Column:
    name: str
    type: Type
    values: tuple[str, ...] | None
    may_be_missing: bool
    place: str
    first_row: int

    def read(self, raw: pl.Series, faults: list[Fault]) -> pl.Series:
        """The column typed; a fault for each cell that is wrong."""
        found: list[Fault] = []
        if isinstance(raw.dtype, pl.Object):
            typed = self._of_json(raw, found)
        else:
            typed = self._of_cells(raw, found)
        if self.values is not None:
            typed = self._in_register(typed, found)
        if not self.may_be_missing and typed.null_count():
            wrong = {fault.where for fault in found}
            for index in typed.is_null().arg_true().to_list():
                if self._where(index) not in wrong:
                    found.append(
                        self._fault("fact-missing", index, "is not stated, and must be")
                    )
                if len(found) > 10 * MOST_SENTENCES:
                    break
        faults.extend(_shortened(found))
        return typed

    def _where(self, index: int) -> str:
        return self.place.format(index + self.first_row)

    def _fault(self, code: str, index: int, sentence: str) -> Fault:
        return Fault(code, self._where(index), sentence)

    def _wrong_type(self, index: int, value: object) -> Fault:
        return self._fault(
            "wrong-type", index, f"{value!r} is not {EXPECTED[self.type]}"
        )

    def _of_cells(self, raw: pl.Series, faults: list[Fault]) -> pl.Series:
        """Texts as in csv, or a column that has the right type already."""
        dtype = raw.dtype
        if isinstance(dtype, pl.Null):
            raw, dtype = raw.cast(pl.String), pl.String()
        if isinstance(dtype, pl.Categorical | pl.Enum):
            raw, dtype = raw.cast(pl.String), pl.String()
        if isinstance(dtype, pl.Datetime) and self.type == "date":
            raw = raw.cast(pl.String).str.strip_suffix(" 00:00:00.000000")
            raw, dtype = raw.str.replace(r" 00:00:00(\.0+)?$", ""), pl.String()
        if dtype.is_float() and self.type in ("integer", "decimal"):
            raw = raw.cast(pl.String).str.strip_suffix(".0")
            dtype = pl.String()
        if isinstance(dtype, pl.String):
            typed = _PARSED[self.type](raw)
        elif self._has_type(dtype):
            return raw.cast(PLAIN[self.type])
        else:
            typed = pl.Series(self.name, [None], dtype=PLAIN[self.type])
            typed = typed.new_from_index(0, len(raw))
        bad = typed.is_null() & raw.is_not_null()
        for index in bad.arg_true().head(10 * MOST_SENTENCES).to_list():
            faults.append(self._wrong_type(index, raw[index]))
        return typed.alias(self.name)

    def _has_type(self, dtype: pl.DataType) -> bool:
        match self.type:
            case "boolean":
                return isinstance(dtype, pl.Boolean)
            case "integer":
                return dtype.is_integer()
            case "decimal":
                return dtype.is_integer() or isinstance(dtype, pl.Decimal)
            case "date":
                return isinstance(dtype, pl.Date)
            case "texts":
                return isinstance(dtype, pl.List) and isinstance(
                    dtype.inner, pl.String | pl.Categorical | pl.Enum | pl.Null
                )
        return False

    def _of_json(self, raw: pl.Series, faults: list[Fault]) -> pl.Series:
        typed: list[object] = []
        for index, value in enumerate(raw.to_list()):
            found = _from_json(value, self.type)
            if found is None and value is not None:
                shown = list(value) if isinstance(value, list) else value
                faults.append(
                    self._wrong_type(
                        index, float(shown) if isinstance(shown, Decimal) else shown
                    )
                )
            typed.append(found)
        return pl.Series(self.name, typed, dtype=PLAIN[self.type])

    def _in_register(self, typed: pl.Series, faults: list[Fault]) -> pl.Series:
        assert self.values is not None
        listed = self.type == "texts"
        kind = pl.Enum(self.values)
        members = typed.explode(keep_nulls=False) if listed else typed
        strange = set(members.drop_nulls().unique().to_list()) - set(self.values)
        if not strange:
            return typed.cast(pl.List(kind) if listed else kind)
        known = ", ".join(self.values[:6]) + (" ..." if len(self.values) > 6 else "")
        for index, value in enumerate(typed.to_list()):
            for member in value or () if listed else (value,):
                if member in strange:
                    faults.append(
                        self._fault(
                            "outside-register",
                            index,
                            f"{member!r} is not one of the values of {self.name}: "
                            f"{known}",
                        )
                    )
        return typed


def _shortened(faults: list[Fault]) -> list[Fault]:
    """So many sentences, and how many more there are."""
    if len(faults) <= MOST_SENTENCES:
        return faults
    last = faults[MOST_SENTENCES - 1]
    more = len(faults) - MOST_SENTENCES
    return [
        *faults[:MOST_SENTENCES],
        Fault("and-more", last.where, f"and at least {more} more like these"),
    ]


def _from_json(value: object, type_: Type) -> object:
    """A JSON value as its type, None when it is something else."""
    match type_, value:
        case "text", str():
            return value
        case "boolean", bool():
            return value
        case (("integer" | "decimal"), bool()):
            return None
        case "integer", int() if abs(value) < LARGEST:
            return value
        case "decimal", int() if abs(value) < LARGEST:
            return Decimal(value)
        case "decimal", Decimal() if abs(value) < LARGEST:
            exponent = value.as_tuple().exponent
            fits = isinstance(exponent, int) and -exponent <= DECIMAL_PLACES
            return value if fits else None
        case "date", str():
            try:
                parsed = datetime.date.fromisoformat(value)
            except ValueError:
                return None
            return parsed if parsed.isoformat() == value else None
        case "texts", list() if all(isinstance(member, str) for member in value):
            return value
    return None


def _text(cells: pl.Series) -> pl.Series:
    return cells


def _boolean(cells: pl.Series) -> pl.Series:
    return cells.str.to_lowercase().replace_strict(
        ["yes", "true", "no", "false"],
        [True, True, False, False],
        default=None,
        return_dtype=pl.Boolean,
    )


def _matching(cells: pl.Series, pattern: str) -> pl.Series:
    fits = cells.str.contains(pattern)
    return pl.select(pl.when(fits).then(cells)).to_series()


def _integer(cells: pl.Series) -> pl.Series:
    return _matching(cells, r"^[+-]?[0-9]{1,15}$").cast(pl.Int64)


def _decimal(cells: pl.Series) -> pl.Series:
    pattern = rf"^[+-]?[0-9]{{1,15}}(\.[0-9]{{1,{DECIMAL_PLACES}}})?$"
    return _matching(cells, pattern).cast(NUMBER)


def _date(cells: pl.Series) -> pl.Series:
    iso = _matching(cells, r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
    return iso.str.to_date("%Y-%m-%d", strict=False)


def _texts(cells: pl.Series) -> pl.Series:
    """An empty cell is an empty list, since a list that is missing cannot be told."""
    filled = cells.fill_null("")
    empty = pl.lit([], dtype=pl.List(pl.String))
    return pl.select(
        pl.when(filled == "").then(empty).otherwise(filled.str.split("|"))
    ).to_series()


_PARSED: Mapping[Type, Callable[[pl.Series], pl.Series]] = {
    "text": _text,
    "texts": _texts,
    "boolean": _boolean,
    "integer": _integer,
    "decimal": _decimal,
    "date": _date,
}
