"""The words policy gives to the values in its registers, for pages that show them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from evenhand.core.verdict import Refused
from evenhand.engine.rules.guidance import Guidance
from evenhand.engine.rules.release import Release
from evenhand.engine.rules.spoken import title_in
from evenhand.releases.queries import policy_of, release_in_force
from evenhand.workforce.queries import unit_names


@dataclass(frozen=True, slots=True)
class Titles:
    """Titles of units, barriers, skills and the like; plain values without a policy."""

    policy: Release | None
    units: Callable[[], Mapping[str, str]] = dict

    def of(self, register: str, value: str) -> str:
        """The title of one value; of a unit the name it goes by now, if it is here."""
        if register == "units" and (name := self.units().get(value)):
            return name
        return value if self.policy is None else title_in(self.policy, register, value)

    def about(self, register: str, value: str) -> dict[str, object]:
        """All that a register says of one value; empty where it says nothing."""
        found = self.policy.registers.get(register) if self.policy else None
        return dict((found.attributes or {}).get(value, {})) if found else {}

    def guidance(self, kind: str, value: str) -> list[Guidance]:
        """The guidance for one value of a register, one table or one page."""
        pages = self.policy.guidance.values() if self.policy else ()
        return [page for page in pages if page.is_for(kind, value)]

    def choices(self, register: str) -> list[tuple[str, str]]:
        """Every value with its title, in the order of the register."""
        found = self.policy.registers.get(register) if self.policy else None
        values = found.values if found else ()
        return [(value, self.of(register, value)) for value in values]

    def band(self, number: int) -> str:
        """ "Band 2, next": the number of a band and its title."""
        for band in self.policy.standards.get("band", []) if self.policy else []:
            if band["number"] == number:
                return f"Band {number}, {band['title'].lower()}"
        return f"Band {number}"

    def bands(self) -> list[tuple[int, str]]:
        """Every band, the first one first."""
        found = self.policy.standards.get("band", []) if self.policy else []
        return [(band["number"], self.band(band["number"])) for band in found]


def titles_at(at: datetime) -> Titles:
    """The titles of the release in force at an instant."""
    units = cache(unit_names)
    try:
        return Titles(policy_of(release_in_force(at)), units)
    except Refused:
        return Titles(None, units)
