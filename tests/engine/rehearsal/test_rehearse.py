"""A rehearsal against plain loops, and against itself."""

import datetime
from collections import Counter
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.engine.rehearsal.access import access_of_rules
from evenhand.engine.rehearsal.rehearse import BY, Standards, Told, rehearse, tell
from evenhand.engine.rules.compile import Program, compile_release
from evenhand.engine.rules.release import Release
from tests.policy.asking import SOMEBODY, frame_of
from tests.policy.test_fairness import cases
from tests.rehearsing import POLICY, edited, iraq_to


ON = datetime.date(2026, 11, 23)
RELEASE = Release.read(POLICY)
PROGRAM = compile_release(RELEASE)
NEWCASTLE = compile_release(iraq_to(RELEASE, "NEWCASTLE"))
STANDARDS = Standards(3, 0.95, 0.05, (0, 16, 18, 25, 35, 50, 65))
PLACES = {"WALES": 2, "NEWCASTLE": 1, "LIVERPOOL": 3}
RESTRICTIONS = ("", "", "restricted", "special")


@st.composite
def caseloads(draw: st.DrawFn, **fixed: object) -> pl.DataFrame:
    rows = draw(st.lists(cases(**fixed), min_size=1, max_size=8))
    return caseload(
        rows,
        restricted=[draw(st.sampled_from(RESTRICTIONS)) for _ in rows],
        free=[draw(st.booleans()) for _ in rows],
    )


def caseload(
    rows: list[dict[str, Any]], restricted: list[str], free: list[bool]
) -> pl.DataFrame:
    return frame_of(RELEASE, rows).with_columns(
        pl.Series("case", [f"C{n:03}" for n in range(len(rows))]),
        pl.Series("case_id", range(len(rows)), pl.Int64),
        pl.Series("restriction", restricted, pl.String),
        pl.Series("free", free, pl.Boolean),
    )


def changes_of(frame: pl.DataFrame, after: Program = NEWCASTLE) -> pl.DataFrame:
    (found,) = rehearse(PROGRAM, [after], frame, ON, ages_from=STANDARDS.ages_from)
    return found


def told(frame: pl.DataFrame, *counting: str, after: Program = NEWCASTLE) -> Told:
    return tell(changes_of(frame, after), PLACES, STANDARDS, counting=counting)


@given(caseloads())
@settings(max_examples=12)
def test_a_release_against_itself_changes_nothing(frame):
    found = told(frame, "restricted", "special", after=PROGRAM)
    totals = found.figures.totals
    assert totals.cases == frame.height
    assert totals.changed == totals.forward == totals.back == 0
    assert found.figures.explained == found.figures.moves == found.back == ()
    for unit in found.figures.units:
        assert unit.weeks_before == unit.weeks_after
    for effects in found.groups.values():
        for effect in effects:
            assert not any(share.some for share in effect.shares.values())
            assert not any(mean.mean for mean in effect.means.values())


@given(caseloads(nationality="Iraq", child_at_claim=False))
@settings(max_examples=12)
def test_only_who_was_routed_to_wales_for_iraq_goes_to_newcastle(frame):
    found = changes_of(frame)
    answer = PROGRAM.evaluate(frame, ON)
    for_iraq = ["RT-036" in fired for fired in PROGRAM.fired_ids(answer).to_list()]
    assert found["changed"].to_list() == for_iraq
    assert found["other_unit"].to_list() == for_iraq
    moved = found.filter("changed")
    assert set(moved["unit_before"]) <= {"WALES"}
    assert set(moved["unit_after"]) <= {"NEWCASTLE"}
    assert all(why == ["RT-036"] for why in moved["why_before"].to_list())
    assert all(why == ["RT-036"] for why in moved["why_after"].to_list())
    assert not found.filter(~pl.col("changed"))["why_after"].list.len().sum()


@given(caseloads())
@settings(max_examples=12)
def test_totals_add_up(frame):
    heavier = compile_release(edited(RELEASE, "PR-010", "points = 150", "points = 5"))
    for after in (NEWCASTLE, heavier):
        found = told(frame, "restricted", "special", after=after)
        figures = found.figures
        for when in ("before", "after"):
            of = [getattr(unit, f"cases_{when}") for unit in figures.units]
            queues = [getattr(unit, f"queue_{when}") for unit in figures.units]
            assert sum(of) == figures.totals.cases == frame.height
            assert sum(queues) == getattr(figures.totals, f"in_queue_{when}")
        assert sum(move.cases for move in figures.moves) == figures.totals.other_unit
        shifts = figures.totals.up + figures.totals.down
        assert sum(move.cases for move in figures.bands) == shifts
        explained = sum(way.cases for way in figures.explained)
        assert explained + figures.other_ways == figures.totals.changed
        for by in BY:
            effects = found.groups[by]
            if frame.height >= STANDARDS.smallest_group:
                assert sum(effect.cases for effect in effects) == frame.height
                for share in ("up", "down", "other_unit"):
                    assert sum(
                        effect.shares[share].some for effect in effects
                    ) == getattr(figures.totals, share)


@given(caseloads())
@settings(max_examples=12)
def test_whoever_is_not_cleared_is_told_of_a_world_without_restricted_cases(frame):
    assert told(frame) == told(frame.filter(pl.col("restriction") == ""))
    assert told(frame, "special") == told(
        frame.filter(pl.col("restriction") != "restricted"), "special"
    )


@given(caseloads())
@settings(max_examples=12)
def test_places_and_weeks_are_those_of_plain_loops(frame):
    heavier = compile_release(edited(RELEASE, "PR-010", "points = 150", "points = 5"))
    found = told(frame, "restricted", "special", after=heavier)
    changes = changes_of(frame, heavier)
    for when in ("before", "after"):
        order = sorted(
            changes.to_dicts(),
            key=lambda row: (row[f"band_{when}"], row["claimed_on"], row["case"]),
        )
        place = {row["case_id"]: n for n, row in enumerate(order, start=1)}
        queues: Counter[str] = Counter()
        weeks: dict[int, float | None] = {}
        for row in order:
            unit = row[f"unit_{when}"]
            if row["free"] and row[f"ready_{when}"]:
                queues[unit] += 1
                if PLACES.get(unit):
                    weeks[row["case_id"]] = round(queues[unit] / PLACES[unit], 1)
        for listed in found.figures.listed.values():
            for each in (*listed.first, *listed.last):
                assert getattr(each, when) == place[each.case_id]
                assert getattr(each, f"weeks_{when}") == pytest.approx(
                    weeks.get(each.case_id), abs=0.051
                )


def test_several_drafts_are_compared_with_one_release():
    frame = caseload([iraqi() for _ in range(4)], restricted=[""] * 4, free=[True] * 4)
    drafts = [
        compile_release(iraq_to(RELEASE, *units))
        for units in (["NEWCASTLE"], ["MERSEY"], ["NEWCASTLE", "MERSEY"])
    ]
    found = rehearse(PROGRAM, drafts, frame, ON, ages_from=STANDARDS.ages_from)
    firsts = [set(changes["unit_after"]) for changes in found]
    assert firsts == [{"NEWCASTLE"}, {"MERSEY"}, {"NEWCASTLE"}]
    by_unit = {
        unit.unit: unit for unit in tell(found[0], PLACES, STANDARDS).figures.units
    }
    assert (by_unit["NEWCASTLE"].weeks_before, by_unit["NEWCASTLE"].weeks_after) == (
        0,
        4,
    )
    assert (by_unit["WALES"].weeks_before, by_unit["WALES"].weeks_after) == (2, 0)


def test_a_second_unit_alone_is_no_move():
    frame = caseload([iraqi()], restricted=[""], free=[True])
    both = compile_release(iraq_to(RELEASE, "WALES", "NEWCASTLE"))
    (row,) = changes_of(frame, both).to_dicts()
    assert row["units"]
    assert row["changed"]
    assert not row["other_unit"]


def test_a_group_that_is_moved_back_is_pointed_out():
    """Sudan is with Wales; whoever is there waits longer once Albania goes there too."""
    lower = compile_release(
        edited(RELEASE, "RT-012", 'units = ["NSA"]', 'units = ["WALES"]')
    )
    older = datetime.date(2026, 6, 1)
    frame = caseload(
        [iraqi(nationality="Albania", claimed_on=older) for _ in range(40)]
        + [iraqi(nationality="Sudan") for _ in range(40)],
        restricted=[""] * 80,
        free=[True] * 80,
    )
    places = {"WALES": 10, "NSA": 10}
    found = tell(changes_of(frame, lower), places, STANDARDS)
    assert [(each.by, each.key, each.measure) for each in found.back] == [
        ("nationality", "Sudan", "longer")
    ]
    sudan = found.groups["nationality"][1]
    assert sudan.shares["longer"].share.value == 1
    assert sudan.means["weeks"].mean == 4
    assert found.groups["nationality"][0].means["weeks"].mean == 0


def test_a_rule_that_rests_on_a_clearance_says_so_even_if_a_draft_forgets_it():
    forgets = Release.from_files(
        {
            **RELEASE.files,
            "vocabulary.toml": RELEASE.files["vocabulary.toml"].replace(
                b'access = "high-harm"\n', b""
            ),
        }
    )
    assert access_of_rules(RELEASE)["PR-010"] == {"high-harm"}
    assert access_of_rules(forgets)["PR-010"] == set()
    assert access_of_rules(forgets, beside=RELEASE)["PR-010"] == {"high-harm"}
    assert access_of_rules(RELEASE)["RT-036"] == set()


def iraqi(**facts: Any) -> dict[str, Any]:
    return {**SOMEBODY, "nationality": "Iraq", "postcode_area": "CF", **facts}
