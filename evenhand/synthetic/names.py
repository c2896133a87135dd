"""Invented names. Pools are built from syllables, so no name is anyone's in particular."""

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Any

import numpy as np
import polars as pl

from evenhand.synthetic.draws import Chance, Flags, Floats, Integers


GROUPS: dict[str, dict[str, Any]] = tomllib.loads(
    files(__package__).joinpath("names.toml").read_text("utf-8")
)


@cache
def given_pool(group: str, sex: str) -> tuple[str, ...]:
    """Given names of a group: female, male, or (any other word) both."""
    parts = GROUPS[group]
    ends = {"female": parts["female"], "male": parts["male"]}.get(
        sex, parts["female"] + parts["male"]
    )
    return _spelt(group, map("".join, product(parts["open"], parts["middle"], ends)))


@cache
def family_pool(group: str) -> tuple[str, ...]:
    """Family names of a group."""
    parts = GROUPS[group]
    if parts["family"][0].istitle():
        return _spelt(group, parts["family"])
    short = [start[:3] for start in parts["open"]]
    return _spelt(
        group,
        map(
            "".join,
            product(short, [m.strip() for m in parts["middle"]], parts["family"]),
        ),
    )


def _spelt(group: str, names: Iterable[str]) -> tuple[str, ...]:
    """The names, then those a second style of transliteration spells differently."""
    first = sorted({_tidy(name) for name in names})
    second = {respelt(group, name) for name in first} - set(first)
    return tuple(first + sorted(second))


def respelt(group: str, name: str) -> str:
    """The same name as another clerk would have transliterated it."""
    for old, new in GROUPS[group]["respell"].items():
        name = name.replace(old, new).replace(old.title(), new.title())
    return name


def _tidy(name: str) -> str:
    """Join syllables as a reader would: no letter three times, one capital a word."""
    out = ""
    for letter in name:
        if letter.lower() * 2 != out[-2:].lower():
            out += letter
    return " ".join(word[:1].upper() + word[1:].lower() for word in out.split())


def draw_names(
    chance: Chance,
    subject: str,
    groups: list[str],
    group: Integers,
    sexes: list[str],
    sex: Integers,
) -> tuple[pl.Series, pl.Series]:
    """Family and given names for rows whose group and sex are indices of the lists."""
    rng = chance.stream(subject)
    n = len(group)
    tickets = rng.random((2, n))
    pools: list[str] = []
    family, given = np.empty(n, np.int64), np.empty(n, np.int64)
    for g, name in enumerate(groups):
        rows = group == g
        if not rows.any():
            continue
        family[rows] = _index(family_pool(name), tickets[0, rows], pools)
        for s, which in enumerate(sexes):
            both = rows & (sex == s)
            given[both] = _index(given_pool(name, which), tickets[1, both], pools)
    book = pl.Series(pools)
    return book.gather(family), book.gather(given)


def _index(pool: tuple[str, ...], tickets: Floats, pools: list[str]) -> Integers:
    start = len(pools)
    pools.extend(pool)
    return start + (tickets * len(pool)).astype(np.int64)


def known_as(
    given: pl.Series, groups: list[str], group: Integers, some: Flags
) -> pl.Series:
    """Another spelling of the given name, for the rows that are known by one."""
    rows = np.flatnonzero(some)
    names = given.gather(rows).to_list()
    others = [
        respelt(groups[g], name)
        if respelt(groups[g], name) != name
        else name[:4].strip()
        for g, name in zip(group[rows].tolist(), names, strict=True)
    ]
    answer = pl.Series("known_as", [None], dtype=pl.String).new_from_index(
        0, len(given)
    )
    return answer.scatter(rows, others) if len(rows) else answer
