"""The rules of a release as a table: all of them, or those of one rulebook."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse

from evenhand.releases.queries import policy_of, release_by_number
from evenhand.web.exports.lists import Column, Kind, ListOut
from evenhand.web.formats import day
from evenhand.web.rules.book import (
    PrintedBook,
    PrintedRule,
    PrintedTable,
    book_of,
    books_of,
)
from evenhand.web.timing import today_of


@dataclass(frozen=True, slots=True)
class RuleOut:
    """One rule with the table and the rulebook it stands in."""

    book: PrintedBook
    table: PrintedTable
    printed: PrintedRule

    @property
    def when(self) -> str:
        asked = [f"{cell.column}: {cell.words}" for cell in self.printed.when]
        return "; ".join(asked) or "In every other case"


COLUMNS = (
    Column("Rulebook", lambda out: out.book.title),
    Column("Table", lambda out: out.table.title),
    Column("How it is read", lambda out: out.table.how, Kind.LONG_TEXT),
    Column("Rule", lambda out: out.printed.rule.id),
    Column("Title", lambda out: out.printed.rule.title, Kind.LONG_TEXT),
    Column("When", lambda out: out.when, Kind.LONG_TEXT),
    Column("Then", lambda out: "; ".join(out.printed.then), Kind.LONG_TEXT),
    Column(
        "Because",
        lambda out: " ".join(out.printed.rule.because.split()),
        Kind.LONG_TEXT,
    ),
    Column("Authority", lambda out: "; ".join(out.printed.rule.authority) or None),
    Column("Owner", lambda out: out.printed.rule.owner or out.book.owner),
    Column("From", lambda out: out.printed.rule.from_on, Kind.DAY),
    Column("Ended", lambda out: out.printed.rule.ended_on, Kind.DAY),
    Column("Review", lambda out: out.printed.rule.review_on, Kind.DAY),
)


def rule_list(request: HttpRequest, **where: Any) -> tuple[ListOut, str]:
    """The rules of a release by its number, or (`name`) of one of its rulebooks."""
    number, name = where["number"], where.get("name")
    release, today = release_by_number(number), today_of(request)
    if release is None:
        raise Http404
    policy = policy_of(release)
    if name is None:
        books = books_of(policy, today)
        title, back = f"Rules of release {number}", reverse("release", args=[number])
    else:
        book = book_of(policy, name, today)
        if book is None:
            raise Http404
        books, title = [book], book.title
        back = reverse("rulebook", args=[number, name])
    rules = list(_rules(books))
    return ListOut(
        name=f"rules-{number}" + (f"-{name.replace('_', '-')}" if name else ""),
        title=title,
        columns=COLUMNS,
        rows=lambda: iter(rules),
        count=lambda: len(rules),
        filters=[("release", f"{number}: {release.title}"), ("as on", day(today))],
        personal=False,
    ), back


def _rules(books: list[PrintedBook]) -> Iterator[RuleOut]:
    for book in books:
        for table in book.tables:
            for printed in table.rules:
                yield RuleOut(book, table, printed)
