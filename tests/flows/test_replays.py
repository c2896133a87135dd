"""A past plan, as known then and as known now; under these versions and others."""

from datetime import date, datetime, timedelta

import pytest

from evenhand.casework.facts.gather import record_facts
from evenhand.casework.models import Case, Stage
from evenhand.casework.people.services import correct_date_of_birth
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.flows import replay_plan
from evenhand.flows.import_tracker import carry_out as bring_in
from evenhand.flows.import_tracker import judge, read, receive, undo
from evenhand.flows.plan_cases import carry_out, create_run
from evenhand.flows.replay_plan import (
    carry_out_replay,
    create_replay,
    replay,
    replay_as_known_now,
)
from evenhand.intake.models import Import
from evenhand.planning.models import Replay, Run, RunInput
from tests.accepting import accept
from tests.cast import AT, ON, Cast
from tests.tracker_files import HEADINGS, row, tracker


PLANNED = AT + timedelta(hours=2)
LATER = AT + timedelta(days=3)


def planned(cast: Cast) -> Run:
    with acting_as(cast.dana):
        run = create_run(on=ON, by=cast.dana, at=PLANNED)
    return carry_out(run.pk, at=PLANNED)


def one_place(cast: Cast) -> None:
    amira = cast.amira.staff_member
    amira.weekly_places = 1
    amira.save()


def differing(run: Run, cast: Cast) -> dict[str, tuple[str | None, str | None]]:
    with acting_as(cast.service):
        found = replay_as_known_now(run)
    return {
        row["case"]: (row["person_then"], row["person_now"]) for row in found.to_dicts()
    }


def brought_in(cast: Cast, *, at: datetime = AT, **other: str) -> Import:
    """A tracker with one case, brought in before the run; `other`: its cells."""
    cells = {
        "Date of claim": "10/01/2024",
        "Postcode": "LS1 1AA",
        "Accom.": "Dispersal",
    }
    rows = [row("K1234567", **cells | other)]
    content = tracker(rows, headings=(*HEADINGS, "Postcode"))
    of = receive("tracker.xlsx", content, unit=cast.liverpool, by=cast.dana, at=at)
    return bring_in(judge(read(of, at=at), at=at), by=cast.dana, at=at)


def test_past_day_as_known_then_and_now_after_a_correction_and_an_undoing(
    cast: Cast,
) -> None:
    """Then the older case of an import had the place; now a child never known as one."""
    one_place(cast)
    cast._cases = 90_000  # far from the references that an import gives
    adult = cast.case(claimed_on=date(2025, 5, 1))
    child = cast.case(claimed_on=date(2025, 9, 1))
    of = brought_in(cast)
    with acting_as(cast.service):
        added = Case.objects.exclude(pk__in=[adult.pk, child.pk]).get()
    run = planned(cast)
    with acting_as(cast.service):
        then = dict(run.proposals.values_list("case__ref", "to_owner__ref"))
        assert replay(run)["same"]
    assert then == {added.ref: "S-amira", adult.ref: None, child.ref: None}
    assert differing(run, cast) == {}, "nothing is known otherwise yet"

    undo(of, by=cast.dana, at=LATER, because="the wrong file")
    with acting_as(cast.dana):
        person = child.people.get()
        correct_date_of_birth(
            person,
            which="assessed",
            born_on=date(2010, 1, 1),
            by=cast.dana,
            at=LATER + timedelta(hours=1),
            because="an age assessment",
        )
    with acting_as(cast.service):
        again = replay(run)
        assert (again["same"], again["compared"]) == (True, "row by row")
        assert again["cases"] == 3, "as known then, the case of the import is there"
    assert differing(run, cast) == {
        added.ref: ("S-amira", None),
        child.ref: (None, "S-amira"),
    }
    with acting_as(cast.service):
        added_now = replay_as_known_now(run).filter(case=added.ref)
    assert added_now["in_plan_now"].to_list() == [False]


def test_cell_of_an_import_that_was_undone_is_as_it_was_before_it(cast: Cast) -> None:
    """An import took support away from the older case, and was undone after the run."""
    one_place(cast)
    cast._cases = 90_000
    younger = cast.case(claimed_on=date(2024, 2, 1))
    brought_in(cast)
    of = brought_in(cast, at=AT + timedelta(hours=1), Support="None")
    with acting_as(cast.service):
        older = Case.objects.exclude(pk=younger.pk).get()
    run = planned(cast)
    undo(of, by=cast.dana, at=LATER, because="the wrong file")
    assert differing(run, cast) == {
        older.ref: (None, "S-amira"),
        younger.ref: ("S-amira", None),
    }


def test_what_has_happened_since_is_no_correction(cast: Cast) -> None:
    one_place(cast)
    first = cast.case(claimed_on=date(2024, 3, 1))
    cast.case(claimed_on=date(2024, 4, 1))
    run = planned(cast)
    accept(run, by=cast.dana, on=ON, at=LATER)
    with acting_as(cast.service):
        first.refresh_from_db()
        assert first.owner is not None
        Case.objects.filter(pk=first.pk).update(
            stage=Stage.INTERVIEWED, interviewed_on=LATER.date()
        )
        record_facts(
            [first.pk], at=LATER, vocabulary_version=cast.release.vocabulary_version
        )
    assert differing(run, cast) == {}


def test_case_registered_late_would_have_been_there(cast: Cast) -> None:
    one_place(cast)
    known = cast.case(claimed_on=date(2025, 3, 1))
    run = planned(cast)
    late = cast.case(claimed_on=date(2024, 3, 1))
    after = cast.case(claimed_on=ON + timedelta(days=1))
    with acting_as(cast.service):
        Case.objects.filter(pk__in=[late.pk, after.pk]).update(registered_at=LATER)
    assert differing(run, cast) == {
        known.ref: ("S-amira", None),
        late.ref: (None, "S-amira"),
    }


def test_other_versions_verify_the_plan_that_was_kept(cast: Cast, monkeypatch) -> None:
    cast.case()
    run = planned(cast)
    monkeypatch.setattr(replay_plan, "version", lambda name: "another")
    with acting_as(cast.service):
        answer = replay(run)
    assert (answer["same"], answer["compared"]) == (
        True,
        "no faults, and as much placed",
    )


def test_answer_is_kept_in_words_and_asked_for_once(cast: Cast) -> None:
    cast.case()
    run = planned(cast)
    with acting_as(cast.dana):
        asked = create_replay(run, by=cast.dana, at=LATER)
        assert create_replay(run, by=cast.dana, at=LATER) == asked
    for _ in range(2):
        carry_out_replay(asked.pk, at=LATER)
    with acting_as(cast.dana):
        asked.refresh_from_db()
        assert (asked.same, asked.row_by_row, asked.finished_at) == (True, True, LATER)
        assert create_replay(run, by=cast.dana, at=LATER) != asked
        with pytest.raises(Refused):
            create_replay(run, by=cast.amira, at=LATER)


def test_replay_of_what_was_not_kept_says_so(cast: Cast) -> None:
    run = planned(cast)
    with acting_as(cast.service):
        RunInput.objects.all().delete()
        asked = create_replay(run, by=cast.service, at=LATER)
    carry_out_replay(asked.pk, at=LATER)
    with acting_as(cast.dana):
        assert "stored nothing" in Replay.objects.get().why_failed


def test_replay_of_what_was_changed_fails_and_says_so(cast: Cast) -> None:
    run = planned(cast)
    with acting_as(cast.service):
        RunInput.objects.update(people=b"changed")
        asked = create_replay(run, by=cast.service, at=LATER)
    with pytest.raises(ValueError, match="has been changed"):
        carry_out_replay(asked.pk, at=LATER)
    with acting_as(cast.dana):
        assert "stopped unexpectedly" in Replay.objects.get().why_failed
