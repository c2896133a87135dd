"""A draft is changed by one person at a time, who is named, and every change goes back."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from evenhand.core.models import Event, Role
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.engine.rules.comparison import compare
from evenhand.engine.rules.editing.rules import (
    TypedRule,
    add_rule,
    change_rule,
    end_rule,
    fresh_id,
    move_rule,
    typed_rule,
)
from evenhand.engine.rules.faults import Faulty
from evenhand.engine.rules.release import Release
from evenhand.releases.drafts.queries import (
    changes_of,
    draft_by_id,
    ids_ever_used,
    newer_than_base,
    open_drafts,
    policy_of_draft,
    program_of_draft,
)
from evenhand.releases.drafts.services import (
    bring_draft_up,
    change_draft,
    give_up_draft,
    start_draft,
    take_back,
)
from evenhand.releases.drafts.verdicts import may_draft
from evenhand.releases.models import (
    DraftChange,
    Ownership,
    Period,
    PolicyDraft,
    PolicyRelease,
)
from evenhand.releases.queries import policy_of
from tests.cast import AT, Cast


@pytest.fixture
def pia(cast: Cast):
    person = cast.person("pia", Role.POLICY_LEAD)
    with acting_as(person):
        yield person


@pytest.fixture
def draft(cast: Cast, pia) -> PolicyDraft:
    return start_draft(
        title="Iraq to Newcastle", about="A try", based_on=cast.release, by=pia, at=AT
    )


def to(units, rule_id="RT-047"):
    """A change of the units a rule sends to."""

    def change(policy):
        typed = typed_rule(policy, policy.files, rule_id)
        return change_rule(
            policy, policy.files, rule_id, replace(typed, then={"units": units})
        )

    return change


def units_of(draft, rule_id="RT-047"):
    return policy_of_draft(draft).rule(rule_id)[1].then["units"].value


def ended(rule_id, on=date(2027, 6, 1)):
    return lambda policy: end_rule(policy.files, rule_id, on=on)


def test_draft_begins_as_its_release_with_the_next_number(cast, draft):
    assert policy_of_draft(draft).number == cast.release.number + 1
    told = compare(policy_of(cast.release), policy_of_draft(draft))
    assert told.rules == ()
    assert [change.section for change in told.beside] == ["Release"]
    assert list(open_drafts()) == [draft]
    assert draft_by_id(draft.pk) == draft
    assert program_of_draft(draft)


def test_change_is_kept_with_who_made_it_and_what_stood_there(draft, pia):
    before = draft.sha256
    change = change_draft(
        draft, to("Newcastle"), seen=1, by=pia, at=AT, because="As asked"
    )
    assert units_of(draft) == ("NEWCASTLE",)
    assert change is not None
    assert (change.version, change.by, change.where) == (2, pia, "RT-047, then units")
    assert change.becomes == "RT-047, Then units: Newcastle"
    assert Release.from_bundle(bytes(change.before)).sha256 == before
    event = Event.objects.latest("pk")
    assert event.data["where"] == "RT-047, then units"
    assert (event.kind, event.because) == ("draft_changed", "As asked")


def test_change_that_changes_nothing_is_none(draft, pia):
    assert change_draft(draft, lambda p: p.files, seen=1, by=pia, at=AT) is None
    assert draft.version == 1


def test_cell_that_cannot_be_read_changes_nothing(draft, pia):
    with pytest.raises(Faulty, match="did you mean NEWCASTLE"):
        change_draft(draft, to("Newcastel"), seen=1, by=pia, at=AT)
    assert PolicyDraft.objects.get().version == 1
    assert not DraftChange.objects.exists()


def test_second_of_two_is_told_who_was_first_and_what_they_changed(cast, draft, pia):
    ben = cast.person("ben", Role.POLICY_LEAD)
    mine, theirs = (PolicyDraft.objects.get() for _ in range(2))
    change_draft(mine, to("Newcastle"), seen=1, by=pia, at=AT)
    with pytest.raises(Refused, match=r"changed this draft.*RT-047, then units") as no:
        change_draft(theirs, to("Leeds", "RT-046"), seen=1, by=ben, at=AT)
    assert pia.name in str(no.value)


def test_faulty_draft_is_kept_and_every_change_is_taken_back(draft, pia):
    began = draft.sha256
    change_draft(draft, to("Newcastle"), seen=1, by=pia, at=AT)
    change_draft(draft, ended("RT-046"), seen=2, by=pia, at=AT)
    change_draft(
        draft, lambda p: move_rule(p.files, "RT-001", by=30), seen=3, by=pia, at=AT
    )
    take_back(draft, first=3, seen=4, by=pia, at=AT, because="too much")
    assert units_of(draft) == ("NEWCASTLE",)
    take_back(draft, first=2, seen=5, by=pia, at=AT)
    assert draft.sha256 == began
    take_back(draft, first=6, seen=6, by=pia, at=AT)
    assert units_of(draft) == ("NEWCASTLE",)
    assert [change.where for change in changes_of(draft)][:2] == [
        "Taken back: version 6",
        "Taken back: version 2 to 5",
    ]


def test_change_that_never_was_cannot_be_taken_back(draft, pia):
    with pytest.raises(Refused, match="no such change"):
        take_back(draft, first=2, seen=1, by=pia, at=AT)


@pytest.mark.parametrize("state", ["sent", "published", "abandoned"])
def test_draft_that_is_not_open_is_not_changed(draft, pia, state):
    draft.state = state
    with pytest.raises(Refused, match="This draft"):
        change_draft(draft, to("Newcastle"), seen=1, by=pia, at=AT)


def test_draft_given_up_stays_to_be_read(draft, pia):
    give_up_draft(draft, seen=1, by=pia, at=AT, because="another way")
    kept = PolicyDraft.objects.get()
    assert (kept.state, kept.closed_because) == ("abandoned", "another way")
    with pytest.raises(Refused):
        change_draft(kept, to("Newcastle"), seen=1, by=pia, at=AT)


def test_only_policy_leads_and_those_who_answer_for_rules_write(cast, pia):
    assert may_draft(pia)
    assert not may_draft(cast.dana)
    with pytest.raises(Refused, match="policy leads"):
        start_draft(title="x", about="", based_on=cast.release, by=cast.dana, at=AT)
    Ownership.objects.create(
        user=cast.dana, owner="Asylum policy", granted_at=AT, because="a test"
    )
    assert may_draft(cast.dana)


def test_id_of_any_draft_is_never_used_again(draft, pia):
    route = policy_of_draft(draft).tables["route"]
    new = fresh_id(route, ids_ever_used())
    typed = TypedRule(title="New", then={"units": "Leeds"})

    def add(policy):
        return add_rule(policy, policy.files, "route", typed, id_=new)

    change_draft(draft, add, seen=1, by=pia, at=AT)
    give_up_draft(draft, seen=2, by=pia, at=AT, because="no")
    assert new in ids_ever_used()
    assert fresh_id(route, ids_ever_used()) != new


def publish(cast, policy, by) -> PolicyRelease:
    at = AT + timedelta(days=1)
    release = PolicyRelease.objects.create(
        number=2,
        title=policy.title,
        bundle=policy.bundle(),
        sha256=policy.sha256,
        vocabulary_version=1,
        published_at=at,
        published_by=by,
    )
    last = Period.objects.get()
    last.during = type(last.during)(last.during.lower, at)
    last.ended_at, last.ended_by = at, by
    last.save()
    Period.objects.create(release=release, during=(at, None), begun_by=by)
    return release


def test_newer_release_is_brought_over_rule_by_rule(cast, draft, pia):
    other = start_draft(title="Other", about="", based_on=cast.release, by=pia, at=AT)
    change_draft(other, ended("RT-046"), seen=1, by=pia, at=AT)
    change_draft(other, to("Leeds"), seen=2, by=pia, at=AT)
    change_draft(draft, to("Newcastle"), seen=1, by=pia, at=AT)
    assert newer_than_base(draft) is None
    newer = publish(cast, policy_of_draft(other), pia)
    assert newer_than_base(draft) == newer
    with pytest.raises(Refused, match="Say which is right for RT-047"):
        bring_draft_up(draft, newer, {}, seen=2, by=pia, at=AT)
    bring_draft_up(draft, newer, {"RT-047": "draft"}, seen=2, by=pia, at=AT)
    told = compare(policy_of(newer), policy_of_draft(draft))
    assert [change.rule_id for change in told.rules] == ["RT-047"]
    assert PolicyDraft.objects.get(pk=draft.pk).based_on == newer
    assert newer_than_base(draft) is None


def test_conflict_settled_for_the_release_takes_its_rule(cast, draft, pia):
    other = start_draft(title="Other", about="", based_on=cast.release, by=pia, at=AT)
    change_draft(other, to("Leeds"), seen=1, by=pia, at=AT)
    change_draft(draft, to("Newcastle"), seen=1, by=pia, at=AT)
    newer = publish(cast, policy_of_draft(other), pia)
    bring_draft_up(draft, newer, {"RT-047": "release"}, seen=2, by=pia, at=AT)
    assert compare(policy_of(newer), policy_of_draft(draft)).rules == ()
