"""The list of cases: filters and order from the address, page by page by key.

No page is counted off from the beginning: each begins after the last case of the one
before, so the thousandth page costs what the first one does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import (
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Coalesce
from django.http import QueryDict

from evenhand.casework.cases.queries import find_cases
from evenhand.casework.cases.stages import OPEN
from evenhand.casework.models import Case, Stage
from evenhand.planning.models import Outcome
from evenhand.web.cases.flags import Flag, flags_of
from evenhand.web.cases.reading import outcomes_of_cases
from evenhand.web.cases.standing import Standing, standings_of
from evenhand.web.titles import Titles
from evenhand.workforce.models import Unit


PAGE = 50
UNRANKED = 99
ORDERS = {
    "waiting": "Longest waiting first",
    "band": "Band, then longest waiting",
    "newest": "Newest claim first",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for, with anything it should not say left out."""

    unit: str
    band: int | None
    stage: str
    text: str
    order: str
    after: tuple[str, ...]

    @classmethod
    def from_address(cls, query: QueryDict) -> "Asked":
        band = query.get("band", "")
        stage = query.get("stage", "")
        order = query.get("order", "")
        return cls(
            unit=query.get("unit", "")[:20],
            band=int(band)
            if band.isascii() and band.isdigit() and len(band) < 3
            else None,
            stage=stage if stage in Stage.values or stage == "closed" else "",
            text=query.get("q", "").strip()[:100],
            order=order if order in ORDERS else "waiting",
            after=tuple(query.get("after", "").split("~")),
        )

    def words(self, *, text_kept: bool = True) -> str:
        """What was asked for, for the log of looks; the text itself only if kept."""
        text = f"“{self.text}”" if text_kept else "(not shown here)"
        asked = [
            f"{name} {value}"
            for name, value in (
                ("unit", self.unit),
                ("band", self.band),
                ("stage", self.stage),
                ("text", text if self.text else ""),
            )
            if value
        ]
        return f"Cases: {', '.join(asked) or 'all open'}"

    def address(self, **changes: object) -> str:
        """The same question with some of it changed, as the end of an address."""
        query = QueryDict(mutable=True)
        asked: dict[str, object] = {
            "q": self.text,
            "unit": self.unit,
            "band": self.band or "",
            "stage": self.stage,
            "order": "" if self.order == "waiting" else self.order,
        }
        for name, value in {**asked, **changes}.items():
            if value:
                query[name] = str(value)
        return f"?{query.urlencode()}" if query else "?"


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
    cases = find_cases(asked.text) if asked.text else Case.objects.all()
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
    if asked.band is not None:
        ranked = Outcome.objects.filter(valid__upper_inf=True, band=asked.band)
        cases = cases.filter(pk__in=ranked.values("case_id"))
    return cases


def page_of(asked: Asked, *, titles: Titles, today: date) -> CasesPage:
    """One page of what was asked for, in the order asked for."""
    cases = cases_asked_for(asked).select_related(
        "responsible_unit", "owner", "progressor"
    )
    if asked.order == "band" and not asked.text:
        found = _band_by_band(cases, asked.after, [n for n, _ in titles.bands()])
    else:
        found = list(in_order(cases, asked.order, asked.after)[: PAGE + 1])
    following = ""
    if len(found) > PAGE:
        found = found[:PAGE]
        following = "~".join(key_of(found[-1], asked.order))
    return CasesPage(rows_of(found, titles=titles, today=today), following)


def _band_by_band(
    cases: QuerySet[Case], after: Sequence[str], bands: Sequence[int]
) -> list[Case]:
    """A page and one more, taken from one band after the other.

    Sorting every open case by its band to show the first fifty would read them all.
    """
    reached = _start("band", after) is not None
    found: list[Case] = []
    for band in (*bands, UNRANKED):
        if reached and band < int(after[0]):
            continue
        of_band = cases.annotate(band=Value(band))
        if band == UNRANKED:
            ranked = Outcome.objects.filter(case=OuterRef("pk"), valid__upper_inf=True)
            of_band = of_band.filter(~Exists(ranked))
        else:
            of_band = of_band.filter(
                pk__in=Outcome.objects.filter(valid__upper_inf=True, band=band).values(
                    "case"
                )
            )
        key = after[1:] if reached and band == int(after[0]) else ()
        found += in_order(of_band, "waiting", key)[: PAGE + 1 - len(found)]
        if len(found) > PAGE:
            break
    return found


def in_order(cases: QuerySet[Case], order: str, after: Sequence[str]) -> QuerySet[Case]:
    """Sort, and begin after a key; a key that is none begins at the beginning."""
    if order == "band":
        cases = cases.annotate(
            now=FilteredRelation(
                "outcomes", condition=Q(outcomes__valid__upper_inf=True)
            )
        ).annotate(band=Coalesce(F("now__band"), UNRANKED))
    keys = {
        "waiting": ("claimed_on", "ref"),
        "newest": ("-claimed_on", "-ref"),
        "band": ("band", "claimed_on", "ref"),
    }[order]
    start = _start(order, after)
    if start is not None:
        cases = cases.filter(start)
    return cases.order_by(*keys)


def key_of(case: Case, order: str) -> tuple[str, ...]:
    """Where a case stands in an order, for the address of the page after it."""
    key = (case.claimed_on.isoformat(), case.ref)
    return (str(case.band), *key) if order == "band" else key  # type: ignore[attr-defined]


def _start(order: str, after: Sequence[str]) -> Q | None:
    try:
        *band, day, ref = after
        claimed_on = date.fromisoformat(day)
        first = int(band[0]) if order == "band" else 0
    except (ValueError, IndexError):
        return None
    if order == "newest":
        return Q(claimed_on__lte=claimed_on) & (
            Q(claimed_on__lt=claimed_on) | Q(ref__lt=ref)
        )
    later = Q(claimed_on__gte=claimed_on) & (
        Q(claimed_on__gt=claimed_on) | Q(ref__gt=ref)
    )
    return Q(band__gt=first) | (Q(band=first) & later) if order == "band" else later


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
