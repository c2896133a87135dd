"""What stands above the list of cases as tabs: all, one's unit and team, views kept."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.http import QueryDict

from evenhand.core.models import User
from evenhand.web.cases.asked import Asked
from evenhand.web.people.words import team_of
from evenhand.workforce.models import SavedView, StaffMember
from evenhand.workforce.saved.queries import views_of
from evenhand.workforce.saved.verdicts import may_change


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab; `counted` where how many fit is asked for once the page is there.

    A view that searches for a name is not: each count would be a search, and logged.
    """

    words: str
    address: str
    current: bool
    counted: bool
    shared: bool = False
    view: SavedView | None = None


def tabs_for(user: User, asked: Asked) -> list[Tab]:
    """All cases, those of one's unit and team, then what was kept under a name."""
    here = question(asked)
    return [
        Tab(
            words=words,
            address=address,
            current=question(of := _asked(address, asked)) == here,
            counted=not of.text,
            shared=bool(view and view.unit_id),
            view=view,
        )
        for words, address, view in _all(user)
    ]


def question(asked: Asked) -> str:
    """What a list is narrowed to, without its page."""
    return replace(asked, after=()).address().removeprefix("?")


def changeable(user: User, tabs: list[Tab]) -> SavedView | None:
    """The view that is shown, where this person may rename or remove it."""
    shown = [tab.view for tab in tabs if tab.current and tab.view is not None]
    return next((view for view in shown if may_change(user, view)), None)


def unit_member(user: User) -> StaffMember | None:
    """This person as one who works in a unit; None for others."""
    return StaffMember.objects.filter(user=user).select_related("unit", "team").first()


def _all(user: User) -> Iterator[tuple[str, str, SavedView | None]]:
    yield "All cases", "", None
    me = unit_member(user)
    if me is not None:
        yield me.unit.name, f"unit={me.unit.code}", None
        if me.team is not None:
            yield team_of(me.team.name, me.unit), f"team={me.team.pk}", None
    for view in views_of(user, me.unit if me else None):
        yield view.name, view.address, view


def _asked(address: str, like: Asked) -> Asked:
    return Asked.from_address(QueryDict(address), on=like.on)
