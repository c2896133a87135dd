"""The list of cases: filters and order from the address, page by page by key.

No page is counted off from the beginning: each begins after the last case of the one
before, so the thousandth page costs what the first one does.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from evenhand.casework.cases.stages import OPEN
from evenhand.casework.models import Case, Stage
from evenhand.core.arrays import AnyOf
from evenhand.planning.models import Outcome
from evenhand.web.cases.asked import BEST, Asked
from evenhand.web.cases.filters import FILTERS
from evenhand.web.cases.flags import Flag, flags_of
from evenhand.web.cases.reading import outcomes_of_cases
from evenhand.web.cases.standing import Standing, standings_of
from evenhand.web.titles import Titles
from evenhand.workforce.models import Unit


Read = Callable[[QuerySet[Case]], list[Any]]

PAGE = 50
UNRANKED = 99


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list."""

    case: Case
    standing: Standing
    flags: list[Flag]
    outcome: Outcome | None

    @property
    def name(self) -> str:
        return self.standing.name

    @property
    def band(self) -> int | None:
        return self.outcome.band if self.outcome else None

    @property
    def held_by(self) -> str:
        return self.outcome.held_by if self.outcome else ""


@dataclass(frozen=True, slots=True)
class CasesPage:
    """One page of the list, and the key after which the next one begins."""

    rows: list[Row]
    following: str


def cases_asked_for(asked: Asked) -> QuerySet[Case]:
    """The cases that fit, in no order. Search by text also finds closed ones."""
    cases = cases_of_any_band(asked)
    return cases if asked.band is None else _in_band(cases, asked.band)


def _in_band(cases: QuerySet[Case], band: int) -> QuerySet[Case]:
    """Those of one band, with the day in `since` by which they are in order there."""
    if band == UNRANKED:
        ranked = Outcome.objects.filter(case=OuterRef("pk"), valid__upper_inf=True)
        return cases.filter(~Exists(ranked)).annotate(since=F("claimed_on"))
    return cases.filter(outcomes__valid__upper_inf=True, outcomes__band=band).annotate(
        since=F("outcomes__claimed_on")
    )


def cases_of_any_band(asked: Asked) -> QuerySet[Case]:
    """The cases that fit but for their band, in no order."""
    cases = cases_to_cut(asked)
    if asked.text and asked.order == BEST:
        cases = cases.filter(AnyOf("pk", sorted(asked.found)))
    return cases


def cases_to_cut(asked: Asked) -> QuerySet[Case]:
    """The cases from which `cut_page` cuts: it sees to the best matches itself."""
    cases = Case.objects.all()
    if asked.text and asked.order != BEST:
        cases = cases.filter(AnyOf("pk", sorted(asked.found)))
    if asked.stage == "closed":
        cases = cases.exclude(stage__in=sorted(OPEN))
    elif asked.stage:
        cases = cases.filter(stage=asked.stage)
    elif not asked.text:
        cases = cases.filter(stage__in=sorted(OPEN))
    if asked.unit == "none":
        cases = cases.filter(responsible_unit=None)
    elif asked.unit:
        cases = cases.filter(responsible_unit__code=asked.unit)
    for name, value in asked.more:
        cases = FILTERS[name].narrow(cases, value, asked.on)
    return cases


def page_of(asked: Asked, *, titles: Titles, today: date) -> CasesPage:
    """One page of what was asked for, in the order asked for."""
    cases = cases_to_cut(asked).select_related(
        "responsible_unit", "owner", "progressor"
    )
    found, following = cut_page(cases, asked, titles=titles, most=PAGE)
    return CasesPage(rows_of(found, titles=titles, today=today), following)


def cut_page(
    cases: QuerySet[Case],
    asked: Asked,
    *,
    titles: Titles,
    most: int,
    read: Read = list,
) -> tuple[list[Any], str]:
    """The next cases after `asked.after`, at most so many, and the key to go on from.

    `cases` are as `cases_to_cut` gives them. `read` makes models of them, or rows that have `ref`,
    `claimed_on` and what was annotated. The key is empty where there are no more.
    """

    def first(some: QuerySet[Case]) -> list[Any]:
        return read(some[: most + 1])

    if asked.order == BEST:
        return _cut_best(cases, asked, most=most, read=read)
    if asked.band is not None:
        found = first(_of_band(cases, asked.band, asked.order, asked.after))
    elif asked.order == "band":
        # Sorting every open case by its band to show the first few would read them all.
        reached = int(asked.after[0]) if is_key(asked.after, "band") else 0
        found = []
        for band in (*(number for number, _ in titles.bands()), UNRANKED):
            if band >= reached and len(found) <= most:
                key = asked.after if band == reached else ()
                found += first(_of_band(cases, band, "band", key))
        found = found[: most + 1]
    else:
        found = first(in_order(cases, asked.order, asked.after))
    if len(found) <= most:
        return found, ""
    return found[:most], "~".join(key_of(found[most - 1], asked.order))


def _cut_best(
    cases: QuerySet[Case], asked: Asked, *, most: int, read: Read
) -> tuple[list[Any], str]:
    """The next cases by how well they fit what was typed, then the longest waiting."""
    if asked.band is not None:
        cases = _in_band(cases, asked.band)
    by_rank: dict[int, list[int]] = defaultdict(list)
    for pk, hit in asked.found.items():
        by_rank[hit.rank].append(pk)
    reached, key = -1, tuple[str, ...]()
    if is_key(asked.after, BEST):
        reached, key = int(asked.after[0]), asked.after[1:]
    found: list[Any] = []
    for rank in sorted(rank for rank in by_rank if rank >= reached):
        alike = cases.filter(AnyOf("pk", by_rank[rank]))
        after = key if rank == reached else ()
        found += read(in_order(alike, "waiting", after)[: most + 1 - len(found)])
        if len(found) > most:
            last = found[most - 1]
            place = (asked.found[last.pk].rank, last.claimed_on.isoformat(), last.ref)
            return found[:most], "~".join(map(str, place))
    return found, ""


def _of_band(
    cases: QuerySet[Case], band: int, order: str, after: Sequence[str]
) -> QuerySet[Case]:
    """Those of one band after a key, in the order of its outcomes' own index."""
    cases = _in_band(cases, band).annotate(band=Value(band))
    within = "newest" if order == "newest" else "waiting"
    key = after[1:] if order == "band" else after
    return in_order(cases, within, key, since="since")


def by_band(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Few cases, as of one person, by band and then the longest wait."""
    now = Outcome.objects.filter(case=OuterRef("pk"), valid__upper_inf=True)
    return cases.annotate(
        band=Coalesce(Subquery(now.values("band")[:1]), UNRANKED)
    ).order_by("band", "claimed_on", "ref")


def in_order(
    cases: QuerySet[Case], order: str, after: Sequence[str], since: str = "claimed_on"
) -> QuerySet[Case]:
    """Sort by the day they wait since, and begin after a key; none is the beginning."""
    newest = order == "newest"
    if is_key(after, order):
        day, ref = date.fromisoformat(after[0]), after[1]
        beyond, same = ("lt", "lte") if newest else ("gt", "gte")
        cases = cases.filter(
            Q(**{f"{since}__{same}": day}),
            Q(**{f"{since}__{beyond}": day}) | Q(**{f"ref__{beyond}": ref}),
        )
    return cases.order_by(*([f"-{since}", "-ref"] if newest else [since, "ref"]))


def key_of(case: Any, order: str) -> tuple[str, ...]:
    """Where a case stands in an order, for the address of the page after it."""
    since: date = getattr(case, "since", case.claimed_on)
    key = (since.isoformat(), case.ref)
    return (str(case.band), *key) if order == "band" else key


def is_key(after: Sequence[str], order: str) -> bool:
    """Whether words from an address are where a page of this order can begin."""
    try:
        *band, day, _ = after
        date.fromisoformat(day)
        numbered = order in ("band", BEST)
        return len([int(number) for number in band]) == (1 if numbered else 0)
    except ValueError:
        return False


def rows_of(cases: Sequence[Case], *, titles: Titles, today: date) -> list[Row]:
    """Lines for these cases, with five more questions however many they are."""
    outcomes = outcomes_of_cases([case.pk for case in cases])
    standings = standings_of(cases, today=today)
    return [
        Row(
            case=case,
            standing=standings[case.pk],
            flags=flags_of(case, standings[case.pk], titles=titles),
            outcome=outcomes.get(case.pk),
        )
        for case in cases
    ]


def unit_choices() -> list[tuple[str, str]]:
    """Every unit by its name, and the cases that have none."""
    units = Unit.objects.order_by("name").values_list("code", "name")
    return [("", "All units"), *units, ("none", "No unit yet")]


def stage_choices() -> list[tuple[str, str]]:
    """Open cases, each stage, and closed cases."""
    return [
        ("", "All open"),
        *((stage.value, stage.label) for stage in Stage if stage in OPEN),
        ("closed", "Closed, whatever the reason"),
    ]
