"""Fixtures for all tests: a database of one's own, and the cast."""

import itertools
import os
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connections

from tests import databases
from tests.cast import Cast, assemble


_numbers = itertools.count(1)


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
    before = settings.DATABASES["default"]["NAME"]
    name = f"{_worker()}_{next(_numbers)}"
    with django_db_blocker.unblock():
        databases.clone(name)
        databases.use(name)
        try:
            yield name
        finally:
            for connection in connections.all():
                connection.close()
            databases.use(before)
            databases.drop(name)


@pytest.fixture
def cast(db: None) -> Cast:
    """The people of the tests, two units, and policy release 1 in force."""
    return assemble()
