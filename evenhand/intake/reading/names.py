"""A whole name in one cell, parted into family name and given names."""

from dataclasses import dataclass


TITLES = frozenset({"mr", "mrs", "ms", "miss", "dr", "mstr", "master", "sir"})


@dataclass(frozen=True, slots=True)
class Parted:
    """The two parts, and how they were told apart, in words."""

    family_name: str | None
    given_names: str | None
    because: str


def parted(name: str) -> Parted:
    """Part "SURNAME, Given", "Given SURNAME", "SURNAME Given" or "Given Surname"."""
    if "," in name:
        family, _, given = name.partition(",")
        return Parted(_quiet(family), _quiet(given), "by the comma")
    words = _plain(name)
    parts = words.split() if words else []
    if len(parts) < 2:
        return Parted(words, None, "one word is taken for the family name")
    loud = [part for part in parts if len(part) > 1 and part.isupper()]
    if loud and len(loud) < len(parts):
        quiet = [part for part in parts if part not in loud]
        return Parted(_quiet(" ".join(loud)), " ".join(quiet), "by the capitals")
    return Parted(parts[-1], " ".join(parts[:-1]), "the last word is taken for the family name")  # fmt: skip


def _quiet(name: str) -> str | None:
    """Capitals that told which name is which have done their work."""
    plain = _plain(name)
    return plain.title() if plain and plain.isupper() else plain


def _plain(name: str) -> str | None:
    parts = name.split()
    while parts and parts[0].rstrip(".").lower() in TITLES:
        parts = parts[1:]
    return " ".join(parts) or None
