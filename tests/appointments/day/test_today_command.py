"""`evenhand interviews today`: a day's interviews for whoever asks, and no more of them."""

import json

import pytest
import time_machine

from evenhand.appointments.day.models import Arrival
from evenhand.appointments.models import Host
from evenhand.cli import main
from evenhand.core.models import Role
from tests.appointments.day.standing import DAY, TEN, a_day
from tests.cast import Cast


def told(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, object]:
    with time_machine.travel(TEN):
        assert main(["interviews", "today", "--json", *words]) == 0
    found = json.loads(capsys.readouterr().out)
    assert isinstance(found, dict)
    return found


def test_each_is_told_of_their_own(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    day = a_day(cast)
    day.arrive(Arrival.Who.CLAIMANT)
    pat = cast.person("pat", Role.HOST)
    Host.objects.filter(pk=day.derby.host.pk).update(user=pat)
    for who in ("pat", "amira"):
        (row,) = told(capsys, "--as", who)["interviews"]
        assert row["name"] == "Selam Haile"
        assert (row["from"], row["to"]) == ("10:00", "13:00")
        assert row["not_come_yet"] == "Representative, Interpreter, Host"
        assert day.case.ref not in json.dumps(row)
    assert told(capsys, "--as", "eli")["interviews"] == []
    sites = told(capsys, "--as", "brook")["sites"]
    assert sites == [{"site": "DERBY", "interviews": 1}]
    named = told(capsys, "--as", "brook", "--site", "DERBY", "--on", DAY.isoformat())
    assert len(named["interviews"]) == 1


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--as", "amira", "--site", "DERBY"), "interviews that you hold"),
        (("--as", "brook", "--site", "NOWHERE"), "There is no site NOWHERE"),
        (("--as", "brook", "--on", "soon"), "not a day such as"),
        (("--as", "who"), "nobody with the user name"),
    ],
)
def test_what_cannot_be_answered_is_said(
    cast: Cast, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], why: str
) -> None:
    a_day(cast)
    assert main(["interviews", "today", *words]) == 2
    assert why in capsys.readouterr().err
