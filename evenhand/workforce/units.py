"""Units are added, named anew and closed on a day by administrators; policy routes to them."""

import re
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from evenhand.core.events import Happening, record_events
from evenhand.core.models import User
from evenhand.core.verdict import Refused
from evenhand.workforce.models import Unit
from evenhand.workforce.verdicts import may_administer


CODE = re.compile(r"[A-Z][A-Z0-9_]{1,19}")
TAKEN = "There is a unit with this code already"


@transaction.atomic
def add_unit(
    *, code: str, name: str, region: str, is_queue: bool, by: User, at: datetime
) -> Unit:
    """Add a unit, or a queue where nobody decides. Rules send cases there by its code.

    Refused without a name, for a code that is none, and for one that is taken.
    """
    may_administer(by).enforce()
    if not CODE.fullmatch(code):
        raise Refused(
            "A code is 2 to 20 capital letters, figures and low lines, and begins with "
            "a letter"
        )
    name = _named(name)
    try:
        with transaction.atomic():
            unit = Unit.objects.create(
                code=code, name=name, region=region.strip(), is_queue=is_queue
            )
    except IntegrityError as clash:
        raise Refused(TAKEN) from clash
    _tell("unit_added", {"unit": code, "name": name}, by=by, at=at)
    return unit


@transaction.atomic
def rename_unit(
    unit: Unit, *, name: str, region: str, by: User, at: datetime, because: str
) -> None:
    """Give a unit another name or region. Its code stays, and so do its cases.

    Refused without a name, and without a reason.
    """
    may_administer(by).enforce()
    name = _named(name, but_for=unit)
    if not because.strip():
        raise Refused("Say why it is changed")
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    before = unit.name
    if (before, unit.region) == (name, region.strip()):
        return
    unit.name, unit.region = name, region.strip()
    unit.save(update_fields=["name", "region"])
    _tell(
        "unit_renamed",
        {"unit": unit.code, "before": before, "name": name},
        by=by,
        at=at,
        because=because,
    )


@transaction.atomic
def close_unit(
    unit: Unit, *, closes_on: date, on: date, by: User, at: datetime, because: str
) -> None:
    """Say from which day a unit is closed: nobody is sent there or is given its cases.

    Its cases stay with it until they are cut over or given elsewhere. Refused without a
    reason, for a day that is past, and while somebody is in post there on that day.
    """
    may_administer(by).enforce()
    if not because.strip():
        raise Refused("Say why it closes")
    if closes_on < on:
        raise Refused("The day it closes must not be in the past")
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    there = unit.people.filter(Q(left_on=None) | Q(left_on__gt=closes_on)).count()
    if there:
        who = "1 person is" if there == 1 else f"{there:,} people are"
        raise Refused(f"{who} still in post here on that day. Move them first")
    if unit.closes_on == closes_on:
        return
    unit.closes_on = closes_on
    unit.save(update_fields=["closes_on"])
    _tell(
        "unit_closes",
        {"unit": unit.code, "on": str(closes_on)},
        by=by,
        at=at,
        because=because,
    )


@transaction.atomic
def keep_unit_open(unit: Unit, *, by: User, at: datetime, because: str) -> None:
    """Take the day back on which a unit closes, or open it again. Refused without why."""
    may_administer(by).enforce()
    if not because.strip():
        raise Refused("Say why it stays open")
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    if unit.closes_on is None:
        return
    unit.closes_on = None
    unit.save(update_fields=["closes_on"])
    _tell("unit_stays_open", {"unit": unit.code}, by=by, at=at, because=because)


def must_be_open(unit: Unit, on: date) -> None:
    """Refuse a unit that is closed on a day."""
    if unit.closed(on):
        raise Refused(f"{unit.name} is closed")


def _named(name: str, but_for: Unit | None = None) -> str:
    name = name.strip()
    if not name:
        raise Refused("Enter the name of the unit")
    same = Unit.objects.filter(name__iexact=name)
    if but_for is not None:
        same = same.exclude(pk=but_for.pk)
    if same.exists():
        raise Refused("Another unit has this name already")
    return name


def _tell(
    kind: str, data: dict[str, object], *, by: User, at: datetime, because: str = ""
) -> None:
    record_events([Happening(kind, data)], by=by, at=at, because=because.strip())
