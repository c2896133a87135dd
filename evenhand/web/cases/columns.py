"""Which columns the list of cases shows: chosen, kept with the person, in the address.

Every row begins with the person and ends with the next step, whatever is chosen between.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from evenhand.web.cases.lines import Line
from evenhand.web.formats import day, how_long


NONE = "none"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, and what it says of a line on a day."""

    title: str
    words: Callable[[Line, date], str]
    narrow: bool = False


COLUMNS = {
    "band": Column("Band", lambda line, on: str(line.row.band or "Not ranked"), True),
    "stage": Column("Stage", lambda line, on: line.case.get_stage_display()),
    "waiting": Column(
        "Waiting", lambda line, on: how_long(line.case.claimed_on, on), True
    ),
    "unit": Column(
        "Unit",
        lambda line, on: (
            line.case.responsible_unit.name
            if line.case.responsible_unit
            else "None yet"
        ),
    ),
    "owner": Column(
        "Decides",
        lambda line, on: line.case.owner.name if line.case.owner else "Nobody yet",
    ),
    "progressor": Column("Moves it on", lambda line, on: line.case.progressor.name),
    "held": Column(
        "What holds it", lambda line, on: line.row.held_by or "Not known yet"
    ),
    "barriers": Column(
        "Open barriers", lambda line, on: "; ".join(line.barriers) or "None"
    ),
    "nationality": Column(
        "Nationality", lambda line, on: line.nationality or "Not recorded"
    ),
    "claimed": Column("Claimed on", lambda line, on: day(line.case.claimed_on), True),
    "since": Column(
        "In this stage since", lambda line, on: day(line.case.stage_since), True
    ),
}
USUAL = ("band", "stage", "waiting", "unit", "owner")


def read_columns(text: str) -> tuple[str, ...]:
    """The columns that an address or a person's choice names, in our order."""
    asked = set(text.split("."))
    return (NONE,) if asked == {NONE} else tuple(n for n in COLUMNS if n in asked)


def columns_shown(asked: Sequence[str], kept: str) -> list[str]:
    """Those of the address, else those the person has kept, else the usual ones."""
    chosen = tuple(asked) or read_columns(kept) or USUAL
    return [name for name in chosen if name in COLUMNS]
