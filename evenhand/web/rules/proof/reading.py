"""What was counted of a day, in the words of its page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import NormalDist

from evenhand.engine.groups import Interval, wilson
from evenhand.engine.proof.priority import Comparison, Verdict
from evenhand.engine.rules.release import Release
from evenhand.planning.models import Delivery, ProofDay
from evenhand.planning.proof.cohorts import NO_UNIT
from evenhand.planning.proof.queries import Held, deliveries, held
from evenhand.planning.proof.standards import proof_standards
from evenhand.releases.queries import policy_of
from evenhand.web.charts import IntervalChart, interval_charts
from evenhand.web.formats import counted, day
from evenhand.web.titles import Titles


# A stage: its tab, and what became of somebody who reached it.
STAGE_WORDS = {
    "given": ("Decision maker", "given a decision maker"),
    "interviewed": ("Interview", "interviewed"),
    "decided": ("Decision", "decided"),
    "served": ("Service", "served with their decision"),
}
BY_WORDS = {
    "all": "Everybody",
    "band": "Band",
    "uasc": "Alone as a child at claim",
    "supported": "Support",
    "older": "Older cases",
    "unit": "Unit",
}
SEVERAL = {"band": "bands", "unit": "units"}
KEYS = {
    ("all", "all"): "Everybody",
    ("uasc", "uasc"): "Unaccompanied child at claim",
    ("uasc", "others"): "Everybody else",
    ("supported", "supported"): "Supported",
    ("supported", "others"): "Not supported",
    ("older", "older"): "{months} months or more, from that day",
    ("older", "others"): "Under {months} months",
}
SHORT = {
    ("uasc", "uasc"): "Unaccompanied children",
    ("supported", "supported"): "Supported people",
    ("older", "older"): "Cases of {months} months or more",
    "others": "everybody else",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One group of the table, its numbers as they are written."""

    by: str
    label: str
    row: Delivery
    promised: str
    within: str
    interval: str
    middle: str
    ninetieth: str


@dataclass(frozen=True, slots=True)
class Order:
    """One order that policy puts groups in: what was found, sentence by sentence."""

    title: str
    sentences: list[tuple[str, bool]]
    few: bool


@dataclass(frozen=True, slots=True)
class ProofPage:
    """One stage of one day. `failed` says where priority did not work, of all orders."""

    stage: str
    title: str
    done: str
    lines: list[Line]
    orders: list[Order]
    charts: tuple[IntervalChart, IntervalChart] | None
    failed: list[str]
    followed: int
    since: date
    smallest: int
    sure: int
    months: int


def proof_page(counted_day: ProofDay, stage: str) -> ProofPage:
    """Put what was counted of a stage in words, under the policy of that day."""
    policy = policy_of(counted_day.release)
    standards = proof_standards(policy)
    words = Words(policy, stage)
    orders = held(counted_day, stage, policy)
    followed = int(standards["followed_days"][stage])
    since = counted_day.of - timedelta(days=followed)
    told = [
        (one, *words.sentence(found, one, since))
        for found in orders
        for one in found.comparisons
    ]
    return ProofPage(
        stage=stage,
        title=STAGE_WORDS[stage][0],
        done=STAGE_WORDS[stage][1],
        lines=lines_of(counted_day, stage),
        orders=[
            Order(
                title=BY_WORDS[found.by],
                sentences=[
                    words.sentence(found, one, since) for one in found.comparisons
                ],
                few=not found.comparisons,
            )
            for found in orders
        ],
        charts=words.charts(orders),
        failed=[sentence for _, sentence, bad in told if bad],
        followed=followed,
        since=since,
        smallest=int(standards["smallest_group"]),
        sure=round(100 * float(standards["confidence"])),
        months=int(standards["older_months"]),
    )


def lines_of(counted_day: ProofDay, stage: str) -> list[Line]:
    """Every group of a stage, what it was promised beside what it got."""
    policy = policy_of(counted_day.release)
    words = Words(policy, stage)
    z = NormalDist().inv_cdf(0.5 + float(proof_standards(policy)["confidence"]) / 2)
    return [_line(row, words.label(row), z) for row in deliveries(counted_day, stage)]


def _line(row: Delivery, label: str, z: float) -> Line:
    share = (
        wilson(row.within, row.due, z) if row.due and row.within is not None else None
    )
    return Line(
        by=BY_WORDS[row.by],
        label=label,
        row=row,
        promised="No standard stated"
        if row.promised is None
        else counted(row.promised, "day"),
        within=f"{_percent(share.value)}%" if share else "",
        interval=f"{_percent(share.low)} to {_percent(share.high)}" if share else "",
        middle=_days(row.middle),
        ninetieth=_days(row.ninetieth),
    )


class Words:
    """Names of groups, and sentences about two of them."""

    def __init__(self, policy: Release, stage: str) -> None:
        self.titles = Titles(policy)
        self.months = int(proof_standards(policy)["older_months"])
        self.done = STAGE_WORDS[stage][1]

    def label(self, row: Delivery) -> str:
        """The group of one line of the table."""
        if not row.key:
            return f"{row.holds} {SEVERAL.get(row.by, 'groups')}, together"
        if row.by == "band":
            return self.titles.band(int(row.key))
        if row.by == "unit":
            no_unit = row.key == NO_UNIT
            return "No unit" if no_unit else self.titles.of("units", row.key)
        return KEYS[row.by, row.key].format(months=self.months)

    def group(self, by: str, key: str) -> str:
        """The group in a sentence."""
        if by == "band":
            return f"band {key}"
        if key == "others":
            return SHORT["others"]
        return SHORT[by, key].format(months=self.months)

    def sentence(self, found: Held, one: Comparison, since: date) -> tuple[str, bool]:
        """What the figures bear out of one group before another; whether they do not."""
        first, other = self.group(found.by, one.first), self.group(found.by, one.other)
        if one.nobody:
            return (
                f"Nobody of {first[:1].lower()}{first[1:]} or {other} who waited on {day(since)} was "
                f"{self.done} within {counted(found.followed, 'day')}.",
                False,
            )
        first = _capital(first)
        said = {
            Verdict.SOONER: f"{first} came before {other}",
            Verdict.NOT_TOLD_APART: f"{first} waited no less than {other}",
            Verdict.LATER: f"{first} waited longer than {other}",
        }[one.verdict]
        chance = (
            "; chance alone could make the difference"
            if one.verdict == Verdict.NOT_TOLD_APART
            else ""
        )
        return (
            f"{said}: of those who waited on {day(since)}, "
            f"{_percent(one.share.value)} in 100 were {self.done} within "
            f"{counted(found.followed, 'day')}, against "
            f"{_percent(one.other_share.value)} in 100 "
            f"({_apart(one.difference)}{chance}).",
            one.verdict != Verdict.SOONER,
        )

    def charts(
        self, orders: Sequence[Held]
    ) -> tuple[IntervalChart, IntervalChart] | None:
        """Each group less the next that it is to come before, with its interval."""
        rows = [
            (
                f"{_capital(self._short(found.by, one.first))} less "
                f"{self._short(found.by, one.other)}",
                one.difference.value,
                one.difference.low,
                one.difference.high,
                _points(one.difference.value),
                one.verdict != Verdict.SOONER,
            )
            for found in orders
            for one in _next_ones(found)
            if not one.nobody
        ]
        return interval_charts(rows) if rows else None

    def _short(self, by: str, key: str) -> str:
        names = {"uasc": "children alone", "older": "older", "others": "others"}
        return f"band {key}" if by == "band" else names.get(key, key)


def _next_ones(found: Held) -> list[Comparison]:
    """Each group held to the one that comes right after it."""
    nearest: dict[str, Comparison] = {}
    for one in found.comparisons:
        nearest.setdefault(one.first, one)
    return list(nearest.values())


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _days(days: int | None) -> str:
    return "Not reached by so many" if days is None else counted(days, "day")


def _percent(part: float) -> int:
    return round(100 * part)


def _apart(difference: Interval) -> str:
    return (
        f"{_points(difference.value)}, between {_points(difference.low)} and "
        f"{_points(difference.high)}"
    )


def _points(part: float) -> str:
    points = _percent(part)
    if not points:
        return "no points"
    return f"{counted(abs(points), 'point')} {'more' if points > 0 else 'less'}"
