"""The rulebooks of a release as one document, to be read aloud or printed."""

import re
from collections.abc import Iterator

from evenhand.engine.rules.nodes import Rule, Table, Total
from evenhand.engine.rules.release import Release
from evenhand.engine.rules.spoken import HITS, Words, date_of, effect_of
from evenhand.engine.rules.uses import readers_of, users_of
from evenhand.engine.rules.words import facts_said


_SEVERAL_BLANK_LINES = re.compile(r"\n{3,}")


def manual(release: Release) -> str:
    """Markdown: every table in order of evaluation, then facts, then authorities."""
    text = "\n".join(_lines(release)).rstrip() + "\n"
    return _SEVERAL_BLANK_LINES.sub("\n\n", text)


def _lines(release: Release) -> Iterator[str]:
    yield f"# Rulebooks of release {release.number}: {release.title}"
    yield ""
    yield "Written from `policy/` by `make fix`. Who may change a rule, and how, is told in"
    yield "the [guide to rulebooks](../guide/rulebooks.md)."
    yield ""
    yield _paragraphs(release.note)
    for book in dict.fromkeys(step.rulebook for step in release.steps):
        yield from _book(release, book)
    yield from _facts(release)
    yield from _authorities(release)


def _book(release: Release, name: str) -> Iterator[str]:
    words = release.rulebooks[name]
    yield f"\n## {words['title'] or name}\n"
    yield f"Owner: {words['owner']}.\n"
    yield _paragraphs(str(words["about"]))
    for step in release.steps:
        if step.rulebook == name:
            yield f"\n### {step.title or step.name}\n"
            yield from (
                _total(release, step)
                if isinstance(step, Total)
                else _table(release, step)
            )


def _total(release: Release, total: Total) -> Iterator[str]:
    parts = " plus ".join(release.title_of(part).lower() for part in total.of)
    yield f"Added up: {parts}."
    yield from _used_by(release, total)


def _table(release: Release, table: Table) -> Iterator[str]:
    yield HITS[table.hit] + "\n"
    if table.because:
        yield _paragraphs(table.because)
    if table.gaps:
        yield f"Why a case may match none: {_one_line(table.gaps)}\n"
    yield from _used_by(release, table)
    for rule in table.rules:
        yield from _rule(release, table, rule)


def _used_by(release: Release, step: Table | Total) -> Iterator[str]:
    users = [other.title or other.name for other in users_of(release, step)]
    if users:
        yield f"Its answer is read by: {'; '.join(users)}.\n"


def _rule(release: Release, table: Table, rule: Rule) -> Iterator[str]:
    yield f"\n#### {rule.id} {rule.title}\n"
    when = [
        f"{release.title_of(name)}: {Words(release, name).test(test)}"
        for name, test in rule.when.items()
    ]
    then = [effect_of(release, name, node) for name, node in rule.then.items()]
    yield f"- When: {'; '.join(when) or 'in every other case'}"
    yield f"- Then: {'; '.join(then)}"
    yield f"- Because: {_one_line(rule.because)}"
    if rule.authority:
        yield f"- Authority: {', '.join(rule.authority)}"
    yield f"- Owner: {rule.owner or table.owner or 'not named'}"
    for words, day in (
        ("From", rule.from_on),
        ("Ended", rule.ended_on),
        ("Review", rule.review_on),
    ):
        if day is not None:
            yield f"- {words}: {date_of(day)}"
    for words, examples in (("Touches", rule.applies_to), ("Spares", rule.spares)):
        for example in examples:
            yield f"- {words}, for example: {facts_said(release, example)}"


def _facts(release: Release) -> Iterator[str]:
    yield "\n## What rules may read\n"
    yield "| Fact | Meaning | Recorded by | Protected characteristic | Rules that read it |"
    yield "|---|---|---|---|---|"
    for fact in release.vocabulary.facts.values():
        readers = readers_of(release, fact.name)
        direct = [reading.rule.id for reading in readers if not reading.through]
        through = len(readers) - len(direct)
        also = f"{'; and ' if direct else ''}{through} through them" if through else ""
        yield (
            f"| {fact.title} | {_cell(fact.meaning)} | {fact.source} |"
            f" {fact.characteristic or ''} | {', '.join(direct)}{also} |"
        )


def _authorities(release: Release) -> Iterator[str]:
    yield "\n## Authorities\n"
    yield "| Authority | Kind | Reference | Covers | Expires | From then on | Owner |"
    yield "|---|---|---|---|---|---|---|"
    for one in release.authorities.values():
        yield (
            f"| {one.id} | {one.kind} | {_cell(one.reference)} |"
            f" {', '.join(one.characteristics)} |"
            f" {date_of(one.expires_on) if one.expires_on else 'no date'} |"
            f" {one.on_lapse} | {one.owner} |"
        )


def _cell(text: str) -> str:
    return _one_line(text).replace("|", "/")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _paragraphs(text: str) -> str:
    return text.strip() + "\n" if text.strip() else ""
