"""What happens to one tracker in a week: cells change, rows go, others come."""

import datetime
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import polars as pl

from evenhand.synthetic.homes import STREETS
from evenhand.synthetic.trackers.layouts import rearranged
from evenhand.synthetic.trackers.paperwork import actions
from evenhand.synthetic.trackers.trackers import Monday, Tracker
from evenhand.synthetic.trackers.wording import Wording


CHANGED, GONE = 0.012, 0.01  # of the rows of a tracker; changed: for each kind
FEWEST = 12  # rows of a tracker in which anything happens
NEXT_LOOK = datetime.timedelta(days=28)
ONWARD = {
    "registered": "screened",
    "screened": "questionnaire",
    "questionnaire": "ready_to_interview",
    "ready_to_interview": "interviewed",
    "interviewed": "decided",
}
Row = dict[str, Any]
Values = dict[str, str | None]  # by field
CellChange = Values  # reference, field, last, there


class Week:
    """What happens to one tracker in a week."""

    def __init__(
        self, first: Monday, before: Tracker, on: datetime.date, new: pl.DataFrame
    ) -> None:
        self.unit, self.before, self.on = before.unit, before, on
        self.rng = first.aim.chance.stream(f"second Monday of {self.unit or 'none'}")
        self.cells: list[CellChange] = []
        self.new = new
        self.shared: list[dict[str, str | None]] = []
        faulty = {fault.reference for fault in before.sown}
        refs = before.cases["reference"].to_list()
        well = [place for place, ref in enumerate(refs) if ref not in faulty]
        self.free = self.rng.permutation(well).tolist() if len(refs) >= FEWEST else []
        self.rows = before.cases.to_dicts()
        self.deciders = deciders(first.staff, self.unit)
        self._change(lambda row: row["stage"] in ONWARD, self._stage)
        self._change(lambda row: True, self._barrier)
        self._change(lambda row: row["address"] is not None, self._address)
        if len(self.deciders) > 1:
            self._change(lambda row: row["owner"] is not None, self._owner)
        self._change(lambda row: row["next_action"] is not None, self._next_action)
        self.gone = [refs[place] for place in self._take(GONE)]
        self.touched = {cell["reference"] for cell in self.cells}

    def _take(
        self, share: float, may: Callable[[Row], bool] | None = None
    ) -> list[int]:
        """Rows nothing has happened to yet, and at least one of a tracker."""
        wanted = max(1, round(len(self.rows) * share))
        taken = [place for place in self.free if may is None or may(self.rows[place])]
        taken = taken[:wanted]
        gone = set(taken)
        self.free = [place for place in self.free if place not in gone]
        return taken

    def _change(self, may: Callable[[Row], bool], how: Callable[[Row], Values]) -> None:
        for place in self._take(CHANGED, may):
            row = self.rows[place]
            for field, value in how(row).items():
                if value != row[field]:
                    cell = {"reference": row["reference"], "field": field}
                    self.cells.append(cell | {"last": row[field], "there": value})
                    row[field] = value

    def _stage(self, row: Row) -> Values:
        day = (self.on - datetime.timedelta(days=3)).isoformat()
        later = ONWARD[row["stage"]]
        met = {"interviewed_on": day} if later == "interviewed" else {}
        return {"stage": later, "stage_since": day, **met}

    def _barrier(self, row: Row) -> Values:
        """One more, or the first is to be looked at later than was said."""
        if row["barriers"]:
            first, *others = row["barriers"].split("|")
            kind, opened, review = first.split(";")
            later = datetime.date.fromisoformat(review) + NEXT_LOOK
            return {"barriers": "|".join([f"{kind};{opened};{later}", *others])}
        opened_on = self.on - datetime.timedelta(days=4)
        return {"barriers": f"medical-evidence;{opened_on};{opened_on + NEXT_LOOK}"}

    def _address(self, row: Row) -> Values:
        street = STREETS[int(self.rng.integers(len(STREETS)))]
        town = row["address"].rsplit(", ", 1)[-1]
        house = 180 + int(self.rng.integers(400))
        postcode = row["postcode"]
        if postcode:
            sector = int(self.rng.integers(10))
            postcode = f"{postcode[:-3]}{sector}{postcode[-1]}{postcode[-2]}"
        return {"address": f"{house} {street}, {town}", "postcode": postcode}

    def _owner(self, row: Row) -> Values:
        others = [person for person in self.deciders if person != row["owner"]]
        return {"owner": others[int(self.rng.integers(len(others)))]}

    def _next_action(self, row: Row) -> Values:
        due = self.on + datetime.timedelta(days=1 + int(self.rng.integers(40)))
        others = [text for text in actions(row["stage"]) if text != row["next_action"]]
        text = others[0] if others else "Review file"
        return {
            "next_action": text.replace("{day}", "23/11"),
            "next_action_on": f"{due}",
        }

    def give(self) -> Row | None:
        """A case nothing has happened to, for another unit to have as well."""
        free = [p for p in self.free if self.rows[p]["restriction"] is None]
        if not free:
            return None
        self.free.remove(free[0])
        row: Row = self.rows[free[0]]
        return row

    def receive(self, row: Row, owner: str | None) -> None:
        """A case that another unit's tracker holds too, in this one's words."""
        self.shared.append(row | {"unit": self.unit, "owner": owner})

    def tracker(self, first: Monday, with_edits: dict[str, str]) -> Tracker:
        """The tracker as it is now. with_edits: rows whose outcome is another where
        the edits have been made here."""
        before = self.before
        layout = rearranged(self.unit, before.layout)
        schema = before.cases.schema
        cases = pl.concat(
            [
                pl.DataFrame(self.rows, schema=schema).filter(
                    ~pl.col("reference").is_in(self.gone)
                ),
                self.new.select(schema.names()),
                pl.DataFrame(self.shared, schema=schema),
            ]
        )
        return replace(
            before,
            layout=layout,
            wording=Wording(layout, first.aim.registers, first.staff),
            cases=cases,
            family=before.family.filter(~pl.col("case_reference").is_in(self.gone)),
            outcomes=self.outcomes(),
            with_edits=with_edits,
        )

    def outcomes(self) -> dict[str, str]:
        """What an import answers of each row that is well."""
        answer = {str(row["reference"]): "unchanged" for row in self.rows}
        answer |= dict.fromkeys(map(str, self.touched), "accepted")
        answer |= dict.fromkeys(self.new["reference"].to_list(), "accepted")
        shared = [str(row["reference"]) for row in self.shared]
        return answer | dict.fromkeys(shared, "conflicts")


def deciders(staff: pl.DataFrame, unit: str) -> list[str]:
    """Decision makers of a unit, by reference."""
    mine = (pl.col("unit") == unit) & (pl.col("roles") == "decision_maker")
    return staff.filter(mine)["reference"].to_list()
