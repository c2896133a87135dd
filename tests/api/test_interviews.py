"""Offers, booking, changes and what is booked, as another system asks for them."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from evenhand.appointments.models import CancelledFor, Interview, Taken
from evenhand.casework.models import Case
from evenhand.core.models import Event, Look, User
from evenhand.core.viewing import acting_as
from tests.api.bearing import Caller, mint, system_of, token_for
from tests.booking import Book
from tests.cast import Cast


NewCase = Callable[[], Case]
UID = "6f1f9e9c-0f0e-4c57-9d0a-0c6a5a3f2d11"
MOVED = "the claimant's doctor"


def offers_of(caller: Caller, case: Case, **query: Any) -> Any:
    answer = caller.get(f"/cases/{case.ref}/offers", **query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def booked(caller: Caller, case: Case, *, key: str = "", which: int = 0) -> Any:
    slip = offers_of(caller, case)["offers"][which]["offer"]
    answer = caller.post("/interviews", {"case": case.ref, "offer": slip}, key=key)
    assert answer.status_code == 201, answer.content
    return answer.json()


def fault(answer: Any, status: int, kind: str) -> Any:
    assert answer.status_code == status, answer.content
    told = answer.json()
    assert told["type"] == f"urn:evenhand:problem:{kind}"
    return told


def test_offers_say_when_where_by_whom_and_why(
    caller: Caller, new_case: NewCase
) -> None:
    case = new_case()
    told = offers_of(caller, case)
    assert told["case"] == case.ref
    first = told["offers"][0]
    assert first["site"] == {"code": "DERBY", "name": "Derby"}
    assert first["interpreter"] == {"ref": "INT-Ines", "name": "Ines"}
    assert first["interviewer"]["ref"] == "S-amira"
    assert first["journey_minutes"] == 40
    assert first["reason"].startswith("soonest")
    assert told["why_none_sooner"]
    starts = [offer["starts_at"] for offer in told["offers"]]
    assert starts == sorted(starts)


def test_offers_are_narrowed(caller: Caller, new_case: NewCase) -> None:
    case = new_case()
    assert len(offers_of(caller, case, count=1)["offers"]) == 1
    by_video = offers_of(caller, case, mode="video")["offers"]
    assert {offer["mode"] for offer in by_video} == {"video"}
    none = offers_of(caller, case, until="2026-11-20")
    assert none["offers"] == []
    told = fault(
        caller.get(f"/cases/{case.ref}/offers", site="NOWHERE"), 422, "not-as-described"
    )
    assert told["errors"] == [{"where": "query.site", "what": "There is no such site."}]


def test_interview_is_booked_seen_moved_and_cancelled(
    caller: Caller, new_case: NewCase, cast: Cast
) -> None:
    case = new_case()
    made = booked(caller, case)
    assert made["state"] == "booked"
    assert made["case"] == case.ref
    where = f"/interviews/{made['uid']}"
    assert caller.get(where).json() == made
    others = offers_of(caller, case, instead_of=made["uid"])["offers"]
    slip = next(one for one in others if one["starts_at"] != made["starts_at"])
    change = {"version": made["version"], "offer": slip["offer"], "because": MOVED}
    moved = caller.patch(where, change)
    assert moved.status_code == 200, moved.content
    assert moved.json()["uid"] == made["uid"]
    assert moved.json()["sequence"] == made["sequence"] + 1
    assert moved.json()["starts_at"] == slip["starts_at"]
    gone = caller.post(f"{where}/cancellation", {"cause": "claimant", "because": MOVED})
    assert gone.status_code == 200
    assert gone.json()["state"] == "cancelled"
    assert gone.json()["cancelled_for"] == CancelledFor.CLAIMANT
    assert not Taken.objects.exists()
    again = caller.post(
        f"{where}/cancellation", {"cause": "claimant", "because": MOVED}
    )
    assert again.json() == gone.json()
    with acting_as(cast.service):
        done = Event.objects.filter(case_id=case.pk, kind__startswith="interview_")
        assert {event.by.username for event in done} == {"agency"}
        assert done.count() == 3


def test_answer_says_where_the_interview_is(caller: Caller, new_case: NewCase) -> None:
    case = new_case()
    slip = offers_of(caller, case)["offers"][0]["offer"]
    answer = caller.post("/interviews", {"case": case.ref, "offer": slip})
    address = answer.headers["Location"]
    assert caller.client.get(address).json() == answer.json()


def test_loser_of_a_race_is_offered_the_next_best(
    caller: Caller, new_case: NewCase
) -> None:
    one, other = new_case(), new_case()
    slip = offers_of(caller, other)["offers"][0]
    booked(caller, one)
    answer = caller.post("/interviews", {"case": other.ref, "offer": slip["offer"]})
    told = fault(answer, 409, "taken")
    assert told["detail"].startswith("Somebody else has just booked")
    instead = told["instead"]["offers"]
    assert instead
    assert slip["starts_at"] not in [one["starts_at"] for one in instead]
    second = caller.post(
        "/interviews", {"case": other.ref, "offer": instead[0]["offer"]}
    )
    assert second.status_code == 201


def test_change_of_a_version_that_is_past_is_refused_with_offers(
    caller: Caller, new_case: NewCase
) -> None:
    case = new_case()
    made = booked(caller, case)
    where = f"/interviews/{made['uid']}"
    first, second = offers_of(caller, case, instead_of=made["uid"])["offers"][:2]
    change = {"version": made["version"], "offer": first["offer"], "because": MOVED}
    assert caller.patch(where, change).status_code == 200
    told = fault(
        caller.patch(where, {**change, "offer": second["offer"]}), 409, "changed"
    )
    assert told["detail"].startswith("Somebody else has just changed")
    assert told["instead"]["offers"]


def test_case_that_is_booked_already_is_refused(
    caller: Caller, new_case: NewCase
) -> None:
    case = new_case()
    slip = offers_of(caller, case)["offers"][1]["offer"]
    booked(caller, case)
    told = fault(
        caller.post("/interviews", {"case": case.ref, "offer": slip}), 409, "refused"
    )
    assert told["detail"].startswith("An interview is booked already")


def test_offer_of_another_case_or_none_of_ours_is_refused(
    caller: Caller, new_case: NewCase
) -> None:
    one, other = new_case(), new_case()
    slip = offers_of(caller, one)["offers"][0]["offer"]
    for case, offer, words in (
        (other, slip, "another case"),
        (one, slip[:-2] + "xx", "not an offer of ours"),
    ):
        answer = caller.post("/interviews", {"case": case.ref, "offer": offer})
        assert words in fault(answer, 409, "refused")["detail"]
    assert not Taken.objects.exists()


def test_list_is_read_page_by_page(caller: Caller, new_case: NewCase) -> None:
    made = [booked(caller, new_case()) for _ in range(5)]
    asked = {"from_on": "2026-11-20", "to_on": "2027-01-20", "limit": 2}
    seen: list[str] = []
    following: dict[str, str] = {}
    while True:
        page = caller.get("/interviews", **asked, **following).json()
        seen += [one["uid"] for one in page["interviews"]]
        if page["following"] is None:
            break
        assert len(page["interviews"]) == 2
        following = {"after": page["following"]}
    assert sorted(seen) == sorted(one["uid"] for one in made)
    assert len(seen) == len(set(seen))


def test_list_is_narrowed(caller: Caller, new_case: NewCase, book: Book) -> None:
    book.interviewer("Mina", site=book.derby)
    made = [booked(caller, new_case()) for _ in range(3)]
    span = {"from_on": "2026-11-20", "to_on": "2027-01-20"}

    def found(**asked: Any) -> list[str]:
        answer = caller.get("/interviews", **{**span, **asked})
        assert answer.status_code == 200, answer.content
        return [one["uid"] for one in answer.json()["interviews"]]

    day = made[0]["starts_at"][:10]
    on_day = [one["uid"] for one in made if one["starts_at"][:10] == day]
    assert sorted(found(from_on=day, to_on=day)) == sorted(on_day)
    assert sorted(found(site="DERBY") + found(site="BOOTLE")) == sorted(found())
    assert found(case=made[1]["case"]) == [made[1]["uid"]]
    assert len(found(interpreter="INT-Ines")) == 3
    who = made[0]["interviewer"]["ref"]
    same = [one["uid"] for one in made if one["interviewer"]["ref"] == who]
    assert sorted(found(interviewer=who)) == sorted(same)
    assert found(interviewer="S-nobody") == []
    assert found(state="cancelled") == []


@pytest.mark.parametrize(
    ("asked", "where"),
    [
        ({}, "query.from_on"),
        ({"from_on": "yesterday"}, "query.from_on"),
        ({"from_on": "2026-11-20", "to_on": "2026-11-19"}, "query.to_on"),
        ({"from_on": "2026-11-20", "to_on": "2027-11-19"}, "query.to_on"),
        ({"from_on": "9999-12-31"}, "query.from_on"),
        ({"from_on": "2026-11-20", "after": "x"}, "query.after"),
        ({"from_on": "2026-11-20", "limit": "0"}, "query.limit"),
        ({"from_on": "2026-11-20", "state": "lost"}, "query.state"),
    ],
)
def test_list_says_what_is_wrong_and_where(
    asked: dict[str, str], where: str, caller: Caller
) -> None:
    told = fault(caller.get("/interviews", **asked), 422, "not-as-described")
    assert [one["where"] for one in told["errors"]] == [where]
    assert told["errors"][0]["what"].endswith(".")


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({}, ["body.case", "body.offer"]),
        ({"case": "x", "offer": "x", "more": 1}, ["body.more"]),
        ({"case": 1, "offer": "x"}, ["body.case"]),
        ({"case": "x\x00", "offer": "x"}, ["body.case"]),
        ({"case": "x", "offer": "x", "because": "a" * 301}, ["body.because"]),
    ],
)
def test_body_says_what_is_wrong_and_where(
    body: dict[str, Any], where: list[str], caller: Caller
) -> None:
    told = fault(caller.post("/interviews", body), 422, "not-as-described")
    assert [one["where"] for one in told["errors"]] == where


def test_body_that_is_no_json_is_a_problem(caller: Caller) -> None:
    for body in ("{", "[" * 100_000):
        answer = caller.client.post(
            "/api/v1/interviews",
            body,
            content_type="application/json",
            headers={"Idempotency-Key": "k"},
        )
        assert fault(answer, 400, "unreadable")


def test_token_does_what_it_was_granted_for(
    cast: Cast, book: Book, new_case: NewCase
) -> None:
    system = system_of(cast)
    reader = Caller(token_for(cast, system, scopes=["appointments:read"]))
    writer = Caller(token_for(cast, system, scopes=["appointments:write"]))
    case = new_case()
    slip = offers_of(reader, case)["offers"][0]["offer"]
    body = {"case": case.ref, "offer": slip}
    told = fault(reader.post("/interviews", body), 403, "not-granted")
    assert "appointments:write" in told["detail"]
    assert not Taken.objects.exists()
    made = writer.post("/interviews", body)
    assert made.status_code == 201
    for path in (f"/interviews/{made.json()['uid']}", f"/cases/{case.ref}/offers"):
        fault(writer.get(path), 403, "not-granted")
        assert reader.get(path).status_code in (200, 409)


def test_restricted_case_is_answered_like_no_case(
    cast: Cast, book: Book, caller: Caller, new_case: NewCase
) -> None:
    cleared = Caller(
        token_for(cast, system_of(cast, "inner", clearances=["restricted"]))
    )
    hidden = new_case()
    made = booked(cleared, hidden)
    with acting_as(cast.service):
        Case.objects.filter(pk=hidden.pk).update(restriction="restricted")
    assert cleared.get(f"/interviews/{made['uid']}").status_code == 200
    change = {"version": 1, "offer": "x", "because": "x"}
    why = {"cause": "claimant", "because": "x"}
    for ask in (
        lambda ref, uid: caller.get(f"/cases/{ref}/offers"),
        lambda ref, uid: caller.post("/interviews", {"case": ref, "offer": "x"}),
        lambda ref, uid: caller.get(f"/interviews/{uid}"),
        lambda ref, uid: caller.patch(f"/interviews/{uid}", change),
        lambda ref, uid: caller.post(f"/interviews/{uid}/cancellation", why),
    ):
        seen, none = ask(hidden.ref, made["uid"]), ask("EH-9999999-Z", UID)
        assert (seen.status_code, seen.content) == (none.status_code, none.content)
        assert seen.status_code == 404
    span = {"from_on": "2026-11-20", "to_on": "2027-01-20"}
    listed = caller.get("/interviews", **span, case=hidden.ref)
    assert listed.json() == {"interviews": [], "following": None}
    assert hidden.ref not in str(caller.get("/interviews", **span).json())
    assert len(cleared.get("/interviews", **span).json()["interviews"]) == 1


def test_whoever_may_not_book_may_not_by_a_token(
    cast: Cast, book: Book, new_case: NewCase
) -> None:
    case = new_case()
    for user in (cast.amira, cast.jo, cast.nobody):
        answer = Caller(mint(user)).get(f"/cases/{case.ref}/offers")
        told = fault(answer, 403, "not-granted")
        assert told["detail"] == (
            "Interviews are booked by booking officers and workflow managers."
        )


def test_looks_are_kept(caller: Caller, cast: Cast, new_case: NewCase) -> None:
    case = new_case()
    made = booked(caller, case)
    caller.get(f"/interviews/{made['uid']}")
    caller.get("/interviews", from_on=str(date(2026, 11, 20)))
    with acting_as(cast.service):
        looks = list(Look.objects.order_by("pk").values_list("what", "case_id", "kind"))
    assert looks == [
        ("Offers of an interview, through the API", case.pk, "view"),
        ("An interview, through the API", case.pk, "view"),
        ("Interviews, through the API", None, "search"),
    ]
    assert Look.objects.model.objects is not None


def test_times_are_those_on_the_wall_in_london(
    caller: Caller, new_case: NewCase, cast: Cast
) -> None:
    made = booked(caller, new_case())
    with acting_as(cast.service):
        row = Interview.objects.get(uid=made["uid"])
        Interview.objects.filter(pk=row.pk).update(
            starts_at=row.starts_at + timedelta(days=200),
            ends_at=row.ends_at + timedelta(days=200),
        )
    moved = caller.get(f"/interviews/{made['uid']}").json()
    assert made["starts_at"].endswith("Z")
    assert moved["starts_at"].endswith("+01:00")


def test_system_that_is_closed_is_let_in_no_more(caller: Caller, cast: Cast) -> None:
    User.objects.filter(username="agency").update(is_active=False)
    assert caller.get("/interviews", from_on="2026-11-20").status_code == 401
