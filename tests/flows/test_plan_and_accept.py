"""The main job: ranked and routed, proposed, accepted by a person, and told."""

from datetime import date, timedelta

import pytest

from evenhand.casework.barriers.services import open_barrier
from evenhand.casework.cases.services import add_note, move_case
from evenhand.casework.models import Case, Representation, Stage
from evenhand.core.accounts import grant
from evenhand.core.models import Event, Message, Role
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.flows import plan_cases
from evenhand.flows.plan_cases import carry_out, create_run
from evenhand.flows.replay_plan import replay
from evenhand.planning.models import Outcome, Proposal, Run
from evenhand.planning.queries import run_figures, why_here
from tests.accepting import accept
from tests.cast import AT, ON, Cast


LATER = AT + timedelta(hours=2)


def planned(cast: Cast) -> Run:
    with acting_as(cast.dana):
        run = create_run(on=ON, by=cast.dana, at=AT + timedelta(hours=1))
    return carry_out(run.pk, at=AT + timedelta(hours=1))


def test_case_reaches_a_decision_maker_with_its_why(cast: Cast) -> None:
    case = cast.case(nationality="Syria", claimed_on=date(2024, 2, 1))
    with acting_as(cast.service):
        Representation.objects.create(case=case, firm="A Firm", from_on=ON)
    run = planned(cast)
    with acting_as(cast.dana):
        proposal = Proposal.objects.get(run=run)
        assert (proposal.to_owner, proposal.to_unit) == (
            cast.amira.staff_member,
            cast.liverpool,
        )
        assert Case.objects.get().owner is None, "a proposal changes nothing"
    answer = accept(run, by=cast.dana, on=ON, at=LATER)
    assert (answer.accepted, answer.left_out) == (1, ())
    with acting_as(cast.amira):
        case = Case.objects.get()
        assert (case.owner, case.owned_since, case.responsible_unit) == (
            cast.amira.staff_member,
            ON,
            cast.liverpool,
        )
        told = Message.objects.values_list("recipient", flat=True)
        assert sorted(told) == ["claimant", "representative", "staff"]
        event = Event.objects.get(kind="case_allocated")
        assert event.by == cast.dana
        assert event.data["owner_names"] == [None, cast.amira.name]
        why = why_here(case, reader=cast.amira, at=LATER)
        assert why is not None
        assert why.given is not None
        assert why.given.proposal == Proposal.objects.get(run=run)
        assert any("Syria" in reason.sentence for reason in why.reasons)


def test_accepting_twice_changes_nothing_more(cast: Cast) -> None:
    cast.case()
    run = planned(cast)
    assert accept(run, by=cast.dana, on=ON, at=LATER).accepted == 1
    assert accept(run, by=cast.dana, on=ON, at=LATER).accepted == 0
    with acting_as(cast.dana):
        assert Event.objects.filter(kind="case_allocated").count() == 1


def test_case_that_changed_meanwhile_is_left_out_and_named(cast: Cast) -> None:
    changed, same = cast.case(), cast.case(claimed_on=date(2025, 4, 1))
    run = planned(cast)
    with acting_as(cast.eli):
        open_barrier(
            changed,
            kind="no-contact",
            blocks="interview",
            source="letter returned",
            on=ON,
            review_on=ON + timedelta(days=14),
            by=cast.eli,
            at=LATER,
        )
    answer = accept(run, by=cast.dana, on=ON, at=LATER)
    assert answer.accepted == 1
    assert answer.left_out == ((changed.ref, "It changed after the run read it"),)
    with acting_as(cast.dana):
        assert Case.objects.get(pk=changed.pk).owner is None
        assert Case.objects.get(pk=same.pk).owner == cast.amira.staff_member


def test_note_does_not_make_a_proposal_stale(cast: Cast) -> None:
    case = cast.case()
    run = planned(cast)
    with acting_as(cast.eli):
        add_note(case, text="rang the representative", by=cast.eli, at=LATER)
    assert accept(run, by=cast.dana, on=ON, at=LATER).accepted == 1


def test_second_run_is_told_that_the_case_was_given(cast: Cast) -> None:
    case = cast.case()
    first, second = planned(cast), planned(cast)
    accept(first, by=cast.dana, on=ON, at=LATER)
    answer = accept(second, by=cast.dana, on=ON, at=LATER)
    assert answer.left_out == (
        (case.ref, f"It was given to {cast.amira.name} after the run read it"),
    )


def test_person_who_left_is_given_nothing(cast: Cast) -> None:
    case = cast.case()
    run = planned(cast)
    amira = cast.amira.staff_member
    amira.left_on = ON
    amira.save()
    answer = accept(run, by=cast.dana, on=ON, at=LATER)
    assert answer.left_out == ((case.ref, f"{amira.name} has left"),)


def test_only_chosen_proposals_are_accepted(cast: Cast) -> None:
    cast.case()
    cast.case(claimed_on=date(2025, 5, 1))
    run = planned(cast)
    with acting_as(cast.dana):
        chosen = run.proposals.order_by("position").first()
    answer = accept(run, proposals=[chosen.pk], by=cast.dana, on=ON, at=LATER)
    assert answer.accepted == 1
    with acting_as(cast.dana):
        assert run_figures(run).proposed == 1


@pytest.mark.parametrize("who", ["amira", "cass", "idris", "jo", "nobody"])
def test_only_workflow_managers_plan_and_accept(cast: Cast, who: str) -> None:
    cast.case()
    run = planned(cast)
    user = getattr(cast, who)
    with acting_as(user), pytest.raises(Refused, match="workflow managers"):
        create_run(on=ON, by=user, at=AT)
    with pytest.raises(Refused, match="workflow managers"):
        accept(run, by=user, on=ON, at=LATER)


def test_restricted_case_is_planned_and_shown_to_the_cleared_only(cast: Cast) -> None:
    hidden = cast.case(restriction="restricted")
    grant(
        cast.amira, clearances=["restricted"], by=cast.service, at=AT, because="cleared"
    )
    run = planned(cast)
    with acting_as(cast.dana):
        assert run_figures(run).proposed == 0
        assert not run.proposals.exists()
    assert accept(run, by=cast.dana, on=ON, at=LATER).accepted == 0
    with acting_as(cast.amira):
        assert Proposal.objects.get(run=run).case == hidden


def test_restricted_case_goes_to_nobody_without_clearance(cast: Cast) -> None:
    cast.case(restriction="restricted")
    run = planned(cast)
    with acting_as(cast.service):
        proposal = Proposal.objects.get(run=run)
    assert proposal.state == Proposal.State.NOT_PLACED
    assert proposal.reason


def test_high_harm_is_not_told_to_those_not_cleared(cast: Cast) -> None:
    case = cast.case(high_harm=True)
    grant(cast.amira, clearances=["high-harm"], by=cast.service, at=AT, because="x")
    run = planned(cast)
    with acting_as(cast.dana):
        proposal = Proposal.objects.get(run=run)
        assert proposal.to_owner == cast.amira.staff_member, "she is cleared for it"
        assert "harm" not in proposal.reason.lower()
    cast.amira.clearance_grants.update(ended_at=AT, ended_by=cast.service)
    cast.amira.__dict__.pop("_clearances", None)
    with acting_as(cast.amira):
        why = why_here(case, reader=cast.amira, at=LATER)
        assert why is not None
        assert why.points is None
        assert not [r for r in why.reasons if "harm" in r.sentence.lower()]
        assert not [r for r in why.reasons if "points" in r.facts_read]
    grant(cast.bo, clearances=["high-harm"], by=cast.service, at=AT, because="cleared")
    with acting_as(cast.bo):
        why = why_here(case, reader=cast.bo, at=LATER)
        assert why is not None
        assert why.points == Outcome.objects.get(run=run).points
        assert [r for r in why.reasons if "harm" in r.sentence.lower()]


def test_outcomes_are_written_only_where_they_changed(cast: Cast) -> None:
    case, other = cast.case(), cast.case(claimed_on=date(2025, 6, 1))
    planned(cast)
    with acting_as(cast.eli):
        open_barrier(
            case,
            kind="no-contact",
            blocks="interview",
            source="letter returned",
            on=ON,
            review_on=ON + timedelta(days=14),
            by=cast.eli,
            at=LATER,
        )
    with acting_as(cast.dana):
        run = create_run(on=ON, by=cast.dana, at=LATER)
    carry_out(run.pk, at=LATER)
    with acting_as(cast.dana):
        assert Outcome.objects.filter(case=case).count() == 2
        assert Outcome.objects.filter(case=other).count() == 1
        before = why_here(case, reader=cast.dana, at=LATER - timedelta(seconds=1))
        after = why_here(case, reader=cast.dana, at=LATER)
        assert before is not None
        assert after is not None
        assert (before.outcome.ready, after.outcome.ready) == (True, False)


def test_run_replays_to_the_bit(cast: Cast) -> None:
    for day in range(1, 8):
        cast.case(claimed_on=date(2025, 3, day))
    run = planned(cast)
    with acting_as(cast.service):
        answer = replay(run)
    assert answer["same"] is True
    assert answer["compared"] == "row by row"
    assert answer["cases"] == 7


def test_run_carried_out_twice_is_carried_out_once(cast: Cast) -> None:
    cast.case()
    run = planned(cast)
    again = carry_out(run.pk, at=LATER)
    assert again.finished_at == run.finished_at
    with acting_as(cast.dana):
        assert run.proposals.count() == 1


def test_roles_are_those_of_the_moment(cast: Cast) -> None:
    grant(cast.cass, roles=[Role.WORKFLOW_MANAGER], by=cast.jo, at=AT, because="covers")
    with acting_as(cast.cass):
        assert create_run(on=ON, by=cast.cass, at=AT).state == Run.State.WAITING


def test_two_runs_for_a_week_give_nobody_more_than_their_places(cast: Cast) -> None:
    amira = cast.amira.staff_member
    amira.weekly_places = 2
    amira.save()
    cases = [cast.case(claimed_on=date(2025, 3, day)) for day in range(1, 6)]
    next_week = ON + timedelta(days=5)
    runs = []
    for _ in range(2):
        with acting_as(cast.dana):
            run = create_run(on=next_week, by=cast.dana, at=AT + timedelta(hours=1))
        runs.append(carry_out(run.pk, at=AT + timedelta(hours=1)))
        if len(runs) == 1:
            with acting_as(cast.service):
                Case.objects.filter(pk__in=[c.pk for c in cases[:2]]).update(version=9)
    first = accept(runs[1], by=cast.dana, on=ON, at=LATER)
    assert first.accepted == 2
    again = accept(runs[0], by=cast.dana, on=ON, at=LATER)
    assert again.accepted == 0
    assert {why for _, why in again.left_out} <= {
        f"{amira.name} has no place left in that week",
        "It changed after the run read it",
        f"It was given to {amira.name} after the run read it",
    }
    third = planned_for(cast, next_week)
    with acting_as(cast.dana):
        assert run_figures(third).proposed == 0, "the week's places are taken"


def planned_for(cast: Cast, on: date) -> Run:
    with acting_as(cast.dana):
        run = create_run(on=on, by=cast.dana, at=LATER)
    return carry_out(run.pk, at=LATER)


def test_case_withdrawn_before_the_run_is_carried_out_is_not_given(cast: Cast) -> None:
    case = cast.case()
    with acting_as(cast.dana):
        run = create_run(on=ON, by=cast.dana, at=AT)
    with acting_as(cast.eli):
        move_case(
            case,
            to=Stage.WITHDRAWN,
            by=cast.eli,
            on=ON,
            at=AT + timedelta(minutes=1),
            because="asked to withdraw",
        )
    carry_out(run.pk, at=AT + timedelta(minutes=2))
    assert accept(run, by=cast.dana, on=ON, at=LATER).accepted == 0


def test_case_restricted_after_the_run_goes_to_nobody_uncleared(cast: Cast) -> None:
    case = cast.case()
    run = planned(cast)
    grant(cast.dana, clearances=["restricted"], by=cast.service, at=AT, because="x")
    with acting_as(cast.service):
        Case.objects.filter(pk=case.pk).update(restriction="restricted")
    answer = accept(run, by=cast.dana, on=ON, at=LATER)
    assert (answer.accepted, len(answer.left_out)) == (0, 1)


@pytest.mark.parametrize("days", [-8, 22, 4000])
def test_day_far_from_now_is_not_planned(cast: Cast, days: int) -> None:
    with acting_as(cast.dana), pytest.raises(Refused, match="two weeks to come"):
        create_run(on=ON + timedelta(days=days), by=cast.dana, at=AT)


def test_run_that_fails_has_changed_nothing(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.case()
    monkeypatch.setattr(plan_cases, "faults", lambda *_: ["a planted fault"])
    with acting_as(cast.dana):
        run = create_run(on=ON, by=cast.dana, at=AT)
    with pytest.raises(RuntimeError, match="planted"):
        carry_out(run.pk, at=AT)
    with acting_as(cast.service):
        run.refresh_from_db()
        assert run.state == Run.State.FAILED
        assert Outcome.objects.count() == 0


def test_run_of_another_engine_is_verified_and_not_compared_row_by_row(
    cast: Cast,
) -> None:
    for day in range(1, 4):
        cast.case(claimed_on=date(2025, 3, day))
    run = planned(cast)
    run.versions = {"ortools": "8.0"}
    with acting_as(cast.service):
        answer = replay(run)
    assert answer["same"] is True
    assert answer["compared"] == "no faults, and as much placed"
