"""Why a case is here, arranged for reading: points, unit, who may decide, the rest."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evenhand.engine.rules.explain import Reason
from evenhand.engine.rules.release import Release
from evenhand.engine.rules.spoken import effect_of, title_in
from evenhand.planning.queries import WhyHere
from evenhand.releases.queries import policy_of
from evenhand.web.formats import listed


# Headings, and the tables of the release whose rules stand under them.
GROUPS = (
    ("Points", ("waiting_points", "priority_points")),
    ("Unit", ("route",)),
    ("Who may decide it", ("requirements",)),
    ("To be looked at today", ("alarms",)),
)


@dataclass(frozen=True, slots=True)
class ReasonShown:
    """One rule that fired: what it did, and what it looked at."""

    rule_id: str
    title: str
    effect: str
    read: str
    because: str


@dataclass(frozen=True, slots=True)
class ReasonGroup:
    """Reasons that answer one question."""

    heading: str
    reasons: list[ReasonShown]


@dataclass(frozen=True, slots=True)
class WhyShown:
    """What the page says: the band, the units in order, and the reasons in groups."""

    why: WhyHere
    units: str
    groups: list[ReasonGroup]
    others: list[ReasonShown]


def shown(why: WhyHere) -> WhyShown:
    """Arrange what the reader may know; nothing is added and nothing left out."""
    policy = policy_of(why.release)
    groups, others = grouped(why.reasons, policy)
    return WhyShown(
        why=why,
        units=units_in_order(why.outcome.routed_units, policy),
        groups=groups,
        others=others,
    )


def units_in_order(codes: Iterable[str], policy: Release) -> str:
    """ "Liverpool, then Mersey": units as the rules name them, the preferred first."""
    return listed([title_in(policy, "units", code) for code in codes], "then")


def grouped(
    reasons: Sequence[Reason], policy: Release
) -> tuple[list[ReasonGroup], list[ReasonShown]]:
    """Reasons under the questions they answer, and those of all other tables."""
    tables_named = {table for _, tables in GROUPS for table in tables}
    groups = [
        ReasonGroup(heading, found)
        for heading, tables in GROUPS
        if (found := _of(reasons, tables, policy))
    ]
    return groups, [_shown(r, policy) for r in reasons if r.table not in tables_named]


def _of(
    reasons: Iterable[Reason], tables: Iterable[str], policy: Release
) -> list[ReasonShown]:
    return [_shown(r, policy) for table in tables for r in reasons if r.table == table]


def _shown(reason: Reason, policy: Release) -> ReasonShown:
    _, rule = policy.rule(reason.rule_id)
    return ReasonShown(
        rule_id=reason.rule_id,
        title=reason.title,
        effect=", ".join(effect_of(policy, k, node) for k, node in rule.then.items()),
        read=reason.facts_said,
        because=" ".join(reason.because.split()),
    )
