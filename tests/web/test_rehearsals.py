"""The pages of rehearsals: asked for, opened, laid side by side, taken out."""

import csv
from datetime import date, timedelta
from io import StringIO

import pytest
from django.test import Client

from evenhand.core.accounts import grant
from evenhand.core.models import Look, Role, User
from evenhand.core.viewing import acting_as
from evenhand.engine.rules.release import Release
from evenhand.flows.rehearse import Asked, ask_to_rehearse, carry_out_rehearsal
from evenhand.planning.models import Rehearsal
from evenhand.planning.rehearsals.queries import rehearsals_of, seen_by
from evenhand.releases.models import PolicyDraft
from evenhand.releases.queries import policy_of
from evenhand.workforce.models import Unit
from tests.cast import AT, Cast
from tests.rehearsing import edited, iraq_to


pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(cast: Cast) -> User:
    for code in ("WALES", "NEWCASTLE"):
        Unit.objects.create(code=code, name=code.capitalize(), region="Wales")
    return cast.person("pia", Role.POLICY_LEAD)


def draft_of(
    policy: Release, cast: Cast, title: str = "Iraq to Newcastle"
) -> PolicyDraft:
    return PolicyDraft.objects.create(
        title=title,
        based_on=cast.release,
        bundle=policy.bundle(),
        sha256=policy.sha256,
        started_at=AT,
        started_by=cast.dana,
    )


def rehearsed(cast: Cast, lead: User, *units: str, days: int = 0) -> Rehearsal:
    policy = iraq_to(policy_of(cast.release), *(units or ("NEWCASTLE",)))
    at = AT + timedelta(days=days)
    with acting_as(lead):
        asked = Asked(policy, f"Iraq to {' and '.join(units) or 'NEWCASTLE'}")
        waiting = ask_to_rehearse(asked, by=lead, at=at)
    return carry_out_rehearsal(waiting.pk, at=at)


def test_draft_is_rehearsed_from_its_form(cast: Cast, lead: User, as_) -> None:
    draft = draft_of(iraq_to(policy_of(cast.release), "NEWCASTLE"), cast)
    address = f"/rules/rehearsals/ask/?draft={draft.pk}"
    page = as_(lead).get(address).text
    assert "Rehearse “Iraq to Newcastle”" in page
    today = date.today()  # noqa: DTZ011
    sent = {
        "on-day": today.day,
        "on-month": today.month,
        "on-year": today.year,
        "against": cast.release.number,
    }
    answer = as_(lead).post(address, sent)
    (rehearsal,) = Rehearsal.objects.all()
    assert answer.headers["Location"] == f"/rules/rehearsals/{rehearsal.pk}/"
    assert (rehearsal.draft, rehearsal.sha256) == (draft, draft.sha256)
    page = as_(lead).get(f"/rules/rehearsals/{rehearsal.pk}/").text
    assert "Waiting to start" in page
    assert not seen_by(lead, rehearsals_of(draft.sha256))
    far = {**sent, "on-year": today.year + 3}
    page = as_(lead).post(address, far)
    assert page.status_code == 422
    assert "the year to come" in page.text


def test_page_shows_units_groups_and_rules_and_is_seen(
    cast: Cast, lead: User, as_
) -> None:
    for day in range(1, 13):
        cast.case(claimed_on=date(2025, 3, day), nationality="Iraq")
        cast.case(claimed_on=date(2025, 4, day), nationality="Syria")
    rehearsal = rehearsed(cast, lead)
    page = as_(lead).get(f"/rules/rehearsals/{rehearsal.pk}/?by=nationality").text
    assert "Iraq. Units: Newcastle" in page
    assert "Counted among the cases you may see" in page
    assert "12 (100%)" in page
    assert page.count('role="img"') == 4, "two plots, each for a desk and for a phone"
    assert seen_by(lead, rehearsals_of(rehearsal.sha256))
    assert not seen_by(cast.dana, rehearsals_of(rehearsal.sha256))


def test_cases_link_to_those_who_open_cases(cast: Cast, lead: User, as_) -> None:
    case = cast.case(nationality="Iraq")
    rehearsal = rehearsed(cast, lead)
    address = f"/rules/rehearsals/{rehearsal.pk}/cases/"
    link = f'href="/cases/{case.ref}/"'
    page = as_(lead).get(address).text
    assert case.ref in page
    assert link not in page
    assert "RT-036" in page
    assert link in as_(cast.dana).get(address).text
    assert case.ref not in as_(cast.dana).get(f"{address}?kind=down").text
    with acting_as(cast.idris):
        assert Look.objects.filter(what__contains="cases that would change").exists()


def test_rules_that_a_reader_is_not_cleared_for_are_not_named(
    cast: Cast, lead: User, as_
) -> None:
    cast.case(high_harm=True)
    lower = edited(
        policy_of(cast.release),
        "PR-010",
        "priority_points = 150",
        "priority_points = 5",
    )
    with acting_as(lead):
        waiting = ask_to_rehearse(Asked(lower, "Less for high harm"), by=lead, at=AT)
    done = carry_out_rehearsal(waiting.pk, at=AT)
    assert "PR-010" not in as_(lead).get(f"/rules/rehearsals/{done.pk}/").text
    assert "PR-010" not in as_(lead).get(f"/rules/rehearsals/{done.pk}/cases/").text
    grant(lead, clearances=["high-harm"], by=cast.service, at=AT, because="cleared")
    lead = User.objects.get(pk=lead.pk)
    assert "PR-010" in as_(lead).get(f"/rules/rehearsals/{done.pk}/").text
    assert "PR-010" in as_(lead).get(f"/rules/rehearsals/{done.pk}/cases/").text


def test_several_are_laid_side_by_side(cast: Cast, lead: User, as_) -> None:
    for day in range(1, 13):
        cast.case(claimed_on=date(2025, 3, day), nationality="Iraq")
    one, other, both = (
        rehearsed(cast, lead, *units)
        for units in (["NEWCASTLE"], ["MERSEY"], ["NEWCASTLE", "MERSEY"])
    )
    asked = f"?r={one.pk}&r={other.pk}&r={both.pk}"
    page = as_(lead).get(f"/rules/rehearsals/side-by-side/{asked}").text
    for title in (
        "Iraq to NEWCASTLE",
        "Iraq to MERSEY",
        "Iraq to NEWCASTLE and MERSEY",
    ):
        assert title in page
    assert "No places" in page
    assert "the same instant" not in page
    later = rehearsed(cast, lead, "MERSEY", days=1)
    asked = f"?r={one.pk}&r={later.pk}"
    page = as_(lead).get(f"/rules/rehearsals/side-by-side/{asked}").text
    assert "the same instant" in page
    alone = as_(lead).get(f"/rules/rehearsals/side-by-side/?r={one.pk}", follow=True)
    assert "Choose two or more" in alone.text


def test_figures_leave_rounded_and_without_small_groups(
    cast: Cast, lead: User, as_
) -> None:
    for day in range(1, 13):
        cast.case(claimed_on=date(2025, 3, day), nationality="Iraq")
    for day in range(1, 4):
        cast.case(claimed_on=date(2025, 3, day), nationality="Syria")
    rehearsal = rehearsed(cast, lead)
    sent = as_(lead).post(f"/rules/rehearsals/{rehearsal.pk}/export/", {"kind": "csv"})
    text = sent.getvalue().decode("utf-8-sig")
    rows = [row for row in csv.reader(StringIO(text)) if len(row) == 7]
    moved = next(row for row in rows if row[:2] == ["Moves", "Wales to Newcastle"])
    assert moved[4] == "10"
    assert "Syria" not in text
    assert not [row for row in rows if row[0] == "Nationality" and row[1] == "Iraq"]


def test_list_of_cases_needs_a_reason_and_is_logged(
    cast: Cast, lead: User, as_
) -> None:
    case = cast.case(nationality="Iraq")
    rehearsal = rehearsed(cast, lead)
    address = f"/rules/rehearsals/{rehearsal.pk}/cases/export/"
    assert as_(lead).post(address, {"kind": "csv"}).status_code == 422
    sent = as_(lead).post(address, {"kind": "csv", "because": "the board asked"})
    assert case.ref in sent.getvalue().decode()
    with acting_as(cast.idris):
        look = Look.objects.get(kind=Look.Kind.EXPORT)
    assert look.because == "the board asked"


@pytest.mark.parametrize(
    "part", ["", "ask/?release=1", "1/", "1/cases/", "1/export/", "1/cases/export/"]
)
def test_whoever_decides_cases_is_shown_no_rehearsal(
    cast: Cast, lead: User, as_, part: str
) -> None:
    client: Client = as_(cast.amira)
    assert client.get(f"/rules/rehearsals/{part}").status_code in (403, 404)
    assert client.post(f"/rules/rehearsals/{part}").status_code in (403, 404, 405)
    shown = as_(cast.dana).get("/rules/1/").text
    assert "/rules/rehearsals/ask/?release=1" in shown
    assert "/rules/rehearsals/" not in client.get("/rules/1/").text


def test_rules_that_place_no_case_are_said_not_to_be_rehearsed(
    cast: Cast, lead: User, as_
) -> None:
    cast.case()
    longer = edited(
        policy_of(cast.release),
        "IV-033",
        "interview_minutes = 210",
        "interview_minutes = 240",
    )
    with acting_as(lead):
        waiting = ask_to_rehearse(Asked(longer, "Longer interviews"), by=lead, at=AT)
    done = carry_out_rehearsal(waiting.pk, at=AT)
    page = as_(lead).get(f"/rules/rehearsals/{done.pk}/").text
    assert "Not counted here: IV-033" in page
    other = rehearsed(cast, lead, "NEWCASTLE")
    assert (
        "Not counted here" not in as_(lead).get(f"/rules/rehearsals/{other.pk}/").text
    )
