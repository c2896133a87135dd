"""Every pair of stages, and the one function that moves a case between them."""

from datetime import date, timedelta
from itertools import product

import pytest

from evenhand.casework.cases.services import move_case
from evenhand.casework.cases.stages import NEXT, OPEN, Stage
from evenhand.casework.cases.verdicts import may_move
from evenhand.casework.models import Case
from evenhand.core.models import Event
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from tests.cast import AT, ON, Cast


PAIRS = list(product(Stage, Stage))


def test_every_stage_says_what_may_follow() -> None:
    assert set(NEXT) == set(Stage)


def test_open_stages_lead_on_and_ended_ones_nowhere() -> None:
    assert all(NEXT[stage] for stage in OPEN)
    assert {stage for stage in Stage if not NEXT[stage]} == {
        Stage.SERVED,
        Stage.VOID,
        Stage.REMOVED_TO_THIRD_COUNTRY,
    }


def test_every_stage_can_be_reached_from_registration() -> None:
    reached, waiting = set(), [Stage.REGISTERED]
    while waiting:
        stage = waiting.pop()
        if stage not in reached:
            reached.add(stage)
            waiting.extend(NEXT[stage])
    assert reached == set(Stage)


def test_no_decision_is_served_without_a_check() -> None:
    assert [stage for stage in Stage if Stage.SERVED in NEXT[stage]] == [Stage.CHECKED]


@pytest.mark.parametrize(("came_from", "to"), PAIRS)
def test_verdict_follows_the_table_for_every_pair(came_from: Stage, to: Stage) -> None:
    case = Case(stage=came_from, interviewed_on=date(2026, 1, 1))
    verdict = may_move(case, to)
    assert bool(verdict) == (to in NEXT[came_from])
    if not verdict:
        assert came_from.label.lower() in verdict.why_not
        assert to.label.lower() in verdict.why_not


def test_case_is_not_interviewed_without_a_date(cast: Cast) -> None:
    case = cast.case(stage=Stage.READY_TO_INTERVIEW)
    with acting_as(cast.amira), pytest.raises(Refused, match="date of the interview"):
        move_case(case, to=Stage.INTERVIEWED, by=cast.amira, on=ON, at=AT, because="x")


def test_move_is_told_and_counted(cast: Cast) -> None:
    case = cast.case(stage=Stage.READY_TO_INTERVIEW)
    later = AT + timedelta(hours=1)
    with acting_as(cast.amira):
        move_case(
            case,
            to=Stage.INTERVIEWED,
            by=cast.amira,
            on=ON,
            at=later,
            interviewed_on=ON,
            because="interview held",
        )
        case = Case.objects.get(pk=case.pk)
        event = Event.objects.get(case_id=case.pk, kind="case_moved")
    assert (case.stage, case.stage_since, case.version) == (Stage.INTERVIEWED, ON, 2)
    assert event.data == {"from": "ready_to_interview", "to": "interviewed"}
    assert (event.by, event.at, event.because) == (cast.amira, later, "interview held")


def test_second_of_two_movers_is_told(cast: Cast) -> None:
    case = cast.case(stage=Stage.SCREENED)
    stale = Case(pk=case.pk, stage=Stage.SCREENED, claimed_on=case.claimed_on)
    with acting_as(cast.amira):
        move_case(
            case, to=Stage.QUESTIONNAIRE, by=cast.amira, on=ON, at=AT, because="sent"
        )
        with pytest.raises(Refused, match="Somebody else has just moved"):
            move_case(
                stale, to=Stage.QUESTIONNAIRE, by=cast.amira, on=ON, at=AT, because="x"
            )


def test_reader_cannot_move_a_case(cast: Cast) -> None:
    case = cast.case(stage=Stage.SCREENED)
    with acting_as(cast.idris), pytest.raises(Refused, match="reads cases"):
        move_case(
            case, to=Stage.QUESTIONNAIRE, by=cast.idris, on=ON, at=AT, because="x"
        )
