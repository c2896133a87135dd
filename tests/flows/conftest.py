"""A plan that has been carried out."""

from collections.abc import Callable

import pytest

from evenhand.core.viewing import acting_as
from evenhand.flows.plan_cases import carry_out, create_run
from evenhand.planning.models import Run
from tests.cast import AT, ON, Cast


@pytest.fixture
def planned(cast: Cast) -> Callable[[], Run]:
    """Carry out a run over the cases there are."""

    def plan() -> Run:
        with acting_as(cast.dana):
            run = create_run(on=ON, by=cast.dana, at=AT)
        return carry_out(run.pk, at=AT)

    return plan
