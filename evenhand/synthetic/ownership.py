"""Who holds a case now: the unit, the person who decides, the one who moves it on."""

from collections.abc import Callable

import numpy as np
import polars as pl

from evenhand.synthetic import calibration
from evenhand.synthetic.aim import Aim
from evenhand.synthetic.draws import Flags, Integers, happens
from evenhand.synthetic.workforce import Person, reference, units


AFTER_INTERVIEW = ["interviewed", "decided", "checked"]


def ownership(aim: Aim, cases: pl.DataFrame, people: list[Person]) -> pl.DataFrame:
    """Adds unit, owner and progressor (staff references). A case past its interview has
    a unit, and an owner in it while there is room; some that are ready have one too."""
    home = _home_units(aim, cases)
    held = cases["stage"].is_in(AFTER_INTERVIEW).to_numpy()
    ready = (
        (cases["stage"] == "ready_to_interview")
        & (cases["barrier_kinds"].list.len() == 0)
    ).to_numpy()
    rng = aim.chance.stream("upcoming owners")
    upcoming = ready & happens(rng, aim.cases, calibration.rate("with_upcoming_owner"))
    owner = _owners(aim, cases, people, home, held, upcoming)
    progressor = _progressors(aim, people, home)
    book = pl.Series([*(reference(i) for i in range(len(people))), None])
    unit = np.where(held | (owner >= 0), home, len(units()))
    return cases.with_columns(
        pl.Series("unit", [*units(), None]).gather(unit),
        book.gather(np.where(owner < 0, len(people), owner)).alias("owner"),
        book.gather(progressor).alias("progressor"),
    )


def _home_units(aim: Aim, cases: pl.DataFrame) -> Integers:
    """The unit a case will have come to under the update of 23 July 2021, an index."""
    history = calibration.read("workforce")["history"]
    child = cases["child_at_claim"] | cases["unaccompanied"]
    region = cases.select(
        pl.col("region")
        .replace_strict(history["regions"], default="LIVERPOOL")
        .alias("adult"),
        pl.col("region")
        .replace_strict(history["children"], default="LIVERPOOL")
        .alias("child"),
    )
    remote = pl.col("accommodation").is_in(["hotel", "initial accommodation", "Napier"])
    men = pl.lit(None, dtype=pl.String)
    for nationality, unit in history["men_of"].items():
        men = (
            pl.when((pl.col("nationality") == nationality) & (pl.col("sex") == "male"))
            .then(pl.lit(unit))
            .otherwise(men)
        )
    by_nation = pl.col("nationality").replace_strict(
        history["nationalities"], default=None
    )
    nsa = by_nation.is_in(["NSA"]).fill_null(False)
    months = history["older_than_months"] * 30.44
    home = cases.with_columns(region["adult"], region["child"].alias("childs"), child.alias("was_child")).select(
        pl.when("was_child").then("childs")
        .when("detained").then(pl.lit(history["detained"]))
        .when("high_profile").then(pl.lit(history["high_profile"]))
        .when(nsa).then(by_nation)
        .when(men.is_not_null()).then(men)
        .when(pl.col("waited") > months).then(pl.lit(history["older"]))
        .when(remote).then(pl.lit(history["remote"]))
        .when(by_nation.is_not_null()).then(by_nation)
        .otherwise("adult")
    ).to_series()  # fmt: skip
    order = {unit: index for index, unit in enumerate(units())}
    return home.replace_strict(order, return_dtype=pl.Int64).to_numpy()


def _owners(
    aim: Aim,
    cases: pl.DataFrame,
    people: list[Person],
    home: Integers,
    held: Flags,
    upcoming: Flags,
) -> Integers:
    """An owner for each case, -1 where there is none: hardest requirements first."""
    rng = aim.chance.stream("owners")
    room = np.array([p.caseload for p in people])
    owner = np.full(aim.cases, -1, np.int64)
    child = (cases["child_at_claim"] | cases["unaccompanied"]).to_numpy()
    restriction = cases["restriction"].fill_null("")
    marks: list[tuple[Flags, Callable[[Person], bool]]] = [
        ((restriction == "special").to_numpy(), lambda p: "special" in p.clearances),
        (
            (restriction == "restricted").to_numpy(),
            lambda p: "restricted" in p.clearances,
        ),
        (cases["high_harm"].to_numpy(), lambda p: "high-harm" in p.clearances),
        (
            cases["high_profile"].to_numpy(),
            lambda p: p.skills.get("high-profile", aim.on) > aim.on,
        ),
        (child, lambda p: p.skills.get("children", aim.on) > aim.on),
        (
            cases["detained"].to_numpy(),
            lambda p: p.skills.get("detained", aim.on) > aim.on,
        ),
    ]
    needs = np.zeros(aim.cases, np.int64)
    for bit, (rows, _) in enumerate(marks):
        needs += rows.astype(np.int64) << bit
    able = np.array(
        [sum(int(may(p)) << bit for bit, (_, may) in enumerate(marks)) for p in people]
    )
    unit_of = np.array([units().index(p.unit) if p.unit else -1 for p in people])
    decides = np.array([p.decides for p in people])
    for wanted in (held, upcoming):
        groups = np.unique(needs[wanted])[::-1]
        for group in sorted(groups.tolist(), key=lambda g: (-g.bit_count(), g)):
            for unit in range(len(units())):
                theirs = np.flatnonzero(wanted & (needs == group) & (home == unit))
                may = np.flatnonzero(
                    decides & (unit_of == unit) & ((able & group) == group)
                )
                _deal(rng, theirs, may, room, owner)
    return owner


def _deal(
    rng: np.random.Generator,
    rows: Integers,
    may: Integers,
    room: Integers,
    owner: Integers,
) -> None:
    """Deal cases round the people who may hold them, as far as they have room."""
    slots = np.repeat(may, room[may])
    if not len(rows) or not len(slots):
        return
    turn = np.concatenate([np.arange(n) for n in room[may]])
    slots = slots[np.lexsort((slots, -turn))][: len(rows)]
    rows = rng.permutation(rows)[: len(slots)]
    owner[rows] = slots
    np.subtract.at(room, slots, 1)


def _progressors(aim: Aim, people: list[Person], home: Integers) -> Integers:
    """The case progression officers of a unit take its cases in turn."""
    answer = np.empty(aim.cases, np.int64)
    for index, unit in enumerate(units()):
        rows = np.flatnonzero(home == index)
        officers = np.array(
            [
                i
                for i, p in enumerate(people)
                if p.unit == unit and p.role == "case_progression_officer"
            ]
        )
        answer[rows] = officers[np.arange(len(rows)) % len(officers)]
    return answer
