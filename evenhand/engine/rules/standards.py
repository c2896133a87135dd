"""Standards of a release beside those before it: what plans and pages count on is there.

Standards are read by their names, in many places. What a release once said, and the kind
of value it was, the next one says too; how much is its owner's to change.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from evenhand.engine.rules.faults import Fault


# A group of fewer may be known by name to whoever reads of it. The number is our choice.
SMALLEST_GROUP = 5
KINDS = {
    bool: "yes or no",
    int: "a whole number",
    Decimal: "a number",
    str: "a text",
    list: "a list",
    dict: "a section",
}


def faults_of_standards(
    standards: Mapping[str, Any],
    before: Mapping[str, Any],
    where: str = "standards.toml",
) -> Iterator[Fault]:
    """What is missing, or is another kind of thing, than in the standards before."""
    for name, was in before.items():
        here = f"{where}, {name.replace('_', ' ')}"
        if name not in standards:
            yield Fault(
                "standard-missing", here, "is not there; plans and pages count on it"
            )
            continue
        yield from _faults_of(standards[name], was, name, here)


def _faults_of(becomes: Any, was: Any, name: str, where: str) -> Iterator[Fault]:
    if not _same_kind(becomes, was):
        kind = KINDS.get(type(was), "a date")
        yield Fault("standard-wrong", where, f"is not {kind}, as it was before")
    elif isinstance(was, Mapping):
        yield from faults_of_standards(becomes, was, where)
    elif isinstance(was, list):
        yield from _faults_of_list(becomes, was, where)
    elif isinstance(was, int | Decimal) and becomes < 0:
        yield Fault(
            "standard-wrong", where, f"is {becomes}, which is less than nothing"
        )
    elif name == "smallest_group" and becomes < SMALLEST_GROUP:
        yield Fault(
            "small-groups",
            where,
            f"is {becomes}; of groups of fewer than {SMALLEST_GROUP} nothing is told",
        )


def _faults_of_list(becomes: list[Any], was: list[Any], where: str) -> Iterator[Fault]:
    rows = [row for row in was if isinstance(row, Mapping)]
    if not rows:
        if not all(_same_kind(one, was[0]) for one in becomes if was):
            yield Fault(
                "standard-wrong", where, "has values of another kind than before"
            )
        return
    if not becomes:
        yield Fault("standard-missing", where, "is an empty list; plans count on it")
    always = {key: rows[0][key] for key in rows[0] if all(key in row for row in rows)}
    for number, row in enumerate(becomes, 1):
        here = f"{where} {number}"
        if isinstance(row, Mapping):
            yield from faults_of_standards(row, always, here)
        else:
            yield Fault("standard-wrong", here, "is not a section, as it was before")


def _same_kind(becomes: Any, was: Any) -> bool:
    if type(was) is Decimal:
        return type(becomes) in (int, Decimal) and Decimal(becomes).is_finite()
    return type(becomes) is type(was)
