"""How two records compare, attribute by attribute, before anything is weighed.

Every comparison is of a pair, and the same whichever of the two comes first.
"""

import polars as pl
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from evenhand.engine.likeness.prepare import PLACES


# How names agree. A null level: one of the two does not say.
SAME, NEAR, PART, NONE = 3, 2, 1, 0
LEVELS = {SAME: "same", NEAR: "near", PART: "part", NONE: "different"}
# How dates of birth agree, the best of the dates each record gives.
BORN_SAME, BORN_TURNED, BORN_DIGIT, BORN_YEAR, BORN_OTHER = 4, 3, 2, 1, 0
BIRTHS = {
    BORN_SAME: "same",
    BORN_TURNED: "day and month swapped",
    BORN_DIGIT: "one figure differs",
    BORN_YEAR: "same year",
    BORN_OTHER: "different",
}
# From so many letters on, one slip is a slip of the pen; from so many, two are.
ONE_SLIP, TWO_SLIPS = 4, 9
NEIGHBOURS = 3


def compared(
    frame: pl.DataFrame, references: pl.DataFrame, pairs: pl.DataFrame
) -> pl.DataFrame:
    """One row a pair: person, case and main of both, and how each attribute compares.

    family, given    levels, with others_* (how many third persons would agree as well)
                     and p_* (the share assumed of that name)
    order            "straight", "swapped" or "any": which part was held against which
    known            the given name agrees only with what one of them is known as
    patronymic       others who share it, where one's family name is the other's given
                     name; null where it is not
    born             level; others_born; new_year: whether that date is a 1 January
    sex, nation      true where they agree, false where not, null where unsaid
    home, lawyer     likewise, with others_home and others_lawyer (third cases)
    claimed          whether both claimed on one day; others_claimed
    reference        others (third cases) who share it, or null; with value and systems
    next             how far apart their numbers are where they follow each other
    """
    p = _side_by_side(frame, pairs)
    p = p.with_columns(
        # A slip may double a letter or part two, and so look larger in the form.
        near_ff=_near(p, "family_key", "family_key")
        | _near(p, "family_plain", "family_plain"),
        near_gg=_near(p, "given_key", "given_key")
        | _near(p, "given_plain", "given_plain"),
        near_fg=_near(p, "family_key", "given_key"),
        near_gf=_near(p, "given_key", "family_key"),
        near_ee=_near(p, "every_key", "every_key"),
    )
    p = _with_names(p)
    p = _with_births(p)
    p = p.with_columns(
        sex=pl.col("sex") == pl.col("sex_2"),
        nation=pl.when(
            (pl.col("nationalities").list.len() > 0)
            & (pl.col("nationalities_2").list.len() > 0)
        ).then(
            pl.col("nationalities").list.set_intersection("nationalities_2").list.len()
            > 0
        ),
        home=pl.col("home") == pl.col("home_2"),
        lawyer=pl.col("lawyer") == pl.col("lawyer_2"),
        others_home=pl.col("n_home") - 2,
        others_lawyer=pl.col("n_lawyer") - 2,
        claimed=pl.col("claimed_on") == pl.col("claimed_on_2"),
        others_claimed=pl.col("n_claimed_on") - 2,
    )
    return _with_references(p, references).select(
        "person", "person_2", "case", "case_2", "main", "main_2", "restriction",
        "restriction_2",
        "family", "others_family", "p_family", "given", "others_given", "p_given",
        "order", "known", "patronymic", "born", "others_born", "new_year", "sex",
        "nation", "home", "others_home", "lawyer", "others_lawyer", "claimed",
        "others_claimed", "reference", "reference_value", "system", "system_2", "next",
    )  # fmt: skip


def _side_by_side(frame: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    one, other = frame[pairs["one"]], frame[pairs["other"]]
    return one.hstack(other.rename({name: f"{name}_2" for name in other.columns}))


def _near(p: pl.DataFrame, one: str, other: str) -> pl.Series:
    """Whether two names differ by a slip or two for their length; not by none at all."""
    a, b = p[one].fill_null(""), p[f"{other}_2"].fill_null("")
    slips = cpdist(a.to_list(), b.to_list(), scorer=OSA.distance, score_cutoff=2)
    length = pl.DataFrame(
        {"a": a.str.len_chars(), "b": b.str.len_chars()}
    ).min_horizontal()
    allowed = (length >= ONE_SLIP).cast(pl.Int64) + (length >= TWO_SLIPS).cast(pl.Int64)
    slip = pl.Series(slips.astype("int64"))
    return (slip > 0) & (slip <= allowed)


def _level(one: str, other: str, near: str) -> pl.Expr:
    """The level at which one's list of parts agrees with the other's."""
    a, b = pl.col(one), pl.col(f"{other}_2")
    shared = a.list.set_intersection(b).list.len()
    fewer = pl.min_horizontal(a.list.len(), b.list.len())
    return (
        pl.when(fewer == 0)
        .then(None)
        .when(pl.col(f"{one}_key") == pl.col(f"{other}_key_2"))
        .then(SAME)
        .when(pl.col(near))
        .then(NEAR)
        .when(shared == fewer)
        .then(PART)
        .otherwise(NONE)
        .cast(pl.Int8)
    )


def _with_names(p: pl.DataFrame) -> pl.DataFrame:
    p = p.with_columns(
        ff=_level("family", "family", "near_ff"),
        gg=_level("given", "given", "near_gg"),
        fg=_level("family", "given", "near_fg"),
        gf=_level("given", "family", "near_gf"),
        ee=_level("every", "every", "near_ee"),
    )
    straight = (pl.col("ff") == SAME) & (pl.col("gg") == SAME)
    mixed = (pl.col("ee") == SAME) & ~straight.fill_null(False)
    crossed = (
        (pl.col("fg") >= NEAR)
        & (pl.col("gf") >= NEAR)
        & (pl.col("ff").fill_null(NONE) + pl.col("gg").fill_null(NONE) < NEAR)
    )
    lone = pl.col("ff").is_null()
    p = p.with_columns(
        order=pl.when(mixed & ~lone)
        .then(pl.lit("any"))
        .when(crossed.fill_null(False))
        .then(pl.lit("swapped"))
        .otherwise(pl.lit("straight")),
    )
    swapped, any_order = pl.col("order") == "swapped", pl.col("order") == "any"
    p = p.with_columns(
        family=pl.when(any_order).then(SAME).when(swapped).then("fg").otherwise("ff"),
        given=pl.when(any_order)
        .then(SAME)
        .when(swapped)
        .then("gf")
        .when(lone)
        .then("ee")
        .otherwise("gg"),
    )
    known = (
        (pl.col("known_key") == pl.col("given_key_2"))
        | (pl.col("given_key") == pl.col("known_key_2"))
        | (pl.col("known_key") == pl.col("known_key_2"))
    ).fill_null(False) & (pl.col("given") == NONE).fill_null(False)
    father = pl.col("family_key") == pl.col("given_key_2")
    fathered = pl.col("given_key") == pl.col("family_key_2")
    return p.with_columns(
        known=known,
        given=pl.when(known).then(PART).otherwise("given"),
        others_family=_others("family", lone=False),
        others_given=_others("given", lone=True),
        p_family=pl.max_horizontal("p_family", "p_family_2", 0.0),
        p_given=pl.when(lone)
        .then(pl.max_horizontal("p_every", "p_every_2", 0.0))
        .otherwise(pl.max_horizontal("p_given", "p_given_2", 0.0)),
        patronymic=pl.when((pl.col("family") == NONE) & father)
        .then(pl.col("n_given_2"))
        .when((pl.col("family") == NONE) & fathered)
        .then(pl.col("n_given")),
    )


def _others(name: str, *, lone: bool) -> pl.Expr:
    """How many third persons agree at this level as well, the commoner of the two names.

    A near agreement is held against the commoner spelling: a rare slip in a common name
    must not say more than the name does. Crossed names count in either place.
    """
    level = pl.col(name)
    both = pl.max_horizontal(f"n_{name}", f"n_{name}_2", 1)
    crossed = pl.max_horizontal("n_family", "n_family_2", "n_given", "n_given_2", 1)
    if lone:
        whole = pl.max_horizontal("n_every", "n_every_2", 1)
        both = pl.when(pl.col("ff").is_null()).then(whole).otherwise(both)
    # Of a part, the rarest part of the shorter name.
    part = pl.max_horizontal(f"n_{name}_part", f"n_{name}_part_2", 1)
    if lone:
        rare = pl.max_horizontal("n_every_part", "n_every_part_2", 1)
        part = pl.when(pl.col("ff").is_null()).then(rare).otherwise(part)
    count = pl.when(pl.col("order") == "swapped").then(crossed).otherwise(both)
    return (
        pl.when(level == PART)
        .then(pl.max_horizontal(part, both) - 1)
        .when(level == NEAR)
        .then(count - 1)
        .otherwise(pl.max_horizontal(count - 2, 0))
    )


def _with_births(p: pl.DataFrame) -> pl.DataFrame:
    """The best agreement among the dates each gives, and how common that date is.

    Of several that agree as well the rarest is told; a slip is held against the
    commoner of its two dates.
    """
    p = p.with_row_index("pair")
    both = pl.concat(
        [
            p.select(
                "pair",
                a=f"born_{i}",
                b=f"born_{j}_2",
                n=f"born_n_{i}",
                m=f"born_n_{j}_2",
            ).drop_nulls()
            for i in PLACES
            for j in PLACES
        ]
    )
    a, b, n, m = (pl.col(name) for name in "abnm")
    best = (
        both.with_columns(level=_birth_level(a, b))
        .select(
            "pair",
            born="level",
            others_born=pl.when(pl.col("level") == BORN_SAME)
            .then(n - 2)
            .otherwise(pl.max_horizontal(n, m) - 1),
            new_year=_new_year(a) | _new_year(b),
        )
        .sort(
            ["pair", "born", "others_born", "new_year"],
            descending=[False, True, False, False],
        )
        .unique("pair", keep="first", maintain_order=True)
    )
    return p.join(best, on="pair", how="left", maintain_order="left").drop("pair")


def _birth_level(a: pl.Expr, b: pl.Expr) -> pl.Expr:
    turned = (
        (a.dt.year() == b.dt.year())
        & (a.dt.month() == b.dt.day())
        & (a.dt.day() == b.dt.month())
    )
    day, month = a.dt.day() != b.dt.day(), a.dt.month() != b.dt.month()
    year = a.dt.year() != b.dt.year()
    digits = (
        _digits(a.dt.day(), b.dt.day(), 2)
        + _digits(a.dt.month(), b.dt.month(), 2)
        + _digits(a.dt.year(), b.dt.year(), 4)
    )
    return (
        pl.when(~day & ~month & ~year)
        .then(BORN_SAME)
        .when(turned)
        .then(BORN_TURNED)
        .when(digits == 1)
        .then(BORN_DIGIT)
        .when(~year)
        .then(BORN_YEAR)
        .otherwise(BORN_OTHER)
        .cast(pl.Int8)
    )


def _digits(a: pl.Expr, b: pl.Expr, figures: int) -> pl.Expr:
    """In how many figures two numbers differ."""
    x, y = a.cast(pl.Int32), b.cast(pl.Int32)
    return pl.sum_horizontal(
        *((x // 10**k % 10 != y // 10**k % 10).cast(pl.Int32) for k in range(figures))
    )


def _new_year(day: pl.Expr) -> pl.Expr:
    return (day.dt.month() == 1) & (day.dt.day() == 1)


def _with_references(p: pl.DataFrame, references: pl.DataFrame) -> pl.DataFrame:
    cases = p.select("case", "case_2").unique()
    shared = (
        cases.join(references, on="case")
        .join(
            references.select(case_2="case", value="value", system_2="system"),
            on=["case_2", "value"],
        )
        .sort("n_reference", "value")
        .unique(["case", "case_2"], keep="first", maintain_order=True)
        .select(
            "case",
            "case_2",
            "system",
            "system_2",
            reference_value="value",
            reference=pl.col("n_reference").cast(pl.Int64) - 2,
        )
    )
    numbered = references.select(
        "case",
        stem=pl.col("value").str.extract(r"^(.*?)\d{1,9}$"),
        number=pl.col("value").str.extract(r"(\d{1,9})$").cast(pl.Int64),
    ).drop_nulls()
    following = (
        cases.join(numbered, on="case")
        .join(
            numbered.rename({"case": "case_2", "number": "number_2"}),
            on=["case_2", "stem"],
        )
        .with_columns(apart=(pl.col("number") - pl.col("number_2")).abs())
        .filter(pl.col("apart").is_between(1, NEIGHBOURS))
        .group_by("case", "case_2")
        .agg(next=pl.col("apart").min())
    )
    keys = ["case", "case_2"]
    return p.join(shared, on=keys, how="left", maintain_order="left").join(
        following, on=keys, how="left", maintain_order="left"
    )
