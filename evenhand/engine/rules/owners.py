"""Who owns what in a release, and whose things another release would change."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from typing import Any

from evenhand.engine.rules.release import Release


# What of a standard, rulebook or head is its owner's name and not a thing owned.
NOT_A_STANDARD = ("title", "owner")
HEAD = "the release's own title and note"


def owners_named(release: Release) -> list[str]:
    """Every owner that something of a release names, in alphabetical order."""
    return sorted({owner for owner, _, _ in _things(release) if owner})


def owners_of_changes(before: Release, after: Release) -> dict[str, list[str]]:
    """Whose things differ between two releases: by owner, what differs, in words.

    What stood there belongs to whoever owned it before, so that nobody makes a thing
    their own by changing it. What is new belongs to whoever owns what it is put into.
    Every release has a title and a note of its own: they count where nothing else differs.
    """
    stood = {place: (owner, thing) for owner, place, thing in _things(before)}
    comes = {place: (owner, thing) for owner, place, thing in _things(after)}
    found: dict[str, list[str]] = {}
    for place in [*stood, *(new for new in comes if new not in stood)]:
        if place == HEAD:
            continue
        if place not in comes:
            owner, words = stood[place][0], f"{place} is taken out"
        elif place not in stood:
            owner, words = _holder(before, after, place), f"{place} is new"
        elif stood[place] != comes[place]:
            owner, words = stood[place][0], place
        else:
            continue
        found.setdefault(owner or before.owner, []).append(words)
    if not found and stood[HEAD] != comes[HEAD]:
        found[before.owner] = [HEAD]
    elif not found and before.files != after.files:
        found[before.owner] = ["the wording of its files"]
    return dict(sorted(found.items()))


def _things(release: Release) -> Iterator[tuple[str, str, Any]]:
    """Each thing that somebody owns: the owner, its place in words, and the thing."""
    head = (release.title, release.note, release.effective_from, release.owner)
    yield release.owner, HEAD, head
    for name, words in release.rulebooks.items():
        yield _text(words, "owner"), f"rulebook {name}", tuple(sorted(words.items()))
    for table in release.tables.values():
        rules = {rule.id: rule for rule in table.rules}
        bare = replace(table, rules=())
        owner = table.owner
        yield owner, f"table {table.name}", (bare, tuple(rules))
        for rule in table.rules:
            plain = tuple(
                getattr(rule, field.name)
                for field in fields(rule)
                if field.name != "lapses_on"
            )
            yield rule.owner or owner, f"rule {rule.id}", plain
    for total in release.totals.values():
        book = release.rulebooks[total.rulebook]
        yield _text(book, "owner"), f"total {total.name}", total
    for authority in release.authorities.values():
        yield authority.owner, f"authority {authority.id}", authority
    for name, register in release.registers.items():
        yield register.owner, f"register {name}", register
    for name, guidance in release.guidance.items():
        yield guidance.owner, f"guidance {name}", guidance
    for fact in release.vocabulary.facts.values():
        yield release.owner, f"fact {fact.name}", fact
    yield from _standards(release)


def _standards(release: Release) -> Iterator[tuple[str, str, Any]]:
    owner = _text(release.standards, "owner")
    for name, section in release.standards.items():
        if name in NOT_A_STANDARD:
            continue
        own = _text(section, "owner") if isinstance(section, Mapping) else ""
        yield own or owner, f"standard {name.replace('_', ' ')}", section


def _holder(before: Release, after: Release, place: str) -> str:
    """Whoever owns what a new thing is put into: its table, or the release."""
    kind, _, name = place.partition(" ")
    if kind == "rule":
        table, _ = after.rule(name)
        held = before.tables.get(table.name)
        book = before.rulebooks.get(table.rulebook, {})
        return held.owner if held else _text(book, "owner")
    if kind in ("table", "total"):
        step = after.tables.get(name) or after.totals.get(name)
        return _text(before.rulebooks.get(step.rulebook, {}) if step else {}, "owner")
    return before.owner


def _text(words: Mapping[str, Any], key: str) -> str:
    value = words.get(key, "")
    return value if isinstance(value, str) else ""
