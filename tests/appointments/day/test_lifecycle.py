"""An interview on its day: who came, how it begins and ends, and what follows."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from evenhand.appointments.day.arrivals import record_arrival, take_arrival_back
from evenhand.appointments.day.asking import words_to_explain
from evenhand.appointments.day.beginning import go_on, late_minutes, pause
from evenhand.appointments.day.models import Arrival, Beginning, Ending, Explanation
from evenhand.appointments.day.queries import explanations, to_book_again
from evenhand.appointments.models import Host, Interview, Outcome, State, Taken
from evenhand.casework.contacts.services import record_contact
from evenhand.casework.models import Contact, Stage
from evenhand.core.models import Event, Message, Role
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.flows.send_messages import send_due
from tests.appointments.day.standing import DAY, TEN, Day, a_day
from tests.cast import Cast


Who = Arrival.Who
THERE = Beginning.Representative.THERE
Days = Callable[..., Day]


@pytest.fixture
def day(cast: Cast) -> Days:
    return lambda **columns: a_day(cast, **columns)


def test_it_begins_once_all_are_there_and_ends_with_the_case_moved_on(day: Days):
    today = day()
    today.arrive(Who.CLAIMANT, Who.INTERPRETER, Who.REPRESENTATIVE)
    begun = today.begin()
    assert (begun.state, begun.started_at) == (State.UNDER_WAY, TEN)
    ended = today.end(Outcome.COMPLETED, at=TEN + timedelta(hours=2))
    with acting_as(today.cast.amira):
        today.case.refresh_from_db()
        assert (ended.state, today.case.stage) == (State.HELD, Stage.INTERVIEWED)
        assert today.case.interviewed_on == DAY
        told = Event.objects.filter(case_id=today.case.pk).order_by("pk")
        assert [event.kind for event in told][-3:] == [
            "interview_began",
            "interview_ended",
            "case_moved",
        ]
        assert not to_book_again(on=DAY).exists()


@pytest.mark.parametrize("missing", [Who.CLAIMANT, Who.INTERPRETER])
def test_it_does_not_begin_without_the_claimant_or_the_interpreter(
    day: Days, missing: Arrival.Who
):
    today = day()
    today.arrive(*({Who.CLAIMANT, Who.INTERPRETER} - {missing}))
    with pytest.raises(Refused, match=missing.label.lower()):
        today.begin()


def test_it_does_not_begin_where_the_representative_had_no_chance(day: Days):
    today = day()
    today.arrive(Who.CLAIMANT, Who.INTERPRETER)
    with pytest.raises(Refused, match="must have had the chance"):
        today.begin(representative="")
    with pytest.raises(Refused, match="has a representative"):
        today.begin(representative=Beginning.Representative.NONE)
    begun = today.begin(representative=Beginning.Representative.HAD_THE_CHANCE)
    assert begun.state == State.UNDER_WAY


def test_a_child_is_not_interviewed_without_an_adult(day: Days):
    today = day(born_on=date(2012, 1, 1))
    today.arrive(Who.CLAIMANT, Who.INTERPRETER)
    with pytest.raises(Refused, match="not a failure of the child"):
        today.begin(adult_there=True)
    today.arrive(Who.ADULT)
    with pytest.raises(Refused, match="not a failure of the child"):
        today.begin(adult_there=False)
    assert today.begin(adult_there=True).beginning.child


def test_the_database_refuses_a_child_without_an_adult_and_who_confirmed_nothing(
    day: Days,
):
    today = day(born_on=date(2012, 1, 1))
    with acting_as(today.cast.amira):
        with (
            pytest.raises(IntegrityError, match="begins_confirmed"),
            transaction.atomic(),
        ):
            Interview.objects.update(state=State.UNDER_WAY)
        with (
            pytest.raises(IntegrityError, match="with_an_adult"),
            transaction.atomic(),
        ):
            Beginning.objects.create(
                interview=today.interview,
                child=True,
                adult_there=False,
                representative=THERE,
                confirmed_at=TEN,
                confirmed_by=today.cast.amira,
            )
        with (
            pytest.raises(IntegrityError, match="adult_came"),
            transaction.atomic(),
        ):
            Ending.objects.create(
                interview=today.interview,
                outcome=Outcome.DID_NOT_ATTEND,
                child=True,
                adult_came=False,
                recorded_at=TEN,
                recorded_by=today.cast.amira,
            )


def test_the_database_refuses_that_whoever_came_did_not_attend(day: Days):
    today = day()
    today.arrive(Who.CLAIMANT)
    with (
        acting_as(today.cast.amira),
        pytest.raises(IntegrityError, match="missed_unseen"),
        transaction.atomic(),
    ):
        Interview.objects.update(state=State.NOT_HELD, outcome=Outcome.DID_NOT_ATTEND)


def test_a_late_start_says_why(day: Days):
    today = day()
    today.arrive(Who.CLAIMANT, Who.INTERPRETER)
    late = TEN + timedelta(minutes=25)
    with pytest.raises(Refused, match="more than 15 minutes late"):
        today.begin(at=late)
    begun = today.begin(at=late, late_because="The interpreter's train was late")
    assert late_minutes(begun) == 25


def test_it_begins_on_its_own_day_and_by_whoever_holds_it(day: Days):
    today = day()
    today.arrive(Who.CLAIMANT, Who.INTERPRETER)
    with pytest.raises(Refused, match="22 March 2027"):
        today.begin(at=TEN + timedelta(days=1))
    with pytest.raises(Refused, match="whoever holds the interview"):
        today.begin(by=today.officer)


def test_twice_is_harmless_and_the_second_of_two_people_is_told(day: Days):
    today = day()
    today.arrive(Who.CLAIMANT, Who.INTERPRETER)
    today.arrive(Who.CLAIMANT)
    with acting_as(today.officer):
        assert Arrival.objects.filter(who=Who.CLAIMANT).count() == 1
    version = today.version()
    begun = today.begin(version=version)
    assert today.begin(version=version).version == begun.version
    ended = today.end(Outcome.TECHNICAL_FAILURE, because="The link broke")
    again = today.end(
        Outcome.TECHNICAL_FAILURE, because="The link broke", version=ended.version - 1
    )
    assert again.version == ended.version
    with pytest.raises(Refused, match="just changed this interview"):
        today.end(
            Outcome.INTERPRETER_FAILURE,
            because="Nobody came",
            by=today.officer,
            version=ended.version - 1,
        )
    with acting_as(today.officer):
        assert Event.objects.filter(kind="interview_ended").count() == 1


def test_an_arrival_recorded_in_error_is_taken_back(day: Days):
    today = day()
    today.arrive(Who.CLAIMANT, Who.INTERPRETER)
    for _ in range(2):
        with acting_as(today.officer):
            take_arrival_back(
                today.interview, who=Who.CLAIMANT, by=today.officer, at=TEN
            )
    with pytest.raises(Refused, match="claimant has not come"):
        today.begin()
    with acting_as(today.officer):
        assert Event.objects.filter(kind="arrival_taken_back").count() == 1


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"came_at": TEN + timedelta(hours=1)}, "must not be in the future"),
        ({"came_at": TEN - timedelta(days=1)}, "on the day of the interview"),
        ({"who": Who.ADULT}, "No responsible adult takes part"),
    ],
)
def test_an_arrival_that_cannot_be_is_refused(
    day: Days, changed: dict[str, Any], why: str
):
    today = day()
    asked = {"who": Who.CLAIMANT, "came_at": TEN, **changed}
    with acting_as(today.officer), pytest.raises(Refused, match=why):
        record_arrival(today.interview, by=today.officer, at=TEN, **asked)


def test_a_host_records_at_their_own_site_alone(day: Days, cast: Cast):
    today = day()
    pat = cast.person("pat", Role.HOST)
    with acting_as(pat), pytest.raises(Refused, match="your own site"):
        record_arrival(today.interview, who=Who.CLAIMANT, came_at=TEN, by=pat, at=TEN)
    Host.objects.filter(pk=today.derby.host.pk).update(user=pat)
    with acting_as(pat):
        record_arrival(today.interview, who=Who.CLAIMANT, came_at=TEN, by=pat, at=TEN)


def test_breaks_have_a_beginning_and_an_end(day: Days):
    today = day()
    today.arrive(Who.CLAIMANT, Who.INTERPRETER)
    with acting_as(today.cast.amira), pytest.raises(Refused, match="under way"):
        pause(today.interview, by=today.cast.amira, at=TEN)
    today.begin()
    amira = today.cast.amira
    with acting_as(amira):
        one = pause(today.interview, by=amira, at=TEN + timedelta(minutes=40))
        same = pause(today.interview, by=amira, at=TEN + timedelta(minutes=41))
        assert one == same
        go_on(today.interview, by=amira, at=TEN + timedelta(minutes=50))
        go_on(today.interview, by=amira, at=TEN + timedelta(minutes=51))
        two = pause(today.interview, by=amira, at=TEN + timedelta(minutes=80))
    today.end(
        Outcome.PART_HEARD, because="Two hours were up", at=TEN + timedelta(hours=2)
    )
    with acting_as(amira):
        one.refresh_from_db()
        two.refresh_from_db()
        assert one.to_at == TEN + timedelta(minutes=50)
        assert two.to_at == TEN + timedelta(hours=2)
        told = Event.objects.filter(kind="interview_went_on").order_by("pk")
        assert [event.data["minutes"] for event in told] == [10, 40]


@pytest.mark.parametrize(
    ("outcome", "first"),
    [
        (Outcome.TECHNICAL_FAILURE, True),
        (Outcome.INTERPRETER_FAILURE, True),
        (Outcome.INTERVIEWER_AWAY, True),
        (Outcome.SITE_CLOSED, True),
        (Outcome.REPRESENTATIVE_AWAY, True),
        (Outcome.PART_HEARD, False),
    ],
)
def test_what_failed_is_booked_again_and_before_others_where_it_was_no_doing_of_theirs(
    day: Days, outcome: Outcome, first: bool
):
    today = day()
    today.arrive(Who.CLAIMANT, Who.INTERPRETER)
    today.begin()
    today.end(outcome, because="As it happened")
    with acting_as(today.officer):
        (again,) = to_book_again(on=DAY)
        assert again.before_others is first
        today.case.refresh_from_db()
        assert today.case.stage == Stage.READY_TO_INTERVIEW
        assert Taken.objects.exists() is (outcome == Outcome.PART_HEARD)


def test_whoever_is_unfit_is_booked_again_when_fit(day: Days):
    today = day()
    today.arrive(Who.CLAIMANT, Who.INTERPRETER)
    today.begin()
    with pytest.raises(Refused, match="until when"):
        today.end(Outcome.UNFIT, because="A migraine")
    until = DAY + timedelta(days=10)
    today.end(Outcome.UNFIT, because="A migraine", unfit_until=until)
    with acting_as(today.officer):
        assert not to_book_again(on=DAY).exists()
        assert to_book_again(on=until).get().case == today.case


def test_whoever_missed_it_explains_within_five_working_days_of_where_they_live(
    day: Days,
):
    """Good Friday is 26 March 2027; Easter Monday is a holiday in England."""
    today = day(postcode="G1 1AA")
    today.told(delivered=True)
    today.end(
        Outcome.DID_NOT_ATTEND, because="Nobody came", at=TEN + timedelta(hours=1)
    )
    with acting_as(today.cast.amira):
        asked = Explanation.objects.get()
        assert (asked.nation, asked.due_on) == ("scotland", date(2027, 3, 30))
        letters = Message.objects.filter(kind="explain_missed_interview")
        assert {letter.recipient for letter in letters} == {
            "claimant",
            "representative",
        }
        assert not to_book_again(on=DAY).exists()
        letter = words_to_explain(letters[0].data).text
    assert today.case.ref in letter
    assert "Monday 22 March 2027 at 10am" in letter
    assert "Tell us by 30 March 2027 why not" in letter


def test_the_letter_leaves_though_the_interview_is_past_and_says_little_to_a_shared_phone(
    day: Days, settings: Any, tmp_path: Path
):
    settings.OUTBOX_FOLDER = str(tmp_path)
    today = day()
    with acting_as(today.officer):
        today.derby.needs(channel="text", phone="07700 900123", safe_contact=True)
    today.told(delivered=True)
    late = TEN + timedelta(hours=1)
    today.end(Outcome.DID_NOT_ATTEND, because="Nobody came", at=late)
    with acting_as(today.officer):
        Message.objects.exclude(kind="explain_missed_interview").update(due_at=None)
        Message.objects.filter(channel="email").update(due_at=None)
    assert send_due(at=late).sent == 1
    (text,) = tmp_path.glob("texts/*.json")
    said = json.loads(text.read_text())["text"]
    assert said == "Please get in touch about your appointment by 31 March 2027."


def test_easter_monday_counts_where_it_is_a_holiday(day: Days):
    today = day()
    today.told(delivered=True)
    today.end(
        Outcome.DID_NOT_ATTEND, because="Nobody came", at=TEN + timedelta(hours=1)
    )
    with acting_as(today.cast.amira):
        assert Explanation.objects.get().due_on == date(2027, 3, 31)


@pytest.mark.parametrize("returned", [True, False])
def test_no_time_runs_where_the_invitation_did_not_arrive(day: Days, returned: bool):
    today = day()
    today.told(delivered=returned, returned=returned)
    today.end(
        Outcome.DID_NOT_ATTEND, because="Nobody came", at=TEN + timedelta(hours=1)
    )
    with acting_as(today.officer):
        assert not Explanation.objects.exists()
        assert not explanations().exists()
        assert to_book_again(on=DAY).get().before_others


def test_nobody_missed_what_has_not_begun_or_what_they_came_to(day: Days):
    today = day()
    with pytest.raises(Refused, match="later than this"):
        today.end(Outcome.DID_NOT_ATTEND, because="x", at=TEN - timedelta(minutes=1))
    today.arrive(Who.CLAIMANT)
    with pytest.raises(Refused, match="The claimant came"):
        today.end(Outcome.DID_NOT_ATTEND, because="x")


def test_of_a_child_the_adult_answers_and_those_who_look_after_them_are_asked_first(
    day: Days,
):
    today = day(born_on=date(2012, 1, 1))
    today.told(delivered=True)
    late = TEN + timedelta(hours=1)
    with pytest.raises(Refused, match="adult did not come either"):
        today.end(Outcome.DID_NOT_ATTEND, because="Nobody came", at=late)
    today.arrive(Who.ADULT)
    with pytest.raises(Refused, match="First get in touch"):
        today.end(Outcome.DID_NOT_ATTEND, because="No child", at=late)
    for whom in (Contact.With.REPRESENTATIVE, Contact.With.LOCAL_AUTHORITY):
        with acting_as(today.cast.amira):
            record_contact(
                today.case,
                when=late,
                whom=whom,
                name="",
                way=Contact.Way.PHONE,
                reached=True,
                said="They look for her",
                by=today.cast.amira,
                at=late,
            )
    today.end(Outcome.DID_NOT_ATTEND, because="No child", at=late)
    with acting_as(today.cast.amira):
        assert Explanation.objects.count() == 1


def test_a_child_whose_adult_did_not_come_has_missed_nothing(day: Days):
    today = day(born_on=date(2012, 1, 1))
    today.told(delivered=True)
    today.end(Outcome.ADULT_AWAY, because="The adult cancelled", by=today.officer)
    with acting_as(today.officer):
        assert not Explanation.objects.exists()
        assert to_book_again(on=DAY).get().before_others
        assert not Taken.objects.exists()


def test_only_those_who_were_there_say_how_it_went(day: Days):
    today = day()
    with pytest.raises(Refused, match="has not begun"):
        today.end(Outcome.COMPLETED)
    with pytest.raises(Refused, match="Only whoever holds"):
        today.end(Outcome.COMPLETED, by=today.officer)
    with pytest.raises(Refused, match="whoever holds the interview, or by a booking"):
        today.end(Outcome.SITE_CLOSED, because="x", by=today.cast.idris)
    with pytest.raises(Refused, match="Say in a few words"):
        today.end(Outcome.SITE_CLOSED)
    with pytest.raises(Refused, match="for a child only"):
        today.end(Outcome.ADULT_AWAY, because="x")


def test_what_was_booked_since_is_not_booked_again(day: Days):
    today = day()
    today.end(Outcome.SITE_CLOSED, because="Flooded", by=today.officer)
    with acting_as(today.officer):
        assert to_book_again(on=DAY).exists()
        next_one = today.derby.book(starts=TEN + timedelta(days=7))
        Interview.objects.filter(pk=next_one.pk).update(
            booked_at=datetime(2027, 3, 22, 12, tzinfo=UTC)
        )
        assert not to_book_again(on=DAY).exists()
