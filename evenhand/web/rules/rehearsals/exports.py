"""A rehearsal taken out: its figures, rounded; and the cases it would change."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse

from evenhand.engine.groups import Interval
from evenhand.engine.rehearsal.rehearse import Told
from evenhand.planning.effects.queries import effects_standards
from evenhand.planning.models import Rehearsal
from evenhand.planning.rehearsals.queries import cases_of, rehearsal_by_id, told_of
from evenhand.planning.rehearsals.verdicts import may_see_rehearsals
from evenhand.releases.queries import policy_of
from evenhand.web.exports.figures import ABOUT_PEOPLE, of_people
from evenhand.web.exports.lists import Column, Kind, ListOut
from evenhand.web.rules.rehearsals.beside import TOTALS
from evenhand.web.rules.rehearsals.reasons import Rules, rules_of
from evenhand.web.rules.rehearsals.words import (
    BY,
    MEASURES,
    facts_in_words,
    group_label,
    group_words,
    what_changed,
)
from evenhand.web.timing import at_of
from evenhand.web.titles import Titles, titles_at
from evenhand.web.viewer import user_of


@dataclass(frozen=True, slots=True)
class FigureOut:
    """One figure on a line of its own; None where it must not leave."""

    part: str
    of: str
    measure: str
    before: float | None = None
    after: float | None = None
    low: float | None = None
    high: float | None = None


FIGURES = (
    Column("Part", lambda out: out.part),
    Column("Of", lambda out: out.of),
    Column("Measure", lambda out: out.measure, Kind.LONG_TEXT),
    Column("Before", lambda out: out.before, Kind.NUMBER),
    Column(
        "After, or change",
        lambda out: out.after,
        Kind.NUMBER,
        about="Empty: too few people to give a figure, or none to give",
    ),
    Column("Interval from", lambda out: out.low, Kind.NUMBER),
    Column("Interval to", lambda out: out.high, Kind.NUMBER),
)
CASES = (
    Column("Reference", lambda out: out.row.case.ref),
    Column("What would change", lambda out: what_changed(out.row.what), Kind.LONG_TEXT),
    Column("Band before", lambda out: out.row.band_before, Kind.NUMBER),
    Column("Band after", lambda out: out.row.band_after, Kind.NUMBER),
    Column("Unit before", lambda out: out.unit(out.row.unit_before)),
    Column("Unit after", lambda out: out.unit(out.row.unit_after)),
    Column("Claimed", lambda out: out.row.claimed_on, Kind.DAY),
    Column("Rules before", lambda out: out.before, Kind.LONG_TEXT),
    Column("Rules after", lambda out: out.after, Kind.LONG_TEXT),
)


@dataclass(frozen=True, slots=True)
class CaseOut:
    """One case that would change, and the words for its rules and units."""

    row: Any
    rules: Rules
    titles: Titles

    def unit(self, code: str) -> str | None:
        """A unit by its name; None for none."""
        return self.titles.of("units", code) if code else None

    @property
    def before(self) -> str:
        """The rules that no longer fire, or said something else."""
        told = self.rules.of_before(self.row.why_before)
        return "; ".join(f"{rule.id} {rule.words}" for rule in told)

    @property
    def after(self) -> str:
        """The rules that come to fire, or say something else."""
        told = self.rules.of_after(self.row.why_after)
        return "; ".join(f"{rule.id} {rule.words}" for rule in told)


def rehearsal_figures(request: HttpRequest, **where: Any) -> tuple[ListOut, str]:
    """The figures of a rehearsal, rounded and without small groups."""
    found, told = _done(request, where["number"])
    titles = titles_at(at_of(request))
    figures = list(figures_out(found, told, titles))
    return ListOut(
        name=f"rehearsal-{found.pk}-figures",
        title=f"{found}, figures",
        columns=FIGURES,
        rows=lambda: iter(figures),
        count=lambda: len(figures),
        filters=_about(found),
        personal=False,
        notes=["Counted among the cases you may see.", ABOUT_PEOPLE],
    ), reverse("rehearsal", args=[found.pk])


def rehearsal_cases(request: HttpRequest, **where: Any) -> tuple[ListOut, str]:
    """Every case that a rehearsed policy would change, in its new order."""
    found, _ = _done(request, where["number"])
    titles, rules = titles_at(at_of(request)), rules_of(found, user_of(request))
    return ListOut(
        name=f"rehearsal-{found.pk}-cases",
        title=f"{found}, cases that would change",
        columns=CASES,
        rows=lambda: (
            CaseOut(row, rules, titles) for row in cases_of(found).iterator(2_000)
        ),
        count=cases_of(found).count,
        filters=_about(found),
    ), reverse("rehearsed-cases", args=[found.pk])


def figures_out(found: Rehearsal, told: Told, titles: Titles) -> Iterator[FigureOut]:
    """Each figure of the page on a line of its own, rounded as it leaves."""
    for name, words in TOTALS:
        number = getattr(told.figures.totals, name)
        yield FigureOut("All", "All cases", words, after=of_people(number))
    for work in told.figures.units:
        unit = titles.of("units", work.unit) if work.unit else "No unit"
        for words, before, after in (
            ("Cases", work.cases_before, work.cases_after),
            ("In the queue", work.queue_before, work.queue_after),
        ):
            yield FigureOut("Units", unit, words, of_people(before), of_people(after))
        yield FigureOut(
            "Units",
            unit,
            "Weeks of work",
            _weeks(work.queue_before, work.places),
            _weeks(work.queue_after, work.places),
        )
    for move in told.figures.moves:
        ends = [
            titles.of("units", str(code)) if code else "No unit"
            for code in (move.before, move.after)
        ]
        cases = of_people(move.cases)
        yield FigureOut("Moves", " to ".join(ends), "Cases", after=cases)
    yield from _groups_out(found, told, titles)


def _groups_out(found: Rehearsal, told: Told, titles: Titles) -> Iterator[FigureOut]:
    standards = effects_standards(policy_of(found.against))
    words = group_words(titles, standards["ages_from"])
    for by, effects in told.groups.items():
        for effect in effects:
            label = group_label(by, effect, words)
            part = BY[by][0]
            yield FigureOut(part, label, "Cases", after=of_people(effect.cases))
            for name, measure in MEASURES.items():
                share = effect.shares[name]
                some = of_people(share.some)
                yield FigureOut(part, label, f"{measure}: cases", after=some)
                if some is None or not share.difference:
                    continue
                yield _against(
                    part,
                    label,
                    f"{measure}: points of a hundred against everybody else",
                    share.difference,
                    of=100,
                )
            for name, measure in (
                ("weeks", "Weeks longer, on average, against everybody else"),
                ("places", "Places back, on average, against everybody else"),
            ):
                mean = effect.means[name]
                if of_people(mean.of) and mean.difference:
                    yield _against(part, label, measure, mean.difference, of=1)


def _against(
    part: str, label: str, measure: str, difference: Interval, *, of: int
) -> FigureOut:
    value, low, high = (
        round(of * each, 1)
        for each in (difference.value, difference.low, difference.high)
    )
    return FigureOut(part, label, measure, after=value, low=low, high=high)


def _weeks(queue: int, places: int) -> float | None:
    """Of the rounded queue: the exact one could be told from exact weeks."""
    cases = of_people(queue)
    return round(cases / places, 1) if cases is not None and places else None


def _about(found: Rehearsal) -> list[tuple[str, str]]:
    return [
        ("of", found.title),
        ("compared with", f"Release {found.against.number}"),
        ("on", facts_in_words(found)),
    ]


def _done(request: HttpRequest, number: int) -> tuple[Rehearsal, Told]:
    if not may_see_rehearsals(user_of(request)):
        raise PermissionDenied
    found = rehearsal_by_id(number)
    told = told_of(found) if found else None
    if found is None or told is None or found.state != Rehearsal.State.DONE:
        raise Http404
    return found, told
