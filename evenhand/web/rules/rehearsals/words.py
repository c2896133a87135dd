"""Figures of a rehearsal in the words and numbers of its pages."""

from collections.abc import Callable, Mapping
from typing import Any

from evenhand.engine.groups import Interval
from evenhand.engine.rehearsal.groups import GroupEffect, Mean, Share
from evenhand.engine.rules.release import Release
from evenhand.engine.rules.spoken import effect_of
from evenhand.planning.effects.queries import NOT_KNOWN, ages_in_words
from evenhand.planning.models import Rehearsal
from evenhand.web.formats import counted, day, instant, number, sentence_case
from evenhand.web.titles import Titles


# What groups are told by: the choice, one group, and several that are told together.
BY: Mapping[str, tuple[str, str, str]] = {
    "nationality": ("Nationality", "nationality", "nationalities"),
    "sex": ("Sex", "group", "groups"),
    "age": ("Age on the day of claim", "group of ages", "groups of ages"),
    "disability": ("Disability", "group", "groups"),
    "accommodation": (
        "Accommodation",
        "kind of accommodation",
        "kinds of accommodation",
    ),
}
WHO: Mapping[str, str] = {
    "nationality": "People whose nationality is {}",
    "sex": "People whose sex is recorded as “{}”",
    "age": "People whose age on the day of claim was “{}”",
    "disability": "People for whom a disability is {}",
    "accommodation": "People whose accommodation is “{}”",
}
MEASURES: Mapping[str, str] = {
    "down": "To a lower band",
    "up": "To a higher band",
    "other_unit": "To another unit",
    "longer": "Wait a week longer, or more",
    "sooner": "Wait a week less, or even less",
}
MOVED_BACK: Mapping[str, str] = {
    "down": "go to a lower band more often than everybody else",
    "longer": "come to wait at least a week longer more often than everybody else",
    "places": "go further back in the order of all cases than everybody else",
}
KINDS: Mapping[str, str] = {
    "all": "All changed cases",
    "up": "To a higher band",
    "down": "To a lower band",
    "unit": "To another unit",
}
WHAT: Mapping[str, str] = {
    "up": "higher band",
    "down": "lower band",
    "other_unit": "another unit",
    "units": "other units after the first",
    "readied": "ready now",
    "held": "no longer ready",
    "otherwise": "held for another reason",
    "needs": "asks for other training or clearance",
    "alarms": "other alarms",
    "work": "other kind of work",
    "supported": "counted as supported, or no longer",
    "points": "other points",
    "placed": "given a place this week",
    "unplaced": "given no place this week",
}
# What another code already tells, and is not told beside it.
TOLD_BY: Mapping[str, str] = {"units": "other_unit", "otherwise": "held"}
GroupWords = Mapping[str, Callable[[Any], str]]


def group_words(titles: Titles, ages_from: list[int]) -> GroupWords:
    """How the groups of each choice are called."""
    return {
        "nationality": lambda name: name or NOT_KNOWN,
        "sex": lambda sex: sentence_case(str(sex)),
        "age": lambda first: ages_in_words(first, ages_from),
        "disability": lambda recorded: sentence_case(str(recorded)),
        "accommodation": lambda kind: titles.of("accommodation", kind),
    }


def group_label(by: str, effect: GroupEffect, words: GroupWords) -> str:
    """The name of a group, or of how many are told together."""
    if effect.key is not None:
        return words[by](effect.key)
    _, one, many = BY[by]
    return sentence_case(f"{counted(effect.holds, one, many)}, together")


def what_changed(what: list[str]) -> str:
    """ "Another unit, other points": what is said otherwise of a case."""
    told = [WHAT[each] for each in what if TOLD_BY.get(each) not in what]
    return sentence_case(", ".join(told))


def rule_words(policy: Release, rule_id: str) -> str:
    """A rule by its id: what it is called, and what it does."""
    try:
        _, rule = policy.rule(rule_id)
    except KeyError:
        return rule_id
    does = "; ".join(effect_of(policy, name, node) for name, node in rule.then.items())
    return f"{rule.title}. {does}"


def facts_in_words(rehearsal: Rehearsal) -> str:
    """On what it was rehearsed: the facts, and the day."""
    if rehearsal.known_at is not None:
        return f"the caseload of {day(rehearsal.on)}, as it was known at the end of that day"
    read = (
        f"the caseload as it stood {instant(rehearsal.read_at)}"
        if (rehearsal.read_at)
        else "the caseload as it stands"
    )
    ahead = rehearsal.on > (rehearsal.read_at or rehearsal.asked_at).date()
    return f"{read}, on {day(rehearsal.on)}" if ahead else read


def weeks_said(weeks: float | None) -> str:
    """ "8.4 weeks", or that there are no places for the queue."""
    if weeks is None:
        return "No places"
    return f"{weeks:,.1f} {'week' if round(weeks, 1) == 1 else 'weeks'}"


def share_said(share: Share) -> str:
    """ "120, 4%": how many, and of a hundred of those it can be said of."""
    if not share.of:
        return "None in a queue"
    percent = 100 * share.some / share.of
    shown = f"{percent:.0f}" if percent >= 1 or not share.some else "less than 1"
    return f"{number(share.some)} ({shown}%)"


def points_said(difference: Interval | None) -> str:
    """A difference of shares in points of a hundred: "+4 (+2 to +6)"."""
    if difference is None:
        return "Nobody else"
    value, low, high = (
        _signed(100 * part)
        for part in (difference.value, difference.low, difference.high)
    )
    return f"{value} ({low} to {high})"


def mean_said(mean: Mean, unit: str) -> str:
    """A mean with its sign, more being later: "+1.4 weeks"."""
    if mean.mean is None:
        return "None in a queue"
    said = _signed(mean.mean, places=1 if unit == "weeks" else 0)
    return f"{said} {unit}"


def mean_against(mean: Mean, unit: str) -> str:
    """The mean less everybody else's, with its interval."""
    if mean.difference is None:
        return "Nobody else"
    value, low, high = (
        _signed(part, places=1 if unit == "weeks" else 0)
        for part in (mean.difference.value, mean.difference.low, mean.difference.high)
    )
    return f"{value} ({low} to {high})"


def _signed(value: float, *, places: int = 0) -> str:
    said = f"{value:+,.{places}f}".replace("-", "\N{MINUS SIGN}")
    return said[1:] if not float(f"{value:.{places}f}") else said
