"""What a caseload is asked to be, and the value lists it is written in."""

import datetime
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evenhand.synthetic import days
from evenhand.synthetic.draws import Chance


class Unusable(Exception):
    """A policy folder that a caseload cannot be written from; the text says why."""


@dataclass(frozen=True, slots=True)
class Registers:
    """The value lists of a policy folder, by name."""

    folder: Path

    def values(self, name: str) -> list[str]:
        """The values of a register, whatever its shape: a list, entries or tables."""
        table = self._table(name)
        if "value" in table:
            return [str(row["name"]) for row in table["value"]]
        return [str(value) for value in table.get("values") or table["entries"]]

    def rows(self, name: str) -> list[dict[str, Any]]:
        """The values of a register with all that is said of each."""
        return list(self._table(name)["value"])

    def must_know(self, name: str, values: Iterable[str]) -> None:
        """Refuse a register that lacks a value the caseload would be written with."""
        if missing := sorted(set(values) - set(self.values(name))):
            raise Unusable(
                f"{self.folder}: the register of {name} lacks {', '.join(missing)}"
            )

    def entries(self, name: str) -> dict[str, str]:
        """A look-up: each entry and what it answers."""
        return {str(k): str(v) for k, v in self._table(name)["entries"].items()}

    def _table(self, name: str) -> dict[str, Any]:
        path = self.folder / "registers" / f"{name}.toml"
        try:
            return tomllib.loads(path.read_text("utf-8"))
        except OSError:
            raise Unusable(f"{path}: there is no such register") from None
        except tomllib.TOMLDecodeError as problem:
            raise Unusable(f"{path}: {problem}") from None


@dataclass(frozen=True, slots=True)
class Aim:
    """The caseload asked for: how many cases and decision makers, as on which day."""

    cases: int
    decision_makers: int
    on: datetime.date
    mix: str
    chance: Chance
    registers: Registers

    @property
    def day(self) -> int:
        """The day, as a number of days since 1970."""
        return days.number(self.on)
