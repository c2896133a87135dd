"""From comparisons to odds: one person, one family, or two strangers who happen to agree.

Each explanation says how probable an agreement is under it. Under "strangers" that is how
often the value occurs in this caseload; so what is rare weighs and what is common hardly
does. Weights are in bits (doublings of the odds) and are added, as Fellegi and Sunter
add them; attributes count as independent given the explanation, and where they are not
(a nationality and its names) only one of them counts.

How often one person's own records agree (`OF_ONE`), and those of relatives
(`OF_FAMILY`), are assumptions: set by hand, on the careful side, and meant to be set
again from what people have joined and refused.
"""

from dataclasses import dataclass
from math import log2

import polars as pl

from evenhand.engine.likeness.compare import (
    BORN_DIGIT,
    BORN_OTHER,
    BORN_SAME,
    BORN_TURNED,
    BORN_YEAR,
    NEAR,
    NONE,
    PART,
    SAME,
)


# So many persons of the population at large are added to every caseload, so that a small
# one does not take each name for rare that it holds once.
BACKGROUND = 1_000
SHARE_OF_A_NAME = 1 / 2_000
SHARE_OF_A_BIRTHDAY = 1 / (365 * 40)
SHARE_OF_A_NEW_YEAR = 1 / 400
SHARE_OF_A_HOME = 1 / 20_000
SHARE_OF_A_DAY = 1 / 1_500
# Before anything is looked at: how many second records, and how many relatives with a
# case of their own, a person has among the others.
SECOND_RECORDS = 0.02
RELATIVES = 0.1


@dataclass(frozen=True, slots=True)
class Chances:
    """How probable each level is; what is missing from a table weighs nothing."""

    family: dict[int, float]
    given: dict[int, float]
    born: dict[int, float]
    sex: tuple[float, float]
    nation: tuple[float, float]
    home: tuple[float, float]
    lawyer: float
    reference: float
    order: float


OF_ONE = Chances(
    family={SAME: 0.78, NEAR: 0.10, PART: 0.08, NONE: 0.04},
    given={SAME: 0.78, NEAR: 0.10, PART: 0.10, NONE: 0.005},
    born={
        BORN_SAME: 0.80,
        BORN_TURNED: 0.04,
        BORN_DIGIT: 0.06,
        BORN_YEAR: 0.03,
        BORN_OTHER: 0.04,
    },
    sex=(0.98, 0.02),
    nation=(0.96, 0.04),
    home=(0.30, 0.70),
    lawyer=0.30,
    reference=0.30,
    order=0.10,
)
# Among relatives who claim apart; their birthdays are else no nearer than strangers'.
TWINS = 0.008
OF_FAMILY = Chances(
    family={SAME: 0.60, NEAR: 0.08, PART: 0.065, NONE: 0.25},
    given={SAME: 0.30, NEAR: 0.10, PART: 0.20, NONE: 1.0},  # times what chance gives
    born={},
    sex=(0.5, 0.5),
    nation=(0.96, 0.04),
    home=(0.55, 0.45),
    lawyer=0.40,
    reference=0.10,
    order=0.10,
)
# How much commoner than the value itself its near neighbours are, all together.
NEAR_MISSES = 3.0
DATES_ONE_FIGURE_OFF = 32
SAME_DAY_OF_ONE, OTHER_DAY_OF_ONE = 0.4, 0.6
SAME_DAY_OF_FAMILY, OTHER_DAY_OF_FAMILY = 0.5, 0.6
FOLLOWING_OF_FAMILY = 5.0
PATRONYMIC_OF_FAMILY = 0.12
ATTRIBUTES = (
    "reference", "family", "given", "order", "born", "sex", "nation", "home", "lawyer",
    "claimed", "next", "patronymic",
)  # fmt: skip


def weighed(pairs: pl.DataFrame, *, persons: int, men: float) -> pl.DataFrame:
    """`pairs` as `compared` gives them, with what each attribute says and the odds.

    one_<attribute>     bits for "one person" against "strangers"
    family_<attribute>  bits for "one family" against "strangers"
    one, family         doublings of the odds of each against the other two together:
                        0 is even, 10 is a thousand to one

    persons: how many were compared in all; men: the share of men among them.
    """
    size = persons + BACKGROUND
    main = pl.col("main") & pl.col("main_2")
    f = _Shares(size)
    alike = men**2 + (1 - men) ** 2
    day = f.of(pl.col("others_claimed"), SHARE_OF_A_DAY)
    one = {
        "reference": pl.when(main).then(
            _bits(OF_ONE.reference, f.of(pl.col("reference"), 0.0))
        ),
        "family": _name("family", OF_ONE, f),
        "given": _name("given", OF_ONE, f),
        "order": _order(OF_ONE),
        "born": _born(OF_ONE, f),
        "sex": _whether("sex", OF_ONE.sex, (alike, 1 - alike)),
        # Names tell the nationality already: agreement adds next to nothing.
        "nation": _whether("nation", (1.0, OF_ONE.nation[1]), (0.7, 0.9)),
        "home": _whether("home", OF_ONE.home, (f.home(), 1.0)),
        "lawyer": _only("lawyer", OF_ONE.lawyer, f.of(pl.col("others_lawyer"), 0.0)),
        # One claim taken down twice has one day; a second claim has another.
        "claimed": _whether("claimed", (SAME_DAY_OF_ONE, OTHER_DAY_OF_ONE), (day, 1.0)),
        "next": pl.lit(0.0),
        "patronymic": pl.lit(0.0),
    }
    family = {
        "reference": _bits(OF_FAMILY.reference, f.of(pl.col("reference"), 0.0)),
        "family": _name("family", OF_FAMILY, f),
        # Relatives seldom share a given name: its agreement is theirs by chance.
        "given": pl.col("given").replace_strict(
            {k: log2(v) for k, v in OF_FAMILY.given.items()}, return_dtype=pl.Float64
        ),
        "order": _order(OF_FAMILY),
        "born": (1 - TWINS + TWINS * 2.0 ** _born(OF_ONE, f)).log(2.0),
        "sex": pl.lit(0.0),
        "nation": _whether("nation", (1.0, OF_FAMILY.nation[1]), (0.7, 0.9)),
        "home": _whether("home", OF_FAMILY.home, (f.home(), 1.0)),
        "lawyer": _only("lawyer", OF_FAMILY.lawyer, f.of(pl.col("others_lawyer"), 0.0)),
        "claimed": _whether(
            "claimed", (SAME_DAY_OF_FAMILY, OTHER_DAY_OF_FAMILY), (day, 1.0)
        ),
        "next": pl.when(pl.col("next").is_not_null() & pl.col("claimed")).then(
            FOLLOWING_OF_FAMILY
        ),
        "patronymic": _bits(
            PATRONYMIC_OF_FAMILY, f.of(pl.col("patronymic") - 1, SHARE_OF_A_NAME)
        ),
    }
    pairs = pairs.with_columns(
        *(said.fill_null(0.0).alias(f"one_{name}") for name, said in one.items()),
        *(said.fill_null(0.0).alias(f"family_{name}") for name, said in family.items()),
    ).with_columns(
        one=pl.sum_horizontal(*(f"one_{name}" for name in ATTRIBUTES))
        + prior(SECOND_RECORDS, persons),
        family_=pl.sum_horizontal(*(f"family_{name}" for name in ATTRIBUTES))
        + prior(RELATIVES, persons),
    )
    return pairs.with_columns(
        one=pl.col("one") - _or_strangers("family_"),
        kin=pl.col("family_") - _or_strangers("one"),
    ).drop("family_")


def prior(expected: float, persons: int) -> float:
    """Bits for a pair of which nothing is known: what chance alone must be beaten by.

    Among strangers an agreement of b bits or more comes by chance in at most one pair in
    2**b; everybody is compared with everybody, so the bar rises with the caseload.
    """
    return log2(expected / (persons + BACKGROUND))


class _Shares:
    """How common a value is: third persons who have it, in the caseload and at large."""

    def __init__(self, size: int) -> None:
        self.size = size

    def of(self, others: pl.Expr, share: float | pl.Expr) -> pl.Expr:
        """Null where `others` is: there is nothing to share."""
        at_large = (
            share * BACKGROUND if isinstance(share, float) else BACKGROUND * share
        )
        counted = (others.clip(lower_bound=0) + at_large) / self.size
        return counted.clip(lower_bound=0.5 / self.size)

    def name(self, which: str) -> pl.Expr:
        share = pl.max_horizontal(f"p_{which}", pl.lit(SHARE_OF_A_NAME))
        return self.of(pl.col(f"others_{which}"), share)

    def born(self) -> pl.Expr:
        share = (
            pl.when("new_year").then(SHARE_OF_A_NEW_YEAR).otherwise(SHARE_OF_A_BIRTHDAY)
        )
        return self.of(pl.col("others_born"), share)

    def home(self) -> pl.Expr:
        return self.of(pl.col("others_home"), SHARE_OF_A_HOME)


def _name(which: str, chances: Chances, f: _Shares) -> pl.Expr:
    table = chances.family if which == "family" else chances.given
    share, level = f.name(which), pl.col(which)
    return (
        pl.when(level == SAME)
        .then(_bits(table[SAME], share))
        .when(level == NEAR)
        .then(_bits(table[NEAR], NEAR_MISSES * share))
        .when(level == PART)
        .then(_bits(table[PART], share))
        .when(level == NONE)
        .then(log2(table[NONE]))
    )


def _order(chances: Chances) -> pl.Expr:
    return pl.when(pl.col("order") != "straight").then(log2(chances.order))


def _born(chances: Chances, f: _Shares) -> pl.Expr:
    table, share, level = chances.born, f.born(), pl.col("born")
    close = pl.max_horizontal(
        DATES_ONE_FIGURE_OFF * SHARE_OF_A_BIRTHDAY, NEAR_MISSES * share
    )
    return (
        pl.when(level == BORN_SAME)
        .then(_bits(table[BORN_SAME], share))
        .when(level == BORN_TURNED)
        .then(_bits(table[BORN_TURNED], share))
        .when(level == BORN_DIGIT)
        .then(_bits(table[BORN_DIGIT], close))
        .when(level == BORN_YEAR)
        .then(log2(table[BORN_YEAR] / 0.06))
        .when(level == BORN_OTHER)
        .then(log2(table[BORN_OTHER] / 0.94))
    )


def _whether(
    name: str,
    chances: tuple[float, float],
    by_chance: tuple[float | pl.Expr, float | pl.Expr],
) -> pl.Expr:
    return (
        pl.when(pl.col(name))
        .then(_bits(chances[0], by_chance[0]))
        .when(~pl.col(name))
        .then(_bits(chances[1], by_chance[1]))
    )


def _only(name: str, chance: float, by_chance: pl.Expr) -> pl.Expr:
    """Agreement counts; that it is missing says nothing."""
    return pl.when(pl.col(name)).then(_bits(chance, by_chance))


def _or_strangers(column: str) -> pl.Expr:
    """Bits of (this or strangers) over strangers alone, without overflow."""
    bits = pl.col(column).clip(-60, 400)
    return pl.max_horizontal(bits, pl.lit(0.0)) + ((2.0 ** -bits.abs()) + 1.0).log(2.0)


def _bits(chance: float, by_chance: float | pl.Expr) -> pl.Expr:
    share = by_chance if isinstance(by_chance, pl.Expr) else pl.lit(float(by_chance))
    return (chance / share).log(2.0)
