"""People join, leave, move, are away and are granted things; places follow at once."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from evenhand.core.models import ClearanceGrant, Event, Role, RoleGrant, User
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.workforce.capacity import weekly_places
from evenhand.workforce.granting import (
    end_what_was_granted,
    give_clearance,
    give_role,
)
from evenhand.workforce.joining import Joiner, close_accounts, join, leave, stay
from evenhand.workforce.models import StaffMember, Team
from evenhand.workforce.services import (
    change_hours,
    come_back,
    end_skill,
    move_person,
    record_absence,
    record_skill,
    set_languages,
)
from evenhand.workforce.teams import add_team, rename_team
from tests.cast import AT, ON, Cast, assemble
from tests.racing import while_open


MONDAY = date(2026, 11, 23)


def places_of(person: StaffMember, on: date = MONDAY) -> int | None:
    with_places = dict(weekly_places(on).select("ref", "places").iter_rows())
    return with_places.get(person.ref)


def joiner(cast: Cast, **changes: object) -> Joiner:
    asked: dict[str, object] = {
        "name": "Ida New",
        "ref": "S-ida",
        "username": "ida",
        "role": Role.DECISION_MAKER,
        "grade": "HEO",
        "unit": cast.liverpool,
        "team": None,
        "fte": Decimal("0.8"),
        "weekly_places": 4,
        "started_on": MONDAY,
        "languages": ["Arabic"],
        **changes,
    }
    return Joiner(**asked)  # type: ignore[arg-type]


def told(cast: Cast, kind: str) -> list[Event]:
    with acting_as(cast.dana):
        return list(Event.objects.filter(kind=kind).select_related("by"))


def test_joiner_has_places_from_the_first_day_and_no_way_in_yet(cast: Cast) -> None:
    with acting_as(cast.jo):
        ida = join(joiner(cast), by=cast.jo, at=AT)
    assert places_of(ida) == 4
    assert places_of(ida, MONDAY - timedelta(days=7)) is None
    assert ida.user is not None
    assert not ida.user.has_usable_password()
    assert ida.user.roles == {Role.DECISION_MAKER}
    assert told(cast, "person_joined")[0].by == cast.jo


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"username": "amira"}, "user name is somebody else"),
        ({"ref": "s-AMIRA"}, "staff reference is somebody else"),
        ({"username": "Ida New"}, "small letters"),
    ],
)
def test_joiner_takes_nobodys_name(cast: Cast, changes: dict, said: str) -> None:
    with acting_as(cast.jo), pytest.raises(Refused, match=said):
        join(joiner(cast, **changes), by=cast.jo, at=AT)
    assert not StaffMember.objects.filter(name="Ida New").exists()


def test_leaver_has_no_places_and_no_account_from_the_day_after(cast: Cast) -> None:
    amira = cast.amira.staff_member
    tuesday = MONDAY + timedelta(days=1)
    with acting_as(cast.jo):
        leave(amira, last_on=tuesday, on=ON, by=cast.jo, at=AT, because="a new post")
    assert places_of(amira) == 2
    assert places_of(amira, MONDAY + timedelta(days=7)) is None
    user = User.objects.get(pk=cast.amira.pk)
    assert (user.has_ended(tuesday), user.has_ended(tuesday + timedelta(days=1))) == (
        False,
        True,
    )
    with acting_as(cast.jo):
        assert close_accounts(on=tuesday, by=cast.jo, at=AT) == 0
        assert RoleGrant.objects.filter(user=user, ended_at=None).exists()
        assert close_accounts(on=tuesday + timedelta(days=1), by=cast.jo, at=AT) == 1
        assert close_accounts(on=tuesday + timedelta(days=1), by=cast.jo, at=AT) == 0
    assert not RoleGrant.objects.filter(user=user, ended_at=None).exists()
    assert not User.objects.get(pk=user.pk).is_active


def test_last_day_in_the_past_ends_roles_at_once_and_is_final(cast: Cast) -> None:
    amira = cast.amira.staff_member
    with acting_as(cast.jo):
        yesterday = ON - timedelta(days=1)
        leave(amira, last_on=yesterday, on=ON, by=cast.jo, at=AT, because="gone")
        assert User.objects.get(pk=cast.amira.pk).roles == frozenset()
        with pytest.raises(Refused, match="has left already"):
            stay(amira, on=ON, by=cast.jo, at=AT, because="no")
        with pytest.raises(Refused, match="has left already"):
            leave(amira, last_on=MONDAY, on=ON, by=cast.jo, at=AT, because="later")


def test_last_day_is_taken_back_before_it_is_over(cast: Cast) -> None:
    amira = cast.amira.staff_member
    with acting_as(cast.jo):
        leave(amira, last_on=MONDAY, on=ON, by=cast.jo, at=AT, because="a new post")
        stay(amira, on=ON, by=cast.jo, at=AT, because="she stays")
    assert places_of(amira) == 5
    assert User.objects.get(pk=cast.amira.pk).ends_on is None


def in_one_team(cast: Cast) -> None:
    team = Team.objects.create(unit=cast.liverpool, name="Team 1")
    StaffMember.objects.filter(user__in=[cast.amira, cast.cass]).update(team=team)


def test_hours_and_places_change_what_a_week_has(cast: Cast) -> None:
    in_one_team(cast)
    amira = StaffMember.objects.get(user=cast.amira)
    asked = {"by": cast.cass, "at": AT, "because": "four days a week"}
    with acting_as(cast.cass):
        change_hours(amira, fte=Decimal("0.8"), weekly_places=4, **asked)
        change_hours(amira, fte=Decimal("0.8"), weekly_places=4, **asked)
    assert places_of(amira) == 4
    assert len(told(cast, "hours_changed")) == 1
    for fte, places, said in (("0", 4, "more than 0"), ("0.8", 21, "at most 20")):
        with acting_as(cast.cass), pytest.raises(Refused, match=said):
            change_hours(amira, fte=Decimal(fte), weekly_places=places, **asked)


def test_person_moves_with_places_and_keeps_cases(cast: Cast) -> None:
    amira = cast.amira.staff_member
    amira.also_units.add(cast.mersey)
    with acting_as(cast.dana):
        team = add_team(cast.mersey, name="Quay", by=cast.dana, at=AT)
        move_person(
            amira, unit=cast.mersey, team=team, by=cast.dana, at=AT, because="needed"
        )
    row = weekly_places(MONDAY, unit="MERSEY").row(0, named=True)
    assert (row["ref"], row["also_units"]) == ("S-amira", [])
    with acting_as(cast.dana), pytest.raises(Refused, match="not a team of Liverpool"):
        move_person(
            amira, unit=cast.liverpool, team=team, by=cast.dana, at=AT, because="x"
        )


def test_team_name_is_taken_once_in_a_unit(cast: Cast) -> None:
    with acting_as(cast.dana):
        quay = add_team(cast.mersey, name="Quay", by=cast.dana, at=AT)
        add_team(cast.liverpool, name="Quay", by=cast.dana, at=AT)
        with pytest.raises(Refused, match="has a team of that name"):
            add_team(cast.mersey, name=" Quay ", by=cast.dana, at=AT)
        other = add_team(cast.mersey, name="Dock", by=cast.dana, at=AT)
        with pytest.raises(Refused, match="has a team of that name"):
            rename_team(other, name="Quay", by=cast.dana, at=AT)
        rename_team(quay, name="Pier", by=cast.dana, at=AT)
        rename_team(other, name="Quay", by=cast.dana, at=AT)
        names = Team.objects.filter(unit=cast.mersey).values_list("name", flat=True)
        assert sorted(names) == ["Pier", "Quay"]


def test_skill_counts_while_it_is_held(cast: Cast) -> None:
    amira = cast.amira.staff_member
    later = MONDAY + timedelta(days=700)
    with acting_as(cast.jo):
        held = record_skill(
            amira,
            skill="trafficking",
            held_from=ON,
            expires_on=later,
            by=cast.jo,
            at=AT,
        )
        assert set(weekly_places(MONDAY)["skills"][0]) == {"children", "trafficking"}
        end_skill(held, on=MONDAY, by=cast.jo, at=AT, because="did not pass again")
        assert set(weekly_places(MONDAY)["skills"][0]) == {"children"}
        with pytest.raises(Refused, match="has ended"):
            end_skill(held, on=MONDAY, by=cast.jo, at=AT, because="again")
        record_skill(
            amira,
            skill="trafficking",
            held_from=MONDAY,
            expires_on=later,
            by=cast.jo,
            at=AT,
        )
    held.refresh_from_db()
    assert (held.held_from, held.expires_on) == (ON, later)


def test_languages_are_those_named_last(cast: Cast) -> None:
    amira = cast.amira.staff_member
    with acting_as(cast.jo):
        for languages in (["Arabic", "Farsi"], ["Arabic", "Tigrinya"]):
            set_languages(amira, languages=languages, by=cast.jo, at=AT)
    assert weekly_places(MONDAY)["languages"][0].to_list() == ["Arabic", "Tigrinya"]


@pytest.mark.parametrize(("back_after", "places"), [(0, 5), (3, 2), (5, None)])
def test_back_early_gives_the_days_back(
    cast: Cast, back_after: int, places: int | None
) -> None:
    in_one_team(cast)
    amira = StaffMember.objects.get(user=cast.amira)
    with acting_as(cast.cass):
        absence = record_absence(
            amira,
            from_on=MONDAY,
            to_on=MONDAY + timedelta(days=5),
            by=cast.cass,
            at=AT,
        )
        assert places_of(amira) == 0
        on = MONDAY + timedelta(days=back_after)
        if places is None:
            with pytest.raises(Refused, match="back by then"):
                come_back(absence, on=on, by=cast.cass, at=AT)
            return
        come_back(absence, on=on, by=cast.cass, at=AT)
        with pytest.raises(Refused, match="back by then"):
            come_back(absence, on=on, by=cast.cass, at=AT)
    assert places_of(amira) == places
    assert len(told(cast, "absence_ended")) == 1


def test_role_is_given_and_ended_and_stays_on_record(cast: Cast) -> None:
    bo = cast.bo.staff_member
    asked = {"by": cast.jo, "at": AT, "because": "decides again"}
    with acting_as(cast.jo):
        give_role(bo, Role.DECISION_MAKER, **asked)
        assert places_of(bo) == 0
        with pytest.raises(Refused, match="already"):
            give_role(bo, Role.DECISION_MAKER, **asked)
        held = RoleGrant.objects.get(user=cast.bo, role=Role.DECISION_MAKER)
        assert (held.granted_by, held.because) == (cast.jo, "decides again")
        end_what_was_granted(bo, held, **asked)
        assert places_of(bo) is None
        with pytest.raises(Refused, match="just ended"):
            end_what_was_granted(bo, held, **asked)
        held.refresh_from_db()
        assert held.ended_by == cast.jo
        give_clearance(bo, "special", **asked)
        cleared = ClearanceGrant.objects.get(user=cast.bo)
        end_what_was_granted(bo, cleared, **asked)
    assert User.objects.get(pk=cast.bo.pk).clearances == frozenset()


@pytest.mark.parametrize("who", ["jo", "amira", "bo", "cass", "dana", "eli", "idris"])
def test_nobody_grants_themselves_and_others_grant_nothing(
    cast: Cast, who: str
) -> None:
    user: User = getattr(cast, who)
    for person in {cast.bo.staff_member, user.staff_member}:
        if who == "jo" and person == cast.bo.staff_member:
            continue
        with acting_as(user), pytest.raises(Refused, match=r"administrators|own roles"):
            give_clearance(person, "special", by=user, at=AT, because="I need it")
    assert not ClearanceGrant.objects.filter(user=user).exists()


def test_two_leaders_record_the_same_absence_once(own_database: str) -> None:
    cast = assemble()
    amira = cast.amira.staff_member
    week = {"from_on": MONDAY, "to_on": MONDAY + timedelta(days=5), "at": AT}

    def away(by: User) -> None:
        with acting_as(by):
            record_absence(amira, by=by, **week)

    while_open(lambda: away(cast.cass), lambda: away(cast.dana))
    assert amira.absences.count() == 1


def test_two_administrators_end_one_role_once(own_database: str) -> None:
    cast = assemble()
    other = cast.person("kim", Role.ADMINISTRATOR)
    held = RoleGrant.objects.get(user=cast.amira)

    def end(by: User) -> None:
        with acting_as(by):
            end_what_was_granted(
                cast.amira.staff_member, held, by=by, at=AT, because="moved"
            )

    with pytest.raises(Refused, match="just ended"):
        while_open(lambda: end(cast.jo), lambda: end(other))
    assert len(told(cast, "role_ended")) == 1


def test_second_click_joins_nobody_twice(own_database: str) -> None:
    cast = assemble()

    def add() -> None:
        with acting_as(cast.jo):
            join(joiner(cast), by=cast.jo, at=AT)

    with pytest.raises(Refused, match="somebody else|just been given"):
        while_open(add, add)
    assert StaffMember.objects.filter(ref="S-ida").count() == 1


@pytest.mark.parametrize("who", ["amira", "bo", "cass", "eli", "idris"])
def test_others_change_nothing_about_people(cast: Cast, who: str) -> None:
    by, amira = getattr(cast, who), cast.amira.staff_member
    said = {"by": by, "at": AT, "because": "x"}
    changes = (
        lambda: join(joiner(cast), by=by, at=AT),
        lambda: leave(amira, last_on=MONDAY, on=ON, **said),
        lambda: change_hours(amira, fte=Decimal(1), weekly_places=1, **said),
        lambda: move_person(amira, unit=cast.mersey, team=None, **said),
        lambda: set_languages(amira, languages=["Arabic"], by=by, at=AT),
        lambda: add_team(cast.mersey, name="Quay", by=by, at=AT),
        lambda: record_skill(
            amira, skill="children", held_from=ON, expires_on=None, **said
        ),
        lambda: end_skill(amira.skills.get(), on=ON, **said),
    )
    for change in changes:
        with acting_as(by), pytest.raises(Refused, match="administrator"):
            change()
