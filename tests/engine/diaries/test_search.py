"""The search finds what a plain loop over minutes finds, and the best of it first."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.engine.diaries.board import Board
from evenhand.engine.diaries.diary import Diary, Open, Stretch
from evenhand.engine.diaries.search import (
    ROOM,
    SITE,
    TOGETHER,
    Candidate,
    Found,
    Part,
    Search,
    Times,
    Venue,
)


MONDAY = date(2021, 3, 29)
DAYS = [MONDAY + timedelta(days=number) for number in range(-3, 4)]
NINE_TO_FIVE = [Open(time(9), time(17), weekday=day) for day in range(5)]
SITE_CALENDAR, ROOM_ONE, ROOM_TWO, OFFICER, VOICE = 1, 2, 3, 4, 5


def at(hour: int, minute: int = 0, day: date = MONDAY) -> datetime:
    return datetime.combine(day, time(hour, minute))


def board(**taken: list[Stretch]) -> Board:
    """Everybody there nine to five, less what is `taken` of "room", "officer", "voice"."""
    made = Board(DAYS)
    made.write({SITE_CALENDAR: Diary(NINE_TO_FIVE)})
    made.write({ROOM_ONE: Diary(NINE_TO_FIVE, taken=taken.get("room", []))})
    made.write({OFFICER: Diary(NINE_TO_FIVE, taken=taken.get("officer", []))})
    made.write({VOICE: Diary(NINE_TO_FIVE, taken=taken.get("voice", []))})
    return made


def venue(minutes: int = 120, *, site: int = 7, turn_round: int = 15) -> Venue:
    return Venue(
        site=site,
        calendar=SITE_CALENDAR,
        mode="in person",
        minutes=minutes,
        rooms=Part(ROOM, [Candidate(ROOM_ONE, turn_round), Candidate(ROOM_TWO)]),
        parts=[
            Part("interviewer", [Candidate(OFFICER, on_site=True)]),
            Part("interpreter", [Candidate(VOICE)]),
        ],
    )


def times(found: list[Found]) -> list[str]:
    return [f"{one.starts_at:%a %H:%M}" for one in found]


def first(made: Board, *, days: list[date] = DAYS, **asked: object) -> Found | None:
    return next(iter(Search(made, **asked).ways([venue()], days)), None)  # type: ignore[arg-type]


def test_ten_in_the_morning_is_ten_on_both_sides_of_the_clock_change() -> None:
    found = list(Search(board()).ways([venue()], DAYS))
    ten = [one.starts_at for one in found if one.starts_at.strftime("%H:%M") == "10:00"]
    utc = ZoneInfo("UTC")
    assert [f"{one.astimezone(utc):%d %H:%M}" for one in ten] == [
        "26 10:00",
        "29 09:00",
        "30 09:00",
        "31 09:00",
        "01 09:00",
    ]


def test_an_interview_may_end_with_the_hours_and_the_room_be_turned_round_after() -> (
    None
):
    found = list(Search(board()).ways([venue()], [MONDAY]))
    assert times(found)[-1] == "Mon 15:00"


def test_intervals_that_touch_do_not_clash() -> None:
    before, after = Stretch(at(9), at(11)), Stretch(at(13, 15), at(17))
    found = list(Search(board(room=[before, after])).ways([venue()], [MONDAY]))
    assert times(found) == ["Mon 11:00"]


def test_the_turn_round_of_a_room_is_kept_between_two_interviews() -> None:
    found = list(Search(board(room=[Stretch(at(13, 0), at(17))])).ways(
        [venue(240, turn_round=15)], [MONDAY]
    ))  # fmt: skip
    assert times(found) == []
    found = list(Search(board(room=[Stretch(at(13, 15), at(17))])).ways(
        [venue(240, turn_round=15)], [MONDAY]
    ))  # fmt: skip
    assert times(found) == ["Mon 09:00"]


def test_a_room_without_hours_is_not_offered() -> None:
    made = board()
    made.write({ROOM_ONE: Diary()})
    search = Search(made)
    assert list(search.ways([venue()], DAYS)) == []
    assert search.lacking(venue(), MONDAY) == ROOM


def test_what_is_lacking_is_named() -> None:
    assert Search(board()).lacking(venue(), MONDAY) is None
    assert Search(board()).lacking(venue(), MONDAY - timedelta(days=1)) == SITE
    away = board(voice=[Stretch(at(9), at(17))])
    assert Search(away).lacking(venue(), MONDAY) == "interpreter"
    crossed = board(officer=[Stretch(at(9), at(13))], voice=[Stretch(at(13), at(17))])
    assert Search(crossed).lacking(venue(), MONDAY) == TOGETHER


def test_an_interview_that_moves_does_not_stand_in_its_own_way() -> None:
    own = Stretch(at(10), at(12, 15), owner=99)
    made = board(room=[own], officer=[own], voice=[own])
    assert "Mon 10:30" not in times(list(Search(made).ways([venue()], [MONDAY])))
    instead = {
        calendar: made.diaries[calendar].without(99)
        for calendar in (ROOM_ONE, OFFICER, VOICE)
    }
    found = list(Search(made, instead=instead).ways([venue()], [MONDAY]))
    assert "Mon 10:30" in times(found)


def test_a_site_that_closes_is_not_offered() -> None:
    made = board()
    closed = Diary(NINE_TO_FIVE, closed=frozenset({MONDAY}))
    made.write({SITE_CALENDAR: closed})
    found = first(made, days=[MONDAY, MONDAY + timedelta(days=1)])
    assert found is not None
    assert found.day == MONDAY + timedelta(days=1)


def test_a_week_s_limit_is_kept() -> None:
    made = board(officer=[Stretch(at(9), at(10)), Stretch(at(15), at(16))])
    limited = Part("interviewer", [Candidate(OFFICER, week_limit=2)])
    asked = venue()
    asked = Venue(asked.site, asked.calendar, asked.mode, 120, asked.rooms, [limited])
    days = [MONDAY, MONDAY + timedelta(days=1)]
    assert list(Search(made).ways([asked], days)) == []


def test_whoever_comes_from_another_site_is_given_the_time_to_travel() -> None:
    made = board(officer=[Stretch(at(9), at(10), site=8)])
    near = Search(made, travel={(8, 7): 60})
    assert times(list(near.ways([venue()], [MONDAY])))[0] == "Mon 11:00"
    assert times(list(Search(made).ways([venue()], [MONDAY]))) == []
    same = board(officer=[Stretch(at(9), at(10), site=7)])
    assert times(list(Search(same).ways([venue()], [MONDAY])))[0] == "Mon 10:00"


def test_nobody_is_offered_from_the_day_their_contract_ends() -> None:
    asked = venue()
    ending = Part("interpreter", [Candidate(VOICE, until=MONDAY + timedelta(days=1))])
    asked = Venue(asked.site, asked.calendar, asked.mode, 120, asked.rooms, [ending])
    found = Search(board()).ways([asked], DAYS)
    assert {one.day for one in found} == {MONDAY - timedelta(days=3), MONDAY}


def test_times_of_day_are_kept() -> None:
    limits = Times(earliest=time(9, 10), latest=time(10), after=None)
    found = list(Search(board(), times=limits).ways([venue()], [MONDAY]))
    assert times(found) == ["Mon 09:15", "Mon 09:30", "Mon 09:45", "Mon 10:00"]


quarter = st.integers(0, 31)
stretch = st.tuples(quarter, st.integers(1, 12)).map(
    lambda pair: Stretch(
        at(9) + timedelta(minutes=15 * pair[0]),
        at(9) + timedelta(minutes=15 * (pair[0] + pair[1])),
    )
)


@given(
    st.lists(stretch, max_size=4),
    st.lists(stretch, max_size=4),
    st.lists(stretch, max_size=4),
    st.sampled_from([30, 60, 90, 120, 210]),
)
def test_starts_are_those_of_a_plain_loop(
    room: list[Stretch], officer: list[Stretch], voice: list[Stretch], minutes: int
) -> None:
    made = board(room=room, officer=officer, voice=voice)
    found = {one.starts_at.replace(tzinfo=None)
             for one in Search(made).ways([venue(minutes)], [MONDAY])}  # fmt: skip
    expected = set()
    start = at(7)
    while start < at(21):
        end = start + timedelta(minutes=minutes)
        turned = end + timedelta(minutes=15)
        within = at(9) <= start and end <= at(17)
        clear = all(
            not (start < until and one.starts < ends)
            for stretches, ends in ((room, turned), (officer, end), (voice, end))
            for one in stretches
            for until in [one.ends]
        )
        if within and clear:
            expected.add(start)
        start += timedelta(minutes=15)
    assert found == expected


@pytest.mark.parametrize("count", [2, 6])
def test_a_host_receives_so_many_at_once(count: int) -> None:
    made = board()
    taken = [Stretch(at(9), at(17)) for _ in range(count - 1)]
    made.write({VOICE: Diary(NINE_TO_FIVE, taken=taken, at_once=count)})
    assert first(made, days=[MONDAY]) is not None
    made.write({VOICE: Diary(NINE_TO_FIVE, taken=[*taken, taken[0]], at_once=count)})
    assert first(made, days=[MONDAY]) is None
