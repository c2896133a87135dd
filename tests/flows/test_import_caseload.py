"""A caseload comes in whole and once, or not at all with every fault named."""

import csv
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from evenhand import cli
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
from evenhand.core.accounts import grant
from evenhand.core.models import Event, RoleGrant, User
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.flows.import_caseload import (
    CaseloadFiles,
    Faulty,
    Imported,
    import_caseload,
)
from evenhand.flows.set_up import set_up_policy
from evenhand.synthetic.aim import Aim, Registers
from evenhand.synthetic.caseload import caseload
from evenhand.synthetic.draws import Chance
from evenhand.workforce.capacity import weekly_places
from evenhand.workforce.models import Absence, SkillHeld, StaffMember, Team
from tests.cast import AT, ON


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a small caseload, with a case detained, restricted, and so on."""
    folder = tmp_path_factory.mktemp("caseload")
    aim = Aim(150, 22, ON, "dec2022", Chance(3), Registers(POLICY_FOLDER))
    caseload(aim).write(folder)
    return folder


@pytest.fixture
def service(db: None) -> User:
    return set_up_policy(POLICY_FOLDER, at=AT, demo=True)[0]


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def written(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def copied(made: Path, tmp_path: Path) -> Path:
    """The same files, to be spoilt."""
    for path in made.glob("*.csv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    return tmp_path


def bring_in(folder: Path, service: User) -> Imported:
    return import_caseload(folder, by=service, at=AT)


def test_everything_in_the_files_comes_in(made: Path, service: User) -> None:
    done = bring_in(made, service)
    cases, dependants = rows_of(made / "cases.csv"), rows_of(made / "dependants.csv")
    staff = rows_of(made / "staff.csv")
    assert done == Imported(len(cases), len(dependants), len(staff), 0, 0)
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
        assert Event.objects.get(kind="caseload_imported").data == {"file": "cases.csv"}


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


def test_staff_come_in_with_what_they_may_do(made: Path, service: User) -> None:
    bring_in(made, service)
    amira = User.objects.get(username="amira")
    assert amira.roles == {"decision_maker"}
    assert not amira.has_usable_password()
    post = amira.staff_member
    assert (post.unit.code, post.decides, post.weekly_places) == ("LIVERPOOL", True, 3)
    assert post.team == Team.objects.get(name="LIVERPOOL 1")
    assert "children" in set(post.skills.values_list("skill", flat=True))
    idris = User.objects.get(username="idris")
    assert idris.clearances == {"restricted", "special", "high-harm"}
    assert not StaffMember.objects.filter(user=idris).exists(), "works in no unit"
    assert weekly_places(ON).height == 22
    rows = rows_of(made / "staff.csv")
    assert RoleGrant.objects.filter(user__is_service=False).count() == len(rows)
    assert SkillHeld.objects.count() == sum(r["skills"].count(":") for r in rows)
    last = next(r for r in rows if r["absences"])["absences"].split("..")[1][:10]
    absence = Absence.objects.order_by("staff_member__ref").first()
    assert absence is not None
    assert str(absence.to_on - timedelta(days=1)) == last, "the last day is away too"


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
        before = set(Case.objects.values_list("ref", "version")), Event.objects.count()
    staff = len(rows_of(made / "staff.csv"))
    assert bring_in(made, service) == Imported(0, 0, 0, 150, staff)
    with acting_as(service):
        assert before == (
            set(Case.objects.values_list("ref", "version")),
            Event.objects.count(),
        )


def test_only_what_is_new_comes_in(made: Path, copied: Path, service: User) -> None:
    first = rows_of(made / "cases.csv")[:60]
    written(copied / "cases.csv", first)
    (copied / "dependants.csv").unlink()
    files = CaseloadFiles(copied / "cases.csv", copied / "staff.csv")
    assert import_caseload(files, by=service, at=AT).cases == 60
    with acting_as(service):
        known = set(Case.objects.values_list("ref", flat=True))
    done = import_caseload(made, by=service, at=AT + timedelta(hours=1))
    assert (done.cases, done.cases_already_there, done.staff) == (90, 60, 0)
    late = {r["reference"] for r in rows_of(made / "cases.csv")[60:]}
    family = rows_of(made / "dependants.csv")
    assert done.dependants == sum(r["case_reference"] in late for r in family) > 0
    with acting_as(service):
        assert known < set(Case.objects.values_list("ref", flat=True))
        assert CaseFacts.objects.count() == 150


def test_a_staff_reference_never_passes_to_another_account(
    made: Path, copied: Path, service: User
) -> None:
    bring_in(made, service)
    cell(STAFF, 2, username="amira.the.second")(copied)
    with pytest.raises(Faulty) as refused:
        bring_in(copied, service)
    assert [str(fault) for fault in refused.value.faults] == [
        "staff.csv, row 2, reference: “ST-00001” is the reference of somebody else"
    ]


def test_a_run_that_dies_part_way_leaves_nothing(made: Path, service: User) -> None:
    def die(words: str) -> None:
        if words.startswith("Recording"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_caseload(made, by=service, at=AT, say=die)
    assert not User.objects.filter(username="amira").exists()
    with acting_as(service):
        assert not Case.objects.exists()
        assert not Event.objects.filter(kind="case_registered").exists()
    assert bring_in(made, service).cases == 150


def test_people_do_not_bring_in_caseloads(made: Path, service: User) -> None:
    somebody = User.objects.create_user("somebody", name="Somebody")
    grant(somebody, roles=["administrator"], by=service, at=AT, because="a test")
    with pytest.raises(Refused, match="by the service"):
        bring_in(made, somebody)


def cell(file: str, row: int, **values: str) -> Callable[[Path], None]:
    """Spoil cells of the row that a spreadsheet shows under that number."""

    def spoil(folder: Path) -> None:
        rows = rows_of(folder / file)
        rows[row - 2] |= values
        written(folder / file, rows)

    return spoil


def text(file: str, change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    """Spoil the bytes of a file."""

    def spoil(folder: Path) -> None:
        (folder / file).write_bytes(change((folder / file).read_bytes()))

    return spoil


CASES, STAFF, FAMILY = "cases.csv", "staff.csv", "dependants.csv"


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (cell(CASES, 5, claimed_on="13/01/2024"), "cases.csv, row 5, claimed_on: “13/01/2024” is not a date; write it as 2026-11-23"),
        (cell(CASES, 5, claimed_on=""), "cases.csv, row 5, claimed_on: must not be empty"),
        (cell(CASES, 6, claimed_on="2031-01-01"), "cases.csv, row 6, claimed_on: 2031-01-01 is in the future"),
        (cell(CASES, 4, stage_since="2001-01-01"), "cases.csv, row 4, stage_since: 2001-01-01 is before the claim"),
        (cell(CASES, 3, reference="SYN-1000003"), "cases.csv, row 4, reference: “SYN-1000003” stands in an earlier row already"),
        (cell(CASES, 9, stage="interviewed", interviewed_on=""), "cases.csv, row 9, interviewed_on: is empty, and the stage is interviewed"),
        (cell(CASES, 9, nationality="Ruritania"), "cases.csv, row 9, nationality: “Ruritania” is not a nationality of the policy in force"),
        (cell(CASES, 9, other_nationalities="Iran|Ruritania"), "cases.csv, row 9, other_nationalities: “Ruritania” is not a nationality"),
        (cell(CASES, 9, high_harm="maybe"), "cases.csv, row 9, high_harm: “maybe” is neither yes nor no"),
        (cell(CASES, 9, restriction="secret"), "cases.csv, row 9, restriction: “secret” is not restricted, special or empty"),
        (cell(CASES, 9, postcode="1AB 2CD"), "cases.csv, row 9, postcode: “1AB 2CD” is in no postcode area"),
        (cell(CASES, 9, detained_since="2026-11-01", place_of_detention=""), "cases.csv, row 9, place_of_detention: is empty, and the person is detained"),
        (cell(CASES, 9, progressor="ST-99999"), "cases.csv, row 9, progressor: “ST-99999” is not a person in the staff file"),
        (cell(CASES, 9, progressor=""), "cases.csv, row 9, progressor: must not be empty"),
        (cell(CASES, 9, owner="ST-00005", unit="LIVERPOOL"), "cases.csv, row 9, owner: “ST-00005” is not a decision maker in the staff file"),
        (cell(CASES, 9, owner="ST-00001", unit=""), "cases.csv, row 9, unit: is empty, and the case has an owner"),
        (cell(CASES, 9, barriers="rain;2026-01-01;2026-12-01"), "cases.csv, row 9, barriers: “rain;2026-01-01;2026-12-01” is not a barrier of the policy in force"),
        (cell(CASES, 9, barriers="prosecution;2026-01-01"), "cases.csv, row 9, barriers: “prosecution;2026-01-01” needs the day it is looked at next"),
        (cell(CASES, 9, barriers="prosecution;2026-01-01;2026-12-01|prosecution;2026-02-01;2026-12-01"), "cases.csv, row 9, barriers: “prosecution;2026-02-01;2026-12-01” is listed twice"),
        (cell(CASES, 9, family_name="x" * 101), "cases.csv, row 9, family_name: has more than 100 characters"),
        (cell(STAFF, 3, roles="magician"), "staff.csv, row 3, roles: “magician” is not a role"),
        (cell(STAFF, 3, unit="NARNIA"), "staff.csv, row 3, unit: “NARNIA” is not a unit of the policy in force"),
        (cell(STAFF, 3, fte="1.2"), "staff.csv, row 3, fte: “1.2” is not a number from 0.01 to 1"),
        (cell(STAFF, 3, weekly_places="few"), "staff.csv, row 3, weekly_places: “few” is not a number from 0 to 100"),
        (cell(STAFF, 3, username="amira"), "staff.csv, row 3, username: “amira” stands in an earlier row already"),
        (cell(STAFF, 3, skills="juggling:2027-01-01"), "staff.csv, row 3, skills: “juggling:2027-01-01” is not a skill"),
        (cell(STAFF, 3, skills="children"), "staff.csv, row 3, skills: “children” needs the day it ends"),
        (cell(STAFF, 3, absences="2026-11-23..2026-11-20"), "staff.csv, row 3, absences: “2026-11-23..2026-11-20” ends before it begins"),
        (cell(STAFF, 3, username="planning-service"), "staff.csv, row 3, username: “planning-service” is the account of somebody else"),
        (cell(FAMILY, 2, case_reference="SYN-9"), "dependants.csv, row 2, case_reference: “SYN-9” is not a case of the cases file"),
        (cell(FAMILY, 2, date_of_birth="2040-01-01"), "dependants.csv, row 2, date_of_birth: 2040-01-01 is in the future"),
        (text(CASES, lambda b: b.replace(b"progressor", b"helper", 1)), "cases.csv: the column progressor is missing"),
        (text(CASES, lambda b: b.replace(b"known_as", b"reference", 1)), "cases.csv: the column known_as is missing"),
        (text(CASES, lambda b: b + b"one,two\r\n"), "cases.csv, row 152: has 2 cells, not 40"),
        (text(CASES, lambda b: b + b"\xff\n"), "cases.csv, row 152: is not written in UTF-8"),
        (text(CASES, lambda b: b + b"\x00\n"), "cases.csv, row 152: holds a character that is not text"),
        (text(CASES, lambda b: b + b'"one\n'), "cases.csv, row 152: cannot be read: a quotation mark is out of place"),
        (text(CASES, lambda b: b""), "cases.csv: the column reference is missing"),
        (lambda folder: (folder / STAFF).unlink(), "staff.csv: cannot be opened: No such file or directory"),
    ],
)  # fmt: skip
def test_a_fault_is_named_by_file_row_and_column_and_nothing_is_written(
    copied: Path, service: User, spoil: Callable[[Path], None], sentence: str
) -> None:
    spoil(copied)
    with pytest.raises(Faulty) as refused:
        bring_in(copied, service)
    told = [str(fault) for fault in refused.value.faults]
    assert any(words.startswith(sentence) for words in told), told
    assert not User.objects.filter(username="amira").exists()
    with acting_as(service):
        assert not Case.objects.exists()


def test_one_mistake_is_told_once(copied: Path, service: User) -> None:
    cell(CASES, 5, claimed_on="soon")(copied)
    with pytest.raises(Faulty) as refused:
        bring_in(copied, service)
    assert refused.value.total == 1


def test_a_list_of_faults_is_cut_short_with_their_total(
    copied: Path, service: User
) -> None:
    rows = rows_of(copied / CASES)
    written(copied / CASES, [row | {"sex": "?"} for row in rows])
    with pytest.raises(Faulty) as refused:
        bring_in(copied, service)
    assert len(refused.value.faults) == 50
    assert refused.value.total == 150


def test_files_from_a_spreadsheet_are_read_alike(copied: Path, service: User) -> None:
    for path in copied.glob("*.csv"):
        data = path.read_bytes().replace(b"\n", b"\r\n")
        path.write_bytes(b"\xef\xbb\xbf" + data + b"\r\n")
    assert bring_in(copied, service).cases == 150


def words_for(folder: Path) -> list[str]:
    names = ("cases", "staff", "dependants")
    paths = [(f"--{name}", str(folder / f"{name}.csv")) for name in names]
    return ["import", "caseload", "--json", *(word for pair in paths for word in pair)]


def test_command_answers_in_json(
    made: Path, service: User, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(words_for(made)) == 0
    answer = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (answer["cases"], answer["cases_already_there"]) == (150, 0)


def test_command_lists_faults_and_ends_with_2(
    copied: Path, service: User, capsys: pytest.CaptureFixture[str]
) -> None:
    cell(CASES, 5, sex="?")(copied)
    assert cli.main(words_for(copied)) == 2
    said = capsys.readouterr()
    assert "cases.csv, row 5, sex: “?” is not female, male or not recorded" in said.err
    assert "1 faults. Nothing was written." in said.err
    assert json.loads(said.out)["total"] == 1


def test_command_says_when_nothing_is_set_up(
    made: Path, db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(words_for(made)) == 2
    assert "No policy is in force yet" in capsys.readouterr().err
