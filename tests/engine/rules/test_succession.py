"""What a release may not be beside those before it is refused by name."""

from datetime import date

import pytest

from evenhand.engine.rules.succession import faults_at_publication
from tests.engine.rules.releases import VOCABULARY, release_of
from tests.engine.rules.test_checks import NIGERIA, SOUND


ON = date(2026, 11, 22)


def codes(after, *, before=SOUND, earlier=(), vocabulary=VOCABULARY):
    base = release_of(before)
    found = faults_at_publication(
        release_of(after, vocabulary=vocabulary),
        base=base,
        earlier=[base, *map(release_of, earlier)],
        on=ON,
    )
    return {fault.code for fault in found}


def test_release_that_changes_cells_and_ends_rules_is_sound():
    changed = SOUND.replace("priority_points = 40", "priority_points = 50").replace(
        '"< 6"', '"< 6"'
    )
    assert codes(changed) == set()


@pytest.mark.parametrize("old", ["2026-11-22", "2026-01-01"])
def test_review_that_is_past_refuses_at_publication(old):
    assert codes(SOUND.replace("2027-06-30", old)) == {"review-passed"}


def test_rule_without_a_review_refuses_at_publication():
    assert codes(SOUND.replace("review_on = 2027-06-30\n", "")) == {"review-missing"}


def test_id_of_an_earlier_release_is_not_used_for_another_rule():
    new = SOUND.replace('id = "P-2"', 'id = "P-9"')
    assert codes(new) == set()
    was = SOUND.replace('id = "W-1"', 'id = "P-9"')
    assert "id-reused" in codes(new, earlier=[was])


def test_rule_of_a_withdrawn_release_may_come_back_as_it_was():
    new = SOUND.replace('id = "P-2"', 'id = "P-9"')
    assert codes(new, earlier=[new]) == set()


def test_id_does_not_move_to_another_table():
    swapped = (
        SOUND.replace('id = "P-1"', 'id = "X"')
        .replace('id = "R-1"', 'id = "P-1"')
        .replace('id = "X"', 'id = "R-1"')
    )
    assert codes(swapped) == {"id-reused"}


def test_ended_rule_does_not_begin_again():
    ended = SOUND.replace('id = "P-2"', 'id = "P-2"\nended_on = 2026-06-01')
    assert codes(SOUND, before=ended) == {"id-reused"}


def test_characteristic_and_clearance_of_a_fact_are_not_dropped():
    blind = VOCABULARY.replace('\naccess = "high-harm"', "").replace(
        'values_from = "nationalities"\ncharacteristic = "race"',
        'values_from = "nationalities"',
    )
    assert codes(SOUND, vocabulary=blind) == {
        "characteristic-dropped",
        "access-dropped",
    }


def test_rule_on_a_characteristic_without_a_counter_example_is_refused():
    without = NIGERIA.replace('spares = [{ sex = "female" }]', "")
    assert "counter-example-missing" in codes(without, before=NIGERIA)


GRANT_RATES = [
    '\n[[fact]]\nname = "grant_rate"\ntype = "decimal"\ntitle = "Rate"\n',
    '\n[[fact]]\nname = "likely"\ntype = "text"\ntitle = "Grant rate by nationality"\n'
    'values = ["high", "low"]\n',
    '\n[[fact]]\nname = "likely"\ntype = "text"\ntitle = "Likely"\n'
    'meaning = "Whether most claims of the nationality are refused"\n'
    'values = ["high", "low"]\n',
]


@pytest.mark.parametrize("fact", GRANT_RATES)
def test_fact_of_the_grant_rate_of_a_nationality_is_refused(fact):
    assert codes(SOUND, vocabulary=VOCABULARY + fact) == {"derived-from-outcomes"}


def test_look_up_of_outcomes_by_nationality_is_refused():
    fact = (
        '\n[[fact]]\nname = "likely"\ntype = "text"\ntitle = "Likely"\n'
        'derive = { lookup = { register = "grants", of = "nationality" } }\n'
    )
    rates = 'title = "Share of grants"\n[entries]\n"Iraq" = "low"\n"India" = "low"\n'
    release = release_of(
        SOUND, vocabulary=VOCABULARY + fact, more={"registers/grants.toml": rates}
    )
    base = release_of(SOUND)
    found = faults_at_publication(release, base=base, earlier=[base], on=ON)
    assert {fault.code for fault in found} == {"derived-from-outcomes"}
