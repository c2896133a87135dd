"""Somebody falls out on the day: who takes their place, or who takes the time."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from evenhand.appointments.book.asking import asked_of
from evenhand.appointments.book.candidates import Fixed
from evenhand.appointments.book.services import book as book_interview
from evenhand.appointments.book.ways import ways
from evenhand.appointments.calendars.away import end_away
from evenhand.appointments.day.arrivals import record_arrival
from evenhand.appointments.day.at_risk import at_risk
from evenhand.appointments.day.beginning import begin
from evenhand.appointments.day.ending import end
from evenhand.appointments.day.models import Arrival, Explanation
from evenhand.appointments.models import (
    Away,
    Calendar,
    CancelledFor,
    Interview,
    InterviewNeeds,
    Outcome,
    State,
)
from evenhand.casework.barriers.services import open_barrier
from evenhand.casework.models import Case, Representation
from evenhand.core.accounts import grant
from evenhand.core.models import Clearance, Message, Role
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.flows.interviews_at_risk import (
    falls_out,
    give_away,
    mend_all,
    propose,
    put_in_place,
)
from evenhand.flows.standby import standby_in_order
from tests.booking import Book, london, open_book
from tests.cast import AT, ON, Cast


DAY = date(2026, 12, 7)
TEN = london(2026, 12, 7, 10)
EARLY = london(2026, 12, 7, 8, 40)


@dataclass
class Morning:
    """A day at Derby, whose interviews are booked two weeks before it."""

    book: Book

    @property
    def cast(self) -> Cast:
        """Everybody who works here."""
        return self.book.cast

    def case(self, **columns: Any) -> Case:
        """A woman near Derby, who speaks Tigrinya."""
        said = {"sex": "female", "language": "Tigrinya", "postcode": "DE1 1AA"}
        return self.cast.case(**{**said, **columns})

    def needs(self, case: Case, **columns: Any) -> InterviewNeeds:
        """What she asks for."""
        with acting_as(self.cast.service):
            return InterviewNeeds.objects.create(
                case=case, recorded_at=AT, recorded_by=self.cast.service, **columns
            )

    def standing_by(self, **columns: Any) -> Case:
        """Somebody who agreed to be called on."""
        needs = columns.pop("needs", {})
        case = self.case(**columns)
        self.needs(case, **{"short_notice_agreed_on": ON, "standby": True, **needs})
        return case

    def booked(self, case: Case, *, starts_at: datetime = TEN) -> Interview:
        """Her interview, in Derby."""
        booker = self.book.booker if not case.restriction else self.cast.service
        with acting_as(booker):
            asked = asked_of(case, on=ON, at=AT)
            (way,) = ways(
                asked,
                [DAY],
                fixed=Fixed(starts_at=starts_at, site=self.book.derby.pk),
                limit=1,
            )
            return book_interview(case, asked, way, by=booker, at=AT)

    def out(
        self,
        calendar: Calendar,
        *,
        cause: Away.Cause = Away.Cause.CANCELLED,
        at: datetime = EARLY,
    ) -> Away:
        """They are away all day."""
        during = DateTimeTZRange(london(2026, 12, 7, 0), london(2026, 12, 8, 0))
        return falls_out(
            calendar,
            during,
            cause=cause,
            because="Rang in",
            by=self.book.booker,
            at=at,
        )

    def barred(self, interview: Interview) -> None:
        """Something came up on the case."""
        with acting_as(self.cast.amira):
            open_barrier(
                interview.case,
                kind="medical-evidence",
                blocks="interview",
                source="A letter",
                on=ON,
                review_on=DAY,
                by=self.cast.amira,
                at=AT,
            )

    def risks(self) -> list[Any]:
        """What is at risk, as the booking officer sees it."""
        with acting_as(self.book.booker):
            return at_risk(at=EARLY, most=10)

    def proposal(self) -> Any:
        """What is proposed for the first at risk."""
        (risk, *_) = self.risks()
        with acting_as(self.book.booker):
            return propose(risk, on=DAY, at=EARLY)


@pytest.fixture
def morning(cast: Cast) -> Morning:
    book = open_book(cast)
    book.interpreter("Ines")
    return Morning(book)


@pytest.fixture
def child(morning: Morning) -> Interview:
    """A girl of fifteen, in the care of Kent, with her adult at ten."""
    adult = morning.book.adult("Kim Ford")
    case = morning.case(
        born_on=date(2011, 4, 1),
        unaccompanied=True,
        accommodation="local authority care",
        local_authority="Kent",
    )
    morning.needs(case, adult=adult)
    return morning.booked(case)


def test_a_child_of_kent_whose_adult_cancels_at_twenty_to_nine(
    morning: Morning, child: Interview
):
    """Cannot begin; she missed nothing; only consenting adults are given her time."""
    book, cast = morning.book, morning.cast
    taker = morning.standing_by(claimed_on=date(2025, 1, 1))
    morning.standing_by(claimed_on=date(2019, 1, 1), born_on=date(2010, 1, 1))
    unasked = morning.case(claimed_on=date(2019, 1, 1))
    morning.needs(unasked, short_notice_agreed_on=None)
    unagreed = morning.standing_by(
        claimed_on=date(2019, 1, 1), needs={"representative": book.representative("R")}
    )
    represented = morning.standing_by(claimed_on=date(2019, 1, 1))
    with acting_as(cast.service):
        Representation.objects.create(case=represented, firm="Rye", from_on=ON)

    assert child.adult is not None
    morning.out(child.adult.calendar)
    (risk,) = morning.risks()
    assert risk.out == {"adult"}

    with acting_as(cast.amira):
        for who in (Arrival.Who.CLAIMANT, Arrival.Who.INTERPRETER):
            record_arrival(child, who=who, came_at=TEN, by=cast.amira, at=TEN)
        with pytest.raises(Refused, match="not a failure of the child"):
            begin(
                child,
                version=child.version,
                adult_there=False,
                representative="none",
                by=cast.amira,
                at=TEN,
            )
    with acting_as(book.booker):
        with pytest.raises(Refused, match="claimant came"):
            end(
                child,
                version=child.version,
                outcome=Outcome.DID_NOT_ATTEND,
                because="x",
                by=book.booker,
                at=TEN,
            )
        listed = list(standby_in_order(on=DAY))
    assert listed == [taker]
    assert unagreed not in listed

    proposal = morning.proposal()
    assert not proposal.instead
    assert [filling.case for filling in proposal.fillings] == [taker]
    mended = give_away(
        child, version=child.version, because="", by=book.booker, on=DAY, at=EARLY
    )
    assert taker.ref in mended.words
    with acting_as(book.booker):
        gone = Interview.objects.get(pk=child.pk)
        assert (gone.state, gone.cancelled_for) == (
            State.CANCELLED,
            CancelledFor.ADULT,
        )
        assert gone.outcome == ""
        assert not Explanation.objects.exists()
        new = taker.interviews.get()
        assert new.short_notice
        assert (new.interviewer, new.room) == (gone.interviewer, gone.room)
        assert new.starts_at >= EARLY + timedelta(minutes=100)
        told = Message.objects.filter(about=gone.uid, kind="interview_cancelled")
        assert told.exists()


def test_another_adult_is_put_in_the_place_of_the_one_who_cancelled(
    morning: Morning, child: Interview
):
    other = morning.book.adult("Ann Other")
    assert child.adult is not None
    morning.out(child.adult.calendar)
    (instead,) = morning.proposal().instead
    assert instead.words == f"Responsible adult: {other}"
    mended = put_in_place(
        child,
        instead.way,
        version=child.version,
        because="",
        by=morning.book.booker,
        on=DAY,
        at=EARLY,
    )
    assert mended.interview.adult == other
    assert (mended.interview.uid, mended.interview.starts_at) == (
        child.uid,
        child.starts_at,
    )
    assert not morning.risks()


def test_interpreters_who_could_step_in_are_ranked_and_one_click_takes_one(
    morning: Morning,
):
    interview = morning.booked(morning.case())
    assert interview.interpreter is not None
    names = {morning.book.interpreter(name).name for name in ("Jo", "Kai", "Lu", "Mo")}
    morning.book.interpreter("Nur", language="Arabic")
    morning.out(interview.interpreter.calendar)
    proposal = morning.proposal()
    assert len(proposal.instead) == 3
    assert {one.way.starts_at for one in proposal.instead} == {TEN}
    told = mend_all(
        [(str(interview.uid), interview.version)],
        by=morning.book.booker,
        on=DAY,
        at=EARLY,
    )
    assert [one.done for one in told] == [True]
    with acting_as(morning.book.booker):
        interview.refresh_from_db()
    assert interview.interpreter is not None
    assert interview.interpreter.name in names
    assert interview.interpreter_id == proposal.instead[0].way.interpreter_id


def test_whoever_looked_at_an_older_state_is_told(morning: Morning):
    interview = morning.booked(morning.case())
    assert interview.interpreter is not None
    morning.book.interpreter("Jo")
    morning.out(interview.interpreter.calendar)
    (told,) = mend_all(
        [(str(interview.uid), interview.version - 1)],
        by=morning.book.booker,
        on=DAY,
        at=EARLY,
    )
    assert not told.done
    assert "just changed this interview" in told.words
    with pytest.raises(Refused, match="just changed"):
        give_away(
            interview,
            version=interview.version - 1,
            because="",
            by=morning.book.booker,
            on=DAY,
            at=EARLY,
        )


def test_a_second_click_finds_nothing_missing(morning: Morning):
    interview = morning.booked(morning.case())
    assert interview.interpreter is not None
    morning.book.interpreter("Jo")
    morning.out(interview.interpreter.calendar)
    way = morning.proposal().instead[0].way
    asked = {
        "version": interview.version,
        "because": "",
        "by": morning.book.booker,
        "on": DAY,
        "at": EARLY,
    }
    put_in_place(interview, way, **asked)
    with pytest.raises(Refused, match="missing any longer"):
        put_in_place(interview, way, **asked)


def test_two_at_risk_are_not_given_the_same_person(morning: Morning):
    """The second finds nobody left, and what cannot be held is cancelled and told."""
    one = morning.booked(morning.case(family_name="One"))
    morning.book.interviewer("Mina")
    morning.book.interpreter("Ib")
    morning.book.room(morning.book.derby, "Suite 2", mode="video")
    other = morning.booked(morning.case(family_name="Two"))
    assert one.interpreter is not None
    assert other.interpreter is not None
    assert one.interpreter != other.interpreter
    morning.book.interpreter("Jo")
    for interview in (one, other):
        assert interview.interpreter is not None
        morning.out(interview.interpreter.calendar)
    told = mend_all(
        [(str(i.uid), i.version) for i in (one, other)],
        by=morning.book.booker,
        on=DAY,
        at=EARLY,
    )
    with acting_as(morning.book.booker):
        one.refresh_from_db()
        other.refresh_from_db()
    assert [mended.done for mended in told] == [True, True]
    assert {one.state, other.state} == {State.BOOKED, State.CANCELLED}


def test_the_order_of_the_standby_list_is_the_wait(morning: Morning):
    later = morning.standing_by(claimed_on=date(2025, 6, 1))
    sooner = morning.standing_by(claimed_on=date(2024, 6, 1))
    unfit = {"unfit_until": DAY + timedelta(days=1)}
    morning.standing_by(claimed_on=date(2020, 1, 1), needs=unfit)
    with acting_as(morning.book.booker):
        assert list(standby_in_order(on=DAY)) == [sooner, later]


def test_whoever_is_called_has_the_time_to_get_there(morning: Morning):
    interview = morning.booked(morning.case(), starts_at=london(2026, 12, 7, 9))
    case = morning.standing_by()
    morning.barred(interview)
    filling = morning.proposal().fillings[0]
    assert filling.case == case
    assert filling.way.starts_at >= EARLY + timedelta(minutes=60 + 40)
    assert interview.starts_at < filling.way.starts_at < interview.ends_at


def test_a_site_that_closes_puts_its_interviews_at_risk_until_it_is_over(
    morning: Morning,
):
    interview = morning.booked(morning.case())
    away = morning.out(morning.book.derby.calendar, cause=Away.Cause.CLOSURE)
    (risk,) = morning.risks()
    assert (risk.interview, risk.out) == (interview, {"site"})
    assert risk.cancelled_for == CancelledFor.SITE
    with acting_as(morning.book.booker):
        end_away(away, by=morning.book.booker, at=AT)
    assert not morning.risks()


def test_a_barrier_that_opens_puts_what_is_booked_at_risk_and_waits_for_a_person(
    morning: Morning,
):
    interview = morning.booked(morning.case())
    morning.barred(interview)
    (risk,) = morning.risks()
    assert risk.cancelled_for == CancelledFor.BARRIER
    shown = [(str(interview.uid), interview.version)]
    assert mend_all(shown, by=morning.book.booker, on=DAY, at=EARLY) == []
    assert not morning.proposal().instead
    mended = give_away(
        interview,
        version=interview.version,
        because="The letter is awaited",
        fill=False,
        by=morning.book.booker,
        on=DAY,
        at=EARLY,
    )
    assert mended.interview.cancelled_for == CancelledFor.BARRIER


def test_an_address_and_a_representative_that_change_reach_what_is_booked(
    morning: Morning,
):
    """Each is shown in a sentence, and waits for a person."""
    lawyer = morning.book.representative("Ms Rye")
    case = morning.case()
    morning.needs(case, representative=lawyer)
    with acting_as(morning.cast.service):
        Representation.objects.create(case=case, firm=lawyer.organisation, from_on=ON)
    interview = morning.booked(case)
    assert interview.representative == lawyer
    assert not morning.risks()
    with acting_as(morning.cast.service):
        Representation.objects.filter(case=case).update(firm="Hall and Hall")
    (risk,) = morning.risks()
    assert "Hall and Hall acts now" in risk.fallen[0].because
    with acting_as(morning.cast.service):
        case.residences.update(postcode="SA1 1AA")
    (risk,) = morning.risks()
    assert len(risk.fallen) == 2
    assert "From SA, where they live now" in risk.fallen[0].because
    shown = [(str(interview.uid), interview.version)]
    assert mend_all(shown, by=morning.book.booker, on=DAY, at=EARLY) == []


def test_what_only_few_may_see_is_told_to_them_and_to_nobody_else(morning: Morning):
    cleared = morning.cast.person("cleo", Role.BOOKING_OFFICER)
    for person in (cleared, morning.cast.amira):
        grant(
            person, clearances=[Clearance.RESTRICTED], by=None, at=AT, because="a test"
        )
    hidden = morning.booked(morning.case(restriction="restricted"))
    assert hidden.interpreter is not None
    morning.out(hidden.interpreter.calendar)
    assert not morning.risks()
    with acting_as(morning.book.booker):
        assert not Message.objects.filter(kind="interviews_at_risk").exists()
    with acting_as(cleared):
        message = Message.objects.get(kind="interviews_at_risk")
        assert message.user == cleared
        (risk,) = at_risk(at=EARLY, most=10)
        assert risk.interview == hidden


def test_a_day_off_that_the_workforce_records_counts_too(morning: Morning):
    interview = morning.booked(morning.case())
    with acting_as(morning.cast.service):
        interview.interviewer.staff_member.absences.create(
            from_on=DAY, to_on=DAY + timedelta(days=1)
        )
    (risk,) = morning.risks()
    assert risk.out == {"interviewer"}
    assert not propose_nothing(morning, risk)
    morning.book.interviewer("Mina")
    with acting_as(morning.book.booker):
        (instead, *_) = propose(risk, on=DAY, at=EARLY).instead
    assert instead.words.startswith("Interviewer: Mina")


def propose_nothing(morning: Morning, risk: Any) -> bool:
    """Whether somebody could step in though there is nobody."""
    with acting_as(morning.book.booker):
        return bool(propose(risk, on=DAY, at=EARLY).instead)
