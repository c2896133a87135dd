"""Tokens of other systems: who grants them, for whom, how long and how fast they work."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from evenhand.core.models import ApiAnswer, ApiToken, Event, Role, TokenPace, User
from evenhand.core.tokens.answers import (
    KEPT,
    Asked,
    answer_to,
    forget_old,
    hold,
    keep,
)
from evenhand.core.tokens.pace import at_once, wait_of
from evenhand.core.tokens.queries import systems, token_shown, tokens_of
from evenhand.core.tokens.services import add_system, grant_token, revoke_token
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from tests.cast import AT, ON, Cast
from tests.racing import while_open


@pytest.fixture
def agency(cast: Cast) -> User:
    with acting_as(cast.jo):
        return add_system(
            "agency", "Interpreter agency", by=cast.jo, at=AT, because="they book"
        )


def granted(cast: Cast, system: User, **changed: Any) -> tuple[ApiToken, str]:
    asked: dict[str, Any] = {
        "scopes": ["appointments:read"],
        "expires_on": ON + timedelta(days=30),
        "by": cast.jo,
        "because": "they look offers up",
        "name": "rota server",
        **changed,
    }
    with acting_as(asked["by"]):
        return grant_token(system, asked.pop("name"), on=ON, at=AT, **asked)


def test_token_opens_until_its_day(cast: Cast, agency: User) -> None:
    token, text = granted(cast, agency, expires_on=ON + timedelta(days=2))
    assert token_shown(text, on=ON) == token
    assert token_shown(text, on=ON + timedelta(days=1)) == token
    assert token_shown(text, on=ON + timedelta(days=2)) is None
    assert token_shown(text + "x", on=ON) is None
    assert token_shown(token.digest, on=ON) is None


def test_text_of_a_token_is_kept_nowhere(cast: Cast, agency: User) -> None:
    token, text = granted(cast, agency)
    kept = {name: str(value) for name, value in vars(token).items()}
    with acting_as(cast.jo):
        told = str(Event.objects.get(kind="token_granted").data)
    assert text not in str(kept) + told
    assert text[4:20] not in str(kept) + told


def test_revoked_token_opens_nothing(cast: Cast, agency: User) -> None:
    token, text = granted(cast, agency)
    with acting_as(cast.jo):
        revoke_token(token, by=cast.jo, at=AT, because="it was mailed")
        assert Event.objects.filter(kind="token_revoked").exists()
    assert token_shown(text, on=ON) is None
    with acting_as(cast.jo), pytest.raises(Refused, match="just revoked"):
        revoke_token(token, by=cast.jo, at=AT, because="again")


@pytest.mark.parametrize("change", ["is_active", "ends_on"])
def test_token_of_a_closed_system_opens_nothing(
    change: str, cast: Cast, agency: User
) -> None:
    _, text = granted(cast, agency)
    values: dict[str, Any] = {"is_active": False, "ends_on": ON}
    User.objects.filter(pk=agency.pk).update(**{change: values[change]})
    assert token_shown(text, on=ON) is None


def test_no_token_acts_for_a_person(cast: Cast) -> None:
    for person in (cast.amira, cast.jo, cast.service):
        with pytest.raises(Refused, match="never for a person"):
            granted(cast, person)


def test_only_administrators_let_systems_in(cast: Cast, agency: User) -> None:
    token, _ = granted(cast, agency)
    for user in (cast.amira, cast.cass, cast.dana, cast.idris, agency):
        with acting_as(user):
            with pytest.raises(Refused, match="administrators"):
                add_system("other", "Other", by=user, at=AT, because="x")
            with pytest.raises(Refused, match="administrators"):
                revoke_token(token, by=user, at=AT, because="x")
        with pytest.raises(Refused, match="administrators"):
            granted(cast, agency, by=user, name="another")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": " "}, "Give the token a name"),
        ({"scopes": []}, "Choose what the token is for"),
        ({"scopes": ["cases:read"]}, "called cases:read"),
        ({"expires_on": ON}, "a day that is to come"),
        ({"expires_on": ON + timedelta(days=367)}, "within a year"),
        ({"per_minute": 0}, "must be 1 to"),
        ({"because": " "}, "Say why"),
    ],
)
def test_token_is_refused_in_a_sentence(
    changed: dict[str, Any], words: str, cast: Cast, agency: User
) -> None:
    with pytest.raises(Refused, match=words):
        granted(cast, agency, **changed)


def test_two_tokens_in_use_never_share_a_name(cast: Cast, agency: User) -> None:
    token, _ = granted(cast, agency)
    with pytest.raises(Refused, match="already"):
        granted(cast, agency)
    with acting_as(cast.jo):
        revoke_token(token, by=cast.jo, at=AT, because="renewed")
    renewed, _ = granted(cast, agency)
    assert list(tokens_of(agency)) == [renewed, token]


@pytest.mark.parametrize(
    ("username", "name", "words"),
    [
        ("Agency!", "Agency", "small letters"),
        ("agency", "Agency", "is taken"),
        ("other", " ", "what the system is called"),
    ],
)
def test_system_is_refused_in_a_sentence(
    username: str, name: str, words: str, cast: Cast, agency: User
) -> None:
    with acting_as(cast.jo), pytest.raises(Refused, match=words):
        add_system(username, name, by=cast.jo, at=AT, because="x")


def test_system_never_signs_in_and_holds_little(cast: Cast, agency: User) -> None:
    assert not agency.has_usable_password()
    assert agency.roles == {Role.BOOKING_OFFICER}
    assert not agency.clearances
    assert list(systems()) == [agency]


def test_database_refuses_a_system_that_is_a_service(cast: Cast, agency: User) -> None:
    with pytest.raises(IntegrityError, match="service_or_system"), transaction.atomic():
        User.objects.filter(pk=agency.pk).update(is_service=True)


def test_pace_lets_a_burst_through_and_then_so_many_a_minute(
    cast: Cast, agency: User
) -> None:
    token, _ = granted(cast, agency, per_minute=120)
    burst = at_once(token)
    let = [wait_of(token, at=AT) for _ in range(burst + 1)]
    assert let[:burst] == [timedelta(0)] * burst
    assert let[burst] == timedelta(seconds=0.5)
    assert wait_of(token, at=AT + let[burst]) == timedelta(0)
    assert wait_of(token, at=AT + let[burst]) > timedelta(0)
    rested = AT + timedelta(minutes=5)
    let = [wait_of(token, at=rested) for _ in range(burst + 1)]
    assert let.count(timedelta(0)) == burst
    another, _ = granted(cast, agency, name="another")
    assert wait_of(another, at=AT) == timedelta(0)
    assert TokenPace.objects.count() == 2


def asked(token: ApiToken, **changed: Any) -> Asked:
    call: dict[str, Any] = {
        **{"token": token, "key": "a-key", "request": "POST /x", "body": b"{}"},
        **changed,
    }
    return Asked(**call)


def kept(token: ApiToken, *, case_id: int | None = None, **changed: Any) -> Asked:
    call = asked(token, **changed)
    keep(call, status=201, headers={}, body="done", case_id=case_id, at=AT)
    return call


def test_answer_is_found_for_a_day(cast: Cast, agency: User) -> None:
    token, _ = granted(cast, agency)
    with acting_as(agency):
        call = kept(token)
        found = answer_to(call, at=AT + KEPT - timedelta(seconds=1))
        assert found is not None
        assert found.body == "done"
        assert call.is_what(found)
        assert not asked(token, body=b"{ }").is_what(found)
        assert not asked(token, request="POST /y").is_what(found)
        assert answer_to(call, at=AT + KEPT) is None
        assert not ApiAnswer.objects.exists()


def test_answer_is_seen_by_its_system_with_its_case(cast: Cast, agency: User) -> None:
    token, _ = granted(cast, agency)
    hidden = cast.case(restriction="restricted")
    with acting_as(agency):
        kept(token)
    with acting_as(cast.service):
        kept(token, key="other", case_id=hidden.pk)
        assert ApiAnswer.objects.count() == 2
    with acting_as(agency):
        assert [answer.key for answer in ApiAnswer.objects.all()] == ["a-key"]
    with acting_as(cast.jo):
        assert not ApiAnswer.objects.exists()


def test_old_answers_are_forgotten(cast: Cast, agency: User) -> None:
    token, _ = granted(cast, agency)
    with acting_as(agency):
        kept(token)
    with acting_as(cast.service):
        assert forget_old(at=AT + KEPT - timedelta(seconds=1)) == 0
        assert forget_old(at=AT + KEPT) == 1


def test_key_is_held_by_one_at_a_time(own_database: str) -> None:
    token = ApiToken(pk=1)
    assert while_open(
        lambda: hold(asked(token)),
        lambda: (held(asked(token)), held(asked(token, key="other"))),
    ) == (False, True)
    with transaction.atomic():
        assert hold(asked(token)), "it is free again once the first has ended"


def held(call: Asked) -> bool:
    with transaction.atomic():
        return hold(call)


def test_dates_of_tokens_are_days() -> None:
    token = ApiToken(expires_on=date(2027, 1, 1))
    assert token.opens(date(2026, 12, 31))
    assert not token.opens(date(2027, 1, 1))
