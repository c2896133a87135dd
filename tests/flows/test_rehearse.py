"""A policy is rehearsed on the caseload: who would move, and nobody does."""

from datetime import date, timedelta

import pytest
from django.db import connection

from evenhand.casework.facts.gather import record_facts
from evenhand.casework.models import Case, PersonNationality, Stage
from evenhand.core.accounts import grant
from evenhand.core.models import Event, Role, User
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.engine.rehearsal.rehearse import Told
from evenhand.engine.rules.release import Release
from evenhand.flows.plan_cases import carry_out, create_run
from evenhand.flows.publish_policy import beside
from evenhand.flows.rehearse import Asked, ask_to_rehearse, carry_out_rehearsal
from evenhand.planning.models import Outcome, Rehearsal, RehearsedCase
from evenhand.planning.rehearsals.queries import (
    cases_of,
    rehearsals_of,
    seen_by,
    told_of,
)
from evenhand.planning.rehearsals.services import mark_seen
from evenhand.releases.models import PolicyDraft, PolicyRelease
from evenhand.releases.queries import policy_of
from evenhand.workforce.models import Unit
from tests.cast import AT, ON, Cast
from tests.rehearsing import edited, iraq_to


pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=2)


@pytest.fixture
def lead(cast: Cast) -> User:
    for code in ("WALES", "NEWCASTLE"):
        Unit.objects.create(code=code, name=code.capitalize(), region="Wales")
    return cast.person("pia", Role.POLICY_LEAD)


def newcastle(cast: Cast) -> Release:
    return iraq_to(policy_of(cast.release), "NEWCASTLE")


def rehearsed(
    policy: Release, *, by: User, on: date | None = None, **asked: object
) -> Rehearsal:
    with acting_as(by):
        waiting = ask_to_rehearse(
            Asked(policy, "Iraq to Newcastle", on=on, **asked),  # type: ignore[arg-type]
            by=by,
            at=LATER,
        )
    return carry_out_rehearsal(waiting.pk, at=LATER)


def told_to(user: User, rehearsal: Rehearsal) -> Told:
    with acting_as(user):
        told = told_of(rehearsal)
    assert told is not None
    return told


def moved(user: User, rehearsal: Rehearsal) -> set[str]:
    with acting_as(user):
        return {row.case.ref for row in cases_of(rehearsal)}


def test_only_iraqis_now_routed_to_wales_go_to_newcastle(cast: Cast, lead: User):
    plain = cast.case(nationality="Iraq", postcode="CF1 1AA")
    far = cast.case(nationality="Iraq", postcode="NE1 1AA")
    cast.case(nationality="Syria")
    cast.case(nationality="Iraq", born_on=date(2012, 1, 1))
    cast.case(nationality="Iraq", unaccompanied=True, born_on=date(2012, 1, 1))
    cast.case(nationality="Iraq", accommodation="hotel")
    cast.case(nationality="Iraq", claimed_on=date(2020, 1, 1))
    cast.case(nationality="Iraq", high_profile=True)
    cast.case(nationality="Iraq", stage=Stage.WITHDRAWN)
    with acting_as(cast.dana):
        run = create_run(on=ON, by=cast.dana, at=AT)
    carry_out(run.pk, at=AT)

    rehearsal = rehearsed(newcastle(cast), by=lead)

    # By hand: whoever the last run routed to Wales, and whose nationality is Iraq.
    with acting_as(cast.service), connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.ref FROM planning_outcome o JOIN casework_case c ON c.id = o.case_id "
            "JOIN casework_caseperson m ON m.case_id = c.id AND m.role = 'main applicant' "
            "JOIN casework_personnationality n ON n.person_id = m.person_id "
            "WHERE upper_inf(o.valid) AND o.routed_units[1] = 'WALES' "
            "AND n.nationality = 'Iraq'"
        )
        by_hand = {ref for (ref,) in cursor.fetchall()}
    assert moved(lead, rehearsal) == by_hand == {plain.ref, far.ref}
    told = told_to(lead, rehearsal).figures
    assert [(m.before, m.after, m.cases) for m in told.moves] == [
        ("WALES", "NEWCASTLE", 2)
    ]
    units = {unit.unit: unit for unit in told.units}
    assert units["NEWCASTLE"].queue_after == units["NEWCASTLE"].queue_before + 2
    assert told.explained[0].before == told.explained[0].after == ("RT-036",)


def test_weeks_of_work_of_newcastle_jump(cast: Cast, lead: User):
    for day in range(1, 13):
        cast.case(nationality="Iraq", claimed_on=date(2025, 6, day), postcode="CF1 1AA")
    for name, unit in (("nia", "NEWCASTLE"), ("wyn", "WALES")):
        member = cast.person(name, Role.DECISION_MAKER).staff_member
        member.unit = Unit.objects.get(code=unit)
        member.decides, member.weekly_places = True, 4
        member.save()
    told = told_to(lead, rehearsed(newcastle(cast), by=lead)).figures
    units = {unit.unit: unit for unit in told.units}
    assert (units["NEWCASTLE"].weeks_before, units["NEWCASTLE"].weeks_after) == (0, 3)
    assert (units["WALES"].weeks_before, units["WALES"].weeks_after) == (3, 0)


def test_nothing_of_the_caseload_is_touched(cast: Cast, lead: User):
    case = cast.case(nationality="Iraq")
    rehearsed(newcastle(cast), by=lead)
    with acting_as(cast.service):
        assert Case.objects.get(pk=case.pk).version == case.version
        assert not Outcome.objects.exists()
        assert set(Event.objects.filter(case_id=case.pk)) == set()
        assert Event.objects.filter(kind="rehearsal_asked", by=lead).count() == 1


def test_carried_out_twice_is_carried_out_once(cast: Cast, lead: User):
    cast.case(nationality="Iraq")
    rehearsal = rehearsed(newcastle(cast), by=lead)
    again = carry_out_rehearsal(rehearsal.pk, at=LATER + timedelta(hours=1))
    assert again.finished_at == LATER
    # Killed before it was done, and started again from wherever it was.
    with acting_as(cast.service):
        Rehearsal.objects.filter(pk=rehearsal.pk).update(
            state=Rehearsal.State.COMPARING, finished_at=None
        )
    again = carry_out_rehearsal(rehearsal.pk, at=LATER + timedelta(hours=1))
    assert again.state == Rehearsal.State.DONE
    with acting_as(lead):
        assert RehearsedCase.objects.count() == again.figures.count() == 1


def test_same_rehearsal_under_way_is_not_asked_for_again(cast: Cast, lead: User):
    asked = Asked(newcastle(cast), "Iraq to Newcastle")
    with acting_as(lead):
        first = ask_to_rehearse(asked, by=lead, at=LATER)
        again = ask_to_rehearse(asked, by=lead, at=LATER + timedelta(minutes=1))
    assert again.pk == first.pk


def test_a_past_day_is_rehearsed_on_what_was_known_then(cast: Cast, lead: User):
    case = cast.case(nationality="Syria")
    with acting_as(cast.service):
        PersonNationality.objects.filter(person__case=case).update(nationality="Iraq")
        record_facts(
            [case.pk],
            at=AT + timedelta(days=2),
            vocabulary_version=cast.release.vocabulary_version,
        )
    later = AT + timedelta(days=4)
    policy = newcastle(cast)
    for on, expected in ((ON, set()), (ON + timedelta(days=2), {case.ref})):
        with acting_as(lead):
            waiting = ask_to_rehearse(Asked(policy, "x", on=on), by=lead, at=later)
        done = carry_out_rehearsal(waiting.pk, at=later)
        assert done.known_at is not None
        assert done.read_at == done.known_at
        assert moved(lead, done) == expected


def test_whoever_is_not_cleared_reads_of_a_world_without_restricted_cases(
    cast: Cast, lead: User
):
    for day in range(1, 4):
        cast.case(nationality="Iraq", claimed_on=date(2025, 6, day))
    policy = newcastle(cast)
    without = told_to(lead, rehearsed(policy, by=lead))
    hidden = cast.case(
        nationality="Iraq", claimed_on=date(2025, 5, 1), restriction="restricted"
    )
    rehearsal = rehearsed(policy, by=lead)
    assert told_to(lead, rehearsal) == without
    assert hidden.ref not in moved(lead, rehearsal)
    grant(lead, clearances=["restricted"], by=cast.service, at=AT, because="cleared")
    assert told_to(lead, rehearsal).figures.totals.changed == 4
    assert hidden.ref in moved(lead, rehearsal)


def test_a_change_of_a_guarded_rule_names_nobody_to_who_is_not_cleared(
    cast: Cast, lead: User
):
    harm = cast.case(high_harm=True)
    lower = edited(
        policy_of(cast.release),
        "PR-010",
        "priority_points = 150",
        "priority_points = 5",
    )
    rehearsal = rehearsed(lower, by=lead)
    assert moved(lead, rehearsal) == set()
    grant(lead, clearances=["high-harm"], by=cast.service, at=AT, because="cleared")
    assert moved(lead, rehearsal) == {harm.ref}


def test_places_are_given_out_under_either_policy(cast: Cast, lead: User):
    """Amira alone has places, in Liverpool: what goes to Wales she is not given first."""
    case = cast.case(nationality="Syria", postcode="L1 1AA")
    away = edited(
        policy_of(cast.release), "RT-031", 'units = ["LIVERPOOL"]', 'units = ["WALES"]'
    )
    rehearsal = rehearsed(away, by=lead, with_allocation=True)
    told = told_to(lead, rehearsal).figures
    assert (told.totals.placed_before, told.totals.placed_after) == (1, 0)
    units = {unit.unit: unit for unit in told.units}
    assert (units["LIVERPOOL"].placed_before, units["LIVERPOOL"].placed_after) == (1, 0)
    with acting_as(lead):
        (row,) = cases_of(rehearsal)
    assert row.case.ref == case.ref
    assert "unplaced" in row.what


def test_a_policy_that_cannot_be_worked_with_says_what_is_wrong(cast: Cast, lead: User):
    wrong = edited(
        policy_of(cast.release),
        "RT-036",
        'nationality = ["Iraq"]',
        "nationality = [12]",
    )
    with acting_as(lead), pytest.raises(Refused, match="RT-036"):
        ask_to_rehearse(Asked(wrong, "x"), by=lead, at=LATER)


@pytest.mark.parametrize(
    ("on", "with_allocation", "said"),
    [
        (ON + timedelta(days=400), False, "the year to come"),
        (ON - timedelta(days=1), True, "as it stands"),
    ],
)
def test_days_that_cannot_be_rehearsed_are_refused(
    cast: Cast, lead: User, on: date, with_allocation: bool, said: str
):
    asked = Asked(newcastle(cast), "x", on=on, with_allocation=with_allocation)
    with acting_as(lead), pytest.raises(Refused, match=said):
        ask_to_rehearse(asked, by=lead, at=LATER)


def test_whoever_decides_cases_may_not_ask(cast: Cast):
    with acting_as(cast.amira), pytest.raises(Refused, match="policy leads"):
        ask_to_rehearse(Asked(newcastle(cast), "x"), by=cast.amira, at=LATER)


def test_rehearsal_of_exactly_this_policy_must_have_been_seen(cast: Cast, lead: User):
    policy = newcastle(cast)
    draft = PolicyDraft.objects.create(
        title="Iraq to Newcastle",
        based_on=cast.release,
        bundle=policy.bundle(),
        sha256=policy.sha256,
        started_at=AT,
        started_by=lead,
    )
    rehearsal = rehearsed(policy, by=lead, draft=draft)
    assert list(rehearsals_of(draft.sha256)) == [rehearsal]
    assert not seen_by(lead, rehearsals_of(draft.sha256))
    with acting_as(lead):
        mark_seen(rehearsal, by=lead, at=LATER)
        mark_seen(rehearsal, by=lead, at=LATER + timedelta(hours=1))
    assert seen_by(lead, rehearsals_of(draft.sha256))
    assert not seen_by(cast.dana, rehearsals_of(draft.sha256))
    other = iraq_to(policy_of(cast.release), "MERSEY")
    assert not seen_by(lead, rehearsals_of(other.sha256))
    assert rehearsal.seen.get().at == LATER


@pytest.mark.parametrize("asked", ["beside itself", "on a past day"])
def test_rehearsal_that_cannot_show_the_change_does_not_count_as_seen(
    cast: Cast, lead: User, asked: str
):
    policy = newcastle(cast)
    draft = PolicyDraft.objects.create(
        title="Iraq to Newcastle",
        based_on=cast.release,
        bundle=policy.bundle(),
        sha256=policy.sha256,
        started_at=AT,
        started_by=lead,
    )
    rehearsal = rehearsed(policy, by=lead, draft=draft)
    with acting_as(lead):
        mark_seen(rehearsal, by=lead, at=LATER)
        assert beside(lead, draft).rehearsals == [rehearsal.pk]
    beside_itself = PolicyRelease.objects.create(
        number=2,
        title="Iraq to Newcastle",
        bundle=policy.bundle(),
        sha256=policy.sha256,
        vocabulary_version=policy.vocabulary.version,
        published_at=AT,
        published_by=lead,
    )
    changes = {
        "beside itself": {"against": beside_itself},
        "on a past day": {"known_at": AT},
    }
    with acting_as(cast.service):
        Rehearsal.objects.filter(pk=rehearsal.pk).update(**changes[asked])
    with acting_as(lead):
        assert beside(lead, draft).rehearsals == []
