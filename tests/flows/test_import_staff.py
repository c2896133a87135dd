"""The people who work here come in whole and once, or not at all with every fault named."""

import csv
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from evenhand import cli
from evenhand.config.settings import POLICY_FOLDER
from evenhand.core.accounts import grant
from evenhand.core.models import RoleGrant, User
from evenhand.core.verdict import Refused
from evenhand.flows.import_staff import import_staff
from evenhand.flows.set_up import set_up_policy
from evenhand.flows.staff_file.table import Faulty
from evenhand.synthetic.aim import Aim, Registers
from evenhand.synthetic.caseload import caseload
from evenhand.synthetic.draws import Chance
from evenhand.workforce.capacity import weekly_places
from evenhand.workforce.models import Absence, SkillHeld, StaffMember, Team
from tests.cast import AT, ON


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The staff of a small caseload."""
    folder = tmp_path_factory.mktemp("staff")
    aim = Aim(50, 22, ON, "dec2022", Chance(3), Registers(POLICY_FOLDER))
    caseload(aim).write(folder)
    return folder / "staff.csv"


@pytest.fixture
def service(db: None) -> User:
    return set_up_policy(POLICY_FOLDER, at=AT, demo=True)[0]


@pytest.fixture
def copied(made: Path, tmp_path: Path) -> Path:
    """The same file, to be spoilt."""
    path = tmp_path / made.name
    path.write_bytes(made.read_bytes())
    return path


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def written(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def bring_in(path: Path, service: User) -> tuple[int, int]:
    return import_staff(path, by=service, at=AT)


def cell(row: int, **values: str) -> Callable[[Path], None]:
    """Spoil cells of the row that a spreadsheet shows under that number."""

    def spoil(path: Path) -> None:
        rows = rows_of(path)
        rows[row - 2] |= values
        written(path, rows)

    return spoil


def text(change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    """Spoil the bytes of the file."""

    def spoil(path: Path) -> None:
        path.write_bytes(change(path.read_bytes()))

    return spoil


def test_staff_come_in_with_what_they_may_do(made: Path, service: User) -> None:
    rows = rows_of(made)
    assert bring_in(made, service) == (len(rows), 0)
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
    assert RoleGrant.objects.filter(user__is_service=False).count() == len(rows)
    assert SkillHeld.objects.count() == sum(r["skills"].count(":") for r in rows)
    last = next(r for r in rows if r["absences"])["absences"].split("..")[1][:10]
    absence = Absence.objects.order_by("staff_member__ref").first()
    assert absence is not None
    assert str(absence.to_on - timedelta(days=1)) == last, "the last day is away too"


def test_same_file_again_changes_nothing(made: Path, service: User) -> None:
    added, _ = bring_in(made, service)
    before = set(RoleGrant.objects.values_list("pk", flat=True))
    assert import_staff(made, by=service, at=AT + timedelta(hours=1)) == (0, added)
    assert set(RoleGrant.objects.values_list("pk", flat=True)) == before


def test_only_who_is_new_comes_in(made: Path, copied: Path, service: User) -> None:
    rows = rows_of(made)
    written(copied, rows[:9])
    assert bring_in(copied, service) == (9, 0)
    assert bring_in(made, service) == (len(rows) - 9, 9)


def test_a_staff_reference_never_passes_to_another_account(
    made: Path, copied: Path, service: User
) -> None:
    bring_in(made, service)
    cell(2, username="amira.the.second")(copied)
    with pytest.raises(Faulty) as refused:
        bring_in(copied, service)
    assert [str(fault) for fault in refused.value.faults] == [
        "staff.csv, row 2, reference: “ST-00001” is the reference of somebody else"
    ]


def test_people_do_not_bring_in_staff(made: Path, service: User) -> None:
    somebody = User.objects.create_user("somebody", name="Somebody")
    grant(somebody, roles=["administrator"], by=service, at=AT, because="a test")
    with pytest.raises(Refused, match="by the service"):
        bring_in(made, somebody)


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (cell(3, roles="magician"), "staff.csv, row 3, roles: “magician” is not a role"),
        (cell(3, unit="NARNIA"), "staff.csv, row 3, unit: “NARNIA” is not a unit of the policy in force"),
        (cell(3, fte="1.2"), "staff.csv, row 3, fte: “1.2” is not a number from 0.01 to 1"),
        (cell(3, weekly_places="few"), "staff.csv, row 3, weekly_places: “few” is not a number from 0 to 100"),
        (cell(3, username="amira"), "staff.csv, row 3, username: “amira” stands in an earlier row already"),
        (cell(3, skills="juggling:2027-01-01"), "staff.csv, row 3, skills: “juggling:2027-01-01” is not a skill"),
        (cell(3, skills="children"), "staff.csv, row 3, skills: “children” needs the day it ends"),
        (cell(3, absences="2026-11-23..2026-11-20"), "staff.csv, row 3, absences: “2026-11-23..2026-11-20” ends before it begins"),
        (cell(3, username="planning-service"), "staff.csv, row 3, username: “planning-service” is the account of somebody else"),
        (cell(3, name="x" * 121), "staff.csv, row 3, name: has more than 120 characters"),
        (cell(3, started_on="13/01/2024"), "staff.csv, row 3, started_on: “13/01/2024” is not a date; write it as 2026-11-23"),
        (cell(3, started_on=""), "staff.csv, row 3, started_on: must not be empty"),
        (text(lambda b: b.replace(b"grade", b"rank", 1)), "staff.csv: the column grade is missing"),
        (text(lambda b: b + b"one,two\r\n"), "staff.csv, row LAST: has 2 cells, not 15"),
        (text(lambda b: b + b"\xff\n"), "staff.csv, row LAST: is not written in UTF-8"),
        (text(lambda b: b + b"\x00\n"), "staff.csv, row LAST: holds a character that is not text"),
        (text(lambda b: b + b'"one\n'), "staff.csv, row LAST: cannot be read: a quotation mark is out of place"),
        (text(lambda b: b""), "staff.csv: the column reference is missing"),
        (Path.unlink, "staff.csv: cannot be opened: No such file or directory"),
    ],
)  # fmt: skip
def test_a_fault_is_named_by_row_and_column_and_nothing_is_written(
    copied: Path, service: User, spoil: Callable[[Path], None], sentence: str
) -> None:
    last = str(len(rows_of(copied)) + 2)
    spoil(copied)
    with pytest.raises(Faulty) as refused:
        bring_in(copied, service)
    told = [str(fault) for fault in refused.value.faults]
    assert any(words.startswith(sentence.replace("LAST", last)) for words in told), told
    assert not User.objects.filter(username="amira").exists()


def test_one_mistake_is_told_once(copied: Path, service: User) -> None:
    cell(5, started_on="soon")(copied)
    with pytest.raises(Faulty) as refused:
        bring_in(copied, service)
    assert refused.value.total == 1


def test_a_list_of_faults_is_cut_short_with_their_total(
    copied: Path, service: User
) -> None:
    rows = rows_of(copied)
    written(copied, [row | {"fte": "?"} for row in rows])
    with pytest.raises(Faulty) as refused:
        bring_in(copied, service)
    assert len(refused.value.faults) == 50
    assert refused.value.total == len(rows) > 50


def test_a_file_from_a_spreadsheet_is_read_alike(copied: Path, service: User) -> None:
    count = len(rows_of(copied))
    data = copied.read_bytes().replace(b"\n", b"\r\n")
    copied.write_bytes(b"\xef\xbb\xbf" + data + b"\r\n")
    assert bring_in(copied, service) == (count, 0)


def test_command_answers_in_json(
    made: Path, service: User, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["import", "staff", str(made), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert answer == {"staff": len(rows_of(made)), "staff_already_there": 0}


def test_command_lists_faults_and_ends_with_2(
    copied: Path, service: User, capsys: pytest.CaptureFixture[str]
) -> None:
    cell(5, roles="magician")(copied)
    assert cli.main(["import", "staff", str(copied), "--json"]) == 2
    said = capsys.readouterr()
    assert "staff.csv, row 5, roles: “magician” is not a role" in said.err
    assert "1 fault. Nothing was written." in said.err
    assert json.loads(said.out)["total"] == 1


def test_command_says_when_nothing_is_set_up(
    made: Path, db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["import", "staff", str(made)]) == 2
    assert "No policy is in force yet" in capsys.readouterr().err
