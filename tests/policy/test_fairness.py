"""What must be true of release 1 for every case, whatever its facts."""

import datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.engine.rules.compile import compile_release
from evenhand.engine.rules.reference import evaluate_all
from evenhand.engine.rules.release import Release
from tests.policy.asking import frame_of
from tests.policy.conftest import ON, POLICY


Row = dict[str, Any]
RELEASE = Release.read(POLICY)
PROGRAM = compile_release(RELEASE)
BOOLEANS = st.booleans()
DATES = st.dates(datetime.date(2015, 1, 1), ON)


def _of(fact: str, *, missing: bool = False) -> st.SearchStrategy[str | None]:
    values = st.sampled_from(RELEASE.vocabulary.facts[fact].values or ())
    return st.none() | values if missing else values


def _some_of(fact: str) -> st.SearchStrategy[tuple[str, ...]]:
    values = RELEASE.vocabulary.facts[fact].values or ()
    return st.lists(st.sampled_from(values), max_size=3, unique=True).map(tuple)


@st.composite
def cases(draw: st.DrawFn, **fixed: object) -> dict[str, Any]:
    """All stored facts of a case, with a date of birth that fits the child it was."""
    claimed_on = draw(DATES)
    child = bool(fixed.get("child_at_claim", draw(BOOLEANS)))
    days = draw(st.integers(3000, 6400) if child else st.integers(6600, 25000))
    born_on = draw(st.none() | st.just(claimed_on - datetime.timedelta(days=days)))
    facts = {
        "claimed_on": claimed_on,
        "born_on": born_on,
        "turns_adult_on": _eighteenth(born_on) if born_on else None,
        "child_at_claim": child,
        "uasc_at_claim": child and draw(BOOLEANS),
        "age_disputed": draw(BOOLEANS),
        "sex": draw(_of("sex")),
        # The nationalities that rules name are a tenth of all: drawn as often as others.
        "nationality": draw(_of("nationality") | st.sampled_from(_named())),
        "other_nationalities": draw(
            st.just(())
            | st.just(("British National (Overseas)",))
            | _some_of("other_nationalities")
        ),
        "language": draw(_of("language")),
        "dialect": draw(_of("dialect", missing=True)),
        "interpreter_needed": draw(BOOLEANS),
        "detained": draw(BOOLEANS),
        "accommodation": draw(_of("accommodation")),
        "support": draw(_of("support")),
        "local_authority": draw(_of("local_authority", missing=True)),
        "postcode_area": draw(_of("postcode_area", missing=True)),
        "high_profile": draw(BOOLEANS),
        "high_harm": draw(BOOLEANS),
        "vulnerabilities": draw(_some_of("vulnerabilities")),
        "expedites": draw(_some_of("expedites")),
        "stage": draw(_of("stage")),
        "interviewed_on": draw(st.none() | DATES),
        "blocks": draw(_some_of("blocks")),
        "open_barriers": draw(_some_of("open_barriers")),
        "evidence_may_suffice": draw(st.none() | BOOLEANS),
        "fitness_evidence": draw(st.none() | _some_of("fitness_evidence")),
    }
    return facts | fixed


def _eighteenth(born_on: datetime.date) -> datetime.date:
    if (born_on.month, born_on.day) == (2, 29):
        return datetime.date(born_on.year + 18, 3, 1)
    return born_on.replace(year=born_on.year + 18)


def _named() -> list[str]:
    return ["Albania", "India", "Nigeria", "China", "Hong Kong", "Sudan", "Iran"]


def answers_to(some: list[dict[str, Any]], on: datetime.date = ON) -> list[Row]:
    return PROGRAM.evaluate(frame_of(RELEASE, some), on).rows(named=True)


def several(**fixed: object) -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.lists(cases(**fixed), min_size=1, max_size=8)


@settings(max_examples=25, deadline=None)
@given(several(), DATES)
def test_the_compiled_release_agrees_with_the_reference(
    some: list[dict[str, Any]], on: datetime.date
) -> None:
    for case, row in zip(some, answers_to(some, on), strict=True):
        outcomes = evaluate_all(RELEASE, case, on)
        for outcome in outcomes.values():
            for name, value in outcome.outputs.items():
                compiled = row[name]
                if isinstance(compiled, list):
                    compiled = tuple(compiled)
                assert compiled == value, name
        fired = [rule for outcome in outcomes.values() for rule in outcome.fired]
        assert sorted(PROGRAM.fired(row)) == sorted(fired)


@settings(max_examples=25, deadline=None)
@given(several(), DATES)
def test_an_older_claim_never_ranks_lower(
    some: list[dict[str, Any]], other: datetime.date
) -> None:
    pairs = [sorted((case["claimed_on"], other)) for case in some]
    older, newer = (
        answers_to(
            [
                case | {"claimed_on": pair[which]}
                for case, pair in zip(some, pairs, strict=True)
            ]
        )
        for which in (0, 1)
    )
    for first, second in zip(older, newer, strict=True):
        assert first["points"] >= second["points"]
        assert first["band"] <= second["band"]


@settings(max_examples=25, deadline=None)
@given(several(), st.integers(0, 3000))
def test_nobody_loses_points_as_days_pass(
    some: list[dict[str, Any]], days: int
) -> None:
    later = answers_to(some, ON + datetime.timedelta(days=days))
    for before, after in zip(answers_to(some), later, strict=True):
        assert after["priority_points"] == before["priority_points"]
        assert after["points"] >= before["points"]
        assert after["band"] <= before["band"]


@settings(max_examples=25, deadline=None)
@given(several(child_at_claim=True), st.integers(0, 9000))
def test_a_child_at_claim_is_with_a_hub_whatever_else_is_true(
    some: list[dict[str, Any]], days: int
) -> None:
    later = answers_to(some, ON + datetime.timedelta(days=days))
    for before, after in zip(answers_to(some), later, strict=True):
        assert before["units"]
        assert set(before["units"]) <= {"LIVERPOOL", "MIDLANDS"}
        assert after["units"] == before["units"]
        assert "children" in before["requires"]
        assert "children" in after["requires"]


@settings(max_examples=15, deadline=None)
@given(several(nationality="Nigeria"))
def test_nobody_of_nigeria_but_an_adult_man_goes_to_non_suspensive_appeals(
    some: list[dict[str, Any]],
) -> None:
    for case, row in zip(some, answers_to(some), strict=True):
        if row["units"] == ["NSA"]:
            assert case["sex"] == "male"
            assert not case["child_at_claim"]


@settings(max_examples=15, deadline=None)
@given(several())
def test_everybody_has_one_rule_that_says_where_and_one_band(
    some: list[dict[str, Any]],
) -> None:
    for row in answers_to(some):
        fired = PROGRAM.fired(row)
        [route] = [rule for rule in fired if rule.startswith("RT-")]
        assert row["units"]
        assert ("CHECK" in row["units"]) == (route in ("RT-060", "RT-061"))
        assert sum(rule.startswith("BD-") for rule in fired) == 1
