"""Faults, sown in known numbers: which cell of which row, and what comes of it.

A row has at most one fault. The codes are those in which an import gives its reasons.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from evenhand.synthetic.aim import Aim
from evenhand.synthetic.trackers.cells import Cell, Dated, Failed, Formula
from evenhand.synthetic.trackers.layouts import Layout
from evenhand.synthetic.trackers.wording import TELLING, Wording
from evenhand.synthetic.trackers.words import read


REFUSALS = [
    "no_reference", "reference_twice", "no_claim_date", "date_unreadable",
    "date_in_future", "date_out_of_order", "no_stage", "word_unknown", "too_long",
    "stage_says_interviewed", "cell_error", "formula_without_value",
]  # fmt: skip
WARNINGS = [
    "no_nationality", "word_guessed", "word_synonym", "year_two_digits", "hidden_row",
    "note_kept", "row_repeated", "owner_unknown", "progressor_unknown",
    "formula_without_value",
]  # fmt: skip
NOT_IN_CSV = {"formula_without_value", "hidden_row", "note_kept"}
REFUSED, WARNED = 0.0011, 0.0045  # of the rows, for each code
ENOUGH = 120  # rows of a tracker that has every code at least once
WORKED_OUT = '=IF(A{row}="","",TRIM(B{row}))'


@dataclass(frozen=True, slots=True)
class Sown:
    """One fault. `again` says that it is in a second row of the same case; `writes`
    whether the cell of the field is written with `cell` (a note or a hidden row leaves
    it as it is); `lost` that the case comes in without the field."""

    reference: str
    code: str
    refused: bool
    field: str = ""
    cell: Cell | Dated = None
    writes: bool = False
    again: bool = False
    lost: bool = False


def sow(
    aim: Aim, unit: str, layout: Layout, wording: Wording, cases: pl.DataFrame
) -> list[Sown]:
    """The faults of one tracker, from the seed. cases: one row a case, all text."""
    field = _Field(aim, unit, layout, wording, cases)
    answer: list[Sown] = []
    for refused, codes in ((True, REFUSALS), (False, WARNINGS)):
        possible = [c for c in codes if not (layout.is_csv and c in NOT_IN_CSV)]
        for code, wanted in field.quota(possible, refused).items():
            for row in field.rows(code, refused, wanted):
                answer.append(field.fault(code, refused, row))
                if code == "reference_twice":
                    answer.append(field.twin(answer[-1]))
    return answer


class _Field:
    """A tracker's rows while faults are sown in them: no row is used twice."""

    def __init__(
        self,
        aim: Aim,
        unit: str,
        layout: Layout,
        wording: Wording,
        cases: pl.DataFrame,
    ) -> None:
        self.aim, self.unit, self.layout, self.wording = aim, unit, layout, wording
        self.cases = cases
        self.rng = aim.chance.stream(f"faults of {unit or 'none'}")
        self.used = np.zeros(len(cases), bool)

    def quota(self, codes: list[str], refused: bool) -> dict[str, int]:
        """How many rows of each code. A small tracker has some of the codes."""
        n = len(self.cases)
        if n >= ENOUGH:
            each = max(1, round(n * (REFUSED if refused else WARNED)))
            return dict.fromkeys(codes, each)
        start = int(self.rng.integers(len(codes)))
        some = (codes[start:] + codes[:start])[: n // (12 if refused else 6)]
        return dict.fromkeys(some, 1)

    def rows(self, code: str, refused: bool, wanted: int) -> Iterator[int]:
        may = self.cases.select(self._may(code, refused).fill_null(False)).to_series()
        free = np.flatnonzero(may.to_numpy() & ~self.used)
        chosen = self.rng.permutation(free)[:wanted]
        self.used[chosen] = True
        yield from chosen.tolist()

    def _may(self, code: str, refused: bool) -> pl.Expr:
        """The rows in which a fault would mean just this, and nothing else."""
        stage, claimed = pl.col("stage"), pl.col("claimed_on").str.to_date()
        unmarked = (
            (pl.col("high_profile") == "no")
            & (pl.col("high_harm") == "no")
            & pl.col("restriction").is_null()
            & pl.col("vulnerabilities").is_null()
        )
        match code:
            case "no_reference":
                return unmarked
            case "reference_twice":
                return pl.col("accommodation").is_in(["hotel", "dispersal"])
            case "date_out_of_order":
                return claimed < self.aim.on - datetime.timedelta(days=40)
            case "stage_says_interviewed":
                waiting = stage == "ready_to_interview"
                return waiting & pl.col("interviewed_on").is_null()
            case "too_long":
                return pl.col("address").is_not_null()
            case "no_nationality":
                return pl.col("nationality") != "Not recorded"
            case "word_guessed" | "word_synonym":
                first = pl.col("barriers").str.extract("^([^;]+)")
                return pl.any_horizontal(
                    (first if name == "barriers" else pl.col(name)).is_in(
                        list(self._book(code, name))
                    )
                    for name in self._worded()
                )
            case "year_two_digits":
                days = pl.col("stage_since").str.slice(8, 2).cast(pl.Int64)
                return days > TELLING
            case "owner_unknown":
                return pl.col("owner").is_not_null()
            case "formula_without_value" if not refused:
                return pl.col("next_action_on").is_not_null()
        return pl.lit(True)

    def fault(self, code: str, refused: bool, row: int) -> Sown:
        """The fault of one code in one row."""
        reference = self.cases["reference"][row]
        field, cell, lost = self._what(code, refused, row)
        writes = field != "" and code != "note_kept"
        again = code == "row_repeated"
        return Sown(reference, code, refused, field, cell, writes, again, lost)

    def twin(self, first: Sown) -> Sown:
        """The second row of a case that says something else of where the person is."""
        row = self.cases["reference"].index_of(first.reference)
        assert row is not None
        other = {"hotel": "dispersal", "dispersal": "hotel"}
        cell = self.wording.word("accommodation", other[self._at("accommodation", row)])
        return Sown(
            first.reference, first.code, True, "accommodation", cell, True, True
        )

    def _what(
        self, code: str, refused: bool, row: int
    ) -> tuple[str, Cell | Dated, bool]:
        """The field, what its cell says instead, and whether the value is lost."""
        match code:
            case "no_reference":
                return "reference", None, False
            case "no_claim_date":
                return "claimed_on", None, False
            case "no_stage":
                return "stage", None, False
            case "no_nationality":
                return "nationality", None, True
            case "date_unreadable":
                return (
                    self._one(["claimed_on", "claimed_date_of_birth", "stage_since"]),
                    self._unreadable(row),
                    False,
                )
            case "date_in_future":
                later = self.aim.on + datetime.timedelta(days=400 + self._number(4000))
                met = self._at("interviewed_on", row)
                return "interviewed_on" if met else "stage_since", Dated(later), False
            case "date_out_of_order":
                return *self._out_of_order(row), False
            case "word_unknown":
                return *self._unknown(row), False
            case "too_long":
                return *self._long(row), False
            case "stage_says_interviewed":
                return "stage", self.wording.word("stage", "interviewed"), False
            case "cell_error":
                error = self._one(read("words")["errors"]["values"])
                fields = ["stage", "nationality", "claimed_on", "language"]
                return self._one(fields), Failed(error), False
            case "formula_without_value":
                fields = ["stage", "claimed_on"] if refused else ["next_action_on"]
                return self._one(fields), Formula(WORKED_OUT, None), not refused
            case "word_guessed" | "word_synonym":
                return *self._other_word(code, row), False
            case "year_two_digits":
                day = datetime.date.fromisoformat(self._at("stage_since", row))
                return "stage_since", Dated(day, two_figures=True), False
            case "note_kept":
                fields = ["reference", "stage", "claimed_on"]
                return (
                    self._one(fields),
                    self._one(read("phrases")["remarks"]["texts"]),
                    False,
                )
            case "owner_unknown" | "progressor_unknown":
                name = self._one(read("words")["unknown_people"]["names"])
                return code.removesuffix("_unknown"), name, True
        return "", None, False  # fmt: skip

    def _unreadable(self, row: int) -> str:
        words = read("words")["unreadable"]
        which = "month_first" if self.layout.month_first else "day_first"
        year = self._at("claimed_on", row)[:4]
        return self._one(words["dates"] + words["impossible"][which]).format(y=year)

    def _out_of_order(self, row: int) -> tuple[str, Dated]:
        claimed = datetime.date.fromisoformat(self._at("claimed_on", row))
        field = self._one(["claimed_date_of_birth", "stage_since"])
        if field == "stage_since":
            back = datetime.timedelta(days=30 + self._number(400))
            return field, Dated(claimed - back)
        room = (self.aim.on - claimed).days
        return field, Dated(claimed + datetime.timedelta(days=1 + self._number(room)))

    def _unknown(self, row: int) -> tuple[str, str]:
        words = read("words")["unresolvable"]
        fields = [f for f in words if f not in ("barriers", "unit")]
        if self._at("barriers", row):
            fields.append("barriers")
        if self.unit:
            fields.append("unit")
        field = self._one(fields)
        return self._cell_of(field), self._one(words[field])

    def _long(self, row: int) -> tuple[str, str]:
        words = read("words")["too_long"]
        firm = self._at("representative_firm", row)
        field = self._one(["address", "representative_firm"] if firm else ["address"])
        long = (words[field] * 2).strip()
        if field == "address" and not self.layout.has("postcode"):
            long += f" {self._at('postcode', row) or ''}"
        return field, long.strip()

    def _worded(self) -> list[str]:
        """Fields whose words can be other than the register's: not those for which the
        unit always has a word of its own."""
        fields = list(read("words")["synonyms"])
        return [field for field in fields if field not in self.layout.own]

    def _book(self, code: str, field: str) -> dict[str, list[str]]:
        kind = {"word_guessed": "misspelt", "word_synonym": "synonyms"}[code]
        book: dict[str, list[str]] = read("words")[kind][field]
        return book

    def _other_word(self, code: str, row: int) -> tuple[str, str]:
        options = [
            (field, self._one(words))
            for field in self._worded()
            if (words := self._book(code, field).get(self._kind(field, row)))
        ]
        field, word = options[self._number(len(options))]
        if field == "barriers" and self.layout.barriers == "cell":
            return field, self.wording.barriers(self._at("barriers", row), word)
        return self._cell_of(field), word

    def _kind(self, field: str, row: int) -> str:
        value: str = self._at(field, row) or ""
        return value.split(";")[0] if field == "barriers" else value

    def _cell_of(self, field: str) -> str:
        columns = self.layout.barriers == "columns"
        return "barrier_1" if field == "barriers" and columns else field

    def _at(self, field: str, row: int) -> str:
        value: str = self.cases[field][row]
        return value

    def _one(self, some: list[str]) -> str:
        return some[self._number(len(some))]

    def _number(self, below: int) -> int:
        return int(self.rng.integers(below))
