"""The invented appointment book: its proportions, and that a seed draws one book."""

from datetime import date
from typing import Any

import numpy as np
import polars as pl
import pytest

from evenhand.synthetic.appointments.book import Drawn, draw_book
from evenhand.synthetic.appointments.caseload import CASES, STAFF, Wanted
from evenhand.synthetic.appointments.geography import areas, between, journeys, sites
from evenhand.synthetic.appointments.interpreters import SCARCE
from evenhand.synthetic.draws import Chance


ON = date(2026, 11, 20)
N = 12_000
LANGUAGES = [
    ("Albanian", "", 30), ("Arabic", "Levantine Arabic", 20), ("Farsi", "", 20),
    ("Arabic", "Sudanese Arabic", 14), ("Tigrinya", "", 10), ("Zaghawa", "", 5),
    ("Uyghur", "", 1),
]  # fmt: skip


def wanted(n: int = N, seed: int = 1) -> Wanted:
    rng = np.random.default_rng(7)
    rows = rng.choice(len(LANGUAGES), n, p=np.array([s for *_, s in LANGUAGES]) / 100)
    every = sorted(areas())
    cases = pl.DataFrame(
        {
            "case_id": range(n),
            "sex": ["female" if luck < 0.15 else "male" for luck in rng.random(n)],
            "child": rng.random(n) < 0.08,
            "postcode_area": [every[i] for i in rng.integers(0, len(every), n)],
            "local_authority": [
                "Kent" if luck < 0.5 else "Leeds" for luck in rng.random(n)
            ],
            "firm": ["Ambergate Law" if luck < 0.6 else "" for luck in rng.random(n)],
            "disabled": rng.random(n) < 0.04,
            "language": [LANGUAGES[row][0] for row in rows],
            "dialect": [LANGUAGES[row][1] for row in rows],
            "interpreter_needed": rng.random(n) < 0.9,
            "screened_on": [date(2025, 3, 1)] * n,
        },
        CASES,
    )
    units = ["LIVERPOOL", "LEEDS", "DAC"]
    staff = pl.DataFrame(
        {
            "staff_member_id": range(130),
            "name": ["Amira Bello", *(f"Person {i}" for i in range(129))],
            "unit": [units[i % 3] for i in range(130)],
            "fte": [1.0 if i % 4 else 0.6 for i in range(130)],
        },
        STAFF,
    )
    return Wanted(cases, staff, ON, Chance(seed))


@pytest.fixture(scope="module")
def drawn() -> Drawn:
    return draw_book(wanted())


def share(rows: list[dict[str, Any]], **columns: Any) -> float:
    return sum(all(r[k] == v for k, v in columns.items()) for r in rows) / len(rows)


def test_one_seed_draws_one_book(drawn: Drawn) -> None:
    again = draw_book(wanted())
    for name in Drawn.__slots__:
        one, other = getattr(drawn, name), getattr(again, name)
        assert one.equals(other) if isinstance(one, pl.DataFrame) else one == other


def test_another_seed_draws_another_book(drawn: Drawn) -> None:
    other = draw_book(wanted(seed=2))
    assert other.interpreters != drawn.interpreters
    assert not other.needs.equals(drawn.needs)


def test_rooms_and_interpreters_are_in_proportion_to_the_caseload(drawn: Drawn) -> None:
    assert len(drawn.rooms) == 35
    assert len(drawn.interpreters) == 150
    for site in sites():
        assert sum(room["site"] == site["code"] for room in drawn.rooms) >= 2


def test_a_small_book_has_two_rooms_at_each_site_and_somebody_for_each_language() -> (
    None
):
    small = draw_book(wanted(300))
    assert len(small.rooms) == 2 * len(sites())
    spoken = {row["language"] for row in small.languages}
    assert {name for name, *_ in LANGUAGES} - SCARCE <= spoken


def test_two_interpreters_in_five_are_women_and_nine_in_ten_work_by_video(
    drawn: Drawn,
) -> None:
    assert share(drawn.interpreters, sex="female") == pytest.approx(0.4, abs=0.01)
    assert share(drawn.interpreters, by_video=True) == pytest.approx(0.9, abs=0.01)
    assert all(row["in_person"] or row["by_video"] for row in drawn.interpreters)


def test_a_few_are_no_longer_vetted_or_under_contract(drawn: Drawn) -> None:
    vetted = [row for row in drawn.interpreters if row["vetted_until"] >= ON]
    under_contract = [row for row in drawn.interpreters if row["contract_until"] >= ON]
    assert 0.95 <= len(vetted) / len(drawn.interpreters) < 1
    assert 0.95 <= len(under_contract) / len(drawn.interpreters) < 1


def test_scarce_languages_have_fewer_than_their_share(drawn: Drawn) -> None:
    mainly = {}
    for row in drawn.languages:
        mainly.setdefault(row["interpreter"], row["language"])
    of = list(mainly.values())
    # 5 cases in a hundred ask for Zaghawa, 10 for Tigrinya.
    assert 0 < of.count("Zaghawa") < of.count("Tigrinya") / 4


def test_each_speaks_one_to_three_languages_and_the_dialects_asked_for_are_known(
    drawn: Drawn,
) -> None:
    spoken: dict[str, set[str]] = {}
    for row in drawn.languages:
        spoken.setdefault(row["interpreter"], set()).add(row["language"])
        assert 1 <= row["level"] <= 4
    assert set(map(len, spoken.values())) == {1, 2, 3}
    said = [(row["language"], row["dialect"]) for row in drawn.languages]
    assert {("Arabic", "Levantine Arabic"), ("Arabic", "Sudanese Arabic")} <= set(said)
    keys = [
        (row["interpreter"], row["language"], row["dialect"]) for row in drawn.languages
    ]
    assert len(keys) == len(set(keys))


def test_interpreters_are_there_two_days_and_a_half_a_week(drawn: Drawn) -> None:
    hours: dict[str, int] = {}
    for row in drawn.hours:
        if row["kind"] == "interpreter":
            hours[row["key"]] = hours.get(row["key"], 0) + row["closes"] - row["opens"]
    assert set(hours.values()) == {20}
    assert len(hours) == len(drawn.interpreters)


def test_whoever_decides_interviews_on_their_working_days(drawn: Drawn) -> None:
    assert len(drawn.interviewers) == 130
    assert drawn.interviewers[0]["sex"] == "female"
    assert {row["week_limit"] for row in drawn.interviewers} == {3}
    days = {
        row["key"]: [h["weekday"] for h in drawn.hours
                     if h["kind"] == "interviewer" and h["key"] == row["key"]]
        for row in drawn.interviewers[:8]
    }  # fmt: skip
    assert [len(some) for some in days.values()] == [3, 5, 5, 5, 3, 5, 5, 5]
    assert {r["site"] for r in drawn.interviewers} == {"LIVERPOOL", "LEEDS", "CROYDON"}


@pytest.mark.parametrize(
    ("column", "women", "men"),
    [("interviewer_sex", 40, 4), ("interpreter_sex", 27, 2.7)],
)
def test_wishes_are_as_often_as_assumed(
    drawn: Drawn, column: str, women: float, men: float
) -> None:
    """For an interpreter: nine in ten need one, and 30 and 3 per cent of those wish."""
    both = drawn.needs.with_columns(sex=wanted().cases["sex"])
    for sex, per_cent in (("female", women), ("male", men)):
        some = both.filter(sex=sex)
        wished = some.filter(pl.col(column) > "")
        assert wished[column].unique().to_list() == [sex]
        assert 100 * wished.height / some.height == pytest.approx(per_cent, abs=1)


def test_an_adult_of_the_authority_is_there_for_each_child_and_for_nobody_else(
    drawn: Drawn,
) -> None:
    child = wanted().cases["child"]
    assert (drawn.needs["adult"].is_not_null() == child).all()
    authority = wanted().cases["local_authority"]
    for adult, lives in zip(drawn.needs["adult"], authority, strict=True):
        assert adult is None or drawn.adults[adult]["organisation"] == lives


def test_no_child_agreed_to_short_notice(drawn: Drawn) -> None:
    agreed = drawn.needs["short_notice_agreed_on"].is_not_null()
    child = wanted().cases["child"]
    assert not (agreed & child).any()
    assert agreed.mean() == pytest.approx(0.15 * (1 - child.mean()), abs=0.01)
    assert not (drawn.needs["standby"] & ~agreed).any()


def test_a_representative_attends_only_where_one_acts(drawn: Drawn) -> None:
    acting = drawn.needs["representative"].is_not_null()
    assert (acting == (wanted().cases["firm"] > "")).all()
    assert not (drawn.needs["representative_attends"] & ~acting).any()
    assert 0.1 < drawn.needs["representative_attends"].mean() < 0.3


def test_the_host_of_the_demo_is_at_derby(drawn: Drawn) -> None:
    [mo] = [host for host in drawn.hosts if host["username"] == "mo"]
    assert (mo["name"], mo["site"]) == ("Mo Everard", "DERBY")


def test_a_large_site_has_one_room_without_hours_and_no_other_calendar_lacks_them(
    drawn: Drawn,
) -> None:
    with_hours = {row["key"] for row in drawn.hours if row["kind"] == "room"}
    without = [room for room in drawn.rooms if room["key"] not in with_hours]
    assert all(not room["set_up"] for room in without)
    assert len(with_hours) + len(without) == len(drawn.rooms)


def test_journeys_are_known_from_every_area_of_the_mainland_that_is_near_enough() -> (
    None
):
    known = journeys()
    minutes = {(a, s): m for a, s, m in known.iter_rows()}
    assert minutes["L", "LIVERPOOL"] <= 20 < minutes["M", "LIVERPOOL"] < 120
    assert minutes["CT", "CROYDON"] == pytest.approx(125, abs=25)
    assert ("BT", "LIVERPOOL") not in minutes
    assert ("TR", "GLASGOW") not in minutes
    assert ("TR", "CARDIFF") in minutes
    assert known["minutes"].max() <= 240
    # Over the sea, or more than four hours from every site.
    assert set(areas()) - set(known["postcode_area"]) == {
        "GY", "HS", "IM", "JE", "KW", "ZE",
    }  # fmt: skip


def test_sites_are_reached_from_each_other_but_not_over_the_sea() -> None:
    pairs = {(one, other) for one, other, _ in between().iter_rows()}
    assert ("DERBY", "LIVERPOOL") in pairs
    assert not any("BELFAST" in pair for pair in pairs)
