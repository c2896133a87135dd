"""Each fault, planted in a release that is otherwise right, is refused by name."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evenhand.engine.rules.checks import faults, publishable
from evenhand.engine.rules.coverage import space_of, uncovered
from evenhand.engine.rules.reference import evaluate
from tests.engine.rules.releases import VOCABULARY, release_of, rule_of, table_of


ON = date(2026, 11, 22)

SUPPORTED = table_of(
    "supported",
    "first",
    ["detained", "stage"],
    '{ name = "supported", type = "boolean" }',
    rule_of(
        "S-1",
        'detained = false, stage = ["registered", "screened"]',
        "supported = true",
        examples=(
            'applies_to = [{ detained = false, stage = "screened" }]\n'
            'spares = [{ detained = true, stage = "screened" }]'
        ),
    ),
    rule_of(
        "S-2", "", "supported = false", examples="applies_to = [{ detained = true }]"
    ),
)
WAITING = table_of(
    "waiting_points",
    "first",
    ["waiting_months"],
    '{ name = "waiting_points", type = "integer" }',
    rule_of(
        "W-1",
        'waiting_months = "< 6"',
        "waiting_points = 0",
        examples="applies_to = [{ waiting_months = 5 }]\nspares = [{ waiting_months = 6 }]",
    ),
    rule_of(
        "W-2",
        'waiting_months = "[6..36)"',
        "waiting_points = 20",
        examples="applies_to = [{ waiting_months = 6 }]\nspares = [{ waiting_months = 36 }]",
    ),
    rule_of(
        "W-3",
        'waiting_months = ">= 36"',
        "waiting_points = 100",
        examples="applies_to = [{ claimed_on = 2020-01-01 }]\nspares = [{ waiting_months = 35 }]",
    ),
)
PRIORITY = table_of(
    "priority_points",
    "sum",
    ["supported", "high_harm"],
    '{ name = "priority_points", type = "integer" }',
    rule_of(
        "P-1",
        "supported = true",
        "priority_points = 40",
        examples="applies_to = [{ supported = true }]\nspares = [{ supported = false }]",
    ),
    rule_of(
        "P-2",
        "high_harm = true",
        "priority_points = 150",
        examples="applies_to = [{ high_harm = true }]\nspares = [{ high_harm = false }]",
    ),
)
BAND = (
    '\n[[total]]\nname = "points"\nof = ["waiting_points", "priority_points"]\n'
    + table_of(
        "band",
        "first",
        ["points"],
        '{ name = "band", type = "integer" }',
        rule_of(
            "B-1",
            'points = ">= 100"',
            "band = 1",
            examples="applies_to = [{ points = 100 }]\nspares = [{ points = 99 }]",
        ),
        rule_of("B-2", "", "band = 2", examples="applies_to = [{ points = 0 }]"),
    )
)
ROUTE = table_of(
    "route",
    "unique",
    ["nationality"],
    '{ name = "units", type = "texts", values_from = "units" }',
    rule_of(
        "R-1",
        'nationality = ["India", "Nigeria"]',
        'units = ["NSA"]',
        more='authority = ["A-RACE"]',
        examples=(
            'applies_to = [{ nationality = "India" }]\n'
            'spares = [{ nationality = "Iraq" }]'
        ),
    ),
    rule_of(
        "R-2",
        'nationality = \'not("India", "Nigeria")\'',
        'units = ["LEEDS"]',
        more='authority = ["A-RACE"]',
        examples=(
            'applies_to = [{ nationality = "Iraq" }]\n'
            'spares = [{ nationality = "India" }]'
        ),
    ),
)
SOUND = SUPPORTED + WAITING + PRIORITY + BAND + ROUTE


def found_in(rulebook, vocabulary=VOCABULARY):
    return faults(release_of(rulebook, vocabulary=vocabulary), ON)


def test_sound_release_has_no_faults():
    assert found_in(SOUND) == []


PLANTED = [
    # name of the fault, what is replaced, by what, words of the sentence
    ("unknown-name", '"supported", "high_harm"', '"supported", "harm", "high_harm"', "harm is neither in the vocabulary"),
    ("unknown-name", 'points = ">= 100"', 'points = ">= limit"', "limit is neither"),
    ("unknown-name", 'of = ["waiting_points", ', 'of = ["waited", ', "adds waited"),
    ("wrong-type", 'waiting_months = "< 6"', "waiting_months = '< \"6\"'", "found a text, where an integer was expected"),
    ("wrong-type", 'when = { supported = true }', 'when = { supported = "< 3" }', "only numbers and dates have an order"),
    ("wrong-type", "band = 2", "band = '\"2\"'", "gives a text, where an integer was expected"),
    ("wrong-type", "band = 2", "band = 2.5", "gives a decimal, where an integer"),
    ("wrong-type", 'points = ">= 100"', 'points = \'? + 1\'', "where a condition was expected"),
    ("wrong-type", "waiting_points = 0", "waiting_points = 'if 3 then 1 else 0'", "where a condition goes"),
    ("wrong-type", 'hit = "sum"', 'hit = "collect"', "collect lists texts"),
    ("empty-range", '"[6..36)"', '"[36..6)"', "runs from 36 down to 6"),
    ("outside-register", '"India", "Nigeria"]', '"India", "Niger"]', "'Niger' is not one of the values of nationality"),
    ("outside-register", 'units = ["LEEDS"]', 'units = ["YORK"]', "'YORK' is not one of the values of units"),
    ("overlap", "not(\"India\", \"Nigeria\")", "not(\"India\")", "for example nationality Nigeria"),
    ("gap", "not(\"India\", \"Nigeria\")", "\"Iraq\"", "for example nationality Albania"),
    ("gap", '"[6..36)"', '"[6..35)"', "for example months waiting 35"),
    ("unreachable", '">= 36"', '"[10..20]"', "can never fire: earlier rules take every case it is for (W-2)"),
    ("unreachable", '"[6..36)"', '"(6..7)"', "no value can pass this test"),
    ("authority-missing", 'authority = ["A-RACE"]', "", "reads race (by nationality), and names no authority"),
    ("authority-unknown", '["A-RACE"]', '["A-NONE"]', "names A-NONE, which is no authority here"),
    ("authority-expired", '["A-RACE"]', '["A-OLD"]', "A-OLD expired on 2026-01-01"),
    ("authority-does-not-cover", '["A-RACE"]', '["A-AGE"]', "reads race (by nationality), which A-AGE does not cover"),
    ("review-missing", "review_on = 2027-06-30\n", "", "has no review date"),
    ("review-passed", "2027-06-30", "2026-11-22", "was to be reviewed by 2026-11-22"),
    ("because-missing", 'because = "It is a trial"\n', "", "does not say why"),
    ("id-used-twice", '"B-2"', '"B-1"', "the id B-1 is used twice"),
    ("ended-before-started", 'id = "B-1"', 'id = "B-1"\nfrom_on = 2026-12-01\nended_on = 2026-12-01', "ends on 2026-12-01, and starts on 2026-12-01"),
    ("circular", 'inputs = ["detained", "stage"]', 'inputs = ["detained", "stage", "band"]', "wait for each other"),
    ("example-does-not-apply", "[{ points = 100 }]", "[{ points = 10 }]", "B-1 does not fire for points 10; B-2 fires"),
    ("spare-fires", "spares = [{ points = 99 }]", "spares = [{ points = 109 }]", "B-1 fires for points 109"),
    ("no-examples", "applies_to = [{ points = 100 }]", "", "has no example of a case it applies to"),
    ("no-examples", "spares = [{ points = 99 }]", "", "has no example of a case it spares"),
    ("unknown-name", "[{ points = 100 }]", "[{ point = 100 }]", "states point, which is no fact"),
    ("wrong-type", "[{ points = 100 }]", '[{ points = "100" }]', "but it is integer"),
    ("outside-register", '[{ nationality = "Iraq" }]', '[{ nationality = "Mars" }]', "'Mars' is not one of the values"),
    ("waiting-scored-twice", '"supported", "high_harm"', '"supported", "high_harm", "waiting_days"', "already scored in waiting_points"),
    ("ageing", '"supported", "high_harm"', '"supported", "high_harm", "age_now"', "reads age_now, which moves with the calendar"),
    ("ageing", '"supported", "high_harm"', '"supported", "high_harm", "age_at_claim"', "rests on the date of claim"),
    ("ageing", '"detained", "stage"', '"detained", "stage", "age_now"', "table supported: reads age_now"),
    ("ageing", '"supported", "high_harm"', '"supported", "high_harm", "waiting_points"', "only a total may add it up"),
    ("waiting-scored-twice", 'inputs = ["points"]', 'inputs = ["points", "claimed_on"]', "table band: reads claimed_on"),
    ("ageing", 'inputs = ["waiting_months"]', 'inputs = ["waiting_months", "detained"]', "table waiting_points: reads waiting_months"),
    ("not-monotone", "waiting_points = 100", "waiting_points = 10", "waiting_months 35 gives waiting_points 20, but 36 gives 10"),
    ("not-monotone", "band = 2", "band = 0", "points 99 gives band 0, but 100 gives 1"),
    ("not-monotone", "waiting_points = 100", "waiting_points = 'waiting_months * 0'", "written as plain numbers"),
    ("does-nothing", "then = { band = 2 }", "then = { }", "gives no output"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "old", "new", "words"), PLANTED)
def test_planted_fault_is_refused_by_name(code, old, new, words):
    assert old in SOUND
    found = found_in(SOUND.replace(old, new))
    said = [str(fault) for fault in found if fault.code == code]
    assert any(words in sentence for sentence in said), found


def test_planted_month_and_title_stand_in_the_sentence_as_staff_say_them():
    (fault,) = [
        fault
        for fault in found_in(SOUND.replace('"[6..36)"', '"[6..35)"'))
        if fault.code == "gap"
    ]
    assert fault.where == "rulebooks/trial.toml, table waiting_points"


def test_owner_that_nobody_is_is_a_fault():
    release = release_of(
        SOUND, more={"rulebooks/trial.toml": f'title = "Trial"\n{SOUND}'}
    )
    assert {fault.code for fault in faults(release, ON)} == {"owner-missing"}


def test_fact_derived_from_outcomes_is_refused():
    vocabulary = VOCABULARY + (
        '\n[[fact]]\nname = "grant_rate"\ntype = "decimal"\ntitle = "Grant rate"\n'
        "derived_from_outcomes = true\n"
    )
    assert [fault.code for fault in found_in(SOUND, vocabulary)] == [
        "derived-from-outcomes"
    ]


def test_characteristic_and_clock_that_are_none_are_refused():
    vocabulary = VOCABULARY.replace('"sex"\n[[', '"height"\n[[').replace(
        'clock = "age now"', 'clock = "lunar"'
    )
    codes = {fault.code for fault in found_in(SOUND, vocabulary)}
    assert codes == {"unknown-characteristic", "unknown-clock"}


NIGERIA = table_of(
    "male",
    "first",
    ["sex"],
    '{ name = "is_male", type = "boolean" }',
    rule_of(
        "M-1",
        'sex = ["male"]',
        "is_male = true",
        more='authority = ["A-SEX"]',
        examples='applies_to = [{ sex = "male" }]\nspares = [{ sex = "female" }]',
    ),
    rule_of("M-2", "", "is_male = false", examples='applies_to = [{ sex = "female" }]'),
) + table_of(
    "route",
    "first",
    ["nationality", "is_male"],
    '{ name = "units", type = "texts", values_from = "units" }',
    rule_of(
        "R-1",
        'nationality = ["Nigeria"], is_male = true',
        'units = ["NSA"]',
        more='authority = ["A-RACE", "A-SEX"]',
        examples=(
            'applies_to = [{ nationality = "Nigeria", is_male = true }]\n'
            'spares = [{ nationality = "Nigeria", is_male = false }]'
        ),
    ),
    more='gaps = "Other cases go by postcode"',
)


def test_authority_for_nationality_does_not_cover_sex_read_through_an_attribute():
    assert [fault.code for fault in found_in(NIGERIA)] == ["authority-not-stated"]
    narrow = NIGERIA.replace('["A-RACE", "A-SEX"]', '["A-RACE"]')
    (fault,) = [
        fault for fault in found_in(narrow) if fault.code == "authority-does-not-cover"
    ]
    assert fault.sentence == "reads sex (by sex), which A-RACE does not cover"


def test_authority_not_stated_in_its_source_may_run_in_the_demonstration_only():
    (fault,) = found_in(NIGERIA)
    assert fault.severity == "demo only"
    assert "M-1, R-1" in fault.sentence
    assert not publishable([fault])


def test_warnings_do_not_stop_publication():
    found = found_in(SOUND.replace("2027-06-30", "2026-01-01"))
    assert {fault.severity for fault in found} == {"warning"}
    assert publishable(found)


def test_rule_that_has_ended_is_neither_reviewed_nor_in_the_way():
    ended = rule_of(
        "B-0",
        'points = ">= 90"',
        "band = 1",
        more="ended_on = 2026-06-01\nreview_on = 2026-01-01",
        examples="applies_to = [{ points = 90 }]\nspares = [{ points = 89 }]",
    )
    assert (
        found_in(
            SOUND.replace(
                '\n[[table.rule]]\nid = "B-1"', f'{ended}\n[[table.rule]]\nid = "B-1"'
            )
        )
        == []
    )


def test_gap_that_opens_when_a_rule_ends_is_found_beforehand():
    ending = SOUND.replace('id = "B-2"', 'id = "B-2"\nended_on = 2026-12-24')
    assert "gap" in {fault.code for fault in found_in(ending)}


def test_missing_value_is_part_of_every_column_that_may_lack_one():
    table = table_of(
        "t",
        "first",
        ["children"],
        '{ name = "x", type = "boolean" }',
        rule_of(
            "A",
            'children = "< 3"',
            "x = true",
            examples="applies_to = [{ children = 2 }]\nspares = [{ children = 3 }]",
        ),
        rule_of(
            "B",
            'children = ">= 3"',
            "x = false",
            examples="applies_to = [{ children = 3 }]\nspares = [{ children = 2 }]",
        ),
    )
    (fault,) = found_in(table)
    assert "for example children not stated" in fault.sentence
    assert found_in(table.replace('">= 3"', '">= 3, null"')) == []


CELLS = st.sampled_from(
    [
        ("children", '"< 2"'),
        ("children", '"[1..3]"'),
        ("children", '"not(2)"'),
        ("children", '"null"'),
        ("children", '">= 0, null"'),
        ("rate", '"< 0.5"'),
        ("rate", '"[0.5..1]"'),
        ("needs", '["lift"]'),
        ("needs", '["lift", "carer"]'),
        ("needs", "'not(\"lift\")'"),
        ("needs", "'[]'"),
        ("detained", "true"),
        ("detained", "false"),
        ("born_on", "'< date(\"2008-11-22\")'"),
        ("born_on", "'null, >= date(\"2008-11-22\")'"),
        ("stage", '["screened"]'),
        ("stage", '\'not("screened", "registered")\''),
    ]
)
ROWS = st.lists(
    st.lists(CELLS, max_size=3, unique_by=lambda cell: cell[0]), min_size=1, max_size=5
)
FACTS = st.fixed_dictionaries(
    {
        "children": st.one_of(st.none(), st.integers(-1, 4)),
        "rate": st.one_of(
            st.none(), st.sampled_from([Decimal(n) / 4 for n in range(6)])
        ),
        "needs": st.sampled_from(
            [(), ("lift",), ("carer",), ("quiet",), ("lift", "quiet")]
        ),
        "detained": st.booleans(),
        "born_on": st.sampled_from(
            [None, date(2008, 11, 21), date(2008, 11, 22), date(2008, 11, 23)]
        ),
        "stage": st.sampled_from(["registered", "screened", "interviewed"]),
    }
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ROWS, st.lists(FACTS, min_size=1, max_size=10))
def test_coverage_is_exact(rows, cases):
    """What is called covered has no counter-example; what is named is one."""
    rules = [
        rule_of(f"R-{index}", ", ".join(f"{c} = {t}" for c, t in row), "x = true")
        for index, row in enumerate(rows)
    ]
    columns = ["children", "rate", "needs", "detained", "born_on", "stage"]
    release = release_of(
        table_of("t", "unique", columns, '{ name = "x", type = "boolean" }', *rules)
    )
    table = release.tables["t"]
    space = space_of(release, table, ON)
    gap = uncovered(space.everything, space.boxes)
    fired = [evaluate(release, table, facts, ON).fired for facts in cases]
    if gap is None:
        assert all(fired)
    else:
        example = _within(space, gap)
        assert evaluate(release, table, example, ON).fired == []
    for index, box in enumerate(space.boxes):
        id_ = f"R-{index}"
        earlier = {f"R-{number}" for number in range(index)}
        alone = uncovered(box, space.boxes[:index])
        if alone is None:
            assert all(earlier & set(ids) for ids in fired if id_ in ids)
        else:
            ids = evaluate(release, table, _within(space, alone), ON).fired
            assert id_ in ids
            assert not earlier & set(ids)


def _within(space, box):
    return {
        dimension.column: dimension.values[(classes & -classes).bit_length() - 1]
        for dimension, classes in zip(space.dimensions, box, strict=True)
    }
