"""Find the sites, rooms and people whose calendars are shown, by their names."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from evenhand.appointments.models import (
    Calendar,
    Interpreter,
    Interviewer,
    Room,
    Site,
)


MOST = 12  # found of each kind, on one page
SITE, ROOM = Calendar.Kind.SITE.value, Calendar.Kind.ROOM.value
INTERVIEWER = Calendar.Kind.INTERVIEWER.value
INTERPRETER = Calendar.Kind.INTERPRETER.value
KINDS = (SITE, ROOM, INTERVIEWER, INTERPRETER)


@dataclass(frozen=True, slots=True)
class Resource:
    """A site, a room or a person whose calendar is shown; `key` is its name in addresses.

    site, site_code    where it is, if anywhere; and that site's calendar.
    """

    kind: str
    key: str
    name: str
    about: str
    calendar: int
    site: int | None = None
    site_code: str = ""


def resource(kind: str, key: str) -> Resource | None:
    """The one of that kind and key; None where there is none."""
    if kind == SITE:
        site = Site.objects.filter(code=key).first()
        return _site(site) if site else None
    if kind == ROOM and key.isascii() and key.isdigit() and len(key) < 10:
        room = Room.objects.filter(pk=int(key)).select_related("site").first()
        return _room(room) if room else None
    if kind == INTERVIEWER:
        person = (
            Interviewer.objects.filter(staff_member__ref=key)
            .select_related("staff_member__unit", "site")
            .first()
        )
        return _interviewer(person) if person else None
    if kind == INTERPRETER:
        interpreter = (
            Interpreter.objects.filter(ref=key)
            .select_related("base")
            .prefetch_related("languages")
            .first()
        )
        return _interpreter(interpreter) if interpreter else None
    return None


def rooms_of_site(code: str, days: list[date]) -> list[Resource]:
    """The rooms of a site that are there on any of these days, by name."""
    rooms = Room.objects.filter(
        Q(to_on=None) | Q(to_on__gt=days[0]), site__code=code, from_on__lte=days[-1]
    ).select_related("site")
    return sorted(map(_room, rooms), key=lambda one: (len(one.name), one.name))


def sites() -> list[Resource]:
    """Every site, by name."""
    return [_site(site) for site in Site.objects.order_by("name", "pk")]


def found_by(words: str) -> list[Resource]:
    """Sites, rooms and people with these words in their names; a dozen of each at most."""
    return [one for find in _FINDS for one in find(words)]


def _sites_named(words: str) -> Iterator[Resource]:
    found = Site.objects.filter(Q(name__icontains=words) | Q(code__iexact=words))
    yield from map(_site, found.order_by("name", "pk")[:MOST])


def _rooms_named(words: str) -> Iterator[Resource]:
    found = Room.objects.filter(name__icontains=words).select_related("site")
    yield from map(_room, found.order_by("site__name", "name")[:MOST])


def _interviewers_named(words: str) -> Iterator[Resource]:
    found = Interviewer.objects.filter(
        Q(staff_member__name__icontains=words) | Q(staff_member__ref__iexact=words),
        staff_member__left_on=None,
    ).select_related("staff_member__unit", "site")
    yield from map(_interviewer, found.order_by("staff_member__name", "pk")[:MOST])


def _interpreters_named(words: str) -> Iterator[Resource]:
    speaking = Interpreter.objects.filter(languages__language__iexact=words)
    found = (
        Interpreter.objects.filter(
            Q(name__icontains=words) | Q(ref__iexact=words) | Q(pk__in=speaking)
        )
        .select_related("base")
        .prefetch_related("languages")
    )
    yield from map(_interpreter, found.order_by("name", "pk")[:MOST])


_FINDS: tuple[Callable[[str], Iterator[Resource]], ...] = (
    _sites_named,
    _rooms_named,
    _interviewers_named,
    _interpreters_named,
)


def _site(site: Site) -> Resource:
    return Resource(
        kind=SITE,
        key=site.code,
        name=site.name,
        about="Site",
        calendar=site.calendar_id,
        site=site.calendar_id,
        site_code=site.code,
    )


def _room(room: Room) -> Resource:
    return Resource(
        kind=ROOM,
        key=str(room.pk),
        name=room.name,
        about=f"{room.site.name}, {Room.Mode(room.mode).label.lower()}",
        calendar=room.calendar_id,
        site=room.site.calendar_id,
        site_code=room.site.code,
    )


def _interviewer(person: Interviewer) -> Resource:
    at = f", {person.site.name}" if person.site else ""
    return Resource(
        kind=INTERVIEWER,
        key=person.staff_member.ref,
        name=person.staff_member.name,
        about=f"Interviewer, {person.staff_member.unit.name}{at}",
        calendar=person.calendar_id,
        site=person.site.calendar_id if person.site else None,
        site_code=person.site.code if person.site else "",
    )


def _interpreter(person: Interpreter) -> Resource:
    spoken = sorted({spoken.language for spoken in person.languages.all()})
    return Resource(
        kind=INTERPRETER,
        key=person.ref,
        name=person.name,
        about=f"Interpreter, {', '.join(spoken)}" if spoken else "Interpreter",
        calendar=person.calendar_id,
        site_code=person.base.code if person.base else "",
    )
