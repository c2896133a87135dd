"""Guidance: what a release says to people in prose, where rules say it to a machine."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from evenhand.engine.rules.reading import Reader


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it: paragraphs apart, lines "1. ..." in lists."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Guidance:
    """One page of guidance, with its owner and the day it has to be looked at again.

    ``applies_to`` says where it is linked from: the name of a register, or "tables" or
    "pages", and the values, tables or pages it is for. ``sources`` are the documents it
    rests on, with their paragraphs.
    """

    name: str
    title: str
    about: str
    owner: str
    reviewed_on: datetime.date | None
    review_on: datetime.date | None
    sources: tuple[str, ...]
    applies_to: Mapping[str, tuple[str, ...]]
    sections: tuple[Section, ...]

    def is_for(self, kind: str, value: str) -> bool:
        """Whether it is linked from this value of a register, this table or page."""
        return value in self.applies_to.get(kind, ())


KEYS = (
    "title", "about", "owner", "reviewed_on", "review_on", "sources", "applies_to",
    "section",
)  # fmt: skip


def read_guidance(
    reader: Reader, name: str, document: Mapping[str, Any], where: str
) -> Guidance:
    """One file of the folder ``guidance``; what cannot be read is told to the reader."""
    reader.known_keys(document, KEYS, where)
    places = reader.take(document, "applies_to", dict, where, {})
    sections = []
    for row in reader.rows(document, "section", where):
        reader.known_keys(row, ("title", "text"), where)
        sections.append(
            Section(
                title=reader.take(row, "title", str, where, "", required=True),
                text=reader.take(row, "text", str, where, "", required=True),
            )
        )
    return Guidance(
        name=name,
        title=reader.take(document, "title", str, where, name, required=True),
        about=reader.take(document, "about", str, where, "", required=True),
        owner=reader.take(document, "owner", str, where, ""),
        reviewed_on=reader.take(document, "reviewed_on", datetime.date, where),
        review_on=reader.take(document, "review_on", datetime.date, where),
        sources=reader.texts(document, "sources", where),
        applies_to={kind: reader.texts(places, kind, where) for kind in places},
        sections=tuple(sections),
    )
