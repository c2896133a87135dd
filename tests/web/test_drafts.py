"""A policy lead changes rules on the page, and everybody else reads them."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from evenhand.core.models import Role, User
from evenhand.core.viewing import acting_as
from evenhand.engine.rules.editing.rules import change_rule, end_rule, typed_rule
from evenhand.engine.rules.release import Release
from evenhand.releases.drafts.queries import draft_by_id, policy_of_draft
from evenhand.releases.drafts.services import start_draft
from evenhand.releases.models import Period, PolicyDraft, PolicyRelease
from evenhand.releases.queries import policy_of
from tests.cast import AT, Cast


@dataclass
class Desk:
    """A policy lead at a draft of theirs."""

    client: Client
    draft: PolicyDraft
    seen: int = field(default=1)

    def at(self, name: str, *args: object, query: str = "") -> str:
        return reverse(name, args=[self.draft.pk, *args]) + query

    def now(self) -> PolicyDraft:
        found = draft_by_id(self.draft.pk)
        assert found is not None
        return found

    def form(self, rule_id: str, **changed: Any) -> dict[str, Any]:
        """What the form of a rule would send."""
        policy = policy_of_draft(self.now())
        typed = typed_rule(policy, policy.files, rule_id)
        sent: dict[str, Any] = {
            "seen": self.now().version,
            "title": typed.title,
            "because": typed.because,
            "authority": list(typed.authority),
            "owner": typed.owner,
            "applies_to": typed.applies_to,
            "spares": typed.spares,
        }
        for name in ("review_on", "from_on", "ended_on"):
            day = getattr(typed, name)
            if day is not None:
                for part in ("day", "month", "year"):
                    sent[f"{name}-{part}"] = getattr(day, part)
        sent |= {f"when_{name}": text for name, text in typed.when.items()}
        sent |= {f"then_{name}": text for name, text in typed.then.items()}
        return sent | changed


@pytest.fixture
def desk(cast: Cast, as_) -> Desk:
    pia = cast.person("pia", Role.POLICY_LEAD)
    with acting_as(pia):
        draft = start_draft(
            title="Iraq to Newcastle", about="", based_on=cast.release, by=pia, at=AT
        )
    return Desk(as_(pia), draft)


def text(response: Any, status: int = 200) -> str:
    found: str = response.content.decode()
    assert response.status_code == status, found[:2000]
    return found


def test_draft_is_started_from_the_release_in_force(cast: Cast, as_) -> None:
    pia = as_(cast.person("pia", Role.POLICY_LEAD))
    assert "No draft is being written" in text(pia.get(reverse("drafts")))
    assert "Enter what the draft is called" in text(
        pia.post(reverse("start-draft"), {"based_on": "1"}), 422
    )
    sent = pia.post(reverse("start-draft"), {"title": "Iraq", "based_on": "1"})
    page = text(pia.get(sent.url))
    assert "Nothing is in force by it" in page
    assert "Nothing was changed yet" in page


def test_others_read_a_draft_and_are_offered_nothing(cast: Cast, as_, desk: Desk):
    dana = as_(cast.dana)
    assert "Iraq to Newcastle" in text(dana.get(reverse("drafts")))
    book = text(dana.get(desk.at("draft-rulebook", "routing")))
    assert "Move down" not in book
    assert "Drafts are written by policy leads" in book
    for name, args in (
        ("change-rule", ["RT-036"]),
        ("add-rule", ["route"]),
        ("draft-head", []),
        ("give-up-draft", []),
    ):
        assert dana.get(desk.at(name, *args)).status_code == 403
    assert dana.post(desk.at("move-rule", "RT-036"), {"to": "up"}).status_code == 403
    assert desk.now().version == 1


def test_cell_is_said_in_words_while_it_is_typed(desk: Desk) -> None:
    check = desk.at("check-cell", "route")
    assert "Iraq or Iran" in text(
        desk.client.post(check, {"when_nationality": "iraq, iran"})
    )
    wrong = text(desk.client.post(check, {"when_nationality": "Irak"}))
    assert "did you mean Iraq?" in wrong
    assert "Newcastle" in text(desk.client.post(check, {"then_units": "NEWCASTLE"}))
    assert desk.client.post(check, {"when_colour": "red"}).status_code == 404


def test_wrong_cell_is_refused_with_what_was_typed_and_then_mended(desk: Desk) -> None:
    page = desk.at("change-rule", "RT-036")
    text(desk.client.get(page))
    wrong = text(
        desk.client.post(page, desk.form("RT-036", then_units="Newcastel")), 422
    )
    assert "did you mean NEWCASTLE?" in wrong
    assert ">Newcastel</textarea>" in wrong
    assert desk.now().version == 1
    sent = desk.client.post(page, desk.form("RT-036", then_units="Newcastle"))
    assert "Saved in the draft: RT-036, then units" in text(desk.client.get(sent.url))
    assert policy_of_draft(desk.now()).rule("RT-036")[1].then["units"].value == (
        "NEWCASTLE",
    )


def test_second_to_save_is_told_who_was_first(desk: Desk) -> None:
    page = desk.at("change-rule", "RT-036")
    mine = desk.form("RT-036", then_units="Leeds")
    desk.client.post(page, desk.form("RT-036", then_units="Newcastle"))
    late = text(desk.client.post(page, mine), 422)
    assert "pia" in late.lower()
    assert "changed this draft while you were writing: RT-036, then units" in late
    assert ">Leeds</textarea>" in late


def test_rule_is_added_moved_and_taken_out(desk: Desk) -> None:
    add = desk.at("add-rule", "route", query="?after=RT-036&copy=RT-036")
    page = text(desk.client.get(add))
    assert "below RT-036" in page
    desk.client.post(
        add, desk.form("RT-036", title="Iraq, women", when_sex="female", seen=1)
    )
    rules = policy_of_draft(desk.now()).tables["route"].rules
    at = [rule.id for rule in rules].index("RT-036")
    new = rules[at + 1].id
    assert rules[at + 1].title == "Iraq, women"
    desk.client.post(desk.at("move-rule", new), {"to": "up", "seen": 2})
    rules = policy_of_draft(desk.now()).tables["route"].rules
    assert rules[at].id == new
    gone = desk.client.post(desk.at("remove-rule", new), {"seen": 3})
    assert f"{new} is taken out" in text(desk.client.get(gone.url))


def test_rule_of_a_release_is_not_taken_out(desk: Desk) -> None:
    sent = desk.client.post(desk.at("remove-rule", "RT-036"), {"seen": 1})
    assert "End it on a day" in text(desk.client.get(sent.url))
    assert desk.now().version == 1


def test_checks_stand_beside_the_rule_and_on_the_draft(desk: Desk) -> None:
    page = desk.at("change-rule", "RT-036")
    desk.client.post(page, desk.form("RT-036", authority=[]))
    assert desk.now().version == 2
    for address in (
        desk.at("draft"),
        desk.at("draft-rulebook", "routing"),
        page,
    ):
        assert "names no authority for it" in text(desk.client.get(address))


def test_changes_are_told_and_taken_back(desk: Desk) -> None:
    began = desk.draft.sha256
    desk.client.post(
        desk.at("change-rule", "RT-036"),
        desk.form("RT-036", then_units="Newcastle", why="As asked by Wales"),
    )
    history = text(desk.client.get(desk.at("draft-history")))
    assert "As asked by Wales" in history
    assert "RT-036, Then units: Newcastle" in history
    undo = desk.at("undo-draft-changes", 2)
    assert "Take back 1 change" in text(desk.client.get(undo))
    desk.client.post(undo, {"seen": 2, "first": 2})
    assert desk.now().sha256 == began


def test_authority_is_changed_and_added(desk: Desk) -> None:
    page = desk.at("draft-authority", "new")
    assert "Enter an id" in text(desk.client.post(page, {"seen": 1}), 422)
    sent = {
        **{"seen": 1, "id_": "AUTH-SEX-9", "kind": "policy", "reference": "A policy"},
        "characteristics": ["sex"],
    }
    desk.client.post(page, sent)
    assert policy_of_draft(desk.now()).authorities["AUTH-SEX-9"].kind == "policy"
    again = text(desk.client.post(page, sent | {"seen": 2}), 422)
    assert "is in the register already" in again
    one = desk.at("draft-authority", "AUTH-SEX-9")
    desk.client.post(one, {"seen": 2, "kind": "statute", "reference": "An Act"})
    assert policy_of_draft(desk.now()).authorities["AUTH-SEX-9"].kind == "statute"


def test_draft_is_given_up(desk: Desk) -> None:
    page = desk.at("give-up-draft")
    assert "Say why" in text(desk.client.post(page, {"seen": 1}), 422)
    desk.client.post(page, {"seen": 1, "because": "another way"})
    assert desk.now().state == "abandoned"
    assert desk.client.get(desk.at("change-rule", "RT-036")).status_code == 403


def test_comparison_reads_rule_by_rule_and_is_taken_out(desk: Desk) -> None:
    desk.client.post(
        desk.at("change-rule", "RT-036"), desk.form("RT-036", then_units="Newcastle")
    )
    query = {"from": "release-1", "to": f"draft-{desk.draft.pk}"}
    page = text(desk.client.get(reverse("compare-policies"), query))
    assert "Newcastle" in page
    assert "Changed" in page
    assert "Choose two" in text(
        desk.client.get(reverse("compare-policies"), {"from": "draft-999"}), 404
    )
    taken = desk.client.post(
        f"{reverse('export-comparison')}?from=release-1&to=draft-{desk.draft.pk}",
        {"because": "a reason", "kind": "csv"},
    )
    assert "RT-036" in b"".join(taken.streaming_content).decode()


def bring_in(desk: Desk, name: str, data: bytes) -> Any:
    file = BytesIO(data)
    file.name = name
    return desk.client.post(
        desk.at("draft-files"), {"seen": desk.now().version, "file": file}
    )


@pytest.mark.parametrize("name", ["bundle.zip", "routing.toml", "routing.xlsx"])
def test_file_taken_out_and_brought_in_changes_nothing(desk: Desk, name: str) -> None:
    taken = desk.client.get(desk.at("take-out-draft", name))
    sent = bring_in(desk, name, taken.content)
    assert "Nothing was changed" in text(desk.client.get(sent.url))
    assert desk.now().version == 1


def test_workbook_with_a_changed_cell_is_one_change(desk: Desk) -> None:
    taken = desk.client.get(desk.at("take-out-draft", "routing.xlsx"))
    book = openpyxl.load_workbook(BytesIO(taken.content))
    sheet = book["route"]
    names = [cell.value for cell in sheet[3]]
    row = next(r for r in sheet.iter_rows(min_row=4) if r[0].value == "RT-036")
    row[names.index("then units")].value = "Newcastle"
    packed = BytesIO()
    book.save(packed)
    bring_in(desk, "routing.xlsx", packed.getvalue())
    change = desk.now().changes.get()
    assert (change.where, change.because) == (
        "RT-036, then units",
        "Brought in from routing.xlsx",
    )


def bomb(size: int) -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        archive.writestr("vocabulary.toml", b"# " + b"x" * size)
    return packed.getvalue()


def far_corner() -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "route"
    book.active["A1"] = "id"
    book.active.cell(row=150_000, column=250, value="x")
    packed = BytesIO()
    book.save(packed)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("routing.toml", b"x = [", "is not readable as TOML"),
        ("routing.toml", b"x = " + b"[" * 100_000, "lists inside lists"),
        ("routing.toml", b"a." * 50_000 + b"b = 1", "a name of twenty parts"),
        ("routing.toml", b"x = " + b"1" * 5_000, "more digits than can be read"),
        ("routing.toml", b"\xff\xfe", "not UTF-8"),
        ("colours.toml", b"x = 1", "is the name of no rulebook"),
        ("routing.xls", b"\xd0\xcf\x11\xe0", "Choose a rulebook"),
        ("bundle.zip", b"PK\x03\x04" + b"x" * 100, "damaged"),
        ("bundle.zip", bomb(50_000_000), "larger than 1 MB"),
        ("routing.xlsx", far_corner(), "cells"),
        ("routing.toml", b"#" * 3_500_000, "3 MB or smaller"),
    ],
    ids=range(11),
)
def test_file_made_to_do_harm_is_answered_in_a_sentence(
    desk: Desk, name: str, data: bytes, sentence: str
) -> None:
    assert sentence in text(bring_in(desk, name, data), 422)
    assert desk.now().version == 1


def follow(cast: Cast, policy: Release, by: User) -> PolicyRelease:
    """Put another release in force, as if it had been approved."""
    at = AT + timedelta(days=1)
    release = PolicyRelease.objects.create(
        number=2,
        title=policy.title,
        bundle=policy.bundle(),
        sha256=policy.sha256,
        vocabulary_version=1,
        published_at=at,
        published_by=by,
    )
    last = Period.objects.get()
    last.during = type(last.during)(last.during.lower, at)
    last.ended_at, last.ended_by = at, by
    last.save()
    Period.objects.create(release=release, during=(at, None), begun_by=by)
    return release


def test_draft_is_brought_up_to_a_newer_release_once_conflicts_are_settled(
    cast: Cast, desk: Desk
) -> None:
    page = desk.at("bring-draft-up")
    assert desk.client.get(page).url == desk.at("draft")
    desk.client.post(
        desk.at("change-rule", "RT-036"), desk.form("RT-036", then_units="Newcastle")
    )
    policy = policy_of(cast.release)
    typed = typed_rule(policy, policy.files, "RT-036")
    files = change_rule(
        policy, policy.files, "RT-036", replace(typed, then={"units": "Leeds"})
    )
    files = end_rule(files, "RT-010", on=date(2027, 6, 1))
    follow(cast, Release.from_files(files), desk.draft.started_by)
    assert "Release 2 has been published since" in text(
        desk.client.get(desk.at("draft"))
    )
    asked = text(desk.client.get(page))
    assert "RT-010" in asked
    assert "Changed by both" in asked
    open_ = text(desk.client.post(page, {"seen": 2}), 422)
    assert "Say which is right for RT-036" in open_
    desk.client.post(page, {"seen": 2, "which_RT-036": "draft"})
    now = policy_of_draft(desk.now())
    assert now.rule("RT-036")[1].then["units"].value == ("NEWCASTLE",)
    assert now.rule("RT-010")[1].ended_on == date(2027, 6, 1)
    assert desk.now().based_on.number == 2
