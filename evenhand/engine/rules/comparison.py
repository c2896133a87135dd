"""Two releases, or a draft and a release, compared rule by rule and cell by cell.

Words are those of the page on which the rule stands, so that the comparison can be read
aloud. What two files say is compared, never how they are laid out.
"""

import bisect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from evenhand.engine.rules.differences import Difference, FileChange, files_compared
from evenhand.engine.rules.nodes import Anything, Rule, Table, Value
from evenhand.engine.rules.release import Release
from evenhand.engine.rules.spoken import Words
from evenhand.engine.rules.words import facts_said, said


Kind = Literal["added", "removed", "ended", "changed", "moved"]


@dataclass(frozen=True, slots=True)
class RuleChange:
    """One rule that stands differently: how, and each part of it that does.

    ``table_title`` and ``rulebook_title`` are of the later release where it has them.
    A rule that is added or removed has a difference for each thing it says.
    """

    kind: Kind
    rule_id: str
    title: str
    rulebook: str
    rulebook_title: str
    table: str
    table_title: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that differs: rules by rulebook and table, and what stands beside them."""

    rules: tuple[RuleChange, ...]
    beside: tuple[FileChange, ...]

    def __bool__(self) -> bool:
        return bool(self.rules or self.beside)

    def lines(self) -> Iterator[tuple[str, Difference]]:
        """Each difference with what it is of: "RT-014" or "authority AUTH-NAT-1"."""
        for rule in self.rules:
            for difference in rule.differences:
                yield rule.rule_id, difference
        for other in self.beside:
            for difference in other.differences:
                yield other.what, difference


def compare(before: Release, after: Release) -> Comparison:
    """What differs between two policies, in the order in which the later one reads."""
    return Comparison(
        rules=tuple(_rules(before, after)),
        beside=tuple(files_compared(before.files, after.files)),
    )


def _rules(before: Release, after: Release) -> Iterator[RuleChange]:
    """Table by table: what is there, in its order, and then what no longer is."""
    was = {
        rule.id: (table, rule)
        for table in before.tables.values()
        for rule in table.rules
    }
    for table in after.tables.values():
        moved = _moved(before.tables.get(table.name), table)
        for rule in table.rules:
            there = was.pop(rule.id, None)
            if there is None:
                place = Difference("Place in the table", "", _behind(table, rule))
                whole = [*_whole(after, rule, new=True), place]
                yield _change("added", after, table, rule, whole)
                continue
            differences = list(_differences(before, there[1], after, rule))
            elsewhere = there[0].name != table.name
            if elsewhere or rule.id in moved:
                differences.append(_place(before, there[0], table, rule))
            if differences:
                kind = _kind(there[1], rule, differences, elsewhere or rule.id in moved)
                yield _change(kind, after, table, rule, differences)
    for table, rule in was.values():
        yield _change("removed", before, table, rule, _whole(before, rule, new=False))


def _kind(was: Rule, rule: Rule, differences: list[Difference], moved: bool) -> Kind:
    if rule.ended_on is not None and was.ended_on is None:
        return "ended"
    return "moved" if moved and len(differences) == 1 else "changed"


def _change(
    kind: Kind,
    release: Release,
    table: Table,
    rule: Rule,
    differences: list[Difference],
) -> RuleChange:
    words = release.rulebooks.get(table.rulebook, {})
    return RuleChange(
        kind=kind,
        rule_id=rule.id,
        title=rule.title,
        rulebook=table.rulebook,
        rulebook_title=str(words.get("title") or table.rulebook),
        table=table.name,
        table_title=table.title,
        differences=tuple(differences),
    )


def _moved(before: Table | None, after: Table) -> set[str]:
    """The fewest rules that have changed places among those that both tables have."""
    if before is None:
        return set()
    places = {rule.id: at for at, rule in enumerate(before.rules)}
    common = [rule.id for rule in after.rules if rule.id in places]
    ends: list[int] = []
    chain: list[int] = []
    back: list[int] = []
    for at, id_ in enumerate(common):
        length = bisect.bisect_left(ends, places[id_])
        back.append(chain[length - 1] if length else -1)
        ends[length : length + 1] = [places[id_]]
        chain[length : length + 1] = [at]
    staying = set()
    at = chain[-1] if chain else -1
    while at >= 0:
        staying.add(common[at])
        at = back[at]
    return set(common) - staying


def _place(before: Release, was: Table, table: Table, rule: Rule) -> Difference:
    return Difference(
        "Place in the table",
        _behind(was, rule) + (f" of {was.title}" if was.name != table.name else ""),
        _behind(table, rule),
    )


def _behind(table: Table, rule: Rule) -> str:
    ids = [other.id for other in table.rules]
    at = ids.index(rule.id)
    return f"after {ids[at - 1]}" if at else "first"


def _whole(release: Release, rule: Rule, *, new: bool) -> list[Difference]:
    parts = _parts(release, rule)
    return [
        Difference(part, "" if new else words, words if new else "")
        for part, words in parts.items()
        if words
    ]


def _differences(
    before: Release, was: Rule, after: Release, rule: Rule
) -> Iterator[Difference]:
    """Each part that says something else; cells by what they mean."""
    old, new = _parts(before, was), _parts(after, rule)
    same = _alike(was, rule)
    for part in (*new, *(part for part in old if part not in new)):
        one, other = old.get(part, ""), new.get(part, "")
        if one != other:
            yield Difference(part, one, other)
    if not same and old == new:
        yield Difference("How it is written", "in other terms", "in these terms")


def _alike(was: Rule, rule: Rule) -> bool:
    return (was.when, was.then, was.applies_to, was.spares) == (
        *(rule.when, rule.then),
        *(rule.applies_to, rule.spares),
    )


def _parts(release: Release, rule: Rule) -> Mapping[str, str]:
    """What a rule says, part by part, in words."""
    parts = {"Title": rule.title}
    for name, test in rule.when.items():
        if not isinstance(test, Anything):
            said_ = Words(release, name).test(test)
            parts[f"When {_small(release.title_of(name))}"] = said_
    for name, node in rule.then.items():
        said_ = Words(release, name).expression(node)
        parts[f"Then {_small(release.title_of(name))}"] = said_
    parts["Because"] = " ".join(rule.because.split())
    parts["Authority"] = ", ".join(rule.authority)
    parts["Owner"] = rule.owner
    for called, day in (
        ("Review by", rule.review_on),
        ("Applies from", rule.from_on),
        ("Ends on", rule.ended_on),
    ):
        parts[called] = said(day) if day is not None else ""
    parts["Examples it applies to"] = _examples(release, rule.applies_to)
    parts["Examples it spares"] = _examples(release, rule.spares)
    return parts


def _examples(release: Release, examples: tuple[Mapping[str, Value], ...]) -> str:
    return "\n".join(facts_said(release, facts) or "any case" for facts in examples)


def _small(title: str) -> str:
    """A title within a sentence: its first letter small, unless it is an abbreviation."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]
