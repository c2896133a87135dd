"""Rows of the history, told as sentences. One presenter for each kind of event."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from evenhand.appointments.interviews.states import HELD, Outcome
from evenhand.appointments.models import Arrival, Beginning, Room
from evenhand.casework.models import Contact, EvidenceNote, Stage
from evenhand.core.models import Event, Message
from evenhand.intake.reading.fields import FIELDS
from evenhand.web.appointments.people_and_places.told import KEPT
from evenhand.web.formats import counted, day, listed, sentence_case, time_of_day
from evenhand.web.titles import Titles


FIELD_TITLES = {field.name: field.title for field in FIELDS}


@dataclass(frozen=True, slots=True)
class Sentence:
    """What happened, who did it and when, and why."""

    at: datetime
    by: str
    what: str
    because: str
    group: str


@dataclass(frozen=True, slots=True)
class Presenter:
    """How one kind of event is told, and among which it is filtered."""

    group: str
    tell: Callable[[Mapping[str, Any], Titles], str]


GROUPS = {
    "stage": "Stages",
    "owner": "Who has the case",
    "barrier": "Barriers",
    "note": "Notes",
    "people": "People",
    "interview": "Interviews",
    "tracker": "Trackers",
    "house": "Planning and policy",
}


def sentence_of(event: Event, titles: Titles) -> Sentence:
    """One event in words; one that was redacted says only that."""
    presenter = PRESENTERS[event.kind]
    if event.redacted_at is not None:
        what = "The words of this entry were removed"
    else:
        what = presenter.tell(event.data, titles)
    return Sentence(event.at, event.by.name, what, event.because, presenter.group)


def kinds_of(group: str) -> list[str]:
    """The kinds of event that a filter shows."""
    return [kind for kind, found in PRESENTERS.items() if found.group == group]


def _stage(value: str) -> str:
    return Stage(value).label.lower() if value in Stage.values else value


def _in_touch(data: Mapping[str, Any], titles: Titles) -> str:
    whom, way = Contact.With(data["whom"]).label, Contact.Way(data["way"]).label
    tried = "In touch with" if data["reached"] else "Tried to reach"
    return f"{tried} {whom[0].lower()}{whom[1:]} {way.lower()}"


def _moved(data: Mapping[str, Any], titles: Titles) -> str:
    came_from, to = _stage(data["from"]), _stage(data["to"])
    return f"Moved from {came_from} to {to}"


def _allocated(data: Mapping[str, Any], titles: Titles) -> str:
    old, new = data["owner_names"]
    unit = titles.of("units", data["unit"])
    before = f", before with {old}" if old else ""
    reason = f": {data['reason']}" if data["reason"] else ""
    return f"Given to {new} of {unit}{before}{reason}"


def _overridden(data: Mapping[str, Any], titles: Titles) -> str:
    old, new = data["owner_names"]
    unit = titles.of("units", data["unit"])
    to = f"{new} of {unit}" if new else f"{unit}, to find a decision maker"
    before = f", before with {old}" if old else ""
    reason = titles.of("override_reasons", data["reason"]).lower()
    return f"Given to {to}{before}, and not as run {data['run']} proposed: {reason}"


def _given_back(data: Mapping[str, Any], titles: Titles) -> str:
    old, new = data["owner_names"]
    to = f"back to {new}" if new else "back to wait for a decision maker"
    before = f", away from {old}" if old else ""
    return f"The acceptance of run {data['run']} was undone: {to}{before}"


def _left(data: Mapping[str, Any], titles: Titles) -> str:
    reason = titles.of("override_reasons", data["reason"]).lower()
    return f"Left as it was, and not as run {data['run']} proposed: {reason}"


def _unit_changed(data: Mapping[str, Any], titles: Titles) -> str:
    to = titles.of("units", data["to_unit"])
    before = (
        f", before {titles.of('units', data['from_unit'])}" if data["from_unit"] else ""
    )
    owner = data["owner_name"]
    taken = (
        f". {owner} no longer has it; it waits for a decision maker" if owner else ""
    )
    return f"Moved to {to}{before}, by the cut-over “{data['cut_over']}”{taken}"


def _unit_changed_back(data: Mapping[str, Any], titles: Titles) -> str:
    unit = data["to_unit"]
    to = f"back to {titles.of('units', unit)}" if unit else "back to no unit"
    owner = f" and to {data['owner_name']}" if data["owner_name"] else ""
    away = titles.of("units", data["from_unit"])
    return f"Moved {to}{owner}, away from {away}: “{data['cut_over']}” was reversed"


def _phase(became: str) -> Callable[[Mapping[str, Any], Titles], str]:
    return lambda data, titles: (
        f"Phase {data['phase']} of the cut-over “{data['cut_over']}” {became}"
    )


def _skipped(data: Mapping[str, Any], titles: Titles) -> str:
    reason = titles.of("pass_back_reasons", data["reason"])
    return f"Skipped by {data['name']} that day: {_inside(reason)}"


def _passed_back(data: Mapping[str, Any], titles: Titles) -> str:
    reason = titles.of("pass_back_reasons", data["reason"])
    return f"Passed back by {data['name']}: {_inside(reason)}"


def _inside(words: str) -> str:
    return words[:1].lower() + words[1:]


def _opened(data: Mapping[str, Any], titles: Titles) -> str:
    kind = titles.of("barriers", data["barrier"])
    return (
        f"Barrier opened: {kind}. It blocks {BLOCKS.get(data['blocks'], data['blocks'])}"
        f" and is looked at again on {_day(data['review_on'])}"
    )


def _reviewed(data: Mapping[str, Any], titles: Titles) -> str:
    kind = titles.of("barriers", data["barrier"])
    return f"Barrier still stands: {kind}. Next look on {_day(data['review_on'])}"


def _closed(data: Mapping[str, Any], titles: Titles) -> str:
    return f"Barrier closed: {titles.of('barriers', data['barrier'])}"


def _corrected(data: Mapping[str, Any], titles: Titles) -> str:
    which = data["which"]
    words = listed(which) if isinstance(which, list) else which
    return f"Date of birth corrected ({words})"


def _away(data: Mapping[str, Any], titles: Titles) -> str:
    last = date.fromisoformat(data["to_on"]) - timedelta(days=1)
    return f"{data['name']} is away from {_day(data['from_on'])} to {day(last)}"


def _draft_sent(data: Mapping[str, Any], titles: Titles) -> str:
    on = _day(data["effective_on"])
    return f"Draft “{data['title']}” sent for approval, to be in force from {on}"


def _draft_approved(data: Mapping[str, Any], titles: Titles) -> str:
    return (
        f"Draft “{data['title']}” approved as policy release {data['number']}, in "
        f"force from {_day(data['from_on'])}"
    )


def _withdrawn(data: Mapping[str, Any], titles: Titles) -> str:
    alone = ", by one person in an emergency" if data["alone"] else ""
    return (
        f"Policy release {data['number']} withdrawn{alone}; release {data['back_to']} "
        "is in force again"
    )


def _tracker(data: Mapping[str, Any], titles: Titles, *, first: bool = False) -> str:
    unit = f" of {titles.of('units', data['unit'])}" if data["unit"] else ""
    return f"{'The' if first else 'the'} tracker{unit}"


def _taken(data: Mapping[str, Any], titles: Titles) -> str:
    changes = [_change(change) for change in data["changes"]]
    return f"Changed by {_tracker(data, titles)}: {'; '.join(changes)}"


def _change(change: Mapping[str, Any]) -> str:
    title = _field(change["field"])
    if "after" not in change:
        return title
    before, after = change["before"] or "not recorded", change["after"]
    return f"{title} from {before} to {after or 'not recorded'}"


def _settled(data: Mapping[str, Any], titles: Titles) -> str:
    field = _field(data["field"])
    if data["choice"] == "there":
        return f"Two changes settled: the tracker is right on {field}"
    return f"Two changes settled: what stood here is right on {field}"


def _field(name: str) -> str:
    title = FIELD_TITLES.get(name, name)
    return title if title[:2].isupper() else title[0].lower() + title[1:]


def _gone_live(data: Mapping[str, Any], titles: Titles) -> str:
    unit = titles.of("units", data["unit"])
    if data["on"] is None:
        return f"{unit}: its tracker is taken again"
    return f"{unit}: its tracker is no longer taken from {_day(data['on'])}"


def _of_a_person(words: str) -> Presenter:
    """A sentence with the name and other plain words of its data in it."""
    return Presenter("house", lambda data, titles: words.format(**data))


def _skill_recorded(data: Mapping[str, Any], titles: Titles) -> str:
    until = f" until {_day(data['expires_on'])}" if data["expires_on"] else ""
    return f"{data['name']} is trained: {titles.of('skills', data['skill'])}{until}"


def _moves(data: Mapping[str, Any], titles: Titles) -> str:
    team = f", {data['team']}" if data["team"] else ""
    return f"{data['name']} moved to {titles.of('units', data['unit'])}{team}"


def _system_added(data: Mapping[str, Any], titles: Titles) -> str:
    cleared = data["clearances"]
    return f"{data['name']} was added as a system" + (
        f", cleared: {listed(cleared)}" if cleared else ""
    )


def _token_granted(data: Mapping[str, Any], titles: Titles) -> str:
    return (
        f"{data['system']} was given the token “{data['token']}” for "
        f"{listed(data['scopes'])}; it works before {_day(data['expires_on'])}"
    )


# What happens to people who work here, to their teams, and to other systems.
PEOPLE: Mapping[str, Presenter] = {
    "absence_ended": Presenter(
        "house",
        lambda data, titles: f"{data['name']} is back from {_day(data['on'])}",
    ),
    "person_joined": Presenter(
        "house",
        lambda data, titles: (
            f"{data['name']} joins {titles.of('units', data['unit'])} on "
            f"{_day(data['from_on'])}"
        ),
    ),
    "person_leaves": Presenter(
        "house",
        lambda data, titles: (
            f"{data['name']} leaves; the last day is {_day(data['last_on'])}"
        ),
    ),
    "person_stays": _of_a_person("{name} does not leave"),
    "person_moved": Presenter("house", _moves),
    "hours_changed": Presenter(
        "house",
        lambda data, titles: (
            f"{data['name']} works {round(float(data['fte']) * 100)}% of full time, "
            f"with {counted(data['places'], 'place')} in a full week"
        ),
    ),
    "skill_recorded": Presenter("house", _skill_recorded),
    "skill_ended": Presenter(
        "house",
        lambda data, titles: (
            f"{data['name']} no longer holds {titles.of('skills', data['skill'])} from "
            f"{_day(data['on'])}"
        ),
    ),
    "languages_changed": Presenter(
        "house",
        lambda data, titles: (
            f"{data['name']} works in {listed(data['languages']) or 'English alone'}"
        ),
    ),
    "also_units_changed": Presenter(
        "house",
        lambda data, titles: (
            f"{data['name']} also works for "
            f"{listed([titles.of('units', unit) for unit in data['units']])}"
            if data["units"]
            else f"{data['name']} works for no other unit"
        ),
    ),
    "person_invited": _of_a_person("{name} was invited to choose a password"),
    "unit_added": Presenter(
        "house", lambda data, titles: f"The unit {data['name']} was added"
    ),
    "unit_renamed": Presenter(
        "house",
        lambda data, titles: (
            f"The unit {data['before']} is now {data['name']}"
            if data["before"] != data["name"]
            else f"The region of {data['name']} was changed"
        ),
    ),
    "unit_closes": Presenter(
        "house",
        lambda data, titles: (
            f"{titles.of('units', data['unit'])} closes on {_day(data['on'])}"
        ),
    ),
    "unit_stays_open": Presenter(
        "house",
        lambda data, titles: f"{titles.of('units', data['unit'])} does not close",
    ),
    "team_added": Presenter(
        "house",
        lambda data, titles: (
            f"{titles.of('units', data['unit'])}: {data['team']} was added"
        ),
    ),
    "team_renamed": Presenter(
        "house",
        lambda data, titles: (
            f"{titles.of('units', data['unit'])}: {data['before']} is now "
            f"{data['team']}"
        ),
    ),
    "role_granted": _of_a_person("{name} was given the role {role}"),
    "role_ended": _of_a_person("{name} no longer has the role {role}"),
    "clearance_granted": _of_a_person("{name} was cleared: {clearance}"),
    "clearance_ended": _of_a_person("{name} is no longer cleared: {clearance}"),
    "system_added": Presenter("house", _system_added),
    "token_granted": Presenter("house", _token_granted),
    "token_revoked": _of_a_person("The token “{token}” of {system} was revoked"),
}


def _came(data: Mapping[str, Any], titles: Titles) -> str:
    who = Arrival.Who(data["who"]).label
    return f"{who} came at {time_of_day(datetime.fromisoformat(data['came_at']))}"


def _began(data: Mapping[str, Any], titles: Titles) -> str:
    late, said = data["late_minutes"], Beginning.Representative
    there = {
        said.THERE: ". Their representative was there",
        said.HAD_THE_CHANCE: ". Their representative was told and did not attend",
    }.get(data["representative"], "")
    late_by = f", {counted(late, 'minute')} late" if late else ""
    return f"The interview began{late_by}{there}"


def _ended(data: Mapping[str, Any], titles: Titles) -> str:
    outcome = Outcome(data["outcome"])
    held = "The interview ended" if outcome in HELD else "The interview was not held"
    return f"{held}: {_inside(outcome.label)}"


def _of_an_interview(words: str) -> Presenter:
    return Presenter("interview", lambda data, titles: words)


def _when_and_where(data: Mapping[str, Any]) -> str:
    starts = datetime.fromisoformat(data["starts_at"])
    return (
        f"{day(starts)}, {time_of_day(starts)}, at {data['site']}, "
        f"{Room.Mode(data['mode']).label.lower()}"
    )


def _changed(data: Mapping[str, Any], titles: Titles) -> str:
    before = datetime.fromisoformat(data["from_at"])
    return (
        f"The interview was changed: now {_when_and_where(data)}; it was "
        f"{day(before)}, {time_of_day(before)}"
    )


BOOKING = {
    "interview_booked": Presenter(
        "interview",
        lambda data, titles: f"An interview was booked: {_when_and_where(data)}",
    ),
    "interview_changed": Presenter("interview", _changed),
    "interview_cancelled": Presenter(
        "interview",
        lambda data, titles: (
            f"The interview was cancelled: {_when_and_where(data)}. {data['cause']}"
        ),
    ),
}


def _answered(words: str) -> Presenter:
    return Presenter(
        "interview",
        lambda data, titles: words.format(who=Message.Recipient(data["who"]).label),
    )


# What is told of an interview, and what those who were told answer.
TELLING: Mapping[str, Presenter] = {
    "interview_confirmed": _answered("{who}: said that they will come"),
    "change_asked": _answered("{who}: asked to change the interview"),
    "change_refused": _answered("{who}: told that the interview stays as it is"),
    "links_revoked": _of_an_interview("Private links to the interview were ended"),
    "message_settled": _answered("{who}: a message that did not arrive was dealt with"),
}

PILOTS: Mapping[str, Presenter] = {
    "pilot_started": _of_a_person("Pilot started: {title}"),
    "pilot_joined": _of_a_person("Pilot {title}: {part} joins"),
    "pilot_left": _of_a_person("Pilot {title}: {part} leaves"),
    "pilot_decided": _of_a_person("Pilot {title}: {kind}"),
}

# What happens on the day of an interview, and after one that was missed.
DAY: Mapping[str, Presenter] = {
    "arrival_recorded": Presenter("interview", _came),
    "arrival_taken_back": Presenter(
        "interview",
        lambda data, titles: (
            f"{Arrival.Who(data['who']).label}: that they came was recorded in error"
        ),
    ),
    "interview_began": Presenter("interview", _began),
    "interview_paused": _of_an_interview("A break in the interview"),
    "interview_went_on": Presenter(
        "interview",
        lambda data, titles: (
            f"The interview went on after a break of {counted(data['minutes'], 'minute')}"
        ),
    ),
    "interview_ended": Presenter("interview", _ended),
    "join_link_recorded": _of_an_interview(
        "The link to join the interview was recorded"
    ),
    "explanation_asked": Presenter(
        "interview",
        lambda data, titles: (
            f"Asked to explain the missed interview by {_day(data['due_on'])}"
        ),
    ),
    "explanation_received": Presenter(
        "interview",
        lambda data, titles: f"Explained the missed interview on {_day(data['on'])}",
    ),
    "explanation_letter": Presenter(
        "interview",
        lambda data, titles: (
            "Written to for more about the missed interview, to answer by "
            f"{_day(data['due_on'])}"
        ),
    ),
    "explanation_with_senior": _of_an_interview(
        "A senior is to consider the missed interview"
    ),
    "explanation_accepted": _of_an_interview(
        "The explanation was accepted; the interview is to be booked again"
    ),
}


# What a barrier blocks, inside a sentence.
BLOCKS = {
    "interview": "the interview",
    "refusal": "a refusal",
    "decision": "any decision",
    "service": "service",
}

PRESENTERS: Mapping[str, Presenter] = {
    "case_registered": Presenter(
        "stage", lambda data, titles: f"Registered: {data['source']}"
    ),
    "case_moved": Presenter("stage", _moved),
    "case_allocated": Presenter("owner", _allocated),
    "case_overridden": Presenter("owner", _overridden),
    "case_given_back": Presenter("owner", _given_back),
    "proposal_left": Presenter("owner", _left),
    "proposal_taken_back": Presenter(
        "owner",
        lambda data, titles: (
            f"What run {data['run']} proposed, and was left, waits to be accepted again"
        ),
    ),
    "unit_changed": Presenter("owner", _unit_changed),
    "unit_changed_back": Presenter("owner", _unit_changed_back),
    "case_skipped": Presenter("owner", _skipped),
    "case_passed_back": Presenter("owner", _passed_back),
    "barrier_opened": Presenter("barrier", _opened),
    "barrier_reviewed": Presenter("barrier", _reviewed),
    "barrier_closed": Presenter("barrier", _closed),
    "progressor_changed": Presenter(
        "owner",
        lambda data, titles: (
            f"Moved on by {data['to_name']}, before by {data['from_name']}"
        ),
    ),
    "conflict_declared": Presenter(
        "owner", lambda data, titles: f"Conflict of interest declared: {data['name']}"
    ),
    "conflict_ended": Presenter(
        "owner", lambda data, titles: f"Conflict of interest ended: {data['name']}"
    ),
    "evidence_noted": Presenter(
        "note", lambda data, titles: f"Noted: {_of_evidence(data)}"
    ),
    "evidence_note_ended": Presenter(
        "note", lambda data, titles: f"Counts no longer: {_of_evidence(data)}"
    ),
    "date_of_birth_corrected": Presenter("people", _corrected),
    "people_linked": Presenter(
        "people", lambda data, titles: "A person was linked with one of another case"
    ),
    "people_unlinked": Presenter(
        "people", lambda data, titles: "A link with a person of another case was ended"
    ),
    "cases_linked": Presenter(
        "people", lambda data, titles: "Linked with another case as one family"
    ),
    "cases_unlinked": Presenter(
        "people", lambda data, titles: "The link with a case of the family was ended"
    ),
    "likeness_refused": Presenter(
        "people",
        lambda data, titles: (
            "A likeness with a person of another case was looked at and refused"
        ),
    ),
    "likeness_taken_up_again": Presenter(
        "people",
        lambda data, titles: (
            "A likeness with a person of another case, refused "
            "before, is to be looked at again"
        ),
    ),
    "diary_written": Presenter(
        "note",
        lambda data, titles: (
            f"To do by {_day(data['due_on'])}, {data['whose']}: {data['text']}"
        ),
    ),
    "diary_done": Presenter("note", lambda data, titles: f"Done: {data['text']}"),
    "contact_recorded": Presenter("note", _in_touch),
    **BOOKING,
    **DAY,
    **TELLING,
    **PILOTS,
    **{kind: Presenter(group, tell) for kind, (group, tell) in KEPT.items()},
    "note_added": Presenter("note", lambda data, titles: f"Note: {data['text']}"),
    "tracker_imported": Presenter(
        "house",
        lambda data, titles: (
            f"{_tracker(data, titles, first=True)} brought in from {data['file']}"
        ),
    ),
    "tracker_undone": Presenter(
        "house",
        lambda data, titles: (
            f"{_tracker(data, titles, first=True)} undone: {data['file']}"
        ),
    ),
    "tracker_row_taken": Presenter("tracker", _taken),
    "clash_settled": Presenter("tracker", _settled),
    "go_live_set": Presenter("house", _gone_live),
    "release_published": Presenter(
        "house", lambda data, titles: f"Policy release {data['number']} put in force"
    ),
    "draft_started": Presenter(
        "house",
        lambda data, titles: (
            f"Draft “{data['title']}” started from policy release {data['release']}"
        ),
    ),
    "draft_changed": Presenter(
        "house",
        lambda data, titles: f"Draft “{data['title']}” changed: {data['where']}",
    ),
    "draft_given_up": Presenter(
        "house", lambda data, titles: f"Draft “{data['title']}” given up"
    ),
    "draft_sent": Presenter("house", _draft_sent),
    "draft_returned": Presenter(
        "house", lambda data, titles: f"Draft “{data['title']}” returned to its author"
    ),
    "draft_approved": Presenter("house", _draft_approved),
    "withdrawal_asked": Presenter(
        "house",
        lambda data, titles: f"Policy release {data['number']}: withdrawal asked for",
    ),
    "withdrawal_called_off": Presenter(
        "house",
        lambda data, titles: (
            f"Policy release {data['number']} stays in force: withdrawal called off"
        ),
    ),
    "release_withdrawn": Presenter("house", _withdrawn),
    "withdrawal_looked_at": Presenter(
        "house",
        lambda data, titles: (
            f"The withdrawal of policy release {data['number']} by one person was "
            "looked at by another"
        ),
    ),
    "authority_lapses": Presenter(
        "house",
        lambda data, titles: (
            f"Authority {data['authority']} of policy release {data['number']} ends on "
            f"{_day(data['on'])}; those who answer for it were told"
        ),
    ),
    "authority_lapsed": Presenter(
        "house",
        lambda data, titles: (
            f"Authority {data['authority']} of policy release {data['number']} ended on "
            f"{_day(data['on'])}; those who answer for it were told"
        ),
    ),
    "assessment_opened": Presenter(
        "house",
        lambda data, titles: f"{data['title']} of release {data['number']} opened",
    ),
    "assessment_completed": Presenter(
        "house",
        lambda data, titles: f"{data['title']} of release {data['number']} completed",
    ),
    "ownership_given": Presenter(
        "house", lambda data, titles: f"{data['name']} answers for {data['owner']}"
    ),
    "ownership_ended": Presenter(
        "house",
        lambda data, titles: f"{data['name']} no longer answers for {data['owner']}",
    ),
    "rehearsal_asked": Presenter(
        "house", lambda data, titles: f"Rehearsal {data['rehearsal']} asked for"
    ),
    "interview_plan_started": Presenter(
        "house", lambda data, titles: f"Plan {data['plan']} of interviews started"
    ),
    "interview_plan_proposed": Presenter(
        "house",
        lambda data, titles: f"Plan {data['plan']} of interviews proposed times",
    ),
    "interview_plan_failed": Presenter(
        "house", lambda data, titles: f"Plan {data['plan']} of interviews failed"
    ),
    "interview_plan_accepted": Presenter(
        "house", lambda data, titles: f"Interviews of plan {data['plan']} booked"
    ),
    "interview_plan_undone": Presenter(
        "house",
        lambda data, titles: f"Interviews of plan {data['plan']} cancelled together",
    ),
    "run_started": Presenter(
        "house", lambda data, titles: f"Planning run {data['run']} started"
    ),
    "run_proposed": Presenter(
        "house", lambda data, titles: f"Planning run {data['run']} made its proposals"
    ),
    "run_failed": Presenter(
        "house", lambda data, titles: f"Planning run {data['run']} failed"
    ),
    "run_accepted": Presenter(
        "house",
        lambda data, titles: f"Proposals of planning run {data['run']} accepted",
    ),
    "acceptance_undone": Presenter(
        "house",
        lambda data, titles: f"Acceptance of planning run {data['run']} undone",
    ),
    "reallocation_proposed": Presenter(
        "house", lambda data, titles: f"Re-allocation proposed (run {data['run']})"
    ),
    "cut_over_planned": Presenter(
        "house", lambda data, titles: f"Cut-over “{data['cut_over']}” planned"
    ),
    "cut_over_phase_carried_out": Presenter("house", _phase("carried out")),
    "cut_over_phase_reversed": Presenter("house", _phase("reversed")),
    "cut_over_phase_called_off": Presenter("house", _phase("called off")),
    "cut_over_reviewed": Presenter(
        "house", lambda data, titles: f"Cut-over “{data['cut_over']}” reviewed"
    ),
    "absence_recorded": Presenter("house", _away),
    **PEOPLE,
}


# The first thing that would unblock a case that a run could not place, as a heading.
NOT_PLACED = {
    "no unit": "No unit takes them: a person must look at the routing",
    "nobody there": "Nobody works in their units",
    "nobody trained": "Nobody in their units is trained or cleared for them",
    "conflict": "Whoever could take them must not, for a conflict of interest",
    "group too large": "Linked cases that nobody has enough places for together",
    "no places": "Nobody who could take them has a place this week",
    "full": "All places went to cases before them",
}


def reason_not_placed(code: str) -> str:
    """One reason for not placing cases, as a heading."""
    return NOT_PLACED.get(code, sentence_case(code))


def _of_evidence(data: Mapping[str, Any]) -> str:
    label = EvidenceNote.Kind(data["kind"]).label
    return label[0].lower() + label[1:]


def _day(value: object) -> str:
    if isinstance(value, str):
        value = date.fromisoformat(value[:10])
    return day(value) if isinstance(value, date) else "a day that was not recorded"
