"""An authority that has ended carries no rule, and says what happens instead."""

from datetime import date

import polars as pl
import pytest

from evenhand.engine.rules.checks import faults
from evenhand.engine.rules.explain import lapsed_rules
from evenhand.engine.rules.lapsing import stands_until
from evenhand.engine.rules.reference import evaluate
from tests.engine.rules.releases import (
    AUTHORITIES,
    release_of,
    rule_of,
    table_of,
)
from tests.engine.rules.test_compile import assert_agree


ENDS = date(2029, 10, 31)
BEFORE = date(2029, 10, 30)
A_RACE = 'id = "A-RACE"\nkind = "policy"\nreference = "Nationality only"\n'
ROUTE = table_of(
    "route",
    "first",
    ["nationality"],
    '{ name = "units", type = "texts", values_from = "units" }',
    rule_of(
        "R-1",
        'nationality = ["Iraq"]',
        'units = ["LEEDS"]',
        more='authority = ["A-RACE"]\nreview_on = 2031-01-01',
        examples=(
            'applies_to = [{ nationality = "Iraq" }]\n'
            'spares = [{ nationality = "India" }]'
        ),
    ),
    rule_of(
        "R-2",
        "",
        'units = ["NSA"]',
        more="review_on = 2031-01-01",
        examples='applies_to = [{ nationality = "India" }]',
    ),
)
STOPS = 'expires_on = 2029-10-31\non_lapse = "the rule does not apply"\n'


def ending(how=STOPS, *, more=""):
    authorities = AUTHORITIES.replace(A_RACE, A_RACE + how) + more
    return release_of(ROUTE, more={"authorities.toml": authorities})


def test_rule_stops_on_the_day_its_authority_ends_and_the_next_one_decides():
    release = ending()
    iraq = {"nationality": "Iraq"}
    assert evaluate(release, "route", iraq, BEFORE).fired == ["R-1"]
    assert evaluate(release, "route", iraq, ENDS).fired == ["R-2"]
    assert evaluate(release, "route", iraq, ENDS).outputs == {"units": ("NSA",)}


@pytest.mark.parametrize("day", [BEFORE, ENDS])
def test_whole_caseload_loses_the_rule_on_the_same_day(day):
    frame = pl.DataFrame({"nationality": ["Iraq", "India"]})
    assert_agree(ending(), frame, day)


def test_other_authority_stands_in_until_it_ends_itself():
    release = ending('expires_on = 2026-02-01\non_lapse = "A-NEXT"\n')
    assert stands_until(release.authorities, "A-RACE") == date(2027, 2, 1)
    iraq = {"nationality": "Iraq"}
    assert evaluate(release, "route", iraq, date(2027, 1, 31)).fired == ["R-1"]
    assert evaluate(release, "route", iraq, date(2027, 2, 1)).fired == ["R-2"]


def test_rule_names_the_day_and_the_authority_that_took_it_away():
    (lapsed,) = lapsed_rules(ending(), {"nationality": "Iraq"}, ENDS)
    assert (lapsed.rule_id, lapsed.reads) == ("R-1", {"nationality"})
    assert lapsed.sentence == (
        "The rule “Rule R-1” does not apply: A-RACE ended on 31 October 2029"
    )
    assert lapsed_rules(ending(), {"nationality": "India"}, ENDS) == []
    assert lapsed_rules(ending(), {"nationality": "Iraq"}, BEFORE) == []


PLANTED = [
    ("expires_on = 2029-10-31\n", "does not say under on_lapse what happens then"),
    (
        'expires_on = 2029-10-31\non_lapse = "A-NONE"\n',
        "followed by 'A-NONE', which is no authority here",
    ),
    (
        'expires_on = 2029-10-31\non_lapse = "A-AGE"\n',
        "covers race, which A-AGE does not cover",
    ),
    ('expires_on = 2029-10-31\non_lapse = "A-RACE"\n', "followed, in the end, by itself"),
    ('on_lapse = "A-NEXT"\n', "says what happens when it ends, and never does"),
]  # fmt: skip


@pytest.mark.parametrize(("how", "words"), PLANTED)
def test_end_without_a_sound_fall_back_is_a_fault(how, words):
    found = [f for f in faults(ending(how), date(2026, 11, 22)) if f.code == "lapse"]
    assert [words in fault.sentence for fault in found] == [True]


def test_gap_that_opens_when_an_authority_ends_is_found_beforehand():
    unique = (
        ROUTE.replace('hit = "first"', 'hit = "unique"')
        .replace("when = {  }", "when = { nationality = 'not(\"Iraq\")' }")
        .replace(
            'review_on = 2031-01-01\napplies_to = [{ nationality = "India" }]',
            'review_on = 2031-01-01\nauthority = ["A-NEXT"]\n'
            'applies_to = [{ nationality = "India" }]\nspares = [{ nationality = "Iraq" }]',
        )
    )
    authorities = AUTHORITIES.replace(A_RACE, A_RACE + STOPS)
    release = release_of(unique, more={"authorities.toml": authorities})
    assert "gap" in {fault.code for fault in faults(release, date(2026, 11, 22))}


def test_day_of_the_lapse_is_worked_out_and_not_written():
    with pytest.raises(Exception, match="lapses_on, which means nothing here"):
        release_of(ROUTE.replace("review_on", "lapses_on", 1))
