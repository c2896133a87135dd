"""Pilots as pages: started, filled, measured and decided."""

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from evenhand.appointments.pilots.models import Pilot
from evenhand.core.models import Role, User
from tests.appointments.telling.derby import Derby, derby
from tests.cast import Cast


@pytest.fixture(autouse=True)
def march() -> Any:
    with time_machine.travel(datetime(2021, 3, 10, 10, tzinfo=UTC), tick=False) as to:
        yield to


@pytest.fixture
def scene(cast: Cast) -> Derby:
    return derby(cast)


def come_in(client: Client, user: User) -> Client:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def days(**named: tuple[int, int, int]) -> dict[str, int]:
    return {
        f"{name}-{part}": number
        for name, day in named.items()
        for part, number in zip(("day", "month", "year"), day, strict=True)
    }


WANTED: dict[str, Any] = {
    "title": "Derby and Liverpool",
    "what": "Interviews by video where people live",
    "expected": "Less travel",
    "because": "To interview more people",
    "measures": ["journeys", "completion", "again", "feedback"],
    "areas": "DE, L",
    **days(
        from_on=(1, 3, 2021),
        last_on=(31, 5, 2021),
        baseline_from_on=(1, 12, 2020),
        baseline_last_on=(28, 2, 2021),
    ),
}


def test_pilot_from_its_start_to_its_decision(scene: Derby, client: Client) -> None:
    come_in(client, scene.cast.dana)
    assert (
        "No pilot has been recorded"
        in client.get("/interviews/pilots/").content.decode()
    )
    begun = client.post("/interviews/pilots/start/", WANTED, follow=True)
    assert "Say now where it runs" in begun.content.decode()
    home = "/interviews/pilots/derby-and-liverpool/"
    client.post(
        home + "join/",
        {"site": "DERBY", "mode": "video", **days(from_on=(1, 3, 2021))},
    )
    page = client.get(home).content.decode()
    assert "Derby Reception Centre, by video" in page
    assert "1 March 2021 to 31 May 2021" in page
    assert "people living in DE, L" in page
    assert "Too few to say" in page
    client.post(home + "feedback/", {"who": "host", "finds": "better", "words": "Calm"})
    assert "Better than before: 1" in client.get(home).content.decode()
    early = {"kind": "extended", "because": "It works", **days(last_on=(1, 5, 2021))}
    assert client.post(home + "decide/", early).status_code == 422
    later = early | days(last_on=(31, 8, 2021))
    done = client.post(home + "decide/", later, follow=True).content.decode()
    assert "1 March 2021 to 31 August 2021" in done
    number = Pilot.objects.get().parts.get().pk
    client.post(
        f"{home}leave/{number}/",
        {"because": "Rooms needed", **days(last_on=(30, 6, 2021))},
    )
    assert "30 June 2021: Rooms needed" in client.get(home).content.decode()
    client.post(home + "decide/", {"kind": "permanent", "because": "Less travel"})
    over = client.get(home).content.decode()
    assert "Made permanent" in over
    assert client.get(home + "join/").status_code == 403
    assert "Made permanent" in client.get("/interviews/pilots/").content.decode()


def test_what_makes_no_sense_is_said(scene: Derby, client: Client) -> None:
    come_in(client, scene.cast.dana)
    for wrong, words in (
        ({"areas": "DE1"}, "letters a postcode begins with"),
        ({"measures": []}, "Choose what is measured"),
        (days(last_on=(1, 2, 2021)), "must end after it begins"),
    ):
        page = client.post("/interviews/pilots/start/", WANTED | wrong)
        assert page.status_code == 422
        assert words in page.content.decode()


def test_readers_see_and_change_nothing(scene: Derby, client: Client) -> None:
    come_in(client, scene.cast.dana)
    client.post("/interviews/pilots/start/", WANTED)
    home = "/interviews/pilots/derby-and-liverpool/"
    eli = come_in(client, scene.cast.eli)
    assert eli.get(home).status_code == 200
    for address in ("join/", "feedback/", "decide/"):
        assert eli.get(home + address).status_code == 403
    assert eli.get("/interviews/pilots/start/").status_code == 403
    officer = come_in(client, scene.cast.person("bea", Role.BOOKING_OFFICER))
    assert officer.get(home + "decide/").status_code == 403
    refused = officer.post(home + "decide/", {"kind": "ended", "because": "No"})
    assert "decided by workflow managers" in refused.content.decode()


def test_page_asks_as_much_for_many_pilots_as_for_one(
    scene: Derby, client: Client, django_assert_max_num_queries: Any
) -> None:
    come_in(client, scene.cast.dana)
    for number in range(12):
        client.post("/interviews/pilots/start/", WANTED | {"title": f"Pilot {number}"})
    with django_assert_max_num_queries(12):
        client.get("/interviews/pilots/")
    with django_assert_max_num_queries(16):
        client.get("/interviews/pilots/pilot-3/")
