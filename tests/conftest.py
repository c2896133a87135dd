"""Fixtures for all tests: a database of one's own, and the cast."""

import itertools
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from django.db import connections
from hypothesis import settings

from tests import databases
from tests.cast import Cast, assemble


# Speed is measured by `make bench`; a busy machine makes no test fail.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

_numbers = itertools.count(1)


Worlds = Callable[[], AbstractContextManager[str]]


def _another() -> str:
    return f"{_worker()}_{next(_numbers)}"


def _worker() -> str:
    return (
        f"evenhand_test_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}_{os.getpid()}"
    )


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """One clone of the template for each worker, connected to as the web role."""
    name = _worker()
    with django_db_blocker.unblock():
        databases.clone(name)
        databases.use(name)
        yield
        for connection in connections.all():
            connection.close()
        databases.drop(name)


@pytest.fixture
def own_database(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest
) -> Iterator[str]:
    """A database for this test alone, where transactions really commit."""
    with django_db_blocker.unblock(), databases.borrowed(_another()) as name:
        yield name


@pytest.fixture
def worlds(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest
) -> Iterator[Worlds]:
    """As many databases of its own as a test asks for, one at a time."""
    with django_db_blocker.unblock():
        yield lambda: databases.borrowed(_another())


@pytest.fixture
def cast(db: None) -> Cast:
    """The people of the tests, two units, and policy release 1 in force."""
    return assemble()
