"""A comparison tells what differs, in the words of the page, and nothing else."""

import datetime
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.config.settings import POLICY_FOLDER
from evenhand.engine.rules.comparison import compare
from evenhand.engine.rules.differences import Difference
from evenhand.engine.rules.editing.documents import place_of_rule, with_document
from evenhand.engine.rules.editing.registers import (
    TypedAuthority,
    change_head,
    put_authority,
)
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


def compared(files):
    return compare(POLICY, Release.from_files(files))


def test_policy_differs_in_nothing_from_itself():
    assert not compare(POLICY, POLICY)


def test_layout_and_comments_are_no_difference():
    text = FILES["rulebooks/routing.toml"]
    assert not compared({**FILES, "rulebooks/routing.toml": b"# More\n\n" + text})


def test_cell_is_told_in_the_words_of_the_page():
    typed = typed_rule(POLICY, FILES, "RT-010")
    files = change_rule(
        POLICY,
        FILES,
        "RT-010",
        replace(
            typed,
            when={**typed.when, "nationality": "Iraq, Iran", "detained": ""},
            then={"units": "Newcastle"},
        ),
    )
    (change,) = compared(files).rules
    assert (change.kind, change.rule_id, change.table) == ("changed", "RT-010", "route")
    assert [(d.part, d.was, d.becomes) for d in change.differences] == [
        ("When nationality", "", "Iraq or Iran"),
        ("Then units", "Detained Asylum Casework", "Newcastle"),
        ("When detained", "yes", ""),
    ]


def test_ended_added_and_removed_rules_are_told_apart():
    typed = TypedRule(title="New", then={"units": "Leeds"}, because="To try")
    files = add_rule(POLICY, FILES, "route", typed, id_="RT-999", after="RT-010")
    files = end_rule(files, "RT-010", on=datetime.date(2027, 1, 1))
    kinds = {change.rule_id: change.kind for change in compared(files).rules}
    assert kinds == {"RT-999": "added", "RT-010": "ended"}
    (back,) = (
        change
        for change in compare(Release.from_files(files), POLICY).rules
        if change.rule_id == "RT-999"
    )
    assert back.kind == "removed"
    assert Difference("Title", "New", "") in back.differences


@settings(max_examples=15, deadline=None)
@given(st.integers(0, len(IDS) - 1), st.integers(0, len(IDS) - 1))
def test_one_rule_that_moves_is_one_difference(start, end):
    changes = compared(move_rule(FILES, IDS[start], by=end - start)).rules
    if start == end:
        assert changes == ()
    else:
        assert [change.kind for change in changes] == ["moved"]


def test_what_stands_beside_the_rules_is_told_row_by_row():
    files = put_authority(
        FILES, "AUTH-SEX-9", TypedAuthority("statute", "An Act", ("sex",))
    )
    files = change_head(files, number=2)
    place = place_of_rule(files, "RT-010")
    place.table["gaps"] = "None"
    files = with_document(files, place.file, place.document)
    found = compared(files)
    assert found.rules == ()
    told = {(c.section, c.what, c.kind): c.differences for c in found.beside}
    assert told[("Release", "Release", "changed")] == (Difference("Number", "1", "2"),)
    assert told[("Rulebook routing", "table route", "changed")] == (
        Difference("Gaps", "", "None"),
    )
    assert ("Authorities", "authority AUTH-SEX-9", "added") in told
