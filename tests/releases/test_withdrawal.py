"""A release that is withdrawn gives way to the one before it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from evenhand.core.models import Event, Message, User
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.releases.models import Period, PolicyRelease
from evenhand.releases.publication.queries import (
    release_to_come,
    withdrawals_alone,
    withdrawals_waiting,
)
from evenhand.releases.publication.services import approve_draft, send_draft
from evenhand.releases.publication.withdrawing import (
    ask_withdrawal,
    call_off_withdrawal,
    look_at_withdrawal,
    withdraw_alone,
    withdraw_release,
)
from evenhand.releases.queries import release_by_number, release_in_force
from tests.cast import AT, Cast
from tests.publishing import SEEN, WORKFLOW, draft_of, policy_lead, published


LATER = AT + timedelta(hours=2)
AFTER = LATER + timedelta(hours=1)
OTHER = {
    "rulebooks/prioritisation.toml": (
        "waiting_points = 20 }",
        "waiting_points = 25 }",
    )
}


@pytest.fixture
def gil(cast: Cast) -> User:
    return policy_lead(cast, "gil", WORKFLOW)


@pytest.fixture
def hal(cast: Cast) -> User:
    return policy_lead(cast, "hal", "Asylum support")


@pytest.fixture
def second(cast: Cast, gil: User, hal: User) -> PolicyRelease:
    return published(cast.release, gil, hal)


def test_one_asks_and_an_owner_withdraws(
    cast: Cast, gil: User, hal: User, second: PolicyRelease
) -> None:
    with acting_as(hal):
        asked = ask_withdrawal(second, by=hal, at=LATER, because="it harms")
        assert list(withdrawals_waiting()) == [asked]
        assert release_in_force(LATER) == second
    with acting_as(gil):
        back = withdraw_release(asked, by=gil, at=AFTER, because="so it does")
    assert back == cast.release
    assert release_in_force(AFTER) == cast.release
    assert release_in_force(AFTER - timedelta(seconds=1)) == second
    assert [p.release for p in Period.objects.all()] == [
        cast.release,
        second,
        cast.release,
    ]
    with acting_as(gil):
        assert Event.objects.filter(kind="release_withdrawn").count() == 1
    assert not withdrawals_waiting().exists()
    assert not withdrawals_alone().exists()


def test_whoever_asks_does_not_withdraw_it_too(
    gil: User, second: PolicyRelease
) -> None:
    with acting_as(gil):
        asked = ask_withdrawal(second, by=gil, at=LATER, because="it harms")
        with pytest.raises(Refused, match="You asked for it yourself"):
            withdraw_release(asked, by=gil, at=AFTER, because="x")


def test_who_answers_for_nothing_of_it_does_not_withdraw_it(
    cast: Cast, gil: User, hal: User, second: PolicyRelease
) -> None:
    with acting_as(gil):
        asked = ask_withdrawal(second, by=gil, at=LATER, because="it harms")
    with acting_as(hal):
        with pytest.raises(Refused, match="Somebody who answers"):
            withdraw_release(asked, by=hal, at=AFTER, because="x")
        with pytest.raises(Refused, match="in force, or somebody|asked for it already"):
            ask_withdrawal(second, by=hal, at=AFTER, because="x")


def test_only_an_owner_withdraws_alone_and_everybody_hears_of_it(
    cast: Cast, gil: User, hal: User, second: PolicyRelease
) -> None:
    with acting_as(hal), pytest.raises(Refused, match="Only somebody who answers"):
        withdraw_alone(second, by=hal, at=LATER, because="children are missed")
    with acting_as(gil):
        withdraw_alone(second, by=gil, at=LATER, because="children are missed")
        (done,) = withdrawals_alone()
        told = Message.objects.filter(kind="release_withdrawn")
        assert {message.user for message in told} == {hal, cast.jo}
        with pytest.raises(Refused, match="You withdrew it yourself"):
            look_at_withdrawal(done, by=gil, at=AFTER, because="fine")
    assert release_in_force(LATER) == cast.release
    with acting_as(hal):
        look_at_withdrawal(done, by=hal, at=AFTER, because="it was right")
    assert not withdrawals_alone().exists()


def test_request_called_off_leaves_the_release_in_force(
    gil: User, hal: User, second: PolicyRelease
) -> None:
    with acting_as(hal):
        asked = ask_withdrawal(second, by=hal, at=LATER, because="it harms")
        call_off_withdrawal(asked, by=hal, at=AFTER, because="it does not")
    assert release_in_force(AFTER) == second
    with acting_as(gil):
        asked.refresh_from_db()
        with pytest.raises(Refused, match="dealt with already"):
            withdraw_release(asked, by=gil, at=AFTER, because="x")
        ask_withdrawal(second, by=gil, at=AFTER, because="it does")


def test_first_release_has_none_to_go_back_to(cast: Cast, gil: User) -> None:
    with acting_as(gil), pytest.raises(Refused, match="No release before"):
        ask_withdrawal(cast.release, by=gil, at=LATER, because="x")


def test_release_to_come_is_withdrawn_before_its_day(
    cast: Cast, gil: User, hal: User
) -> None:
    with acting_as(gil):
        draft = draft_of(cast.release, gil)
        send_draft(
            draft,
            effective_on=date(2026, 12, 1),
            beside=SEEN,
            by=gil,
            at=AT,
            because="it is fairer",
        )
    with acting_as(hal):
        second = approve_draft(draft, beside=SEEN, by=hal, at=AT, because="I agree")
        assert release_to_come(AT) == second
        asked = ask_withdrawal(second, by=hal, at=LATER, because="no")
        with pytest.raises(Refused, match="Release 2 follows Release 1"):
            ask_withdrawal(cast.release, by=hal, at=LATER, because="no")
    with acting_as(gil):
        withdraw_release(asked, by=gil, at=AFTER, because="no")
    assert release_to_come(AFTER) is None
    assert release_in_force(datetime(2027, 1, 1, tzinfo=UTC)) == cast.release
    (period,) = Period.objects.all()
    assert (period.during.upper, period.ended_by) == (None, None)
    found = release_by_number(2)
    assert found is not None
    assert found.last_period is None


def test_withdrawn_release_never_comes_back(
    cast: Cast, gil: User, hal: User, second: PolicyRelease
) -> None:
    third = published(second, gil, hal, OTHER, at=LATER)
    with acting_as(gil):
        assert withdraw_alone(third, by=gil, at=AFTER, because="no") == second
        again = AFTER + timedelta(hours=1)
        assert withdraw_alone(second, by=gil, at=again, because="no") == cast.release
        with pytest.raises(Refused, match="has been withdrawn"):
            withdraw_alone(second, by=gil, at=again, because="no")
