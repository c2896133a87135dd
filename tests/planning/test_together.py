"""Linked cases rank together, and tell of each other only what may be told."""

from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.engine.allocation.explain import Wording, reasons
from evenhand.engine.allocation.problem import Problem
from evenhand.engine.allocation.solve import solve
from evenhand.engine.allocation.verify import faults
from evenhand.planning.together import ranked_together, told_of_links


RESTRICTIONS = ("", "", "restricted", "special")
SCHEMA: dict[str, Any] = {
    "case": pl.String,
    "band": pl.Int64,
    "waiting_days": pl.Int64,
    "reserved": pl.Boolean,
    "restriction": pl.String,
    "group": pl.String,
    "linked_owners": pl.List(pl.String),
    "told_owners": pl.List(pl.String),
}
PEOPLE = pl.DataFrame(
    {
        "ref": ["x", "y"],
        "unit": ["Leeds", "Leeds"],
        "capacity": [2, 3],
        "skills": [["restricted", "special"], ["restricted"]],
    }
)


def row(case: str, **rest: Any) -> dict[str, Any]:
    return {
        "case": case,
        "band": 3,
        "waiting_days": 10,
        "reserved": False,
        "restriction": "",
        "group": None,
        "linked_owners": [],
        "told_owners": [],
        **rest,
    }


def ranked(rows: list[dict[str, Any]]) -> pl.DataFrame:
    return ranked_together(pl.DataFrame(rows, schema=SCHEMA), PEOPLE)


@st.composite
def waiting(draw: st.DrawFn) -> list[dict[str, Any]]:
    rows = [
        row(
            f"c{index}",
            band=draw(st.integers(1, 5)),
            waiting_days=draw(st.integers(0, 9)),
            reserved=draw(st.integers(0, 4)) == 0,
            restriction=draw(st.sampled_from(RESTRICTIONS)),
            group=draw(st.sampled_from((None, "g", "h"))),
        )
        for index in range(draw(st.integers(0, 9)))
    ]
    for group in ("g", "h"):  # whoever has others linked to them is common to them
        owner = draw(st.sampled_from((None, "x", "y", "gone")))
        told = draw(st.booleans())
        for each in rows:
            if each["group"] == group and owner:
                each["linked_owners"] = [owner]
                each["told_owners"] = [owner] if told else []
    return rows


def posed(rows: list[dict[str, Any]]) -> tuple[Problem, pl.DataFrame]:
    together = ranked(rows)
    cases = together.select(
        ref="case",
        band="as_band",
        waiting_days="as_waiting_days",
        units=pl.lit(["Leeds"], dtype=pl.List(pl.String)),
        requires=pl.concat_list("restriction").list.eval(
            pl.element().filter(pl.element() != "")
        ),
        owner="with_owner",
        group="group",
        reserved="as_reserved",
    )
    return Problem(cases, PEOPLE), together


def told(rows: list[dict[str, Any]]) -> dict[str, tuple[str, str]]:
    problem, together = posed(rows)
    wording = Wording(
        untold=frozenset({"restricted", "special"}),
        counts=False,
        linked=told_of_links(together),
    )
    answer = reasons(problem, solve(problem), wording=wording)
    return {
        case: (code, reason)
        for case, code, reason in answer.select("case", "code", "reason").iter_rows()
    }


@given(waiting())
@settings(max_examples=60, deadline=None)
def test_members_share_the_best_rank_of_their_group(rows: list[dict[str, Any]]) -> None:
    for each in ranked(rows).to_dicts():
        mates = [
            other
            for other in rows
            if other["case"] == each["case"]
            or (each["group"] is not None and other["group"] == each["group"])
        ]
        assert each["as_band"] == min(mate["band"] for mate in mates)
        assert each["as_waiting_days"] == max(mate["waiting_days"] for mate in mates)
        assert each["as_reserved"] == any(mate["reserved"] for mate in mates)


@given(waiting())
@settings(max_examples=60, deadline=None)
def test_plan_of_groups_that_rank_together_has_no_fault(
    rows: list[dict[str, Any]],
) -> None:
    problem, _ = posed(rows)
    assert list(faults(problem, solve(problem))) == []


@given(waiting())
@settings(max_examples=60, deadline=None)
def test_reason_tells_nothing_that_rests_on_what_its_reader_may_not_see(
    rows: list[dict[str, Any]],
) -> None:
    whole = told_of_links(ranked(rows))
    for each in rows:
        if each["group"] is None:
            assert each["case"] not in whole
            continue
        known = [
            other for other in rows if other["restriction"] in ("", each["restriction"])
        ]
        alone = told_of_links(ranked(known))[each["case"]]
        here = whole[each["case"]]
        assert (here.own, here.ranks, here.others) == (
            alone.own,
            alone.ranks,
            alone.others,
        )
        assert here.owner == (each["told_owners"] in (["x"], ["y"]))


def test_hidden_sibling_is_in_no_word_of_the_reason() -> None:
    hidden = row("c1", band=1, restriction="restricted", group="g", reserved=True)
    seen = row("c2", group="g", linked_owners=["y"])
    both = told([hidden, seen])
    assert both["c2"][1] == (
        "Band 3, waiting 10 days. Leeds is the first of its units. y had a place."
    )
    assert "It goes together with 1 linked to it." in both["c1"][1]


def test_waiting_for_a_hidden_sibling_is_told_as_waiting_for_a_place() -> None:
    group = [
        row(f"c{n}", group="g", restriction="" if n else "restricted") for n in range(4)
    ]
    code, sentence = told(group)["c1"]
    assert (code, sentence) == (
        "full",
        "It waits: all 2 people in Leeds have no place left for it.",
    )
    code, sentence = told(group)["c0"]
    assert code == "group too large"
    assert "4 linked cases" in sentence


def test_reason_says_whose_rank_it_has_and_who_has_the_others() -> None:
    sentences = told(
        [
            row("c1", band=1, waiting_days=90, group="g"),
            row("c2", group="g", linked_owners=["y"], told_owners=["y"]),
        ]
    )["c2"][1]
    assert sentences == (
        "Band 3, waiting 10 days. It ranks with what is linked to it: band 1, waiting "
        "90 days. Leeds is the first of its units. y has a case linked to it already. "
        "It goes together with 1 linked to it."
    )
