"""Totals of teams: of six or more, and never to be worked out of a smaller one."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from evenhand.casework.models import Stage
from evenhand.core.models import Role, User
from evenhand.core.viewing import acting_as
from evenhand.flows.plan_cases import carry_out, create_run
from evenhand.planning.teams import LEAST, TeamTotal, UnitTotal, shown_apart, totals_of
from evenhand.workforce.models import StaffMember, Team
from tests.cast import AT, ON, Cast


SIZES = st.dictionaries(st.integers(1, 8), st.integers(0, 14), max_size=8)


@given(SIZES, st.integers(0, 9))
def test_no_part_of_a_unit_is_smaller_than_the_least(
    sizes: dict[int, int], in_none: int
) -> None:
    whole = sum(sizes.values()) + in_none
    shown = shown_apart(sizes, whole)
    rest = whole - sum(sizes[team] for team in shown)
    assert all(sizes[team] >= LEAST for team in shown)
    assert not shown or rest == 0 or rest >= LEAST


@given(SIZES, st.integers(0, 9))
def test_no_more_is_hidden_than_must_be(sizes: dict[int, int], in_none: int) -> None:
    whole = sum(sizes.values()) + in_none
    shown = shown_apart(sizes, whole)
    large = sorted((size, team) for team, size in sizes.items() if size >= LEAST)
    hidden = [team for _, team in large if team not in shown]
    assert hidden == [team for _, team in large[: len(hidden)]], "the smallest first"
    if hidden:
        rest = whole - sum(sizes[team] for team in shown | {hidden[-1]})
        assert 0 < rest < LEAST


def team_of(cast: Cast, name: str, number: int) -> list[StaffMember]:
    team = Team.objects.create(unit=cast.liverpool, name=name)
    people = []
    for index in range(number):
        user: User = cast.person(f"{name[-1].lower()}{index}", Role.DECISION_MAKER)
        staff = user.staff_member
        staff.decides, staff.weekly_places, staff.team = True, 2, team
        staff.save()
        people.append(staff)
    return people


def totals(cast: Cast, reader: User) -> UnitTotal | None:
    with acting_as(reader):
        return totals_of(cast.liverpool, week=ON)


def test_teams_are_told_with_their_places_kinds_and_hard_cases(cast: Cast) -> None:
    amira = cast.amira.staff_member
    north, south = team_of(cast, "Team N", 6), team_of(cast, "Team S", 5)
    has = {"owned_since": date(2026, 10, 1), "responsible_unit": cast.liverpool}
    cast.case(owner=north[0], **has)
    cast.case(owner=north[1], born_on=date(2012, 1, 1), unaccompanied=True, **has)
    cast.case(owner=north[1], stage=Stage.DECIDED, **has)
    cast.case(owner=north[1], restriction="restricted", **has)
    cast.case(owner=south[0], **has)
    cast.case(owner=amira, **has)
    with acting_as(cast.dana):
        run = create_run(on=ON, by=cast.dana, at=AT)
    carry_out(run.pk, at=AT)
    found = totals(cast, cast.dana)
    assert found is not None
    assert found.teams == (
        TeamTotal("Team N", 6, 12, 2, 1, (("child", 1), ("interview", 1))),
        TeamTotal("", 6, 15, 2, 0, (("interview", 2),)),
    )
    assert found.kinds == (("child", 1), ("interview", 3))


def test_small_team_beside_a_large_one_hides_both(cast: Cast) -> None:
    team_of(cast, "Team N", 7)
    team_of(cast, "Team S", 2)
    found = totals(cast, cast.dana)
    assert found is not None
    assert found.teams == ()


def test_unit_of_few_is_not_told(cast: Cast) -> None:
    team_of(cast, "Team N", 4)
    assert totals(cast, cast.dana) is None


def test_leavers_count_towards_no_team(cast: Cast) -> None:
    north = team_of(cast, "Team N", 6)
    team_of(cast, "Team S", 6)
    north[0].left_on = date(2026, 11, 1)
    north[0].save()
    found = totals(cast, cast.dana)
    assert found is not None
    assert [(team.team, team.deciders) for team in found.teams] == [
        ("Team S", 6),
        ("", 6),
    ]
