"""Bring a name, as any clerk may have spelt it, to the form it is compared in.

"Mohammed", "Muhammad" and "Mohamad" come to one form, as do "Abd al-Rahman" and
"Abdulrahman", "Hussein" and "Husain", and names that differ by w and v, ou and u, kh and
h, or a doubled letter. What is left (a slip of the pen, a vowel) is for comparison.
"""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl
from anyascii import anyascii


_TABLE: dict[str, Any] = tomllib.loads(
    files(__package__).joinpath("names.toml").read_text("utf-8")
)
PARTICLES = frozenset(_TABLE["particles"])
NO_NAME = frozenset(_TABLE["no_name"])
SERVANT = tuple(sorted(_TABLE["servant"], key=len, reverse=True))
SHORTEST_SERVED = 3
SEPARATORS = re.compile(r"[^a-z]+")
APOSTROPHES = re.compile(r"['`\u2018\u2019\u02bb\u02bc\u02bf]")
DOUBLED = re.compile(r"(.)\1+")


def forms(name: str) -> tuple[str, ...]:
    """The parts of a name in their compared form, in the order written, each once.

    Empty where there is no name, or only words that say there is none.
    """
    return tuple(dict.fromkeys(form_of(word) for word in joined(words_of(name))))


def words_of(name: str) -> list[str]:
    """The words of a name in small Latin letters, without those that tell nobody apart.

    Empty where there is no name, or only words that say there is none.
    """
    plain = anyascii(APOSTROPHES.sub("", name.lower())).lower()
    words = [w for w in SEPARATORS.split(APOSTROPHES.sub("", plain)) if w]
    if all(word in NO_NAME for word in words):
        return []
    return [word for word in words if word not in PARTICLES] or words


def common_share(form: str) -> float:
    """The share of people assumed to bear this name at least; 0 for most names."""
    return _common().get(form, 0.0)


def form_column(names: pl.Series) -> pl.Series:
    """The sorted parts of each name as a list; each different name is read once."""
    unique = names.fill_null("").unique()
    parts = [sorted(forms(name)) for name in unique.to_list()]
    table = pl.DataFrame(
        {"name": unique, "parts": parts},
        schema={"name": pl.String, "parts": pl.List(pl.String)},
    )
    found = names.fill_null("").to_frame("name").join(table, on="name", how="left")
    return found["parts"]


def joined(words: Iterable[str]) -> list[str]:
    """ "abd", "abdul" and the like become one word with the word that follows."""
    out: list[str] = []
    waiting = ""
    for word in words:
        if word in SERVANT and not waiting:
            waiting = word
        else:
            out.append(waiting + word)
            waiting = ""
    return [*out, waiting] if waiting else out


@cache
def form_of(word: str) -> str:
    """One word, in small Latin letters, in its compared form."""
    special = _variants().get(word)
    if special is not None:
        return special
    for prefix in SERVANT:
        served = word.removeprefix(prefix)
        if served != word and len(served) >= SHORTEST_SERVED:
            # The article melts into what it stands before: Abdurrahman, Abdussalam.
            return _letters("abd" + served)
    found = _letters(word)
    return _variants().get(found, found)


def _letters(word: str) -> str:
    for old, new in _TABLE["letters"]:
        word = word.replace(old, new)
    word = DOUBLED.sub(r"\1", word)
    return word[:-1] if len(word) > SHORTEST_SERVED and word.endswith("h") else word


@cache
def _variants() -> dict[str, str]:
    """Other spellings, as written and as letters leave them, to the one form."""
    found: dict[str, str] = {}
    for name, others in _TABLE["variants"].items():
        form = _letters(name)
        for other in (name, *others):
            found[other] = form
            found.setdefault(_letters(other), form)
    return found


@cache
def _common() -> dict[str, float]:
    return {
        form: share / 100
        for name, share in _TABLE["common"].items()
        for form in forms(name)
    }
