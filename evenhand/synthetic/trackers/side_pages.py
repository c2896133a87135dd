"""The sheets of a tracker that hold no cases: marks, dependants, words, instructions."""

import datetime

import polars as pl

from evenhand.synthetic.trackers.cells import Dated, Failed, dated
from evenhand.synthetic.trackers.layouts import Layout
from evenhand.synthetic.trackers.pages import Line, Page
from evenhand.synthetic.trackers.wording import Wording, styles_of
from evenhand.synthetic.trackers.words import read


def instructions(name: str) -> Page:
    """What the unit tells those who fill the tracker in."""
    lines = read("phrases")["instructions"]["lines"]
    return Page(name, (Line([text or None]) for text in lines))


def lists(name: str, columns: dict[str, list[str]]) -> Page:
    """A hidden sheet of words to choose from."""
    longest = max(map(len, columns.values()))
    rows = [
        [values[row] if row < len(values) else None for values in columns.values()]
        for row in range(longest)
    ]
    lines = [Line([*columns], bold=True), *(Line([*row]) for row in rows)]
    return Page(name, iter(lines), hidden=True)


def old_staff(name: str) -> Page:
    """A hidden sheet nobody dares to delete."""
    people = read("phrases")["old_staff"]["names"]
    lines = [Line(["Name", "Team"], bold=True)]
    lines += [Line([person, Failed("#N/A")]) for person in people]
    return Page(name, iter(lines), hidden=True)


def dependants(layout: Layout, wording: Wording, family: pl.DataFrame) -> Page:
    """The people who depend on the main applicants of a tracker, on a sheet of their
    own. family: the columns of dependants.csv, all text."""
    style = layout.date_style("claimed_date_of_birth")
    rows = []
    for row in family.iter_rows(named=True):
        born = Dated(datetime.date.fromisoformat(row["date_of_birth"]))
        rows.append(
            Line([
                row["case_reference"], row["relationship"].capitalize(), row["family_name"],
                row["given_names"], dated(born, style, month_first=layout.month_first),
                wording.word("sex", row["sex"]) or None,
                wording.word("nationality", row["nationality"]),
            ])
        )  # fmt: skip
    lines = [Line([*layout.dependant_columns], bold=True), *rows]
    real = frozenset([4] if style == "real" else [])
    return Page(layout.dependants, iter(lines), real=real, in_file_of_its_own=True)


def marks(layout: Layout, wording: Wording, cases: pl.DataFrame) -> Page:
    """What few should see of the cases, by reference: only those with something."""
    fields = [column.field for column in layout.marks]
    yes = (pl.col("high_profile") == "yes") | (pl.col("high_harm") == "yes")
    some = cases.filter(
        yes
        | pl.col("restriction").is_not_null()
        | pl.col("vulnerabilities").is_not_null()
    )
    written = wording.written(some, styles_of(layout, some))
    lines = [Line([column.heading for column in layout.marks], bold=True)]
    lines += [
        Line(list(row)) for row in zip(*(written[name] for name in fields), strict=True)
    ]
    return Page(layout.marks_sheet, iter(lines))  # fmt: skip
