"""`evenhand rules rehearse`: in somebody's name, of a draft or of a folder."""

import json
from pathlib import Path

import pytest

from evenhand.cli import main
from evenhand.core.models import Role, User
from evenhand.planning.models import Rehearsal
from evenhand.releases.models import PolicyDraft
from evenhand.releases.queries import policy_of
from tests.cast import AT, Cast
from tests.rehearsing import iraq_to


pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(cast: Cast) -> User:
    return cast.person("pia", Role.POLICY_LEAD)


@pytest.fixture
def bundle(cast: Cast, tmp_path: Path) -> Path:
    path = tmp_path / "draft.zip"
    path.write_bytes(iraq_to(policy_of(cast.release), "NEWCASTLE").bundle())
    return path


def test_a_bundle_is_rehearsed_in_the_name_of_who_asks(
    cast: Cast, lead: User, bundle: Path, capsys
) -> None:
    case = cast.case(nationality="Iraq")
    assert main(["rules", "rehearse", str(bundle), "--as", "pia", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["moves"] == [{"before": "WALES", "after": "NEWCASTLE", "cases": 1}]
    assert [row["case"] for row in answer["first"]] == [case.ref]
    assert answer["first"][0]["rules"] == [["RT-036"], ["RT-036"]]
    (rehearsal,) = Rehearsal.objects.all()
    assert (rehearsal.asked_by, rehearsal.draft, rehearsal.release) == (
        lead,
        None,
        None,
    )


def test_a_draft_is_rehearsed_by_its_number(
    cast: Cast, lead: User, bundle: Path, capsys
) -> None:
    cast.case(nationality="Iraq")
    policy = iraq_to(policy_of(cast.release), "NEWCASTLE")
    draft = PolicyDraft.objects.create(
        title="Iraq to Newcastle",
        based_on=cast.release,
        bundle=policy.bundle(),
        sha256=policy.sha256,
        started_at=AT,
        started_by=lead,
    )
    asked = ["rules", "rehearse", str(draft.pk), "--as", "pia", "--against", "1"]
    assert main([*asked, "--with-allocation"]) == 0
    said = capsys.readouterr().out
    assert "1 of 1 cases change: 1 to another unit" in said
    assert "from WALES to NEWCASTLE: 1" in said
    assert Rehearsal.objects.get().draft == draft


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["99", "--as", "pia"], "There is no draft 99"),
        (["/nowhere", "--as", "pia"], "there is nothing here"),
        (["{bundle}", "--as", "nobody-else"], "There is nobody"),
        (["{bundle}", "--as", "amira"], "policy leads"),
        (["{bundle}", "--as", "pia", "--against", "9"], "There is no release 9"),
    ],
)
def test_what_cannot_be_done_is_refused_in_words(
    lead: User, bundle: Path, capsys, asked: list[str], said: str
) -> None:
    words = [word.format(bundle=bundle) for word in asked]
    assert main(["rules", "rehearse", *words]) == 2
    assert said in capsys.readouterr().err
    assert not Rehearsal.objects.exists()
