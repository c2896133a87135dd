"""A caseload in the words, dates and flags of one unit: canonical values to cells."""

import datetime
from collections.abc import Callable

import polars as pl

from evenhand.synthetic.aim import Registers
from evenhand.synthetic.trackers.cells import EXCEL_EPOCH, NUMBERS, STYLES, Cell
from evenhand.synthetic.trackers.layouts import Layout


DATES = [
    "claimed_on", "stage_since", "interviewed_on", "claimed_date_of_birth",
    "treated_as_date_of_birth", "assessed_date_of_birth", "detained_since",
    "court_order_on", "pre_action_letter_on", "mp_expedite_on", "next_action_on",
]  # fmt: skip
FLAGS = [
    "age_disputed", "unaccompanied", "interpreter_needed", "high_profile", "high_harm",
]  # fmt: skip
# Fields whose register gives titles; of the others, a value is its own title.
TITLED = {
    "stage": "stages",
    "support": "support",
    "accommodation": "accommodation",
    "unit": "units",
    "barriers": "barriers",
    "vulnerabilities": "vulnerabilities",
}
PLAIN = ["sex", "nationality_standing", "restriction"]
ALWAYS_SAID = "interpreter_needed"  # an empty cell here would not be a no
MOST_BARRIERS = 3
TELLING = 12  # a day of the month above this shows which number is the month


class Wording:
    """How one layout writes: made once for a tracker, used for each of its sheets."""

    def __init__(self, layout: Layout, registers: Registers, staff: pl.DataFrame):
        self.layout = layout
        self.titles: dict[str, dict[str, str]] = {
            field: {row["name"]: row["title"] for row in registers.rows(register)}
            for field, register in TITLED.items()
        }
        self.people = people(layout.people, staff)

    def word(self, field: str, value: str) -> str:
        """A value of a register as this unit writes it."""
        own = self.layout.own.get(field, {})
        if value in own:
            return own[value]
        if self.layout.words == "title" and field in self.titles:
            return self.titles[field].get(value, value)
        if self.layout.words == "name" and field != "stage":
            return value
        plain = value.replace("_", " ").replace("-", " ")
        return plain[:1].upper() + plain[1:]

    def written(
        self, cases: pl.DataFrame, styles: dict[str, str]
    ) -> dict[str, list[Cell]]:
        """The cells of each field of the layout, one a case. cases: all text, dates
        ISO; styles: how the dates of each field are written on this sheet."""
        wanted = {column.field for column in (*self.layout.columns, *self.layout.marks)}
        answer: dict[str, list[Cell]] = {}
        for field in wanted:
            if field in DATES:
                answer[field] = _dates(cases[field], styles[field]).to_list()
            elif field in FLAGS:
                answer[field] = self._flags(field, cases[field])
            elif field in ("owner", "progressor"):
                answer[field] = _mapped(cases[field], self.people.__getitem__)
            elif field in TITLED or field in PLAIN:
                answer[field] = self._words(field, cases[field])
            elif field in cases.columns and field != "address":
                answer[field] = cases[field].to_list()
        if "full_name" in wanted:
            name = pl.format(
                "{}, {}", pl.col("family_name").str.to_uppercase(), "given_names"
            )
            answer["full_name"] = cases.select(name).to_series().to_list()
        if "address" in wanted:
            answer["address"] = self._addresses(cases)
        if self.layout.barriers == "columns":
            answer |= self._barrier_columns(cases["barriers"], styles)
        return answer  # fmt: skip

    def _words(self, field: str, values: pl.Series) -> list[Cell]:
        if field == "barriers":
            if self.layout.barriers != "cell":
                return []
            return [self.barriers(value) if value else None for value in values]
        if field == "vulnerabilities":
            return _mapped(
                values, lambda v: "; ".join(self.word(field, p) for p in v.split("|"))
            )
        return _mapped(values, lambda value: self.word(field, value) or None)

    def barriers(self, value: str, first: str | None = None) -> str:
        """Several barriers in one cell; `first` is another word for the first kind."""
        style = self.layout.date_style("barrier")
        parts: list[str] = []
        for part in value.split("|"):
            kind, *when = part.split(";")
            word = first if first and not parts else self.word("barriers", kind)
            opened, review = (
                datetime.date.fromisoformat(day).strftime(STYLES[style]) for day in when
            )
            parts.append(
                self.layout.barrier.format(kind=word, opened=opened, review=review)
            )
        return self.layout.between.join(parts)

    def _barrier_columns(
        self, values: pl.Series, styles: dict[str, str]
    ) -> dict[str, list[Cell]]:
        parts = values.str.split("|")
        answer: dict[str, list[Cell]] = {}
        for place in range(MOST_BARRIERS):
            part = (
                parts.list.get(place, null_on_oob=True).str.split_exact(";", 2).struct
            )
            kinds, *when = (part.field(f"field_{i}") for i in range(3))
            name = f"barrier_{place + 1}"
            answer[name] = _mapped(kinds, lambda kind: self.word("barriers", kind))
            for end, days in zip(("opened_on", "review_on"), when, strict=True):
                style = styles.get(f"{name}_{end}", self.layout.dates)
                answer[f"{name}_{end}"] = _dates(days, style).to_list()
        return answer  # fmt: skip

    def _flags(self, field: str, values: pl.Series) -> list[Cell]:
        yes, no = self.layout.flags
        said: Cell = no or ("no" if field == ALWAYS_SAID else None)
        return [yes if value == "yes" else said for value in values]

    def _addresses(self, cases: pl.DataFrame) -> list[Cell]:
        if self.layout.has("postcode"):
            return cases["address"].to_list()
        whole = pl.concat_str("address", "postcode", separator=", ", ignore_nulls=True)
        return cases.select(whole.replace("", None)).to_series().to_list()


def styles_of(layout: Layout, cases: pl.DataFrame) -> dict[str, str]:
    """How the dates of each field are written on a sheet of these cases.

    Where months come first, a column in which no day is above the twelfth could be read
    either way: there the month is written as a word.
    """
    answer = {field: layout.date_style(field) for field in DATES}
    for place in range(1, MOST_BARRIERS + 1):
        for end in ("opened_on", "review_on"):
            name = f"barrier_{place}_{end}"
            answer[name] = layout.date_style(name)
    for field in DATES:
        if answer[field].startswith("mdy"):
            day = cases[field].str.slice(8, 2).cast(pl.Int64)
            if not (day > TELLING).any():
                answer[field] = "long"
    return answer


def people(how: str, staff: pl.DataFrame) -> dict[str, str]:
    """Each member of staff, by reference, as a unit writes them. Where two share a
    name, the username."""
    names = staff["name"].to_list()
    answer = {}
    for reference, name, username in staff.select(
        "reference", "name", "username"
    ).iter_rows():
        *given, family = name.split()
        forms = {
            "reference": reference,
            "username": username,
            "name": name,
            "reversed": f"{family}, {' '.join(given)}",
        }
        clear = how not in ("name", "reversed") or names.count(name) == 1
        answer[reference] = forms[how] if clear else username
    return answer


def _dates(values: pl.Series, style: str) -> pl.Series:
    days = values.str.to_date("%Y-%m-%d")
    if style in NUMBERS:
        epoch = pl.lit(EXCEL_EPOCH)
        return pl.select((pl.lit(days) - epoch).dt.total_days()).to_series()
    return days.dt.strftime(STYLES[style])


def _mapped(values: pl.Series, say: Callable[[str], str | None]) -> list[Cell]:
    """Each value said in another way, each different one once."""
    book = {value: say(value) for value in values.drop_nulls().unique()}
    return [None if value is None else book[value] for value in values]
