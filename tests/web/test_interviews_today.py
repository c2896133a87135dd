"""Today's lists, what is recorded on the day, and what falls out, as pages."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evenhand.appointments.day.at_risk import at_risk
from evenhand.appointments.day.models import Arrival, Explanation
from evenhand.appointments.models import (
    Host,
    Interview,
    InterviewNeeds,
    Outcome,
    State,
)
from evenhand.casework.models import Stage
from evenhand.core.models import Role, User
from evenhand.core.viewing import acting_as
from tests.appointments.day.standing import DAY, TEN, Day, a_day
from tests.cast import Cast


Who = Arrival.Who
As = Callable[[User], Client]


@pytest.fixture
def day(cast: Cast) -> Callable[..., Day]:
    return lambda **columns: a_day(cast, **columns)


@pytest.fixture(autouse=True)
def _at_ten() -> Any:
    with time_machine.travel(TEN, tick=False):
        yield


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def of(day: Day, part: str = "") -> str:
    return f"/interviews/today/{day.interview.uid}/{part}"


def host(day: Day, *, site: Any = None) -> User:
    pat = day.cast.person("pat", Role.HOST)
    Host.objects.filter(pk=day.derby.host.pk).update(user=pat)
    return pat


def test_a_host_is_shown_who_comes_and_no_more(day: Callable[..., Day], as_: As):
    today = day()
    with acting_as(today.officer):
        today.derby.needs(adjustments=["step-free"], childcare=True)
    client = as_(host(today))
    assert client.get("/").url == "/interviews/today/"
    found = page(client, "/interviews/today/")
    for words in (
        "Selam Haile",
        "10am to 1pm",
        "Video room 1",
        "Tigrinya",
        "step-free",
    ):
        assert words in found
    for secret in (today.case.ref, "Eritrea", "Albion Law's case", "2020"):
        assert secret not in found
    assert today.case.ref not in page(client, of(today))
    assert client.get("/interviews/at-risk/").status_code == 403
    assert client.get(f"/cases/{today.case.ref}/").status_code == 403


def test_a_host_sees_their_own_site_only(day: Callable[..., Day], as_: As):
    today = day()
    kit = today.cast.person("kit", Role.HOST)
    found = page(as_(kit), "/interviews/today/")
    assert "Selam" not in found
    assert as_(kit).get(of(today)).status_code == 404


def test_an_interviewer_sees_their_own_with_the_link(day: Callable[..., Day], as_: As):
    today = day()
    link = "https://video.example/room/7"
    as_(today.officer).post(of(today, "link/"), {"address": link})
    found = page(as_(today.cast.amira), "/interviews/today/")
    assert "Selam Haile" in found
    assert link in found
    mine = page(as_(today.cast.amira), "/my-work/")
    assert "Interviews today" in mine
    assert link in mine
    other = today.cast.person("kim", Role.DECISION_MAKER)
    assert "Interviews today" not in page(as_(other), "/my-work/")
    assert "Selam Haile" not in page(as_(other), "/interviews/today/")
    assert as_(other).get(of(today)).status_code == 404


@pytest.mark.parametrize(
    "address", ["http://video.example/room", "javascript:alert(1)", "https://"]
)
def test_a_link_is_a_secure_address(day: Callable[..., Day], as_: As, address: str):
    today = day()
    sent = as_(today.officer).post(of(today, "link/"), {"address": address})
    assert sent.status_code == 422
    assert "begins with https://" in sent.content.decode()


def test_the_day_from_the_door_to_the_end(day: Callable[..., Day], as_: As):
    today = day()
    door, amira = as_(host(today)), as_(today.cast.amira)
    for who in ("claimant", "interpreter"):
        for _ in range(2):
            sent = door.post(of(today, "arrivals/"), {"who": who, "back": "list"})
            assert sent.url == "/interviews/today/"
    assert page(door, of(today)).count("recorded by Pat Test") == 2
    version = today.version()
    refused = amira.post(
        of(today, "begin/"), {"version": version, "representative": "no chance"}
    )
    assert refused.status_code == 422
    assert "must have had the chance" in refused.content.decode()
    said = {"version": version, "representative": "had the chance"}
    assert amira.post(of(today, "begin/"), said).url == of(today)
    assert amira.post(of(today, "begin/"), said).url == of(today)
    amira.post(of(today, "break/"))
    assert "The break is over" in page(amira, of(today))
    amira.post(of(today, "go-on/"))
    said = {"version": version + 1, "outcome": "completed"}
    ended = amira.post(of(today, "end/"), said, follow=True).content.decode()
    assert "The claim is now interviewed" in ended
    with acting_as(today.officer):
        today.case.refresh_from_db()
        assert today.case.stage == Stage.INTERVIEWED
    assert "recorded already" in page(amira, of(today, "end/"))
    assert door.get(of(today, "begin/")).status_code == 200
    assert door.post(of(today, "begin/"), said).status_code == 422


def test_the_time_somebody_came_can_be_said(day: Callable[..., Day], as_: As):
    today = day()
    client = as_(today.officer)
    client.post(of(today, "arrivals/"), {"who": "claimant", "hour": "9:40am"})
    assert "9:40am" in page(client, of(today))
    client.post(of(today, "arrivals/take-back/"), {"who": "claimant"})
    sent = client.post(of(today, "arrivals/"), {"who": "claimant", "hour": "soon"})
    assert sent.status_code == 422
    assert "Enter a time such as" in sent.content.decode()
    with acting_as(today.officer):
        assert not Arrival.objects.filter(taken_back_at=None).exists()


def test_who_missed_it_is_asked_and_somebody_decides(day: Callable[..., Day], as_: As):
    today = day()
    today.told(delivered=True)
    client = as_(today.officer)
    ended = client.post(
        of(today, "end/"),
        {"version": today.version(), "outcome": "did not attend", "because": "No sign"},
        follow=True,
    ).content.decode()
    assert "asked to explain by 31 March 2027" in ended
    address = f"/interviews/missed/{today.interview.uid}/"
    assert "Selam Haile" in page(client, "/interviews/missed/")
    assert client.post(address, {"what": "said", "words": "Ill"}).status_code == 422
    for what, words in (
        ("said", "I was in hospital"),
        ("letter", "A note of the hospital"),
        ("senior", "Is a note needed"),
    ):
        said = {"what": what, "words": words, "said_on-day": "22"}
        said |= {"said_on-month": "3", "said_on-year": "2027"}
        assert client.post(address, said).status_code == 302, what
    with time_machine.travel(TEN + timedelta(days=30)):
        client = as_(today.officer)
        found = page(client, address)
        assert "nothing changed by it" in found
        with acting_as(today.officer):
            today.case.refresh_from_db()
            assert today.case.stage == Stage.READY_TO_INTERVIEW
        client.post(address, {"what": "accept", "words": "A note came"})
        assert "Selam Haile" in page(client, "/interviews/again/")
        assert "Selam Haile" not in page(client, "/interviews/missed/")


def test_an_invitation_that_bounced_is_said_and_no_time_runs(
    day: Callable[..., Day], as_: As
):
    today = day()
    today.told(delivered=True, returned=True)
    client = as_(today.officer)
    ended = client.post(
        of(today, "end/"),
        {"version": today.version(), "outcome": "did not attend", "because": "No sign"},
        follow=True,
    ).content.decode()
    assert "The invitation did not arrive" in ended
    assert "no time runs" in ended
    with acting_as(today.officer):
        assert not Explanation.objects.exists()
    assert "Before others" in page(client, "/interviews/again/")


def test_outcomes_offered_are_those_that_may_be(day: Callable[..., Day], as_: As):
    today = day()
    found = page(as_(today.officer), of(today, "end/"))
    for value in ("completed", "part heard", "unfit", "adult away"):
        assert f'value="{value}"' not in found
    assert f'value="{Outcome.DID_NOT_ATTEND}"' in found


def test_those_who_book_see_every_site_and_choose_one(day: Callable[..., Day], as_: As):
    today = day()
    client = as_(today.officer)
    found = page(client, "/interviews/today/")
    assert "Derby Reception Centre" in found
    assert "Selam" not in found
    assert "Selam Haile" in page(client, "/interviews/today/?site=DERBY")
    assert client.get("/interviews/today/?site=NOWHERE").status_code == 404
    later = (DAY + timedelta(days=1)).isoformat()
    assert "No interview is booked" in page(client, f"/interviews/today/?on={later}")


def test_what_nobody_ended_is_not_forgotten(day: Callable[..., Day], as_: As):
    today = day()
    with time_machine.travel(TEN + timedelta(days=2)):
        found = page(as_(today.officer), "/interviews/today/")
    assert "Of past days, and not ended" in found
    assert str(today.interview.uid) in found


def test_a_list_asks_as_many_questions_for_ten_as_for_one(
    day: Callable[..., Day], as_: As, cast: Cast
):
    today = day()
    client = as_(host(today))
    page(client, "/interviews/today/")
    with CaptureQueriesContext(
        connection,
    ) as one:
        page(client, "/interviews/today/")
    with acting_as(cast.service):
        for number in range(9):
            Interview.objects.create(
                case=cast.case(family_name=f"Nr {number}"),
                kind="substantive",
                mode="video",
                starts_at=TEN,
                ends_at=TEN + timedelta(hours=2),
                site=today.derby.site,
                room=today.derby.room,
                interviewer=today.derby.interviewer,
                booked_at=TEN,
                booked_by=cast.service,
            )
    with CaptureQueriesContext(connection) as ten:
        found = page(client, "/interviews/today/")
    assert "Nr 8" in found
    assert len(ten) == len(one)
    assert len(one) < 30


def test_the_standby_list_goes_on_where_it_stopped(
    day: Callable[..., Day], as_: As, cast: Cast
):
    today = day()
    with acting_as(cast.service):
        for number in range(52):
            case = cast.case(
                family_name=f"Nr {number:02}",
                claimed_on=date(2024, 1, 1) + timedelta(days=number),
            )
            InterviewNeeds.objects.create(
                case=case,
                short_notice_agreed_on=date(2025, 1, 1),
                standby=True,
                recorded_at=TEN,
                recorded_by=cast.service,
            )
    client = as_(today.officer)
    first = page(client, "/interviews/standby/")
    assert "Nr 49" in first
    assert "Nr 50" not in first
    following = first.split("after=")[1].split('"')[0].replace("&amp;", "&")
    second = page(client, f"/interviews/standby/?language=&after={following}")
    assert "Nr 49" not in second
    assert "Nr 50" in second
    assert "Nobody stands by" in page(client, "/interviews/standby/?language=Dari")


def test_only_those_who_book_mend(day: Callable[..., Day], as_: As):
    today = day()
    client = as_(today.cast.amira)
    for address in ("at-risk/", f"at-risk/{today.interview.uid}/", "standby/"):
        assert client.get(f"/interviews/{address}").status_code == 403
    assert client.post("/interviews/at-risk/all/").status_code == 403


def test_what_fell_out_is_shown_until_it_is_cancelled(day: Callable[..., Day], as_: As):
    today = day()
    with acting_as(today.cast.service):
        today.derby.interpreter.calendar.aways.create(
            during=(TEN - timedelta(hours=2), TEN + timedelta(hours=8)),
            cause="illness",
            recorded_at=TEN,
            recorded_by=today.officer,
        )
        assert at_risk(at=TEN, most=5)
    client = as_(today.officer)
    listed = page(client, "/interviews/at-risk/")
    assert "The interpreter, Interpreter 1: illness" in listed
    address = f"/interviews/at-risk/{today.interview.uid}/"
    assert "Nobody can step in" in page(client, f"{address}proposed/")
    assert "Cancel, and book nobody" in page(client, address)
    sent = client.post(address, {"version": 0, "choice": "cancel~"})
    assert "just changed this interview" in sent.content.decode()
    forged = {"version": today.version(), "choice": "instead~forged"}
    assert "not an offer of ours" in client.post(address, forged).content.decode()
    said = {"version": today.version(), "choice": "cancel~"}
    assert client.post(address, said).url == "/interviews/at-risk/"
    with acting_as(today.officer):
        today.interview.refresh_from_db()
    assert today.interview.state == State.CANCELLED
    assert "Nothing of this interview is missing" in page(client, address)
    assert client.get(f"{address}proposed/").status_code == 404
    assert "Before others" in page(client, "/interviews/again/")


def test_all_is_done_at_once_and_told(day: Callable[..., Day], as_: As):
    today = day()
    with acting_as(today.cast.service):
        today.derby.room.calendar.aways.create(
            during=(TEN - timedelta(hours=2), TEN + timedelta(hours=8)),
            cause="fault",
            because="Flooded",
            recorded_at=TEN,
            recorded_by=today.officer,
        )
    client = as_(today.officer)
    said = {"interview": [f"{today.interview.uid}:{today.version()}", "x:y", "nothing"]}
    done = client.post("/interviews/at-risk/all/", said, follow=True).content.decode()
    assert "is cancelled and everybody is told" in done
    again = client.post("/interviews/at-risk/all/", said, follow=True).content.decode()
    assert "Nothing of these is missing any longer" in again
