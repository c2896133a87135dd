"""Where a case stood on a past day, as known then to the bit and as known since."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from evenhand.casework.facts.gather import record_facts
from evenhand.casework.models import Case, CaseFacts
from evenhand.casework.people.services import correct_date_of_birth
from evenhand.config.settings import POLICY_FOLDER
from evenhand.core.accounts import grant
from evenhand.core.models import Clearance
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.flows.import_tracker import carry_out as bring_in
from evenhand.flows.import_tracker import judge, read, receive, undo
from evenhand.flows.plan_cases import carry_out, create_run
from evenhand.flows.replay_case import ReplayOfDay, end_of, replay_case
from evenhand.flows.tell_replay import tell_replay
from evenhand.intake.models import Import
from evenhand.planning.models import Outcome, Run
from evenhand.planning.outcomes import FIELDS
from evenhand.planning.replaying.comparing import stored_in
from evenhand.releases.models import Period, PolicyRelease
from evenhand.releases.services import publish_release
from tests.cast import Cast
from tests.tracker_files import HEADINGS, row, tracker


def march(day: int, hour: int = 9) -> datetime:
    return datetime(2027, 3, day, hour, tzinfo=UTC)


THIRD, TODAY = date(2027, 3, 3), march(20)


def planned(cast: Cast, *, at: datetime) -> Run:
    with acting_as(cast.dana):
        run = create_run(on=at.date(), by=cast.dana, at=at)
    return carry_out(run.pk, at=at)


def replayed(cast: Cast, case: Case, **asked: object) -> ReplayOfDay:
    with acting_as(cast.service):
        return replay_case(case, **{"on": THIRD, "at": TODAY, **asked})


def second_release(cast: Cast, folder: Path, *, at: datetime) -> PolicyRelease:
    """The same tables with other points for waiting, in force from an instant."""
    shutil.copytree(POLICY_FOLDER, folder)
    table = folder / "rulebooks/prioritisation.toml"
    table.write_text(table.read_text().replace("points = 80 ", "points = 81 "))
    with acting_as(cast.service):
        return publish_release(
            folder, by=cast.service, at=at, because="one point more", demo=True
        )


def withdraw(release: PolicyRelease, cast: Cast, *, at: datetime) -> None:
    """It is in force no longer, and the one before it is again."""
    with acting_as(cast.service):
        period = Period.objects.get(release=release)
        period.during = DateTimeTZRange(period.during.lower, at)
        period.ended_at, period.ended_by = at, cast.dana
        period.ended_because = "it was a mistake"
        period.save()
        Period.objects.create(
            release=cast.release, during=DateTimeTZRange(at, None), begun_by=cast.dana
        )


def brought_in(cast: Cast, *, at: datetime, **other: str) -> Import:
    cells = {"Date of claim": "10/03/2024", "Postcode": "LS1 1AA"}
    content = tracker(
        [row("K1234567", **cells | other)], headings=(*HEADINGS, "Postcode")
    )
    of = receive("tracker.xlsx", content, unit=cast.liverpool, by=cast.dana, at=at)
    return bring_in(judge(read(of, at=at), at=at), by=cast.dana, at=at)


def test_third_of_march_as_known_then_and_apart_as_known_now(
    cast: Cast, tmp_path: Path
) -> None:
    """Since: a date of birth corrected, an import undone, the release withdrawn."""
    release = second_release(cast, tmp_path / "policy", at=march(1))
    cast._cases = 90_000  # far from the references that an import gives
    corrected = cast.case()
    brought_in(cast, at=march(1, 10))
    of = brought_in(cast, at=march(2), Support="None")
    with acting_as(cast.service):
        undone = Case.objects.exclude(pk=corrected.pk).get()
    planned(cast, at=march(3, 2))
    with acting_as(cast.service):
        outcomes = {outcome.case_id: outcome for outcome in Outcome.objects.all()}
    stood = {case: stored_in(outcome) for case, outcome in outcomes.items()}
    before = {c: replayed(cast, c, at=march(4)) for c in (corrected, undone)}

    with acting_as(cast.dana):
        correct_date_of_birth(
            corrected.people.get(),
            which="assessed",
            born_on=date(2010, 1, 1),
            by=cast.dana,
            at=march(10),
            because="an age assessment",
        )
    undo(of, by=cast.dana, at=march(12), because="the wrong file")
    withdraw(release, cast, at=march(15))
    planned(cast, at=march(16, 2))

    after = {c: replayed(cast, c, known_on=TODAY.date()) for c in (corrected, undone)}
    for case, replay in after.items():
        then, told = replay.then, tell_replay(replay, reader=cast.service)
        # As known then, to the bit: what was said, what was read, and the reasons.
        assert then is not None
        assert then == before[case].then
        assert then.said == stood[case.pk]
        assert (replay.stored, told.same) == (outcomes[case.pk], True)
        assert told.since_run == ()
        # Under the release of that day, whatever became of it.
        assert replay.release == release
        assert replay.period.ended_because == "it was a mistake"
        # And, apart, as known now.
        assert replay.later is not None
        assert replay.later.said != stood[case.pk]
        assert "fired" in {change.name for change in told.changed}
    assert facts(after[corrected], "child_at_claim") == (False, True)
    assert facts(after[undone], "support") == ("none", "section 95")
    # Of a day after all of it, under the release that came back.
    for case in (corrected, undone):
        now = replayed(cast, case, on=date(2027, 3, 16))
        told = tell_replay(now, reader=cast.service)
        assert (now.release, told.same, told.since_run) == (cast.release, True, ())
        assert now.then is not None
        assert now.then.facts == after[case].later.facts  # type: ignore[union-attr]


def facts(replay: ReplayOfDay, name: str) -> tuple[object, object]:
    """A fact as known then, and as known later."""
    assert replay.then is not None
    assert replay.later is not None
    return replay.then.facts[name], replay.later.facts[name]


def test_days_in_between_know_what_was_known_by_then(cast: Cast) -> None:
    case = cast.case()
    with acting_as(cast.dana):
        correct_date_of_birth(
            case.people.get(),
            which="assessed",
            born_on=date(2010, 1, 1),
            by=cast.dana,
            at=march(10),
            because="an age assessment",
        )
    for known_on, child in ((9, False), (10, True)):
        replay = replayed(cast, case, known_on=date(2027, 3, known_on))
        assert facts(replay, "child_at_claim") == (False, child)


def test_what_was_recorded_after_the_run_is_told_as_such(cast: Cast) -> None:
    case = cast.case()
    planned(cast, at=march(3, 2))
    with acting_as(cast.service):
        case.supports.update(kind="none")
        record_facts([case.pk], at=march(3, 15), vocabulary_version=1)
    replay = replayed(cast, case)
    told = tell_replay(replay, reader=cast.dana)
    assert told.same, "from what the run had read"
    assert replay.then is not None
    assert replay.then.since["support"] == march(3, 15)
    assert "band" in {change.name for change in told.since_run}
    assert "points" not in {change.name for change in told.since_run}


def test_outcome_that_was_tampered_with_is_not_the_same(cast: Cast) -> None:
    case = cast.case()
    planned(cast, at=march(3, 2))
    with acting_as(cast.service):
        Outcome.objects.update(band=5, points=7)
    told = tell_replay(replayed(cast, case), reader=cast.dana)
    assert (told.same, told.differing, told.why) == (False, ("band",), "rules")
    told = tell_replay(replayed(cast, case), reader=cast.service)
    assert told.differing == ("points", "band")


def test_facts_that_were_tampered_with_are_told_apart(cast: Cast) -> None:
    case = cast.case()
    planned(cast, at=march(3, 2))
    with acting_as(cast.service):
        row = CaseFacts.objects.get(case=case)
        row.values["support"] = "none"
        row.save()
    assert tell_replay(replayed(cast, case), reader=cast.service).why == "facts"


def test_what_a_run_read_after_it_was_asked_for_is_no_difference(cast: Cast) -> None:
    case = cast.case()
    with acting_as(cast.dana):
        run = create_run(on=THIRD, by=cast.dana, at=march(3, 2))
    with acting_as(cast.service):
        case.supports.update(kind="none")
        record_facts([case.pk], at=march(3, 3), vocabulary_version=1)
    carry_out(run.pk, at=march(3, 4))
    told = tell_replay(replayed(cast, case), reader=cast.service)
    assert told.same
    assert told.since_run == ()


def test_fact_that_few_may_know_is_left_out(cast: Cast) -> None:
    case = cast.case(high_harm=True)
    planned(cast, at=march(3, 2))
    replay = replayed(cast, case, known_on=TODAY.date())
    for_dana = tell_replay(replay, reader=cast.dana)
    with acting_as(cast.service):
        grant(
            cast.cass,
            clearances=[Clearance.HIGH_HARM],
            by=cast.service,
            at=march(1),
            because="cleared",
        )
    for_cass = tell_replay(replay, reader=cast.cass)
    for told, reads in ((for_dana, False), (for_cass, True)):
        for side in (told.then, told.later):
            assert side is not None
            assert ("high_harm" in {fact.name for fact in side.facts}) is reads
            assert (side.points is not None) is reads
            assert set(side.said) == set(FIELDS) - (
                set() if reads else {"points", "requires", "fired"}
            )
            harm = [r for r in side.reasons if "high_harm" in r.facts_read]
            assert bool(harm) is reads
            assert {r.rule_id for r in harm} <= set(side.fired)


def test_case_registered_since_was_not_known_then(cast: Cast) -> None:
    with acting_as(cast.service):
        case = cast.case(claimed_on=date(2026, 3, 1))
        row = CaseFacts.objects.get(case=case)
        row.valid = DateTimeTZRange(march(8), None)
        row.save()
    replay = replayed(cast, case, known_on=TODAY.date())
    assert replay.then is None
    assert replay.later is not None
    assert replayed(cast, case, on=date(2026, 2, 1), known_on=THIRD).later is None


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"on": date(2027, 3, 21)}, "not in the future"),
        ({"known_on": date(2027, 4, 1)}, "not known yet"),
        ({"known_on": date(2027, 3, 1)}, "on or after the one"),
        ({"on": date(2019, 3, 1)}, "No policy release was in force"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(cast: Cast, asked, words) -> None:
    case = cast.case()
    with pytest.raises(Refused, match=words):
        replayed(cast, case, **asked)


def test_day_ends_by_londons_clock() -> None:
    summer = datetime(2027, 7, 2, 12, tzinfo=UTC)
    end = end_of(date(2027, 7, 1), summer)
    assert end == datetime(2027, 7, 1, 22, 59, 59, 999999, tzinfo=UTC)
    assert end_of(date(2027, 7, 2), summer) == summer
    assert end_of(date(2027, 7, 3), summer) is None
