"""One key, one act: however often a call is sent, at once or later, or by whom killed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client

from evenhand.appointments.models import Interview, Taken
from evenhand.casework.models import Case
from evenhand.core.models import ApiAnswer, ApiToken
from evenhand.core.tokens.answers import KEPT, Asked, hold
from evenhand.core.viewing import acting_as
from tests.api.bearing import Caller, system_of, token_for
from tests.api.conftest import NOW
from tests.api.test_interviews import booked, fault, offers_of
from tests.booking import Book, open_book
from tests.cast import Cast, assemble
from tests.killing import killed_at, statements_of
from tests.racing import while_open


NewCase = Callable[[], Case]


def body_of(caller: Caller, case: Case, which: int = 0) -> dict[str, str]:
    return {
        "case": case.ref,
        "offer": offers_of(caller, case)["offers"][which]["offer"],
    }


def test_same_call_twice_is_one_act_and_one_answer(
    caller: Caller, new_case: NewCase, cast: Cast
) -> None:
    body = body_of(caller, new_case())
    first = caller.post("/interviews", body, key="k1")
    second = caller.post("/interviews", body, key="k1")
    assert first.status_code == second.status_code == 201
    assert first.content == second.content
    assert first.headers["Location"] == second.headers["Location"]
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"
    with acting_as(cast.service):
        assert Interview.objects.count() == 1


@pytest.mark.parametrize(
    "change", [{"because": "another"}, {"case": "EH-0000001-X"}, {"offer": "x"}]
)
def test_key_of_another_call_is_refused(
    change: dict[str, str], caller: Caller, new_case: NewCase
) -> None:
    body = body_of(caller, new_case())
    assert caller.post("/interviews", body, key="k1").status_code == 201
    answer = caller.post("/interviews", {**body, **change}, key="k1")
    told = fault(answer, 422, "key-of-another-call")
    assert "Take a new key" in told["detail"]


def test_key_counts_for_its_address_and_its_token(
    caller: Caller, new_case: NewCase, cast: Cast
) -> None:
    made = booked(caller, new_case(), key="k1")
    why = {"cause": "claimant", "because": "x"}
    where = f"/interviews/{made['uid']}/cancellation"
    fault(caller.post(where, why, key="k1"), 422, "key-of-another-call")
    other = Caller(token_for(cast, system_of(cast, "other")))
    assert other.post(where, why, key="k1").status_code == 200


@pytest.mark.parametrize("key", ["", " ", "a b", "é", "x" * 101])
def test_key_is_needed_and_of_plain_characters(key: str, caller: Caller) -> None:
    answer = caller.client.post(
        "/api/v1/interviews",
        {},
        content_type="application/json",
        headers={"Idempotency-Key": key} if key else {},
    )
    assert "1 to 100 characters" in fault(answer, 400, "no-key")["detail"]


def test_what_was_refused_may_be_sent_again(
    caller: Caller, new_case: NewCase, cast: Cast
) -> None:
    one, other = new_case(), new_case()
    body = body_of(caller, other)
    made = booked(caller, one)
    fault(caller.post("/interviews", body, key="k1"), 409, "taken")
    with acting_as(cast.service):
        assert ApiAnswer.objects.count() == 1
    why = {"cause": "claimant", "because": "x"}
    caller.post(f"/interviews/{made['uid']}/cancellation", why)
    assert caller.post("/interviews", body, key="k1").status_code == 201


def test_key_is_free_again_after_a_day(caller: Caller, new_case: NewCase) -> None:
    why = {"cause": "claimant", "because": "x"}
    made = booked(caller, new_case(), key="k1")
    where = f"/interviews/{made['uid']}/cancellation"
    fault(caller.post(where, why, key="k1"), 422, "key-of-another-call")
    with time_machine.travel(NOW + KEPT + timedelta(seconds=1), tick=False):
        assert caller.post(where, why, key="k1").status_code == 200


def test_answer_about_a_case_that_was_hidden_since_is_not_given_again(
    caller: Caller, new_case: NewCase, cast: Cast
) -> None:
    case = new_case()
    body = body_of(caller, case)
    caller.post("/interviews", body, key="k1")
    with acting_as(cast.service):
        Case.objects.filter(pk=case.pk).update(restriction="restricted")
    fault(caller.post("/interviews", body, key="k1"), 404, "not-found")
    seen = new_case()
    fault(
        caller.post("/interviews", body_of(caller, seen), key="k1"),
        422,
        "key-of-another-call",
    )
    with acting_as(cast.service):
        assert not seen.interviews.exists(), "what the key was in the way of is undone"


def world() -> tuple[Cast, Book, Case, Caller]:
    """A cast, a book and a case, committed: for what takes more than one connection."""
    cast = assemble()
    book = open_book(cast)
    book.interpreter("Ines")
    case = cast.case(sex="female", language="Tigrinya", postcode="DE1 1AA")
    return cast, book, case, Caller(token_for(cast, system_of(cast)))


def test_same_key_at_once_is_answered_once(own_database: str) -> None:
    """The first is not done when the second comes: it is asked to come again."""
    with time_machine.travel(NOW, tick=False):
        cast, _, case, caller = world()
        body = body_of(caller, case)
        token = ApiToken.objects.select_related("user").get()
        asked = Asked(token, "k1", "POST /api/v1/interviews", b"")
        answer = while_open(
            lambda: hold(asked), lambda: caller.post("/interviews", body, key="k1")
        )
        told = fault(answer, 409, "being-answered")
        assert told["detail"].endswith("Ask again in a second.")
        assert answer.headers["Retry-After"] == "1"
        assert caller.post("/interviews", body, key="k1").status_code == 201
        with acting_as(cast.service):
            assert Interview.objects.count() == 1


def test_killed_at_any_statement_leaves_both_or_neither(own_database: str) -> None:
    """The act and its answer; and the same key again always ends with one interview."""
    with time_machine.travel(NOW, tick=False):
        cast, _, case, caller = world()

        def state() -> tuple[int, int, bool]:
            with acting_as(cast.service):
                made, kept = Interview.objects.count(), ApiAnswer.objects.count()
            return made, kept, Taken.objects.exists()

        def undo() -> None:
            with acting_as(cast.service):
                Taken.objects.all().delete()
                Interview.objects.all().delete()
                ApiAnswer.objects.all().delete()

        def attempt(key: str) -> Any:
            return caller.post("/interviews", body, key=key)

        body = body_of(caller, case)
        statements = statements_of(lambda: attempt("k0"))
        undo()
        assert statements > 20
        for n in range(1, statements + 1, 3):
            key = f"k{n}"
            with killed_at(n):
                attempt(key)
            assert state() in ((0, 0, False), (1, 1, True)), n
            answer = attempt(key)
            assert answer.status_code == 201, (n, answer.content)
            assert state() == (1, 1, True), n
            undo()
        connection.close()


def test_key_is_asked_for_before_anything_is_looked_at(caller: Caller) -> None:
    anonymous = Client()
    assert anonymous.post("/api/v1/interviews").status_code == 401
    assert caller.client.post("/api/v1/interviews").status_code == 400
