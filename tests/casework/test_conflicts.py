"""Conflicts of interest: declared with a reason, seen with their case, ended by another."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from evenhand.casework.cases.services import move_case
from evenhand.casework.conflicts.services import declare_conflict, end_conflict
from evenhand.casework.models import Case, Conflict, Stage
from evenhand.core.accounts import grant
from evenhand.core.models import Event, Role, User
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.flows.plan_cases import carry_out, create_run
from evenhand.flows.replay_plan import replay
from evenhand.planning.models import Proposal
from tests.cast import AT, ON, Cast


def declared(cast: Cast, case: Case, *, by: User | None = None) -> Conflict:
    return declare_conflict(
        case,
        staff_member=cast.amira.staff_member,
        by=by or cast.amira,
        at=AT,
        because="her neighbour",
    )


def test_conflict_is_declared_and_ended_with_a_version_and_an_event_each(
    cast: Cast,
) -> None:
    case = cast.case()
    with acting_as(cast.amira):
        conflict = declared(cast, case)
    with acting_as(cast.cass):
        end_conflict(conflict, by=cast.cass, at=AT, because="another person's name")
        told = Event.objects.filter(case_id=case.pk).order_by("pk")
        assert list(told.values_list("kind", "by")) == [
            ("conflict_declared", cast.amira.pk),
            ("conflict_ended", cast.cass.pk),
        ]
        assert Case.objects.get().version == case.version + 2
        with pytest.raises(Refused, match="just ended"):
            end_conflict(conflict, by=cast.cass, at=AT, because="once more")


def test_conflict_is_declared_once_while_it_stands(cast: Cast) -> None:
    case = cast.case()
    with acting_as(cast.amira):
        conflict = declared(cast, case)
        with pytest.raises(Refused, match=r"Amira Test .* declared already"):
            declared(cast, case)
    with acting_as(cast.cass):
        end_conflict(conflict, by=cast.cass, at=AT, because="looked into")
        declared(cast, case, by=cast.cass)


def test_conflict_needs_its_reasons_and_an_open_case(cast: Cast) -> None:
    case = cast.case()
    with acting_as(cast.cass):
        with pytest.raises(Refused, match="Say what the conflict is"):
            declare_conflict(
                case,
                staff_member=cast.amira.staff_member,
                by=cast.cass,
                at=AT,
                because=" ",
            )
        conflict = declared(cast, case, by=cast.cass)
        with pytest.raises(Refused, match="no longer stands"):
            end_conflict(conflict, by=cast.cass, at=AT, because="")
        move_case(
            case, to=Stage.WITHDRAWN, by=cast.cass, on=ON, at=AT, because="withdrawn"
        )
        with pytest.raises(Refused, match="closed"):
            declared(cast, case, by=cast.cass)


@pytest.mark.parametrize("who", ["idris", "jo", "nobody"])
def test_conflict_is_declared_by_those_who_work_on_cases(cast: Cast, who: str) -> None:
    case = cast.case()
    user = getattr(cast, who)
    with acting_as(user), pytest.raises(Refused, match="reads cases"):
        declared(cast, case, by=user)


def test_conflict_is_ended_by_a_leader_and_never_by_its_person(cast: Cast) -> None:
    case = cast.case()
    with acting_as(cast.amira):
        conflict = declared(cast, case)
        with pytest.raises(Refused, match="team leaders"):
            end_conflict(conflict, by=cast.amira, at=AT, because="x")
    grant(cast.amira, roles=[Role.TEAM_LEADER], by=cast.jo, at=AT, because="covers")
    with acting_as(cast.amira), pytest.raises(Refused, match="somebody else"):
        end_conflict(conflict, by=cast.amira, at=AT, because="x")


def test_conflict_is_half_ended_by_nobody(cast: Cast) -> None:
    case = cast.case()
    with acting_as(cast.amira):
        conflict = declared(cast, case)
        with pytest.raises(IntegrityError, match="paired"), transaction.atomic():
            Conflict.objects.filter(pk=conflict.pk).update(ended_at=AT)


def test_conflict_of_a_restricted_case_is_invisible_with_it(cast: Cast) -> None:
    hidden = cast.case(restriction="restricted")
    with acting_as(cast.service):
        declared(cast, hidden, by=cast.service)
        assert Conflict.objects.count() == 1
    with acting_as(cast.cass):
        assert Conflict.objects.count() == 0


def test_every_plan_from_then_on_keeps_the_case_from_the_person(cast: Cast) -> None:
    kept, free = cast.case(), cast.case()
    with acting_as(cast.amira):
        declared(cast, kept)
    with acting_as(cast.dana):
        run = create_run(on=ON, by=cast.dana, at=AT + timedelta(hours=1))
    carry_out(run.pk, at=AT + timedelta(hours=1))
    with acting_as(cast.dana):
        waits = Proposal.objects.get(case=kept)
        given = Proposal.objects.get(case=free)
    assert (waits.state, waits.why_not) == (Proposal.State.NOT_PLACED, "conflict")
    assert "in conflict" in waits.reason
    assert given.to_owner == cast.amira.staff_member
    with acting_as(cast.service):
        assert replay(run)["same"] is True
