"""Everything a book needs before anybody is booked, drawn from the seed."""

from dataclasses import dataclass
from typing import Any

import polars as pl

from evenhand.synthetic.appointments.caseload import Wanted
from evenhand.synthetic.appointments.geography import between, journeys
from evenhand.synthetic.appointments.interpreters import interpreters
from evenhand.synthetic.appointments.needs import needs
from evenhand.synthetic.appointments.people import adults, interviewers, representatives
from evenhand.synthetic.appointments.places import places


Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Drawn:
    """An invented book without interviews. Rows are dictionaries by column.

    hours: kind and key of a calendar, weekday from Monday 0, opens and closes in hours.
    journeys, between, needs: frames; needs in the order of the cases asked for.
    """

    sites: Rows
    rooms: Rows
    hosts: Rows
    interpreters: Rows
    languages: Rows
    interviewers: Rows
    representatives: Rows
    adults: Rows
    hours: Rows
    journeys: pl.DataFrame
    between: pl.DataFrame
    needs: pl.DataFrame


def draw_book(wanted: Wanted) -> Drawn:
    """The same seed, day and caseload give the same book."""
    parts = (
        places(wanted),
        interpreters(wanted),
        interviewers(wanted),
        representatives(wanted),
        adults(wanted),
    )
    rows: dict[str, Rows] = {}
    for part in parts:
        for name, found in part.items():
            rows.setdefault(name, []).extend(found)
    return Drawn(
        **rows,
        journeys=journeys(),
        between=between(),
        needs=needs(wanted, rows["representatives"], rows["adults"]),
    )
