"""What is sent and answered about interviews; field by field, as OpenAPI tells it.

People and places are told by their references and names. Times are London's, with their
offset: 10:00 on either side of a clock change is 10:00.
"""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field

from evenhand.api.problems import ProblemOut
from evenhand.appointments.interviews.models import Interview
from evenhand.appointments.interviews.states import CancelledFor, Outcome, State
from evenhand.appointments.places.models import Room


# Any letter of any script, and line breaks; not what no database keeps.
Words = Annotated[
    str,
    Field(max_length=300, pattern=r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f]*$"),
]
Ref = Annotated[
    str,
    Field(
        min_length=1,
        max_length=60,
        pattern=r"^[^\u0000-\u001f]+$",
        description="of a case: ours, or another system's where it is of one case only",
    ),
]
Slip = Annotated[str, Field(min_length=1, max_length=2000, pattern=r"^[!-~]+$")]
Version = Annotated[int, Field(ge=1, le=2_000_000_000)]


def _of_our_time(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"This must be a day from {FIRST_YEAR} to {LAST_YEAR}")
    return day


FIRST_YEAR, LAST_YEAR = 1900, 2200
Day = Annotated[date, AfterValidator(_of_our_time)]


class Sent(Schema):
    """What is sent has the fields that are described, and no others."""

    model_config = ConfigDict(extra="forbid")


class SiteOut(Schema):
    """A site, by its code."""

    code: str
    name: str


class PersonOut(Schema):
    """Somebody who takes part; `ref` is empty where they have none."""

    ref: str = ""
    name: str


class Arranged(Schema):
    """When, where and by whom an interview is held."""

    starts_at: datetime
    ends_at: datetime
    mode: Room.Mode
    site: SiteOut
    room: str
    interviewer: PersonOut
    interpreter: PersonOut | None
    interpreter_on_site: bool
    representative: PersonOut | None
    adult: PersonOut | None
    host: PersonOut | None
    wishes_unmet: list[str] = Field(
        description="wishes of the claimant it does not meet"
    )


class OfferOut(Arranged):
    """One way to hold an interview. Send `offer` back, within the hour, to have it."""

    offer: str
    reason: str = Field(description="what speaks for it, in a few words")
    journey_minutes: int | None


class OffersOut(Schema):
    """The best few ways for one case, the soonest first."""

    case: str
    offers: list[OfferOut]
    why_none_sooner: str
    why_none: str


class InterviewOut(Arranged):
    """An interview that was booked. `version` is sent with a change of it."""

    uid: UUID
    version: int
    sequence: int = Field(
        description="how often it was changed, as calendar files count"
    )
    case: str
    kind: Interview.Kind
    state: State
    break_minutes: int
    language: str
    dialect: str
    booked_at: datetime
    outcome: Outcome | None
    cancelled_at: datetime | None
    cancelled_for: CancelledFor | None


class InterviewsOut(Schema):
    """A page of interviews in order of time; `following` asks for the next page."""

    interviews: list[InterviewOut]
    following: str | None = Field(description="send it as `after`; null: no more")


class TakenOut(ProblemOut):
    """Somebody else was quicker; here are the next best."""

    instead: OffersOut | None = None


class BookIn(Sent):
    """Book one of the offers for a case."""

    case: Ref
    offer: Slip = Field(description="as it came with the offer")
    because: Words = Field("", description="needed where the offer leaves a wish unmet")


class AmendIn(Sent):
    """Move an interview to one of the offers made with `instead_of`."""

    version: Version = Field(description="the one that was looked at")
    offer: Slip = Field(description="as it came with the offer")
    because: Words = Field(description="why, for everybody concerned to read")


class CancelIn(Sent):
    """Cancel an interview: for whom or what, and why in words."""

    cause: CancelledFor = Field(description="whose or what reason it is")
    because: Words = Field(description="why, in words")


class OffersAsked(Schema):
    """Narrows the offers for a case."""

    count: int = Field(3, ge=1, le=10, description="how many, 1 to 10")
    until: Day | None = Field(None, description="the last day")
    mode: Room.Mode | None = Field(None, description="as whoever takes part meets")
    site: str | None = Field(None, max_length=20, description="the code of a site")
    instead_of: UUID | None = Field(
        None,
        description="an interview that is to be moved: its own time counts as free",
    )


class ListAsked(Schema):
    """Which interviews: from one day to another, in London, both in it."""

    from_on: Day = Field(description="the first day")
    to_on: Day | None = Field(
        None, description="`from_on` unless given; 92 days at most"
    )
    site: str | None = Field(None, max_length=20, description="the code of a site")
    interviewer: str | None = Field(
        None, max_length=20, description="the reference of a member of staff"
    )
    interpreter: str | None = Field(None, max_length=20, description="their reference")
    case: str | None = Field(None, max_length=60, description="the reference of a case")
    state: State | None = Field(None, description="how it stands")
    after: str | None = Field(None, max_length=200, description="`following` of a page")
    limit: int = Field(50, ge=1, le=200, description="how many on a page, 1 to 200")
