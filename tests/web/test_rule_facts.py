"""What rules may read, and which rules read it, on the pages of a release."""

from evenhand.config.settings import POLICY_FOLDER
from evenhand.engine.rules.release import Release


def test_every_fact_is_listed_with_how_many_rules_read_it(cast, as_):
    page = as_(cast.amira).get("/rules/1/facts/").text
    for fact in Release.read(POLICY_FOLDER).vocabulary.facts.values():
        assert f"/rules/1/facts/{fact.name}/" in page


def test_rules_that_read_nationality_are_named_with_their_authority(cast, as_):
    page = as_(cast.amira).get("/rules/1/facts/nationality/").text
    assert "Which rules read nationality?" in page
    assert "RT-014" in page
    assert "AUTH-NAT-1" in page
    assert "RT-010" not in page


def test_what_follows_from_a_fact_is_told_apart(cast, as_):
    page = as_(cast.amira).get("/rules/1/facts/support/").text
    named, _, through = page.partition("Rules that read what follows from it")
    assert "SU-001" in named
    assert "Through supported" in through


def test_no_such_fact_or_release(cast, as_):
    assert as_(cast.amira).get("/rules/1/facts/grant_rate/").status_code == 404
    assert as_(cast.amira).get("/rules/9/facts/").status_code == 404


def test_rulebook_shows_examples_and_who_reads_its_answer(cast, as_):
    page = as_(cast.amira).get("/rules/1/prioritisation/").text
    assert "It touches:" in page
    assert "It spares:" in page
    assert "Its answer is read by:" in page
