"""Laws of comparison: no order matters, and a slip never says more than agreement."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.engine.likeness.blocks import every_pair
from evenhand.engine.likeness.compare import compared
from evenhand.engine.likeness.find import find
from evenhand.engine.likeness.prepare import prepared, references
from evenhand.engine.likeness.problem import problem
from evenhand.engine.likeness.weigh import weighed
from tests.engine.likeness.people import others


NAMES = st.sampled_from(
    "Mohammed Muhammad Ali Rami Ramy Sayed Sayyid Warsame Hersi Abdi Tesfay Lina".split()
)
BORN = st.dates(date(1985, 1, 1), date(1985, 3, 31)) | st.just(date(1990, 1, 1))


@st.composite
def people(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "family_name": draw(NAMES | st.just("")),
        "given_names": " ".join(draw(st.lists(NAMES, max_size=2))),
        "known_as": draw(NAMES | st.just("")),
        "claimed": draw(BORN | st.none()),
        "treated_as": draw(BORN | st.none()),
        "sex": draw(st.sampled_from(["male", "female", "not recorded"])),
        "nationalities": draw(
            st.lists(st.sampled_from(["Syria", "Sudan"]), max_size=2)
        ),
        "address": draw(st.sampled_from(["", "3 Elm Rd", "3 Elm Road"])),
        "postcode": "LS1 1AA",
        "claimed_on": date(2024, 1, 1) + timedelta(draw(st.integers(0, 3))),
    }


CROWD = others(60)


def weights(
    *rows: dict[str, Any], told: list[tuple[int, str, str]] | None = None
) -> dict[str, float]:
    """What is said of the first two persons, in a crowd."""
    asked = problem(
        [row | {"person": n, "case": n} for n, row in enumerate(rows, 1)] + CROWD,
        told or [],
    )
    frame, refs = prepared(asked), references(asked)
    both = every_pair(frame.head(2))
    row = weighed(compared(frame, refs, both.pairs), persons=len(frame), men=0.8).row(
        0, named=True
    )
    return {
        name: value
        for name, value in row.items()
        if name.startswith(("one", "family_", "kin"))
    }


@given(people(), people())
@settings(max_examples=60, deadline=None)
def test_a_likeness_is_the_same_from_either_side(one: Any, other: Any) -> None:
    there, back = weights(one, other), weights(other, one)
    assert {k: round(v, 9) for k, v in there.items()} == {
        k: round(v, 9) for k, v in back.items()
    }


@given(st.lists(people(), min_size=2, max_size=12), st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_order_of_rows_changes_nothing(rows: list[Any], chance: Any) -> None:
    whole = [row | {"person": n, "case": n} for n, row in enumerate(rows, 1)] + CROWD
    shuffled = chance.sample(whole, len(whole))
    assert (
        find(problem(whole)).likenesses.to_dicts()
        == find(problem(shuffled)).likenesses.to_dicts()
    )


@given(people(), st.data())
@settings(max_examples=80, deadline=None)
def test_a_slip_never_says_more_than_agreement(one: Any, data: st.DataObject) -> None:
    """Of two records that agree in all, one is spoilt: they are no likelier for it."""
    spoilt = dict(one)
    field = data.draw(st.sampled_from(["family_name", "given_names", "claimed"]))
    if field == "claimed":
        spoilt[field] = data.draw(BORN)
        one = one | {"treated_as": None}
        spoilt["treated_as"] = None
        if one["claimed"] is None:
            return
    else:
        name = one[field]
        if not name:
            return
        at = data.draw(st.integers(0, len(name) - 1))
        spoilt[field] = name[:at] + data.draw(st.sampled_from("bz")) + name[at + 1 :]
    exact, slip = weights(one, dict(one)), weights(one, spoilt)
    assert slip["one"] <= exact["one"] + 1e-9
