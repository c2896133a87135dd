"""Pages of figures of interviews: what they tell, to whom, and what of it may leave."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from evenhand.appointments.figures.ended import Invited
from evenhand.appointments.models import CancelledFor, Interview, Outcome, State
from evenhand.casework.models import Restriction
from evenhand.core.models import Role, User
from evenhand.core.viewing import acting_as
from evenhand.web.appointments.figures.ended_reading import _times_table
from evenhand.web.appointments.figures.exports import as_it_leaves
from evenhand.web.appointments.figures.pages import FIGURES
from evenhand.web.appointments.figures.shown import Heading, Measure, Table
from tests.booking import Book, london, open_book
from tests.cast import AT, Cast


As = Callable[[User], Client]
MOST_QUERIES = 25


@pytest.fixture
def book(cast: Cast) -> Book:
    return open_book(cast)


@pytest.fixture(autouse=True)
def _today() -> object:
    with time_machine.travel(AT, tick=False):
        yield


def lost(book: Book, cause: str, number: int, **columns: str) -> None:
    """So many interviews of the last weeks, called off for a cause or held."""
    for place in range(number):
        case = book.cast.case(**columns)
        starts = london(2026, 11, 2 + place % 5, 9)
        with acting_as(book.cast.service):
            held = cause == Outcome.COMPLETED
            Interview.objects.create(
                case=case,
                kind=Interview.Kind.SUBSTANTIVE,
                state=State.HELD if held else State.CANCELLED,
                outcome=cause if held else "",
                cancelled_for="" if held else cause,
                cancelled_at=None if held else starts - timedelta(days=1),
                cancelled_by=None if held else book.cast.service,
                mode="in person",
                starts_at=starts,
                ends_at=starts + timedelta(hours=2),
                site=book.bootle,
                room=book.bootle_room,
                interviewer=book.amira,
                booked_at=starts - timedelta(days=12),
                booked_by=book.cast.service,
            )


def page(client: Client, name: str, **query: str) -> str:
    answer = client.get(reverse("interview-figure", args=[name]), query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_every_figure_says_what_it_means_and_when_it_is_true(
    book: Book, as_: As
) -> None:
    client = as_(book.booker)
    for name, about in FIGURES.items():
        text = page(client, name)
        assert about.title in text
        assert 'href="#what-it-means"' in text
        assert 'id="what-it-means"' in text
        assert "2026" in text


def test_few_are_told_together_and_fewer_not_at_all(book: Book, as_: As) -> None:
    client = as_(book.booker)
    lost(book, CancelledFor.CLAIMANT, 9)
    assert "Fewer than 10 interviews were lost" in page(client, "lost")
    lost(book, CancelledFor.INTERPRETER, 12)
    lost(book, CancelledFor.SITE, 3)
    text = page(client, "lost")
    assert "Interpreter" in text
    # Nine and three are twelve, told as one; neither is told by itself.
    assert "Other causes, together" in text
    assert "Site or room" not in text
    assert "Claimant could not come" not in text


def test_hidden_interviews_are_in_no_total(book: Book, as_: As) -> None:
    def told() -> list[str]:
        texts = [page(as_(book.booker), name) for name in names]
        return [text[text.index("<main") : text.index("</main>")] for text in texts]

    names = ("lost", "invited-again", "waiting", "wishes")
    lost(book, CancelledFor.INTERPRETER, 12)
    before = told()
    lost(book, CancelledFor.INTERPRETER, 5, restriction=Restriction.SPECIAL)
    assert told() == before


def test_staff_are_told_of_from_teams_of_six(book: Book, as_: As) -> None:
    text = page(as_(book.booker), "use", of="interviewer")
    assert "Fewer than 6 interviewers have hours" in text
    for number in range(6):
        book.interviewer(f"Mina {number}", site=book.bootle)
    book.interviewer("Dora", site=book.derby)
    text = page(as_(book.booker), "use", of="interviewer")
    # One alone at Derby: told with nobody left to hide among, Bootle is not told either.
    assert "Other sites, together" in text
    assert ">Derby<" not in text


def test_a_table_leaves_rounded(book: Book, as_: As) -> None:
    lost(book, CancelledFor.INTERPRETER, 12)
    lost(book, Outcome.COMPLETED, 11)
    where = reverse("export-interview-figure", args=["lost"])
    answer = as_(book.booker).post(f"{where}?table=0", {"kind": "xlsx"})
    content = b"".join(answer.streaming_content)
    sheets = load_workbook(BytesIO(content))
    rows = list(sheets.worksheets[1].iter_rows(values_only=True))
    assert rows[0][:2] == ("Cause", "Lost")
    assert rows[1][:2] == ("All causes", 10)
    answer = as_(book.booker).post(f"{where}?table=0", {"kind": "csv"})
    text = b"".join(answer.streaming_content).decode()
    assert "Interpreter,10,24" in text
    assert as_(book.booker).post(f"{where}?table=7", {"kind": "csv"}).status_code == 404


def test_numbers_of_few_leave_with_no_share_of_them() -> None:
    table = Table(
        "x",
        (
            Heading("What"),
            Heading("Asked", Measure.PEOPLE),
            Heading("Unmet", Measure.PEOPLE),
            Heading("Share", Measure.SHARE),
        ),
        [],
    )
    assert as_it_leaves(("a", 52, 27, 27 / 52), table) == ("a", 50, 25, 52)
    assert as_it_leaves(("a", 52, 3, 3 / 52), table) == ("a", 50, None, None)
    assert as_it_leaves(("a", 52, 0, 0.0), table) == ("a", 50, 0, 0)


def test_few_who_were_invited_often_are_told_with_others() -> None:
    times = [
        Invited(False, 1, 40, 20),
        Invited(False, 2, 12, 6),
        Invited(False, 3, 4, 1),
    ]
    rows = _times_table("x", times, 10).rows
    assert [(row[0], row[1], row[3]) for row in rows] == [
        ("Once", 40, 20),
        ("Twice or more", 16, 7),
    ]


def test_who_reads_figures(book: Book, as_: As) -> None:
    analyst = book.cast.person("ana", Role.ANALYST)
    for user in (book.booker, book.cast.dana, book.cast.cass, analyst):
        assert as_(user).get(reverse("interview-figures")).status_code == 200
    for user in (book.cast.amira, book.cast.idris, book.cast.nobody):
        assert as_(user).get(reverse("interview-figures")).status_code == 403
        where = reverse("export-interview-figure", args=["lost"])
        assert as_(user).post(where, {"kind": "csv"}).status_code == 403


@pytest.mark.parametrize(
    "query", ["weeks=0&site=%00", "of=host&by=sex", "weeks=x", "site=NOWHERE"]
)
def test_addresses_that_mean_nothing_are_answered(
    book: Book, as_: As, query: str
) -> None:
    for name in FIGURES:
        where = reverse("interview-figure", args=[name])
        assert as_(book.booker).get(f"{where}?{query}").status_code in (200, 404)
    assert as_(book.booker).get("/interviews/figures/nothing/").status_code == 404


def test_questions_are_few_however_much_there_is(book: Book, as_: As) -> None:
    lost(book, CancelledFor.INTERPRETER, 12)
    client = as_(book.booker)
    for name in FIGURES:
        page(client, name)
        with CaptureQueriesContext(connection) as asked:
            page(client, name)
        assert len(asked) < MOST_QUERIES, name
