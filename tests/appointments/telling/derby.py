"""Derby, as a partner hosts it: a woman, Tigrinya, an officer of Mersey by the link.

Booked on 12 March 2021 for Monday 29 March, 10:00; clocks change on the 28th.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from evenhand.appointments.models import (
    Calendar,
    Host,
    Interpreter,
    Interview,
    Interviewer,
    InterviewNeeds,
    Representative,
    ResponsibleAdult,
    Room,
    Site,
    Taken,
)
from evenhand.casework.models import Case, Representation, Residence
from evenhand.config.clock import LONDON
from evenhand.core.models import Role, User
from evenhand.core.viewing import acting_as
from tests.cast import Cast


BOOKED_AT = datetime(2021, 3, 12, 9, 30, tzinfo=UTC)
STARTS = datetime.combine(date(2021, 3, 29), time(10), LONDON)


@dataclass
class Derby:
    """The place, those who take part, and the case of Selam Haile."""

    cast: Cast
    officer: User
    site: Site
    room: Room
    host: Host
    interviewer: Interviewer
    interpreter: Interpreter
    representative: Representative
    adult: ResponsibleAdult
    case: Case

    def book(self, *, starts: datetime = STARTS, **columns: Any) -> Interview:
        """The interview as the book keeps it, with what it takes."""
        columns = {"representative": self.representative, "host": self.host} | columns
        ends = starts + timedelta(hours=3)
        interview = Interview.objects.create(
            case=columns.pop("case", self.case),
            kind=Interview.Kind.SUBSTANTIVE,
            mode=Room.Mode.VIDEO,
            starts_at=starts,
            ends_at=ends,
            break_minutes=30,
            language="Tigrinya",
            site=self.site,
            room=self.room,
            interviewer=self.interviewer,
            interpreter=columns.pop("interpreter", self.interpreter),
            booked_at=BOOKED_AT,
            booked_by=self.officer,
            **columns,
        )
        for one, site in (
            (self.room, self.site),
            (self.interviewer, None),
            (interview.interpreter, None),
            (interview.representative, None),
            (interview.adult, self.site),
        ):
            if one is not None:
                Taken.objects.create(
                    calendar=one.calendar,
                    interview=interview,
                    during=DateTimeTZRange(starts, ends),
                    site=site,
                )
        return interview

    def needs(self, **columns: Any) -> InterviewNeeds:
        """What the person asked for."""
        columns.setdefault("case", self.case)
        return InterviewNeeds.objects.create(
            recorded_at=BOOKED_AT, recorded_by=self.officer, **columns
        )


def derby(cast: Cast, *, born_on: date = date(1994, 2, 11)) -> Derby:
    """Everything but the booking."""
    officer = cast.person("brook", Role.BOOKING_OFFICER)
    case = cast.case(
        claimed_on=date(2020, 3, 1),
        family_name="Haile",
        given_names="Selam",
        sex="female",
        nationality="Eritrea",
        language="Tigrinya",
        born_on=born_on,
    )
    since = date(2021, 1, 1)
    with acting_as(cast.service):
        Residence.objects.filter(case=case).update(address="12 Osmaston Road, Derby")
        Representation.objects.create(
            case=case, firm="Albion Law", reference="AL/77/HAILE", from_on=since
        )
    site = Site.objects.create(
        code="DERBY",
        name="Derby Reception Centre",
        address="1 Curzon Street, Derby",
        postcode="DE1 1LL",
        nation="england-and-wales",
        partner="Migrant Help",
        directions="Ten minutes on foot from the bus station.",
        phone="01332 000 000",
        calendar=calendar("site"),
        from_on=since,
    )
    room = Room.objects.create(
        site=site,
        name="Video room 1",
        mode=Room.Mode.VIDEO,
        seats=4,
        calendar=calendar("room"),
        from_on=since,
    )
    host = Host.objects.create(
        site=site,
        name="Pat Lowe",
        email="pat.lowe@host.example",
        calendar=calendar("host"),
        from_on=since,
    )
    interviewer = Interviewer.objects.create(
        staff_member=cast.amira.staff_member,
        sex="female",
        calendar=calendar("interviewer"),
    )
    return Derby(
        cast,
        officer,
        site,
        room,
        host,
        interviewer,
        interpreter(1),
        Representative.objects.create(
            name="Noor Bell",
            organisation="Albion Law",
            email="noor.bell@albion.example",
            calendar=calendar("representative"),
            from_on=since,
        ),
        ResponsibleAdult.objects.create(
            name="Kim Ford",
            organisation="Kent children's services",
            email="kim.ford@adult.example",
            calendar=calendar("adult"),
            from_on=since,
        ),
        case,
    )


def interpreter(number: int) -> Interpreter:
    """An interpreter of Tigrinya."""
    found = Interpreter.objects.create(
        ref=f"I-{number}",
        name=f"Interpreter {number}",
        sex="female",
        email=f"interpreter.{number}@words.example",
        contract_from=date(2020, 1, 1),
        calendar=calendar("interpreter"),
    )
    found.languages.create(language="Tigrinya", level=4)
    return found


def calendar(kind: str) -> Calendar:
    return Calendar.objects.create(kind=kind)
