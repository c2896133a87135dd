"""Places and people are kept: who may, who and why, and what stays booked."""

from datetime import date, time, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from evenhand.appointments.book.services import book
from evenhand.appointments.calendars.away import (
    aways_from,
    end_away,
    interviews_in,
    record_away,
)
from evenhand.appointments.calendars.hours import (
    open_on_day,
    set_hours,
    single_days,
    week_on,
    weeks_to_come,
)
from evenhand.appointments.calendars.words import HoursSaid
from evenhand.appointments.companions.services import (
    CompanionSaid,
    add_adult,
    add_representative,
)
from evenhand.appointments.interpreters.queries import (
    Looked,
    find_interpreters,
    reliability_of,
    standing_of,
)
from evenhand.appointments.interpreters.services import (
    InterpreterSaid,
    Speaks,
    add_interpreter,
    change_interpreter,
    declare_interpreter_conflict,
    end_interpreter_conflict,
    set_languages,
)
from evenhand.appointments.interviewers.services import add_interviewer
from evenhand.appointments.models import Away, Between, Room
from evenhand.appointments.places.queries import bank_holidays, rooms_of
from evenhand.appointments.places.services import (
    RoomSaid,
    SiteSaid,
    add_host,
    add_room,
    add_site,
    change_room,
    set_journey,
    set_travel,
    site_leaves,
)
from evenhand.core.models import Event
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from tests.booking import open_book
from tests.cast import AT, ON


@pytest.fixture
def town(cast):
    return open_book(cast)


@pytest.fixture
def acting(town):
    """Everything is done by the booking officer."""
    with acting_as(town.booker):
        yield {"by": town.booker, "at": AT}


def nine_to_one(*weekdays):
    return [HoursSaid(time(9), time(13), weekday=day) for day in weekdays]


def told(kind):
    return [(event.data, event.because) for event in Event.objects.filter(kind=kind)]


def test_new_hours_from_a_day_leave_the_old_until_then(town, acting):
    calendar = town.bootle_room.calendar
    monday = date(2026, 12, 7)
    set_hours(
        calendar, nine_to_one(0, 1), from_on=monday, because="half days", **acting
    )
    before, after = (
        week_on(calendar, monday - timedelta(days=1)),
        week_on(calendar, monday),
    )
    assert before[4] == [(time(9), time(17))]
    assert after == [[(time(9), time(13))]] * 2 + [[]] * 5
    assert [day for day, _ in weeks_to_come(calendar, ON)] == [monday]
    # Said again, another way, for the same day: the first is put aside.
    set_hours(calendar, nine_to_one(3), from_on=monday, because="Thursdays", **acting)
    assert week_on(calendar, monday)[0] == []
    assert told("hours_set")[-1][0]["hours"] == "Thursday 9am to 1pm"


def test_hours_at_once_replace_all_and_none_close_it(town, acting):
    calendar = town.amira.calendar
    set_hours(calendar, [], because="on a course", **acting)
    assert week_on(calendar, ON) == [[]] * 7
    assert not calendar.hours.exists()


def test_one_day_is_opened_besides(town, acting):
    calendar = town.derby.calendar
    saturday = date(2026, 11, 28)
    open_on_day(
        calendar, saturday, [(time(9), time(12))], because="a backlog", **acting
    )
    assert single_days(calendar, ON) == [(saturday, "9am to midday")]
    with pytest.raises(Refused, match="from when to when"):
        open_on_day(calendar, saturday, [], because="x", **acting)


@pytest.mark.parametrize("because", ["", "  "])
def test_nothing_is_changed_without_a_reason(town, acting, because):
    with pytest.raises(Refused, match="Say why"):
        set_hours(town.derby.calendar, [], because=because, **acting)
    with pytest.raises(Refused, match="Say why"):
        set_journey(town.derby, "DE", 30, because=because, **acting)


def test_only_those_who_keep_the_book_change_it(town):
    cast = town.cast
    for user in (cast.amira, cast.eli, cast.idris):
        with (
            acting_as(user),
            pytest.raises(Refused, match="are kept by booking officers"),
        ):
            set_hours(town.derby.calendar, [], because="x", by=user, at=AT)


def booked(town, case, **asked_for):
    asked = town.asked(case, language=None, notice_days=0, **asked_for)
    way = town.way(asked)
    return book(case, asked, way, by=town.booker, at=AT)


def test_a_closure_tells_which_interviews_it_puts_at_risk_and_keeps_them(town):
    case = town.cast.case(postcode="DE1 1AA")
    with acting_as(town.booker):
        interview = booked(town, case)
        during = DateTimeTZRange(interview.starts_at, interview.ends_at)
        after = DateTimeTZRange(
            interview.ends_at, interview.ends_at + timedelta(hours=1)
        )
        calendar = interview.site.calendar
        assert list(interviews_in(calendar, during)) == [interview]
        assert list(interviews_in(interview.room.calendar, during)) == [interview]
        assert list(interviews_in(interview.interviewer.calendar, during)) == [
            interview
        ]
        assert not interviews_in(calendar, after), "what only touches is not at risk"
        away = record_away(
            calendar, during, cause=Away.Cause.CLOSURE, because="no heating",
            by=town.booker, at=AT,
        )  # fmt: skip
        again = record_away(
            calendar, during, cause=Away.Cause.CLOSURE, because="no heating",
            by=town.booker, at=AT,
        )  # fmt: skip
        interview.refresh_from_db()
        assert interview.state == "booked"
        assert (again.pk, aways_from(calendar, AT).count()) == (away.pk, 1)
        assert told("away_recorded")[0][1] == "no heating"


def test_what_is_left_of_a_closure_is_given_back_and_what_passed_stays(town, acting):
    calendar = town.derby.calendar
    during = DateTimeTZRange(AT - timedelta(hours=2), AT + timedelta(hours=4))
    away = record_away(
        calendar, during, cause=Away.Cause.EMERGENCY, because="flood", **acting
    )
    end_away(away, **acting)
    away.refresh_from_db()
    assert (away.during.upper, away.ended_at) == (AT, None)
    assert not aways_from(calendar, AT)
    later = DateTimeTZRange(AT + timedelta(days=1), AT + timedelta(days=2))
    to_come = record_away(
        calendar, later, cause=Away.Cause.FAULT, because="lift", **acting
    )
    end_away(to_come, **acting)
    with pytest.raises(Refused, match="just ended"):
        end_away(to_come, **acting)


def test_leave_needs_no_words_and_a_closure_does(town, acting):
    tomorrow = DateTimeTZRange(AT + timedelta(days=1), AT + timedelta(days=2))
    record_away(
        town.amira.calendar, tomorrow, cause=Away.Cause.LEAVE, because="", **acting
    )
    with pytest.raises(Refused, match="Say why"):
        record_away(
            town.derby.calendar,
            tomorrow,
            cause=Away.Cause.CLOSURE,
            because="",
            **acting,
        )
    empty = DateTimeTZRange(AT, AT)
    with pytest.raises(Refused, match="end later"):
        record_away(
            town.amira.calendar, empty, cause=Away.Cause.LEAVE, because="", **acting
        )


SITE = SiteSaid("Stoke office", "1 Kiln Row", "st1 9zz", "scotland")


def test_a_site_joins_without_hours_and_leaves_by_date(town, acting):
    site = add_site("stoke", SITE, from_on=ON, because="a new office", **acting)
    assert (site.code, site.postcode) == ("STOKE", "ST1 9ZZ")
    assert not site.calendar.hours.exists()
    with pytest.raises(Refused, match="code STOKE already"):
        add_site("Stoke", SITE, from_on=ON, because="again", **acting)
    with pytest.raises(Refused, match="before it began"):
        site_leaves(site, ON - timedelta(days=1), because="closed", **acting)
    site_leaves(site, ON + timedelta(days=60), because="closed", **acting)
    assert told("entry_ended")[0][0]["name"] == "Stoke office"


def test_bank_holidays_are_those_of_the_nation(town, acting):
    scottish = add_site("STOKE", SITE, from_on=ON, because="x", **acting)
    st_andrews = date(2026, 11, 30)
    assert st_andrews in bank_holidays(scottish, ON)
    assert st_andrews not in bank_holidays(town.derby, ON)
    scottish.open_on_holidays = True
    assert bank_holidays(scottish, ON) == []


def test_a_new_room_has_no_hours_and_is_changed_with_a_reason(town, acting):
    said = RoomSaid("Room 9", Room.Mode.IN_PERSON, 4, ["recorder"], ["step-free"])
    room = add_room(town.derby, said, from_on=ON, **acting)
    assert {r.name: r.has_hours for r in rooms_of(town.derby)}["Room 9"] is False
    assert not change_room(room, said, because="", **acting), "nothing changes"
    lower = RoomSaid("Room 9", Room.Mode.IN_PERSON, 3, ["recorder"], [])
    with pytest.raises(Refused, match="Say why"):
        change_room(room, lower, because="", **acting)
    assert change_room(room, lower, because="a desk came in", **acting)
    assert told("entry_changed")[0][0]["changes"] == ["seats", "access"]
    with pytest.raises(Refused, match="called Room 9 already"):
        add_room(town.derby, said, from_on=ON, **acting)
    with pytest.raises(Refused, match="not something a room can have"):
        add_room(
            town.derby, RoomSaid("R", "video", 4, ["a piano"]), from_on=ON, **acting
        )


def test_hosts_are_of_a_partner(town, acting):
    host = {"name": "Hal", "email": "", "at_once": 2, "user": None, "from_on": ON}
    assert add_host(town.derby, **host, **acting).site == town.derby
    with pytest.raises(Refused, match="its desk receives people"):
        add_host(town.bootle, **host, **acting)


def test_journeys_are_changed_and_taken_away(town, acting):
    set_journey(town.derby, "LS", 95, because="the timetable", **acting)
    set_travel(town.bootle, town.derby, 130, because="the timetable", **acting)
    assert town.derby.journeys.get(postcode_area="LS").minutes == 95
    assert Between.objects.get().minutes == 130
    set_journey(town.derby, "LS", None, because="no trains", **acting)
    assert not town.derby.journeys.filter(postcode_area="LS").exists()
    with pytest.raises(Refused, match="two different sites"):
        set_travel(town.derby, town.derby, 5, because="x", **acting)


def test_interpreters_are_found_by_dialect_level_and_sex(town, acting):
    said = InterpreterSaid(
        "Ines", "female", vetted_until=date(2027, 6, 1), contract_from=date(2026, 1, 1)
    )
    ines = add_interpreter(said, **acting)
    assert ines.ref == "INT-00001"
    spoken = [Speaks("Arabic", "", 3), Speaks("Arabic", "Sudanese Arabic", 2)]
    set_languages(ines, spoken, because="assessed", assessed_on=ON, **acting)

    def found(**looked):
        return list(find_interpreters(Looked(**looked), ON))

    assert found(language="Arabic", level=3) == [ines]
    assert found(language="Arabic", dialect="Sudanese Arabic") == [ines]
    assert found(language="Arabic", dialect="Sudanese Arabic", level=3) == []
    assert found(language="Arabic", sex="male") == []
    assert found(language="Farsi") == []
    with pytest.raises(Refused, match="said twice"):
        set_languages(ines, [spoken[0], spoken[0]], because="x", **acting)
    with pytest.raises(Refused, match="from 1 to 4"):
        set_languages(ines, [Speaks("Farsi", "", 5)], because="x", **acting)
    set_languages(ines, [spoken[0]], because="no longer", **acting)
    assert found(language="Arabic", dialect="Sudanese Arabic") == []


def test_whoever_is_not_vetted_any_longer_is_told_of_and_not_bookable(town, acting):
    said = InterpreterSaid(
        "Ivo", "male", vetted_until=ON, contract_from=date(2026, 1, 1)
    )
    ivo = add_interpreter(said, **acting)
    assert standing_of(ivo, ON) == ["Vetting ran out on 20 November 2026"]
    assert list(find_interpreters(Looked(), ON)) == []
    assert list(find_interpreters(Looked(standing="not bookable"), ON)) == [ivo]
    longer = InterpreterSaid(
        "Ivo", "male", vetted_until=date(2026, 12, 1), contract_from=date(2026, 1, 1)
    )
    assert change_interpreter(ivo, longer, because="vetted anew", **acting)
    assert standing_of(ivo, ON) == ["Vetting runs out on 1 December 2026"]
    with pytest.raises(Refused, match="in person, by video, or both"):
        add_interpreter(
            InterpreterSaid("No", "male", in_person=False, by_video=False), **acting
        )


def test_what_interpreters_cancel_is_counted_once(town, acting):
    ines = town.interpreter("Ines")
    day = DateTimeTZRange(AT - timedelta(days=3), AT - timedelta(days=2))
    record_away(
        ines.calendar, day, cause=Away.Cause.CANCELLED, because="called", **acting
    )
    record_away(ines.calendar, day, cause=Away.Cause.LEAVE, because="", **acting)
    counted = reliability_of([ines], AT)[ines.pk]
    assert (counted.booked, counted.cancelled) == (0, 1)
    assert reliability_of([ines], AT + timedelta(days=400))[ines.pk].cancelled == 0


def test_a_conflict_of_an_interpreter_is_declared_once_and_ended_once(town, acting):
    case, ines = town.cast.case(), town.interpreter("Ines")
    with acting_as(town.booker):
        conflict = declare_interpreter_conflict(
            case, ines, because="a cousin", **acting
        )
        with pytest.raises(Refused, match="declared already"):
            declare_interpreter_conflict(case, ines, because="a cousin", **acting)
        end_interpreter_conflict(conflict, because="another family", **acting)
        with pytest.raises(Refused, match="just ended"):
            end_interpreter_conflict(conflict, because="x", **acting)
        kinds = set(
            Event.objects.filter(case_id=case.pk).values_list("kind", flat=True)
        )
    assert {"interpreter_conflict_declared", "interpreter_conflict_ended"} <= kinds


def test_only_those_who_decide_interview(town, acting):
    asked = {"sex": "female", "site": town.derby, "by_video": True, "week_limit": 3}
    bo = town.cast.bo.staff_member
    with pytest.raises(Refused, match="does not decide cases"):
        add_interviewer(bo, **asked, because="x", **acting)
    with pytest.raises(Refused, match="interviews already"):
        add_interviewer(town.amira.staff_member, **asked, because="x", **acting)


def test_an_adult_who_works_for_the_department_is_refused_in_a_sentence(town, acting):
    said = CompanionSaid("Ada Moss", "Kent County Council")
    asked = {"vetted_until": None, "from_on": ON}
    with pytest.raises(Refused, match="must not work for the department"):
        add_adult(said, of_the_department=True, **asked, **acting)
    add_adult(said, of_the_department=False, **asked, **acting)
    with pytest.raises(Refused, match="here already"):
        add_adult(said, of_the_department=False, **asked, **acting)


def test_an_adult_of_a_firm_that_represents_is_refused(town, acting):
    add_representative(CompanionSaid("Rhea", "Rye Law"), from_on=ON, **acting)
    with pytest.raises(Refused, match="independent of the legal representative"):
        add_adult(
            CompanionSaid("Ada", "Rye Law"), of_the_department=False,
            vetted_until=None, from_on=ON, **acting,
        )  # fmt: skip
