"""Two policies named in an address, and what differs between them."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from evenhand.engine.rules.comparison import Comparison, RuleChange, compare
from evenhand.engine.rules.release import Release
from evenhand.releases.drafts.queries import (
    draft_by_id,
    drafts,
    policy_of_draft,
)
from evenhand.releases.queries import policy_of, release_by_number, releases
from evenhand.web.exports.lists import Column, Kind, ListOut
from evenhand.web.pages import part_of


KINDS = {
    "added": "Added",
    "removed": "Taken out",
    "ended": "Ended",
    "changed": "Changed",
    "moved": "Moved",
}
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Named:
    """A draft or a release: how the address says it, what it is called, its policy."""

    key: str
    title: str
    href: str
    policy: Release


@dataclass(frozen=True, slots=True)
class Line:
    """One difference, as a line of the file that is taken out."""

    kind: str
    rulebook: str
    table: str
    what: str
    title: str
    part: str
    was: str
    becomes: str


COLUMNS = (
    Column("Change", lambda line: line.kind),
    Column("Rulebook", lambda line: line.rulebook),
    Column("Table", lambda line: line.table, Kind.LONG_TEXT),
    Column("Rule", lambda line: line.what),
    Column("Title", lambda line: line.title, Kind.LONG_TEXT),
    Column("Part", lambda line: line.part),
    Column("Was", lambda line: line.was, Kind.LONG_TEXT),
    Column("Becomes", lambda line: line.becomes, Kind.LONG_TEXT),
)


@part_of("rules")
@require_safe
def comparison(request: HttpRequest) -> HttpResponse:
    """Two drafts or releases, rule by rule; `from` and `to` say which."""
    choices = [
        *((f"draft-{row.pk}", f"Draft “{row.title}”") for row in drafts()[:SHOWN]),
        *((f"release-{row.number}", f"{row}: {row.title}") for row in releases()),
    ]
    before, after = _named(request.GET.get("from")), _named(request.GET.get("to"))
    told = compare(before.policy, after.policy) if before and after else None
    return render(
        request,
        "rules/drafts/comparison.html",
        {
            "choices": choices,
            "before": before,
            "after": after,
            "told": told,
            "tables": list(_by_table(told.rules)) if told else [],
            "beside": [
                (section, list(rows))
                for section, rows in groupby(told.beside, lambda row: row.section)
            ]
            if told
            else [],
            "kinds": KINDS,
            "counts": _counts(told) if told else [],
        },
        status=404 if _strange(request, before, after) else 200,
    )


def comparison_list(request: HttpRequest, **where: Any) -> tuple[ListOut, str]:
    """The same differences, a line each."""
    before, after = _named(request.GET.get("from")), _named(request.GET.get("to"))
    if before is None or after is None:
        raise Http404
    lines = list(_lines(compare(before.policy, after.policy)))
    page = reverse("compare-policies")
    return ListOut(
        name=f"comparison-{before.key}-{after.key}",
        title=f"{before.title} compared with {after.title}",
        columns=COLUMNS,
        rows=lambda: iter(lines),
        count=lambda: len(lines),
        filters=[("from", before.title), ("to", after.title)],
        personal=False,
    ), f"{page}?from={before.key}&to={after.key}"


def _named(key: str | None) -> Named | None:
    kind, _, number = (key or "").partition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 9):
        return None
    if kind == "draft":
        draft = draft_by_id(int(number))
        if draft is not None:
            return Named(
                f"draft-{draft.pk}",
                f"Draft “{draft.title}”",
                reverse("draft", args=[draft.pk]),
                policy_of_draft(draft),
            )
    if kind == "release":
        release = release_by_number(int(number))
        if release is not None:
            return Named(
                f"release-{release.number}",
                str(release),
                reverse("release", args=[release.number]),
                policy_of(release),
            )
    return None


def _strange(request: HttpRequest, before: Named | None, after: Named | None) -> bool:
    asked = request.GET.get("from"), request.GET.get("to")
    return bool((asked[0] and not before) or (asked[1] and not after))


def _by_table(rules: tuple[RuleChange, ...]) -> Iterator[tuple[str, list[RuleChange]]]:
    ordered = sorted(rules, key=lambda rule: (rule.rulebook_title, rule.table_title))
    for (book, table), rows in groupby(
        ordered, lambda rule: (rule.rulebook_title, rule.table_title)
    ):
        yield f"{book}: {table}", list(rows)


def _counts(told: Comparison) -> list[tuple[str, int]]:
    return [
        (words, sum(rule.kind == kind for rule in told.rules))
        for kind, words in KINDS.items()
        if any(rule.kind == kind for rule in told.rules)
    ]


def _lines(told: Comparison) -> Iterator[Line]:
    for rule in told.rules:
        for one in rule.differences:
            yield Line(
                KINDS[rule.kind],
                rule.rulebook_title,
                rule.table_title,
                rule.rule_id,
                rule.title,
                one.part,
                one.was,
                one.becomes,
            )
    for row in told.beside:
        for one in row.differences:
            yield Line(
                KINDS[row.kind],
                row.section,
                "",
                row.what,
                "",
                one.part,
                one.was,
                one.becomes,
            )
