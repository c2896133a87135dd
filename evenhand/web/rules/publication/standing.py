"""What waits for somebody on the page of rules, and the record of a release."""

from dataclasses import dataclass
from datetime import date, datetime

from evenhand.core.models import User
from evenhand.core.verdict import Refused, Verdict, no
from evenhand.releases.models import (
    DraftStep,
    Period,
    PolicyDraft,
    PolicyRelease,
    Withdrawal,
)
from evenhand.releases.owners.lapses import Lapse, lapses_of
from evenhand.releases.publication.queries import (
    changed_in,
    drafts_waiting,
    last_period,
    owned_among,
    release_before,
    release_to_come,
    steps_of,
    withdrawals,
    withdrawals_alone,
    withdrawals_waiting,
)
from evenhand.releases.publication.verdicts import (
    may_ask_withdrawal,
    may_publish,
    may_withdraw_alone,
)
from evenhand.releases.queries import policy_of, release_in_force


@dataclass(frozen=True, slots=True)
class Waiting:
    """Alarms and what a second person has to do; `acts`: whether the viewer may."""

    alone: tuple[Withdrawal, ...]
    lapses: tuple[Lapse, ...]
    drafts: tuple[PolicyDraft, ...]
    withdrawals: tuple[Withdrawal, ...]
    to_come: PolicyRelease | None
    acts: bool


def waiting_for(user: User, *, at: datetime, today: date) -> Waiting:
    """What waits, for whoever opens the rules."""
    try:
        lapses = lapses_of(policy_of(release_in_force(at)), today)
    except Refused:
        lapses = []
    return Waiting(
        alone=tuple(withdrawals_alone()),
        lapses=tuple(lapses),
        drafts=tuple(drafts_waiting()),
        withdrawals=tuple(withdrawals_waiting()),
        to_come=release_to_come(at),
        acts=bool(may_publish(user)),
    )


@dataclass(frozen=True, slots=True)
class Record:
    """How a release came into force, when it was, and what may be done about it."""

    steps: tuple[DraftStep, ...]
    periods: tuple[Period, ...]
    withdrawals: tuple[Withdrawal, ...]
    may_ask: Verdict
    may_alone: Verdict


def record_of(release: PolicyRelease, user: User) -> Record:
    """The record of one release, and whether this person may have it withdrawn."""
    last = last_period()
    ends_it = last is not None and last.release_id == release.pk
    may = may_ask_withdrawal(user, release)
    if may and not (ends_it and release_before(release)):
        may = no(f"{release} is not the last, or none could be in force in its place")
    owned = owned_among(changed_in(release), user) if may else []
    return Record(
        steps=tuple(steps_of(release.draft)) if release.draft else (),
        periods=tuple(release.periods.all()),
        withdrawals=tuple(withdrawals().filter(release=release)),
        may_ask=may,
        may_alone=may and may_withdraw_alone(user, owned=owned),
    )
