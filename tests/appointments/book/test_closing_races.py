"""Whoever closes a place and whoever books in it do not miss each other."""

import pytest

from evenhand.appointments.book.hold import Clash
from evenhand.appointments.book.services import book
from evenhand.appointments.models import Interview
from evenhand.appointments.places.services import site_leaves
from evenhand.core.viewing import acting_as
from tests.booking import Book, open_book
from tests.cast import AT, ON, assemble
from tests.racing import while_open


@pytest.fixture
def town(own_database: str) -> Book:
    """The small book, where transactions really commit."""
    made = open_book(assemble())
    with acting_as(made.cast.service):
        made.interpreter("Ines")
    return made


def test_a_site_that_is_just_being_closed_is_not_booked(town: Book) -> None:
    case = town.cast.case(sex="female", language="Tigrinya", postcode="DE1 1AA")
    asked = town.asked(case)
    way = town.way(asked)

    def closed() -> None:
        with acting_as(town.booker):
            site_leaves(town.derby, ON, by=town.booker, at=AT, because="Flooded")

    def booked() -> Interview:
        with acting_as(town.booker):
            return book(case, asked, way, by=town.booker, at=AT)

    with pytest.raises(Clash, match="site has just been closed"):
        while_open(closed, booked)
