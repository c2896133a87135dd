"""Who is suggested and who is not, case by case."""

from datetime import date

import polars as pl
import pytest

from evenhand.engine.likeness.explain import sentence, speaks_against
from evenhand.engine.likeness.find import MOST_OF_A_PERSON, find, find_among_all
from evenhand.engine.likeness.problem import Problem, Unusable, problem
from tests.engine.likeness.people import found_among, others, pairs, person


HOME = {"address": "3 Elm Road", "postcode": "LS1 1AA"}
HOSTEL = {"address": "Saltmarsh House, 1 Harbour Road", "postcode": "CT16 1AA"}
DAY = {"claimed_on": date(2025, 3, 1)}
NEW_YEAR = date(1990, 1, 1)
SECOND = [
    ("Ramy Sayyid", date(1990, 4, 3), {}),
    ("Sayed Rami", date(1990, 4, 3), {}),
    ("Rami Sayed", date(1990, 3, 4), {}),
    ("Rami Sayed", date(1990, 4, 8), {}),
    ("Rami Sayed", None, {"treated_as": date(1990, 4, 3)}),
    ("Rami Seyad", date(1990, 4, 3), {}),
    ("Rami Karim Sayed", date(1990, 4, 3), {}),
]


@pytest.mark.parametrize(("name", "born", "more"), SECOND)
def test_second_record_is_found(name: str, born: date | None, more: dict) -> None:
    found = found_among(
        person(1, "Rami Sayed", date(1990, 4, 3)),
        person(2, name, born, **more),
        *others(200),
    )
    assert set(pairs(found)) == {(1, 2)}


def test_three_part_names_in_any_order_are_found() -> None:
    found = found_among(
        person(1, "Abdi Warsame Hersi"), person(2, "Hersi Abdi Warsame"), *others(50)
    )
    assert pairs(found) == {(1, 2): "very likely"}
    (evidence,) = [e for e in found.likenesses["evidence"][0] if e["about"] == "family"]
    assert sentence(evidence).startswith(
        "The same names in another order: Abdi Warsame"
    )


def test_two_hundred_born_on_new_year_are_not_one_person() -> None:
    found = found_among(*others(200, born=NEW_YEAR))
    assert found.likenesses.is_empty()


def test_many_called_mohammed_and_born_on_new_year_are_not_one_person() -> None:
    crowd = [
        row | {"given_names": "Mohammed" if n % 2 else "Muhammad"}
        for n, row in enumerate(others(400, born=NEW_YEAR))
    ]
    assert found_among(*crowd).likenesses.is_empty()


def test_common_whole_name_and_new_year_do_not_flood() -> None:
    crowd = [
        row | {"given_names": "Mohammed", "family_name": "Ali"}
        for row in others(500, born=NEW_YEAR)
    ]
    assert found_among(*crowd).likenesses.is_empty()


def test_hostel_is_no_household() -> None:
    found = found_among(*others(300, **HOSTEL))
    assert found.likenesses.is_empty()


def test_twins_are_a_family_and_not_one_person() -> None:
    found = found_among(
        person(1, "Hana Twinning", **HOME),
        person(2, "Sara Twinning", **HOME),
        *others(100),
    )
    assert not pairs(found)
    assert set(pairs(found, "family")) == {(1, 2)}


def test_siblings_in_one_household_are_a_family() -> None:
    found = found_among(
        person(1, "Hana Sibley", date(1999, 3, 2), **HOME, **DAY),
        person(2, "Omar Sibley", date(2003, 8, 9), **HOME, **DAY),
        *others(100),
    )
    assert pairs(found, "family") == {(1, 2): "very likely"}
    assert not pairs(found)


def test_consecutive_references_of_one_day_make_a_family_likelier() -> None:
    people = [
        person(1, "Hana Sibley", date(1999, 3, 2), **DAY),
        person(2, "Omar Sibley", date(2003, 8, 9), **DAY),
        *others(300),
    ]
    apart = found_among(*people)
    following = found_among(
        *people, references=[(1, "HO", "K1234567"), (2, "HO", "K1234568")]
    )
    assert (
        following.likenesses["weight"].to_list()[0]
        > apart.likenesses["weight"].to_list()[0]
    )
    about = [sentence(e) for e in following.likenesses["evidence"][0]]
    assert "Their references follow each other" in about


def test_child_named_as_dependant_and_applicant_elsewhere_is_found() -> None:
    found = found_among(
        person(1, "Hana Sibley", date(1980, 3, 2), **HOME),
        person(2, "Lina Sibley", date(2006, 8, 9), case=1, main=False, **HOME),
        person(3, "Lina Sibley", date(2006, 8, 9), case=3),
        *others(100),
    )
    assert pairs(found) == {(2, 3): "very likely"}
    assert not pairs(found, "family"), "who stands in both cases says so already"


def test_people_of_one_case_are_never_compared() -> None:
    found = found_among(
        person(1, "Rami Sayed", case=1), person(2, "Rami Sayed", case=1, main=False)
    )
    assert found.compared == 0


def test_shared_reference_is_told_however_it_is_written() -> None:
    found = found_among(
        person(1, "Rami Sayed"),
        person(2, "Ramy Sayid", date(1971, 2, 2)),
        *others(100),
        references=[
            (1, "Home Office reference", "K1234567"),
            (2, "Home Office reference", "k 123-4567"),
        ],
    )
    assert set(pairs(found)) == {(1, 2)}
    told = [sentence(e) for e in found.likenesses["evidence"][0]]
    assert "Both give the Home Office reference K1234567" in told


def test_sex_that_differs_speaks_against() -> None:
    found = found_among(
        person(1, "Rami Sayed"), person(2, "Rami Sayed", sex="female"), *others(100)
    )
    (evidence,) = [e for e in found.likenesses["evidence"][0] if e["about"] == "sex"]
    assert speaks_against(evidence)
    assert sentence(evidence) == "One says male and the other female"


def test_a_person_has_few_suggestions_however_many_are_alike() -> None:
    found = found_among(
        *(person(n, "Rami Sayed") for n in range(1, 30)), *others(3_000)
    )
    ends = [end for pair in pairs(found) for end in pair]
    assert ends
    assert max(ends.count(end) for end in set(ends)) <= MOST_OF_A_PERSON


def test_what_few_may_know_of_changes_nothing_for_others() -> None:
    people = [
        person(1, "Rami Sayed", date(1990, 4, 3)),
        person(2, "Ramy Sayid", date(1990, 3, 4)),
        person(3, "Hana Sibley", date(1999, 3, 2), **HOME),
        person(4, "Omar Sibley", date(2003, 8, 9), **HOME),
        *others(120),
    ]
    hidden = [
        person(n, "Rami Sayed", date(1990, 4, 3), restriction="restricted", **HOME)
        for n in range(500, 530)
    ]
    refs = [(1, "HO", "K1234567")]
    without = found_among(*people, references=refs).likenesses
    among = found_among(
        *people,
        *hidden,
        references=[*refs, *((n, "HO", "K1234567") for n in (500, 501))],
    ).likenesses
    seen = among.filter((pl.col("one") < 500) & ~pl.col("other").is_between(500, 530))
    assert seen.to_dicts() == without.to_dicts()
    assert among.height > seen.height


def test_arriving_cases_are_compared_with_all_and_others_not_again() -> None:
    asked = problem(
        [
            person(1, "Rami Sayed"),
            person(2, "Rami Sayed"),
            person(3, "Hana Twinning"),
            person(4, "Hana Twinning"),
            *others(100),
        ]
    )
    assert set(pairs(find(asked))) == {(1, 2), (3, 4)}
    assert set(pairs(find(asked, arriving=pl.Series([4])))) == {(3, 4)}


def test_nothing_is_found_among_nobody() -> None:
    assert find(problem([])).likenesses.is_empty()
    assert find_among_all(problem([person(1, "Rami Sayed")])).likenesses.is_empty()


def test_frames_of_another_shape_are_refused() -> None:
    whole = problem([person(1, "Rami Sayed")])
    with pytest.raises(Unusable, match="columns"):
        Problem(whole.persons.drop("sex"), whole.references)
    with pytest.raises(Unusable, match="twice"):
        Problem(pl.concat([whole.persons] * 2), whole.references)
