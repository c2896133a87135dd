"""What a plan says of who has no time: a sentence for each, and what would help.

Nothing here counts others, for among them may be some that the reader may not know of.
"""

from typing import NamedTuple


class Said(NamedTuple):
    """One reason: its title among others, the sentence of one case, what would help."""

    title: str
    sentence: str
    helps: str


REASONS: dict[str, Said] = {
    "interpreters_taken": Said(
        "Interpreters have other interviews",
        "Whoever interprets {language} has interviews of people as urgent, or more.",
        "More hours of interpreters of {language}, or longer weeks for those there are.",
    ),
    "interviewers_taken": Said(
        "Interviewers have other interviews",
        "Whoever could interview has interviews of people as urgent, or more.",
        "More hours of interviewers, or more people trained for these interviews.",
    ),
    "rooms_taken": Said(
        "Rooms are taken",
        "The rooms within their journey are taken by people as urgent, or more.",
        "More rooms or longer hours at the sites near them, or a longer journey if they "
        "agree to one.",
    ),
    "taken": Said(
        "People and rooms are taken",
        "The people and rooms it needs have interviews as urgent, or more.",
        "More hours of interviewers, interpreters and rooms at the same times.",
    ),
    "beyond_reach": Said(
        "More people wait than can be reached",
        "More people wait, as urgent or longer, than can be interviewed in these weeks.",
        "More interviewers, more interpreters of {language}, or another plan for later "
        "weeks.",
    ),
    "no_interpreter": Said(
        "No interpreter",
        "Nobody interprets {language} as they asked for.",
        "Register an interpreter of {language}, or ask whether somebody else would do.",
    ),
    "no_interviewer": Said(
        "No interviewer",
        "No interviewer has the training, or is the woman or man, that this needs.",
        "Train an interviewer, or ask whether somebody else would do.",
    ),
    "no_place": Said(
        "No place near enough",
        "No site with a suitable room is within the journey they can be asked to make.",
        "Ask whether they could travel further, or open a room nearer to them.",
    ),
    "no_time": Said(
        "No day is long enough",
        "No day of these weeks is open to it, or none is long enough.",
        "Plan later weeks, or longer hours at a site near them.",
    ),
    "companion_not_free": Said(
        "Whoever comes with them is not free",
        "Their representative or responsible adult is not free in these weeks, or they "
        "themselves can only come when nobody is there.",
        "Ask them for other days, or whether somebody else may come.",
    ),
    "never_together": Said(
        "Never all at one time",
        "What it needs is there, though never free at one time and place.",
        "More hours at the same times; or book it by hand, at another site or without a "
        "wish that can be given up.",
    ),
    "not_proposed": Said(
        "Not to be interviewed yet",
        "{why}.",
        "Remove what stands in the way; the next plan takes them in.",
    ),
    "no_language": Said(
        "Language not recorded",
        "The language they are interviewed in is not recorded.",
        "Record it on the case.",
    ),
    "no_address": Said(
        "Address not recorded",
        "Where they live is not recorded, so that nobody knows what is near.",
        "Record where they live on the case.",
    ),
    "no_adult": Said(
        "No responsible adult",
        "No responsible adult is named for this child.",
        "Name one in what they need for an interview.",
    ),
    "no_room": Said(
        "No room that suits",
        "No room with what they need was left at the time there was for them.",
        "Book it by hand, or put what they need into another room.",
    ),
    "no_host": Said(
        "Nobody to receive them",
        "Nobody of the site was left to receive them at the time there was for them.",
        "More hours of those who receive people there, or book it by hand.",
    ),
    "apart": Said(
        "Too far from one place to the next",
        "Their representative or responsible adult would come too late from another "
        "interview.",
        "Book it by hand on another day.",
    ),
}


def sentence_of(code: str, *, language: str = "", why: str = "") -> str:
    """Why one case has no time, in a sentence."""
    return _filled(REASONS[code].sentence, language, why)


def helps(code: str, *, language: str = "") -> str:
    """What would help; of a language where all it is said of share one."""
    return _filled(REASONS[code].helps, language, "")


def _filled(words: str, language: str, why: str) -> str:
    return words.format(language=language or "their language", why=why.rstrip("."))
