"""Every row keeps to the contract of the caseload files, and to sense."""

import tomllib

import polars as pl
import pytest

from evenhand.synthetic.caseload import COLUMNS
from tests.synthetic.conftest import ON, POLICY


DATES = [
    "claimed_on", "stage_since", "interviewed_on", "claimed_date_of_birth",
    "treated_as_date_of_birth", "assessed_date_of_birth", "detained_since",
    "court_order_on", "pre_action_letter_on", "mp_expedite_on",
]  # fmt: skip


def register(name: str) -> set[str]:
    table = tomllib.loads((POLICY / "registers" / f"{name}.toml").read_text())
    if "value" in table:
        return {row["name"] for row in table["value"]}
    return set(table.get("values") or table["entries"])


def entries(name: str) -> dict[str, str]:
    return tomllib.loads((POLICY / "registers" / f"{name}.toml").read_text())["entries"]


@pytest.fixture(scope="module")
def cases(made) -> pl.DataFrame:
    """The cases with their dates as dates."""
    return made.cases.with_columns(pl.col(DATES).str.to_date())


def count(frame: pl.DataFrame, condition: pl.Expr) -> int:
    return frame.select(condition.fill_null(False).sum()).item()


def born() -> pl.Expr:
    return pl.coalesce("treated_as_date_of_birth", "claimed_date_of_birth")


def turns(years: int) -> pl.Expr:
    return born().dt.offset_by(f"{years}y")


def test_columns_are_those_of_the_contract(made):
    assert made.cases.columns == COLUMNS
    assert made.dependants.columns == [
        "case_reference", "relationship", "family_name", "given_names",
        "date_of_birth", "sex", "nationality",
    ]  # fmt: skip


def test_nothing_that_must_be_stated_is_missing(cases):
    must = [
        "reference", "claimed_on", "stage", "stage_since", "family_name", "given_names",
        "claimed_date_of_birth", "age_disputed", "unaccompanied", "sex", "nationality",
        "nationality_standing", "language", "interpreter_needed", "support",
        "accommodation", "high_profile", "high_harm", "progressor",
    ]  # fmt: skip
    assert cases.select(pl.col(must).null_count()).sum_horizontal().item() == 0
    assert cases["reference"].is_unique().all()


@pytest.mark.parametrize(
    ("column", "name"),
    [
        ("nationality", "nationalities"),
        ("language", "languages"),
        ("dialect", "dialects"),
        ("stage", "stages"),
        ("support", "support"),
        ("accommodation", "accommodation"),
        ("local_authority", "local_authorities"),
        ("unit", "units"),
    ],
)
def test_values_are_in_the_policy_registers(cases, column, name):
    assert set(cases[column].drop_nulls()) <= register(name)


def test_list_values_are_in_the_policy_registers(cases):
    for column, name in [
        ("vulnerabilities", "vulnerabilities"),
        ("other_nationalities", "nationalities"),
    ]:
        found = cases[column].drop_nulls().str.split("|").explode()
        assert len(found) > 0
        assert set(found) <= register(name)


def test_dialects_belong_to_their_language(cases):
    stated = cases.drop_nulls("dialect")
    of = entries("dialects")
    assert [of[d] for d in stated["dialect"]] == stated["language"].to_list()


def test_dates_come_in_order(cases):
    assert count(cases, pl.col("claimed_on") >= ON) == 0
    assert count(cases, pl.col("stage_since") < pl.col("claimed_on")) == 0
    assert count(cases, pl.col("stage_since") > ON) == 0
    assert count(cases, pl.col("interviewed_on") < pl.col("claimed_on")) == 0
    assert count(cases, pl.col("interviewed_on") > pl.col("stage_since")) == 0
    assert count(cases, pl.col("detained_since") < pl.col("claimed_on")) == 0
    for column in ("court_order_on", "pre_action_letter_on", "mp_expedite_on"):
        outside = ~pl.col(column).is_between(pl.col("claimed_on"), ON)
        assert count(cases, outside) == 0
    assert cases["claimed_on"].is_sorted()


def test_interviewed_cases_say_when_and_earlier_ones_do_not(cases):
    early = ["registered", "screened", "questionnaire", "ready_to_interview"]
    assert (
        count(
            cases, pl.col("stage").is_in(early) & pl.col("interviewed_on").is_not_null()
        )
        == 0
    )
    assert count(cases, (pl.col("stage") == "interviewed") & pl.col("interviewed_on").is_null()) == 0  # fmt: skip
    assert count(cases, pl.col("stage") == "interviewed") > 0


def test_some_cases_are_ready_with_nothing_in_the_way(cases):
    free = (pl.col("stage") == "ready_to_interview") & pl.col("barriers").is_null()
    assert count(cases, free) > len(cases) / 4


def test_nobody_alone_was_an_adult_when_they_claimed(cases):
    alone = pl.col("unaccompanied") == "yes"
    assert count(cases, alone) > 100
    assert count(cases, alone & (turns(18) <= pl.col("claimed_on"))) == 0


def test_an_adult_who_says_they_were_a_child_is_marked_so(cases):
    says = pl.col("claimed_date_of_birth").dt.offset_by("18y") > pl.col("claimed_on")
    adult = turns(18) <= pl.col("claimed_on")
    told = (pl.col("age_disputed") == "yes") | pl.col(
        "assessed_date_of_birth"
    ).is_not_null()
    assert count(cases, says & adult) > 0
    assert count(cases, says & adult & ~told) == 0


def test_treated_as_age_is_the_assessed_one_where_there_is_one(cases):
    assessed = cases.drop_nulls("assessed_date_of_birth")
    assert len(assessed) > 0
    assert assessed["assessed_date_of_birth"].equals(
        assessed["treated_as_date_of_birth"], check_names=False
    )


def test_children_are_never_suspended_nor_out_of_contact(cases):
    was_child = turns(18) > pl.col("claimed_on")
    assert count(cases, pl.col("stage") == "suspended") > 0
    assert count(cases, was_child & (pl.col("stage") == "suspended")) == 0
    lost = pl.col("barriers").str.contains("no-contact|inadmissibility")
    alone = pl.col("unaccompanied") == "yes"
    assert count(cases, lost) > 0
    assert count(cases, lost & (alone | (turns(18) > ON))) == 0


def test_postcodes_lie_in_the_region_of_the_local_authority(cases):
    both = cases.drop_nulls(["postcode", "local_authority"])
    area_in, authority_in = entries("postcode_areas"), entries("local_authorities")
    area = both["postcode"].str.extract(r"^([A-Z]+)\d+ \d[A-Z]{2}$")
    assert area.null_count() == 0
    assert [area_in[a] for a in area] == [
        authority_in[a] for a in both["local_authority"]
    ]


def test_detained_people_have_a_place_and_no_home(cases):
    detained = cases.filter(pl.col("detained_since").is_not_null())
    assert len(detained) > 0
    assert detained["place_of_detention"].null_count() == 0
    assert detained["postcode"].null_count() == len(detained)
    assert cases["place_of_detention"].is_not_null().sum() == len(detained)


def test_barriers_open_after_the_claim_and_have_a_review_date(cases):
    rows = cases.drop_nulls("barriers").select(
        "claimed_on", pl.col("barriers").str.split("|")
    )
    each = rows.explode("barriers").select(
        "claimed_on",
        pl.col("barriers").str.split_exact(";", 2).struct.rename_fields(["kind", "opened", "review"]),
    ).unnest("barriers").with_columns(pl.col("opened", "review").str.to_date())  # fmt: skip
    assert set(each["kind"]) <= register("barriers")
    assert each.null_count().sum_horizontal().item() == 0
    assert count(each, pl.col("opened") < pl.col("claimed_on")) == 0
    assert count(each, pl.col("opened") >= pl.col("review")) == 0
    assert count(each, pl.col("opened") > ON) == 0
    overdue = count(each, pl.col("review") < ON) / len(each)
    assert 0.05 < overdue < 0.3


def test_a_case_has_a_kind_of_barrier_once(cases):
    for text in cases["barriers"].drop_nulls():
        kinds = [part.split(";")[0] for part in text.split("|")]
        assert len(set(kinds)) == len(kinds)


def test_dependants_depend_on_a_case_and_were_born_in_time(made, cases):
    family = made.dependants.with_columns(pl.col("date_of_birth").str.to_date()).join(
        cases, left_on="case_reference", right_on="reference"
    )
    assert len(family) == len(made.dependants)
    grown = pl.col("date_of_birth").dt.offset_by("18y") <= pl.col("claimed_on")
    child = pl.col("relationship") == "child"
    assert count(family, child) > 0
    assert count(family, child & grown) == 0
    assert count(family, ~child & ~grown) == 0
    assert count(family, child & (pl.col("date_of_birth") < turns(17))) == 0
    assert count(family, pl.col("date_of_birth") >= ON) == 0
    assert count(family, pl.col("unaccompanied") == "yes") == 0
