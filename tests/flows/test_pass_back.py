"""Skipping and passing back: told and kept, and nothing moves but by acceptance."""

from datetime import date, timedelta

import pytest

from evenhand.casework.models import Case, Stage
from evenhand.core.accounts import grant
from evenhand.core.models import Clearance, Event, Role, User
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.flows.pass_back import pass_case_back
from evenhand.planning.models import Passing, Proposal, Run
from evenhand.planning.passing.queries import (
    passings_of,
    skipped_on,
    waiting_to_leave,
)
from evenhand.planning.passing.services import record_passing
from tests.accepting import accept
from tests.cast import AT, ON, Cast, assemble
from tests.racing import while_open


LATER = AT + timedelta(hours=2)


def decider(cast: Cast, name: str) -> User:
    user = cast.person(name, Role.DECISION_MAKER)
    user.staff_member.decides, user.staff_member.weekly_places = True, 5
    user.staff_member.save()
    return user


def owned(cast: Cast, **columns: object) -> Case:
    return cast.case(
        owner=cast.amira.staff_member,
        owned_since=date(2026, 10, 1),
        responsible_unit=cast.liverpool,
        **columns,  # type: ignore[arg-type]
    )


def back(
    case: Case, by: User, *, reason: str = "not-trained", words: str = ""
) -> Proposal | None:
    return pass_case_back(case, reason=reason, words=words, by=by, on=ON, at=LATER)


def skip(case: Case, by: User, *, reason: str = "not-trained", words: str = "") -> None:
    with acting_as(by):
        record_passing(
            case,
            kind=Passing.Kind.SKIPPED,
            reason=reason,
            words=words,
            on=ON,
            by=by,
            at=LATER,
        )


def test_case_passed_back_stays_until_a_person_accepts(cast: Cast) -> None:
    hal = decider(cast, "hal")
    case, other = owned(cast), owned(cast)
    proposal = back(case, cast.amira)
    assert proposal is not None
    assert proposal.to_owner == hal.staff_member
    with acting_as(cast.amira):
        kept = Case.objects.get(pk=case.pk)
        assert (kept.owner, kept.version) == (cast.amira.staff_member, case.version)
        assert list(waiting_to_leave(cast.amira.staff_member)) == [proposal]
    with acting_as(cast.dana):
        run = Run.objects.get(why=Run.Why.PASSED_BACK)
        assert (run.person, run.case_id) == (cast.amira.staff_member, case.pk)
    assert accept(run, by=cast.dana, on=ON, at=LATER).accepted == 1
    with acting_as(cast.dana):
        assert Case.objects.get(pk=case.pk).owner == hal.staff_member
        assert Case.objects.get(pk=other.pk).owner == cast.amira.staff_member
        told = Event.objects.get(kind="case_passed_back")
        assert (told.by, told.data["name"]) == (cast.amira, "Amira Test")


def test_case_that_nobody_can_take_stays_and_may_be_passed_back_again(
    cast: Cast,
) -> None:
    case = owned(cast)
    proposal = back(case, cast.amira)
    assert proposal is not None
    assert proposal.state == Proposal.State.NOT_PLACED
    assert "stays with Amira Test" in proposal.reason
    with acting_as(cast.amira):
        assert not waiting_to_leave(cast.amira.staff_member).exists()
    decider(cast, "hal")
    pass_case_back(
        case,
        reason="not-trained",
        words="",
        by=cast.amira,
        on=ON,
        at=LATER + timedelta(hours=1),
    )
    with acting_as(cast.amira):
        assert waiting_to_leave(cast.amira.staff_member).count() == 1
        assert Passing.objects.count() == 2


def test_owner_does_not_accept_what_was_passed_back(cast: Cast) -> None:
    decider(cast, "hal")
    back(owned(cast), cast.amira)
    with acting_as(cast.dana):
        run = Run.objects.get(why=Run.Why.PASSED_BACK)
    with pytest.raises(Refused, match="leader of the team"):
        accept(run, by=cast.amira, on=ON, at=LATER)


@pytest.mark.parametrize(
    ("reason", "words", "said"),
    [
        ("", "", "Choose a reason"),
        ("easier-ones-first", "", "not among the reasons"),
        ("other", "  ", "in your own words"),
    ],
)
def test_reason_must_be_one_of_the_policy(
    cast: Cast, reason: str, words: str, said: str
) -> None:
    case = owned(cast)
    for act in (skip, back):
        with pytest.raises(Refused, match=said):
            act(case, cast.amira, reason=reason, words=words)
    with acting_as(cast.dana):
        assert not Passing.objects.exists()
        assert not Run.objects.exists()


@pytest.mark.parametrize("who", ["bo", "cass", "dana", "eli", "idris", "jo"])
def test_only_the_owner_skips_or_passes_back(cast: Cast, who: str) -> None:
    case, user = owned(cast), getattr(cast, who)
    for act in (skip, back):
        with pytest.raises(Refused, match="decision maker who has it"):
            act(case, user)


def test_decided_case_is_not_passed_back(cast: Cast) -> None:
    case = owned(cast, stage=Stage.DECIDED)
    with pytest.raises(Refused, match="decided already"):
        back(case, cast.amira)


def test_skip_is_for_the_day_and_counted_once(cast: Cast) -> None:
    case = owned(cast)
    skip(case, cast.amira)
    skip(case, cast.amira, reason="other", words="again")
    amira = cast.amira.staff_member
    with acting_as(cast.amira):
        assert set(skipped_on(ON, staff=amira)) == {case.pk}
        assert skipped_on(ON + timedelta(days=1), staff=amira) == {}
        assert Event.objects.filter(kind="case_skipped").count() == 1
        assert Case.objects.get(pk=case.pk).version == case.version


def test_team_leader_sees_only_what_was_done_with_cases_they_may_see(
    cast: Cast,
) -> None:
    grant(cast.amira, clearances=Clearance.values, by=cast.jo, at=AT, because="cleared")
    seen, hidden = owned(cast), owned(cast, restriction="restricted")
    for case in (seen, hidden):
        skip(case, cast.amira)
        back(case, cast.amira)
    with acting_as(cast.cass):
        found = passings_of([cast.amira.staff_member.pk], since=ON)
        assert {passing.case_id for passing in found} == {seen.pk}
        assert Run.objects.filter(why=Run.Why.PASSED_BACK).count() == 1


def test_two_clicks_at_once_pass_a_case_back_once(own_database: str) -> None:
    cast = assemble()
    decider(cast, "hal")
    case = owned(cast)
    first: list[Proposal | None] = []
    second = while_open(
        lambda: first.append(back(case, cast.amira)),
        lambda: back(case, cast.amira),
    )
    assert first == [second]
    with acting_as(cast.dana):
        assert Passing.objects.count() == Run.objects.count() == 1


def test_two_clicks_at_once_skip_a_case_once(own_database: str) -> None:
    cast = assemble()
    case = owned(cast)
    while_open(lambda: skip(case, cast.amira), lambda: skip(case, cast.amira))
    with acting_as(cast.dana):
        assert Passing.objects.count() == 1
