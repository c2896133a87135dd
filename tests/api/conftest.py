"""A small book, and another system that books in it, at a fixed hour."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine

from evenhand.casework.models import Case
from tests.api.bearing import Caller, system_of, token_for
from tests.booking import Book, open_book
from tests.cast import AT, Cast
from tests.web.conftest import as_


__all__ = ["as_"]
NOW = AT + timedelta(hours=3)


@pytest.fixture
def on_the_day() -> Iterator[None]:
    """Three hours after the cast was assembled."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def book(cast: Cast, on_the_day: None) -> Book:
    """Two sites, their rooms, a host, an interviewer and an interpreter."""
    book = open_book(cast)
    book.interpreter("Ines")
    return book


@pytest.fixture
def new_case(cast: Cast) -> Callable[[], Case]:
    """A woman near Derby who speaks Tigrinya, and waits for her interview."""
    return lambda: cast.case(sex="female", language="Tigrinya", postcode="DE1 1AA")


@pytest.fixture
def caller(cast: Cast, book: Book) -> Caller:
    """Another system, with a token for everything."""
    return Caller(token_for(cast, system_of(cast)))
