"""The people of a caseload, and what they hold."""

import datetime

import polars as pl
import pytest

from evenhand.synthetic.workforce import fewest_decision_makers, seats, units
from tests.synthetic.conftest import ON
from tests.synthetic.test_rows import register


CAST = {
    "amira": "decision_maker",
    "bo": "technical_specialist",
    "cass": "team_leader",
    "dana": "workflow_manager",
    "eli": "case_progression_officer",
    "fern": "booking_officer",
    "gil": "policy_lead",
    "hana": "analyst",
    "idris": "auditor",
    "jo": "administrator",
    "kit": "quality_lead",
    "lu": "screening_officer",
    "mo": "host",
}


@pytest.fixture(scope="module")
def staff(made) -> pl.DataFrame:
    return made.staff.with_columns(pl.col("started_on").str.to_date())


def pairs(staff: pl.DataFrame, column: str, sign: str) -> list[list[str]]:
    each = staff[column].drop_nulls().str.split("|").explode()
    return [text.split(sign) for text in each]


@pytest.mark.parametrize("wanted", [22, 23, 100, 1300, 4333])
def test_seats_add_to_the_number_asked_for_and_leave_no_unit_empty(wanted):
    counts = seats(wanted)
    assert sum(counts.values()) == wanted
    assert min(counts.values()) >= 2
    assert set(counts) == set(units())


def test_the_cast_comes_first_with_first_names_as_usernames(staff):
    assert (
        dict(zip(staff["username"], staff["roles"], strict=True)).items()
        >= CAST.items()
    )
    assert staff["username"][:13].to_list() == list(CAST)
    amira = staff.row(0, named=True)
    assert amira["unit"] == "LIVERPOOL"
    assert amira["skills"].startswith("children:")
    assert amira["weekly_places"] == "3"


def test_usernames_and_references_are_unique(staff):
    assert staff["username"].is_unique().all()
    assert staff["reference"].is_unique().all()


def test_decision_makers_number_what_was_asked_for(made, staff):
    assert (staff["roles"] == "decision_maker").sum() == 44
    assert made.manifest["decision_makers"] == 44


def test_every_unit_has_everybody_it_needs(staff):
    needed = {
        "decision_maker", "team_leader", "technical_specialist", "workflow_manager",
        "case_progression_officer", "booking_officer",
    }  # fmt: skip
    for unit in units():
        assert set(staff.filter(pl.col("unit") == unit)["roles"]) >= needed, unit


def test_every_person_of_a_unit_is_in_a_team_of_it(staff):
    members = staff.drop_nulls("unit")
    assert [t.rsplit(" ", 1)[0] for t in members["team"]] == members["unit"].to_list()


def test_skills_clearances_and_languages_are_in_the_registers(staff):
    skills = pairs(staff, "skills", ":")
    assert {skill for skill, _ in skills} <= register("skills")
    assert all(datetime.date.fromisoformat(until) for _, until in skills)
    assert {c for [c] in pairs(staff, "clearances", " ")} <= register("clearances")
    languages = set(staff["languages"].drop_nulls().str.split("|").explode())
    assert languages <= register("languages")
    second = staff["also_units"].drop_nulls()
    assert set(second) <= set(units())


def test_absences_run_from_a_first_to_a_last_day_after_the_start(staff):
    rows = staff.drop_nulls("absences")
    assert len(rows) > 0
    for started, text in rows.select("started_on", "absences").iter_rows():
        for part in text.split("|"):
            first, last = map(datetime.date.fromisoformat, part.split(".."))
            assert started <= first <= last
            assert abs((first - ON).days) < 60


def test_only_decision_makers_have_places_and_new_joiners_fewer(staff):
    places = pl.col("weekly_places").cast(pl.Int64)
    deciders = staff.filter(pl.col("roles") == "decision_maker")
    others = staff.filter(pl.col("roles") != "decision_maker")
    assert others.select(places.sum()).item() == 0
    new = pl.col("started_on") > pl.lit(ON).dt.offset_by("-6mo")
    most = deciders.select(a=places.filter(new).max(), b=places.filter(~new).max())
    assert most["a"].item() < most["b"].item()


def test_owners_decide_in_the_unit_of_the_case(made):
    people = made.staff.select("reference", "roles", their_unit="unit")
    owned = made.cases.drop_nulls("owner").join(
        people, left_on="owner", right_on="reference"
    )
    assert len(owned) == made.cases["owner"].is_not_null().sum() > 100
    assert set(owned["roles"]) == {"decision_maker"}
    assert (owned["unit"] == owned["their_unit"]).all()


def test_progressors_are_case_progression_officers(made):
    officers = made.staff.filter(pl.col("roles") == "case_progression_officer")
    assert set(made.cases["progressor"]) <= set(officers["reference"])


def test_cases_past_their_interview_have_a_unit(made):
    past = made.cases.filter(
        pl.col("stage").is_in(["interviewed", "decided", "checked"])
    )
    assert past["unit"].null_count() == 0


def test_children_and_restricted_cases_are_with_people_who_may_have_them(made):
    people = {row["reference"]: row for row in made.staff.iter_rows(named=True)}
    owned = made.cases.drop_nulls("owner")
    alone = owned.filter(pl.col("unaccompanied") == "yes")
    assert len(alone) > 0
    assert all("children:" in (people[o]["skills"] or "") for o in alone["owner"])
    for level in ("restricted", "special"):
        held = owned.filter(pl.col("restriction") == level)["owner"]
        assert all(level in people[o]["clearances"] for o in held)


def test_nobody_holds_more_than_a_caseload(made):
    assert made.cases["owner"].drop_nulls().value_counts()["count"].max() <= 20


def test_fewest_decision_makers_is_two_in_each_unit():
    assert fewest_decision_makers() == 2 * len(units())


def test_policy_takes_two_however_small_the_caseload(made):
    assert (made.staff["roles"] == "policy_lead").sum() >= 2
