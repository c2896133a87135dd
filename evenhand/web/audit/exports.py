"""The log of looks as a file. Taking it out is a look as well."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse

from evenhand.casework.models import Case
from evenhand.core.arrays import AnyOf
from evenhand.core.models import Look
from evenhand.web.audit.views import AskedLooks, looks_asked_for
from evenhand.web.exports.lists import Column, Kind, ListOut
from evenhand.web.formats import day


BATCH = 2_000
READ = ("pk", "at", "by__name", "kind", "what", "because", "case_id", "rows")
KINDS: dict[str, str] = dict(Look.Kind.choices)


@dataclass(frozen=True, slots=True)
class LookOut:
    """One look, its columns as READ names them, and the reference of its case."""

    said: Any
    ref: str | None


COLUMNS = (
    Column("When", lambda out: out.said.at, Kind.INSTANT),
    Column("Who", lambda out: out.said.by__name),
    Column("Kind", lambda out: KINDS[out.said.kind]),
    Column("What", lambda out: out.said.what, Kind.LONG_TEXT),
    Column("Why", lambda out: out.said.because or None, Kind.LONG_TEXT),
    Column("Case", lambda out: out.ref),
    Column(
        "Rows",
        lambda out: out.said.rows,
        Kind.NUMBER,
        about="Empty where the number could tell of cases that few may know of",
    ),
)


def look_list(request: HttpRequest, **where: Any) -> tuple[ListOut, str]:
    """The looks that the address asks for, the newest first."""
    asked = replace(AskedLooks.from_address(request.GET), before=None)
    if asked.wrong:
        raise Http404
    chosen = (
        ("who", asked.who),
        ("case", asked.ref),
        ("what", KINDS.get(asked.kind, "")),
        ("from", day(asked.from_on)),
        ("to", day(asked.to_on)),
    )
    return ListOut(
        name="log-of-looks",
        title="Log of looks",
        columns=COLUMNS,
        rows=lambda: looks_out(asked),
        count=looks_asked_for(asked).count,
        filters=[(what, which) for what, which in chosen if which],
        # Not the filters: a reference or a name may be one that few may know of.
        logged="Log of looks",
    ), reverse("audit") + asked.address()


def looks_out(asked: AskedLooks) -> Iterator[LookOut]:
    """Every look that fits, the newest first."""
    while True:
        rows = looks_asked_for(asked).select_related(None)
        found = list(rows.values_list(*READ, named=True)[:BATCH])
        ids = list({look.case_id for look in found if look.case_id is not None})
        refs = dict(Case.objects.filter(AnyOf("pk", ids)).values_list("pk", "ref"))
        for look in found:
            yield LookOut(look, refs.get(look.case_id))
        if len(found) < BATCH:
            return
        asked = replace(asked, before=found[-1].pk)
