"""Why a search found each case, in words: for the rows of one page."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from evenhand.casework.models import CasePerson, SearchWord
from evenhand.casework.searching.queries import Found
from evenhand.core.arrays import AnyOf
from evenhand.engine.search.match import How, HowBorn, best, days_of
from evenhand.engine.search.typed import Born, Typed, read
from evenhand.engine.search.words import Word
from evenhand.web.cases.standing import called
from evenhand.web.formats import listed, sentence_case


HOWS = {
    How.SAME: "the name is the same",
    How.SOUNDS: "the name sounds alike: {}",
    How.BEGINS: "the name begins so: {}",
    How.BEGINS_LIKE: "the name begins alike: {}",
    How.ONE_LETTER: "one letter differs: {}",
    How.TWO_LETTERS: "two letters differ: {}",
}


def whys_found(text: str, found: Sequence[Found]) -> dict[int, str]:
    """By case, how it fits what was typed; in two questions at most."""
    typed = read(text)
    persons = [hit.person for hit in found if hit.person is not None]
    words: dict[int, list[Word]] = defaultdict(list)
    for person, word, form in SearchWord.objects.filter(
        AnyOf("person_id", persons)
    ).values_list("person_id", "word", "form"):
        words[person].append(Word(word, form))
    names = _dependants(persons)
    return {
        hit.case_id: _why(hit, typed, words, names.get(hit.person or 0))
        for hit in found
    }


def _why(
    hit: Found, typed: Typed, words: Mapping[int, list[Word]], dependant: str | None
) -> str:
    if hit.person is None:
        return _of_a_reference(hit)
    told = _of_names(typed, words.get(hit.person, []))
    if typed.born is not None:
        told.append(_of_a_birthday(typed.born, words.get(hit.person, [])))
    why = listed(told)
    return sentence_case(f"dependant {dependant}: {why}" if dependant else why)


def _of_a_reference(hit: Found) -> str:
    system, value = hit.reference or ("", "")
    whose = f"{system} reference".replace("reference reference", "reference")
    whose = whose.strip() if system else "reference"
    if hit.rank == 0:
        return sentence_case(f"{whose} {value}")
    if not system:
        return f"Reference {value} begins so, or its last figure differs"
    return sentence_case(f"{whose} begins so: {value}")


def _of_names(typed: Typed, kept: list[Word]) -> list[str]:
    """One clause for each way in which words fit, with the words that fit so."""
    told: dict[How, list[str]] = {}
    for word in typed.words:
        found = best(word, kept)
        if found is not None:
            how, same = found
            told.setdefault(how, []).append(same.word.capitalize())
    if len(told) > 1:
        told.pop(How.SAME, None)
    return [HOWS[how].format(listed(words)) for how, words in sorted(told.items())]


def _of_a_birthday(born: Born, kept: list[Word]) -> str:
    if born.year is not None:
        return f"born in {born.year}"
    days = days_of(born)
    hows = [days[word.word] for word in kept if word.word in days]
    if hows and min(hows) is HowBorn.TURNED:
        return "the date of birth with day and month the other way round"
    return "the date of birth"


def _dependants(persons: Sequence[int]) -> dict[int, str]:
    """Names of those found who are not the one their case is named after."""
    parts = CasePerson.objects.filter(
        AnyOf("person_id", persons), role=CasePerson.Role.DEPENDANT
    ).select_related("person")
    return {part.person_id: called(part.person) for part in parts}
