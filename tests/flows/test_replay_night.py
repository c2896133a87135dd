"""Each night a sample of yesterday's outcomes is worked out again; a difference alarms."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from procrastinate.contrib.django import app

from evenhand.casework.facts.gather import record_facts
from evenhand.casework.models import CaseFacts
from evenhand.core.accounts import grant
from evenhand.core.models import Clearance, Message, Role
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.flows.jobs import replay_in_the_night
from evenhand.flows.plan_cases import carry_out, create_run
from evenhand.flows.replay_case import end_of
from evenhand.flows.replay_night import replay_due, replay_night
from evenhand.planning.models import Outcome, ReplayedOutcome, ReplayNight, RunInput
from evenhand.planning.replaying.queries import alarming, differences, nights
from evenhand.planning.replaying.sampling import draw
from tests.cast import AT, ON, Cast


NIGHT = AT + timedelta(hours=17)


def differing(cast: Cast) -> dict[str, tuple[list[str], str]]:
    with acting_as(cast.service):
        return {row.case.ref: (row.differing, row.why) for row in differences()}


def told(cast: Cast) -> set[str]:
    with acting_as(cast.service):
        return set(
            Message.objects.filter(kind="replay_differs").values_list(
                "user__username", flat=True
            )
        )


@pytest.mark.parametrize(
    ("at", "due"),
    [
        (datetime(2026, 11, 23, 2, 20, tzinfo=UTC), date(2026, 11, 22)),
        (datetime(2026, 11, 22, 2, 20, tzinfo=UTC), date(2026, 11, 21)),  # a Sunday
        (datetime(2026, 11, 23, 1, 20, tzinfo=UTC), None),
        (datetime(2026, 11, 23, 6, 20, tzinfo=UTC), None),
        (datetime(2026, 7, 6, 1, 20, tzinfo=UTC), date(2026, 7, 5)),  # summer time
    ],
)
def test_yesterday_is_due_by_londons_clock(at, due) -> None:
    assert replay_due(at, hour=2) == due
    assert replay_due(at, hour=None) is None


def test_worker_asks_every_hour() -> None:
    tasks = [each.task for each in app.periodic_registry.periodic_tasks.values()]
    assert replay_in_the_night in tasks


def test_all_the_same_alarms_nobody(cast: Cast, planned) -> None:
    for _ in range(3):
        cast.case()
    planned()
    assert replay_night(ON, at=NIGHT) is not None
    assert differing(cast) == {}
    assert told(cast) == set()
    with acting_as(cast.dana):
        (night,) = nights()
        assert (night.drawn, night.differ) == (3, 0)
        assert alarming(NIGHT.date()) == []


def test_night_is_worked_out_once_and_not_before_it_is_over(cast: Cast, planned):
    cast.case()
    planned()
    with pytest.raises(Refused, match="not over yet"):
        replay_night(ON + timedelta(days=2), at=NIGHT)
    assert replay_night(ON, at=NIGHT) is not None
    assert replay_night(ON, at=NIGHT) is None
    assert replay_night(date(2020, 1, 1), at=NIGHT) is None, "no release was in force"


def test_changed_outcome_and_changed_facts_are_told_apart(cast: Cast, planned) -> None:
    cast.person("pia", Role.POLICY_LEAD)
    outcome, facts, same = (cast.case() for _ in range(3))
    planned()
    with acting_as(cast.service):
        Outcome.objects.filter(case=outcome).update(band=5)
        row = CaseFacts.objects.get(case=facts)
        row.values["support"] = "none"
        row.save()
    replay_night(ON, at=NIGHT)
    found = differing(cast)
    assert found[outcome.ref] == (["band"], "rules")
    assert found[facts.ref][1] == "facts"
    assert "points" in found[facts.ref][0]
    assert same.ref not in found
    assert told(cast) == {"idris", "pia"}
    with acting_as(cast.idris):
        assert alarming(NIGHT.date()) == [ON]
        assert alarming(ON + timedelta(days=30)) == []


def test_fact_recorded_while_the_run_waited_is_no_difference(cast: Cast) -> None:
    case = cast.case()
    with acting_as(cast.dana):
        run = create_run(on=ON, by=cast.dana, at=AT)
    with acting_as(cast.service):
        case.supports.update(kind="none")
        at = AT + timedelta(minutes=2)
        record_facts([case.pk], at=at, vocabulary_version=1)
    carry_out(run.pk, at=AT + timedelta(minutes=4))
    replay_night(ON, at=NIGHT)
    assert differing(cast) == {}


def test_difference_in_a_hidden_case_is_told_to_those_cleared_alone(
    cast: Cast, planned
) -> None:
    kit = cast.person("kit", Role.AUDITOR)
    clearances = [Clearance.RESTRICTED]
    grant(kit, clearances=clearances, by=cast.service, at=AT, because="cleared")
    cast.case()
    hidden = cast.case(restriction="restricted")
    planned()
    with acting_as(cast.service):
        Outcome.objects.filter(case=hidden).update(band=5)
    replay_night(ON, at=NIGHT)
    assert told(cast) == {"kit"}
    for user, drawn in ((cast.idris, 1), (kit, 2)):
        with acting_as(user):
            (night,) = nights()
            assert (night.drawn, night.differ) == (drawn, drawn - 1)
            assert bool(alarming(NIGHT.date())) is (drawn == 2)


def test_what_cannot_be_worked_out_is_kept_in_words_and_alarms(cast, planned) -> None:
    case = cast.case()
    planned()
    with acting_as(cast.service):
        Outcome.objects.filter(case=case).update(band=5)
        RunInput.objects.update(people=b"changed")
    night = replay_night(ON, at=NIGHT)
    assert night is not None
    assert "has been changed" in night.why_failed
    assert told(cast) == {"idris"}
    with acting_as(cast.service):
        assert not ReplayedOutcome.objects.exists()


def test_sample_is_drawn_by_lot_and_can_be_drawn_again(cast: Cast, planned) -> None:
    cases = [cast.case() for _ in range(12)]
    planned()
    end = end_of(ON, NIGHT)
    assert end is not None

    def drawn(day: date, sample: int = 4, salt: str = "s") -> set[int]:
        with acting_as(cast.service):
            found = draw(of=day, end=end, sample=sample, salt=salt)
        return {outcome.case_id for outcome in found}

    assert drawn(ON) == drawn(ON)
    assert len(drawn(ON)) == 4
    assert drawn(ON) < drawn(ON, sample=8)
    assert any(drawn(ON + timedelta(days=n)) != drawn(ON) for n in range(1, 6))
    assert any(drawn(ON, salt=salt) != drawn(ON) for salt in "abcdef")
    before = drawn(ON)
    with acting_as(cast.service):
        one = next(case for case in cases if case.pk not in before)
        one.restriction = "restricted"
        one.save()
    assert drawn(ON) == before | {one.pk}, "hidden cases take no place in the sample"


def test_page_and_notice_tell_what_differed(cast: Cast, planned) -> None:
    pia = cast.person("pia", Role.POLICY_LEAD)
    case = cast.case()
    planned()
    with acting_as(cast.service):
        Outcome.objects.filter(case=case).update(band=5)
        ReplayNight.objects.create(
            of=ON - timedelta(days=1), sample=5, salt="s", done_at=AT, why_failed="Why."
        )
    replay_night(ON, at=datetime.now(UTC))
    pages = {}
    for user in (pia, cast.idris, cast.amira):
        client = Client()
        client.force_login(user, "django.contrib.auth.backends.ModelBackend")
        pages[user.username] = [
            client.get(address).text for address in ("/rules/replays/", "/rules/")
        ]
        if user == cast.idris:
            assert "did not come out the same" in client.get("/audit/").text
    assert "Band" in pages["pia"][0]
    assert case.ref not in pages["pia"][0], "policy leads open no cases"
    assert case.ref in pages["idris"][0]
    assert "Could not be worked out." in pages["idris"][0]
    assert "did not come out the same when" in pages["pia"][1]
    assert "did not come out the same when" not in pages["amira"][1]
