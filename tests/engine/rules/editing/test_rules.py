"""Reading after a change gives the release with that change and nothing else."""

import datetime
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.config.settings import POLICY_FOLDER
from evenhand.engine.rules.editing.registers import (
    TypedAuthority,
    change_head,
    put_authority,
    remove_authority,
)
from evenhand.engine.rules.editing.rules import (
    TypedRule,
    add_rule,
    change_rule,
    end_rule,
    fresh_id,
    move_rule,
    remove_rule,
    typed_rule,
)
from evenhand.engine.rules.faults import Faulty
from evenhand.engine.rules.release import Release


POLICY = Release.read(POLICY_FOLDER)
FILES = dict(POLICY.files)
ROUTE = POLICY.tables["route"]
IDS = [rule.id for rule in ROUTE.rules]


def read(files):
    return Release.from_files(files)


def rules_of(release):
    return {rule.id: rule for table in release.tables.values() for rule in table.rules}


def test_rule_typed_as_it_stands_changes_no_byte():
    for table in POLICY.tables.values():
        for rule in table.rules:
            typed = typed_rule(POLICY, FILES, rule.id)
            assert change_rule(POLICY, FILES, rule.id, typed) == FILES


@settings(max_examples=20, deadline=None)
@given(
    st.sampled_from(IDS),
    st.lists(st.sampled_from(["Iraq", "Iran", "Syria"]), min_size=1, unique=True),
    st.text(alphabet="Why, so? \n#[]\"'", max_size=30).filter(str.strip),
    st.dates(datetime.date(2026, 1, 1), datetime.date(2040, 1, 1)),
)
def test_change_of_cells_changes_them_alone_and_its_inverse_takes_it_back(
    rule_id, nations, because, review
):
    typed = typed_rule(POLICY, FILES, rule_id)
    asked = replace(
        typed,
        because=because,
        review_on=review,
        when={**typed.when, "nationality": ", ".join(nations)},
    )
    changed = change_rule(POLICY, FILES, rule_id, asked)
    before, after = rules_of(POLICY), rules_of(read(changed))
    assert list(before) == list(after)
    assert {id_ for id_ in before if before[id_] != after[id_]} <= {rule_id}
    assert after[rule_id].review_on == review
    assert after[rule_id].because == because.strip()
    there = replace(before[rule_id], because="", review_on=None, when={})
    assert replace(after[rule_id], because="", review_on=None, when={}) == there
    back = change_rule(read(changed), changed, rule_id, typed)
    assert rules_of(read(back)) == before


def test_new_rule_stands_behind_the_one_named_and_says_what_was_typed():
    typed = TypedRule(
        title="Iraq to Newcastle",
        because="To be tried",
        owner="Asylum policy",
        when={"nationality": "Iraq", "child_at_claim": "no"},
        then={"units": "Newcastle"},
        applies_to="Nationality: Iraq; Child at claim: no",
    )
    typed = replace(typed, applies_to="nationality: Iraq; child_at_claim: no")
    id_ = fresh_id(ROUTE, IDS)
    files = add_rule(POLICY, FILES, "route", typed, id_=id_, after="RT-010")
    after = read(files)
    ids = [rule.id for rule in after.tables["route"].rules]
    assert ids == [
        *IDS[: IDS.index("RT-010") + 1],
        id_,
        *IDS[IDS.index("RT-010") + 1 :],
    ]
    rule = rules_of(after)[id_]
    assert rule.then == rules_of(POLICY)["RT-010"].then | rule.then
    assert rule.applies_to == ({"nationality": "Iraq", "child_at_claim": False},)
    assert remove_rule(files, id_) == FILES


def test_every_wrong_cell_is_told_at_once():
    typed = typed_rule(POLICY, FILES, "RT-010")
    wrong = replace(
        typed,
        title="",
        when={**typed.when, "nationality": "Irak", "sex": "<"},
        then={"units": "Liverpol"},
        spares="Nationality",
    )
    with pytest.raises(Faulty) as refused:
        change_rule(POLICY, FILES, "RT-010", wrong)
    places = [fault.where.rpartition(", ")[2] for fault in refused.value.faults]
    assert places == [
        *("title", "column nationality", "column sex", "output units", "example 1")
    ]


@pytest.mark.parametrize("by", [-3, -1, 1, 4, 500])
def test_moved_rule_stands_elsewhere_and_nothing_else_changes(by):
    moved = move_rule(FILES, "RT-010", by=by)
    after = read(moved)
    at = IDS.index("RT-010")
    expected = [*IDS[:at], *IDS[at + 1 :]]
    expected.insert(min(at + by, len(expected)), "RT-010")
    assert [rule.id for rule in after.tables["route"].rules] == expected
    assert rules_of(after) == rules_of(POLICY)
    if abs(by) < 100:
        assert move_rule(moved, "RT-010", by=-by) == FILES


def test_ended_rule_stays_to_be_read():
    day = datetime.date(2027, 5, 1)
    after = rules_of(read(end_rule(FILES, "RT-010", on=day)))["RT-010"]
    assert after == replace(rules_of(POLICY)["RT-010"], ended_on=day)


def test_fresh_id_is_none_that_was_ever_used():
    assert fresh_id(ROUTE, {"RT-200", "PR-999"}) == "RT-201"
    highest = max(int(id_[3:]) for id_ in IDS)
    assert fresh_id(ROUTE, ()) == f"RT-{highest + 1:03}"


def test_authority_is_added_said_anew_and_taken_away():
    day = datetime.date(2031, 1, 1)
    typed = TypedAuthority("statute", "An Act", ("sex",), day, "AUTH-SEX-1", "Policy")
    files = put_authority(FILES, "AUTH-SEX-9", typed)
    found = read(files).authorities["AUTH-SEX-9"]
    assert (found.characteristics, found.expires_on) == (("sex",), day)
    assert found.on_lapse == "AUTH-SEX-1"
    again = put_authority(files, "AUTH-SEX-9", replace(typed, note="A note"))
    assert read(again).authorities["AUTH-SEX-9"].note == "A note"
    assert remove_authority(again, "AUTH-SEX-9") == FILES


def test_head_of_the_release_is_said_anew():
    after = read(change_head(FILES, number=7, title="Another"))
    assert (after.number, after.title) == (7, "Another")
    assert after.note == POLICY.note
    assert FILES["release.toml"].count(b"#") == after.files["release.toml"].count(b"#")


def test_rule_that_is_not_there_is_answered_in_a_sentence():
    with pytest.raises(Faulty, match="RT-9999: is in no rulebook here"):
        typed_rule(POLICY, FILES, "RT-9999")
