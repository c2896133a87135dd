"""Two people put a draft in force, one of whom answers for what it changes."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import ProgrammingError, transaction

from evenhand.core.accounts import end_grant
from evenhand.core.models import Event, Message, Role, User
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.releases.models import DraftStep, Period, PolicyDraft, PolicyRelease
from evenhand.releases.publication.services import (
    approve_draft,
    return_draft,
    send_draft,
)
from evenhand.releases.queries import policy_of, release_in_force
from tests.cast import AT, ON, Cast
from tests.publishing import (
    MORE_POINTS,
    SEEN,
    UNSEEN,
    WORKFLOW,
    changed,
    draft_of,
    policy_lead,
    published,
)


LATER = AT + timedelta(hours=2)
IN_DECEMBER = datetime(2026, 12, 1, tzinfo=UTC)
ENOUGH = {"effective_on": ON, "beside": SEEN, "at": AT, "because": "it is fairer"}


@pytest.fixture
def gil(cast: Cast) -> User:
    return policy_lead(cast, "gil", WORKFLOW)


@pytest.fixture
def hal(cast: Cast, gil: User) -> Iterator[User]:
    user = policy_lead(cast, "hal", "Asylum support")
    with acting_as(user):
        yield user


def sent(cast: Cast, gil: User, hal: User, **given: object) -> PolicyDraft:
    with acting_as(gil):
        draft = draft_of(cast.release, gil)
        send_draft(draft, by=gil, **{**ENOUGH, **given})
    return draft


def test_two_people_put_a_draft_in_force(cast: Cast, gil: User, hal: User) -> None:
    draft = sent(cast, gil, hal)
    release = approve_draft(draft, beside=SEEN, by=hal, at=LATER, because="I agree")
    assert (release.number, release.title) == (2, "More points")
    assert (release.published_by, release.approved_by) == (gil, hal)
    assert release.sha256 == draft.sha256 == policy_of(release).sha256
    assert release_in_force(LATER) == release
    assert release_in_force(LATER - timedelta(seconds=1)) == cast.release
    draft.refresh_from_db()
    assert draft.state == PolicyDraft.State.PUBLISHED
    steps = DraftStep.objects.order_by("pk")
    assert [(step.kind, step.by, step.answers_for) for step in steps] == [
        ("sent", gil, [WORKFLOW]),
        ("approved", hal, []),
    ]
    assert {step.sha256 for step in steps} == {release.sha256}
    kinds = set(Event.objects.values_list("kind", flat=True))
    assert {"draft_sent", "draft_approved", "release_published"} <= kinds


def test_release_to_come_waits_for_its_day(cast: Cast, gil: User, hal: User) -> None:
    draft = sent(cast, gil, hal, effective_on=IN_DECEMBER.date())
    release = approve_draft(draft, beside=SEEN, by=hal, at=LATER, because="I agree")
    assert release_in_force(IN_DECEMBER - timedelta(seconds=1)) == cast.release
    assert release_in_force(IN_DECEMBER) == release


def test_owners_and_the_author_are_told(cast: Cast, gil: User, hal: User) -> None:
    with acting_as(hal):
        draft = draft_of(cast.release, hal)
        send_draft(draft, by=hal, **ENOUGH)
    told = Message.objects.filter(kind="draft_sent")
    assert [message.user for message in told] == [gil]
    with acting_as(gil):
        approve_draft(draft, beside=SEEN, by=gil, at=LATER, because="yes")
    told = Message.objects.filter(kind="draft_approved")
    assert [message.user for message in told] == [hal]


def test_own_draft_is_not_approved(cast: Cast, gil: User, hal: User) -> None:
    draft = sent(cast, gil, hal)
    with acting_as(gil), pytest.raises(Refused, match="You sent this draft yourself"):
        approve_draft(draft, beside=SEEN, by=gil, at=LATER, because="I agree")


def test_draft_of_somebody_who_is_no_policy_lead_any_more_is_sent_anew(
    cast: Cast, gil: User, hal: User
) -> None:
    draft = sent(cast, gil, hal)
    with acting_as(cast.service):
        end_grant(
            gil.role_grants.get(role=Role.POLICY_LEAD, ended_at=None),
            by=cast.service,
            at=LATER,
        )
    draft = PolicyDraft.objects.get(pk=draft.pk)
    with acting_as(hal), pytest.raises(Refused, match="not a policy lead any more"):
        approve_draft(draft, beside=SEEN, by=hal, at=LATER, because="I agree")


def test_one_of_the_two_answers_for_what_is_changed(
    cast: Cast, gil: User, hal: User
) -> None:
    other = policy_lead(cast, "ivy", "Data protection")
    with acting_as(hal):
        draft = draft_of(cast.release, hal)
        send_draft(draft, by=hal, **ENOUGH)
    with (
        acting_as(other),
        pytest.raises(Refused, match=f"Somebody who does .* {WORKFLOW}"),
    ):
        approve_draft(draft, beside=SEEN, by=other, at=LATER, because="I agree")


def test_owner_is_not_become_by_putting_ones_own_name(
    cast: Cast, gil: User, hal: User
) -> None:
    mine = {
        "rulebooks/prioritisation.toml": (
            'title = "Waiting 3 to 6 months"',
            'title = "Waiting 3 to 6 months"\nowner = "Asylum support"',
        )
    }
    other = policy_lead(cast, "ivy", "Asylum support")
    with acting_as(hal):
        draft = draft_of(cast.release, hal, mine)
        send_draft(draft, by=hal, **ENOUGH)
    with acting_as(other), pytest.raises(Refused, match="Neither of you answers"):
        approve_draft(draft, beside=SEEN, by=other, at=LATER, because="I agree")


def test_both_have_looked_at_the_rehearsal(cast: Cast, gil: User, hal: User) -> None:
    draft = draft_of(cast.release, gil)
    with acting_as(gil), pytest.raises(Refused, match="not looked at a rehearsal"):
        send_draft(draft, by=gil, **{**ENOUGH, "beside": UNSEEN})
    draft = sent(cast, gil, hal)
    with pytest.raises(Refused, match="not looked at a rehearsal"):
        approve_draft(draft, beside=UNSEEN, by=hal, at=LATER, because="I agree")


def test_others_take_no_part(cast: Cast, gil: User, hal: User) -> None:
    draft = sent(cast, gil, hal)
    for act in (
        lambda: approve_draft(
            draft, beside=SEEN, by=cast.dana, at=LATER, because="yes"
        ),
        lambda: return_draft(draft, by=cast.dana, at=LATER, because="no"),
    ):
        with acting_as(cast.dana), pytest.raises(Refused, match="by policy leads"):
            act()
    assert not cast.dana.has_role(Role.POLICY_LEAD)


def test_day_that_is_past_is_refused(cast: Cast, gil: User, hal: User) -> None:
    with pytest.raises(Refused, match="has passed"):
        sent(cast, gil, hal, effective_on=ON - timedelta(days=1))
    draft = sent(cast, gil, hal)
    next_day = AT + timedelta(days=1)
    with pytest.raises(Refused, match="has passed"):
        approve_draft(draft, beside=SEEN, by=hal, at=next_day, because="I agree")


def test_words_are_asked_for(cast: Cast, gil: User, hal: User) -> None:
    with pytest.raises(Refused, match="Say why this should"):
        sent(cast, gil, hal, because=" ")
    draft = sent(cast, gil, hal)
    with pytest.raises(Refused, match="Say why you approve"):
        approve_draft(draft, beside=SEEN, by=hal, at=LATER, because=" ")
    with pytest.raises(Refused, match="Say what has to change"):
        return_draft(draft, by=hal, at=LATER, because=" ")


def test_draft_returns_to_its_author_with_words(
    cast: Cast, gil: User, hal: User
) -> None:
    draft = sent(cast, gil, hal)
    return_draft(draft, by=hal, at=LATER, because="Say why 15 and not 12")
    draft.refresh_from_db()
    assert (draft.state, draft.sent_at) == (PolicyDraft.State.OPEN, None)
    assert [m.user for m in Message.objects.filter(kind="draft_returned")] == [gil]
    assert DraftStep.objects.last().because == "Say why 15 and not 12"
    with pytest.raises(Refused, match="does not wait for approval"):
        approve_draft(draft, beside=SEEN, by=hal, at=LATER, because="yes")


def test_sent_draft_is_sealed_by_the_database(cast: Cast, gil: User, hal: User) -> None:
    draft = sent(cast, gil, hal)
    with pytest.raises(ProgrammingError, match="sealed"), transaction.atomic():
        PolicyDraft.objects.filter(pk=draft.pk).update(sha256="0" * 64)


def test_draft_changed_since_it_was_read_is_not_sent(
    cast: Cast, gil: User, hal: User
) -> None:
    with acting_as(gil):
        draft = draft_of(cast.release, gil)
        PolicyDraft.objects.filter(pk=draft.pk).update(version=2)
        with pytest.raises(Refused, match="just changed or sent"):
            send_draft(draft, by=gil, **ENOUGH)


def test_nothing_is_in_force_twice_when_another_was_published_meanwhile(
    cast: Cast, gil: User, hal: User
) -> None:
    draft = sent(cast, gil, hal)
    other = {
        "rulebooks/prioritisation.toml": (
            "waiting_points = 20 }",
            "waiting_points = 25 }",
        )
    }
    published(cast.release, gil, hal, other)
    words = "written from Release 1, and Release 2 has been published since. Bring "
    with pytest.raises(Refused, match=words):
        approve_draft(draft, beside=SEEN, by=hal, at=LATER, because="I agree")
    assert PolicyRelease.objects.count() == 2
    assert Period.objects.filter(during__contains=LATER).count() == 1


def test_draft_that_changes_nothing_is_not_sent(
    cast: Cast, gil: User, hal: User
) -> None:
    draft = draft_of(cast.release, gil, {})
    with acting_as(gil), pytest.raises(Refused, match="changes nothing"):
        send_draft(draft, by=gil, **ENOUGH)


def test_policy_that_was_a_release_before_is_not_published_again(
    cast: Cast, gil: User, hal: User
) -> None:
    second = published(cast.release, gil, hal)
    with acting_as(gil):
        (name, (old, new)), *_ = MORE_POINTS.items()
        back = draft_of(second, gil, {name: (new, old)}, at=LATER)
        assert back.sha256 == cast.release.sha256
        send_draft(back, by=gil, **{**ENOUGH, "at": LATER})
    with pytest.raises(Refused, match="was a release before"):
        approve_draft(back, beside=SEEN, by=hal, at=LATER, because="I agree")
    back.refresh_from_db()
    assert back.state == PolicyDraft.State.SENT


def test_change_of_one_word_is_a_change(cast: Cast) -> None:
    policy = policy_of(cast.release)
    assert changed(policy, MORE_POINTS).sha256 != policy.sha256


def test_release_to_come_is_not_followed_before_it_was_in_force(
    cast: Cast, gil: User, hal: User
) -> None:
    december = IN_DECEMBER.date()
    draft = sent(cast, gil, hal, effective_on=december)
    to_come = approve_draft(draft, beside=SEEN, by=hal, at=LATER, because="I agree")
    reworded = ("The first step of the wait, made longer.", "Made longer still.")
    next_ = draft_of(to_come, gil, {"rulebooks/prioritisation.toml": reworded})
    with acting_as(gil):
        with pytest.raises(Refused, match="is itself still to come"):
            send_draft(next_, by=gil, **{**ENOUGH, "effective_on": december})
        a_day_later = december + timedelta(days=1)
        send_draft(next_, by=gil, **{**ENOUGH, "effective_on": a_day_later})
    third = approve_draft(next_, beside=SEEN, by=hal, at=LATER, because="I agree")
    assert [period.release for period in Period.objects.all()] == [
        cast.release,
        to_come,
        third,
    ]
