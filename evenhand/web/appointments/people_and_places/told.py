"""What happened to places, people and needs, as the history tells it in sentences."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any

from evenhand.appointments.calendars.words import say_time
from evenhand.appointments.models import Away, InterviewNeeds
from evenhand.appointments.places.features import titled
from evenhand.web.formats import counted, day, instant, listed
from evenhand.web.titles import Titles


Tell = Callable[[Mapping[str, Any], Titles], str]

# What each thing a claimant may ask for is called, inside a sentence.
NEEDS = {
    "language": "the language of the interview",
    "interviewer_sex": "who interviews",
    "interpreter_sex": "who interprets",
    "mode": "in person or by video",
    "adjustments": "adjustments",
    "childcare": "childcare",
    "unfit_until": "not fit before",
    "earliest_start": "the earliest start",
    "latest_start": "the latest start",
    "longest_journey": "the longest journey",
    "more_break_minutes": "more breaks",
    "short_notice_agreed_on": "short notice",
    "representative_agrees_short_notice": "short notice of the representative",
    "standby": "standing by",
    "representative": "the representative",
    "representative_attends": "the representative attends",
    "adult": "the responsible adult",
    "channel": "how messages go",
    "email": "the email address",
    "phone": "the telephone number",
    "written_language": "the language of letters",
    "safe_contact": "safe contact",
}
# What was changed about an entry of the book, inside a sentence.
COLUMNS = {
    "from_on": "first day", "to_on": "last day", "unit": "unit", "sex": "sex",
    "base": "site", "in_person": "in person", "by_video": "by video",
    "week_limit": "interviews a week", "vetted_until": "vetting",
    "contract_from": "contract", "contract_until": "contract",
    "turn_round_minutes": "turn-round", "open_on_holidays": "bank holidays",
    "phone": "telephone",
}  # fmt: skip
NONE = "none"
SEXES = {"female": "a woman", "male": "a man"}


def needs_recorded(data: Mapping[str, Any], titles: Titles) -> str:
    """ "Interview needs recorded: the latest start: 2pm"."""
    if not data["changes"]:
        return "Interview needs asked again: nothing changed"
    parts = [_changed(name, before, after) for name, before, after in data["changes"]]
    return f"Interview needs recorded: {'; '.join(parts)}"


def _changed(name: str, before: Any, after: Any) -> str:
    what = NEEDS.get(name, name)
    if name in ("email", "phone"):
        return f"{what} changed" if after else f"{what} removed"
    if isinstance(after, bool):
        return f"{what}: {'yes' if after else 'no longer'}"
    was, now = said_of(name, before), said_of(name, after)
    if was == NONE:
        return f"{what}: {now}"
    if now == NONE:
        return f"{what}: no longer {was}"
    return f"{what} from {was} to {now}"


def said_of(name: str, value: Any) -> str:
    """One need in words; "none" where nothing is asked for."""
    if value in ("", None, [], 0):
        return NONE
    if name in ("interviewer_sex", "interpreter_sex"):
        return SEXES.get(value, str(value))
    if name == "adjustments":
        return listed([words.lower() for words in titled(value)])
    if name == "channel":
        return str(InterviewNeeds.Channel(value).label).lower()
    if name in ("unfit_until", "short_notice_agreed_on"):
        return day(value if isinstance(value, date) else date.fromisoformat(value))
    if name in ("earliest_start", "latest_start"):
        return say_time(value if isinstance(value, time) else time.fromisoformat(value))
    if name in ("longest_journey", "more_break_minutes"):
        return counted(value, "minute")
    return str(value)


def _entry(words: str) -> Tell:
    return lambda data, titles: words.format(what=_a(data["what"]), name=data["name"])


def _a(what: str) -> str:
    called = {"adult": "responsible adult"}.get(what, what)
    return f"{'An' if called[0] in 'aeiou' else 'A'} {called}"


def _entry_changed(data: Mapping[str, Any], titles: Titles) -> str:
    words = [COLUMNS.get(one, one.replace("_", " ")) for one in data["changes"]]
    return f"{data['name']} was changed: {listed(list(dict.fromkeys(words)))}"


def _entry_ended(data: Mapping[str, Any], titles: Titles) -> str:
    on = day(date.fromisoformat(data["on"]))
    return f"{data['name']} is not in the appointment book from {on}"


def _hours_set(data: Mapping[str, Any], titles: Titles) -> str:
    from_on = (
        f" from {day(date.fromisoformat(data['from_on']))}" if data["from_on"] else ""
    )
    return f"Hours of {data['name']}{from_on}: {data['hours'] or 'none'}"


def _day_opened(data: Mapping[str, Any], titles: Titles) -> str:
    on = day(date.fromisoformat(data["on"]))
    return f"{data['name']} also opens on {on}, {data['hours']}"


def _away(data: Mapping[str, Any], titles: Titles) -> str:
    cause = str(Away.Cause(data["cause"]).label).lower()
    return f"{data['name']}: {cause}, {_from_until(data)}"


def _away_ended(data: Mapping[str, Any], titles: Titles) -> str:
    return f"{data['name']} is back: ended what was recorded {_from_until(data)}"


def _from_until(data: Mapping[str, Any]) -> str:
    first, last = (datetime.fromisoformat(data[name]) for name in ("from", "until"))
    return f"from {instant(first)} to {instant(last)}"


def _journey(data: Mapping[str, Any], titles: Titles) -> str:
    way = f"from {data['area']} to {data['site']}"
    return _minutes(way, data["minutes"])


def _travel(data: Mapping[str, Any], titles: Titles) -> str:
    return _minutes(f"between {data['one']} and {data['other']}", data["minutes"])


def _minutes(way: str, minutes: int | None) -> str:
    if minutes is None:
        return f"The journey {way} cannot be made in a day"
    return f"The journey {way} takes {counted(minutes, 'minute')}"


# kind of event -> the group it is filtered in, and its sentence
KEPT: Mapping[str, tuple[str, Tell]] = {
    "needs_recorded": ("interview", needs_recorded),
    "interpreter_conflict_declared": (
        "interview",
        lambda data, titles: f"{data['name']} must not interpret in this case",
    ),
    "interpreter_conflict_ended": (
        "interview",
        lambda data, titles: (
            f"Nothing speaks against {data['name']} as interpreter any longer"
        ),
    ),
    "entry_added": (
        "house",
        _entry("{what} was added to the appointment book: {name}"),
    ),
    "entry_changed": ("house", _entry_changed),
    "entry_ended": ("house", _entry_ended),
    "hours_set": ("house", _hours_set),
    "day_opened": ("house", _day_opened),
    "away_recorded": ("house", _away),
    "away_ended": ("house", _away_ended),
    "journey_set": ("house", _journey),
    "travel_set": ("house", _travel),
}
