"""Everybody is compared after an import; killed anywhere and done again is done once."""

from argparse import Namespace
from datetime import date

import pytest

from evenhand.casework.likeness.queries import likenesses
from evenhand.cli.people_verbs import likenesses as told
from evenhand.core.accounts import grant
from evenhand.core.models import Look
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.flows.find_likenesses import find_likenesses
from evenhand.flows.jobs import look_for_likenesses, start_looking_for_likenesses
from tests.cast import AT, Cast, assemble
from tests.killing import killed_at


NAME = {"family_name": "Tembarak", "given_names": "Zuhayr", "born_on": date(1988, 7, 3)}


def asked(username: str, *, find: bool = False) -> Namespace:
    return Namespace(as_user=username, find=find, most=50)


def test_job_finds_and_waits_once(cast: Cast) -> None:
    cast.case(**NAME)
    cast.case(**NAME)
    assert start_looking_for_likenesses()
    assert not start_looking_for_likenesses(), "one search waits already"
    look_for_likenesses()
    with acting_as(cast.eli):
        assert likenesses().count() == 1


def test_command_shows_what_its_person_may_see_and_leaves_a_trace(cast: Cast) -> None:
    one, other = cast.case(**NAME), cast.case(**NAME)
    cast.case(**NAME, restriction="restricted")
    (found,) = told(asked("dana", find=True))["likenesses"]
    assert found["cases"] == [one.ref, other.ref]
    assert "Both born 3 July 1988" in found["for"]
    grant(cast.dana, clearances=["restricted"], by=cast.service, at=AT, because="x")
    assert len(told(asked("dana"))["likenesses"]) == 3
    with acting_as(cast.idris):
        assert Look.objects.filter(what="Same person? By command").count() == 2


@pytest.mark.parametrize("username", ["amira", "nobody", "not there"])
def test_command_is_refused_to_others(cast: Cast, username: str) -> None:
    with pytest.raises(Refused):
        told(asked(username))


def test_search_that_is_killed_and_done_again_is_done_once(own_database: str) -> None:
    cast = assemble()
    cast.case(**NAME)
    cast.case(**NAME)
    statement, done = 0, False
    while not done:
        statement += 1
        with killed_at(statement):
            find_likenesses(at=AT)
            done = True
        with acting_as(cast.eli):
            assert likenesses().exists() == done, f"half done at {statement}"
    assert statement > 5
    find_likenesses(at=AT)
    with acting_as(cast.eli):
        assert likenesses().count() == 1
