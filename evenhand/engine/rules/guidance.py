"""Guidance: what a release says to people in prose, where rules say it to a machine."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from evenhand.engine.rules.faults import Fault
from evenhand.engine.rules.reading import Reader


if TYPE_CHECKING:
    from evenhand.engine.rules.release import Release


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


def faults_of_guidance(release: "Release", on: datetime.date) -> Iterator[Fault]:
    """Pages nobody owns or looks at again, and links from what is not there.

    Which pages of the product there are, the engine does not know.
    """
    for page in release.guidance.values():
        where = f"guidance/{page.name}.toml"
        if not page.owner:
            yield Fault("owner-missing", where, "has no owner")
        if not page.sections:
            yield Fault("guidance-empty", where, "has no section")
        if page.review_on is None:
            yield Fault("review-missing", where, "has no review date", "warning")
        elif page.review_on <= on:
            words = f"was to be reviewed by {page.review_on}"
            yield Fault("review-passed", where, words, "warning")
        for kind, values in page.applies_to.items():
            if kind == "pages":
                continue
            known = _known(release, kind)
            if known is None:
                words = (
                    f"applies to {kind}, which is neither a register, tables nor pages"
                )
                yield Fault("guidance-unknown-place", where, words)
                continue
            for value in values:
                if value not in known:
                    words = f"applies to {value!r}, which is not among the {kind}"
                    yield Fault("guidance-unknown-value", where, words)


def _known(release: "Release", kind: str) -> tuple[str, ...] | None:
    if kind == "tables":
        return tuple(release.tables)
    register = release.registers.get(kind)
    return register.values if register else None
