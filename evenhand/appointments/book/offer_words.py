"""What an offer says for itself, and what a day without one lacks, in plain words."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from evenhand.appointments.book.asked import (
    DIALECT,
    SEX_OF_INTERPRETER,
    SEX_OF_INTERVIEWER,
    Asked,
)
from evenhand.appointments.book.candidates import (
    ADULT,
    HOST,
    INTERPRETER,
    INTERVIEWER,
    REPRESENTATIVE,
)
from evenhand.appointments.book.ways import Looked, Way
from evenhand.engine.diaries.search import ROOM, SITE, TOGETHER, Venue


_HER = {"female": "woman", "male": "man"}


def not_met(asked: Asked, wish: str) -> str:
    if wish == DIALECT:
        return f"but not in the dialect asked for, {asked.dialect}"
    sex = asked.interviewer_sex if wish == SEX_OF_INTERVIEWER else asked.interpreter_sex
    return f"but not with a {_HER.get(sex or '', sex)} as {_article(wish)}"


def _article(word: str) -> str:
    return f"{'an' if word[0].lower() in 'aeiou' else 'a'} {word}"


def reason(looked: Looked, way: Way, first: str) -> str:
    """What speaks for a way: "soonest with a female Tigrinya interpreter; 40 minutes'
    journey"."""
    asked = looked.asked
    words = first
    if first == "soonest" and way.interpreter_id is not None:
        words += f" with {_interpreter_asked(asked, way)}"
    parts = [words]
    if way.mode == "video":
        parts.append("by video")
    if way.journey_minutes is not None:
        parts.append(f"{way.journey_minutes} minutes' journey")
    return "; ".join(parts)


def _interpreter_asked(asked: Asked, way: Way) -> str:
    sex = "" if SEX_OF_INTERPRETER in way.wishes_unmet else asked.interpreter_sex or ""
    named = " ".join(word for word in (sex, _language(asked), "interpreter") if word)
    return _article(named)


def _language(asked: Asked) -> str:
    if asked.dialect and DIALECT not in asked.waived:
        return asked.dialect
    return asked.language or ""


def what_is_lacking(
    looked: Looked, days: Iterable[date], when: str, venues: Sequence[Venue]
) -> str:
    """What stood in the way most often at some venues on some days, in a sentence.

    That a site is shut at a weekend says little where something else is lacking too.
    """
    counted = Counter(
        lacking
        for day in days
        for venue in venues
        if (lacking := looked.search.lacking(venue, day)) is not None
    )
    if len(counted) > 1:
        del counted[SITE]
    if not counted:
        return ""
    return _sentence(looked.asked, counted.most_common(1)[0][0], when)


def _sentence(asked: Asked, lacking: str, when: str) -> str:
    if lacking == INTERPRETER:
        sex = "" if SEX_OF_INTERPRETER in asked.waived else asked.interpreter_sex or ""
        who = " ".join(word for word in (sex, _language(asked), "interpreter") if word)
        return f"No {who} is free {when}"
    if lacking == INTERVIEWER:
        sex = "" if SEX_OF_INTERVIEWER in asked.waived else asked.interviewer_sex or ""
        trained = (
            f" trained in {', '.join(sorted(asked.skills))}" if asked.skills else ""
        )
        who = " ".join(word for word in (sex, "interviewer") if word)
        return f"No {who}{trained} is free {when}"
    return {
        SITE: f"No site within reach is open {when}",
        ROOM: f"No room that fits is free {when}",
        HOST: f"Nobody is there to receive them {when}",
        REPRESENTATIVE: f"Their representative is not free {when}",
        ADULT: f"The responsible adult is not free {when}",
        TOGETHER: f"Each of those needed is free {when}, though never all at one time",
    }[lacking]
