"""The small book, for all tests of appointments."""

import pytest

from tests.booking import Book, open_book
from tests.cast import Cast


@pytest.fixture
def book(cast: Cast) -> Book:
    """Two sites, their rooms, a host and one interviewer."""
    return open_book(cast)
