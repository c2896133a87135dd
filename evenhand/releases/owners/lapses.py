"""Authorities that are about to end, or have ended, while rules rest on them."""

from dataclasses import dataclass
from datetime import date, timedelta

from evenhand.engine.rules.lapsing import RULE_STOPS, stands_until
from evenhand.engine.rules.nodes import Authority
from evenhand.engine.rules.release import Release


# For releases that do not say it yet: see `authorities` in policy/standards.toml.
WARNED_DAYS_BEFORE = 60


@dataclass(frozen=True, slots=True)
class Lapse:
    """One authority that ends: when, what happens then, and to which rules.

    `stopped` are the rules that apply no longer, or will not, by id; empty where another
    authority stands in. `over` is true from the day on which it has ended.
    """

    authority: Authority
    on: date
    over: bool
    rules: tuple[str, ...]
    stopped: tuple[str, ...]
    owners: tuple[str, ...]

    @property
    def then(self) -> str:
        """What happens from that day on, in words."""
        if self.authority.on_lapse not in ("", RULE_STOPS):
            return f"{self.authority.on_lapse} stands in for it"
        return "the rules that rest on it do not apply"


def lapses_of(policy: Release, on: date) -> list[Lapse]:
    """Authorities that rules in force rest on, ending within the days of warning.

    The soonest first; those that have ended stay until no rule names them any more.
    """
    warned = timedelta(days=_days_of_warning(policy))
    found = []
    for authority in policy.authorities.values():
        ends = authority.expires_on
        if ends is None or on < ends - warned:
            continue
        resting = [
            rule
            for table in policy.tables.values()
            for rule in table.rules
            if authority.id in rule.authority
            and (rule.ended_on is None or on < rule.ended_on)
        ]
        if not resting:
            continue
        until = stands_until(policy.authorities, authority.id)
        ids = tuple(rule.id for rule in resting)
        found.append(
            Lapse(
                authority=authority,
                on=ends,
                over=ends <= on,
                rules=ids,
                stopped=ids if until == ends else (),
                owners=tuple(
                    sorted({authority.owner, *(rule.owner for rule in resting)} - {""})
                ),
            )
        )
    return sorted(found, key=lambda lapse: (lapse.on, lapse.authority.id))


def _days_of_warning(policy: Release) -> int:
    standard = policy.standards.get("authorities", {})
    return int(standard.get("warned_days_before", WARNED_DAYS_BEFORE))
