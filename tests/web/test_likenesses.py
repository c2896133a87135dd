"""The pages of likenesses: who opens them, what they say, and what their buttons do."""

import re
from collections.abc import Callable
from datetime import date
from html import unescape

import pytest
from django.test import Client

from evenhand.casework.likeness.queries import likenesses, links_of
from evenhand.casework.models import Case, Likeness
from evenhand.core.models import Look, User
from evenhand.core.viewing import acting_as
from evenhand.flows.find_likenesses import find_likenesses
from tests.cast import AT, Cast


As = Callable[[User], Client]
BORN = date(1988, 7, 3)


@pytest.fixture
def pair(cast: Cast) -> tuple[Case, Case]:
    """Two cases of one man, whose day and month of birth were swapped."""
    name = {"family_name": "Tembarak", "given_names": "Zuhayr"}
    one = cast.case(**name, born_on=BORN)
    other = cast.case(**name, born_on=date(1988, 3, 7), claimed_on=date(2025, 6, 1))
    find_likenesses(at=AT)
    return one, other


def only(cast: Cast) -> Likeness:
    with acting_as(cast.service):
        return likenesses().get()


def address(cast: Cast, verb: str = "") -> str:
    return f"/same-person/{only(cast).code}/{verb}"


def test_list_says_who_may_be_whom_and_why(
    cast: Cast, as_: As, pair: tuple[Case, Case]
) -> None:
    page = as_(cast.eli).get("/same-person/").content.decode()
    for words in (
        "Zuhayr Tembarak",
        pair[0].ref,
        pair[1].ref,
        "day and month may be swapped",
        "One person",
        "Very likely",
    ):
        assert words in page
    assert "Nobody fits" in as_(cast.eli).get("/same-person/?kind=family").content.decode()  # fmt: skip
    assert (
        "Nobody fits"
        in as_(cast.eli).get("/same-person/?confidence=possible").content.decode()
    )
    assert (
        "Nobody fits" in as_(cast.eli).get("/same-person/?unit=MERSEY").content.decode()
    )


@pytest.mark.parametrize("wrong", ["after=x", "after=nan~", "after=1", "state=other"])
def test_address_that_says_nothing_sensible_is_answered(
    cast: Cast, as_: As, pair: tuple[Case, Case], wrong: str
) -> None:
    assert as_(cast.eli).get(f"/same-person/?{wrong}").status_code == 200


def test_pages_follow_each_other_without_losing_anybody(cast: Cast, as_: As) -> None:
    with acting_as(cast.service):
        people = [cast.case().people.get() for _ in range(9)]
        Likeness.objects.bulk_create(
            Likeness(
                kind="family",
                one=one,
                other=other,
                one_case_id=one.case_id,
                other_case_id=other.case_id,
                confidence="possible",
                weight=2.5,
                evidence=[],
                found_at=AT,
            )
            for n, one in enumerate(people)
            for other in people[n + 1 :]
        )
        codes = set(likenesses().values_list("code", flat=True))
    client, where, seen = as_(cast.eli), "/same-person/", []
    while where:
        page = client.get(where).content.decode()
        seen += re.findall(r'href="/same-person/(\w{12})/"', page)
        following = re.search(r'href="(/same-person/\?[^"]*after=[^"]*)"', page)
        where = unescape(following[1]) if following else ""
    assert len(seen) == len(set(seen)) == 36
    assert set(seen) == codes


def test_pair_page_marks_differences_in_words_and_leaves_a_trace(
    cast: Cast, as_: As, pair: tuple[Case, Case]
) -> None:
    page = as_(cast.eli).get(address(cast)).content.decode()
    for words in (
        "They are one person",
        "They are a family",
        "They are not",
        "Differs",
    ):
        assert words in page
    with acting_as(cast.idris):
        looked = Look.objects.filter(what="Same person? Side by side", by=cast.eli)
        assert set(looked.values_list("case_id", flat=True)) == {p.pk for p in pair}


def test_a_reason_is_asked_for_and_nothing_done_without(
    cast: Cast, as_: As, pair: tuple[Case, Case]
) -> None:
    response = as_(cast.eli).post(address(cast, "judge/"), {"which": "one-person"})
    assert response.status_code == 422
    assert "Say what shows it" in response.content.decode()
    response = as_(cast.eli).post(address(cast, "judge/"), {"because": "x"})
    assert response.status_code == 422
    assert only(cast).state == "suggested"


@pytest.mark.parametrize(
    ("which", "state", "said"),
    [
        ("one-person", "joined", "They are one person"),
        ("family", "joined", "They are a family"),
        ("neither", "refused", "They are not one person"),
    ],
)
def test_judgement_is_made_and_taken_back(
    cast: Cast,
    as_: As,
    pair: tuple[Case, Case],
    which: str,
    state: str,
    said: str,
) -> None:
    client = as_(cast.eli)
    answer = client.post(
        address(cast, "judge/"), {"which": which, "because": "photographs"}, follow=True
    )
    page = answer.content.decode()
    assert f"<strong>{said}</strong>" in page
    assert "photographs" in page
    assert only(cast).state == state
    again = client.post(address(cast, "judge/"), {"which": "neither", "because": "x"})
    assert "judged already" in again.content.decode()
    client.post(address(cast, "take-back/"), {"because": "the wrong file"})
    assert only(cast).state == "suggested"
    with acting_as(cast.eli):
        assert links_of(pair[0]) == []


def test_case_page_tells_of_the_likeness_and_of_the_link_and_ends_it(
    cast: Cast, as_: As, pair: tuple[Case, Case]
) -> None:
    one, other = pair
    client = as_(cast.eli)
    page = client.get(f"/cases/{one.ref}/").content.decode()
    assert "May be the same person as" in page
    assert address(cast) in page
    client.post(address(cast, "judge/"), {"which": "one-person", "because": "photos"})
    page = client.get(f"/cases/{other.ref}/").content.decode()
    assert "is one person with" in page
    with acting_as(cast.eli):
        (link,) = links_of(other)
    end = f"/cases/{other.ref}/links/{link.code}/end/"
    assert end in page
    assert "photos" in client.get(end).content.decode()
    assert client.post(end, {"because": ""}).status_code == 422
    client.post(end, {"because": "two brothers"})
    assert client.get(end).status_code == 404
    assert only(cast).state == "refused"


def test_others_may_not_open_it_and_a_reader_may_not_judge(
    cast: Cast, as_: As, pair: tuple[Case, Case]
) -> None:
    for user in (cast.amira, cast.idris, cast.nobody):
        assert as_(user).get("/same-person/").status_code == 403
        assert as_(user).get(address(cast)).status_code == 403
    page = as_(cast.jo).get(address(cast)).content.decode()
    assert "They are one person" not in page
    refused = as_(cast.jo).post(
        address(cast, "judge/"), {"which": "family", "because": "x"}
    )
    assert refused.status_code == 422
    assert only(cast).state == "suggested"


def test_likeness_with_a_hidden_case_is_no_page(cast: Cast, as_: As) -> None:
    name = {"family_name": "Tembarak", "given_names": "Zuhayr", "born_on": BORN}
    one = cast.case(**name)
    cast.case(**name, restriction="restricted")
    find_likenesses(at=AT)
    assert as_(cast.eli).get(address(cast)).status_code == 404
    assert "Nobody fits" in as_(cast.eli).get("/same-person/").content.decode()
    assert "May be" not in as_(cast.eli).get(f"/cases/{one.ref}/").content.decode()
