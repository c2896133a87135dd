import pytest
from hypothesis import given as for_all
from hypothesis import settings

from evenhand.engine.allocation.explain import Wording, reasons, why
from evenhand.engine.allocation.problem import Problem
from evenhand.engine.allocation.solve import solve
from tests.engine.allocation.problems import case, person, problem, problems


def told(of: Problem, ref: str) -> str:
    return why(of, solve(of), ref)


# Placed


def test_a_placed_case_says_rank_unit_person_and_places():
    of = problem(
        [
            case(
                "c1", band=2, waiting_days=31, requires=["children"],
                language="Tigrinya", owner="x",
            ),
            case("c2"),
        ],
        [person("x", capacity=3, skills=["children"], languages=["Tigrinya"])],
    )  # fmt: skip
    assert told(of, "c1") == (
        "Number 2 of 2: band 2, waiting 31 days. Leeds is the first of its units."
        " x has or had it already, holds children and speaks Tigrinya."
        " 2 of 3 places used."
    )


def test_a_case_in_another_unit_says_why_not_the_first():
    of = problem(
        [case("c1", "A|B", waiting_days=90), case("c2", "A", waiting_days=5)],
        [person("x", "A"), person("y", "B")],
    )
    assert (
        "B is number 2 of its units: the places of 1 person in A who could have it"
        " were needed for others." in told(of, "c1")
    )
    of = problem([case("c1", "A|B")], [person("y", "B")])
    assert "nobody in A with places could have it" in told(of, "c1")


@pytest.mark.parametrize(
    ("owner", "sentence"),
    [
        (person("o", capacity=0), "o, who has or had it, has no places this week."),
        (person("o", "Wales"), "o, who has or had it, may not have it now."),
        (
            person("p", capacity=0),
            "o, who has or had it, is not among the people with places.",
        ),
    ],
)
def test_a_case_that_leaves_its_owner_says_why(owner, sentence):
    of = problem([case("c1", owner="o")], [owner, person("x")])
    assert sentence in told(of, "c1")


def test_a_linked_case_says_that_it_goes_with_others():
    of = problem(
        [case("c1", group="g"), case("c2", group="g")], [person("x", capacity=2)]
    )
    assert "It goes together with 1 linked to it." in told(of, "c1")


# Waiting: the first thing that would unblock it


def test_a_case_without_units_says_so():
    assert "no unit is named for it" in told(problem([case("c1", "")], []), "c1")


def test_a_case_whose_units_are_empty_says_so():
    of = problem([case("c1", "Wales|Mersey")], [person("x")])
    assert told(of, "c1") == "It waits: nobody works in Wales or Mersey."


def test_a_case_that_nobody_is_trained_for_says_who_could_be():
    of = problem([case("c1", requires=["children"])], [person("x"), person("y")])
    assert told(of, "c1") == (
        "It waits: nobody in Leeds holds children. x and y could be trained."
    )


def test_people_who_lack_only_one_of_several_skills_are_named():
    of = problem(
        [case("c1", requires=["children", "detained"])],
        [person("x", skills=["children"]), person("y")],
    )
    assert told(of, "c1") == (
        "It waits: nobody in Leeds holds children and detained."
        " x lacks only one of these."
    )


def test_a_conflict_is_named():
    of = problem([case("c1", conflicts=["x"])], [person("x")])
    assert told(of, "c1") == (
        "It waits: the only person in Leeds, x, is in conflict with it."
    )


def test_places_that_nobody_has_are_named():
    of = problem([case("c1")], [person("x", capacity=0), person("y", capacity=0)])
    assert told(of, "c1") == (
        "It waits: all 2 people in Leeds have no places this week."
    )


def test_full_people_say_up_to_which_band():
    of = problem(
        [case("c1"), case("c2", band=2, waiting_days=40), case("c3", band=2)],
        [person("x", skills=["children"]), person("y")],
    )
    assert told(of, "c3") == (
        "It waits: all 2 people in Leeds are full until band 2, waiting 40 days"
        " (number 2)."
    )


def test_an_owner_on_leave_is_named():
    of = problem(
        [case("c1"), case("c2", band=2, owner="y")],
        [person("x"), person("y", capacity=0)],
    )
    assert told(of, "c2").endswith(" y, who has or had it, has no places this week.")


def test_a_group_too_large_for_anybody_says_so():
    of = problem(
        [case("c1", group="g"), case("c2", group="g")], [person("x"), person("y")]
    )
    assert told(of, "c1") == (
        "It waits: its 2 linked cases need 2 places with one person; nobody of the 2"
        " who may have them has more than 1."
    )


def test_a_group_that_nobody_may_have_whole_says_so():
    of = problem(
        [case("c1", "Leeds", group="g"), case("c2", "Wales", group="g")],
        [person("x", capacity=2), person("y", "Wales", capacity=2)],
    )
    assert "nobody may have all 2 cases that are linked" in told(of, "c1")


def test_a_case_that_is_not_there_is_an_error():
    of = problem([case("c1")], [])
    with pytest.raises(KeyError):
        told(of, "c9")


# All at once


@for_all(problems(groups=True))
@settings(max_examples=50, deadline=None)
def test_every_case_has_a_reason_that_matches_the_plan(of):
    plan = solve(of)
    frame = reasons(of, plan)
    assert frame["case"].to_list() == plan.placements["case"].to_list()
    assert frame["reason"].null_count() == 0
    for ref, by, code, reason in frame.iter_rows():
        assert (code == "placed") == (by is not None)
        assert reason.endswith(".")
        assert "None" not in reason
        assert why(of, plan, ref) == reason


# In other words


def test_people_and_units_are_called_by_their_names():
    of = problem(
        [case("c1", requires=["children"])],
        [person("x", skills=["children"])],
    )
    names = {"x": "Amira Bello", "Leeds": "Leeds hub", "children": "its training"}
    told_so = reasons(of, solve(of), wording=Wording(names))["reason"][0]
    assert "Leeds hub is the first" in told_so
    assert "Amira Bello holds its training" in told_so


@for_all(problems())
@settings(max_examples=50, deadline=None)
def test_without_counts_a_reason_tells_nothing_of_other_cases(of):
    plan = solve(of)
    reason = reasons(of, plan, wording=Wording(counts=False))["reason"]
    assert not reason.str.contains(r"Number \d|\(number|places used").any()


def test_a_requirement_few_may_know_of_is_not_named():
    wording = Wording(untold=frozenset({"secret"}))
    held = problem(
        [case("c1", requires=["children", "secret"])],
        [person("x", skills=["children", "secret"])],
    )
    placed = reasons(held, solve(held), wording=wording)["reason"][0]
    assert "holds children" in placed
    assert "secret" not in placed
    lacking = problem([case("c1", requires=["secret"])], [person("x")])
    waits = reasons(lacking, solve(lacking), wording=wording)["reason"][0]
    assert waits == "It waits: nobody in Leeds may have it now."
