"""What the text of one cell says: a value, or what is wrong with it, in words."""

import polars as pl

from evenhand.intake.reading.contents import PARTS, POSTCODE
from evenhand.intake.reading.fields import Field
from evenhand.intake.reading.folding import NO, NOTHING_SAID, YES, fold
from evenhand.intake.reading.words import Found, How, WordList


HALF_POSTCODE = r"^[A-Z]{1,2}\d[A-Z\d]?$"
SHOWN = 40
Reply = tuple[object, str | None, str | None]  # value, code, words


def word_said(field: Field, words: WordList, text: str) -> Reply:
    """What a cell of one word says."""
    found = words.find(text)
    if field.name == "restriction" and (fold(text) in NO or fold(text) in ("not restricted", "unrestricted", "normal", "standard", "open")):  # fmt: skip
        return None, None, None
    return _reply(field, words, text, found)


def _reply(field: Field, words: WordList, text: str, found: Found) -> Reply:
    match found.how:
        case How.UNKNOWN:
            return None, "word_unknown", f"{field.title}: {words.why_unknown(text, found)}"  # fmt: skip
        case How.SYNONYM | How.GUESSED if found.value:
            code = "word_guessed" if found.how is How.GUESSED else "word_synonym"
            said = f"{field.title}: “{text[:SHOWN]}” is taken for “{words.title(found.value)}”"  # fmt: skip
            return found.value, code, said
    return found.value, None, None


def words_said(field: Field, words: WordList, text: str) -> Reply:
    """What a cell of several words says: as a whole, or else part by part."""
    whole = words.find(text)
    if whole.how is not How.UNKNOWN:
        value, code, said = _reply(field, words, text, whole)
        return ([value] if value else []), code, said
    found: list[str] = []
    taken: tuple[str | None, str | None] = (None, None)
    for part in (part.strip() for part in PARTS.split(text)):
        if not part:
            continue
        value, code, said = _reply(field, words, part, words.find(part))
        if code == "word_unknown":
            return None, code, said
        taken = (code, said) if code else taken
        if value and value not in found:
            found.append(str(value))
    return found, *taken


def flag_said(field: Field, said: set[str], text: str) -> Reply:
    """Yes, no or nothing; said: words that mean yes in this column."""
    word = fold(text) or text.strip()
    if word in NO:
        return False, None, None
    if word in YES or word in said:
        return True, None, None
    if word in NOTHING_SAID or set(text) <= set("-–—?. "):
        return None, None, None
    return None, "word_unknown", f"{field.title}: “{text[:SHOWN]}” is neither yes nor no"  # fmt: skip


def postcode_said(field: Field, text: str) -> Reply:
    """What a cell in capitals says that is no whole postcode, or may not be."""
    if fold(text) in NOTHING_SAID | {"nfa", "no fixed abode", "n f a"}:
        return None, None, None
    plain = " ".join(text.split())
    if POSTCODE.match(plain):
        closed = plain.replace(" ", "")
        return f"{closed[:-3]} {closed[-3:]}", None, None
    if pl.Series([plain]).str.contains(HALF_POSTCODE)[0]:
        return plain, None, None
    return None, "word_unknown", f"{field.title}: “{text[:SHOWN]}” is not a postcode"
