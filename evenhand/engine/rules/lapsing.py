"""What happens when an authority expires: its rule stops, or another stands in for it.

Who is entitled to treat people differently until a day is not entitled after it, whether
or not somebody has noticed. So every authority with an end names what happens then, and
from that day on the rules are evaluated so. No other fall-back is offered: a rule that
still read the characteristic would still need an authority for it.
"""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import replace

from evenhand.engine.rules.nodes import Authority, Rule, Table


# What an authority says under `on_lapse` where nothing stands in for it.
RULE_STOPS = "the rule does not apply"


def stands_until(
    authorities: Mapping[str, Authority], authority: str
) -> datetime.date | None:
    """The day from which nothing stands for an authority; None where none is known.

    Its own end, or that of the last of those that stand in for it one after another. An
    authority that is not in the register is a fault of the checks, and ends nowhere.
    """
    last: datetime.date | None = None
    for found in standing_in(authorities, authority):
        if found.expires_on is None:
            return None
        last = found.expires_on if last is None else max(last, found.expires_on)
    return last


def standing_in(
    authorities: Mapping[str, Authority], authority: str
) -> Iterator[Authority]:
    """An authority, and those that stand in for it one after another."""
    seen: set[str] = set()
    while authority in authorities and authority not in seen:
        seen.add(authority)
        yield authorities[authority]
        authority = authorities[authority].on_lapse


def settle_lapses(table: Table, authorities: Mapping[str, Authority]) -> Table:
    """The table with the day on which each of its rules loses an authority it names."""
    return replace(
        table,
        rules=tuple(
            replace(rule, lapses_on=_lapse_of(rule, authorities))
            for rule in table.rules
        ),
    )


def _lapse_of(rule: Rule, authorities: Mapping[str, Authority]) -> datetime.date | None:
    ends = [stands_until(authorities, id_) for id_ in rule.authority]
    return min((end for end in ends if end is not None), default=None)
