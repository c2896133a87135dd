"""Persons made comparable: names in their forms, homes in one spelling, and counts.

How much an agreement says depends on how many others agree by chance, so every value
goes with the number of persons who have it in this very caseload. Cases that only few may
know of are not counted: what is said of others must not change with them.
"""

import re
from functools import cache

import polars as pl
from anyascii import anyascii

from evenhand.engine.likeness.names import common_share, form_column
from evenhand.engine.likeness.problem import BORN, Problem


SHORTEST_REFERENCE = 5
STREETS = {
    "rd": "road", "st": "street", "str": "street", "ave": "avenue", "av": "avenue",
    "ln": "lane", "cl": "close", "ct": "court", "dr": "drive", "terr": "terrace",
    "ter": "terrace", "sq": "square", "pl": "place", "apt": "flat", "rm": "room",
    "hse": "house", "gdns": "gardens", "cres": "crescent", "pk": "park",
}  # fmt: skip
PLACES = (1, 2, 3)
COUNTED = pl.col("restriction") == ""
WORDS = re.compile(r"[^a-z0-9]+")


def prepared(problem: Problem) -> pl.DataFrame:
    """One row a person, sorted by person, with what pairs are compared by.

    family, given, known, every   sorted parts of names, a list each
    *_key                         the same joined; null where there is none
    *_plain                       as written, in small letters
    born_1, born_2, born_3        different dates of birth, with born_n_1 ... how many
                                  persons have that one
    home, lawyer                  household and representative's reference; null if none
    n_*                           how many persons (or cases) share the value
    p_*                           the share assumed of a name wherever it is common
    """
    persons = problem.persons.sort("person")
    family = form_column(persons["family_name"])
    given = form_column(persons["given_names"])
    known = form_column(persons["known_as"])
    frame = persons.select(
        "person",
        "case",
        "main",
        "restriction",
        "claimed_on",
        sex=pl.when(pl.col("sex").is_in(["female", "male"])).then("sex"),
        nationalities="nationalities",
        home=_keys(persons, "address", "postcode", home),
        lawyer=_keys(persons, "firm", "firm_reference", lawyer),
        family_plain=_plain("family_name"),
        given_plain=_plain("given_names"),
    ).with_columns(family=family, given=given, known=known)
    frame = frame.with_columns(
        every=pl.concat_list("family", "given").list.unique().list.sort()
    ).with_columns(
        pl.when(pl.col(name).list.len() > 0)
        .then(pl.col(name).list.join(" "))
        .alias(f"{name}_key")
        for name in ("family", "given", "known", "every")
    )
    frame = _with_names_counted(frame)
    frame = _with_births(frame, persons)
    return frame.with_columns(
        n_home=_cases_with("home"),
        n_lawyer=_cases_with("lawyer"),
        n_claimed_on=COUNTED.sum().cast(pl.Int64).over("claimed_on"),
    )


def references(problem: Problem) -> pl.DataFrame:
    """case, system, value (letters, figures, strokes), and in how many cases it stands."""
    return (
        problem.references.with_columns(
            pl.col("value").str.to_uppercase().str.replace_all(r"[^A-Z0-9/]", "")
        )
        .filter(pl.col("value").str.len_chars() >= SHORTEST_REFERENCE)
        .unique(["case", "value"], keep="first", maintain_order=True)
        .join(problem.persons.select("case", "restriction").unique("case"), on="case")
        .with_columns(n_reference=COUNTED.sum().cast(pl.Int64).over("value"))
        .drop("restriction")
        .sort("case", "value", "system")
    )


def home(address: str, postcode: str) -> str | None:
    """One spelling of where somebody lives; None unless street and postcode are known."""
    words = [w for w in WORDS.split(anyascii(address).lower()) if w]
    code = WORDS.sub("", postcode.lower())
    if not words or not code:
        return None
    street = [STREETS.get(word, word) for word in words if word != code]
    return f"{' '.join(street)} {code}"


def lawyer(firm: str, reference: str) -> str | None:
    """The representative's own reference with their firm; None without a reference."""
    number = WORDS.sub("", reference.lower())
    if len(number) < SHORTEST_REFERENCE - 2:
        return None
    return f"{WORDS.sub('', firm.lower())} {number}"


def _plain(column: str) -> pl.Expr:
    return pl.col(column).fill_null("").str.to_lowercase()


def _cases_with(column: str) -> pl.Expr:
    return pl.col("case").filter(COUNTED).n_unique().over(column).cast(pl.Int64)


def _keys(persons: pl.DataFrame, one: str, other: str, key: object) -> pl.Series:
    pairs = persons.select(
        pl.col(one).fill_null("").alias("one"), pl.col(other).fill_null("").alias("two")
    )
    unique = pairs.unique()
    assert callable(key)
    keys = [key(*row) for row in unique.iter_rows()]
    table = unique.with_columns(pl.Series("key", keys, dtype=pl.String))
    return pairs.join(table, on=["one", "two"], how="left", maintain_order="left")[
        "key"
    ]


def _with_names_counted(frame: pl.DataFrame) -> pl.DataFrame:
    """Counts of whole names in their place, and of the rarest part of each anywhere."""
    parts = (
        frame.select("restriction", part=pl.col("every"))
        .explode("part")
        .group_by("part")
        .agg(n_part=COUNTED.sum().cast(pl.Int64))
    ).drop_nulls("part")
    for name in ("family", "given", "every"):
        key = f"{name}_key"
        rarest = (
            frame.select("person", part=pl.col(name))
            .explode("part")
            .join(parts, on="part")
            .group_by("person")
            .agg(pl.col("n_part").min().alias(f"n_{name}_part"))
        )
        shares = pl.DataFrame(
            [(k, _share(k)) for k in frame[key].unique().drop_nulls()],
            schema={key: pl.String, f"p_{name}": pl.Float64},
            orient="row",
        )
        frame = (
            frame.with_columns(
                COUNTED.sum().cast(pl.Int64).over(key).alias(f"n_{name}")
            )
            .join(rarest, on="person", how="left", maintain_order="left")
            .join(shares, on=key, how="left", maintain_order="left")
        )
    return frame


@cache
def _share(key: str) -> float:
    """The share assumed of a name of one or more parts: that of its rarest part."""
    return min(common_share(part) for part in key.split())


def _with_births(frame: pl.DataFrame, persons: pl.DataFrame) -> pl.DataFrame:
    first = pl.coalesce(*BORN)
    dates = persons.select("person", "restriction", *BORN, born_1=first)
    for place in (2, 3):
        before = [f"born_{n}" for n in range(1, place)]
        another = pl.coalesce(
            pl.when(
                pl.all_horizontal(pl.col(sense).ne_missing(pl.col(b)) for b in before)
            ).then(sense)
            for sense in BORN
        )
        dates = dates.with_columns(another.alias(f"born_{place}"))
    columns = [f"born_{place}" for place in PLACES]
    counts = (
        pl.concat([dates.select("restriction", day=column) for column in columns])
        .drop_nulls("day")
        .group_by("day")
        .agg(n=COUNTED.sum().cast(pl.Int64))
    )
    for column, place in zip(columns, PLACES, strict=True):
        dates = dates.join(
            counts.rename({"day": column, "n": f"born_n_{place}"}),
            on=column,
            how="left",
            maintain_order="left",
        )
    return frame.hstack(dates.drop("person", "restriction", *BORN))
