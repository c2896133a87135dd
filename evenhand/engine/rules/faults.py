"""What is wrong with a release or a file, in words a policy lead can act on."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal


Severity = Literal["fault", "warning", "demo only"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong.

    ``code`` names the kind (it never changes, so that tests and screens may lean on
    it), ``where`` the file, table, rule or column, ``sentence`` what was found and what
    was expected. A ``fault`` stops publication, a ``warning`` does not, and a release
    with ``demo only`` findings may run in the demonstration and nowhere else.
    """

    code: str
    where: str
    sentence: str
    severity: Severity = "fault"

    def __str__(self) -> str:
        return f"{self.where}: {self.sentence}"


class Faulty(Exception):
    """Something could not be read; ``sentences`` says everything that was wrong."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = list(faults)
        super().__init__("\n".join(self.sentences))

    @property
    def sentences(self) -> list[str]:
        return [str(fault) for fault in self.faults]
