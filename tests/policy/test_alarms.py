"""The alarms of release 1: what a person must look at the same day."""

import pytest

from tests.policy.asking import CHILD_ALONE, SOMEBODY
from tests.policy.conftest import Asked


CHILD = {**CHILD_ALONE, "local_authority": "Kent"}
GROWN = {
    **CHILD,
    "claimed_on": SOMEBODY["claimed_on"],
    "born_on": SOMEBODY["born_on"],
    "turns_adult_on": SOMEBODY["turns_adult_on"],
}


def test_nothing_out_of_the_ordinary_gives_no_alarm(asked: Asked) -> None:
    assert asked().alarms == set()
    assert asked(**CHILD).alarms == set()


def test_a_disputed_17_in_detention_gives_both_alarms(asked: Asked) -> None:
    answers = asked(**CHILD, detained=True, age_disputed=True)
    assert answers.alarms == {"detained-child", "age-disputed-in-detention"}


def test_a_disputed_adult_in_detention_is_looked_at(asked: Asked) -> None:
    answers = asked(detained=True, age_disputed=True)
    assert answers.alarms == {"age-disputed-in-detention"}
    assert answers.units == ["DAC"]


def test_a_detained_child_of_unknown_birth_is_taken_for_a_child(asked: Asked) -> None:
    unknown = CHILD | {"born_on": None, "turns_adult_on": None}
    assert asked(**unknown, detained=True).alarms == {"detained-child"}


def test_a_grown_up_who_was_a_child_at_claim_is_no_detained_child(
    asked: Asked,
) -> None:
    answers = asked(**GROWN, detained=True)
    assert answers.alarms == set()
    assert answers.units == ["LIVERPOOL"]


def test_a_child_without_an_authority_gives_an_alarm(asked: Asked) -> None:
    without = {"local_authority": None}
    assert asked(**CHILD | without).alarms == {"child-without-authority"}
    unknown = without | {"born_on": None, "turns_adult_on": None}
    assert asked(**CHILD | unknown).alarms == {"child-without-authority"}
    assert asked(**GROWN | without).alarms == set()
    assert asked(**without).alarms == set()


@pytest.mark.parametrize(
    "home", ["hotel", "initial accommodation", "Napier", "other contingency"]
)
def test_a_child_alone_in_adult_accommodation_gives_an_alarm(
    asked: Asked, home: str
) -> None:
    assert asked(**CHILD, accommodation=home).alarms == {"child-in-adult-accommodation"}
    with_family = CHILD | {"uasc_at_claim": False}
    assert asked(**with_family, accommodation=home).alarms == set()


@pytest.mark.parametrize(
    "facts",
    [
        {"stage": "suspended"},
        {"open_barriers": ("no-contact",), "blocks": ("decision",)},
        {"open_barriers": ("missing-child",), "blocks": ("decision",)},
    ],
    ids=["absconder", "no contact", "missing"],
)
def test_a_child_who_is_missing_is_a_protocol(
    asked: Asked, facts: dict[str, object]
) -> None:
    answers = asked(**CHILD, **facts)
    assert answers.alarms == {"missing-child"}
    assert not answers.ready


def test_an_adult_who_cannot_be_found_gives_no_alarm(asked: Asked) -> None:
    assert asked(stage="suspended").alarms == set()


def test_an_alarm_changes_neither_route_nor_points(asked: Asked) -> None:
    calm = asked(**CHILD)
    alarmed = asked(**CHILD, detained=True, age_disputed=True)
    assert alarmed.units == calm.units
    assert alarmed.points == calm.points
