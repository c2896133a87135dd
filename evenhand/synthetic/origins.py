"""Where people are from and how they speak: nationality's shapes, languages, names."""

import numpy as np
import polars as pl

from evenhand.synthetic import calibration, names
from evenhand.synthetic.ages import SEXES
from evenhand.synthetic.aim import Aim
from evenhand.synthetic.days import where
from evenhand.synthetic.draws import Integers, choose, even, even_within, happens, pick


UNSETTLED = ("Stateless", "Not recorded", "Refugee", "British National (Overseas)")


def origins(aim: Aim, cases: pl.DataFrame) -> pl.DataFrame:
    """Adds nationality_standing, other_nationalities, language, dialect,
    interpreter_needed, and the names."""
    return cases.with_columns(
        *_standing(aim, cases), *_languages(aim, cases), *_names(aim, cases)
    )


def _standing(aim: Aim, cases: pl.DataFrame) -> list[pl.Series]:
    nation = cases["nation"].to_numpy()
    known = [n.name for n in calibration.nations(aim.mix)]
    settled = np.array([name not in UNSETTLED for name in known])[nation]
    rng = aim.chance.stream("standing")
    standing = np.where(settled, pick(rng, aim.cases, [88, 11, 1]), 0)
    dual = settled & happens(rng, aim.cases, calibration.rate("other_nationality"))
    shares = [n.share * (n.name not in UNSETTLED) for n in calibration.nations(aim.mix)]
    other = pick(rng, aim.cases, shares)
    return [
        pl.Series("nationality_standing", ["claimed", "accepted", "disputed"]).gather(
            standing
        ),
        where(
            pl.Series("other_nationalities", known).gather(other),
            dual & (other != nation),
        ),
    ]


def _languages(aim: Aim, cases: pl.DataFrame) -> list[pl.Series]:
    nation = cases["nation"].to_numpy()
    book: list[str] = []
    spoken = np.empty(aim.cases, np.int64)
    draws = even_within(aim.chance.stream("languages"), nation)
    known = calibration.nations(aim.mix)
    for index in np.unique(nation):
        shares = languages_of(known[index].name)
        rows = nation == index
        spoken[rows] = len(book) + choose(draws[rows], list(shares.values()))
        book.extend(shares)
    spoken_as = pl.Series(book).gather(spoken).str.split_exact("/", 1).struct
    language = spoken_as.field("field_0").alias("language")
    rng = aim.chance.stream("interpreters")
    manages = even(rng, aim.cases) * 100 < calibration.rate("no_interpreter")
    english = (language == "English").to_numpy()
    return [
        language,
        spoken_as.field("field_1").alias("dialect"),
        pl.Series("interpreter_needed", ~english & ~manages),
    ]


def languages_of(nationality: str) -> dict[str, float]:
    """The languages of a nationality, "language/dialect", and their shares."""
    table = calibration.read("origins")
    named: dict[str, float] | None = table["languages"].get(nationality)
    by_group = table["languages_of_group"]
    return named or by_group.get(group_of(nationality), by_group["other"])


def group_of(nationality: str) -> str:
    """The group of invented names a nationality draws from."""
    for group, members in calibration.read("origins")["groups"].items():
        if nationality in members:
            return str(group)
    return "other"


def groups_of(aim: Aim, nation: Integers) -> tuple[list[str], Integers]:
    """The groups of names, and each row's as an index into them."""
    groups = list(names.GROUPS)
    index = [groups.index(group_of(n.name)) for n in calibration.nations(aim.mix)]
    return groups, np.array(index)[nation]


def _names(aim: Aim, cases: pl.DataFrame) -> list[pl.Series]:
    groups, group = groups_of(aim, cases["nation"].to_numpy())
    sex = cases["sex_index"].to_numpy()
    family, given = names.draw_names(aim.chance, "names", groups, group, SEXES, sex)
    rng = aim.chance.stream("known as")
    some = happens(rng, aim.cases, calibration.rate("known_as"))
    return [
        family.alias("family_name"),
        given.alias("given_names"),
        names.known_as(given, groups, group, some),
    ]
