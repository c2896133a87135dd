"""Two who publish at once, and one who is killed while publishing."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from evenhand.core.models import Event, Message, User
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.releases.models import DraftStep, Period, PolicyDraft, PolicyRelease
from evenhand.releases.publication.services import (
    approve_draft,
    return_draft,
    send_draft,
)
from evenhand.releases.publication.withdrawing import ask_withdrawal, withdraw_release
from evenhand.releases.queries import release_in_force
from tests.cast import AT, ON, Cast, assemble
from tests.conftest import Worlds
from tests.killing import killed_at, statements_of
from tests.publishing import SEEN, WORKFLOW, draft_of, policy_lead, published
from tests.racing import while_open


LATER = AT + timedelta(hours=2)
OTHER = {
    "rulebooks/prioritisation.toml": (
        "waiting_points = 20 }",
        "waiting_points = 25 }",
    )
}


class World:
    """The cast, and three policy leads of whom the first two answer for everything."""

    def __init__(self) -> None:
        self.cast: Cast = assemble()
        self.gil = policy_lead(self.cast, "gil", WORKFLOW)
        self.hal = policy_lead(self.cast, "hal", WORKFLOW)
        self.ivy = policy_lead(self.cast, "ivy")

    def sent(self, **given: object) -> PolicyDraft:
        with acting_as(self.gil):
            draft = draft_of(self.cast.release, self.gil, **given)
            send_draft(
                draft,
                effective_on=ON,
                beside=SEEN,
                by=self.gil,
                at=AT,
                because="it is fairer",
            )
        return draft

    def approve(self, draft: PolicyDraft, by: User) -> PolicyRelease:
        with acting_as(by):
            return approve_draft(draft, beside=SEEN, by=by, at=LATER, because="yes")


@pytest.fixture
def world(own_database: str) -> Iterator[World]:
    return World()


def test_second_to_approve_is_told_that_another_has(world: World) -> None:
    draft = world.sent()
    seen = PolicyDraft.objects.get(pk=draft.pk)
    with pytest.raises(Refused, match="just approved or returned this draft"):
        while_open(
            lambda: world.approve(draft, world.hal),
            lambda: world.approve(seen, world.ivy),
        )
    assert PolicyRelease.objects.count() == 2
    assert DraftStep.objects.filter(kind="approved").count() == 1


def test_of_two_drafts_approved_at_once_the_second_is_told_to_begin_again(
    world: World,
) -> None:
    one, other = world.sent(), world.sent(changes=OTHER, title="Other points")
    with pytest.raises(Refused, match="Release 2 has been published since"):
        while_open(
            lambda: world.approve(one, world.hal),
            lambda: world.approve(other, world.ivy),
        )
    assert PolicyRelease.objects.count() == 2
    assert Period.objects.filter(during__contains=LATER).count() == 1
    other.refresh_from_db()
    assert other.state == PolicyDraft.State.SENT


def test_draft_returned_while_it_is_approved_is_approved_once(world: World) -> None:
    draft = world.sent()
    seen = PolicyDraft.objects.get(pk=draft.pk)

    def give_back() -> None:
        with acting_as(world.ivy):
            return_draft(seen, by=world.ivy, at=LATER, because="not yet")

    with pytest.raises(Refused, match="just approved or returned"):
        while_open(lambda: world.approve(draft, world.hal), give_back)
    assert PolicyRelease.objects.count() == 2


def test_release_is_withdrawn_once(world: World) -> None:
    second = published(world.cast.release, world.gil, world.ivy)
    with acting_as(world.ivy):
        asked = ask_withdrawal(second, by=world.ivy, at=LATER, because="it harms")

    def withdraw(by: User) -> PolicyRelease:
        with acting_as(by):
            return withdraw_release(asked, by=by, at=LATER, because="so it does")

    with pytest.raises(Refused, match="just dealt with this request"):
        while_open(lambda: withdraw(world.gil), lambda: withdraw(world.hal))
    assert release_in_force(LATER) == world.cast.release
    assert Period.objects.count() == 3


def test_approval_that_is_killed_leaves_no_half_release(worlds: Worlds) -> None:
    with worlds():
        world = World()
        draft = world.sent()
        total = statements_of(lambda: world.approve(draft, world.hal))
    for n in range(3, total + 1, 5):
        with worlds():
            world = World()
            draft = world.sent()
            with killed_at(n):
                world.approve(draft, world.hal)
            with acting_as(world.hal):
                found = (
                    PolicyRelease.objects.count(),
                    Period.objects.count(),
                    DraftStep.objects.filter(kind="approved").count(),
                    Event.objects.filter(kind="draft_approved").count(),
                    Message.objects.filter(kind="draft_approved").count(),
                )
            assert found == (1, 1, 0, 0, 0), n
            again = PolicyDraft.objects.get(pk=draft.pk)
            assert world.approve(again, world.hal).number == 2
