"""The words that count: what the policy in force, and a unit's own usage, say."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Lists:
    """What words are checked against.

    `registers`: register -> value -> title, of every register a field names:
    nationalities, languages, dialects, accommodation, support, stages, barriers,
    vulnerabilities, local_authorities, units, sexes, standings, restrictions. A value
    without a title of its own is its own title. `taught`: field -> word as a unit
    writes it -> value; such a word wins over everything else.
    """

    registers: Mapping[str, Mapping[str, str]]
    taught: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
