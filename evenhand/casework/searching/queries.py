"""Find cases by what somebody typed, the best first. Row-level security is upon it all.

Nothing is cut short before it is known what the viewer may see, so that a hidden case
neither takes a place nor changes a number.
"""

import re
from collections.abc import Iterable
from itertools import starmap
from typing import Any, NamedTuple

from django.db import connection

from evenhand.casework.cases.references import tidy_ref
from evenhand.casework.searching.services import refresh_before_a_search
from evenhand.engine.search.match import SHORTEST_BEGINNING, How, alike, days_of
from evenhand.engine.search.spelling import near, slips_allowed, slips_of
from evenhand.engine.search.typed import Born, Typed, read
from evenhand.engine.search.words import Word


LAST_CHARACTER = "\U0010ffff"
SHORTEST_REFERENCE = 4  # signs of a reference from which on its beginning is enough
MOST_BEGINNINGS = 500
NAMED = 10  # ranks of people begin after those of references
_SIGNS = re.compile(r"[^\w/]|_")
_OWN = re.compile(r"(?:EH)?(\d{4,8})")


class Found(NamedTuple):
    """One case that fits what was typed: how well (0 is best), and by whom or what.

    `person` is the id of the one whose name or birthday fits; None for a reference,
    which `reference` then gives with its system.
    """

    case_id: int
    rank: int
    person: int | None = None
    reference: tuple[str, str] | None = None


def search(text: str) -> dict[int, Found]:
    """Every case, open or closed, that fits what was typed, by case."""
    refresh_before_a_search()
    # Each case comes once by a person, and references are better than names.
    found = {each.case_id: each for each in _by_person(read(text))}
    for each in sorted(_by_reference(text), key=lambda each: -each.rank):
        found[each.case_id] = each
    return found


def _by_reference(text: str) -> Iterable[Found]:
    key = _SIGNS.sub("", text.upper())[:60]
    if len(key) < SHORTEST_BEGINNING:
        return
    beginning = len(key) >= SHORTEST_REFERENCE and any(sign.isdigit() for sign in key)
    last = key + LAST_CHARACTER if beginning else key
    with connection.cursor() as cursor:
        cursor.execute(_REFERENCES, {"key": key, "last": last, "most": MOST_BEGINNINGS})
        for case_id, system, value, same in cursor.fetchall():
            yield Found(case_id, 0 if same else 2, reference=(system, value))
        if own := _OWN.fullmatch(key):
            first = f"EH-{own[1][:7]}"
            cursor.execute(
                _OWN_REFERENCES,
                {
                    "first": first,
                    "last": first + LAST_CHARACTER,
                    "most": MOST_BEGINNINGS,
                },
            )
            whole = tidy_ref(f"EH-{own[1]}")
            for case_id, ref in cursor.fetchall():
                yield Found(case_id, 0 if ref == whole else 1, reference=("", ref))


_REFERENCES = """
SELECT case_id, system, value, key = %(key)s FROM casework_externalreference
WHERE key >= %(key)s AND key <= %(last)s
UNION ALL
(SELECT case_id, 'Representative', reference, reference_key = %(key)s
 FROM casework_representation
 WHERE reference_key >= %(key)s AND reference_key <= %(last)s AND reference > '')
ORDER BY 4 DESC, 1 LIMIT %(most)s
"""
_OWN_REFERENCES = """
SELECT id, ref FROM casework_case WHERE ref >= %(first)s AND ref < %(last)s
ORDER BY ref LIMIT %(most)s
"""


def _by_person(typed: Typed) -> Iterable[Found]:
    if not typed:
        return
    parts, params = [], dict[str, Any]()
    initials = [word for word in typed.words if len(word.word) == 1]
    words = [word for word in typed.words if word not in initials]
    if not words and typed.born is None:
        words, initials = initials, []
    close = _close_forms(words)
    for word in words:
        parts.append(_part_of_word(word, close[word], params))
    if typed.born is not None:
        parts.append(_part_of_birth(typed.born, params))
    statement = _joined(parts, initials, params)
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        yield from starmap(Found, cursor.fetchall())


def _close_forms(words: list[Word]) -> dict[Word, dict[str, int]]:
    """For each typed word, the forms of visible cases a slip or two from it."""
    keys = {
        word: slips_of(word.form, slips_allowed(word.form))
        for word in words
        if slips_allowed(word.form)
    }
    forms: set[str] = set()
    if keys:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT DISTINCT form FROM casework_spelling WHERE key = ANY (%s)",
                [sorted(set().union(*keys.values()))],
            )
            forms = {row[0] for row in cursor.fetchall()}
    return {word: near(word.form, forms) if word in keys else {} for word in words}


def _part_of_word(word: Word, close: dict[str, int], params: dict[str, Any]) -> str:
    """A subquery of persons with a word that agrees, and how well the best one does."""
    n = len(params)
    kinds = [(f"form = ANY (%(f{n})s)", f"CASE WHEN word = %(w{n})s THEN 0 ELSE 1 END")]
    params |= {f"w{n}": word.word, f"f{n}": alike(word)}
    kinds.append((f"word >= %(w{n})s AND word < %(wl{n})s", str(How.BEGINS.value)))
    params[f"wl{n}"] = word.word + LAST_CHARACTER
    if len(word.form) >= SHORTEST_BEGINNING:
        kinds.append(
            (f"form >= %(g{n})s AND form < %(gl{n})s", str(How.BEGINS_LIKE.value))
        )
        params |= {f"g{n}": word.form, f"gl{n}": word.form + LAST_CHARACTER}
    for apart, how in ((1, How.ONE_LETTER), (2, How.TWO_LETTERS)):
        forms = [form for form, by in close.items() if by == apart]
        if forms:
            kinds.append((f"form = ANY (%(n{apart}{n})s)", str(how.value)))
            params[f"n{apart}{n}"] = forms
    return _persons(kinds)


def _part_of_birth(born: Born, params: dict[str, Any]) -> str:
    if born.year is not None:
        params |= {"b": f"{born.year}-", "bl": f"{born.year}."}
        return _persons([("word >= %(b)s AND word < %(bl)s", "0")])
    kinds: list[tuple[str, str]] = []
    for day, how in days_of(born).items():
        name = f"b{len(kinds)}"
        params[name] = day
        kinds.append((f"word = %({name})s", str(how.value)))
    return _persons(kinds)


def _persons(kinds: list[tuple[str, str]]) -> str:
    rows = " UNION ALL ".join(
        f"SELECT person_id, case_id, {rank} AS rank FROM casework_searchword WHERE {rule}"
        for rule, rank in kinds
    )
    return (
        f"(SELECT person_id, case_id, min(rank) AS rank FROM ({rows}) r "
        "GROUP BY person_id, case_id)"
    )


def _joined(parts: list[str], initials: list[Word], params: dict[str, Any]) -> str:
    """Those whom every word fits; an initial is only asked of them, as many bear one."""
    tables = f"{parts[0]} t0"
    for n, part in enumerate(parts[1:], start=1):
        tables += f" JOIN {part} t{n} USING (person_id, case_id)"
    rank = " + ".join(f"t{n}.rank" for n in range(len(parts)))
    asked = []
    for n, initial in enumerate(initials):
        params |= {f"i{n}": initial.word, f"il{n}": initial.word + LAST_CHARACTER}
        asked.append(
            "EXISTS (SELECT FROM casework_searchword i WHERE i.person_id = t0.person_id "
            f"AND i.word >= %(i{n})s AND i.word < %(il{n})s)"
        )
    where = f"WHERE {' AND '.join(asked)}" if asked else ""
    return (
        f"SELECT DISTINCT ON (case_id) case_id, {NAMED} + {rank} AS rank, person_id "
        f"FROM {tables} {where} ORDER BY case_id, rank, person_id"
    )
