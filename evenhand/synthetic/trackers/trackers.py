"""The trackers of one Monday: a caseload divided among units, each kept in its way."""

import datetime
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from evenhand.synthetic.aim import Aim
from evenhand.synthetic.caseload import Caseload
from evenhand.synthetic.trackers import pages, side_pages
from evenhand.synthetic.trackers.faults import Sown, sow
from evenhand.synthetic.trackers.files import write_csv, write_workbook
from evenhand.synthetic.trackers.layouts import Layout, layout_of
from evenhand.synthetic.trackers.paperwork import paperwork
from evenhand.synthetic.trackers.tally import expected, habits, likenesses_met
from evenhand.synthetic.trackers.wording import Wording
from evenhand.synthetic.workforce import units


LARGE = 20_000  # rows of a tracker that is written in little memory
NOWHERE = ""  # the tracker of cases that have no unit


@dataclass(frozen=True, slots=True)
class Tracker:
    """One unit's tracker. cases: one row a case, the text columns of cases.csv and those
    of paperwork. outcomes: what an import answers of rows that are well, where that is
    other than that they come in; with_edits: where that is other again, because of
    edits made in Evenhand since the Monday before."""

    unit: str
    layout: Layout
    wording: Wording
    cases: pl.DataFrame
    sown: list[Sown]
    family: pl.DataFrame
    outcomes: dict[str, str] = field(default_factory=dict)
    with_edits: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Monday:
    """All trackers of a day, and what is said of them beyond their counts. likenesses:
    who is recorded twice or related, as `Caseload` has it."""

    aim: Aim
    on: datetime.date
    trackers: list[Tracker]
    staff: pl.DataFrame
    likenesses: pl.DataFrame
    said: dict[str, Any]


def first_monday(aim: Aim, made: Caseload, *, tidy: bool) -> Monday:
    """The caseload as units keep it, with faults sown unless tidy."""
    cases = paperwork(aim, made.cases)
    trackers = []
    for unit in [*units(), NOWHERE]:
        some = cases.filter(pl.col("unit").fill_null(NOWHERE) == unit)
        if len(some):
            trackers.append(_tracker(aim, unit, some, made, tidy=tidy))
    names = ("seed", "mix", "decision_makers")
    said = {name: made.manifest[name] for name in names} | {"monday": 1, "tidy": tidy}
    return Monday(aim, aim.on, trackers, made.staff, made.likenesses, said)


def _tracker(
    aim: Aim, unit: str, cases: pl.DataFrame, made: Caseload, *, tidy: bool
) -> Tracker:
    layout = layout_of(unit)
    wording = Wording(layout, aim.registers, made.staff)
    sown = [] if tidy else sow(aim, unit, layout, wording, cases)
    theirs = made.dependants["case_reference"].is_in(cases["reference"].implode())
    return Tracker(unit, layout, wording, cases, sown, made.dependants.filter(theirs))


def write(monday: Monday, folder: Path) -> dict[str, Any]:
    """Write staff.csv, a tracker a unit, answers.csv, likenesses.csv and manifest.json;
    answers the manifest. answers.csv says of every row of every tracker what comes of
    it, and what each field means where it comes in; likenesses.csv who is recorded
    twice or has relatives, of those who come in."""
    folder.mkdir(parents=True, exist_ok=True)
    monday.staff.write_csv(folder / "staff.csv")
    answers, workbooks = [], []
    for tracker in monday.trackers:
        some, about = _write(monday, tracker, folder)
        answers.append(some)
        workbooks.append(about)
    rows = pl.concat(answers)
    rows.write_csv(folder / "answers.csv")
    met = likenesses_met(monday.likenesses, rows)
    met.write_csv(folder / "likenesses.csv")
    manifest = {
        "title": "Trackers of a synthetic caseload: invented people in published proportions",
        "on": monday.on.isoformat(),
        "staff": len(monday.staff),
        **monday.said,
        **_totals(workbooks),
        "likenesses": dict(met["kind"].value_counts(sort=True).iter_rows()),
        "workbooks": workbooks,
    }
    text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    (folder / "manifest.json").write_text(text, encoding="utf-8")
    return manifest


def _write(
    monday: Monday, tracker: Tracker, folder: Path
) -> tuple[pl.DataFrame, dict[str, Any]]:
    """One tracker: its answers, and what the manifest says of it."""
    layout = tracker.layout
    title = tracker.wording.titles["unit"].get(tracker.unit, "")
    name = layout.file.format(
        unit=tracker.unit, title=title, stamp=f"{monday.on:%Y%m%d}"
    )
    sheets = _case_pages(monday, tracker, title)
    others = _other_pages(monday, tracker)
    files = [name]
    if layout.is_csv:
        write_csv(folder / name, sheets[0].page())
        for page in others:
            files.append(page.name)
            write_csv(folder / page.name, page)
    else:
        every = [*(sheet.page() for sheet in sheets), *others]
        if layout.extras.get("instructions"):
            every.insert(0, every.pop())
        large = len(tracker.cases) > LARGE and not layout.extras.get("merged")
        write_workbook(folder / name, every, monday.on, large=large)
    answers = pl.concat([_answers(name, tracker, sheet) for sheet in sheets])
    refused = Counter(fault.code for fault in tracker.sown if fault.refused)
    warned = Counter(fault.code for fault in tracker.sown if not fault.refused)
    habitual = habits(sheets)
    again = pl.col("code").eq_missing("row_repeated")
    comes_in = (pl.col("outcome") != "quarantined") & ~again
    marked = answers.filter(comes_in)["restriction"]
    return answers, {
        "file": name,
        "files": files,
        "unit": tracker.unit,
        "layout": layout.name,
        "sheets": [
            {"name": s.name, "hidden": s.hidden, "rows": len(s.rows)} for s in sheets
        ],
        "other_sheets": [] if layout.is_csv else [page.name for page in others],
        "dependants": len(tracker.family),
        "restricted": dict(marked.drop_nulls().value_counts(sort=True).iter_rows()),
        "refusals": dict(refused),
        "warnings": dict(warned + habitual),
        "habitual": dict(habitual),
        **_expected(monday, tracker, answers),
    }


def _expected(
    monday: Monday, tracker: Tracker, answers: pl.DataFrame
) -> dict[str, Any]:
    """What an import is to answer; on a later Monday also where edits were made here."""
    answer = {"expected": expected(answers)}
    if "edits_here" in monday.said:
        come_in = pl.col("outcome") == "accepted"
        other = pl.col("reference").replace_strict(
            tracker.with_edits, default=None, return_dtype=pl.String
        )
        edited = answers.with_columns(
            outcome=pl.when(come_in)
            .then(pl.coalesce(other, "outcome"))
            .otherwise("outcome")
        )
        answer["expected_with_edits"] = expected(edited)
    return answer


def _case_pages(monday: Monday, tracker: Tracker, title: str) -> list[pages.CasePage]:
    layout = tracker.layout
    cases = tracker.cases.with_columns(again=pl.lit(False))
    sown = {(fault.reference, fault.again): fault for fault in tracker.sown}
    second = [reference for reference, again in sown if again]
    answer = []
    for name, hidden, some in pages.divided(layout, cases):
        more = some.filter(pl.col("reference").is_in(second))
        words = {
            "unit": tracker.unit, "title": title, "sheet": name, "on": f"{monday.on:%d/%m/%Y}",
        }  # fmt: skip
        answer.append(
            pages.CasePage(
                layout=layout,
                wording=tracker.wording,
                name=name,
                hidden=hidden,
                cases=pl.concat([some, more.with_columns(again=pl.lit(True))]),
                sown=sown,
                titles=[text.format(**words) for text in layout.titles],
                on=monday.on,
            )
        )
    return answer


def _other_pages(monday: Monday, tracker: Tracker) -> list[pages.Page]:
    layout, extras = tracker.layout, tracker.layout.extras
    registers = monday.aim.registers
    answer = []
    if layout.marks:
        answer.append(side_pages.marks(layout, tracker.wording, tracker.cases))
    if len(tracker.family):
        answer.append(side_pages.dependants(layout, tracker.wording, tracker.family))
    if name := extras.get("lists"):
        columns = {
            title: [tracker.wording.word(kind, value) for value in registers.values(register)]
            for title, kind, register in (
                ("Nationalities", "nationality", "nationalities"),
                ("Stages", "stage", "stages"),
                ("Accommodation", "accommodation", "accommodation"),
            )
        }  # fmt: skip
        answer.append(side_pages.lists(name, columns))
    if name := extras.get("old_staff"):
        answer.append(side_pages.old_staff(name))
    if name := extras.get("instructions"):
        answer.append(side_pages.instructions(name))
    return answer


def _answers(file: str, tracker: Tracker, sheet: pages.CasePage) -> pl.DataFrame:
    """What comes of each row of a sheet. Fields a fault loses are empty."""
    keys = list(sheet.cases.select("reference", "again").iter_rows())
    faults = [sheet.sown.get(key) for key in keys]
    outcome = [
        _outcome(tracker.outcomes, reference, fault)
        for (reference, _), fault in zip(keys, faults, strict=True)
    ]
    lost = pl.Series([f.field if f and f.lost else "" for f in faults], dtype=pl.String)
    fields = [
        name for name in sheet.cases.columns if name not in ("again", "reference")
    ]
    nothing = {"nationality": pl.lit("Not recorded")}
    return sheet.cases.select(
        pl.lit(file).alias("workbook"),
        pl.lit(sheet.name).alias("sheet"),
        pl.Series("row", sheet.rows, dtype=pl.Int64),
        "reference",
        pl.Series("outcome", outcome, dtype=pl.String),
        pl.Series("code", [f.code if f else None for f in faults], dtype=pl.String),
        pl.Series("code_field", [f.field if f else None for f in faults], dtype=pl.String),
        *(
            pl.when(lost == name).then(nothing.get(name, pl.lit(None))).otherwise(name).alias(name)
            for name in fields
        ),
    )  # fmt: skip


def _outcome(outcomes: dict[str, str], reference: str, fault: Sown | None) -> str:
    if fault and fault.refused:
        return "quarantined"
    if fault and fault.again:
        return "unchanged"
    return outcomes.get(reference, "accepted")


def _totals(workbooks: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The counts of all workbooks together."""
    answer: dict[str, Any] = {}
    for name in ("refusals", "warnings", "habitual", "restricted"):
        total: Counter[str] = Counter()
        for about in workbooks:
            total.update(about[name])
        answer[name] = dict(total)
    answer["dependants"] = sum(about["dependants"] for about in workbooks)
    for name in ("expected", "expected_with_edits"):
        if name in workbooks[0]:
            answer[name] = _sum([about[name] for about in workbooks])
    return answer


def _sum(counts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The answers of several imports as one."""
    reasons: Counter[str] = Counter()
    for count in counts:
        reasons.update(count["reasons"])
    names = [name for name in counts[0] if name != "reasons"]
    return {name: sum(count[name] for count in counts) for name in names} | {
        "reasons": dict(sorted(reasons.items()))
    }
