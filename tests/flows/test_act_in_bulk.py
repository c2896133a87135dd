"""One thing done to many cases: each as a whole, once, or not and why."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from evenhand.casework.barriers.services import open_barrier
from evenhand.casework.bulk import verdicts
from evenhand.casework.models import Barrier, BulkAct, BulkPart, Case, Note, Stage
from evenhand.core.models import Event
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.flows import act_in_bulk, jobs
from evenhand.flows.act_in_bulk import ask_in_bulk, carry_out_act
from tests.cast import AT, ON


LATER = (ON + timedelta(days=30)).isoformat()
Kind = BulkAct.Kind


def ask(cast, kind, cases, because="as agreed on Monday", by=None, key=None, **data):
    by = by or cast.cass
    with acting_as(by):
        return ask_in_bulk(
            key=key or uuid4(),
            kind=kind,
            data=data,
            because=because,
            case_ids=[case.pk for case in cases],
            by=by,
            at=AT,
        )


def outcome(act):
    with acting_as(act.by):
        return {part.case_id: part.why_not for part in act.parts.all()}


def seen(cast, query):
    with acting_as(cast.service):
        return list(query())


def barrier_on(cast, case, kind="prosecution"):
    with acting_as(cast.eli):
        return open_barrier(
            case,
            kind=kind,
            blocks="decision",
            source="a letter",
            on=ON,
            review_on=ON + timedelta(days=1),
            by=cast.eli,
            at=AT,
        )


def test_barriers_of_one_kind_are_reviewed_and_the_rest_is_told(cast):
    blocked, free = cast.case(), cast.case()
    barrier_on(cast, blocked)
    act = ask(
        cast, Kind.REVIEW, [blocked, free], barrier="prosecution", review_on=LATER
    )
    carry_out_act(act.pk, at=AT)
    assert outcome(act) == {blocked.pk: "", free.pk: "This barrier is not open on it"}
    (barrier,) = seen(cast, Barrier.objects.all)
    assert barrier.review_on.isoformat() == LATER
    (event,) = seen(cast, Event.objects.filter(kind="barrier_reviewed").all)
    assert (event.by_id, event.because) == (cast.cass.pk, "as agreed on Monday")


def test_barriers_are_opened_where_they_may_be(cast):
    free, blocked, closed = cast.case(), cast.case(), cast.case(stage=Stage.WITHDRAWN)
    barrier_on(cast, blocked, "policy-hold")
    act = ask(
        cast,
        Kind.OPEN,
        [free, blocked, closed],
        barrier="policy-hold",
        blocks="refusal",
        review_on=LATER,
    )
    carry_out_act(act.pk, at=AT)
    found = outcome(act)
    assert found[free.pk] == ""
    assert "already" in found[blocked.pk]
    assert "closed" in found[closed.pk]
    assert seen(cast, free.barriers.values_list("kind", "source").all) == [
        ("policy-hold", "as agreed on Monday")
    ]
    assert seen(cast, Case.objects.filter(pk=free.pk).all)[0].version == 2


def test_somebody_else_moves_them_on(cast):
    case, already = cast.case(), cast.case()
    with acting_as(cast.service):
        Case.objects.filter(pk=already.pk).update(progressor=cast.bo.staff_member)
    act = ask(cast, Kind.PROGRESSOR, [case, already], progressor="S-bo")
    carry_out_act(act.pk, at=AT)
    assert outcome(act) == {case.pk: "", already.pk: "Bo Test moves it on already"}
    (event,) = seen(cast, Event.objects.filter(kind="progressor_changed").all)
    assert event.data == {"from_name": "Eli Test", "to_name": "Bo Test"}


def test_note_and_diary_line_are_written_on_each(cast):
    cases = [cast.case(), cast.case()]
    for kind, data in (
        (Kind.NOTE, {"text": "Letter sent"}),
        (Kind.DIARY, {"text": "Ring the firm", "due_on": LATER}),
    ):
        act = ask(cast, kind, cases, because="", **data)
        carry_out_act(act.pk, at=AT)
        assert set(outcome(act).values()) == {""}
    assert [note.text for note in seen(cast, Note.objects.all)] == ["Letter sent"] * 2
    for case in cases:
        (entry,) = seen(cast, case.diary.select_related("whose").all)
        assert (entry.text, entry.whose.name) == ("Ring the firm", "Eli Test")


def test_twice_is_once(cast):
    case, key = cast.case(), uuid4()
    one = ask(cast, Kind.NOTE, [case], text="x", key=key)
    two = ask(cast, Kind.NOTE, [case], text="x", key=key)
    assert one.pk == two.pk
    for _ in range(2):
        carry_out_act(one.pk, at=AT)
    assert len(seen(cast, Note.objects.all)) == 1


def test_what_was_done_before_a_kill_is_not_done_again(cast, monkeypatch):
    monkeypatch.setattr(act_in_bulk, "CHUNK", 2)
    cases = [cast.case() for _ in range(5)]
    act = ask(cast, Kind.NOTE, cases, text="x")
    real, calls = act_in_bulk.VERBS[Kind.NOTE], []

    def killed(*args):
        calls.append(args)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(*args)

    monkeypatch.setattr(act_in_bulk, "VERBS", {Kind.NOTE: killed})
    with pytest.raises(KeyboardInterrupt):
        carry_out_act(act.pk, at=AT)
    assert len(seen(cast, Note.objects.all)) == 2
    carry_out_act(act.pk, at=AT)
    assert len(seen(cast, Note.objects.all)) == 5
    assert len(outcome(act)) == 5


def test_one_case_that_refuses_stops_no_other(cast, monkeypatch):
    good, bad = cast.case(), cast.case()
    real = act_in_bulk.VERBS[Kind.NOTE]

    def refuses(act, ids, on, at):
        done = real(act, ids, on, at)
        if bad.pk in ids:
            raise Refused("Somebody else has just moved this case")
        return done

    monkeypatch.setattr(act_in_bulk, "VERBS", {Kind.NOTE: refuses})
    act = ask(cast, Kind.NOTE, [good, bad], text="x")
    carry_out_act(act.pk, at=AT)
    assert outcome(act) == {
        good.pk: "",
        bad.pk: "Somebody else has just moved this case",
    }
    assert [note.case_id for note in seen(cast, Note.objects.all)] == [good.pk]


def test_missing_children_are_never_among_them(cast):
    young = {"born_on": date(2012, 1, 1), "unaccompanied": True}
    missing, lost, adult = cast.case(**young), cast.case(**young), cast.case()
    suspended = cast.case(stage=Stage.SUSPENDED, **young)
    barrier_on(cast, missing, "missing-child")
    barrier_on(cast, lost, "no-contact")
    barrier_on(cast, adult, "no-contact")
    cases = [missing, lost, suspended, adult]
    act = ask(cast, Kind.NOTE, cases, text="x")
    carry_out_act(act.pk, at=AT)
    found = outcome(act)
    assert found.pop(adult.pk) == ""
    assert all("A child is missing" in why for why in found.values())
    assert [note.case_id for note in seen(cast, Note.objects.all)] == [adult.pk]


def test_contact_with_a_child_is_not_lost_in_bulk(cast):
    child, adult = cast.case(born_on=date(2012, 1, 1)), cast.case()
    act = ask(
        cast,
        Kind.OPEN,
        [child, adult],
        barrier="no-contact",
        blocks="decision",
        review_on=LATER,
    )
    carry_out_act(act.pk, at=AT)
    assert "A child" in outcome(act)[child.pk]
    assert outcome(act)[adult.pk] == ""


@pytest.mark.parametrize(
    "kind", ["trafficking-referral", "missing-child", "age-dispute"]
)
def test_barriers_cleared_one_by_one_are_refused(cast, kind):
    case = cast.case()
    with pytest.raises(Refused, match="case by case"):
        ask(cast, Kind.REVIEW, [case], barrier=kind, review_on=LATER)


def test_it_is_for_those_who_move_cases_on(cast):
    case = cast.case()
    for user in (cast.amira, cast.idris):
        with pytest.raises(Refused, match="Many cases at once are for"):
            ask(cast, Kind.NOTE, [case], text="x", by=user)


def test_nothing_and_too_much_are_refused(cast, monkeypatch):
    monkeypatch.setattr(act_in_bulk, "MOST", 1)
    with pytest.raises(Refused, match="at least one"):
        ask(cast, Kind.NOTE, [], text="x")
    with pytest.raises(Refused, match="or fewer"):
        ask(cast, Kind.NOTE, [cast.case(), cast.case()], text="x")
    assert verdicts.MOST == 5_000


def test_a_case_that_is_hidden_meanwhile_is_left_alone_and_not_told_of(cast):
    case, hidden = cast.case(), cast.case()
    act = ask(cast, Kind.NOTE, [case, hidden], text="x")
    with acting_as(cast.service):
        Case.objects.filter(pk=hidden.pk).update(restriction="restricted")
    carry_out_act(act.pk, at=AT)
    assert outcome(act) == {case.pk: ""}
    assert [note.case_id for note in seen(cast, Note.objects.all)] == [case.pk]


def test_nobody_else_sees_what_was_asked(cast):
    act = ask(cast, Kind.NOTE, [cast.case()], text="x")
    with acting_as(cast.dana):
        assert not BulkAct.objects.filter(pk=act.pk).exists()


def test_many_are_done_in_the_background(cast, monkeypatch):
    monkeypatch.setattr(jobs, "AT_ONCE", 1)
    act = ask(cast, Kind.NOTE, [cast.case(), cast.case()], text="x")
    with acting_as(cast.cass):
        jobs.start_bulk(act, at=AT)
        states = set(act.parts.values_list("state", flat=True))
    assert states == {BulkPart.State.WAITING}
    (job,) = ProcrastinateJob.objects.filter(task_name="carry_out_bulk")
    jobs.carry_out_bulk(**job.args)
    assert len(seen(cast, Note.objects.all)) == 2
