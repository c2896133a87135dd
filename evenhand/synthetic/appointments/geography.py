"""How long journeys take, derived from where places roughly are."""

from functools import cache
from itertools import combinations
from math import asin, cos, radians, sin, sqrt
from typing import Any

import polars as pl

from evenhand.synthetic.calibration import read


# A journey by public transport, assumed: a quarter of an hour to set out and arrive,
# roads and rails a third longer than the crow flies, at 70 km an hour.
SETTING_OUT, DETOUR, KM_AN_HOUR = 15, 1.3, 70
# Beyond four hours nobody can come and go in a day: there is no such journey.
LONGEST = 240
EARTH_KM = 6_371
# No train goes there from the other places.
OVER_THE_SEA = ("BT", "GY", "JE", "IM", "HS", "ZE")


@cache
def sites() -> tuple[dict[str, Any], ...]:
    """The sites of the demo, as sites.toml has them."""
    return tuple(read("appointments/sites")["site"])


def areas() -> dict[str, list[float]]:
    """About the middle of each postcode area."""
    return read("appointments/areas")


def journeys() -> pl.DataFrame:
    """From where to which site in how many minutes: postcode_area, site, minutes."""
    rows = [
        (area, site["code"], minutes)
        for area, middle in sorted(areas().items())
        for site in sites()
        if (minutes := _minutes(_island(area), _island_of(site), middle, site["at"]))
    ]
    return pl.DataFrame(rows, ["postcode_area", "site", "minutes"], orient="row")


def between() -> pl.DataFrame:
    """From one site to another, each pair once: one, other, minutes."""
    rows = [
        (one["code"], other["code"], minutes)
        for one, other in combinations(sites(), 2)
        if (
            minutes := _minutes(
                _island_of(one), _island_of(other), one["at"], other["at"]
            )
        )
    ]
    return pl.DataFrame(rows, ["one", "other", "minutes"], orient="row")


def nearest() -> dict[str, str]:
    """The site nearest to each postcode area that has any."""
    found = journeys().sort("minutes", "site").unique("postcode_area", keep="first")
    return dict(found.select("postcode_area", "site").iter_rows())


def _minutes(island: str, other: str, one: list[float], two: list[float]) -> int | None:
    """Minutes, to the next five; nothing where it is too far or over the sea."""
    if island != other:
        return None
    road = kilometres(one, two) * DETOUR
    minutes = SETTING_OUT + road * 60 / KM_AN_HOUR
    return 5 * round(minutes / 5) if minutes <= LONGEST else None


def kilometres(one: list[float], two: list[float]) -> float:
    """As the crow flies, between two places given in degrees."""
    lat, lon, other_lat, other_lon = map(radians, (*one, *two))
    half = (
        sin((other_lat - lat) / 2) ** 2
        + cos(lat) * cos(other_lat) * sin((other_lon - lon) / 2) ** 2
    )
    return 2 * EARTH_KM * asin(sqrt(half))


def _island(area: str) -> str:
    return area if area in OVER_THE_SEA else ""


def _island_of(site: dict[str, Any]) -> str:
    return "BT" if site["nation"] == "northern-ireland" else ""
