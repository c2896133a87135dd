"""A client for each of the cast, and a plan that has been carried out."""

from collections.abc import Callable

import pytest
from django.test import Client

from evenhand.core.models import User
from evenhand.core.viewing import acting_as
from evenhand.flows.plan_cases import carry_out, create_run
from evenhand.planning.models import Run
from tests.cast import AT, ON, Cast


@pytest.fixture
def as_(cast: Cast) -> Callable[[User], Client]:
    """A browser in which this person has signed in."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture
def planned(cast: Cast) -> Callable[[], Run]:
    """Carry out a run over the cases there are."""

    def plan() -> Run:
        with acting_as(cast.dana):
            run = create_run(on=ON, by=cast.dana, at=AT)
        return carry_out(run.pk, at=AT)

    return plan
