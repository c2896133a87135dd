"""The facts of a release, and for each the rules that read it: "who reads nationality?"."""

from dataclasses import dataclass
from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evenhand.engine.rules.release import Release
from evenhand.engine.rules.spoken import register_of
from evenhand.engine.rules.uses import Reading, readers_of
from evenhand.engine.rules.vocabulary import Fact
from evenhand.engine.rules.words import listed
from evenhand.releases.models import PolicyRelease
from evenhand.releases.queries import policy_of, release_by_number
from evenhand.web.pages import part_of


@dataclass(frozen=True, slots=True)
class ReadFact:
    """A fact, how many rules name it, and how many read what follows from it."""

    fact: Fact
    named: int
    through: int


@dataclass(frozen=True, slots=True)
class Reader:
    """One rule that reads a fact, by its name or through what these words say."""

    reading: Reading
    through: str


@part_of("rules")
@require_safe
def facts(request: HttpRequest, number: int) -> HttpResponse:
    """Everything that the rules of a release may read."""
    row, policy = _release(number)
    read = []
    for fact in policy.vocabulary.facts.values():
        readings = readers_of(policy, fact.name)
        named = sum(not reading.through for reading in readings)
        read.append(ReadFact(fact, named, len(readings) - named))
    return render(
        request,
        "rules/facts/facts.html",
        {"release": row, "facts": read, "unread": _unread(read)},
    )


@part_of("rules")
@require_safe
def fact(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """One fact: what it means, where it comes from, and every rule that reads it."""
    row, policy = _release(number)
    found = policy.vocabulary.facts.get(name)
    if found is None:
        raise Http404
    readers = [
        Reader(reading, _through(policy, reading.through))
        for reading in readers_of(policy, name)
    ]
    readers.sort(key=lambda reader: bool(reader.through))
    return render(
        request,
        "rules/facts/fact.html",
        {
            "release": row,
            "policy": policy,
            "fact": found,
            "register": register_of(policy, name),
            "derived_of": [
                policy.vocabulary.facts[base]
                for base in (found.derive.of if found.derive else ())
                if base in policy.vocabulary.facts
            ],
            "named": [reader for reader in readers if not reader.through],
            "through": [
                (words, list(group))
                for words, group in groupby(
                    sorted(
                        (reader for reader in readers if reader.through),
                        key=lambda reader: reader.through,
                    ),
                    key=lambda reader: reader.through,
                )
            ],
        },
    )


def _release(number: int) -> tuple[PolicyRelease, Release]:
    row = release_by_number(number)
    if row is None:
        raise Http404
    return row, policy_of(row)


def _through(policy: Release, names: tuple[str, ...]) -> str:
    """ "points for needs, then points" in the order in which they are worked out."""
    return listed([policy.title_of(name).lower() for name in reversed(names)], "then")


def _unread(read: list[ReadFact]) -> str:
    return listed(
        [one.fact.title.lower() for one in read if not one.named and not one.through]
    )
