"""A column of the caseload as small codes, and what each code stands for.

A test is asked once of each thing a column can say, never once of each case: nationality
has two hundred answers, a boolean three, dates of claim a few thousand. ``Column.codes``
says which answer each case gives; ``Domain`` knows the answers.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import polars as pl

from evenhand.engine.rules.nodes import Value


Codes = npt.NDArray[np.unsignedinteger[Any]]
Flags = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int64]

EPOCH = datetime.date(1970, 1, 1)
# Beyond this many different numbers a column is coded by where it stands between the
# numbers that rules name, instead of by its own values.
WIDEST_SPAN = 60_000
# The members of lists that rules name are told apart by one bit each; the bit after
# theirs stands for any other member.
BITS = 63


class Domain(Protocol):
    """What the codes of a column stand for; ``missing`` marks codes of no value."""

    @property
    def missing(self) -> Flags: ...

    def compare(self, operator: str, value: Value) -> Flags:
        """For each code, whether its value stands so to another; False if missing."""


@dataclass(frozen=True, slots=True)
class Column:
    codes: Codes
    domain: Domain


@dataclass(frozen=True, slots=True)
class Numbers:
    """Whole numbers, and dates as days since 1970."""

    values: Integers
    missing: Flags

    def compare(self, operator: str, value: Value) -> Flags:
        if isinstance(value, datetime.date):
            low = high = (value - EPOCH).days
        else:
            exact = Decimal(value)  # type: ignore[arg-type]
            low = int(exact.to_integral_value(ROUND_FLOOR))
            high = int(exact.to_integral_value(ROUND_CEILING))
        match operator:
            case "<":
                found = self.values < high
            case "<=":
                found = self.values <= low
            case ">":
                found = self.values > low
            case ">=":
                found = self.values >= high
            case _:
                found = (self.values == low) & (low == high)
        return np.asarray(found & ~self.missing, dtype=np.bool_)


@dataclass(frozen=True, slots=True)
class Items:
    """Texts, booleans and lists of texts, one by one; None where there is no value."""

    values: tuple[Value, ...]

    @property
    def missing(self) -> Flags:
        return _flags(value is None for value in self.values)

    def compare(self, operator: str, value: Value) -> Flags:
        assert operator == "=", operator
        return _flags(item == value for item in self.values)

    def has_any(self, wanted: Iterable[str]) -> Flags:
        """For each code, whether its list has one of these; False if missing."""
        members = set(wanted)
        return _flags(
            isinstance(item, tuple) and not members.isdisjoint(item)
            for item in self.values
        )


@dataclass(frozen=True, slots=True)
class Ladder:
    """Numbers by where they stand among the steps: 2i is below step i, 2i + 1 is on it.

    The last code is for no value.
    """

    steps: tuple[Decimal, ...]

    @property
    def missing(self) -> Flags:
        flags = np.zeros(2 * len(self.steps) + 2, dtype=np.bool_)
        flags[-1] = True
        return flags

    def compare(self, operator: str, value: Value) -> Flags:
        on = 2 * self.steps.index(_as_number(value)) + 1
        places = np.arange(2 * len(self.steps) + 2)
        match operator:
            case "<":
                found = places < on
            case "<=":
                found = places <= on
            case ">":
                found = places > on
            case ">=":
                found = places >= on
            case _:
                found = places == on
        return np.asarray(found & ~self.missing, dtype=np.bool_)


BOOLEANS = Items((False, True, None))


def _flags(truths: Iterable[bool]) -> Flags:
    return np.fromiter(truths, dtype=np.bool_)


def smallest(codes: npt.NDArray[Any], size: int) -> Codes:
    """Codes in 16 bits where they fit: half of what is read for every look-up."""
    return codes.astype(np.uint16 if size <= 1 << 16 else np.uint32, copy=False)


def _filled(series: pl.Series, missing: int) -> npt.NDArray[Any]:
    """Whole numbers as an array, with a number of its own for what is missing."""
    if not series.null_count():
        return series.to_numpy()
    if series.dtype == pl.UInt8 and missing > 255:
        series = series.cast(pl.UInt16)
    return series.fill_null(missing).to_numpy()


def encode(series: pl.Series, named: Sequence[Value]) -> Column:
    """Code a column of facts; ``named`` are the values its tests name.

    Takes Enum, String, Boolean, integers, Decimal, Date and lists of texts.
    """
    dtype = series.dtype
    if isinstance(dtype, pl.Boolean):
        codes = _filled(series.cast(pl.UInt8), 2)
        return Column(smallest(codes, 3), BOOLEANS)
    if isinstance(dtype, pl.Enum):
        values = tuple(dtype.categories.to_list())
        codes = _filled(series.to_physical(), len(values))
        return Column(smallest(codes, len(values) + 1), Items((*values, None)))
    if isinstance(dtype, pl.String):
        return _encode_free_text(series, named)
    if isinstance(dtype, pl.List):
        return _encode_lists(series, named)
    if isinstance(dtype, pl.Date):
        return _encode_whole(series.to_physical(), named)
    if isinstance(dtype, pl.Decimal):
        return _encode_on_ladder(series, named)
    return _encode_whole(series, named)


def encode_array(
    values: Integers, missing: Flags | None, named: Sequence[Value]
) -> Column:
    """Code whole numbers held in an array, with flags where there is no value."""
    series = pl.Series(values)
    if missing is not None and missing.any():
        series = pl.select(
            pl.when(pl.Series(missing)).then(None).otherwise(series)
        ).to_series()
    return _encode_whole(series, named)


def _encode_whole(series: pl.Series, named: Sequence[Value]) -> Column:
    low, high = series.min(), series.max()
    if low is None or high is None:
        return Column(
            np.zeros(len(series), dtype=np.uint16),
            Numbers(np.zeros(1, dtype=np.int64), np.ones(1, dtype=np.bool_)),
        )
    assert isinstance(low, int)
    assert isinstance(high, int)
    width = high - low + 1
    if width > WIDEST_SPAN:
        return _encode_on_ladder(series, named)
    codes = smallest(_filled(series.cast(pl.Int64), high + 1) - low, width + 1)
    missing = np.zeros(width + 1, dtype=np.bool_)
    missing[-1] = True
    return Column(codes, Numbers(np.arange(low, high + 2, dtype=np.int64), missing))


def _encode_on_ladder(series: pl.Series, named: Sequence[Value]) -> Column:
    # A cell that looks beyond its column may name values of other types as well.
    steps = tuple(
        sorted(
            {
                _as_number(value)
                for value in named
                if isinstance(value, int | Decimal | datetime.date)
            }
        )
    )
    exact = series.cast(pl.Decimal(38, 6))
    place = pl.lit(0, dtype=pl.UInt32)
    for step in steps:
        mark = pl.lit(step, dtype=pl.Decimal(38, 6))
        place = place + (pl.col("x") >= mark).cast(pl.UInt32)
        place = place + (pl.col("x") > mark).cast(pl.UInt32)
    none = 2 * len(steps) + 1
    frame = pl.DataFrame({"x": exact}).select(
        place=pl.when(pl.col("x").is_null()).then(none).otherwise(place)
    )
    return Column(smallest(frame["place"].to_numpy(), none + 1), Ladder(steps))


def _as_number(value: Value) -> Decimal:
    if isinstance(value, datetime.date):
        return Decimal((value - EPOCH).days)
    return Decimal(value)  # type: ignore[arg-type]


def _encode_free_text(series: pl.Series, named: Sequence[Value]) -> Column:
    texts = sorted({value for value in named if isinstance(value, str)})
    others = len(texts)
    codes = (
        series.replace_strict(
            texts, list(range(others)), default=others, return_dtype=pl.UInt32
        )
        if texts
        else pl.repeat(others, len(series), dtype=pl.UInt32, eager=True)
    )
    if series.null_count():
        codes = codes.zip_with(
            series.is_not_null(),
            pl.Series([others + 1], dtype=pl.UInt32).new_from_index(0, len(series)),
        )
    # No text that a rule names is a tuple, so the stand-in for all others equals none.
    return Column(smallest(codes.to_numpy(), others + 2), Items((*texts, ("",), None)))


def _encode_lists(series: pl.Series, named: Sequence[Value]) -> Column:
    """Lists by which of the named members they have.

    Each named member has a bit; the bits of a list are those of its members together.
    """
    members = sorted({value for value in named if isinstance(value, str)})
    lengths = series.list.len()
    missing = series.null_count()
    counts = (lengths.fill_null(0) if missing else lengths).to_numpy()
    filled = np.flatnonzero(counts != 0)
    codes = np.zeros(len(series), dtype=np.uint32)
    shapes: list[Value] = [()]
    if len(filled):
        elements = series.explode(empty_as_null=False, keep_nulls=False)
        ends = np.cumsum(counts[filled], dtype=np.int64)
        starts = np.concatenate([np.zeros(1, dtype=np.int64), ends[:-1]])
        found, told_apart = _signatures(elements, starts, members)
        codes[filled] = found + 1
        shapes.extend(told_apart)
    if missing:
        codes[series.is_null().to_numpy()] = len(shapes)
    shapes.append(None)
    return Column(smallest(codes, len(shapes)), Items(tuple(shapes)))


def _signatures(
    elements: pl.Series, starts: Integers, members: Sequence[str]
) -> tuple[Integers, list[tuple[str, ...]]]:
    """For each list that has something in it, a code; and the members of each code."""
    shapes: list[tuple[str, ...]] = [()]
    found: Integers = np.zeros(len(starts), dtype=np.int64)
    for first in range(0, max(len(members), 1), BITS):
        word = members[first : first + BITS]
        signs = _bits(elements, word)
        if len(signs) > len(starts):
            signs = np.bitwise_or.reduceat(signs, starts)
        codes, distinct = factorise(signs)
        told_apart = [_members(sign, word) for sign in distinct.tolist()]
        if first == 0:
            found, shapes = codes, told_apart
            continue
        pairs = found * len(distinct) + codes
        found, both = factorise(pairs)
        shapes = [
            (*shapes[pair // len(distinct)], *told_apart[pair % len(distinct)])
            for pair in both.tolist()
        ]
    return found, shapes


def factorise(values: npt.NDArray[Any]) -> tuple[Integers, npt.NDArray[Any]]:
    """Codes for whole numbers from 0, and what they stand for in rising order."""
    if not len(values):
        return np.zeros(0, dtype=np.int64), values
    highest = int(values.max())
    if highest < 1 << 16:
        narrow = values.astype(np.int64)
        distinct = np.flatnonzero(np.bincount(narrow, minlength=highest + 1))
        places = np.zeros(highest + 1, dtype=np.int64)
        places[distinct] = np.arange(len(distinct))
        return places.take(narrow), distinct
    distinct = np.sort(pl.Series(values).unique().to_numpy())
    return np.searchsorted(distinct, values), distinct


def _bits(elements: pl.Series, word: Sequence[str]) -> npt.NDArray[np.uint64]:
    signs = [1 << index for index in range(len(word))]
    other = 1 << len(word)
    if not word:
        return np.full(len(elements), other, dtype=np.uint64)
    if isinstance(elements.dtype, pl.Enum):
        places = {member: sign for member, sign in zip(word, signs, strict=True)}
        of_code = [places.get(name, other) for name in elements.dtype.categories]
        physical = elements.to_physical().cast(pl.UInt32).fill_null(len(of_code))
        return np.array([*of_code, other], dtype=np.uint64).take(physical.to_numpy())
    return (
        elements.replace_strict(
            list(word), signs, default=other, return_dtype=pl.UInt64
        )
        .fill_null(other)
        .to_numpy()
    )


def _members(signs: int, word: Sequence[str]) -> tuple[str, ...]:
    named = tuple(member for index, member in enumerate(word) if signs >> index & 1)
    # A list of members that nobody names is not an empty list.
    return (*named, "") if signs >> len(word) & 1 else named
