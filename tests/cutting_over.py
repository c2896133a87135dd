"""A specialism to cut over: Wales has Iraq, and other units have its cases still."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from evenhand.casework.models import Case
from evenhand.core.accounts import grant
from evenhand.core.models import Role
from evenhand.core.viewing import acting_as
from evenhand.flows.cut_over import Asked, plan_cut_over
from evenhand.flows.plan_cases import carry_out, create_run
from evenhand.planning.cutover.phasing import Timetable
from evenhand.planning.models import CutOver, CutOverCase, CutOverPhase
from evenhand.workforce.models import Unit
from tests.cast import AT, ON, Cast


LATER = AT + timedelta(hours=2)
MONDAY = date(2026, 11, 23)
THAT_DAY = AT + timedelta(days=3)


def wales() -> Unit:
    """The unit that receives cases."""
    return Unit.objects.get_or_create(
        code="WALES", defaults={"name": "Wales", "region": "Wales"}
    )[0]


def second_manager(cast: Cast) -> None:
    """Cass can plan and accept too: it takes two."""
    grant(cast.cass, roles=[Role.WORKFLOW_MANAGER], by=cast.jo, at=AT, because="helps")


def iraqi(cast: Cast, **said: Any) -> Case:
    """A case of the specialism that Mersey is responsible for, unless said otherwise."""
    return cast.case(nationality="Iraq", **{"responsible_unit": cast.mersey, **said})


def routed(cast: Cast, *, at: datetime = AT) -> None:
    """Every case is ranked and routed by a run."""
    with acting_as(cast.dana):
        run = create_run(on=ON, by=cast.dana, at=at)
    carry_out(run.pk, at=at)


def asked(cast: Cast, *, phases: int = 1, **said: Any) -> Asked:
    """What Dana asks: Iraq to Wales, from Monday, a week apart."""
    most = said.pop("most", None)
    whole = Asked(
        title="Iraq to Wales",
        to_unit=wales(),
        from_units=(),
        rules=(),
        because="Wales has the interpreters and the country knowledge",
        owner=cast.dana,
        timetable=Timetable(phases=phases, first_on=MONDAY, most=most),
        review_on=date(2027, 3, 1),
    )
    return replace(whole, **said)


def planned(cast: Cast, **said: Any) -> CutOver:
    """A cut-over planned by Dana, after a run."""
    return plan_cut_over(asked(cast, **said), by=cast.dana, on=ON, at=LATER)


def phase_of(cut_over: CutOver, number: int = 1) -> CutOverPhase:
    """One phase of it."""
    return cut_over.phases.get(number=number)


def standing(cast: Cast, cut_over: CutOver) -> dict[str, tuple[str, str]]:
    """How each case stands: by reference, its state and why, as Dana sees them."""
    with acting_as(cast.dana):
        return {
            ref: (state, why)
            for ref, state, why in CutOverCase.objects.filter(
                cut_over=cut_over
            ).values_list("case__ref", "state", "why")
        }
