"""What a frame must bring before tables are put to it, or a sentence for what it lacks."""

import polars as pl

from evenhand.engine.rules.expressions import NUMBER, series_type
from evenhand.engine.rules.faults import Fault, Faulty
from evenhand.engine.rules.needs import Needs
from evenhand.engine.rules.nodes import Type
from evenhand.engine.rules.release import Release


def admit(release: Release, frame: pl.DataFrame, needed: Needs) -> dict[str, pl.Series]:
    """The needed columns of a frame as their types are read; raises Faulty."""
    faults: list[Fault] = []
    admitted: dict[str, pl.Series] = {}
    for name in sorted(needed.reads):
        where = f"fact {name}"
        if name not in frame.columns:
            if name in needed.required:
                faults.append(
                    Fault("fact-missing", where, "is needed and no column has it")
                )
            continue
        type_ = release.type_of(name)
        assert type_ is not None
        missing = frame[name].null_count()
        if missing and name in needed.required:
            faults.append(
                Fault("fact-missing", where, f"is not stated for {missing} cases")
            )
        found = _as_column(frame[name], type_, release.values_of(name))
        if isinstance(found, str):
            faults.append(Fault("wrong-fact", where, found))
        else:
            admitted[name] = found
    if faults:
        raise Faulty(faults)
    return admitted


def _as_column(
    series: pl.Series, type_: Type, values: tuple[str, ...] | None
) -> pl.Series | str:
    """The series as its type is read, or a sentence about what is wrong with it."""
    dtype = series.dtype
    if isinstance(dtype, pl.Null):
        return series.cast(series_type(type_, values))
    match type_:
        case "text":
            return _as_text(series, values)
        case "texts":
            return _as_texts(series, values)
        case "integer" if dtype.is_integer():
            return series
        case "decimal" if dtype.is_integer() or isinstance(dtype, pl.Decimal):
            return series.cast(NUMBER)
        case "boolean" if isinstance(dtype, pl.Boolean):
            return series
        case "date" if isinstance(dtype, pl.Date):
            return series
    return f"is {dtype}, where {type_} was expected"


def _as_text(series: pl.Series, values: tuple[str, ...] | None) -> pl.Series | str:
    dtype = series.dtype
    if values is None:
        if isinstance(dtype, pl.Enum | pl.Categorical | pl.String):
            return series.cast(pl.String)
        return f"is {dtype}, where text was expected"
    kind = pl.Enum(values)
    if dtype == kind:
        return series
    if not isinstance(dtype, pl.Enum | pl.Categorical | pl.String):
        return f"is {dtype}, where text was expected"
    try:
        return series.cast(kind)
    except pl.exceptions.PolarsError:
        return _outside(series, values)


def _as_texts(series: pl.Series, values: tuple[str, ...] | None) -> pl.Series | str:
    dtype = series.dtype
    inner = dtype.inner if isinstance(dtype, pl.List) else None
    if not isinstance(inner, pl.Enum | pl.Categorical | pl.String | pl.Null):
        return f"is {dtype}, where a list of texts was expected"
    if values is None:
        return series.cast(pl.List(pl.String))
    kind = pl.List(pl.Enum(values))
    if dtype == kind:
        return series
    try:
        return series.cast(kind)
    except pl.exceptions.PolarsError:
        return _outside(series.explode(), values)


def _outside(series: pl.Series, values: tuple[str, ...]) -> str:
    known = set(values)
    strange = sorted(
        {value for value in series.unique().to_list() if value is not None} - known
    )
    shown = ", ".join(map(repr, strange[:5]))
    return f"has values that are not in its register: {shown}"
