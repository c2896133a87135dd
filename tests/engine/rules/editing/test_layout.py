"""What is written anew says what was wanted, and leaves everything else as it was."""

import copy
import datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.config.settings import POLICY_FOLDER
from evenhand.engine.rules.editing.layout import (
    NotKept,
    means,
    plain,
    rewritten,
    same,
)
from evenhand.engine.rules.editing.writing import written


RULEBOOKS = sorted((POLICY_FOLDER / "rulebooks").glob("*.toml"))
TEXTS = {path.stem: path.read_text() for path in RULEBOOKS}
ROUTING = TEXTS["routing"]

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
scalars = st.one_of(
    texts,
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.decimals(-(10**9), 10**9, places=3),
    st.dates(),
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3)
    ),
    max_leaves=8,
)


def comments(text):
    return [line for line in text.splitlines() if line.lstrip().startswith("#")]


@given(values)
def test_every_value_is_read_as_it_was_written(value):
    assert means(plain(f"x = {written(value)}")["x"], value)


@pytest.mark.parametrize("name", TEXTS)
def test_file_that_says_what_is_wanted_stays_byte_for_byte(name):
    assert rewritten(TEXTS[name], plain(TEXTS[name])) == TEXTS[name]


rules = st.fixed_dictionaries(
    {"title": texts, "then": st.dictionaries(texts, scalars, max_size=2)},
    optional={
        "when": st.dictionaries(texts, values, max_size=3),
        "because": texts,
        "review_on": st.dates(),
        "applies_to": st.lists(st.dictionaries(texts, scalars, max_size=2), max_size=3),
    },
)


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_any_rules_in_any_order_are_written_and_every_comment_is_kept(data):
    name = data.draw(st.sampled_from(["alarms", "kind_of_work", "readiness"]))
    wanted = copy.deepcopy(plain(TEXTS[name]))
    rows = wanted["table"][0]["rule"]
    for at in data.draw(st.lists(st.integers(0, len(rows) - 1), max_size=3)):
        rows[at] |= data.draw(rules)
    for at in data.draw(st.lists(st.integers(0, len(rows)), max_size=2, unique=True)):
        rows.insert(at, {"id": f"ZZ-{at}-{len(rows)}", **data.draw(rules)})
    if data.draw(st.booleans()):
        rows[:] = data.draw(st.permutations(rows))
    found = rewritten(TEXTS[name], wanted)
    assert means(plain(found), wanted)
    assert [row["id"] for row in plain(found)["table"][0]["rule"]] == [
        row["id"] for row in rows
    ]
    kept = comments(found)
    assert all(kept.count(line) >= comments(TEXTS[name]).count(line) for line in kept)


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_rules_that_go_take_no_heading_with_them(data):
    wanted = copy.deepcopy(plain(ROUTING))
    rows = wanted["table"][0]["rule"]
    for at in sorted(
        data.draw(st.sets(st.integers(1, len(rows) - 1), max_size=8)), reverse=True
    ):
        del rows[at]
    found = rewritten(ROUTING, wanted)
    assert same(plain(found), wanted)
    assert comments(found) == comments(ROUTING)


def test_only_the_line_that_differs_is_another():
    wanted = copy.deepcopy(plain(ROUTING))
    wanted["table"][0]["rule"][3]["review_on"] = datetime.date(2030, 1, 1)
    before, after = ROUTING.splitlines(), rewritten(ROUTING, wanted).splitlines()
    different = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
    assert different == [("review_on = 2027-01-31", "review_on = 2030-01-01")]


def test_end_of_a_rule_stands_with_its_other_dates():
    wanted = copy.deepcopy(plain(ROUTING))
    wanted["table"][0]["rule"][3]["ended_on"] = datetime.date(2030, 1, 1)
    lines = rewritten(ROUTING, wanted).splitlines()
    at = lines.index("ended_on = 2030-01-01")
    assert lines[at - 1].startswith("review_on")


def test_move_and_its_inverse_give_the_same_bytes():
    there, back = copy.deepcopy(plain(ROUTING)), plain(ROUTING)
    rows = there["table"][0]["rule"]
    rows[6], rows[7] = rows[7], rows[6]
    assert rewritten(rewritten(ROUTING, there), back) == ROUTING


def test_comment_in_a_list_outlives_an_example_more():
    text = '[[t]]\nid = "A"\nx = [\n  { a = 1 }, # the first\n  { a = 2 },\n]\n'
    wanted = plain(text)
    wanted["t"][0]["x"].append({"a": Decimal("0.5")})
    found = rewritten(text, wanted)
    assert "# the first" in found
    assert means(plain(found), wanted)


def test_true_is_not_one():
    wanted = plain("x = 1\n")
    wanted["x"] = True
    assert rewritten("x = 1\n", wanted) == "x = true\n"


def test_rows_of_one_name_are_refused_rather_than_mixed_up():
    text = '[[t]]\nid = "A"\n\n[[t]]\nid = "A"\n'
    wanted = plain(text)
    wanted["t"][0]["x"] = 1
    with pytest.raises(NotKept):
        rewritten(text, wanted)
