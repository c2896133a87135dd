"""One run of the tables over rows of a caseload: masks, hits, points and lists."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from evenhand.engine.rules import nodes
from evenhand.engine.rules.columns import (
    Codes,
    Column,
    Domain,
    Flags,
    Integers,
    Items,
    Ladder,
    Numbers,
    encode,
    encode_array,
    factorise,
    smallest,
)
from evenhand.engine.rules.derive import derive_column
from evenhand.engine.rules.expressions import (
    NUMBER,
    PLAIN,
    column_of,
    series_type,
    test_column,
)
from evenhand.engine.rules.nodes import Expression, Output, Table, Total, Type, Value
from evenhand.engine.rules.release import Release
from evenhand.engine.rules.truths import simple, truth
from evenhand.engine.rules.vocabulary import Fact


Masks = npt.NDArray[np.uint64]
WORD = 64
# Sums of a table are looked up by the masks of this many rules at a time.
DIRECT = 16
# Rows are taken in pieces whose working space stays in the processor's cache.
PIECE = 1 << 15
MOST_KEPT = 1_000
ONE = np.uint64(1)
NOTHING = np.uint64(0)
ALL = ~NOTHING


def mask_column(table: str, word: int) -> str:
    """The name of the column that holds a word of a table's masks."""
    return f"{table}.fired" if word == 0 else f"{table}.fired.{word}"


def words_of(rules: int) -> int:
    """How many words of 64 bits it takes to have a bit for each rule."""
    return max(1, -(-rules // WORD))


@dataclass(frozen=True, slots=True)
class Picked:
    """A column not yet written out: one of a few values for each row."""

    values: pl.Series
    codes: npt.NDArray[Any]


class Run:
    """One evaluation: some rows, a day, and the columns known so far.

    ``named`` are the values that tests name, by column; ``kept`` remembers masks of
    listed values from one run to the next; ``facts`` have come through the door.
    """

    def __init__(
        self,
        release: Release,
        named: Mapping[str, Sequence[Value]],
        kept: dict[Any, list[Masks | None]],
        facts: Mapping[str, pl.Series],
        height: int,
        on: datetime.date,
    ) -> None:
        self.release = release
        self.named = named
        self.kept = kept
        self.on = on
        self.height = height
        self.columns: dict[str, Column] = {}
        self.plain = dict(facts)
        self.results: dict[str, pl.Series | Picked] = {}

    def answer(self, steps: Sequence[Table | Total]) -> pl.DataFrame:
        """Take the steps in order; a column for each attribute and word of masks."""
        masks: dict[str, pl.Series] = {}
        for step in steps:
            if isinstance(step, Total):
                self._total(step)
            else:
                for word, column in enumerate(self._table(step)):
                    name = mask_column(step.name, word)
                    masks[name] = pl.Series(name, column)
        return self._picked_together().with_columns(masks.values())

    def _picked_together(self) -> pl.DataFrame:
        """Every attribute as a column: those known by code are looked up at once."""
        picked = {
            name: result
            for name, result in self.results.items()
            if isinstance(result, Picked)
        }
        codes = pl.DataFrame(
            [pl.Series(f"{name} code", result.codes) for name, result in picked.items()]
        )
        looked_up = codes.select(
            pl.lit(result.values).gather(pl.col(f"{name} code")).alias(name)
            for name, result in picked.items()
        )
        return pl.DataFrame(
            [
                looked_up[name] if isinstance(result, Picked) else result
                for name, result in self.results.items()
            ]
        )

    # -- columns

    def column(self, name: str) -> Column:
        """A fact or attribute as codes, coded when first asked for."""
        if name not in self.columns:
            self.columns[name] = self._coded(name)
        return self.columns[name]

    def _coded(self, name: str) -> Column:
        named = self.named.get(name, ())
        if name in self.plain:
            return encode(self.plain[name], named)
        fact = self.release.vocabulary.facts.get(name)
        if fact is None or fact.derive is None:
            return Column(np.zeros(self.height, dtype=np.uint16), Items((None,)))
        if fact.derive.kind == "years_between":
            return encode(self._derived(fact), named)
        base = self.column(fact.derive.of[0])
        derived = self._derived_domain(fact, base.domain)
        if derived is None:
            return encode(self._derived(fact), named)
        return Column(base.codes, derived)

    def _derived_domain(self, fact: Fact, domain: Domain) -> Domain | None:
        """Derive once for each value of the base, and keep the codes of the base."""
        assert fact.derive is not None
        if isinstance(domain, Ladder):
            return None
        base: pl.Series
        if isinstance(domain, Numbers):
            days = pl.Series(domain.values).set(pl.Series(domain.missing), None)
            base = days.cast(pl.Int32).cast(pl.Date)
        else:
            assert isinstance(domain, Items)
            values = [item if isinstance(item, str) else None for item in domain.values]
            base = pl.Series(values, dtype=pl.String)
            if ("",) in domain.values:
                return None
        small = pl.DataFrame({fact.derive.of[0]: base})
        values_ = small.select(
            derive_column(fact, self.release.registers, self.on)
        ).to_series()
        if fact.type == "integer":
            missing = values_.is_null().to_numpy()
            return Numbers(values_.fill_null(0).to_numpy(), missing)
        return Items(tuple(values_.to_list()))

    def _derived(self, fact: Fact) -> pl.Series:
        assert fact.derive is not None
        bases = pl.DataFrame([self.series(base).alias(base) for base in fact.derive.of])
        return bases.select(
            derive_column(fact, self.release.registers, self.on)
        ).to_series()

    def series(self, name: str) -> pl.Series:
        """A fact or attribute as a series of its own type."""
        if name in self.results:
            result = self.results[name]
            if isinstance(result, Picked):
                result = _pick(result.values, result.codes).alias(name)
                self.results[name] = result
            return result
        if name in self.plain:
            return self.plain[name]
        type_ = self.release.type_of(name)
        assert type_ is not None
        fact = self.release.vocabulary.facts.get(name)
        if fact is not None and fact.derive is not None:
            self.plain[name] = self._derived(fact)
            return self.plain[name]
        kind = pl.Int64() if type_ == "integer" else PLAIN[type_]
        return pl.Series(name, [None], dtype=kind).new_from_index(0, self.height)

    def _plain_frame(self, names: frozenset[str]) -> pl.DataFrame:
        """The named columns as expressions want them, and one so that rows are kept."""
        rows = pl.Series(" row", np.zeros(self.height, dtype=np.uint8))
        columns = []
        for name in sorted(names):
            type_ = self.release.type_of(name)
            assert type_ is not None
            columns.append(self.series(name).cast(PLAIN[type_]).alias(name))
        return pl.DataFrame([rows, *columns])

    def _values(
        self, expressions: Sequence[pl.Expr], names: frozenset[str]
    ) -> list[pl.Series]:
        frame = self._plain_frame(names)
        return frame.with_columns(
            expression.alias(f" {index}")
            for index, expression in enumerate(expressions)
        ).get_columns()[len(names) + 1 :]

    # -- tables

    def _table(self, table: Table) -> list[Masks]:
        """Evaluate one table; its masks, one for each 64 rules."""
        masks = self._masks(table)
        if table.hit == "first":
            hits = self._first(masks, len(table.rules))
        elif table.hit == "unique":
            hits = self._only(masks, len(table.rules))
        for output in table.outputs:
            expressions = [rule.then.get(output.name) for rule in table.rules]
            literal = all(
                expression is None or isinstance(expression, nodes.Literal)
                for expression in expressions
            )
            if table.hit in ("first", "unique"):
                give = self._give if literal else self._work_out
                give(output, expressions, hits)
            elif table.hit == "sum":
                add = (
                    self._add if literal and output.type == "integer" else self._add_up
                )
                add(output, expressions, masks)
            else:
                collect = self._collect if literal else self._collect_up
                collect(output, expressions, masks)
        return masks

    def _masks(self, table: Table) -> list[Masks]:
        in_force = tuple(rule.in_force(self.on) for rule in table.rules)
        look_ups: list[list[tuple[Masks, Codes]]] = [
            [] for _ in range(words_of(len(table.rules)))
        ]
        for name in table.inputs:
            if not any(
                name in rule.when and simple(rule.when[name]) for rule in table.rules
            ):
                continue
            column = self.column(name)
            for word, allowed in enumerate(
                self._allowed(table, name, column.domain, in_force)
            ):
                if allowed is not None:
                    look_ups[word].append((allowed, column.codes))
        return [
            self._beyond(table, word, self._look_up(pairs, word, in_force), in_force)
            for word, pairs in enumerate(look_ups)
        ]

    def _allowed(
        self, table: Table, name: str, domain: Domain, in_force: tuple[bool, ...]
    ) -> list[Masks | None]:
        """For each code of a column, the rules that let it through; None for all.

        What is known of listed values stays known from one evaluation to the next.
        """
        key = (table.name, name, domain, in_force)
        kept = isinstance(domain, Items)
        if kept and key in self.kept:
            return self.kept[key]
        tests = {
            index: rule.when[name]
            for index, rule in enumerate(table.rules)
            if name in rule.when and in_force[index] and simple(rule.when[name])
        }
        found: list[Masks | None] = []
        for word in range(words_of(len(table.rules))):
            allowed = np.full(len(domain.missing), ALL)
            for index, test in tests.items():
                if index // WORD == word:
                    bit = ONE << np.uint64(index % WORD)
                    allowed[~truth(test, domain)[0]] &= ~bit
            found.append(None if (allowed == ALL).all() else allowed)
        if kept:
            if len(self.kept) >= MOST_KEPT:
                self.kept.clear()
            self.kept[key] = found
        return found

    def _look_up(
        self,
        pairs: list[tuple[Masks, Codes]],
        word: int,
        in_force: tuple[bool, ...],
    ) -> Masks:
        """Look each row's codes up, and keep the rules that every column lets through."""
        bits = sum(
            1 << bit
            for bit, begun in enumerate(in_force[word * WORD :][:WORD])
            if begun
        )
        if not pairs:
            return np.full(self.height, np.uint64(bits))
        masks = np.empty(self.height, dtype=np.uint64)
        space = np.empty(PIECE, dtype=np.uint64)
        # Rules that are not in force are struck out once, in the first look-up.
        first = (pairs[0][0] & np.uint64(bits), pairs[0][1])
        for start in range(0, self.height, PIECE):
            piece = masks[start : start + PIECE]
            first[0].take(first[1][start : start + PIECE], out=piece, mode="clip")
            passed = space[: len(piece)]
            for allowed, codes in pairs[1:]:
                allowed.take(codes[start : start + PIECE], out=passed, mode="clip")
                np.bitwise_and(piece, passed, out=piece)
        return masks

    def _beyond(
        self, table: Table, word: int, mask: Masks, in_force: Sequence[bool]
    ) -> Masks:
        """Clear the bits of rules whose further-looking cells are not true."""
        for index in range(word * WORD, min(len(table.rules), (word + 1) * WORD)):
            for name, test in table.rules[index].when.items():
                if simple(test) or not in_force[index]:
                    continue
                names = nodes.names_in(test) | {name}
                (true,) = self._values([test_column(test, name)], names)
                bit = ONE << np.uint64(index % WORD)
                mask[~true.fill_null(False).to_numpy()] &= ~bit
        return mask

    def _first(self, masks: list[Masks], rules: int) -> npt.NDArray[np.uint16]:
        """Keep the lowest bit of each row; answer its rule, or ``rules`` for none."""
        hits = np.full(self.height, rules, dtype=np.uint16)
        for start in range(0, self.height, PIECE):
            rows = slice(start, start + PIECE)
            for word, whole in enumerate(masks):
                mask = whole[rows]
                np.bitwise_and(mask, NOTHING - mask, out=mask)
                if word:
                    mask[hits[rows] < rules] = NOTHING
                # No bit at all counts as place 64.
                places = np.bitwise_count(mask - ONE).astype(np.uint16)
                found = mask != NOTHING
                np.copyto(hits[rows], places + np.uint16(word * WORD), where=found)
        return hits

    def _only(self, masks: list[Masks], rules: int) -> npt.NDArray[np.uint16]:
        """The rule of each row where exactly one fired, else ``rules``."""
        count = sum(
            (np.bitwise_count(mask).astype(np.uint16) for mask in masks),
            start=np.zeros(self.height, dtype=np.uint16),
        )
        hits = self._first([mask.copy() for mask in masks], rules)
        hits[count != 1] = rules
        return hits

    # -- outputs of FIRST and UNIQUE

    def _give(
        self,
        output: Output,
        expressions: Sequence[Expression | None],
        hits: npt.NDArray[np.uint16],
    ) -> None:
        values: list[Value] = [_literal(expression) for expression in expressions]
        values.append(None)
        if output.type == "texts":
            values = [(value,) if isinstance(value, str) else value for value in values]
        small = _series(values, output.type, output.values)
        self.results[output.name] = Picked(small, hits)
        if output.type in ("integer", "date"):
            physical = small.to_physical().cast(pl.Int64)
            domain: Domain = Numbers(
                physical.fill_null(0).to_numpy(), small.is_null().to_numpy()
            )
        elif output.type == "decimal":
            return self._keep(output.name)
        else:
            domain = Items(tuple(values))
        self.columns[output.name] = Column(hits, domain)

    def _work_out(
        self,
        output: Output,
        expressions: Sequence[Expression | None],
        hits: npt.NDArray[np.uint16],
    ) -> None:
        chosen = pl.lit(None, dtype=PLAIN[output.type])
        names: frozenset[str] = frozenset()
        hit = pl.lit(pl.Series(hits))
        for index, expression in enumerate(expressions):
            if expression is not None:
                value = column_of(expression)
                chosen = pl.when(hit == index).then(value).otherwise(chosen)
                names |= nodes.names_in(expression)
        (worked_out,) = self._values([chosen], names)
        self._settle(output.name, worked_out, output.type, output.values)

    # -- outputs of SUM

    def _add(
        self,
        output: Output,
        expressions: Sequence[Expression | None],
        masks: list[Masks],
    ) -> None:
        points = [_literal(expression) for expression in expressions]
        given = [
            0 if expression is None else (None if value is None else int(value))  # type: ignore[arg-type]
            for expression, value in zip(expressions, points, strict=True)
        ]
        total = np.zeros(self.height, dtype=np.int64)
        unknown: Flags | None = None
        for word, mask in enumerate(masks):
            scores = given[word * WORD :][:WORD]
            for first in range(0, len(scores), DIRECT):
                some = scores[first : first + DIRECT]
                piece = (
                    mask
                    if len(scores) <= DIRECT
                    else ((mask >> np.uint64(first)) & np.uint64((1 << DIRECT) - 1))
                )
                sums, gaps = _sums(some)
                codes = piece.astype(np.uint16)
                total += sums.take(codes)
                if gaps.any():
                    lost = gaps.take(codes)
                    unknown = lost if unknown is None else unknown | lost
        self._settle_numbers(output.name, total, unknown)

    def _add_up(
        self,
        output: Output,
        expressions: Sequence[Expression | None],
        masks: list[Masks],
    ) -> None:
        total = pl.lit(0, dtype=NUMBER)
        names: frozenset[str] = frozenset()
        for index, expression in enumerate(expressions):
            if expression is not None:
                value = column_of(expression)
                total = total + pl.when(_bit(masks, index)).then(value).otherwise(
                    pl.lit(0, dtype=NUMBER)
                )
                names |= nodes.names_in(expression)
        (added,) = self._values([total], names)
        self._settle(output.name, added, output.type, None)

    # -- outputs of COLLECT

    def _collect(
        self,
        output: Output,
        expressions: Sequence[Expression | None],
        masks: list[Masks],
    ) -> None:
        lists = [_texts(_literal(expression)) for expression in expressions]
        codes, combinations = _combinations(masks)
        gathered = [
            tuple(
                dict.fromkeys(
                    text
                    for word, mask in enumerate(combination)
                    for bit in _bits_of(mask)
                    for text in lists[word * WORD + bit]
                )
            )
            for combination in combinations
        ]
        small = _series(gathered, "texts", output.values)
        self.results[output.name] = Picked(small, codes)
        self.columns[output.name] = Column(
            smallest(codes, len(gathered)), Items(tuple(gathered))
        )

    def _collect_up(
        self,
        output: Output,
        expressions: Sequence[Expression | None],
        masks: list[Masks],
    ) -> None:
        parts = []
        names: frozenset[str] = frozenset()
        nothing = pl.lit(pl.Series([[]], dtype=pl.List(pl.String))).first()
        for index, expression in enumerate(expressions):
            if expression is not None:
                value = column_of(expression)
                if output.type == "text":
                    value = pl.concat_list(value.cast(pl.String))
                given = pl.when(_bit(masks, index)).then(value).otherwise(nothing)
                parts.append(given.fill_null(nothing))
                names |= nodes.names_in(expression)
        gathered = pl.concat_list(*parts).list.drop_nulls()
        (lists,) = self._values([gathered.list.unique(maintain_order=True)], names)
        self._settle(output.name, lists, "texts", output.values)

    # -- totals

    def _total(self, total: Total) -> None:
        attribute = self.release.attributes[total.name]
        if attribute.type == "integer" and all(
            name in self.results for name in total.of
        ):
            parts = pl.DataFrame([self.series(name).alias(name) for name in total.of])
            summed = parts.select(
                sum((pl.col(name) for name in total.of), start=pl.lit(0))
            ).to_series()
            self.results[total.name] = summed.cast(pl.Int64).alias(total.name)
            self._keep(total.name)
            return
        columns = sum(
            (pl.col(name) for name in total.of), start=pl.lit(0, dtype=NUMBER)
        )
        (added,) = self._values([columns], frozenset(total.of))
        self._settle(total.name, added, attribute.type, None)

    # -- keeping

    def _settle_numbers(
        self, name: str, values: Integers, missing: Flags | None
    ) -> None:
        series = pl.Series(name, values)
        if missing is not None:
            series = series.set(pl.Series(missing), None)
        self.results[name] = series
        self.columns[name] = encode_array(values, missing, self.named.get(name, ()))

    def _settle(
        self,
        name: str,
        series: pl.Series,
        type_: Type,
        values: tuple[str, ...] | None,
    ) -> None:
        self.results[name] = series.cast(series_type(type_, values)).alias(name)
        self._keep(name)

    def _keep(self, name: str) -> None:
        """Let the attribute be coded from its series when a later table reads it."""
        self.plain[name] = self.series(name)


def _literal(expression: Expression | None) -> Value:
    return expression.value if isinstance(expression, nodes.Literal) else None


def _texts(value: Value) -> tuple[str, ...]:
    if isinstance(value, tuple):
        return value
    return (value,) if isinstance(value, str) else ()


def _series(
    values: Sequence[Value], type_: Type, known: tuple[str, ...] | None
) -> pl.Series:
    plain: list[object] = [
        list(value)
        if isinstance(value, tuple)
        else int(value)  # type: ignore[arg-type]
        if type_ == "integer" and value is not None
        else value
        for value in values
    ]
    if known is not None and type_ == "text" and not set(plain) <= {*known, None}:
        known = None
    return pl.Series(plain, dtype=series_type(type_, known))


def _pick(values: pl.Series, codes: npt.NDArray[Any]) -> pl.Series:
    return values.gather(pl.Series(codes).cast(pl.UInt32))


def _bit(masks: list[Masks], index: int) -> pl.Expr:
    bit = ONE << np.uint64(index % WORD)
    return pl.lit(pl.Series((masks[index // WORD] & bit) != NOTHING))


def _bits_of(mask: int) -> list[int]:
    return [bit for bit in range(mask.bit_length()) if mask >> bit & 1]


def _sums(points: Sequence[int | None]) -> tuple[Integers, Flags]:
    """The sum of each combination of rules, and where one of them has no points."""
    sums = np.zeros(1, dtype=np.int64)
    gaps = np.zeros(1, dtype=np.bool_)
    for score in points:
        sums = np.concatenate([sums, sums + (score or 0)])
        gaps = np.concatenate([gaps, np.ones_like(gaps) if score is None else gaps])
    return sums, gaps


def _combinations(
    masks: list[Masks],
) -> tuple[Integers, list[tuple[int, ...]]]:
    """Small codes for the words of a mask together, and what they stand for."""
    codes, distinct = factorise(masks[0])
    found: list[tuple[int, ...]] = [(mask,) for mask in distinct.tolist()]
    for mask in masks[1:]:
        more, distinct = factorise(mask)
        values = distinct.tolist()
        codes, both = factorise(codes * max(len(values), 1) + more)
        found = [
            (*found[pair // len(values)], values[pair % len(values)])
            for pair in both.tolist()
        ]
    return codes, found
