"""Which rules read a fact, by name and through others' answers."""

from evenhand.config.settings import POLICY_FOLDER
from evenhand.engine.rules.release import Release
from evenhand.engine.rules.uses import readers_of, users_of


RELEASE = Release.read(POLICY_FOLDER)


def test_rules_that_name_nationality_are_those_with_such_a_cell() -> None:
    named = {r.rule.id for r in readers_of(RELEASE, "nationality") if not r.through}
    assert named == {
        rule.id
        for table in RELEASE.tables.values()
        for rule in table.rules
        if "nationality" in rule.when
    }
    assert "RT-014" in named


def test_rules_that_read_an_answer_are_told_with_the_way_there() -> None:
    (way,) = {r.through for r in readers_of(RELEASE, "high_harm") if r.through}
    assert way[-1] in RELEASE.attributes
    assert not {
        r.rule.id for r in readers_of(RELEASE, "high_harm") if not r.through
    } & {r.rule.id for r in readers_of(RELEASE, "high_harm") if r.through}


def test_what_is_derived_from_a_fact_reads_it() -> None:
    found = {r.rule.id: r.through for r in readers_of(RELEASE, "postcode_area")}
    assert found["RT-040"] == ("postcode_region",)
    assert found["RT-060"] == ()


def test_totals_of_totals_are_ways_too() -> None:
    files = dict(RELEASE.files)
    files["rulebooks/zz.toml"] = b"""
title = "More"
[[total]]
name = "all_points"
of = ["points"]
[[table]]
name = "late"
hit = "first"
inputs = ["all_points"]
outputs = [{ name = "late", type = "boolean" }]
[[table.rule]]
id = "ZZ-1"
title = "Late"
when = { all_points = ">= 1" }
then = { late = true }
"""
    found = readers_of(Release.from_files(files), "high_harm")
    (way,) = (reading.through for reading in found if reading.rule.id == "ZZ-1")
    assert way[:2] == ("all_points", "points")


def test_users_of_a_table_come_after_it() -> None:
    order = list(RELEASE.steps)
    for step in RELEASE.steps:
        for user in users_of(RELEASE, step):
            assert order.index(user) > order.index(step)
    (band,) = (step for step in RELEASE.steps if step.name == "priority_points")
    assert users_of(RELEASE, band)
