"""An interview or an offer as it is answered: ids become references and names."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from evenhand.api.appointments.schemas import (
    InterviewOut,
    OfferOut,
    OffersOut,
    PersonOut,
    SiteOut,
)
from evenhand.appointments.book.offers import Offers
from evenhand.appointments.book.slips import write_slip
from evenhand.appointments.models import (
    CancelledFor,
    Host,
    Interpreter,
    Interview,
    Interviewer,
    Outcome,
    Representative,
    ResponsibleAdult,
    Room,
    Site,
    State,
)
from evenhand.casework.models import Case
from evenhand.workforce.models import StaffMember


WHOLE = (
    "case",
    "site",
    "room",
    "interviewer__staff_member",
    "interpreter",
    "representative",
    "adult",
    "host",
)


def interviews_out(interviews: Iterable[Interview]) -> list[InterviewOut]:
    """Interviews that were read with `WHOLE`, as they are answered."""
    return [interview_out(one) for one in interviews]


def interview_out(one: Interview) -> InterviewOut:
    """One interview as it is answered."""
    return InterviewOut(
        uid=one.uid,
        version=one.version,
        sequence=one.sequence,
        case=one.case.ref,
        kind=Interview.Kind(one.kind),
        state=State(one.state),
        mode=Room.Mode(one.mode),
        starts_at=_here(one.starts_at),
        ends_at=_here(one.ends_at),
        break_minutes=one.break_minutes,
        language=one.language,
        dialect=one.dialect,
        site=_site(one.site),
        room=one.room.name,
        interviewer=_staff(one.interviewer),
        interpreter=_with_ref(one.interpreter) if one.interpreter else None,
        interpreter_on_site=one.interpreter_on_site,
        representative=_named(one.representative),
        adult=_named(one.adult),
        host=_named(one.host),
        wishes_unmet=one.wishes_unmet,
        booked_at=_here(one.booked_at),
        outcome=Outcome(one.outcome) if one.outcome else None,
        cancelled_at=one.cancelled_at and _here(one.cancelled_at),
        cancelled_for=CancelledFor(one.cancelled_for) if one.cancelled_for else None,
    )


def offers_out(case: Case, found: Offers) -> OffersOut:
    """Offers for a case as they are answered: seven questions, however many there are."""
    ways = [one.way for one in found.offers]

    def read(kind: Any, ids: Sequence[int | None], *also: str) -> dict[int, Any]:
        wanted = {one for one in ids if one is not None}
        rows = kind.objects.select_related(*also) if also else kind.objects
        return {row.pk: row for row in rows.filter(pk__in=wanted)} if wanted else {}

    sites = read(Site, [way.site_id for way in ways])
    rooms = read(Room, [way.room_id for way in ways])
    people = read(Interviewer, [way.interviewer_id for way in ways], "staff_member")
    voices = read(Interpreter, [way.interpreter_id for way in ways])
    lawyers = read(Representative, [way.representative_id for way in ways])
    adults = read(ResponsibleAdult, [way.adult_id for way in ways])
    hosts = read(Host, [way.host_id for way in ways])
    return OffersOut(
        case=case.ref,
        offers=[
            OfferOut(
                offer=write_slip(one.way, case_id=case.pk),
                reason=one.reason,
                journey_minutes=one.way.journey_minutes,
                mode=Room.Mode(one.way.mode),
                starts_at=_here(one.way.starts_at),
                ends_at=_here(one.way.ends_at),
                site=_site(sites[one.way.site_id]),
                room=rooms[one.way.room_id].name,
                interviewer=_staff(people[one.way.interviewer_id]),
                interpreter=_with_ref(voices[one.way.interpreter_id])
                if one.way.interpreter_id
                else None,
                interpreter_on_site=one.way.interpreter_on_site,
                representative=_named(lawyers.get(one.way.representative_id or 0)),
                adult=_named(adults.get(one.way.adult_id or 0)),
                host=_named(hosts.get(one.way.host_id or 0)),
                wishes_unmet=list(one.way.wishes_unmet),
            )
            for one in found.offers
        ],
        why_none_sooner=found.why_none_sooner,
        why_none=found.why_none,
    )


def _here(at: datetime) -> datetime:
    return timezone.localtime(at)


def _site(site: Site) -> SiteOut:
    return SiteOut(code=site.code, name=site.name)


def _staff(interviewer: Interviewer) -> PersonOut:
    return _with_ref(interviewer.staff_member)


def _with_ref(person: StaffMember | Interpreter) -> PersonOut:
    return PersonOut(ref=person.ref, name=person.name)


def _named(
    person: Representative | ResponsibleAdult | Host | None,
) -> PersonOut | None:
    return PersonOut(name=person.name) if person else None
