"""Persons for tests, in as few words as they need."""

import random
from datetime import date
from typing import Any

from evenhand.engine.likeness.find import Found, find
from evenhand.engine.likeness.problem import Problem, problem


SYLLABLES = "ba dor fen gul hir jam kel lur mon nis pak rud sol tem vak zen".split()


def invented(number: int) -> str:
    """A name that no other number's name resembles: four syllables drawn by it."""
    drawn = random.Random(number).choices(SYLLABLES, k=4)
    return "".join(drawn).capitalize()


def person(
    number: int,
    name: str,
    born: date | None = date(1990, 5, 17),
    *,
    case: int | None = None,
    **columns: Any,
) -> dict[str, Any]:
    """ "Rami SAYED" with everything else as a Syrian man's record would have it."""
    given, _, family = name.rpartition(" ")
    day = date.fromordinal(date(2024, 1, 1).toordinal() + 37 * number % 700)
    return {
        "person": number,
        "case": case or number,
        "given_names": given,
        "family_name": family,
        "claimed": born,
        "sex": "male",
        "nationalities": ["Syria"],
        "claimed_on": day,
        **columns,
    }


def others(count: int, *, start: int = 1_000, **columns: Any) -> list[dict[str, Any]]:
    """People who have nothing in common but what `columns` say."""
    return [
        person(
            start + n,
            f"{invented(n)} {invented(n + 50_000)}",
            **{"born": date.fromordinal(720_000 + 41 * n)} | columns,
        )
        for n in range(count)
    ]


def pairs(found: Found, kind: str = "same person") -> dict[tuple[int, int], str]:
    """Who was found with whom, and how sure."""
    rows = found.likenesses.filter(kind=kind)
    return {
        (one, other): confidence
        for one, other, confidence in rows.select(
            "one", "other", "confidence"
        ).iter_rows()
    }


def found_among(*people: dict[str, Any], **more: Any) -> Found:
    """What is found among these."""
    asked: Problem = problem(people, **more)
    return find(asked)
