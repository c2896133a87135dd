"""Somebody answers for every owner that the policy names, and who did stays known."""

import pytest

from evenhand.core.models import Event, User
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.engine.rules.owners import owners_named, owners_of_changes
from evenhand.releases.models import Ownership
from evenhand.releases.owners.queries import answering, owned_by, those_who_answer
from evenhand.releases.owners.services import (
    end_ownership,
    give_ownership,
    share_out_ownerships,
)
from evenhand.releases.queries import policy_of
from tests.cast import AT, Cast
from tests.publishing import MORE_POINTS, WORKFLOW, changed, policy_lead


@pytest.fixture
def gil(cast: Cast) -> User:
    return policy_lead(cast, "gil", WORKFLOW)


def test_administrator_says_who_answers_and_why(cast: Cast, gil: User) -> None:
    with acting_as(cast.jo):
        held = give_ownership(
            gil, "Asylum policy", by=cast.jo, at=AT, because="took over"
        )
        assert Event.objects.filter(kind="ownership_given").count() == 1
    assert owned_by(gil) == {WORKFLOW, "Asylum policy"}
    assert (held.granted_by, held.because) == (cast.jo, "took over")


def test_ownership_is_refused_in_words(cast: Cast, gil: User) -> None:
    words = {"by": cast.jo, "at": AT, "because": "took over"}
    with acting_as(cast.jo):
        for user, owner, given, why in (
            (gil, WORKFLOW, {}, "answers for .* already"),
            (gil, "Nobody's team", {}, "in force names that owner"),
            (cast.amira, WORKFLOW, {}, "is no policy lead"),
            (gil, "Asylum policy", {"because": " "}, "Say why"),
            (gil, "Asylum policy", {"by": cast.dana}, "by an administrator"),
            (cast.jo, "Asylum policy", {}, "by somebody else"),
        ):
            with pytest.raises(Refused, match=why):
                give_ownership(user, owner, **{**words, **given})


def test_last_who_answers_is_not_ended(cast: Cast, gil: User) -> None:
    (held,) = Ownership.objects.all()
    with acting_as(cast.jo):
        with pytest.raises(Refused, match="Nobody else answers for National Workflow"):
            end_ownership(held, by=cast.jo, at=AT, because="left")
        hal = policy_lead(cast, "hal", WORKFLOW)
        end_ownership(held, by=cast.jo, at=AT, because="left")
        held.refresh_from_db()
        with pytest.raises(Refused, match="just ended it|Nobody else"):
            end_ownership(held, by=cast.jo, at=AT, because="left")
    assert those_who_answer(WORKFLOW) == [hal]


def test_owners_are_shared_out_to_two_people_each(cast: Cast, gil: User) -> None:
    hal, ivy = policy_lead(cast, "hal"), policy_lead(cast, "ivy")
    for _ in range(2):
        with acting_as(cast.service):
            share_out_ownerships(
                [gil, hal, ivy], by=cast.service, at=AT, because="set up"
            )
    named = owners_named(policy_of(cast.release))
    held = {one.owner: len(one.held) for one in answering(AT)}
    assert set(held) == set(named)
    assert {count for owner, count in held.items() if owner != WORKFLOW} == {2}


def test_what_changes_is_told_by_whose_it_is(cast: Cast) -> None:
    policy = policy_of(cast.release)
    assert owners_of_changes(policy, policy) == {}
    assert owners_of_changes(policy, changed(policy, MORE_POINTS)) == {
        WORKFLOW: ["rule WP-002"]
    }
    authority = {"authorities.toml": ("expires_on = 2029", "expires_on = 2030")}
    assert owners_of_changes(policy, changed(policy, authority)) == {
        "Asylum policy": ["authority AUTH-NAT-1"]
    }
    called = {"release.toml": ('title = "', 'title = "Another ')}
    assert list(owners_of_changes(policy, changed(policy, called))) == [WORKFLOW]
    assert owners_of_changes(policy, changed(policy, called | authority)) == {
        "Asylum policy": ["authority AUTH-NAT-1"]
    }
    share = {"standards.toml": ("share = 0.1", "share = 0.2")}
    assert owners_of_changes(policy, changed(policy, share)) == {
        WORKFLOW: ["standard reserved share"]
    }


def test_new_rule_is_its_tables_until_it_is_in_force(cast: Cast) -> None:
    policy = policy_of(cast.release)
    rule = (
        '[[table.rule]]\nid = "WP-900"\ntitle = "x"\nowner = "Asylum support"\n'
        "then = { waiting_points = 1 }\n\n"
    )
    first = '[[table.rule]]\nid = "WP-001"'
    after = changed(
        policy, {"rulebooks/prioritisation.toml": (first, f"{rule}{first}")}
    )
    assert owners_of_changes(policy, after) == {
        WORKFLOW: ["table waiting_points", "rule WP-900 is new"]
    }
