import datetime
from pathlib import Path

import pytest

from evenhand.synthetic.aim import Aim, Registers
from evenhand.synthetic.caseload import Caseload, caseload
from evenhand.synthetic.draws import Chance


ON = datetime.date(2026, 11, 23)
POLICY = Path(__file__).resolve().parents[2] / "policy"


def an_aim(cases: int = 4000, *, seed: int = 1, mix: str = "dec2022", staff: int = 44):
    return Aim(cases, staff, ON, mix, Chance(seed), Registers(POLICY))


@pytest.fixture(scope="session")
def made() -> Caseload:
    return caseload(an_aim())
