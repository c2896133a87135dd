"""May this be done? One answer for the button, the page, the API and the service."""

from dataclasses import dataclass


class Refused(Exception):
    """What was asked cannot be done; the words are for the person who asked."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Truthy when it may be done; else falsy, with `why_not` in a person's words."""

    why_not: str = ""

    def __bool__(self) -> bool:
        return not self.why_not

    def enforce(self) -> None:
        """Raise `Refused` with the reason, where there is one."""
        if self.why_not:
            raise Refused(self.why_not)


YES = Verdict()


def no(why_not: str) -> Verdict:
    """A verdict against, with its reason."""
    return Verdict(why_not)
