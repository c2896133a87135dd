"""A specialism is cut over: who moves and who stays, in which phase, told to whom."""

from datetime import date, timedelta

import pytest

from evenhand.appointments.book.services import cancel
from evenhand.appointments.models import Interview
from evenhand.casework.barriers.services import open_barrier
from evenhand.casework.cases.services import add_note, move_case
from evenhand.casework.models import Case, CaseLink, Representation, Stage
from evenhand.core.accounts import grant
from evenhand.core.models import Event, Message
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.flows.cut_over import carry_out_phase, look_at, plan_cut_over
from evenhand.flows.reallocate import reallocate_person
from evenhand.flows.reverse_cut_over import (
    CannotReverse,
    call_off_phase,
    reverse_phase,
    what_stands,
)
from evenhand.planning.cutover.figures import parts_of, what_happened, work_of
from evenhand.planning.cutover.queries import due_on
from evenhand.planning.cutover.services import record_feedback, record_review
from evenhand.planning.models import CutOver, CutOverFeedback, CutOverPhase, Run
from tests.booking import Book, open_book
from tests.cast import AT, ON, Cast
from tests.cutting_over import (
    LATER,
    MONDAY,
    THAT_DAY,
    asked,
    iraqi,
    phase_of,
    planned,
    routed,
    second_manager,
    standing,
    wales,
)


@pytest.fixture
def two(cast: Cast) -> Cast:
    """The cast with two workflow managers and the receiving unit."""
    second_manager(cast)
    wales()
    return cast


def owned(cast: Cast, **said) -> Case:
    return iraqi(
        cast,
        owner=cast.amira.staff_member,
        owned_since=date(2026, 3, 2),
        responsible_unit=cast.liverpool,
        **said,
    )


def linked(cast: Cast, one: Case, other: Case) -> None:
    first, second = sorted((one.pk, other.pk))
    with acting_as(cast.service):
        CaseLink.objects.create(
            one_id=first,
            other_id=second,
            evidence="brothers",
            linked_at=AT,
            linked_by=cast.service,
        )


def carried_out(cast: Cast, cut_over: CutOver, number: int = 1):
    return carry_out_phase(
        phase_of(cut_over, number), by=cast.cass, on=MONDAY, at=THAT_DAY
    )


def test_every_reason_to_stay_is_seen(two: Cast) -> None:
    moves = iraqi(two)
    interviewed = iraqi(two, stage=Stage.INTERVIEWED)
    worked_on, left_alone = owned(two), owned(two)
    barred = iraqi(two)
    iraqi(two, responsible_unit=wales())
    two.case(nationality="Syria", responsible_unit=two.mersey)
    held, brother = iraqi(two, stage=Stage.INTERVIEWED), iraqi(two)
    linked(two, held, brother)
    with acting_as(two.amira):
        add_note(worked_on, text="rang her", by=two.amira, at=AT)
        add_note(left_alone, text="old", by=two.amira, at=AT - timedelta(days=40))
    with acting_as(two.eli):
        add_note(left_alone, text="not the owner's", by=two.eli, at=AT)
        open_barrier(
            barred,
            kind="trafficking-referral",
            blocks="refusal",
            source="referred",
            on=ON,
            review_on=ON + timedelta(days=14),
            by=two.eli,
            at=AT,
        )
    routed(two)
    cut_over = planned(two)
    assert standing(two, cut_over) == {
        moves.ref: ("waiting", ""),
        interviewed.ref: ("excluded", "interviewed"),
        worked_on.ref: ("excluded", "in progress"),
        left_alone.ref: ("waiting", ""),
        barred.ref: ("excluded", "continuity"),
        held.ref: ("excluded", "interviewed"),
        brother.ref: ("excluded", "linked"),
    }
    with pytest.raises(Refused, match="No case would move"):
        planned(two)


def test_case_with_an_open_reallocation_stays(two: Cast) -> None:
    case = owned(two)
    bo = two.bo.staff_member
    bo.decides, bo.weekly_places = True, 5
    bo.save()
    routed(two)
    reallocate_person(
        two.amira.staff_member, why=Run.Why.LEAVES, by=two.dana, on=ON, at=AT
    )
    look = look_at(asked(two), by=two.dana, on=ON, at=LATER)
    assert [(row.case_id, row.why) for row in look.stay] == [(case.pk, "re-allocation")]


def with_interview(cast: Cast, town: Book, case: Case) -> Interview:
    with acting_as(cast.service):
        return Interview.objects.create(
            case=case,
            kind=Interview.Kind.SUBSTANTIVE,
            mode=town.derby_suite.mode,
            starts_at=AT + timedelta(days=14),
            ends_at=AT + timedelta(days=14, hours=2),
            site=town.derby,
            room=town.derby_suite,
            interviewer=town.amira,
            booked_at=AT,
            booked_by=cast.service,
        )


def test_case_whose_interview_is_booked_stays_until_it_is_not(two: Cast) -> None:
    town = open_book(two)
    moves, booked = iraqi(two), iraqi(two)
    interview = with_interview(two, town, booked)
    routed(two)
    look = look_at(asked(two), by=two.dana, on=ON, at=LATER)
    assert [row.case_id for row in look.moving] == [moves.pk]
    assert [(row.case_id, row.why) for row in look.stay] == [(booked.pk, "booked")]
    with acting_as(town.booker):
        cancel(interview, cause="site", because="Flooded", by=town.booker, at=AT)
    look = look_at(asked(two), by=two.dana, on=ON, at=LATER)
    assert {row.case_id for row in look.moving} == {moves.pk, booked.pk}


def test_case_that_was_booked_since_is_left_out_of_its_phase(two: Cast) -> None:
    town = open_book(two)
    moves, booked = iraqi(two), iraqi(two)
    routed(two)
    cut_over = planned(two)
    with_interview(two, town, booked)
    came = carried_out(two, cut_over)
    assert came.moved == 1
    ((ref, why),) = came.left_out
    assert ref == booked.ref
    assert "interview is booked" in why
    with acting_as(two.dana):
        moves.refresh_from_db()
    assert moves.responsible_unit == wales()


def test_case_of_no_unit_moves_unless_units_are_named(two: Cast) -> None:
    nowhere, there = iraqi(two, responsible_unit=None), iraqi(two)
    routed(two)
    look = look_at(asked(two), by=two.dana, on=ON, at=LATER)
    assert {row.case_id for row in look.moving} == {nowhere.pk, there.pk}
    look = look_at(asked(two, from_units=(two.mersey,)), by=two.dana, on=ON, at=LATER)
    assert [row.case_id for row in look.moving] == [there.pk]
    look = look_at(asked(two, rules=("RT-037",)), by=two.dana, on=ON, at=LATER)
    assert not look.phases, "they are routed by the rule for Iraq, not for Sudan"
    look = look_at(asked(two, rules=("RT-036",)), by=two.dana, on=ON, at=LATER)
    assert len(look.moving) == 2


def test_longest_waiting_move_first_and_families_together(two: Cast) -> None:
    cases = [iraqi(two, claimed_on=date(2025, 3, day)) for day in (1, 2, 3, 4, 5)]
    linked(two, cases[0], cases[4])
    routed(two)
    look = look_at(asked(two, phases=2, most=2), by=two.dana, on=ON, at=LATER)
    assert [[row.case_id for row in rows] for _, rows in look.phases] == [
        [cases[0].pk, cases[4].pk],
        [cases[1].pk, cases[2].pk],
    ]
    assert [day for day, _ in look.phases] == [MONDAY, MONDAY + timedelta(days=7)]
    assert [(row.case_id, row.why) for row in look.stay] == [(cases[3].pk, "beyond")]


def test_figures_before_anything_is_done(two: Cast) -> None:
    iraqi(two)
    iraqi(two, unaccompanied=True)
    owned(two)
    routed(two)
    look = look_at(asked(two), by=two.dana, on=ON, at=LATER)
    parts = parts_of(look.moving)
    assert parts.by_unit == ((two.mersey.pk, 2), (two.liverpool.pk, 1))
    assert parts.by_nationality == (("Iraq", 3),)
    assert (parts.alone, parts.owners_taken) == (1, 1)
    with acting_as(two.dana):
        receiving, giving = work_of(wales(), look.moving, on=ON)
    assert (receiving.waiting, receiving.after, receiving.weeks) == (0, 3, None)
    assert (giving.name, giving.waiting, giving.after) == ("Mersey", 2, 0)


def test_phase_moves_and_tells_everybody(two: Cast) -> None:
    kept, taken = iraqi(two), owned(two)
    with acting_as(two.service):
        Representation.objects.create(case=taken, firm="A Firm", from_on=ON)
    routed(two)
    cut_over = planned(two)
    came = carried_out(two, cut_over)
    assert (came.moved, came.left_out) == (2, ())
    with acting_as(two.dana):
        for case in Case.objects.filter(pk__in=[kept.pk, taken.pk]):
            assert (case.responsible_unit, case.owner, case.owned_since) == (
                wales(),
                None,
                None,
            )
            assert case.version == 2
        told = Message.objects.filter(case_id=taken.pk)
        assert sorted(told.values_list("recipient", "user__username")) == [
            ("claimant", None),
            ("representative", None),
            ("staff", "amira"),
        ]
        assert {
            tuple(data.items()) for data in told.values_list("data", flat=True)
        } == {(("unit", "Wales"),)}, "a letter says where the case is, and no more"
        event = Event.objects.get(kind="unit_changed", case_id=taken.pk)
        assert event.data == {
            "from_unit": "LIVERPOOL",
            "to_unit": "WALES",
            "owner": two.amira.staff_member.pk,
            "owner_name": two.amira.name,
            "cut_over": "Iraq to Wales",
        }
        assert event.by == two.cass
        cut_over.refresh_from_db()
        assert cut_over.state == CutOver.State.DONE
    assert carried_out(two, cut_over).moved == 0, "twice is harmless"
    with acting_as(two.dana):
        assert Event.objects.filter(kind="unit_changed").count() == 2


def test_decision_maker_who_helps_the_receiving_unit_keeps_the_case(two: Cast) -> None:
    case = owned(two)
    two.amira.staff_member.also_units.add(wales())
    routed(two)
    carried_out(two, planned(two))
    with acting_as(two.dana):
        case.refresh_from_db()
        assert case.owner == two.amira.staff_member
        assert case.responsible_unit == wales()
        assert not Message.objects.filter(recipient="staff").exists()


def test_phase_takes_two_people_and_its_day(two: Cast) -> None:
    iraqi(two)
    routed(two)
    phase = phase_of(planned(two))
    with pytest.raises(Refused, match="Somebody else than whoever planned it"):
        carry_out_phase(phase, by=two.dana, on=MONDAY, at=THAT_DAY)
    with pytest.raises(Refused, match="from 23 November 2026 on"):
        carry_out_phase(phase, by=two.cass, on=ON, at=LATER)
    with pytest.raises(Refused, match="workflow managers"):
        carry_out_phase(phase, by=two.amira, on=MONDAY, at=THAT_DAY)
    with pytest.raises(Refused, match="workflow managers"):
        look_at(asked(two), by=two.amira, on=ON, at=LATER)


def test_what_changed_meanwhile_is_left_out_and_named(two: Cast) -> None:
    same, withdrawn, changed, brother, worked_on = (
        iraqi(two, claimed_on=date(2025, 3, day)) for day in (1, 2, 3, 4, 5)
    )
    linked(two, changed, brother)
    with acting_as(two.service):
        Case.objects.filter(pk=worked_on.pk).update(
            owner=two.amira.staff_member,
            owned_since=ON,
            responsible_unit=two.liverpool,
        )
    routed(two)
    cut_over = planned(two)
    with acting_as(two.eli):
        move_case(
            withdrawn,
            to=Stage.WITHDRAWN,
            by=two.eli,
            on=ON,
            at=LATER,
            because="asked",
        )
        open_barrier(
            changed,
            kind="no-contact",
            blocks="interview",
            source="letter returned",
            on=ON,
            review_on=ON + timedelta(days=14),
            by=two.eli,
            at=LATER,
        )
    with acting_as(two.amira):
        add_note(worked_on, text="rang him", by=two.amira, at=LATER)
    came = carried_out(two, cut_over)
    assert came.moved == 1
    assert dict(came.left_out) == {
        withdrawn.ref: "It is closed",
        changed.ref: "It changed after the cut-over was planned",
        brother.ref: "It is linked with a case that stays",
        worked_on.ref: "Its decision maker has worked on it lately",
    }
    assert standing(two, cut_over)[same.ref] == ("moved", "")


def test_restricted_case_is_moved_by_nobody_in_bulk(two: Cast) -> None:
    plain, brother = iraqi(two), iraqi(two)
    hidden = iraqi(two, restriction="restricted")
    linked(two, hidden, brother)
    grant(two.cass, clearances=["restricted"], by=two.service, at=AT, because="x")
    routed(two)
    by_cleared = look_at(asked(two), by=two.cass, on=ON, at=LATER)
    by_other = look_at(asked(two), by=two.dana, on=ON, at=LATER)
    assert {row.case_id for row in by_cleared.moving} == {plain.pk, brother.pk}
    assert by_cleared.phases == by_other.phases
    assert [row.why for row in by_cleared.stay] == ["restricted"]
    assert by_other.stay == ()


def test_case_restricted_meanwhile_is_told_to_the_cleared_only(two: Cast) -> None:
    plain, hidden = iraqi(two), iraqi(two)
    routed(two)
    cut_over = planned(two)
    with acting_as(two.service):
        Case.objects.filter(pk=hidden.pk).update(restriction="restricted")
    came = carried_out(two, cut_over)
    assert (came.moved, came.left_out) == (1, ())
    assert standing(two, cut_over) == {plain.ref: ("moved", "")}
    with acting_as(two.service):
        assert cut_over.cases.get(case=hidden).why == "restricted"
        assert Case.objects.get(pk=hidden.pk).responsible_unit == two.mersey
    with acting_as(two.dana):
        assert what_happened(cut_over).planned == 1


def test_phase_is_reversed_as_a_whole(two: Cast) -> None:
    kept, taken = iraqi(two), owned(two)
    routed(two)
    cut_over = planned(two)
    carried_out(two, cut_over)
    back = reverse_phase(
        phase_of(cut_over), by=two.dana, on=MONDAY, at=THAT_DAY, because="no room"
    )
    assert back == 2
    with acting_as(two.dana):
        kept.refresh_from_db()
        taken.refresh_from_db()
        assert (kept.responsible_unit, kept.owner) == (two.mersey, None)
        assert (taken.responsible_unit, taken.owner, taken.owned_since) == (
            two.liverpool,
            two.amira.staff_member,
            date(2026, 3, 2),
        )
        assert Event.objects.filter(kind="unit_changed_back").count() == 2
        told = Message.objects.filter(case_id=taken.pk, recipient="staff")
        assert told.count() == 2, "when it was taken, and when it came back"
        cut_over.refresh_from_db()
        assert cut_over.state == CutOver.State.REVERSED
    assert (
        reverse_phase(
            phase_of(cut_over), by=two.dana, on=MONDAY, at=THAT_DAY, because="again"
        )
        == 0
    )


def test_where_something_was_built_the_others_go_back(two: Cast) -> None:
    free, noted, moved_on = (iraqi(two) for _ in range(3))
    routed(two)
    cut_over = planned(two)
    carried_out(two, cut_over)
    after = THAT_DAY + timedelta(hours=1)
    with acting_as(two.eli):
        add_note(noted, text="rang", by=two.eli, at=after)
        Case.objects.filter(pk=moved_on.pk).update(interviewed_on=MONDAY)
        move_case(
            Case.objects.get(pk=moved_on.pk),
            to=Stage.INTERVIEWED,
            by=two.eli,
            on=MONDAY,
            at=after,
            because="interviewed",
        )
    phase = phase_of(cut_over)
    said = {"by": two.dana, "on": MONDAY, "at": after, "because": "no room"}
    with pytest.raises(CannotReverse) as refusal:
        reverse_phase(phase, **said)
    assert dict(refusal.value.built_on) == {
        noted.ref: "Something has been written on it since",
        moved_on.ref: "It has moved on",
    }
    assert reverse_phase(phase, as_a_whole=False, **said) == 1
    assert standing(two, cut_over) == {
        free.ref: ("returned", ""),
        noted.ref: ("moved", ""),
        moved_on.ref: ("moved", ""),
    }
    with acting_as(two.dana):
        phase.refresh_from_db()
        assert phase.state == CutOverPhase.State.DONE
        assert what_stands(phase, on=MONDAY)[0] == []
        assert what_happened(cut_over).interviewed == 1


def test_former_owner_who_left_gets_nothing_back(two: Cast) -> None:
    case = owned(two)
    routed(two)
    cut_over = planned(two)
    carried_out(two, cut_over)
    amira = two.amira.staff_member
    amira.left_on = MONDAY
    amira.save()
    with pytest.raises(CannotReverse) as refusal:
        reverse_phase(
            phase_of(cut_over), by=two.dana, on=MONDAY, at=THAT_DAY, because="x"
        )
    assert refusal.value.built_on == ((case.ref, "Its former decision maker has left"),)


def test_phase_is_called_off_and_its_cases_can_be_planned_again(two: Cast) -> None:
    case = iraqi(two)
    routed(two)
    cut_over = planned(two)
    call_off_phase(phase_of(cut_over), by=two.dana, at=LATER, because="too early")
    assert standing(two, cut_over) == {case.ref: ("left out", "called off")}
    with acting_as(two.dana):
        cut_over.refresh_from_db()
        assert cut_over.state == CutOver.State.CALLED_OFF
    with pytest.raises(Refused, match="called off already"):
        carried_out(two, cut_over)
    assert standing(two, planned(two)) == {case.ref: ("waiting", "")}


def test_what_is_due_stands_until_it_is_done(two: Cast) -> None:
    iraqi(two)
    routed(two)
    cut_over = planned(two)
    assert due_on(ON) == []
    (due,) = due_on(MONDAY)
    assert due.phase == phase_of(cut_over)
    carried_out(two, cut_over)
    assert due_on(MONDAY) == []
    (due,) = due_on(cut_over.review_on)
    assert due.phase is None
    record_feedback(
        cut_over,
        whose=CutOverFeedback.Whose.RECEIVING,
        words="too many at once",
        by=two.dana,
        at=THAT_DAY,
    )
    record_review(cut_over, lessons="smaller phases", by=two.cass, at=THAT_DAY)
    assert due_on(cut_over.review_on) == []
    with pytest.raises(Refused, match="has been reviewed"):
        record_review(cut_over, lessons="again", by=two.cass, at=THAT_DAY)


def test_nothing_is_planned_before_a_run_or_in_the_past(two: Cast) -> None:
    iraqi(two)
    with pytest.raises(Refused, match="Start a run first"):
        planned(two)
    routed(two)
    with pytest.raises(Refused, match="must not be in the past"):
        look_at(asked(two), by=two.dana, on=MONDAY + timedelta(days=1), at=LATER)
    with pytest.raises(Refused, match="review must come after"):
        plan_cut_over(asked(two, review_on=MONDAY), by=two.dana, on=ON, at=LATER)
    with pytest.raises(Refused, match="cannot give cases to itself"):
        look_at(asked(two, from_units=(wales(),)), by=two.dana, on=ON, at=LATER)
