"""Where people live and how they are supported; who is detained."""

import numpy as np
import polars as pl

from evenhand.synthetic import calibration, days
from evenhand.synthetic.aim import Aim, Unusable
from evenhand.synthetic.draws import Flags, Integers, choose, even, happens, pick


NONE = "not recorded"
CARE = "local authority care"
# What a cell of the published support table means here: accommodation, then support.
HOUSED: dict[str, tuple[str, dict[str, float]]] = {
    "dispersal": ("dispersal", {"section 95": 97.5, "section 4": 2.5}),
    "hotel": ("hotel", {"section 95": 60, "section 98": 40}),
    "initial": ("initial accommodation", {"section 98": 100}),
    "other": ("other contingency", {"section 95": 70, "section 98": 30}),
    "subsistence": ("own means", {"subsistence only": 100}),
}
PLACES_OF_DETENTION = [
    "Brook House", "Colnbrook", "Derwentside", "Dungavel House", "Harmondsworth",
    "Larne House", "Tinsley House", "Yarl's Wood",
]  # fmt: skip
STREETS = [
    "Alderwick Row", "Bramblecote Road", "Candlemaker Rise", "Dovetail Street",
    "Elderflower Way", "Fernlea Terrace", "Gorsefield Close", "Hazelmarsh Avenue",
    "Inkberry Lane", "Juniper Bank", "Kestrelgate", "Larchmoor Road",
    "Mallowfield Street", "Nettlecombe Drive", "Oatlands Parade", "Plumtree Court",
    "Quarryside", "Rushmead Road", "Saltbox Street", "Thistledown Way",
]  # fmt: skip
LETTERS = "ABDEFGHJLNPQRSTUWXYZ"


def homes(aim: Aim, cases: pl.DataFrame) -> pl.DataFrame:
    """Adds region, local_authority, support, accommodation, address, postcode,
    detained_since and place_of_detention."""
    n = aim.cases
    home = _Home(n)
    detained = _detained(aim, cases)
    in_care = _in_care(aim, cases, detained)
    _place_children(aim, home, in_care, cases["child"].to_numpy())
    _place_adults(aim, home, ~in_care & ~detained, cases)
    places = _Places(aim)
    authority, area = places.draw(aim, home.region, in_care)
    napier = places.is_kent(authority) & (home.accommodation == "other contingency")
    home.accommodation[napier & (cases["sex"] == "male").to_numpy()] = "Napier"
    gone = (
        detained
        | (home.region < 0)
        | happens(aim.chance.stream("no postcode"), n, calibration.rate("no_postcode"))
    )
    postcode, address = _addresses(aim, home, area, places.town(authority))
    away = (aim.chance.stream("detained since").random(n) ** 2 * 120).astype(np.int64)
    since = np.maximum(aim.day - 1 - away, cases["claimed"].to_numpy())
    place = pick(
        aim.chance.stream("place of detention"), n, [1] * len(PLACES_OF_DETENTION)
    )
    return cases.with_columns(
        days.where(
            places.names.gather(np.maximum(authority, 0)),
            ~(detained | (home.region < 0)),
        ).alias("local_authority"),
        pl.Series("support", home.support),
        pl.Series("accommodation", home.accommodation),
        days.where(address, ~gone).alias("address"),
        days.where(postcode, ~gone).alias("postcode"),
        days.column("detained_since", since, detained),
        days.where(
            pl.Series("place_of_detention", PLACES_OF_DETENTION).gather(place), detained
        ),
        pl.Series("region", [*regions(), None]).gather(home.region),
        pl.Series("detained", detained),
        pl.Series("in_care", in_care),
    )


class _Home:
    """Region (an index, -1 unknown), accommodation and support, filled in by part."""

    def __init__(self, n: int) -> None:
        self.region = np.full(n, -1, np.int64)
        self.accommodation = np.full(n, NONE, dtype=object)
        self.support = np.full(n, "none", dtype=object)


def _detained(aim: Aim, cases: pl.DataFrame) -> Flags:
    rng = aim.chance.stream("detained")
    some = happens(rng, aim.cases, calibration.rate("detained"))
    detained: Flags = (
        some & ~cases["child"].to_numpy() & ~cases["unaccompanied"].to_numpy()
    )
    return detained


def _in_care(aim: Aim, cases: pl.DataFrame, detained: Flags) -> Flags:
    """Looked after by a local authority: children alone, and many who have grown up."""
    rng = aim.chance.stream("in care")
    stays = cases["child"].to_numpy() | happens(
        rng, aim.cases, calibration.rate("grown_in_care")
    )
    return cases["unaccompanied"].to_numpy() & stays & ~detained


def regions() -> list[str]:
    return list(calibration.read("places"))


def _place_children(aim: Aim, home: _Home, in_care: Flags, child: Flags) -> None:
    rows = np.flatnonzero(in_care)
    shares = calibration.calibration()["childrens_regions"]
    rng = aim.chance.stream("children's homes")
    home.region[rows] = pick(rng, len(rows), [shares[r] for r in regions()])
    # Local authority care is no accommodation of ours, unless the register has a word.
    care = CARE if CARE in aim.registers.values("accommodation") else NONE
    hotel = happens(rng, len(rows), calibration.rate("child_in_hotel")) & child[rows]
    home.accommodation[rows] = np.where(hotel, "hotel", care)


def _place_adults(aim: Aim, home: _Home, rows_of: Flags, cases: pl.DataFrame) -> None:
    rng = aim.chance.stream("homes")
    rows = np.flatnonzero(rows_of)
    supported = happens(rng, len(rows), calibration.rate("supported"))
    column = calibration.calibration()["mixes"][aim.mix]["support_column"]
    table = calibration.calibration()["support"][column]
    cells = [
        (region, kind, count)
        for region, row in table.items()
        for kind, count in row.items()
    ]
    housed = rows[supported]
    cell = pick(rng, len(housed), [count for *_, count in cells])
    places = {name: index for index, name in enumerate(regions())}
    home.region[housed] = np.array([places.get(region, -1) for region, *_ in cells])[
        cell
    ]
    for kind, (accommodation, supports) in HOUSED.items():
        some = housed[np.array([k == kind for _, k, _ in cells])[cell]]
        home.accommodation[some] = accommodation
        chosen = pick(rng, len(some), list(supports.values()))
        home.support[some] = np.array(list(supports), dtype=object)[chosen]
    other = rows[~supported]
    shares = calibration.calibration()["unsupported_regions"]
    home.region[other] = pick(rng, len(other), [shares[r] for r in regions()])
    unknown = happens(rng, len(other), calibration.rate("support_not_recorded"))
    home.accommodation[other] = np.where(unknown, NONE, "own means")
    home.support[other] = np.where(unknown, NONE, "none")


class _Places:
    """Local authorities and their postcode areas, as far as the registers agree."""

    def __init__(self, aim: Aim) -> None:
        region_of = aim.registers.entries("local_authorities")
        area_in = aim.registers.entries("postcode_areas")
        rows = [
            (
                index,
                name,
                [a for a in place["areas"] if area_in.get(a) == region],
                place.get("weight", 1),
            )
            for index, (region, places) in enumerate(calibration.read("places").items())
            for name, place in places.items()
            if region_of.get(name) == region
        ]
        rows = [row for row in rows if row[2]]
        if missing := set(range(len(regions()))) - {row[0] for row in rows}:
            raise Unusable(
                f"{aim.registers.folder}: no local authority of {regions()[min(missing)]} "
                "has a postcode area in the same region"
            )
        self.region = np.array([row[0] for row in rows])
        self.names = pl.Series([row[1] for row in rows])
        self.areas = [row[2] for row in rows]
        self.weight = np.array([float(row[3]) for row in rows])
        # Children come ashore in Kent, and Croydon is where most claim (assumed).
        pull = {"Kent": 6.0, "Croydon": 4.0, "Hillingdon": 2.0, "Portsmouth": 2.0}
        self.care_weight = np.array(
            [pull.get(str(row[1]), 1.0) for row in rows]
        ) * np.sqrt(self.weight)

    def draw(
        self, aim: Aim, region: Integers, in_care: Flags
    ) -> tuple[Integers, pl.Series]:
        """An authority (an index, 0 where the region is unknown) and a postcode area."""
        rng = aim.chance.stream("local authorities")
        authority = np.zeros(len(region), np.int64)
        for index in range(len(regions())):
            members = np.flatnonzero(self.region == index)
            for care, weight in ((False, self.weight), (True, self.care_weight)):
                rows = (region == index) & (in_care == care)
                authority[rows] = members[pick(rng, int(rows.sum()), weight[members])]
        starts = np.cumsum([0, *map(len, self.areas)])
        which = (rng.random(len(region)) * np.diff(starts)[authority]).astype(np.int64)
        flat = pl.Series([area for areas in self.areas for area in areas])
        return authority, flat.gather(starts[authority] + which)

    def is_kent(self, authority: Integers) -> Flags:
        return (self.names == "Kent").to_numpy()[authority]

    def town(self, authority: Integers) -> pl.Series:
        return self.names.gather(authority)


def _addresses(
    aim: Aim, home: _Home, area: pl.Series, town: pl.Series
) -> tuple[pl.Series, pl.Series]:
    """Invented addresses with a postcode in the right area."""
    rng = aim.chance.stream("addresses")
    n = aim.cases
    digits = pl.DataFrame(
        {
            "area": area,
            "town": town,
            "district": 1 + choose(even(rng, n), [1] * 20),
            "sector": rng.integers(0, 10, n),
            "first": pl.Series(list(LETTERS)).gather(rng.integers(0, len(LETTERS), n)),
            "second": pl.Series(list(LETTERS)).gather(rng.integers(0, len(LETTERS), n)),
            "house": rng.integers(1, 180, n),
            "room": rng.integers(1, 320, n),
            "street": pl.Series(STREETS).gather(rng.integers(0, len(STREETS), n)),
            "accommodation": pl.Series(home.accommodation, dtype=pl.String),
        }
    )
    shared = pl.col("accommodation").is_in(
        ["hotel", "initial accommodation", "other contingency", "Napier"]
    )
    napier = pl.col("accommodation") == "Napier"
    answer = digits.select(
        postcode=pl.format("{}{} {}{}{}", pl.when(napier).then(pl.lit("CT")).otherwise("area"), "district", "sector", "first", "second"),
        address=pl.when(shared)
        .then(pl.format("Room {}, {} {}, {}", "room", "house", "street", "town"))
        .otherwise(pl.format("{} {}, {}", "house", "street", "town")),
    )  # fmt: skip
    return answer["postcode"], answer["address"]
