"""A tracker comes in as was tried out, once, and the next Monday only what changed."""

from datetime import datetime, timedelta

import pytest

from evenhand.casework.barriers.services import close_barrier, open_barrier
from evenhand.casework.cases.services import add_note, move_case
from evenhand.casework.models import (
    Barrier,
    Case,
    CaseFacts,
    CasePerson,
    Conflict,
    NextAction,
    Person,
    Representation,
    Residence,
    Stage,
)
from evenhand.core.accounts import grant
from evenhand.core.models import Event, Message, Role, User
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.flows.import_tracker import (
    CannotUndo,
    carry_out,
    judge,
    mend_row,
    mend_word,
    read,
    receive,
    settle_clash,
    undo,
)
from evenhand.intake.models import Clash, Import, TrackerRow
from evenhand.intake.queries import (
    Totals,
    also_in,
    gone_rows,
    open_clashes,
    totals,
)
from evenhand.intake.services import save_mapping, set_go_live
from evenhand.workforce.models import Unit
from tests.cast import AT, Cast
from tests.tracker_files import HEADINGS, row, tracker


MONDAY = AT + timedelta(days=7)
TUESDAY = MONDAY + timedelta(days=1)
WIDE = (
    *HEADINGS, "Owner", "Barriers", "Solicitor", "Address", "Postcode", "Restriction",
    "High harm", "Unit",
)  # fmt: skip
Rows = list[dict[str, str]]


def tried(
    cast: Cast,
    rows: Rows,
    *,
    at: datetime = AT,
    by: User | None = None,
    unit: Unit | None = None,
    headings: tuple[str, ...] = WIDE,
) -> Import:
    """A tracker received, read and tried out."""
    by = by or cast.dana
    of = receive(
        "tracker.xlsx",
        tracker(rows, headings=headings),
        unit=unit or cast.liverpool,
        by=by,
        at=at,
    )
    return read(of, at=at)


def bring(cast: Cast, rows: Rows, *, at: datetime = AT, **how: object) -> Import:
    """A tracker brought in."""
    of = tried(cast, rows, at=at, **how)  # type: ignore[arg-type]
    assert of.state == Import.State.JUDGED, of.why
    return carry_out(of, by=of.received_by, at=at)


def counted(of: Import) -> tuple[int, int, int, int, int]:
    with acting_as(of.received_by):
        told = totals(of)
    assert told.rows == sum(
        (told.accepted, told.unchanged, told.conflicts, told.quarantined)
    )
    return (
        told.rows,
        told.accepted,
        told.unchanged,
        told.conflicts,
        told.quarantined,
    )


def the_case(cast: Cast, reference: str) -> Case:
    with acting_as(cast.service):
        return Case.objects.select_related("owner", "responsible_unit").get(
            references__value=reference, stage__in=set(Stage) - {Stage.VOID}
        )


def everything(cast: Cast) -> dict[str, object]:
    """All that a tracker could have changed."""
    with acting_as(cast.service):
        return {
            "cases": list(Case.objects.order_by("pk").values()),
            "people": list(Person.objects.order_by("pk").values()),
            "homes": list(Residence.objects.order_by("pk").values()),
            "barriers": list(Barrier.objects.order_by("pk").values()),
            "actions": list(NextAction.objects.order_by("pk").values()),
            "facts": list(CaseFacts.objects.order_by("pk").values("case", "values")),
            "events": Event.objects.filter(case_id__isnull=False).count(),
            "messages": Message.objects.count(),
        }


def test_dry_run_changes_nothing_and_the_real_run_does_what_it_said(
    cast: Cast,
) -> None:
    rows = [
        row("SYN-1", **{"Owner": "Amira Test", "Next action": "Chase the file"}),
        row("SYN-2", **{"Nat.": "Ruritania"}),
        row("SYN-3", **{"Date of claim": ""}),
        row("", Surname="Nameless"),
    ]
    before = everything(cast)
    of = tried(cast, rows)
    assert everything(cast) == before
    assert counted(of) == (4, 1, 0, 0, 3)
    with acting_as(cast.dana):
        said = totals(of)
    done = carry_out(of, by=cast.dana, at=AT)
    assert done.state == Import.State.IN
    with acting_as(cast.dana):
        assert totals(done) == said
    assert said.reasons == {"word_unknown": 1, "no_claim_date": 1, "no_reference": 1}
    case = the_case(cast, "SYN-1")
    assert case.owner == cast.amira.staff_member
    assert case.responsible_unit == cast.liverpool
    assert case.progressor == cast.eli.staff_member, "who moves cases on in the unit"
    with acting_as(cast.service):
        person = CasePerson.objects.get(case=case).person
        assert (person.family_name, str(person.claimed_born_on)) == (
            "Sayed",
            "1990-05-17",
        )
        assert NextAction.objects.get(case=case).text == "Chase the file"
        assert CaseFacts.objects.get(case=case).values["nationality"] == "Syria"
        assert Event.objects.filter(case_id=case.pk, kind="case_registered").exists()
        kept = TrackerRow.objects.get(of=of, key="SYN2")
    assert kept.cells["Nat."] == "Ruritania", "a bad row is kept whole"
    assert "Ruritania" in kept.reasons[0]["words"]


def test_same_file_again_does_nothing(cast: Cast) -> None:
    rows = [
        row("SYN-1", Owner="Amira Test", Barriers="prosecution", Notes="a note"),
        row("SYN-2"),
    ]
    bring(cast, rows)
    before = everything(cast)
    assert counted(bring(cast, rows, at=MONDAY)) == (2, 0, 2, 0, 0)
    assert everything(cast) == before


def test_a_file_not_yet_in_is_the_same_import_when_it_comes_again(cast: Cast) -> None:
    data = tracker([row("SYN-1")])
    one, other = (
        receive("a.xlsx", data, unit=cast.liverpool, by=cast.dana, at=AT)
        for _ in range(2)
    )
    assert one.pk == other.pk
    carry_out(read(one, at=AT), by=cast.dana, at=AT)
    third = receive("a.xlsx", data, unit=cast.liverpool, by=cast.dana, at=MONDAY)
    assert third.pk != one.pk


def test_next_monday_takes_what_changed_there_only(cast: Cast) -> None:
    first = row("SYN-1", Postcode="LS1 1AA", Address="1 High Street", Notes="came in")
    bring(cast, [first])
    changed = first | {
        "Postcode": "M1 1AA", "Surname": "Said", "Stage": "Interviewed",
        "Date of SI": "20/11/2026", "Notes": "interviewed",
    }  # fmt: skip
    of = bring(cast, [changed], at=MONDAY)
    assert counted(of) == (1, 1, 0, 0, 0)
    case = the_case(cast, "SYN-1")
    assert (case.stage, str(case.interviewed_on)) == ("interviewed", "2026-11-20")
    assert case.version == 2
    with acting_as(cast.service):
        assert CasePerson.objects.get(case=case).person.family_name == "Said"
        homes = list(Residence.objects.filter(case=case).order_by("pk"))
        assert [(h.postcode, h.address, h.to_on is None) for h in homes] == [
            ("LS1 1AA", "1 High Street", False),
            ("M1 1AA", "1 High Street", True),
        ]
        assert list(case.notes.order_by("pk").values_list("text", flat=True)) == [
            "came in",
            "interviewed",
        ]
        told = Event.objects.get(case_id=case.pk, kind="tracker_row_taken").data
        assert {"field": "postcode", "before": "LS1 1AA", "after": "M1 1AA"} in told[
            "changes"
        ]
        now = CaseFacts.objects.get(case=case, valid__upper_inf=True)
        assert now.values["postcode_area"] == "M"
        assert CaseFacts.objects.filter(case=case).count() == 2, "what was known stays"


def test_stale_tracker_does_not_undo_what_was_done_here(cast: Cast) -> None:
    first = row("SYN-1", Barriers="prosecution")
    bring(cast, [first])
    case = the_case(cast, "SYN-1")
    with acting_as(cast.amira):
        move_case(
            case,
            to=Stage.INTERVIEWED,
            by=cast.amira,
            on=AT.date(),
            at=AT + timedelta(days=2),
            because="held",
            interviewed_on=AT.date(),
        )
        close_barrier(
            Barrier.objects.get(case=case),
            on=AT.date(),
            by=cast.amira,
            at=AT + timedelta(days=2),
            because="over",
        )
    assert counted(bring(cast, [first], at=MONDAY)) == (1, 0, 1, 0, 0)
    case = the_case(cast, "SYN-1")
    assert case.stage == Stage.INTERVIEWED
    with acting_as(cast.service):
        assert not Barrier.objects.filter(case=case, closed_on=None).exists()


def test_cell_changed_here_and_there_is_a_conflict_and_the_rest_comes_in(
    cast: Cast,
) -> None:
    bring(cast, [row("SYN-1")])
    case = the_case(cast, "SYN-1")
    with acting_as(cast.amira):
        move_case(case, to=Stage.WITHDRAWN, by=cast.amira, on=AT.date(), at=AT + timedelta(days=1), because="x")  # fmt: skip
    changed = row("SYN-1", Stage="Questionnaire out", Language="Sorani")
    of = bring(cast, [changed], at=MONDAY)
    assert counted(of) == (1, 0, 0, 1, 0)
    with acting_as(cast.dana):
        clash = open_clashes(of=of).get()
        assert list(open_clashes(case=case)) == [clash]
    assert (clash.field, clash.last, clash.here, clash.there) == (
        "stage", "ready_to_interview", "withdrawn", "questionnaire",
    )  # fmt: skip
    assert clash.here_changed_by == cast.amira
    with acting_as(cast.service):
        language = CasePerson.objects.get(case=case).person.languages.get()
    assert language.language.startswith("Kurdish") or "Sorani" in language.language
    settled = settle_clash(
        clash, choice="there", by=cast.dana, at=TUESDAY, because="withdrawn in error"
    )
    assert settled.choice == Clash.Choice.THERE
    assert the_case(cast, "SYN-1").stage == Stage.QUESTIONNAIRE
    with pytest.raises(Refused, match="has settled this already"):
        settle_clash(clash, choice="here", by=cast.dana, at=TUESDAY, because="x")


def test_stage_that_cannot_follow_is_left_to_a_person(cast: Cast) -> None:
    bring(cast, [row("SYN-1", Stage="Served")])
    of = bring(cast, [row("SYN-1")], at=MONDAY)
    assert counted(of) == (1, 0, 0, 1, 0)
    with acting_as(cast.dana):
        assert "cannot become" in open_clashes(of=of).get().because
    assert the_case(cast, "SYN-1").stage == Stage.SERVED


def test_owner_change_is_told_to_both_and_to_the_claimant_and_representative(
    cast: Cast,
) -> None:
    zed = cast.person("zed", Role.DECISION_MAKER)
    zed.staff_member.decides = True
    zed.staff_member.save()
    bring(cast, [row("SYN-1", Owner="Test, Amira", Solicitor="Birchfold Legal")])
    bring(
        cast,
        [row("SYN-1", Owner="S-zed", Solicitor="Birchfold Legal")],
        at=MONDAY,
    )
    case = the_case(cast, "SYN-1")
    assert case.owner == zed.staff_member
    with acting_as(cast.service):
        assert Representation.objects.get(case=case).firm == "Birchfold Legal"
        told = Message.objects.filter(case_id=case.pk, kind="owner_changed")
        assert sorted((m.recipient, m.user_id) for m in told if m.user_id) == sorted(
            [("staff", cast.amira.pk), ("staff", zed.pk)]
        )
        assert {m.recipient for m in told} == {"staff", "claimant", "representative"}
        event = Event.objects.get(case_id=case.pk, kind="case_allocated")
    assert event.data["owner_names"] == ["Amira Test", "Zed Test"]


def test_owner_with_a_conflict_of_interest_is_left_to_a_person(cast: Cast) -> None:
    bring(cast, [row("SYN-1")])
    case = the_case(cast, "SYN-1")
    with acting_as(cast.service):
        Conflict.objects.create(
            case=case,
            staff_member=cast.amira.staff_member,
            because="a neighbour",
            declared_at=AT,
            declared_by=cast.amira,
        )
    of = bring(cast, [row("SYN-1", Owner="Amira Test")], at=MONDAY)
    with acting_as(cast.dana):
        assert "conflict of interest" in open_clashes(of=of).get().because
    assert the_case(cast, "SYN-1").owner is None


def test_unknown_owner_takes_nobody_away(cast: Cast) -> None:
    bring(cast, [row("SYN-1", Owner="Amira Test")])
    of = bring(cast, [row("SYN-1", Owner="Amyra Tset")], at=MONDAY)
    assert counted(of) == (1, 0, 1, 0, 0)
    assert the_case(cast, "SYN-1").owner == cast.amira.staff_member


def test_column_that_is_gone_clears_nothing(cast: Cast) -> None:
    bring(cast, [row("SYN-1", Barriers="prosecution", Solicitor="Birchfold")])
    of = bring(cast, [row("SYN-1")], at=MONDAY, headings=HEADINGS)
    assert counted(of) == (1, 0, 1, 0, 0)
    again = bring(
        cast,
        [row("SYN-1", Barriers="prosecution", Solicitor="Birchfold")],
        at=TUESDAY,
    )
    assert counted(again) == (1, 0, 1, 0, 0)


def test_row_that_is_gone_is_listed_and_not_closed(cast: Cast) -> None:
    bring(cast, [row("SYN-1"), row("SYN-2")])
    of = bring(cast, [row("SYN-1")], at=MONDAY)
    with acting_as(cast.dana):
        assert [gone.key for gone in gone_rows(of)] == ["SYN2"]
    assert the_case(cast, "SYN-2").stage == Stage.READY_TO_INTERVIEW


def test_case_in_two_trackers_is_one_case_shown_to_both_units(cast: Cast) -> None:
    bring(cast, [row("SYN-1")])
    bring(cast, [row("SYN-1")], at=MONDAY, unit=cast.mersey)
    case = the_case(cast, "SYN-1")
    with acting_as(cast.amira):
        assert [r.unit for r in also_in(case)] == [cast.mersey, cast.liverpool]


def test_tracker_of_a_unit_that_went_live_is_refused(cast: Cast) -> None:
    waiting = tried(cast, [row("SYN-1")])
    with acting_as(cast.dana):
        set_go_live(
            cast.liverpool, on=MONDAY.date(), by=cast.dana, at=AT, because="ready"
        )
    assert tried(cast, [row("SYN-2")]).state == Import.State.JUDGED, "not yet"
    late = tried(cast, [row("SYN-3")], at=MONDAY)
    assert late.state == Import.State.REFUSED
    assert "no longer taken" in late.why
    with pytest.raises(Refused, match="no longer taken"):
        carry_out(waiting, by=cast.dana, at=MONDAY)


def test_restricted_case_is_as_if_it_were_not_there(cast: Cast) -> None:
    grant(cast.jo, clearances=["restricted"], by=cast.service, at=AT, because="x")
    bring(cast, [row("SYN-1", Restriction="restricted")], by=cast.jo)
    of = bring(cast, [row("SYN-1"), row("SYN-2")], at=MONDAY)
    assert counted(of) == (2, 2, 0, 0, 0), "it comes in as a new case"
    with acting_as(cast.service):
        assert Case.objects.filter(references__value="SYN-1").count() == 2
    with acting_as(cast.dana):
        assert Case.objects.filter(references__value="SYN-1").count() == 1


def test_mark_the_importer_is_not_cleared_for_is_kept_apart(cast: Cast) -> None:
    of = bring(
        cast,
        [row("SYN-1", Restriction="special"), row("SYN-2", **{"High harm": "yes"})],
    )
    assert counted(of) == (2, 0, 0, 0, 2)
    with acting_as(cast.dana):
        assert totals(of).reasons == {"not_yours": 2}
    with acting_as(cast.jo):
        assert totals(of).rows == 1, "nor is it shown to other managers"


def test_undo_takes_an_import_back_as_a_whole(cast: Cast) -> None:
    first = row("SYN-1", Barriers="prosecution", Postcode="LS1 1AA", Owner="Amira Test")
    bring(cast, [first])
    before = the_case(cast, "SYN-1")
    changed = first | {
        "Barriers": "age-dispute", "Postcode": "M1 1AA", "Owner": "", "Surname": "Said",
        "Stage": "Questionnaire out", "Notes": "a note", "Next action": "Ring",
    }  # fmt: skip
    of = bring(cast, [changed, row("SYN-2")], at=MONDAY)
    added = the_case(cast, "SYN-2")
    done = undo(of, by=cast.dana, at=TUESDAY, because="the wrong file")
    assert done.state == Import.State.UNDONE
    case = the_case(cast, "SYN-1")
    assert (case.stage, case.owner) == (before.stage, before.owner)
    with acting_as(cast.service):
        added.refresh_from_db()
        assert added.stage == Stage.VOID
        assert CasePerson.objects.get(case=case).person.family_name == "Sayed"
        assert Residence.objects.get(case=case, to_on=None).postcode == "LS1 1AA"
        assert Barrier.objects.get(case=case, closed_on=None).kind == "prosecution"
        assert not NextAction.objects.filter(case=case, done_at=None).exists()
        assert not case.notes.exists()
    again = bring(cast, [first], at=TUESDAY + timedelta(days=1))
    assert counted(again) == (1, 0, 1, 0, 0), "what was undone was never said"
    with pytest.raises(Refused, match="has undone this import already"):
        undo(of, by=cast.dana, at=TUESDAY, because="x")


def test_undo_is_refused_with_the_list_of_what_was_built_on_it(cast: Cast) -> None:
    of = bring(cast, [row("SYN-1"), row("SYN-2"), row("SYN-3")])
    noted, blocked = the_case(cast, "SYN-1"), the_case(cast, "SYN-2")
    later = AT + timedelta(hours=1)
    with acting_as(cast.amira):
        add_note(noted, text="rang", by=cast.amira, at=later)
        open_barrier(
            blocked, kind="prosecution", blocks="decision", source="letter",
            on=AT.date(), review_on=MONDAY.date(), by=cast.amira, at=later,
        )  # fmt: skip
    before = everything(cast)
    with pytest.raises(CannotUndo) as refused:
        undo(of, by=cast.dana, at=MONDAY, because="the wrong file")
    assert {(b.case.ref, b.what) for b in refused.value.built} == {
        (noted.ref, "A note was written"),
        (blocked.ref, "A barrier was opened"),
    }
    assert everything(cast) == before


def test_mended_row_comes_in_at_once(cast: Cast) -> None:
    of = bring(cast, [row("SYN-1"), row("SYN-2", **{"Date of claim": "soon"})])
    with acting_as(cast.dana):
        bad = TrackerRow.objects.get(of=of, standing="quarantined")
    still = mend_row(bad, cells={"Date of claim": "later"}, by=cast.dana, at=MONDAY)
    assert still.standing == TrackerRow.Standing.QUARANTINED
    mended = mend_row(
        still, cells={"Date of claim": "28/02/2025"}, by=cast.dana, at=MONDAY
    )
    assert mended.standing == TrackerRow.Standing.NEW
    assert mended.cells["Date of claim"] == "soon", "what was written is kept"
    case = the_case(cast, "SYN-2")
    assert str(case.claimed_on) == "2025-02-28"
    with acting_as(cast.service):
        assert str(CasePerson.objects.get(case=case).person.claimed_born_on) == (
            "1990-05-17"
        )
    assert counted(of) == (2, 2, 0, 0, 0)


def test_word_taught_frees_every_row_that_has_it(cast: Cast) -> None:
    rows = [row(f"SYN-{n}", **{"Nat.": "Syriaa-ish"}) for n in (1, 2)]
    of = bring(cast, [*rows, row("SYN-3", **{"Nat.": "Ruritania"})])
    assert counted(of)[-1] == 3
    _, freed = mend_word(
        of,
        field="nationality",
        word="Syriaa-ish",
        value="Syria",
        everywhere=False,
        by=cast.dana,
        at=MONDAY,
    )
    assert freed == 2
    assert counted(of) == (3, 2, 0, 0, 1)
    later = [row("SYN-4", **{"Nat.": "Syriaa-ish"})]
    assert counted(bring(cast, later, at=MONDAY)) == (1, 1, 0, 0, 0)


def test_mapping_a_person_corrects_is_kept_for_the_unit(cast: Cast) -> None:
    headings = (*HEADINGS, "Xyzzy")
    rows = [row("SYN-1", Xyzzy="LS1 1AA")]
    of = tried(cast, rows, headings=headings)
    with acting_as(cast.dana):
        sheet = of.sheets.get()
        columns = {c["heading"]: c["field"] for c in sheet.mapping}
        save_mapping(
            sheet,
            columns=columns | {"Xyzzy": "postcode"},
            role="cases",
            by=cast.dana,
            at=AT,
        )
    carry_out(judge(of, at=AT), by=cast.dana, at=AT)
    with acting_as(cast.service):
        assert Residence.objects.get().postcode == "LS1 1AA"
    bring(cast, [row("SYN-2", Xyzzy="M1 1AA")], at=MONDAY, headings=headings)
    with acting_as(cast.service):
        assert Residence.objects.filter(postcode="M1 1AA").exists()


def test_who_did_not_bring_it_does_not_carry_it_out(cast: Cast) -> None:
    of = tried(cast, [row("SYN-1")])
    with pytest.raises(Refused, match="brought this file"):
        carry_out(of, by=cast.jo, at=AT)
    with pytest.raises(Refused, match="brought in by workflow managers"):
        tried(cast, [row("SYN-1")], by=cast.amira)


def test_judged_anew_when_something_changed_before_it_is_brought_in(
    cast: Cast,
) -> None:
    bring(cast, [row("SYN-1")])
    of = tried(cast, [row("SYN-1", Stage="Questionnaire out")], at=MONDAY)
    assert counted(of) == (1, 1, 0, 0, 0)
    case = the_case(cast, "SYN-1")
    with acting_as(cast.amira):
        move_case(case, to=Stage.WITHDRAWN, by=cast.amira, on=AT.date(), at=MONDAY, because="x")  # fmt: skip
    done = carry_out(of, by=cast.dana, at=TUESDAY)
    assert counted(done) == (1, 0, 0, 1, 0)
    assert the_case(cast, "SYN-1").stage == Stage.WITHDRAWN


def test_rows_are_counted_live_and_not_stored(cast: Cast) -> None:
    of = bring(cast, [row("SYN-1"), row("SYN-2")])
    with acting_as(cast.service):
        Case.objects.filter(references__value="SYN-2").update(restriction="special")
    with acting_as(cast.dana):
        assert totals(of) == Totals(1, 1, 0, 0, 0, {}, {}, 1, 0)
