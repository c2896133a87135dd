"""What two people changed apart is brought together, and what both changed is asked."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.config.settings import POLICY_FOLDER
from evenhand.engine.rules.comparison import compare
from evenhand.engine.rules.editing.merging import bring_over
from evenhand.engine.rules.editing.registers import TypedAuthority, put_authority
from evenhand.engine.rules.editing.rules import (
    TypedRule,
    add_rule,
    change_rule,
    end_rule,
    move_rule,
    typed_rule,
)
from evenhand.engine.rules.release import Release


POLICY = Release.read(POLICY_FOLDER)
FILES = dict(POLICY.files)
IDS = [rule.id for rule in POLICY.tables["route"].rules]


def said(files, rule_id, because):
    typed = typed_rule(POLICY, FILES, rule_id)
    release = Release.from_files(files)
    return change_rule(release, files, rule_id, replace(typed, because=because))


def differs(one, other):
    return bool(compare(Release.from_files(one), Release.from_files(other)))


@settings(max_examples=8, deadline=None)
@given(
    st.sets(st.sampled_from(IDS), min_size=1, max_size=2),
    st.sets(st.sampled_from(IDS), min_size=1, max_size=2),
)
def test_changes_of_different_rules_come_together_and_of_one_rule_are_asked(
    theirs, mine
):
    newer, draft = FILES, FILES
    for rule_id in theirs:
        newer = said(newer, rule_id, "Theirs")
    for rule_id in mine:
        draft = said(draft, rule_id, "Mine")
    merged = bring_over(FILES, newer, draft, {})
    assert set(merged.conflicts) == theirs & mine
    assert set(merged.taken) == theirs - mine
    release = Release.from_files(merged.files)
    for rule_id in theirs | mine:
        expected = "Mine" if rule_id in mine else "Theirs"
        assert release.rule(rule_id)[1].because == expected


def test_draft_that_changed_nothing_becomes_the_newer_release():
    newer = end_rule(FILES, "RT-010", on=date(2027, 1, 1))
    assert bring_over(FILES, newer, FILES, {}).files == newer


def test_draft_keeps_its_own_where_the_newer_release_changed_nothing():
    draft = end_rule(FILES, "RT-010", on=date(2027, 1, 1))
    merged = bring_over(FILES, FILES, draft, {})
    assert (merged.files, merged.taken, merged.conflicts) == (draft, [], [])


def test_same_change_on_both_sides_is_no_conflict():
    both = said(FILES, "RT-010", "Agreed")
    merged = bring_over(FILES, both, said(FILES, "RT-010", "Agreed"), {})
    assert merged.conflicts == []
    assert not differs(merged.files, both)


@pytest.mark.parametrize(
    ("side", "because"), [("draft", "Mine"), ("release", "Theirs")]
)
def test_conflict_goes_as_it_is_settled(side, because):
    merged = bring_over(
        FILES,
        said(FILES, "RT-010", "Theirs"),
        said(FILES, "RT-010", "Mine"),
        {"RT-010": side},
    )
    release = Release.from_files(merged.files)
    assert release.rule("RT-010")[1].because == because


def test_new_rules_and_orders_of_both_sides_stand_together():
    typed = TypedRule(title="New", then={"units": "Leeds"}, because="To try")
    newer = add_rule(POLICY, FILES, "route", typed, id_="RT-801", after="RT-010")
    draft = add_rule(POLICY, FILES, "route", typed, id_="RT-802", after="RT-036")
    draft = move_rule(draft, "RT-001", by=1)
    merged = bring_over(FILES, newer, draft, {})
    ids = [rule.id for rule in Release.from_files(merged.files).tables["route"].rules]
    assert merged.conflicts == []
    assert ids[ids.index("RT-010") + 1] == "RT-801"
    assert ids[ids.index("RT-036") + 1] == "RT-802"
    assert ids[:2] == [IDS[1], IDS[0]]


def test_authorities_come_together_one_by_one():
    def put(id_):
        return put_authority(FILES, id_, TypedAuthority("policy", "A policy", ("sex",)))

    merged = bring_over(FILES, put("AUTH-SEX-8"), put("AUTH-SEX-9"), {})
    found = Release.from_files(merged.files).authorities
    assert {"AUTH-SEX-8", "AUTH-SEX-9"} <= set(found)
    assert merged.conflicts == []
