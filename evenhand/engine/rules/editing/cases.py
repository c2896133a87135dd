"""The examples of a rule as a person types them: one case a line.

    Nationality: Nigeria; Sex: male
    Other nationalities: Iraq, Iran; Detained: yes

A fact is called by its title or by its name.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from evenhand.engine.rules.cell_types import faults_of_example
from evenhand.engine.rules.editing.plainly import (
    Column,
    Nothing,
    apart,
    column_of,
    parts_of,
)
from evenhand.engine.rules.editing.typed import native, text_typed
from evenhand.engine.rules.faults import Fault
from evenhand.engine.rules.nodes import Value
from evenhand.engine.rules.release import Release
from evenhand.engine.rules.words import said


MOST_EXAMPLES = 100
LONGEST = 4_000
ANY_CASE = "any case"


def understand_examples(
    release: Release, where: str, typed: str
) -> tuple[list[dict[str, Any]], list[Fault]]:
    """The examples in a text, as the file has them, and what is wrong with its lines."""
    lines = [line.strip() for line in typed.splitlines() if line.strip()]
    if len(lines) > MOST_EXAMPLES:
        return [], [
            Fault("does-not-parse", where, f"has more than {MOST_EXAMPLES} examples")
        ]
    examples, faults = [], []
    for number, line in enumerate(lines, 1):
        there = f"{where}, example {number}"
        example = _example(release, there, line)
        if isinstance(example, Fault):
            faults.append(example)
        else:
            faults.extend(faults_of_example(release, there, _as_read(example)))
            examples.append(example)
    return examples, faults


def examples_typed(release: Release, examples: Sequence[Mapping[str, Any]]) -> str:
    """Examples as the file has them, one a line."""
    return "\n".join(
        "; ".join(
            f"{title_to_type(release, name)}: {_value_typed(release, name, value)}"
            for name, value in example.items()
        )
        or ANY_CASE
        for example in examples
    )


def title_to_type(release: Release, name: str) -> str:
    """What a fact is called in an example: its title, unless that could be another's."""
    title = release.title_of(name)
    plain = not set(title) & set(':=;"\n')
    return title if plain and _named(release, title) == name else name


def _example(release: Release, where: str, line: str) -> dict[str, Any] | Fault:
    if len(line) > LONGEST:
        return Fault("does-not-parse", where, "is too long to read")
    found: dict[str, Any] = {}
    for piece in [] if line.casefold() == ANY_CASE else apart(line, ";"):
        called, sign, typed = piece.partition(":")
        if not sign:
            called, sign, typed = piece.partition("=")
        if not sign:
            return Fault(
                "does-not-parse",
                where,
                f"found {piece!r}, where a fact and its value were expected, "
                "such as Nationality: Nigeria",
            )
        name = _named(release, called.strip())
        if name is None:
            return Fault("unknown-name", where, f"{called.strip()!r} is no fact")
        if name in found:
            return Fault("name-used-twice", where, f"states {called.strip()} twice")
        column = _column(release, name)
        value = _value(column, typed.strip())
        if isinstance(value, Nothing):
            near = column.nearest(typed)
            more = f"; did you mean {near}?" if near else f", which is {column.type}"
            return Fault(
                "wrong-type",
                where,
                f"{typed.strip()!r} is no value of {called.strip()}{more}",
            )
        found[name] = value
    return found


def _named(release: Release, called: str) -> str | None:
    """The fact or attribute of that name or title."""
    names = [*release.vocabulary.facts, *release.attributes]
    if called in names:
        return called
    return next(
        (
            name
            for name in names
            if release.title_of(name).casefold() == called.casefold()
        ),
        None,
    )


def _column(release: Release, name: str) -> Column:
    type_ = release.type_of(name) or "text"
    return column_of(release, name, type_, release.values_of(name))


def _value(column: Column, typed: str) -> Any:
    if column.type != "texts":
        value = column.value(typed)
        return value if isinstance(value, Nothing) else native(value)
    if typed.casefold() == "none":
        return []
    whole = column.value(typed)
    if not isinstance(whole, Nothing):
        return [whole]
    values = [column.value(part) for part in parts_of(typed)]
    wrong = next((value for value in values if isinstance(value, Nothing)), None)
    return values if wrong is None else wrong


def _value_typed(release: Release, name: str, value: Any) -> str:
    column = _column(release, name)
    if isinstance(value, list):
        return ", ".join(text_typed(str(text), column) for text in value) or "none"
    return text_typed(value, column) if isinstance(value, str) else said(value)


def _as_read(example: Mapping[str, Any]) -> dict[str, Value]:
    return {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in example.items()
    }
