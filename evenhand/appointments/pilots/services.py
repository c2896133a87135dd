"""Start a pilot, say where it runs, keep what is said of it, and decide."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from evenhand.appointments.pilots.models import (
    Pilot,
    PilotDecision,
    PilotFeedback,
    PilotPart,
)
from evenhand.appointments.pilots.verdicts import (
    may_change_pilot,
    may_decide_pilot,
    may_keep_pilots,
)
from evenhand.appointments.places.models import Site
from evenhand.core.events import Happening, record_events
from evenhand.core.models import User
from evenhand.core.verdict import Refused
from evenhand.workforce.models import Unit


Kind = PilotDecision.Kind


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is said of a pilot when it is started; days are from, and the last one."""

    title: str
    what: str
    expected: str
    because: str
    measures: Collection[str]
    areas: Collection[str]
    from_on: date
    to_on: date
    baseline_from_on: date
    baseline_to_on: date


@transaction.atomic
def start_pilot(wanted: Wanted, *, by: User, at: datetime) -> Pilot:
    """Record a pilot. Days `to_on` are the first after its time.

    Refused without words or a measure, where its days or those it is compared with are
    the wrong way round, and where a pilot of that title is there.
    """
    may_keep_pilots(by).enforce()
    for said, needed in (
        (wanted.title, "Give the pilot a title"),
        (wanted.what, "Say what is done differently"),
        (wanted.expected, "Say what it is meant to bring"),
        (wanted.because, "Say why it is tried"),
        (wanted.measures, "Choose what is measured"),
    ):
        if not said or (isinstance(said, str) and not said.strip()):
            raise Refused(needed)
    if wanted.to_on <= wanted.from_on:
        raise Refused("A pilot must end after it begins")
    if wanted.baseline_to_on <= wanted.baseline_from_on:
        raise Refused("The time it is compared with must end after it begins")
    if wanted.baseline_to_on > wanted.from_on:
        raise Refused("The time it is compared with must be before the pilot")
    slug = slugify(wanted.title)[:60].strip("-")
    if not slug:
        raise Refused("The title needs letters or figures")
    try:
        with transaction.atomic():
            pilot = Pilot.objects.create(
                slug=slug,
                title=wanted.title.strip()[:120],
                what=wanted.what.strip(),
                expected=wanted.expected.strip(),
                because=wanted.because.strip()[:300],
                measures=sorted(wanted.measures),
                areas=sorted({area.strip().upper() for area in wanted.areas}),
                from_on=wanted.from_on,
                to_on=wanted.to_on,
                baseline_from_on=wanted.baseline_from_on,
                baseline_to_on=wanted.baseline_to_on,
                owner=by,
                recorded_at=at,
                recorded_by=by,
            )
    except IntegrityError as clash:
        if "slug" in str(clash):
            raise Refused(f"There is a pilot called “{wanted.title}” already") from None
        raise
    _tell("pilot_started", pilot, by, at, wanted.because)
    return pilot


@transaction.atomic
def join_pilot(
    pilot: Pilot,
    *,
    site: Site | None = None,
    mode: str = "",
    unit: Unit | None = None,
    from_on: date,
    by: User,
    at: datetime,
) -> PilotPart:
    """A site, a way of interviewing or a unit joins, from a day on.

    Refused where none of them is named, outside the pilot's time, and twice.
    """
    may_change_pilot(by, pilot).enforce()
    if site is None and unit is None and not mode:
        raise Refused("Choose a site, a way of interviewing or a unit")
    if not pilot.from_on <= from_on < pilot.to_on:
        raise Refused("It must join while the pilot runs")
    if pilot.parts.filter(site=site, mode=mode, unit=unit, to_on=None).exists():
        raise Refused("It is in the pilot already")
    part = PilotPart.objects.create(
        pilot=pilot,
        site=site,
        mode=mode,
        unit=unit,
        from_on=from_on,
        joined_by=by,
        joined_at=at,
    )
    _tell("pilot_joined", pilot, by, at, part=named(part))
    return part


@transaction.atomic
def leave_pilot(
    part: PilotPart, *, to_on: date, because: str, by: User, at: datetime
) -> None:
    """A part leaves: `to_on` is the first day without it. Refused without a reason."""
    may_change_pilot(by, part.pilot).enforce()
    if not because.strip():
        raise Refused("Say why it leaves")
    if to_on < part.from_on:
        raise Refused("It cannot leave before it joined")
    if not PilotPart.objects.filter(pk=part.pk, left_at=None).update(
        to_on=to_on, left_by=by, left_at=at, left_because=because.strip()[:300]
    ):
        raise Refused("Somebody else has just taken it out")
    _tell("pilot_left", part.pilot, by, at, because, part=named(part))


def keep_feedback(
    pilot: Pilot, *, who: str, finds: str, words: str, by: User, at: datetime
) -> PilotFeedback:
    """Keep what somebody said of it. Refused once it is decided."""
    may_change_pilot(by, pilot).enforce()
    return PilotFeedback.objects.create(
        pilot=pilot,
        who=PilotFeedback.Who(who),
        finds=PilotFeedback.Finds(finds),
        words=words.strip(),
        recorded_at=at,
        recorded_by=by,
    )


@transaction.atomic
def decide_pilot(
    pilot: Pilot,
    kind: str,
    *,
    because: str,
    to_on: date | None = None,
    by: User,
    at: datetime,
) -> PilotDecision:
    """Extend a pilot until a day, make it permanent, or end it.

    Refused without a reason, and where somebody else has just decided. Nothing else
    changes by itself: sites and rooms are kept open or closed where they are kept.
    """
    held = Pilot.objects.select_for_update().get(pk=pilot.pk)
    may_decide_pilot(by, held).enforce()
    if not because.strip():
        raise Refused("Say why, from what was measured and said")
    if kind == Kind.EXTENDED:
        if to_on is None or to_on <= held.to_on:
            raise Refused("It must be extended to a day after it would have ended")
        Pilot.objects.filter(pk=pilot.pk).update(to_on=to_on)
        pilot.to_on = to_on
    decision = PilotDecision.objects.create(
        pilot=pilot,
        kind=Kind(kind),
        to_on=to_on if kind == Kind.EXTENDED else None,
        because=because.strip(),
        decided_at=at,
        decided_by=by,
    )
    _tell("pilot_decided", pilot, by, at, because, kind=str(Kind(kind).label))
    return decision


def named(part: PilotPart) -> str:
    """A part in words: "Derby, by video, Mersey"."""
    words = [
        part.site.name if part.site else "",
        part.get_mode_display().lower() if part.mode else "",
        part.unit.name if part.unit else "",
    ]
    return ", ".join(word for word in words if word)


def _tell(
    event: str,
    pilot: Pilot,
    by: User,
    at: datetime,
    because: str = "",
    /,
    **more: str,
) -> None:
    record_events(
        [Happening(event, {"title": pilot.title, **more})],
        by=by,
        at=at,
        because=because.strip(),
    )
