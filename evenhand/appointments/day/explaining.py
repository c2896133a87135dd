"""A missed interview is explained by a day; then a person decides, and no clock does.

Source: Home Office guidance on withdrawing asylum claims, December 2023: five working
days to explain; where more is needed, a letter asks for it.
"""

from datetime import date, datetime

from django.db import transaction

from evenhand.appointments.day.asking import ask_to_explain
from evenhand.appointments.day.models import Explanation
from evenhand.appointments.day.nations import nation_of
from evenhand.appointments.day.verdicts import may_decide_on_explanation
from evenhand.appointments.models import Interview
from evenhand.core.events import Happening, record_events
from evenhand.core.models import User
from evenhand.core.verdict import Refused
from evenhand.engine.calendar import add_working_days
from evenhand.releases.queries import policy_of, release_in_force


CLOCK = "missed interview explained"
# For releases from before the clock was written.
_DAYS = 5
JUST_DECIDED = "Somebody else has just accepted the explanation"


def days_to_explain(at: datetime) -> int:
    """How many working days a person has to explain, under the policy in force."""
    clocks = policy_of(release_in_force(at)).standards.get("clock", [])
    said = [int(clock["days"]) for clock in clocks if clock["name"] == CLOCK]
    return said[0] if said else _DAYS


def open_explanation(
    interview: Interview, *, on: date, by: User, at: datetime
) -> Explanation:
    """Ask for an explanation of an interview missed `on` a day, and tell the person.

    For a missed interview whose invitation arrived; the database refuses any other.
    """
    nation = nation_of(interview.case, at=at)
    asked = Explanation.objects.create(
        interview=interview,
        opened_at=at,
        opened_by=by,
        nation=nation.value,
        due_on=add_working_days(on, days_to_explain(at), nation),
    )
    _record("explanation_asked", asked, {"due_on": asked.due_on}, by=by, at=at)
    ask_to_explain(interview, due_on=asked.due_on, asks="", by=by, at=at)
    return asked


@transaction.atomic
def record_explanation(
    explanation: Explanation, *, said: str, said_on: date, by: User, at: datetime
) -> Explanation:
    """Keep what the person said, and when. Said later than asked, it is kept as well."""
    kept = _undecided(explanation, by)
    if not said.strip():
        raise Refused("Write down what the person said")
    if said_on > at.date():
        raise Refused("The day they explained must not be in the future")
    if (kept.said, kept.said_on) == (said.strip(), said_on):
        return kept
    kept.said, kept.said_on = said.strip(), said_on
    kept.said_at, kept.said_by = at, by
    kept.save(update_fields=["said", "said_on", "said_at", "said_by"])
    _record("explanation_received", kept, {"on": said_on}, by=by, at=at)
    return kept


@transaction.atomic
def ask_for_more(
    explanation: Explanation, *, asks: str, on: date, by: User, at: datetime
) -> Explanation:
    """Write for what is missing; there is as much time again from that day. Once only."""
    kept = _undecided(explanation, by)
    if not asks.strip():
        raise Refused("Say what the letter asks for")
    if kept.letter_at is not None:
        if (kept.letter_asks, kept.letter_by_id) == (asks.strip(), by.pk):
            return kept
        raise Refused("A letter that asks for more was written already")
    kept.letter_at, kept.letter_by, kept.letter_asks = at, by, asks.strip()
    kept.due_on = max(
        kept.due_on, add_working_days(on, days_to_explain(at), kept.nation)
    )
    kept.save(update_fields=["letter_at", "letter_by", "letter_asks", "due_on"])
    _record("explanation_letter", kept, {"due_on": kept.due_on}, by=by, at=at)
    ask_to_explain(
        kept.interview, due_on=kept.due_on, asks=kept.letter_asks, by=by, at=at
    )
    return kept


@transaction.atomic
def let_senior_consider(
    explanation: Explanation, *, because: str, by: User, at: datetime
) -> Explanation:
    """Say that a senior is to consider it, and why. Nothing else changes."""
    kept = _undecided(explanation, by)
    if not because.strip():
        raise Refused("Say what the senior is to consider")
    if kept.senior_at is not None:
        return kept
    kept.senior_at, kept.senior_by = at, by
    kept.senior_because = because.strip()
    kept.save(update_fields=["senior_at", "senior_by", "senior_because"])
    _record("explanation_with_senior", kept, {}, by=by, at=at, because=because)
    return kept


@transaction.atomic
def accept_explanation(
    explanation: Explanation, *, because: str, by: User, at: datetime
) -> Explanation:
    """Accept it: the interview is to be booked again. A second click is harmless."""
    may_decide_on_explanation(by).enforce()
    kept = _locked(explanation)
    if kept.accepted_at is not None:
        if kept.accepted_by_id == by.pk:
            return kept
        raise Refused(JUST_DECIDED)
    if not because.strip():
        raise Refused("Say why the explanation is accepted")
    kept.accepted_at, kept.accepted_by = at, by
    kept.accepted_because = because.strip()
    kept.save(update_fields=["accepted_at", "accepted_by", "accepted_because"])
    _record("explanation_accepted", kept, {}, by=by, at=at, because=because)
    return kept


def _undecided(explanation: Explanation, by: User) -> Explanation:
    may_decide_on_explanation(by).enforce()
    kept = _locked(explanation)
    if kept.accepted_at is not None:
        raise Refused(JUST_DECIDED)
    return kept


def _locked(explanation: Explanation) -> Explanation:
    return (
        Explanation.objects.select_for_update(of=("self",))
        .select_related("interview__case")
        .get(pk=explanation.pk)
    )


def _record(
    kind: str,
    explanation: Explanation,
    data: dict[str, object],
    *,
    by: User,
    at: datetime,
    because: str = "",
) -> None:
    record_events(
        [Happening(kind, data, explanation.interview.case_id)],
        by=by,
        at=at,
        because=because.strip(),
    )
