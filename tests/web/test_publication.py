"""Policy leads publish and withdraw on screen; everybody else reads."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from evenhand.cli import main
from evenhand.core.models import User
from evenhand.core.viewing import acting_as
from evenhand.releases.models import Ownership, PolicyDraft, PolicyRelease
from evenhand.releases.queries import bundle_of, release_in_force
from tests.cast import AT, Cast
from tests.publishing import (
    WORKFLOW,
    draft_of,
    look_at_rehearsal,
    policy_lead,
    published,
)


As = Callable[[User], Client]
NOW = AT + timedelta(hours=2)
TODAY = {
    "effective_on-day": "20",
    "effective_on-month": "11",
    "effective_on-year": "2026",
}
WHY = {"because": "it is fairer"}


@pytest.fixture(autouse=True)
def now() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def gil(cast: Cast) -> User:
    return policy_lead(cast, "gil", WORKFLOW)


@pytest.fixture
def hal(cast: Cast) -> User:
    return policy_lead(cast, "hal", "Asylum support")


def page(client: Client, name: str, *args: object) -> str:
    return client.get(reverse(name, args=args)).content.decode()


def test_draft_is_sent_approved_and_in_force(
    cast: Cast, gil: User, hal: User, as_: As
) -> None:
    draft = draft_of(cast.release, gil)
    author, second = as_(gil), as_(hal)
    assert "not looked at a rehearsal" in page(author, "draft-publication", draft.pk)
    look_at_rehearsal(cast, draft, gil, hal)
    shown = page(author, "draft-publication", draft.pk)
    assert "Send for approval" in shown
    assert f'<th scope="row">{WORKFLOW}</th>' in shown
    assert "rule WP-002" in shown
    sent = author.post(reverse("send-draft", args=[draft.pk]), {**TODAY, **WHY})
    assert sent.url == reverse("draft-publication", args=[draft.pk])
    assert "You sent this draft yourself" in page(author, "approve-draft", draft.pk)
    own = author.post(reverse("approve-draft", args=[draft.pk]), WHY)
    assert own.status_code == 422
    assert "“More points”" in page(second, "rules")
    done = second.post(reverse("approve-draft", args=[draft.pk]), WHY, follow=True)
    assert "Release 2 is in force" in done.content.decode()
    assert release_in_force(NOW).number == 2
    record = page(second, "release", 2)
    assert "approved by Hal Test" in record
    assert "Answers for: National Workflow Team" in record
    assert "with its effects by group" in record


def test_draft_with_a_fault_names_it_and_offers_no_button(
    cast: Cast, gil: User, as_: As
) -> None:
    gap = {"rulebooks/prioritisation.toml": ('"[3..6)"', '"[4..6)"')}
    draft = draft_of(cast.release, gil, gap)
    look_at_rehearsal(cast, draft, gil)
    shown = page(as_(gil), "draft-publication", draft.pk)
    assert "no rule fires for some cases" in shown
    assert "Send for approval" not in shown
    refused = as_(gil).post(reverse("send-draft", args=[draft.pk]), {**TODAY, **WHY})
    assert refused.status_code == 422
    assert "cannot be put in force" in refused.content.decode()


def test_draft_returns_with_words(cast: Cast, gil: User, hal: User, as_: As) -> None:
    draft = draft_of(cast.release, gil)
    look_at_rehearsal(cast, draft, gil, hal)
    as_(gil).post(reverse("send-draft", args=[draft.pk]), {**TODAY, **WHY})
    as_(hal).post(
        reverse("return-draft", args=[draft.pk]), {"because": "Why 15 and not 12?"}
    )
    draft.refresh_from_db()
    assert draft.state == PolicyDraft.State.OPEN
    assert "Why 15 and not 12?" in page(as_(gil), "draft-publication", draft.pk)


def test_release_is_withdrawn_by_two(cast: Cast, gil: User, hal: User, as_: As) -> None:
    published(cast.release, gil, hal)
    as_(hal).post(reverse("ask-withdrawal", args=[2]), {"because": "It harms."})
    shown = page(as_(gil), "rules")
    assert "asks for the withdrawal of release 2: It harms." in shown
    asked = PolicyRelease.objects.get(number=2).withdrawals.get()
    done = as_(gil).post(
        reverse("withdraw-release", args=[asked.pk]), {"because": "So it does."}
    )
    assert done.status_code == 302
    assert release_in_force(NOW + timedelta(seconds=1)).number == 1
    assert "Withdrawn</strong> by Gil Test" in page(as_(gil), "release", 2)


def test_withdrawal_alone_alarms_until_another_has_looked(
    cast: Cast, gil: User, hal: User, as_: As
) -> None:
    published(cast.release, gil, hal)
    assert "Only somebody who answers" in page(as_(hal), "withdraw-alone", 2)
    as_(gil).post(reverse("withdraw-alone", args=[2]), {"because": "Children missed."})
    assert "Gil Test withdrew release 2 alone" in page(as_(cast.idris), "rules")
    done = PolicyRelease.objects.get(number=2).withdrawals.get()
    as_(hal).post(
        reverse("look-at-withdrawal", args=[done.pk]), {"because": "It was right."}
    )
    assert "alone on" not in page(as_(hal), "rules")


def test_others_read_and_change_nothing(
    cast: Cast, gil: User, hal: User, as_: As
) -> None:
    draft = draft_of(cast.release, gil)
    amira = as_(cast.amira)
    assert "by policy leads" in page(amira, "send-draft", draft.pk)
    assert amira.post(reverse("send-draft", args=[draft.pk]), WHY).status_code == 422
    assert "Ask for its withdrawal" not in page(amira, "release", 1)
    assert as_(gil).get(reverse("draft-publication", args=[99])).status_code == 404
    assert as_(gil).get(reverse("withdraw-release", args=[99])).status_code == 404


def test_administrator_keeps_who_answers(
    cast: Cast, gil: User, hal: User, as_: As
) -> None:
    admin = as_(cast.jo)
    shown = page(admin, "owners")
    assert "Say who" in shown
    assert "Say who" not in page(as_(gil), "owners")
    given = {"owner": WORKFLOW, "who": str(hal.pk), "because": "took over"}
    assert admin.post(reverse("give-ownership"), given).status_code == 302
    held = Ownership.objects.get(user=gil, owner=WORKFLOW)
    ended = admin.post(reverse("end-ownership", args=[held.pk]), {"because": "left"})
    assert ended.status_code == 302
    assert "Hal Test" in page(admin, "owners")
    refused = as_(gil).post(reverse("give-ownership"), given)
    assert "said by an administrator" in refused.content.decode()


def test_bundle_runs_as_it_stands(cast: Cast, as_: As, tmp_path: Path) -> None:
    response = as_(cast.amira).get(reverse("release-bundle", args=[1]))
    assert response["Content-Type"] == "application/zip"
    bundle, facts = tmp_path / "release.zip", tmp_path / "facts.csv"
    bundle.write_bytes(response.content)
    facts.write_text("waiting_months\n31\n")
    out = tmp_path / "out.csv"
    asked = ["rules", "evaluate", str(bundle), "--table", "waiting_points"]
    assert main([*asked, "--facts", str(facts), "--out", str(out)]) == 0
    assert "80" in out.read_text()


def test_assessment_is_opened_written_and_taken_out(
    cast: Cast, gil: User, hal: User, as_: As
) -> None:
    published(cast.release, gil, hal)
    lead = as_(gil)
    assert page(lead, "assessments", 2).count("Not opened") == 3
    lead.post(reverse("open-assessment", args=[2, "equality"]))
    shown = page(lead, "assessment", 2, "equality")
    assert "From the release" in shown
    assert "National Workflow Team: rule WP-002" in shown
    assert "Race: read by" in shown
    assert "Call it complete" not in shown
    address = reverse("answer-question", args=[2, "equality", "advance"])
    empty = lead.post(address, {"text": "", "version": "1"})
    assert empty.status_code == 422
    stale = lead.post(address, {"text": "Nobody waits longer.", "version": "0"})
    assert "Somebody else has written into it meanwhile" in stale.content.decode()
    lead.post(address, {"text": "Nobody waits longer.", "version": "1"})
    assert "Nobody waits longer." in page(lead, "assessment", 2, "equality")
    refused = lead.post(reverse("complete-assessment", args=[2, "equality"]))
    assert "have no answer yet" in refused.content.decode()
    book = openpyxl.load_workbook(
        BytesIO(lead.get(reverse("assessment-workbook", args=[2, "equality"])).content)
    )
    rows = [[cell.value for cell in row] for row in book["Answers"].iter_rows()]
    assert any("Nobody waits longer." in row for row in rows)
    with acting_as(cast.amira):
        assert "Answer<span" not in page(as_(cast.amira), "assessment", 2, "equality")


def test_command_writes_the_very_bytes_that_were_sealed(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "release.zip"
    assert main(["rules", "bundle", "--release", "1", "--out", str(out)]) == 0
    assert out.read_bytes() == bundle_of(cast.release)
    assert hashlib.sha256(out.read_bytes()).hexdigest() == cast.release.sha256
    assert main(["rules", "bundle", "--release", "9", "--out", str(out)]) == 2
    assert "There is no release 9" in capsys.readouterr().err
