"""A rulebook made ready for the printed page: rows of words, nothing left to decide."""

from dataclasses import dataclass
from datetime import date

from evenhand.engine.rules.nodes import Rule, Table, Total
from evenhand.engine.rules.release import Release
from evenhand.engine.rules.spoken import HITS, Words, effect_of
from evenhand.engine.rules.uses import users_of
from evenhand.engine.rules.words import facts_said
from evenhand.web.formats import counted


@dataclass(frozen=True, slots=True)
class Cell:
    """One condition: the column it stands under, and what it asks.

    `fact` is the name of the fact, where the column is one and not another's answer.
    """

    column: str
    words: str
    fact: str = ""


@dataclass(frozen=True, slots=True)
class PrintedRule:
    """One rule with its margin."""

    rule: Rule
    when: tuple[Cell, ...]
    then: tuple[str, ...]
    ended: bool
    to_come: bool
    review_due: bool
    touches: tuple[str, ...]
    spares: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """One table, or a total where `rules` is empty and `of` says what it adds.

    `read_by` are the tables that read its answer: name, title and rulebook of each.
    """

    name: str
    title: str
    because: str
    how: str
    gaps: str
    rules: tuple[PrintedRule, ...]
    read_by: tuple[tuple[str, str, str], ...]
    of: str = ""

    @property
    def size(self) -> str:
        return counted(len(self.rules), "rule")


@dataclass(frozen=True, slots=True)
class PrintedBook:
    """One rulebook: tables in the order in which they are worked out."""

    name: str
    title: str
    owner: str
    about: str
    tables: tuple[PrintedTable, ...]


def books_of(release: Release, on: date) -> list[PrintedBook]:
    """Every rulebook of a release as it reads on a date, in the order of use."""
    order = list(dict.fromkeys(step.rulebook for step in release.steps))
    return [_book(release, name, on) for name in order]


def book_of(release: Release, name: str, on: date) -> PrintedBook | None:
    """One rulebook; None where the release has none of that name."""
    return _book(release, name, on) if name in release.rulebooks else None


def _book(release: Release, name: str, on: date) -> PrintedBook:
    words = release.rulebooks[name]
    return PrintedBook(
        name=name,
        title=str(words["title"] or name),
        owner=str(words["owner"]),
        about=str(words["about"]),
        tables=tuple(
            _table(release, step, on) for step in release.steps if step.rulebook == name
        ),
    )


def _table(release: Release, step: Table | Total, on: date) -> PrintedTable:
    if isinstance(step, Total):
        parts = [release.title_of(part).lower() for part in step.of]
        return PrintedTable(
            name=step.name,
            title=step.title or step.name,
            because="",
            how="Added up from other tables.",
            gaps="",
            rules=(),
            read_by=_read_by(release, step),
            of=" plus ".join(parts),
        )
    return PrintedTable(
        name=step.name,
        title=step.title,
        because=step.because,
        how=HITS[step.hit],
        gaps=step.gaps,
        rules=tuple(_rule(release, rule, on) for rule in step.rules),
        read_by=_read_by(release, step),
    )


def _read_by(release: Release, step: Table | Total) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (other.name, other.title or other.name, other.rulebook)
        for other in users_of(release, step)
    )


def _rule(release: Release, rule: Rule, on: date) -> PrintedRule:
    return PrintedRule(
        rule=rule,
        when=tuple(
            Cell(
                release.title_of(name),
                Words(release, name).test(test),
                name if name in release.vocabulary.facts else "",
            )
            for name, test in rule.when.items()
        ),
        then=tuple(effect_of(release, name, node) for name, node in rule.then.items()),
        ended=rule.ended_on is not None and rule.ended_on <= on,
        to_come=rule.from_on is not None and rule.from_on > on,
        review_due=rule.review_on is not None and rule.review_on <= on,
        touches=tuple(facts_said(release, facts) for facts in rule.applies_to),
        spares=tuple(facts_said(release, facts) for facts in rule.spares),
    )
