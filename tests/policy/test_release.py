"""Release 1 as a whole: checked, owned, and true to its own registers."""

import datetime
from dataclasses import replace

import pycountry
import pytest

from evenhand.engine.rules import nodes
from evenhand.engine.rules.authorities import faults_of_authorities
from evenhand.engine.rules.checks import faults
from evenhand.engine.rules.nodes import Rule
from evenhand.engine.rules.release import Release
from evenhand.synthetic.calibration import calibration
from tests.policy.conftest import ON


# How the register spells what the ISO list calls otherwise; "The" goes before a few.
OTHER_SPELLINGS = {
    "Cape Verde": "Cabo Verde",
    "Democratic Republic of the Congo": "Congo, The Democratic Republic of the",
    "East Timor": "Timor-Leste",
    "Ivory Coast": "Côte d'Ivoire",
    "Brunei": "Brunei Darussalam",
    "Micronesia": "Micronesia, Federated States of",
    "Occupied Palestinian Territories": "Palestine, State of",
    "Russia": "Russian Federation",
    "St Kitts and Nevis": "Saint Kitts and Nevis",
    "St Lucia": "Saint Lucia",
    "St Vincent and the Grenadines": "Saint Vincent and the Grenadines",
    "São Tomé and Príncipe": "Sao Tome and Principe",
    "The Bahamas": "Bahamas",
    "The Gambia": "Gambia",
    "Turkey": "Türkiye",
    "Vatican City": "Holy See (Vatican City State)",
}
NOT_COUNTRIES = {
    "British National (Overseas)",
    "Kosovo",
    "Not recorded",
    "Refugee",
    "Stateless",
}


def rules_of(release: Release) -> list[Rule]:
    return [rule for table in release.tables.values() for rule in table.rules]


def test_nothing_is_wrong_but_the_authority_the_sources_do_not_state(
    release: Release,
) -> None:
    found = faults(release, ON)
    assert [(fault.severity, fault.code) for fault in found] == [
        ("demo only", "authority-not-stated")
    ]
    assert found[0].sentence.endswith("RT-014")


def test_nothing_more_is_wrong_years_from_now_than_reviews_overdue(
    release: Release,
) -> None:
    found = faults(release, datetime.date(2029, 1, 1))
    assert {fault.code for fault in found if fault.severity != "warning"} == {
        "authority-not-stated"
    }


def test_an_authority_for_nationality_does_not_cover_sex(release: Release) -> None:
    table = release.tables["route"]
    rules = tuple(
        replace(rule, authority=("AUTH-NAT-1",)) if rule.id == "RT-014" else rule
        for rule in table.rules
    )
    leaning = replace(
        release, tables={**release.tables, "route": replace(table, rules=rules)}
    )
    [found] = [
        fault
        for fault in faults_of_authorities(leaning, ON)
        if fault.severity == "fault"
    ]
    assert "RT-014" in found.where
    assert "sex" in found.sentence


def test_only_one_rule_reads_sex(release: Release) -> None:
    assert [rule.id for rule in rules_of(release) if "sex" in rule.when] == ["RT-014"]


def test_every_rule_has_an_owner_reasons_examples_and_a_review_in_2027(
    release: Release,
) -> None:
    for rule in rules_of(release):
        assert rule.owner, rule.id
        assert rule.because.endswith("."), rule.id
        assert rule.applies_to, rule.id
        assert rule.spares, rule.id
        assert rule.review_on is not None, rule.id
        assert rule.review_on.year == 2027, rule.id


def test_the_tables_are_those_the_product_reads(release: Release) -> None:
    assert set(release.tables) == {
        "route",
        "requirements",
        "alarms",
        "supported",
        "waiting_points",
        "priority_points",
        "band",
        "readiness",
        "kind_of_work",
        "childs_interview",
        "interview",
        "interview_proposed",
        "interview_length",
        "interview_modes",
        "interviewer_needs",
        "possible_grants",
        "unable_to_be_interviewed",
    }
    assert set(release.totals) == {"points"}


def test_every_unit_is_reached_and_takes_cases_unless_it_is_the_queue(
    release: Release,
) -> None:
    reached = {
        unit
        for rule in release.tables["route"].rules
        for unit in _literal(rule.then["units"])
    }
    assert reached == set(release.registers["units"].values)
    attributes = release.registers["units"].attributes or {}
    assert [u for u in reached if not attributes[u]["takes_cases"]] == ["CHECK"]


def _literal(expression: nodes.Expression) -> tuple[str, ...]:
    assert isinstance(expression, nodes.Literal)
    assert isinstance(expression.value, tuple)
    return expression.value


def test_units_exempt_from_variety_are_the_same_in_both_places(
    release: Release,
) -> None:
    attributes = release.registers["units"].attributes or {}
    exempt = {name for name, row in attributes.items() if row["exempt_from_variety"]}
    assert exempt - {"CHECK"} == set(release.standards["variety"]["exempt_units"])


def test_a_requirement_is_a_skill_or_a_clearance(release: Release) -> None:
    held = {
        *release.registers["skills"].values,
        *release.registers["clearances"].values,
    }
    assert set(release.attributes["requires"].values or ()) <= held


def test_every_barrier_says_what_it_blocks_and_when_it_is_looked_at(
    release: Release,
) -> None:
    steps = set(release.vocabulary.facts["blocks"].values or ())
    barriers = release.registers["barriers"].attributes or {}
    for name, row in barriers.items():
        assert row["blocks"] in steps, name
        assert 1 <= int(str(row["review_days"])) <= 28, name
    one_by_one = {name for name, row in barriers.items() if row["cleared_one_by_one"]}
    assert {
        "trafficking-referral",
        "medical-evidence",
        "unfit-for-interview",
        "age-dispute",
        "litigation-hold",
    } <= one_by_one


def test_look_ups_end_in_regions(release: Release) -> None:
    regions = set(release.registers["regions"].values)
    for name, count in (("postcode_areas", 124), ("local_authorities", 212)):
        entries = release.registers[name].entries or {}
        assert len(entries) == count
        assert set(entries.values()) <= regions


@pytest.mark.parametrize(
    ("nation", "count"),
    [("Scotland", 32), ("Wales", 22), ("Northern Ireland", 5), ("London", 33)],
)
def test_no_authority_of_a_nation_is_missing(
    release: Release, nation: str, count: int
) -> None:
    entries = release.registers["local_authorities"].entries or {}
    assert list(entries.values()).count(nation) == count


def test_dialects_belong_to_languages(release: Release) -> None:
    languages = set(release.registers["languages"].values)
    assert set((release.registers["dialects"].entries or {}).values()) <= languages


def test_nationalities_are_the_countries_of_the_world(release: Release) -> None:
    known = {
        name
        for country in pycountry.countries
        for name in (country.name, getattr(country, "common_name", None))
        if name
    }
    listed = set(release.registers["nationalities"].values) - NOT_COUNTRIES
    assert {OTHER_SPELLINGS.get(name, name) for name in listed} <= known
    assert len(listed) >= 195


def test_nationalities_cover_those_the_statistics_name(release: Release) -> None:
    published = set(calibration()["nationalities"])
    assert published <= set(release.registers["nationalities"].values)


def test_no_fact_rests_on_outcomes(release: Release) -> None:
    words = ("grant", "refus", "outcome", "rate", "appeal")
    for name in release.vocabulary.facts:
        assert not any(word in name for word in words), name


def test_titles_and_reasons_are_in_the_words_of_staff(release: Release) -> None:
    for rule in rules_of(release):
        said = f" {rule.title} {rule.because} ".lower()
        for word in (" null", " tuple", " solver", "customer", " uasc"):
            assert word not in said, f"{rule.id} says {word!r}"
