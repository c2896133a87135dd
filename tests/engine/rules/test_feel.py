"""Chapter 1: what the cells mean. Each row is a cell, a value, and what FEEL makes of it.

T true, F false, U unknown: a test of a missing value is unknown, except null and -.
"""

from datetime import date
from decimal import Decimal

import pytest

from evenhand.engine.rules.feel import CellFault, parse_expression, parse_test
from evenhand.engine.rules.reference import holds, value_of


T, F, U = True, False, None
CELLS = [
    # cell                                value              means
    ("-", 3, T),
    ("-", None, T),
    ("< 18", 17, T),
    ("< 18", 18, F),
    ("<= 18", 18, T),
    ("> 18", 18, F),
    (">= 18", 18, T),
    ("< 18", None, U),
    ("18", 18, T),
    ("18", Decimal("18.0"), T),
    ("18.5", Decimal("18.50"), T),
    ("-5", -5, T),
    ("< -5", -6, T),
    ("[6..12)", 6, T),
    ("[6..12)", 12, F),
    ("(1..5]", 1, F),
    ("(1..5]", 5, T),
    ("]1..5[", 1, F),
    ("]1..5[", 5, F),
    ("]1..5[", Decimal("1.000001"), T),
    ("[-3..-1]", -2, T),
    ("[6..12)", None, U),
    ("1, 3, [7..9]", 8, T),
    ("1, 3, [7..9]", 2, F),
    ("1, 3", None, U),
    ('"male"', "male", T),
    ('"male"', "female", F),
    ('"male"', None, U),
    ('"male", "female"', "female", T),
    ('"say \\"x\\""', 'say "x"', T),
    ('not("male")', "female", T),
    ('not("male")', "male", F),
    ('not("male")', None, U),
    ("not(< 3, > 9)", 5, T),
    ("not(< 3, > 9)", 10, F),
    ("not([1..2])", 3, T),
    ("null", None, T),
    ("null", "male", F),
    ("not(null)", None, F),
    ("not(null)", "male", T),
    ('null, "male"', None, T),
    ('null, "male"', "female", F),
    ('not(null, "male")', "female", T),
    ('not(null, "male")', None, F),
    ("true", True, T),
    ("false", True, F),
    ("true", None, U),
    ('date("2021-07-23")', date(2021, 7, 23), T),
    ('@"2021-07-23"', date(2021, 7, 23), T),
    ('< date("2021-07-23")', date(2021, 7, 22), T),
    ('[date("2021-01-01")..date("2022-01-01"))', date(2022, 1, 1), F),
    ('list contains(?, "lift")', ("lift", "carer"), T),
    ('list contains(?, "lift")', ("carer",), F),
    ('list contains(?, "lift")', (), F),
    ('list contains(?, "lift")', None, U),
    ('not(list contains(?, "lift"))', ("carer",), T),
    ('not(list contains(?, "lift"))', None, U),
    ('list contains(?, "a") and list contains(?, "b")', ("a", "b"), T),
    ('list contains(?, "a") and not(list contains(?, "b"))', ("a", "b"), F),
    ("[]", (), T),
    ("[]", ("a",), F),
    ("? > 3 and ? < 7", 5, T),
    ("? > 3 and ? < 7", None, U),
    ("? > 3 or true", None, T),
    ("? > 3 and false", None, F),
    ("? = null or ? > 3", None, T),
    ("? != 3", 3, F),
    ("? * 2 > 7", 4, T),
    ("? * 2 > 7", None, U),
    # another fact, by name: limit is 10, gap is missing
    ("> limit", 11, T),
    ("> limit", 10, F),
    ("> gap", 11, U),
    ("[limit - 2..limit]", 9, T),
    ("limit", 10, T),
    ("not(gap)", 10, U),
    ("if limit > 5 then ? > 1 else ? > 100", 2, T),
    ("if gap > 5 then ? > 1 else ? > 100", 2, F),
]


@pytest.mark.parametrize(("cell", "value", "means"), CELLS)
def test_cell_means_what_its_row_says(cell, value, means):
    facts = {"limit": 10, "gap": None}
    assert holds(parse_test(cell), value, facts) is means


EXPRESSIONS = [
    # expression                                   gives, with points 80, supported
    ("80", Decimal(80)),
    ("-2", Decimal(-2)),
    ("points + 10", Decimal(90)),
    ("points - 10 * 2", Decimal(60)),
    ("(points - 10) * 2", Decimal(140)),
    ("points / 3", Decimal("26.666667")),
    ("points / 0", None),
    ("1 / 8 * 0.000001", Decimal("0.000000")),
    ("-points", Decimal(-80)),
    ("gap + 1", None),
    ('"NSA"', "NSA"),
    ('["NSA", "LEEDS"]', ("NSA", "LEEDS")),
    ("[]", ()),
    ("null", None),
    ("not(supported)", False),
    ("not(gap)", None),
    ("if supported then 5 else 0", Decimal(5)),
    ("if gap then 5 else 0", Decimal(0)),
    ('if points > 50 and not(supported) then "a" else "b"', "b"),
    ("gap = null", True),
    ("points != null", True),
    ("gap = points", None),
]


@pytest.mark.parametrize(("cell", "gives"), EXPRESSIONS)
def test_expression_gives_what_its_row_says(cell, gives):
    facts = {"points": 80, "supported": True, "gap": None}
    found = value_of(parse_expression(cell), facts)
    assert (found, type(found) is bool) == (gives, type(gives) is bool)


FAULTS = [
    # cell             found                              expected
    (">== 3", "'=' at character 3", "a value or a test"),
    ("[1..", "the end of the cell", "a value or a test"),
    ("[1..2", "the end of the cell", ")"),
    ('"a', "'\"' at character 1", "a value or a test"),
    ("'a'", '"double quotes"', "a value or a test"),
    ("", "an empty cell", "a test or a value"),
    ("if ? then 1", "the end of the cell", "else"),
    ("list", "the end of the cell", "contains"),
    ("< < 3", "'<' at character 3", "a value"),
    ("a;b", "';' at character 2", "was expected"),
    ('date("2021-13-01")', "'2021-13-01'", "a date such as"),
    ("0.1234567", "0.1234567", "6 decimal places"),
    ("[1, 2]", "list", "texts only"),
    ("true and not(< 3)", "a test inside not()", "a condition was expected"),
    ("true and not(1, 2)", "several tests", "one condition"),
]


@pytest.mark.parametrize(("cell", "found", "expected"), FAULTS)
def test_cell_that_does_not_parse_says_what_was_found_and_expected(
    cell, found, expected
):
    with pytest.raises(CellFault) as fault:
        parse_test(cell)
    assert found in str(fault.value)
    assert expected in str(fault.value)


@pytest.mark.parametrize("cell", ["? + 1", "< 3", "[1..2]", "1, 2", "not(< 3)", "-"])
def test_output_refuses_what_only_a_test_may_say(cell):
    with pytest.raises(CellFault):
        parse_expression(cell)


def test_names_may_begin_like_a_word_of_the_language():
    facts = {"listed": 3, "nothing": 4, "iffy": 5, "date_of_order": 6}
    for name, value in facts.items():
        assert holds(parse_test(name), value, facts) is True


@pytest.mark.parametrize(
    "cell",
    [
        "(" * 5_000 + "1" + ")" * 5_000,
        "1" + "+1" * 3_000,
        "not(" * 500 + "1" + ")" * 500,
        "<" * 3_000,
        '"' + "a" * 50_000 + '"',
        "[1..2]," * 50_000 + "1",
        "1" * 19_000,
        "0." + "0" * 19_000,
        'date("' + "9" * 19_000 + '")',
        '"' + "a" * 19_000 + '\\q"',
        '"' + '\\"' * 9_000,
        "not(" + "< 1," * 4_000 + "1) and true",
        "if true then " * 900 + "1" + " else 2" * 900,
        "a" * 19_000 + " b",
        "\u0661\u0662",
        "\u200bx",
    ],
    ids=[
        *("brackets", "a chain", "negations", "nonsense", "a long text", "a long list"),
        *("digits", "places", "a date", "an escape", "a text without an end"),
        *("tests in a condition", "ifs", "a long name", "other digits", "unseen"),
    ],
)
def test_a_cell_made_to_do_harm_is_answered_with_a_short_sentence(cell: str) -> None:
    for parse in (parse_test, parse_expression):
        with pytest.raises(CellFault) as fault:
            parse(cell)
        assert len(str(fault.value)) < 400


def test_a_cell_may_list_every_country() -> None:
    cell = ", ".join(f'"Country {number}"' for number in range(300))
    parse_test(cell)
