"""Sites, rooms and the hosts who receive people, with when each is open."""

from typing import Any

import numpy as np
import polars as pl

from evenhand.synthetic import names
from evenhand.synthetic.appointments.caseload import Wanted
from evenhand.synthetic.appointments.geography import nearest, sites
from evenhand.synthetic.draws import even


# Rooms and links of the whole country, for 120,000 cases (assumed).
ROOMS = 350
LEAST = 2
OPENS = 9
WEEKDAYS = range(5)
IN_PERSON, BY_VIDEO = "in person", "by video"
EQUIPMENT = {"recorder": 100, "large screen": 55, "hearing loop": 40}
ACCESS = {
    "step-free": 75,
    "accessible toilet": 50,
    "play corner": 25,
    "quiet": 30,
    "dimmed light": 15,
}
# Of the cast of workforce.toml.
HOST, HOST_OF = "Mo Everard", "mo"

Rows = list[dict[str, Any]]


def places(wanted: Wanted) -> dict[str, Rows]:
    """Rows of sites, rooms, hosts and hours. Hours name kind and key of a calendar."""
    counts = _rooms_of_sites(wanted)
    rooms = [
        room for site in sites() for room in _rooms(wanted, site, counts[site["code"]])
    ]
    hosts = [
        host for site in sites() if site.get("partner") for host in _hosts(wanted, site)
    ]
    closes = {site["code"]: site["closes"] for site in sites()}
    return {
        "sites": [dict(site) for site in sites()],
        "rooms": rooms,
        "hosts": hosts,
        "hours": [
            *_hours("site", [(code, code) for code in closes], closes),
            *_hours(
                "room", [(r["key"], r["site"]) for r in rooms if r["set_up"]], closes
            ),
            *_hours("host", [(host["key"], host["site"]) for host in hosts], closes),
        ],
    }


def _rooms_of_sites(wanted: Wanted) -> dict[str, int]:
    """How many rooms each site has: by how many of the caseload live nearest."""
    near = nearest()
    living = wanted.cases["postcode_area"].replace_strict(
        near, default=None, return_dtype=pl.String
    )
    weights = {
        site["code"]: 0.03 + (living == site["code"]).sum() / max(len(living), 1)
        for site in sites()
    }
    total = max(LEAST * len(weights), round(ROOMS * wanted.scale))
    free = total - LEAST * len(weights)
    exact = {
        code: free * part / sum(weights.values()) for code, part in weights.items()
    }
    whole = {code: int(part) for code, part in exact.items()}
    by_rest = sorted(exact, key=lambda code: (whole[code] - exact[code], code))
    for code in by_rest[: free - sum(whole.values())]:
        whole[code] += 1
    return {code: LEAST + count for code, count in whole.items()}


def _rooms(wanted: Wanted, site: dict[str, Any], count: int) -> Rows:
    """The first of each kind has all a person may need; the last of a large site is
    still to be set up: it has no hours, and nobody is booked there."""
    rng = wanted.chance.stream(f"rooms of {site['code']}")
    kinds = [mode for mode, times in site["rooms"].items() for _ in range(times)]
    modes = [kinds[number % len(kinds)] for number in range(count)]
    if BY_VIDEO in kinds and len(kinds) > 1:
        modes[1] = BY_VIDEO
    first = {mode: modes.index(mode) for mode in set(modes)}
    rows = []
    for number, mode in enumerate(modes):
        whole = number == first[mode]
        rows.append(
            {
                "key": f"{site['code']} {number + 1}",
                "site": site["code"],
                "name": f"{'Video suite' if mode == BY_VIDEO else 'Room'} {number + 1}",
                "mode": "video" if mode == BY_VIDEO else mode,
                "seats": 8 if whole else int(rng.integers(4, 8)),
                "equipment": _some(rng, EQUIPMENT, whole=whole)
                + (["video link"] if mode == BY_VIDEO else []),
                "access": _some(rng, ACCESS, whole=whole),
                "turn_round_minutes": 10 if mode == BY_VIDEO else 15,
                "set_up": not (number == count - 1 and count > 4),
            }
        )
    return rows


def _some(
    rng: np.random.Generator, shares: dict[str, int], *, whole: bool
) -> list[str]:
    drawn = rng.random(len(shares)) * 100
    return [
        name
        for (name, share), luck in zip(shares.items(), drawn, strict=True)
        if whole or luck < share
    ]


def _hosts(wanted: Wanted, site: dict[str, Any]) -> Rows:
    """Two at each site of a partner; the first at the first is the host of the demo."""
    rng = wanted.chance.stream(f"hosts of {site['code']}")
    given, family = names.given_pool("staff", "any"), names.family_pool("staff")
    luck = even(rng, 2)
    rows = []
    for number in range(2):
        ours = site["code"] == sites()[0]["code"] and number == 0
        drawn = (
            f"{given[int(luck[number] * len(given))]}"
            f" {family[int(luck[1 - number] * len(family))]}"
        )
        rows.append(
            {
                "key": f"{site['code']} {number + 1}",
                "site": site["code"],
                "name": HOST if ours else drawn,
                "email": f"host{number + 1}.{site['code'].lower()}@example.org",
                "username": HOST_OF if ours else None,
                "at_once": 6,
            }
        )
    return rows


def _hours(kind: str, of: list[tuple[str, str]], closes: dict[str, int]) -> Rows:
    return [
        {
            "kind": kind,
            "key": key,
            "weekday": weekday,
            "opens": OPENS,
            "closes": closes[site],
        }
        for key, site in of
        for weekday in WEEKDAYS
    ]
