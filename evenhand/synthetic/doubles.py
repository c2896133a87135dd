"""Second records and relatives planted in a caseload, to measure who is found again.

More and harder ones than a caseload has of its own accord (`recorded_twice`). Common
values are planted too, for they are what makes a list flood: births on 1 January, a few
names that many bear, a hostel where hundreds live. How often each happens is assumed.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl

from evenhand.engine.likeness.problem import PERSONS, REFERENCES, Problem
from evenhand.synthetic.caseload import Caseload
from evenhand.synthetic.draws import Chance
from evenhand.synthetic.slips import ALIKE, a_slip, with_slip


SYSTEM = "Home Office reference"
ON_NEW_YEAR, NAMED_ALIKE, IN_HOSTEL = 0.12, 0.06, 300
HOSTEL = ("Saltmarsh House, 1 Harbour Road, Dover", "CT16 1AA")
MOVED = 0.7
SAME_REFERENCE = 0.15
CLAIMED_AGAIN = 0.7


@dataclass(frozen=True, slots=True)
class Planted:
    """A problem in which it is known who is who.

    doubles   (person, person) recorded twice, with the fault of the second record
    families  (case, case) of relatives who claimed apart
    twins     (person, person) born on one day, who are two
    """

    problem: Problem
    doubles: dict[tuple[int, int], str]
    families: set[tuple[int, int]]
    twins: set[tuple[int, int]]


def planted(made: Caseload, *, seed: int, share: float = 0.01) -> Planted:
    """`made` with as many second records as `share` of its cases, half as many families.

    Made so that nobody in it is recorded twice (`caseload`).
    Persons and cases are numbered from 1 in the order of the files, planted ones last.
    """
    rng = Chance(seed).stream("doubles")
    people = _made_common(_people(made), rng)
    applicants = people.filter("main")
    few = max(round(share * len(applicants)), 8)
    drawn = rng.choice(len(applicants), size=few + few // 2, replace=False)
    rows = applicants[np.sort(drawn)].rows(named=True)
    rng.shuffle(rows)
    new: list[dict[str, Any]] = []
    last = people.select(pl.col("person", "case").max()).row(0)
    numbers = _Numbers(*last)
    doubles: dict[tuple[int, int], str] = {}
    references = [(n + 1, SYSTEM, ref) for n, ref in enumerate(made.cases["reference"])]
    for row in rows[:few]:
        fault = a_slip(rng)
        second = numbers.next(_second(row, fault, rng))
        new.append(second)
        doubles[(row["person"], second["person"])] = fault
        known = references[row["case"] - 1][2]
        value = known if rng.random() < SAME_REFERENCE else f"DUP-{second['case']}Z"
        references.append((second["case"], SYSTEM, value))
    families, twins = set(), set()
    for row in rows[few:]:
        twin = rng.random() < 0.1
        relative = numbers.next(_relative(row, applicants, twin=twin, rng=rng))
        new.append(relative)
        families.add((row["case"], relative["case"]))
        if twin:
            twins.add((row["person"], relative["person"]))
        references.append((relative["case"], SYSTEM, f"REL-{relative['case']}Z"))
    return Planted(
        Problem(
            pl.concat([people, pl.DataFrame(new, schema=dict(PERSONS))]),
            pl.DataFrame(references, schema=dict(REFERENCES), orient="row"),
        ),
        doubles,
        families,
        twins,
    )


class _Numbers:
    def __init__(self, person: int, case: int) -> None:
        self.person, self.case = person, case

    def next(self, row: dict[str, Any]) -> dict[str, Any]:
        self.person += 1
        self.case += 1
        return row | {"person": self.person, "case": self.case}


def _people(made: Caseload) -> pl.DataFrame:
    cases = made.cases.with_row_index("case", offset=1)
    day = {"claimed": "claimed", "treated_as": "treated_as", "assessed": "assessed"}
    applicants = cases.select(
        "case",
        pl.lit(True).alias("main"),
        pl.col("restriction").fill_null(""),
        *(pl.col(n).fill_null("") for n in ("family_name", "given_names", "known_as")),
        *(pl.col(f"{n}_date_of_birth").str.to_date().alias(n) for n in day),
        "sex",
        pl.concat_list("nationality").alias("nationalities"),
        "address",
        "postcode",
        pl.col("representative_firm").alias("firm"),
        pl.col("representative_reference").alias("firm_reference"),
        pl.col("claimed_on").str.to_date(),
    )
    homes = cases.select(
        "case", "restriction", "address", "postcode", "claimed_on", "reference"
    )
    dependants = made.dependants.join(
        homes, left_on="case_reference", right_on="reference", maintain_order="left"
    ).select(
        "case",
        pl.lit(False).alias("main"),
        pl.col("restriction").fill_null(""),
        *(pl.col(n).fill_null("") for n in ("family_name", "given_names")),
        pl.lit("").alias("known_as"),
        pl.col("date_of_birth").str.to_date().alias("claimed"),
        pl.lit(None, pl.Date).alias("treated_as"),
        pl.lit(None, pl.Date).alias("assessed"),
        "sex",
        pl.concat_list("nationality").alias("nationalities"),
        "address",
        "postcode",
        pl.lit(None, pl.String).alias("firm"),
        pl.lit(None, pl.String).alias("firm_reference"),
        pl.col("claimed_on").str.to_date(),
    )
    return (
        pl.concat([applicants, dependants])
        .with_row_index("person", offset=1)
        .select(pl.col(name).cast(dtype) for name, dtype in PERSONS.items())
    )


def _made_common(people: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    n = len(people)
    names = pl.Series(ALIKE)
    draw = rng.integers(0, len(ALIKE), (2, n))
    hostel = np.zeros(n, dtype=bool)
    hostel[rng.choice(n, size=min(IN_HOSTEL, n // 10), replace=False)] = True
    men = (people["sex"] == "male").to_numpy()
    return people.with_columns(
        claimed=pl.when(pl.Series(rng.random(n) < ON_NEW_YEAR))
        .then(pl.date(pl.col("claimed").dt.year(), 1, 1))
        .otherwise("claimed"),
        given_names=pl.when(pl.Series((rng.random(n) < NAMED_ALIKE) & men))
        .then(names.gather(draw[0]))
        .otherwise("given_names"),
        family_name=pl.when(pl.Series(rng.random(n) < NAMED_ALIKE))
        .then(names.gather(draw[1]))
        .otherwise("family_name"),
        address=pl.when(pl.Series(hostel)).then(pl.lit(HOSTEL[0])).otherwise("address"),
        postcode=pl.when(pl.Series(hostel))
        .then(pl.lit(HOSTEL[1]))
        .otherwise("postcode"),
    )


def _second(
    row: dict[str, Any], fault: str, rng: np.random.Generator
) -> dict[str, Any]:
    row = row | {"restriction": "", "firm": None, "firm_reference": None}
    if rng.random() < MOVED:
        row |= {"address": f"{rng.integers(1, 999)} New Street", "postcode": "M1 1AB"}
    if rng.random() < CLAIMED_AGAIN:
        row |= {"claimed_on": row["claimed_on"] + timedelta(int(rng.integers(20, 900)))}
    return with_slip(row, fault, rng)


def _relative(
    row: dict[str, Any],
    others: pl.DataFrame,
    *,
    twin: bool,
    rng: np.random.Generator,
) -> dict[str, Any]:
    other = others.row(int(rng.integers(len(others))), named=True)
    away = int(rng.integers(400, 4_000))
    born: date | None = row["claimed"]
    if born is not None and not twin:
        born = date.fromordinal(born.toordinal() + away)
    return row | {
        "restriction": "",
        "given_names": other["given_names"],
        "sex": other["sex"],
        "known_as": "",
        "claimed": born,
        "treated_as": None,
        "assessed": None,
        "firm": None,
        "firm_reference": None,
    }
