"""Tell the histories of two cases what concerns both."""

from datetime import datetime

from evenhand.casework.cases.models import Case
from evenhand.casework.cases.services import touch_cases
from evenhand.core.events import Happening, record_events
from evenhand.core.models import User


def tell_both(
    kind: str, one: Case, other: Case, *, by: User, at: datetime, because: str
) -> None:
    """One event in each history, naming the other case where all its readers may know."""
    record_events(
        [
            Happening(kind, {"other_case": told.ref}, case.pk)
            for case, told in _may_tell(one, other)
        ],
        by=by,
        at=at,
        because=because,
    )


def tell_of_link(
    kind: str, one: Case, other: Case, *, by: User, at: datetime, because: str
) -> None:
    """Tell both that they were joined or parted, and count both as changed.

    Proposals made before would part what now belongs together, or the other way round.
    A case does not count as changed by one that its readers may not know of: "it has
    changed since" would tell of it.
    """
    tell_both(kind, one, other, by=by, at=at, because=because)
    touch_cases([case.pk for case, _ in _may_tell(one, other)], at=at)


def _may_tell(one: Case, other: Case) -> list[tuple[Case, Case]]:
    """Each of the two in whose history the other may be named, with that other."""
    return [
        (case, told)
        for case, told in ((one, other), (other, one))
        if told.restriction in ("", case.restriction)
    ]
