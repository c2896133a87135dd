"""A year of past interviews: consistent with the cases, and nobody in two places."""

from collections import Counter
from datetime import date, timedelta

import numpy as np
import pytest

from evenhand.synthetic.appointments.past import (
    MOST_ATTEMPTS,
    YEAR,
    Attempt,
    Offices,
    Place,
    Somebody,
    Waited,
    past_interviews,
)
from evenhand.synthetic.draws import Chance


ON = date(2026, 11, 20)
WEEKDAYS = frozenset(range(5))
N = 4_000


def offices() -> Offices:
    return Offices(
        rooms=tuple(
            Place(number, site, mode)
            for number, (site, mode) in enumerate(
                [("LEEDS", "video"), ("LEEDS", "in person"), ("DERBY", "video")] * 6,
                start=1,
            )
        ),
        interviewers=tuple(
            Somebody(number, "female" if number % 2 else "male", "LEEDS", WEEKDAYS)
            for number in range(1, 41)
        ),
        interpreters=tuple(
            Somebody(
                number,
                "female" if number % 2 else "male",
                "",
                WEEKDAYS,
                frozenset({("Arabic", "Levantine" if number % 3 else "")}),
            )
            for number in range(1, 41)
        ),
        near={"LS": "LEEDS", "DE": "DERBY"},
    )


def cases() -> list[Waited]:
    rng = np.random.default_rng(3)
    found = []
    for number in range(1, N + 1):
        day = ON - timedelta(days=int(rng.integers(1, 500)))
        if day.weekday() > 4:
            day -= timedelta(days=2)
        found.append(
            Waited(
                case=number,
                claimed_on=ON - timedelta(days=900),
                held_on=day if number % 3 else None,
                child=number % 12 == 0,
                area=("LS", "DE", "TR")[number % 3],
                owner=number % 41 or None,
                language="Arabic" if number % 10 else "",
                dialect="Levantine" if number % 7 == 0 and number % 10 else "",
                sexes=("female", "") if number % 9 == 0 else ("", ""),
                short_notice=number % 6 == 0 and number % 12 != 0,
            )
        )
    return found


@pytest.fixture(scope="module")
def drawn() -> list[Attempt]:
    return past_interviews(cases(), offices(), on=ON, chance=Chance(1))


def told(drawn: list[Attempt]) -> list[tuple[object, ...]]:
    return [
        (one.waited.case, one.on, one.cause, one.room, one.interviewer, one.interpreter)
        for one in drawn
    ]


def test_same_seed_draws_the_same(drawn: list[Attempt]) -> None:
    assert told(past_interviews(cases(), offices(), on=ON, chance=Chance(1))) == told(
        drawn
    )
    assert told(past_interviews(cases(), offices(), on=ON, chance=Chance(2))) != told(
        drawn
    )


def test_interviews_are_held_on_the_day_the_case_says(drawn: list[Attempt]) -> None:
    held = [one for one in drawn if one.cause == "completed"]
    assert len(held) > 1_200
    assert all(one.on == one.waited.held_on for one in held)
    assert all(ON - YEAR <= one.on < ON for one in drawn)
    assert not [one for one in drawn if one.waited.held_on is None and one.held]


def test_nothing_and_nobody_is_in_two_places(drawn: list[Attempt]) -> None:
    taken: Counter[tuple[object, ...]] = Counter()
    spans: dict[tuple[object, ...], list[tuple[int, int]]] = {}
    for one in drawn:
        if one.cancelled:
            continue
        span = (one.starts, one.starts + one.minutes)
        for what, number in (
            ("room", one.room),
            ("interviewer", one.interviewer),
            ("interpreter", one.interpreter),
        ):
            if number is not None:
                spans.setdefault((what, number, one.on), []).append(span)
                taken[what] += 1
    assert taken["room"] > 1_500
    for some in spans.values():
        some.sort()
        for (_, ends), (starts, _) in zip(some, some[1:], strict=False):
            assert starts >= ends + 15


def test_attempts_of_a_case_follow_each_other(drawn: list[Attempt]) -> None:
    times = Counter(one.waited.case for one in drawn)
    assert max(times.values()) <= 2 * MOST_ATTEMPTS
    for one in drawn:
        if one.follows is not None:
            assert one.follows.waited is one.waited
            assert one.follows.on < one.on
            assert one.follows.cause != "completed"


def test_rates_are_those_that_are_assumed(drawn: list[Attempt]) -> None:
    of_adults = [
        one for one in drawn if not one.waited.child and one.waited.held_on is not None
    ]
    causes = Counter(one.cause for one in of_adults)
    no_shows = causes["did not attend"] / len(of_adults)
    assert 0.08 < no_shows < 0.14
    part = causes["part heard"] / (causes["part heard"] + causes["completed"])
    assert 0.10 < part < 0.18
    again = sum(
        number > 1
        for number in Counter(
            one.waited.case for one in drawn if one.waited.held_on is not None
        ).values()
    )
    assert 0.25 < again / len({one.waited.case for one in drawn}) < 0.5


def test_children_are_never_asked_at_short_notice(drawn: list[Attempt]) -> None:
    assert not [one for one in drawn if one.waited.child and one.notice < 10]
    assert [one for one in drawn if one.notice < 6]


def test_wishes_are_said_not_to_be_met_where_they_are_not(drawn: list[Attempt]) -> None:
    women = {one.id for one in offices().interviewers if one.sex == "female"}
    for one in drawn:
        wished = one.waited.sexes[0] == "female"
        assert ("interviewer" in one.unmet) == (wished and one.interviewer not in women)


def test_without_rooms_there_is_no_past() -> None:
    nowhere = Offices((), (), (), {})
    assert past_interviews(cases(), nowhere, on=ON, chance=Chance(1)) == []
