"""Keep a view under a name, rename it, remove it."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.http import QueryDict

from evenhand.core.models import User
from evenhand.core.verdict import Refused
from evenhand.workforce.models import Unit
from evenhand.workforce.saved.models import SavedView
from evenhand.workforce.saved.verdicts import may_change, may_share


LONGEST_NAME = 40
LONGEST_ADDRESS = 1000


@transaction.atomic
def save_view(
    *, name: str, address: str, unit: Unit | None, by: User, at: datetime
) -> SavedView:
    """Keep what a list is narrowed to. The same under the same name twice is one view.

    Refused without a name, where the name stands for another view, and where a view to
    be shared holds words to search for: these can name a person whom few may know of.
    """
    name = _named(name)
    if len(address) > LONGEST_ADDRESS:
        raise Refused("This view is narrowed by too much to be kept")
    if unit is not None:
        may_share(by, unit).enforce()
        if QueryDict(address).get("q"):
            raise Refused(
                "A shared view cannot hold a name or reference. Empty the search first"
            )
    there = SavedView.objects.filter(name=name, unit=unit, removed_at=None)
    if unit is None:
        there = there.filter(made_by=by)
    if (view := there.first()) is not None:
        if view.address == address:
            return view
        raise Refused(f"There is a view “{name}” already. Choose another name")
    try:
        with transaction.atomic():
            return SavedView.objects.create(
                name=name, address=address, unit=unit, made_by=by, made_at=at
            )
    except IntegrityError as clash:
        raise Refused(f"There is a view “{name}” already") from clash


@transaction.atomic
def rename_view(view: SavedView, *, name: str, by: User) -> None:
    """Give a view another name. Refused as `save_view` refuses."""
    may_change(by, view).enforce()
    try:
        with transaction.atomic():
            SavedView.objects.filter(pk=view.pk).update(name=_named(name))
    except IntegrityError as clash:
        raise Refused(f"There is a view “{name}” already") from clash


@transaction.atomic
def remove_view(view: SavedView, *, by: User, at: datetime) -> None:
    """Take a view away, for everybody who shared it; twice is once."""
    may_change(by, view).enforce()
    SavedView.objects.filter(pk=view.pk, removed_at=None).update(
        removed_at=at, removed_by=by
    )


def _named(name: str) -> str:
    words = " ".join(name.split())
    if not words:
        raise Refused("Give the view a name")
    if len(words) > LONGEST_NAME:
        raise Refused(f"Give the view a name of up to {LONGEST_NAME} characters")
    return words
