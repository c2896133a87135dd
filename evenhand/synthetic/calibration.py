"""The figures a synthetic caseload is aimed at, read from calibration.toml."""

import datetime
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


Table = dict[str, Any]


@cache
def read(name: str) -> Table:
    """One of the data files beside this module, by name."""
    return tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text("utf-8"))


def calibration() -> Table:
    return read("calibration")


def mixes() -> list[str]:
    """The published snapshots a caseload can resemble."""
    return list(calibration()["mixes"])


def rate(name: str) -> float:
    """An assumed or published rate, per cent."""
    return float(calibration()["rates"][name])


@dataclass(frozen=True, slots=True)
class Nation:
    """A nationality and what is known of its claims. Shares are per cent, except
    over_six_months, the part (0 to 1) of its cases that waited longer than that."""

    name: str
    share: float
    over_six_months: float
    female: float
    uasc: float


def nations(mix: str) -> list[Nation]:
    """Every nationality of a mix with its share of the caseload; shares add to 100."""
    figures = calibration()
    column = figures["mixes"][mix]["nationality_column"]
    total = figures["mixes"][mix]["total"]
    known = [
        Nation(
            name,
            100 * row[column] / total,
            row[f"over6m_{column}"],
            row["female"],
            row["uasc"],
        )
        for name, row in figures["nationalities"].items()
    ]
    rare = {
        "British National (Overseas)": rate("british_overseas"),
        "Not recorded": rate("nationality_not_recorded"),
        "Refugee": rate("refugee_travel_document"),
    }
    others = figures["other_nationalities"]
    left = 100 - sum(nation.share for nation in known) - sum(rare.values())
    parts = read("origins")["others"]
    rest = {name: left * part / sum(parts.values()) for name, part in parts.items()}
    return known + [
        Nation(name, share, others["over6m"], others["female"], others["uasc"])
        for name, share in (rest | rare).items()
    ]


@dataclass(frozen=True, slots=True)
class Waits:
    """Bands of time since claim: bounds in days, [low, high), and their weights among
    cases waiting up to six months, and longer."""

    bounds: list[tuple[int, int]]
    shorter: list[float]
    longer: list[float]


def waits(mix: str) -> Waits:
    """How long cases have waited, from the published age of the caseload."""
    row, long = calibration()["mixes"][mix], calibration()["long_waits"]
    oldest = int(long["oldest_years"] * 365.25)
    over = [long["from_12_to_24"], long["from_24_to_36"], long["over_36"]]
    return Waits(
        bounds=[
            (1, 91),
            (91, 183),
            (183, 365),
            (365, 731),
            (731, 1096),
            (1096, oldest),
        ],
        shorter=[row["under_3"], row["from_3_to_6"], 0, 0, 0, 0],
        longer=[
            0,
            0,
            row["from_6_to_12"],
            *(row["over_12"] * part / sum(over) for part in over),
        ],
    )


def intake_per_day(mix: str, days: int) -> list[float]:
    """Claims a day in the quarter that lay so many days before the mix's snapshot.

    One number a day, from the snapshot backwards. Before the published quarters the
    earliest is used.
    """
    snapshot: datetime.date = calibration()["mixes"][mix]["snapshot_on"]
    quarters = {
        datetime.date.fromisoformat(end): float(claims)
        for end, claims in calibration()["intake"].items()
    }
    ends = sorted(quarters)
    answer = []
    for back in range(days):
        day = snapshot - datetime.timedelta(days=back)
        end = next((end for end in ends if end >= day), ends[-1])
        answer.append(quarters[end] / 91)
    return answer
