"""The caseload that is generated comes in whole by the trackers' door, cell by cell."""

import csv
import json
from pathlib import Path

import pytest

from evenhand.casework.models import (
    Barrier,
    Case,
    CaseFacts,
    CasePerson,
    Detention,
    Expedite,
    ExternalReference,
    HighHarm,
    Person,
    Vulnerability,
)
from evenhand.config.settings import POLICY_FOLDER
from evenhand.core.models import Event, User
from evenhand.core.viewing import acting_as
from evenhand.flows.import_staff import import_staff
from evenhand.flows.import_tracker import carry_out, read, receive
from evenhand.flows.set_up import set_up_policy
from evenhand.intake.queries import Totals, totals
from evenhand.synthetic.aim import Aim, Registers
from evenhand.synthetic.caseload import caseload
from evenhand.synthetic.draws import Chance
from tests.cast import AT, ON


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a small caseload, with a case detained, restricted, and so on."""
    folder = tmp_path_factory.mktemp("caseload")
    aim = Aim(150, 22, ON, "dec2022", Chance(3), Registers(POLICY_FOLDER))
    caseload(aim).write(folder)
    return folder


@pytest.fixture
def service(made: Path, db: None) -> User:
    service = set_up_policy(POLICY_FOLDER, at=AT, demo=True)[0]
    import_staff(made / "staff.csv", by=service, at=AT)
    return service


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def brought(path: Path, service: User) -> Totals:
    """What was told of a file brought in by the trackers' door, for no unit."""
    of = read(
        receive(path.name, path.read_bytes(), unit=None, by=service, at=AT), at=AT
    )
    of = carry_out(of, by=service, at=AT)
    with acting_as(service):
        return totals(of)


def bring_in(folder: Path, service: User) -> Totals:
    cases = brought(folder / "cases.csv", service)
    brought(folder / "dependants.csv", service)
    return cases


def test_everything_in_the_files_comes_in(made: Path, service: User) -> None:
    done = bring_in(made, service)
    cases, dependants = rows_of(made / "cases.csv"), rows_of(made / "dependants.csv")
    assert (done.rows, done.accepted, done.warnings) == (150, 150, {})
    with acting_as(service):
        assert Case.objects.count() == CaseFacts.objects.count() == 150
        assert Person.objects.count() == 150 + len(dependants)
        for row in cases:
            reference = ExternalReference.objects.get(value=row["reference"])
            case = reference.case
            main = CasePerson.objects.get(case=case, role="main applicant")
            assert case.ref.startswith("EH-")
            assert case.progressor.ref == row["progressor"]
            assert (case.owner.ref if case.owner else "") == row["owner"]
            assert (case.responsible_unit.code if case.responsible_unit else "") == row["unit"]  # fmt: skip
            assert case.restriction == row["restriction"]
            assert main.unaccompanied_at_claim == (row["unaccompanied"] == "yes")
            assert str(main.person.claimed_born_on) == row["claimed_date_of_birth"]
            barriers = Barrier.objects.filter(case=case)
            assert {f"{b.kind};{b.opened_on};{b.review_on}" for b in barriers} == {
                part for part in row["barriers"].split("|") if part
            }
        harmed = sum(row["high_harm"] == "yes" for row in cases)
        assert HighHarm.objects.count() == harmed > 0
        detained = sum(row["detained_since"] != "" for row in cases)
        assert Detention.objects.count() == detained > 0
        kinds = sum(len(r["vulnerabilities"].split("|")) for r in cases if r["vulnerabilities"])  # fmt: skip
        assert Vulnerability.objects.count() == kinds > 0
        columns = ("court_order_on", "pre_action_letter_on", "mp_expedite_on")
        dated = sum(row[column] != "" for row in cases for column in columns)
        assert Expedite.objects.count() == dated > 0
        assert Event.objects.filter(kind="case_registered").count() == 150
        assert Event.objects.filter(kind="tracker_imported").count() == 2


def test_facts_say_what_the_files_say(made: Path, service: User) -> None:
    bring_in(made, service)
    situations = json.loads((made / "manifest.json").read_text())["situations"]
    with acting_as(service):
        facts = [row.values for row in CaseFacts.objects.all()]
    for fact, situation in [
        ("uasc_at_claim", "claimed as a child alone"),
        ("age_disputed", "age disputed"),
        ("detained", "detained"),
        ("high_harm", "high harm"),
        ("high_profile", "high profile"),
    ]:
        assert sum(f[fact] for f in facts) == situations[situation] > 0, fact
    assert sum(f["postcode_area"] is None for f in facts) == situations["no postcode"]


def test_restricted_cases_come_in_unseen(made: Path, service: User) -> None:
    bring_in(made, service)
    closed = [r["reference"] for r in rows_of(made / "cases.csv") if r["restriction"]]
    assert closed
    with acting_as(User.objects.get(username="amira")):
        seen = ExternalReference.objects.values_list("value", flat=True)
        assert set(closed).isdisjoint(seen)
        assert len(seen) == 150 - len(closed)


def test_same_files_again_change_nothing(made: Path, service: User) -> None:
    bring_in(made, service)
    with acting_as(service):
        before = set(Case.objects.values_list("ref", "version")), Person.objects.count()
    again = bring_in(made, service)
    assert (again.rows, again.unchanged) == (150, 150)
    with acting_as(service):
        assert before == (
            set(Case.objects.values_list("ref", "version")),
            Person.objects.count(),
        )
