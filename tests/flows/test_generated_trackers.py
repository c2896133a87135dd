"""Every row of the generator's trackers is accounted for, by the manifest it writes."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evenhand.casework.models import (
    Case,
    ExternalReference,
    Likeness,
    NextAction,
    Residence,
)
from evenhand.config.settings import POLICY_FOLDER
from evenhand.core.models import User
from evenhand.core.viewing import acting_as
from evenhand.flows.find_likenesses import find_likenesses
from evenhand.flows.import_staff import import_staff
from evenhand.flows.import_tracker import carry_out, read, receive
from evenhand.flows.set_up import set_up_policy
from evenhand.intake.matching import SYSTEM
from evenhand.intake.models import Import, TrackerRow
from evenhand.intake.queries import gone_rows, totals
from evenhand.synthetic.aim import Aim, Registers
from evenhand.synthetic.caseload import caseload
from evenhand.synthetic.draws import Chance
from evenhand.synthetic.trackers.second_monday import second_monday
from evenhand.synthetic.trackers.trackers import first_monday, write
from tests.cast import AT, ON


MONDAY = AT + timedelta(days=7)
COUNTED = ("rows", "accepted", "unchanged", "conflicts", "quarantined")
Manifest = dict[str, Any]
Told = dict[str, dict[str, Any]]


def generated(folder: Path, *, seed: int, cases: int) -> tuple[Manifest, Manifest]:
    """The manifests of two Mondays, in folders named one and two."""
    aim = Aim(cases, 22, ON, "dec2022", Chance(seed), Registers(POLICY_FOLDER))
    first = first_monday(aim, caseload(aim), tidy=False)
    return (
        write(first, folder / "one"),
        write(second_monday(first), folder / "two"),
    )


@pytest.fixture
def service(db: None) -> User:
    return set_up_policy(POLICY_FOLDER, at=AT, demo=True)[0]


def imports(folder: Path, manifest: Manifest, service: User, *, at: datetime) -> Iterator[tuple[str, Import]]:  # fmt: skip
    """Each file of the manifest, tried out: its workbook, and the import."""
    for book in manifest["workbooks"]:
        for name in book.get("files") or [book["file"]]:
            data = (folder / name).read_bytes()
            of = receive(name, data, unit=None, by=service, at=at)
            yield book["file"], read(of, at=at)


def told(of: Import, service: User) -> dict[str, Any]:
    with acting_as(service):
        found = totals(of)
    return {name: getattr(found, name) for name in COUNTED} | {
        "reasons": dict(sorted(found.reasons.items()))
    }


def brought(folder: Path, manifest: Manifest, service: User, *, at: datetime) -> Told:
    """All files brought in: what was told of each workbook, tried out and done alike."""
    answers: Told = {}
    for book, of in imports(folder, manifest, service, at=at):
        assert of.state == Import.State.JUDGED, (of.file_name, of.why)
        said = told(of, service)
        done = carry_out(of, by=service, at=at)
        assert told(done, service) == said, "the dry run is the real run"
        if said["rows"] or book not in answers:
            answers[book] = said
    return answers


def expected(manifest: Manifest, name: str = "expected") -> Told:
    return {
        book["file"]: {**book[name], "reasons": dict(sorted(book[name]["reasons"].items()))}
        for book in manifest["workbooks"]
    }  # fmt: skip


def accounted(answers: Told, due: Told) -> None:
    assert answers.keys() == due.keys()
    for book, answer in answers.items():
        assert answer == due[book], book


def test_two_mondays_answer_as_the_manifests_say(tmp_path: Path, service: User) -> None:
    one, two = generated(tmp_path, seed=5, cases=400)
    import_staff(tmp_path / "one" / "staff.csv", by=service, at=AT)
    accounted(brought(tmp_path / "one", one, service, at=AT), expected(one))
    with acting_as(service):
        cases = Case.objects.count()
        before = set(Case.objects.values_list("ref", "version"))
        assert cases == sum(book["expected"]["accepted"] for book in one["workbooks"])
    again = brought(tmp_path / "one", one, service, at=AT + timedelta(hours=1))
    assert all(answer["accepted"] == 0 for answer in again.values())
    with acting_as(service):
        assert set(Case.objects.values_list("ref", "version")) == before
    edit_here(two["edits_here"], service)
    accounted(
        brought(tmp_path / "two", two, service, at=MONDAY),
        expected(two, "expected_with_edits"),
    )
    with acting_as(service):
        for of in Import.objects.filter(received_at=MONDAY).select_related("unit"):
            unit = of.unit.code if of.unit else ""
            if TrackerRow.objects.filter(of=of, about="cases").exists():
                assert sorted(
                    row.values["reference"] for row in gone_rows(of)
                ) == sorted(two["gone"].get(unit, [])), unit


def edit_here(edits: list[dict[str, str]], service: User) -> None:
    """Change the cells here that the manifest says, as people would."""
    with acting_as(service):
        for edit in edits:
            case = ExternalReference.objects.get(value=edit["reference"]).case
            field, value = edit["field"], edit["value"]
            if field in ("address", "postcode"):
                Residence.objects.filter(case=case, to_on=None).update(
                    **{field: value or ""}
                )
            else:
                column = {"next_action": "text", "next_action_on": "due_on"}[field]
                action, _ = NextAction.objects.get_or_create(
                    case=case,
                    done_at=None,
                    defaults={
                        "text": value,
                        "source": "a person",
                        "recorded_at": AT,
                        "recorded_by": service,
                    },
                )
                setattr(action, column, value)
                action.save()


def test_who_is_recorded_twice_is_suggested_once_they_have_come_in(
    tmp_path: Path, service: User
) -> None:
    one, _ = generated(tmp_path, seed=5, cases=700)
    folder = tmp_path / "one"
    import_staff(folder / "staff.csv", by=service, at=AT)
    brought(folder, one, service, at=AT)
    find_likenesses(at=AT)
    told = pl.read_csv(folder / "likenesses.csv").select("kind", "reference", "other")
    assert len(told) == sum(one["likenesses"].values()) >= 12
    with acting_as(service):
        known_as = ExternalReference.objects.filter(system=SYSTEM)
        refs = dict(known_as.values_list("case_id", "value"))
        suggested = {
            (kind, *sorted([refs[first], refs[second]]))
            for kind, first, second in Likeness.objects.values_list(
                "kind", "one_case", "other_case"
            )
        }
    lost = set(told.iter_rows()) - suggested
    assert len(lost) <= 1, lost
    assert len(suggested) <= 2 * len(told), "the list is of them, and not of strangers"


@given(seed=st.integers(0, 2**31))
@settings(
    max_examples=3,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_every_row_of_any_trackers_is_accounted_for(
    tmp_path_factory: pytest.TempPathFactory, service: User, seed: int
) -> None:
    folder = tmp_path_factory.mktemp("trackers")
    one, _ = generated(folder, seed=seed, cases=60)
    with undone_afterwards():
        import_staff(folder / "one" / "staff.csv", by=service, at=AT)
        answers = brought(folder / "one", one, service, at=AT)
        accounted(answers, expected(one))
        for book, answer in answers.items():
            assert answer["rows"] == sum(answer[name] for name in COUNTED[1:]), book
        with acting_as(service):
            before = set(Case.objects.values_list("ref", "version"))
        again = brought(folder / "one", one, service, at=AT + timedelta(hours=1))
        assert all(answer["accepted"] == 0 for answer in again.values())
        with acting_as(service):
            assert set(Case.objects.values_list("ref", "version")) == before


@contextmanager
def undone_afterwards() -> Iterator[None]:
    """What one drawn caseload brings in is not there for the next."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
