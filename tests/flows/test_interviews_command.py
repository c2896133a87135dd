"""`evenhand interviews` on the database: as a person may, with what stands in the way."""

import json
from datetime import timedelta

import pytest
import time_machine

from evenhand.appointments.models import Interview
from evenhand.cli import main
from evenhand.core.viewing import acting_as
from tests.cast import AT, Cast
from tests.planned_town import Town, settle


@pytest.fixture
def town(cast: Cast) -> Town:
    with time_machine.travel(AT, tick=False):
        yield settle(cast, cases=2)


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict]:
    """Its exit code and its one line of JSON."""
    capsys.readouterr()
    code = main(["interviews", *words, "--json"])
    out = capsys.readouterr().out.strip().splitlines()
    return code, json.loads(out[-1]) if out else {}


def test_planned_opened_accepted_and_undone(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    code, plan = said(capsys, "plan", "--seconds", "0", "--weeks", "4")
    assert (code, plan["with_a_time"]) == (0, 2)
    assert (sum(plan["booked"].values()), plan["left_out"]) == (2, 0)
    number = str(plan["plan"])
    code, refused = said(capsys, "accept", number, "--as", "bea")
    assert code == 2
    assert sorted(refused["to_open"]) == sorted(case.ref for case in town.cases)
    for case in town.cases:
        code, one = said(capsys, "open", number, case.ref, "--as", "bea")
        assert (code, one["state"]) == (0, "proposed")
    code, came = said(capsys, "accept", number, "--as", "bea")
    assert (code, came["booked"], came["lost"]) == (0, 2, [])
    code, shown = said(capsys, "show", number, "--as", "bea")
    assert shown["booked_already"] == 2
    assert "objective" not in shown, "a total of cases she may not see"
    code, undone = said(capsys, "undo", number, "--as", "bea", "--because", "closed")
    assert (code, undone["cancelled"]) == (0, 2)


def test_offered_booked_and_cancelled(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    ref = town.cases[0].ref
    code, offered = said(capsys, "offer", ref, "--as", "bea")
    assert code == 0
    assert 1 <= len(offered["offers"]) <= 3
    assert all(one["because"] for one in offered["offers"])
    code, booked = said(capsys, "book", ref, "--as", "bea")
    assert booked["starts_at"] == offered["offers"][0]["starts_at"]
    code, again = said(capsys, "book", ref, "--as", "bea")
    assert code == 2
    assert "booked already" in again["refused"]
    cancel = ("cancel", "--cause", "claimant", "--as", "bea")
    code, refused = said(capsys, *cancel, booked["uid"])
    assert code == 2
    assert "Say why" in refused["refused"]
    code, gone = said(capsys, *cancel, ref, "--because", "she is ill")
    assert (code, gone["state"], gone["uid"]) == (0, "cancelled", booked["uid"])
    with acting_as(town.booker):
        assert Interview.objects.get().cancelled_because == "she is ill"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("offer", "EH-0000000-0", "--as", "bea"), "There is no case"),
        (("show", "99", "--as", "bea"), "There is no plan 99"),
        (("show", "1", "--as", "nobody-here"), "nobody with the user name"),
        (("plan", "--site", "MOON"), "There is no site MOON"),
        (("plan", "--weeks", "90"), "Plan 1 to 12 weeks ahead"),
        (("cancel", "EH-0", "--cause", "site", "--as", "bea"), "There is no case"),
    ],
)
def test_what_is_wrong_is_said(
    town: Town, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], says: str
) -> None:
    code, refused = said(capsys, *words)
    assert code == 2
    assert says in refused["refused"]


def test_those_who_do_not_book_are_refused(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    code, refused = said(capsys, "offer", town.cases[0].ref, "--as", "amira")
    assert code == 2
    assert "booking officers" in refused["refused"]


def test_from_day_is_read(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    later = (AT + timedelta(days=25)).date()
    ref = town.cases[0].ref
    _, offered = said(capsys, "offer", ref, "--as", "bea", "--from", str(later))
    assert min(one["starts_at"] for one in offered["offers"]) >= str(later)
    code, refused = said(capsys, "offer", ref, "--as", "bea", "--from", "soon")
    assert code == 2
    assert "is no day" in refused["refused"]
