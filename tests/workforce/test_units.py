"""Units are added, named anew and closed; nobody is sent to one that is closed."""

from datetime import date, timedelta

import pytest

from evenhand.core.models import Event
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.flows.cut_over import look_at
from evenhand.releases.queries import policy_of
from evenhand.web.titles import Titles, titles_at
from evenhand.workforce.capacity import weekly_places
from evenhand.workforce.models import Unit
from evenhand.workforce.queries import open_units
from evenhand.workforce.services import move_person, set_also_units
from evenhand.workforce.units import add_unit, close_unit, keep_unit_open, rename_unit
from tests.cast import AT, ON, Cast
from tests.cutting_over import asked, iraqi, routed


NEXT_DAY = ON + timedelta(days=1)


def wales(cast: Cast) -> Unit:
    with acting_as(cast.jo):
        return add_unit(
            code="WALES", name="Wales", region="", is_queue=False, by=cast.jo, at=AT
        )


def closed(cast: Cast, unit: Unit, on: date = ON) -> Unit:
    with acting_as(cast.jo):
        close_unit(unit, closes_on=on, on=ON, by=cast.jo, at=AT, because="merged")
    unit.refresh_from_db()
    return unit


def test_unit_is_added_once_by_an_administrator(cast: Cast) -> None:
    added = wales(cast)
    assert list(open_units(ON).filter(pk=added.pk)) == [added]
    for code, name, words in (
        ("WALES", "Elsewhere", "with this code already"),
        ("WEST", "wales", "has this name already"),
        ("west", "West", "capital letters"),
        ("WEST", " ", "Enter the name"),
    ):
        with acting_as(cast.jo), pytest.raises(Refused, match=words):
            add_unit(code=code, name=name, region="", is_queue=False, by=cast.jo, at=AT)
    with acting_as(cast.dana), pytest.raises(Refused, match="administrator"):
        add_unit(code="W", name="W", region="", is_queue=False, by=cast.dana, at=AT)
    with acting_as(cast.jo):
        assert Event.objects.get(kind="unit_added").data == {
            "unit": "WALES",
            "name": "Wales",
        }


def test_name_that_was_changed_is_the_one_that_is_shown(cast: Cast) -> None:
    assert titles_at(AT).of("units", "LIVERPOOL") == "Liverpool"
    with acting_as(cast.jo):
        with pytest.raises(Refused, match="Say why"):
            rename_unit(
                cast.liverpool, name="Quay", region="", by=cast.jo, at=AT, because=" "
            )
        rename_unit(
            cast.liverpool, name="Quay", region="", by=cast.jo, at=AT, because="moved"
        )
    assert titles_at(AT).of("units", "LIVERPOOL") == "Quay"
    assert Titles(policy_of(cast.release)).of("units", "LIVERPOOL") == "Liverpool"


def test_unit_with_people_does_not_close(cast: Cast) -> None:
    with pytest.raises(Refused, match="people are still in post here on that day"):
        closed(cast, cast.liverpool)
    with pytest.raises(Refused, match="must not be in the past"):
        closed(cast, wales(cast), ON - timedelta(days=1))


def test_nobody_is_sent_to_a_closed_unit_or_given_its_cases(cast: Cast) -> None:
    there = wales(cast)
    amira = cast.amira.staff_member
    with acting_as(cast.dana):
        set_also_units(
            amira, units=[there], on=ON, by=cast.dana, at=AT, because="helps out"
        )
    assert weekly_places(ON)["also_units"].to_list() == [["WALES"]]
    iraqi(cast)
    routed(cast)
    assert look_at(asked(cast), by=cast.dana, on=ON, at=AT + timedelta(hours=2)).moving
    closed(cast, there, NEXT_DAY)
    assert weekly_places(ON)["also_units"].to_list() == [["WALES"]]
    assert weekly_places(NEXT_DAY)["also_units"].to_list() == [[]]
    closed(cast, there)
    with pytest.raises(Refused, match="Wales is closed"):
        look_at(
            asked(cast, to_unit=there), by=cast.dana, on=ON, at=AT + timedelta(hours=2)
        )
    with acting_as(cast.dana):
        with pytest.raises(Refused, match="Wales is closed"):
            move_person(
                amira, unit=there, team=None, by=cast.dana, at=AT, because="they ask"
            )
        with pytest.raises(Refused, match="Wales is closed"):
            set_also_units(
                amira, units=[there], on=ON, by=cast.dana, at=AT, because="helps out"
            )
    assert not open_units(ON).filter(pk=there.pk).exists()
    with acting_as(cast.jo):
        keep_unit_open(there, by=cast.jo, at=AT, because="they stay")
    assert weekly_places(NEXT_DAY)["also_units"].to_list() == [["WALES"]]


def test_own_unit_is_not_among_those_somebody_helps(cast: Cast) -> None:
    there, amira = wales(cast), cast.amira.staff_member
    with acting_as(cast.dana):
        with pytest.raises(Refused, match="Say why"):
            set_also_units(amira, units=[], on=ON, by=cast.dana, at=AT, because="")
        for _ in range(2):
            set_also_units(
                amira,
                units=[there, cast.liverpool],
                on=ON,
                by=cast.dana,
                at=AT,
                because="helps out",
            )
        assert list(amira.also_units.all()) == [there]
        told = Event.objects.filter(kind="also_units_changed")
        assert [event.data["units"] for event in told] == [["WALES"]]
    with acting_as(cast.cass), pytest.raises(Refused, match="workflow managers"):
        set_also_units(amira, units=[], on=ON, by=cast.cass, at=AT, because="x")
