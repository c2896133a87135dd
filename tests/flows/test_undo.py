"""An acceptance is undone as a whole, while nothing was built on it."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from evenhand.casework.cases.services import add_note, move_case
from evenhand.casework.conflicts.services import declare_conflict
from evenhand.casework.models import Case, Representation, Stage
from evenhand.core.accounts import grant
from evenhand.core.models import Event, Message, Role
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.flows.override_plan import override_proposal
from evenhand.flows.reallocate import reallocate_case
from evenhand.flows.undo_plan import CannotUndo, undo_acceptance
from evenhand.planning.acceptance.queries import acceptances_of
from evenhand.planning.models import Handover, Proposal, Run
from evenhand.planning.places import places_left
from evenhand.planning.queries import why_here
from tests.accepting import accept
from tests.cast import AT, ON, Cast


LATER = AT + timedelta(hours=2)
EVENING = AT + timedelta(hours=9)


def undo(cast: Cast, run: Run, **more: object) -> int:
    given = {"by": cast.dana, "on": ON, "at": EVENING, "because": "too early", **more}
    return undo_acceptance(run, **given)


def owners(cast: Cast) -> set[object]:
    with acting_as(cast.service):
        return set(Case.objects.values_list("owner__name", "responsible_unit__code"))


def test_each_case_goes_back_and_everybody_is_told_again(
    cast: Cast, planned: Callable[[], Run]
) -> None:
    case = cast.case()
    cast.case(claimed_on=date(2025, 4, 1))
    with acting_as(cast.service):
        Representation.objects.create(case=case, firm="A Firm", from_on=ON)
    run = planned()
    accept(run, by=cast.dana, on=ON, at=LATER)
    assert owners(cast) == {("Amira Test", "LIVERPOOL")}
    assert undo(cast, run) == 2
    assert owners(cast) == {(None, None)}
    with acting_as(cast.service):
        back = Event.objects.filter(kind="case_given_back")
        assert {event.because for event in back} == {"too early"}
        assert back.count() == 2
        told = Message.objects.filter(case_id=case.pk, created_at=EVENING)
        assert sorted(told.values_list("recipient", "data__owner")) == [
            ("claimant", ""),
            ("representative", ""),
            ("staff", ""),
        ]
        assert places_left(ON)["places"].to_list() == [5]
        run.refresh_from_db()
        assert (run.state, run.accepted_by) == (Run.State.PROPOSED, None)
    with acting_as(cast.dana):
        (act,) = acceptances_of(run)
        assert (act.number, act.undone_because) == (2, "too early")
        before = why_here(case, reader=cast.dana, at=LATER)
        after = why_here(case, reader=cast.dana, at=EVENING)
        assert before is not None
        assert after is not None
        assert (before.given is not None, after.given) == (True, None)
    with pytest.raises(Refused, match="Nothing of this is accepted any more"):
        undo(cast, run)
    again = accept(run, by=cast.dana, on=ON, at=EVENING)
    assert again.accepted == 2, "what was undone waits to be looked at again"


def test_case_goes_back_to_whom_it_was_taken_from(cast: Cast) -> None:
    case = cast.case(
        owner=cast.amira.staff_member,
        owned_since=date(2026, 1, 5),
        responsible_unit=cast.liverpool,
    )
    with acting_as(cast.service):
        hal = cast.person("hal", Role.DECISION_MAKER)
        hal.staff_member.decides, hal.staff_member.weekly_places = True, 2
        hal.staff_member.save()
        conflict = declare_conflict(
            case,
            staff_member=cast.amira.staff_member,
            by=cast.service,
            at=AT,
            because="x",
        )
        case.refresh_from_db()
    run = reallocate_case(case, by=cast.dana, on=ON, at=AT)
    accept(run, by=cast.dana, on=ON, at=LATER)
    assert owners(cast) == {("Hal Test", "LIVERPOOL")}
    with pytest.raises(CannotUndo) as refusal:
        undo(cast, run)
    assert refusal.value.built_on == (
        (case.ref, "Amira Test, who had it, has a conflict of interest with it"),
    )
    with acting_as(cast.service):
        conflict.__class__.objects.filter(pk=conflict.pk).update(
            ended_at=EVENING, ended_by=cast.service
        )
    assert undo(cast, run) == 1
    with acting_as(cast.service):
        case.refresh_from_db()
    assert (case.owner, case.owned_since) == (
        cast.amira.staff_member,
        date(2026, 1, 5),
    )


def test_nothing_is_undone_where_something_was_built_on_one_case(
    cast: Cast, planned: Callable[[], Run]
) -> None:
    noted, moved, same = (
        cast.case(claimed_on=date(2025, month, 1)) for month in (1, 2, 3)
    )
    run = planned()
    accept(run, by=cast.dana, on=ON, at=LATER)
    with acting_as(cast.amira):
        add_note(noted, text="rang them", by=cast.amira, at=LATER)
        moved.refresh_from_db()
        move_case(
            moved,
            to=Stage.INTERVIEWED,
            by=cast.amira,
            on=ON,
            at=LATER,
            because="held",
            interviewed_on=ON,
        )
    with pytest.raises(CannotUndo, match="built on 2 of these cases") as refusal:
        undo(cast, run)
    assert sorted(refusal.value.built_on) == sorted(
        [
            (noted.ref, "A note has been written on it since"),
            (moved.ref, "It has moved on: interviewed"),
        ]
    )
    assert owners(cast) == {("Amira Test", "LIVERPOOL")}
    with acting_as(cast.dana):
        assert Case.objects.get(pk=same.pk).version == 2


def test_one_act_is_undone_and_the_others_stand(
    cast: Cast, planned: Callable[[], Run]
) -> None:
    for day in (1, 2):
        cast.case(claimed_on=date(2025, 3, day))
    run = planned()
    with acting_as(cast.dana):
        one, two = run.proposals.order_by("position").values_list("pk", flat=True)
    for pk in (one, two):
        accept(run, proposals=[pk], by=cast.dana, on=ON, at=LATER)
    with acting_as(cast.dana):
        first, second = acceptances_of(run)
    assert undo(cast, run, act=second) == 1
    with acting_as(cast.dana):
        assert Proposal.objects.get(pk=one).state == Proposal.State.ACCEPTED
        assert Proposal.objects.get(pk=two).state == Proposal.State.PROPOSED
        assert Run.objects.get(pk=run.pk).state == Run.State.ACCEPTED
        assert [act.undone_at for act in acceptances_of(run)] == [None, EVENING]
    assert undo(cast, run, act=first) == 1


def test_what_was_given_by_hand_goes_back_too(
    cast: Cast, planned: Callable[[], Run]
) -> None:
    cast.case()
    run = planned()
    with acting_as(cast.dana):
        proposal = run.proposals.get()
    override_proposal(
        proposal,
        to_unit=cast.liverpool,
        by=cast.dana,
        on=ON,
        at=LATER,
        reason="other",
        because="she asked for a woman",
    )
    assert undo(cast, run) == 1
    assert owners(cast) == {(None, None)}
    with acting_as(cast.dana):
        assert Proposal.objects.get().state == Proposal.State.PROPOSED


def test_undoing_is_open_for_as_long_as_policy_says(
    cast: Cast, planned: Callable[[], Run]
) -> None:
    cast.case()
    run = planned()
    accept(run, by=cast.dana, on=ON, at=LATER)
    late = LATER + timedelta(days=14, seconds=1)
    with pytest.raises(Refused, match="could be undone until 4 December 2026"):
        undo(cast, run, at=late)
    with pytest.raises(Refused, match="Say why"):
        undo(cast, run, because=" ")
    assert undo(cast, run, at=LATER + timedelta(days=14)) == 1


@pytest.mark.parametrize("who", ["amira", "cass", "idris", "jo"])
def test_only_those_who_accept_undo(
    who: str, cast: Cast, planned: Callable[[], Run]
) -> None:
    cast.case()
    run = planned()
    accept(run, by=cast.dana, on=ON, at=LATER)
    with pytest.raises(Refused, match="workflow managers"):
        undo(cast, run, by=getattr(cast, who))


def test_former_owner_who_has_left_gets_nothing_back(cast: Cast) -> None:
    case = cast.case(
        owner=cast.amira.staff_member,
        owned_since=date(2026, 1, 5),
        responsible_unit=cast.liverpool,
    )
    with acting_as(cast.service):
        hal = cast.person("hal", Role.DECISION_MAKER)
        hal.staff_member.decides, hal.staff_member.weekly_places = True, 2
        hal.staff_member.save()
        declare_conflict(
            case,
            staff_member=cast.amira.staff_member,
            by=cast.service,
            at=AT,
            because="x",
        )
        case.refresh_from_db()
    run = reallocate_case(case, by=cast.dana, on=ON, at=AT)
    accept(run, by=cast.dana, on=ON, at=LATER)
    cast.amira.staff_member.left_on = ON
    cast.amira.staff_member.save()
    with pytest.raises(CannotUndo) as refusal:
        undo(cast, run)
    assert refusal.value.built_on[0][1] == "Amira Test, who had it, has left"


def test_hidden_case_of_an_act_neither_stops_its_undoing_nor_is_told(
    cast: Cast, planned: Callable[[], Run]
) -> None:
    cast.case()
    hidden = cast.case(restriction="restricted")
    for user in (cast.amira, cast.cass):
        grant(user, clearances=["restricted"], by=cast.service, at=AT, because="x")
    grant(cast.cass, roles=[Role.WORKFLOW_MANAGER], by=cast.jo, at=AT, because="x")
    run = planned()
    accept(run, by=cast.cass, on=ON, at=LATER)
    with acting_as(cast.amira):
        add_note(hidden, text="rang them", by=cast.amira, at=LATER)
    assert undo(cast, run) == 1
    with acting_as(cast.cass):
        standing = Handover.objects.get(undone_at=None)
        assert standing.case == hidden
    with pytest.raises(CannotUndo):
        undo(cast, run, by=cast.cass)
