"""The day of an interview on a phone: at the door, in the room, and when somebody is ill."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone
from playwright.sync_api import Page, expect

from evenhand.appointments.book.asking import asked_of
from evenhand.appointments.book.services import book as book_interview
from evenhand.appointments.book.ways import ways
from evenhand.appointments.day.links import record_join_link
from evenhand.appointments.models import Away, Host, Interview, InterviewNeeds
from evenhand.casework.models import Case
from evenhand.core.models import Role
from evenhand.core.viewing import acting_as
from evenhand.engine.calendar import Nation, is_working_day
from evenhand.flows.interviews_at_risk import falls_out
from tests.appointments.day.standing import Day
from tests.appointments.telling.derby import derby
from tests.booking import Book, days, open_book
from tests.cast import AT, Cast
from tests.journeys.conftest import Site, come_in, scan


pytestmark = pytest.mark.journey
PHONE = {"width": 390, "height": 844}


def due_now(cast: Cast, *, born_on: date = date(1994, 2, 11)) -> Day:
    """Somebody is to be interviewed at this hour, at Derby, by Amira."""
    found = derby(cast, born_on=born_on)
    at = timezone.now().replace(second=0, microsecond=0)
    with acting_as(found.officer):
        found.needs(adjustments=["step-free"], childcare=True)
        interview = found.book(starts=at)
        record_join_link(
            interview,
            address="https://video.example/derby-1",
            by=found.officer,
            at=at,
        )
    return Day(cast, found, interview)


def on_a_phone(page: Page, username: str) -> None:
    page.set_viewport_size(PHONE)
    come_in(page, username)


def has_come(page: Page, who: str) -> None:
    page.get_by_role("button", name=re.compile(f"Has come.*{who}")).click()


def test_a_host_and_an_interviewer_hold_an_interview_on_their_phones(
    page: Page, site: Site
):
    today = due_now(site.cast)
    pat = site.cast.person("pat", Role.HOST)
    Host.objects.filter(pk=today.derby.host.pk).update(user=pat)

    on_a_phone(page, "pat")
    expect(page.get_by_role("heading", name="Derby Reception Centre")).to_be_visible()
    expect(page.get_by_text("step-free")).to_be_visible()
    expect(page.get_by_text(today.case.ref)).to_have_count(0)
    scan(page)
    page.set_viewport_size(PHONE)
    has_come(page, "claimant")
    expect(page.get_by_role("alert")).to_contain_text("the claimant has come")
    page.get_by_role("link", name="Selam Haile").click()
    scan(page)
    page.set_viewport_size(PHONE)
    page.get_by_label("When they came").fill("quarter to")
    has_come(page, "interpreter")
    expect(page.get_by_role("alert")).to_contain_text("Enter a time such as")
    scan(page)
    page.get_by_label("When they came").fill("")
    has_come(page, "interpreter")
    expect(page.get_by_text("recorded by Pat Test")).to_have_count(2)

    on_a_phone(page, "amira")
    page.goto("/interviews/today/")
    expect(page.get_by_role("button", name="Join by video")).to_have_attribute(
        "href", "https://video.example/derby-1"
    )
    scan(page)
    page.set_viewport_size(PHONE)
    page.get_by_role("link", name="Selam Haile").click()
    page.get_by_role("button", name="Begin the interview", exact=True).click()
    page.get_by_label("They had no chance to attend").check()
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("alert")).to_contain_text("must have had the chance")
    scan(page)
    page.set_viewport_size(PHONE)
    page.get_by_label("They were told when and where").check()
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("alert")).to_contain_text("The interview has begun")
    scan(page)
    page.set_viewport_size(PHONE)
    page.get_by_role("button", name="Take a break").click()
    page.get_by_role("button", name="The break is over").click()
    page.get_by_role("link", name="Say how it ended").click()
    scan(page)
    page.get_by_label("Completed").check()
    page.get_by_role("button", name="Record how it ended").click()
    expect(page.get_by_role("alert")).to_contain_text("The claim is now interviewed")
    scan(page)


def test_a_child_without_an_adult_is_sent_home_without_blame(page: Page, site: Site):
    today = due_now(
        site.cast,
        born_on=timezone.now().date().replace(day=1, year=timezone.now().year - 15),
    )
    on_a_phone(page, "amira")
    page.goto(f"/interviews/today/{today.interview.uid}/")
    has_come(page, "claimant")
    expect(page.get_by_text("not a failure of the child")).to_be_visible()
    expect(
        page.get_by_role("button", name="Begin the interview", exact=True)
    ).to_have_count(0)
    scan(page)
    page.get_by_role("link", name="Say why it is not held").click()
    page.get_by_label("No responsible adult").check()
    page.get_by_label("What happened").fill("The adult rang at twenty to nine")
    page.get_by_role("button", name="Record how it ended").click()
    expect(page.get_by_role("alert")).to_contain_text(
        "Nothing is held against the child"
    )
    on_a_phone(page, "brook")
    page.goto("/interviews/again/")
    expect(page.get_by_text("Before others", exact=True)).to_be_visible()
    scan(page)


def soon() -> date:
    """A day two weeks on that everybody works."""
    later = timezone.now().date() + timedelta(days=14)
    return next(
        day for day in days(later) if is_working_day(day, Nation.ENGLAND_AND_WALES)
    )


def booked(town: Book, case: Case, on: date) -> Interview:
    at = timezone.now()
    with acting_as(town.booker):
        asked = asked_of(case, on=at.date(), at=at)
        return book_interview(
            case, asked, ways(asked, [on], limit=1)[0], by=town.booker, at=at
        )


def ill(town: Book, interview: Interview, on: date) -> None:
    assert interview.interpreter is not None
    at = timezone.now()
    begins = datetime.combine(on, datetime.min.time(), timezone.get_current_timezone())
    falls_out(
        interview.interpreter.calendar,
        DateTimeTZRange(begins, begins + timedelta(days=1)),
        cause=Away.Cause.ILLNESS,
        because="",
        by=town.booker,
        at=at,
    )


def test_somebody_steps_in_or_somebody_else_has_the_time(page: Page, site: Site):
    town, on = open_book(site.cast), soon()
    town.interpreter("Ines")
    plain = {"sex": "female", "language": "Tigrinya", "postcode": "DE1 1AA"}
    one = booked(town, site.cast.case(family_name="Abeba", **plain), on)
    taker = site.cast.case(
        family_name="Ruta", given_names="Senait", **plain | {"language": "Arabic"}
    )
    with acting_as(site.cast.service):
        InterviewNeeds.objects.create(
            case=taker,
            standby=True,
            short_notice_agreed_on=timezone.now().date(),
            recorded_at=AT,
            recorded_by=site.cast.service,
        )
    town.interpreter("Amal", "Arabic")
    ill(town, one, on)

    come_in(page, "bea")
    page.goto("/interviews/")
    page.get_by_role("link", name="Standby list").click()
    expect(page.get_by_role("link", name="Senait Ruta", exact=True)).to_be_visible()
    scan(page)
    page.goto("/interviews/at-risk/")
    expect(page.get_by_text("Nothing that is booked in this week")).to_be_visible()
    page.get_by_role("link", name="The week after").click()
    if on >= timezone.localdate() + timedelta(days=14):
        page.get_by_role("link", name="The week after").click()
    here = page.url
    expect(page.get_by_text("The interpreter, Ines: illness")).to_be_visible()
    expect(page.get_by_text("Nobody can step in. Cancel it")).to_be_visible()
    scan(page)
    town.interpreter("Bisrat")
    page.reload()
    expect(page.get_by_text("Interpreter: Bisrat, by the link")).to_be_visible()
    page.get_by_role("link", name="Choose what is done").click()
    scan(page)
    page.get_by_role("button", name=re.compile("Put in place.*Bisrat")).click()
    expect(page.get_by_role("alert")).to_contain_text("Everybody concerned is told")
    page.goto(here)
    expect(page.get_by_text("Nothing that is booked in this week")).to_be_visible()
    scan(page)

    with acting_as(town.booker):
        one.refresh_from_db()
    ill(town, one, on)
    page.reload()
    page.get_by_role("button", name="Do what is proposed for 1 interview").click()
    expect(page.get_by_role("alert")).to_contain_text(f"{taker.ref} has its time")
    page.goto("/interviews/again/")
    expect(page.get_by_text("Before others", exact=True)).to_be_visible()


def test_a_missed_interview_waits_for_a_person(page: Page, site: Site):
    today = due_now(site.cast)
    today.told(delivered=True)
    on_a_phone(page, "amira")
    page.goto(f"/interviews/today/{today.interview.uid}/end/")
    page.get_by_label("Claimant did not attend").check()
    page.get_by_label("What happened").fill("Nobody came")
    scan(page)
    page.set_viewport_size(PHONE)
    page.get_by_role("button", name="Record how it ended").click()
    expect(page.get_by_role("alert")).to_contain_text("asked to explain by")
    page.goto("/interviews/missed/")
    scan(page)
    page.get_by_role("link", name="Selam Haile").click()
    page.get_by_label("The explanation is accepted").check()
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_role("alert")).to_contain_text("Write it down")
    scan(page)
    page.get_by_label("In words").fill("She was in hospital")
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_role("alert")).to_contain_text("to be booked again")
    scan(page)
