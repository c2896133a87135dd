"""A small book: two sites, their rooms, and people who interview, interpret and host.

Made in the present database, open nine to five on weekdays. Derby is a partner's, with a
host; Bootle is an office of Mersey.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from evenhand.appointments.book.asked import Asked
from evenhand.appointments.book.ways import Way, ways
from evenhand.appointments.models import (
    Between,
    Calendar,
    Host,
    Hours,
    Interpreter,
    InterpreterLanguage,
    Interviewer,
    Journey,
    Representative,
    ResponsibleAdult,
    Room,
    Site,
)
from evenhand.casework.models import Case
from evenhand.core.models import Role, User
from evenhand.core.viewing import acting_as
from evenhand.engine.diaries.steps import LONDON
from evenhand.workforce.models import SkillHeld, StaffMember
from tests.cast import AT, ON, Cast


LONG_AGO = date(2020, 1, 1)
NINE, FIVE = time(9), time(17)


@dataclass
class Book:
    """The places and people of the tests, by name, and who books."""

    cast: Cast
    booker: User
    derby: Site
    bootle: Site
    derby_room: Room
    derby_suite: Room
    bootle_room: Room
    host: Host
    amira: Interviewer
    made: dict[str, int] = field(default_factory=dict)

    def asked(self, case: Case, **changed: Any) -> Asked:
        """A woman asks for nothing in particular: two hours in Tigrinya, near Derby."""
        plain = Asked(
            case_id=case.pk,
            on=ON,
            at=AT,
            kind="substantive",
            minutes=120,
            minutes_by_video=130,
            language="Tigrinya",
            notice_days=10,
            postcode_area="DE",
            longest_journey=90,
        )
        return replace(plain, **changed)

    def way(self, asked: Asked, **ways_of: Any) -> Way:
        """The first way of all; the next days are looked through."""
        with acting_as(self.cast.service):
            return ways(asked, days(asked.on), **ways_of)[0]

    def interviewer(
        self,
        name: str,
        *,
        sex: str = "female",
        site: Site | None = None,
        skills: tuple[str, ...] = (),
        week_limit: int = 5,
        hours: tuple[time, time] | None = (NINE, FIVE),
    ) -> Interviewer:
        """Somebody more of Mersey who interviews, at Bootle or by a link."""
        staff = StaffMember.objects.create(
            ref=f"S-{name}",
            name=name,
            grade="HEO",
            unit=self.cast.mersey,
            decides=True,
            fte=1,
            started_on=LONG_AGO,
        )
        for skill in skills:
            SkillHeld.objects.create(staff_member=staff, skill=skill)
        return Interviewer.objects.create(
            staff_member=staff,
            sex=sex,
            site=site or self.bootle,
            week_limit=week_limit,
            calendar=calendar(Calendar.Kind.INTERVIEWER, hours),
        )

    def interpreter(
        self,
        name: str,
        language: str = "Tigrinya",
        *,
        dialect: str = "",
        sex: str = "female",
        level: int = 4,
        base: Site | None = None,
        hours: tuple[time, time] | None = (NINE, FIVE),
        **columns: Any,
    ) -> Interpreter:
        """Somebody who interprets, by a link unless they have a base."""
        made = Interpreter.objects.create(
            ref=f"INT-{name}",
            name=name,
            sex=sex,
            base=base,
            contract_from=LONG_AGO,
            calendar=calendar(Calendar.Kind.INTERPRETER, hours),
            **columns,
        )
        InterpreterLanguage.objects.create(
            interpreter=made, language=language, dialect=dialect, level=level
        )
        return made

    def representative(
        self, name: str, *, hours: tuple[time, time] | None = (NINE, FIVE)
    ) -> Representative:
        """A representative in London, who joins by a link."""
        return Representative.objects.create(
            name=name,
            organisation="Rye and Partners, London",
            email="office@rye.example",
            from_on=LONG_AGO,
            calendar=calendar(Calendar.Kind.REPRESENTATIVE, hours),
        )

    def adult(
        self, name: str, *, hours: tuple[time, time] | None = (NINE, FIVE)
    ) -> ResponsibleAdult:
        """A responsible adult of a council."""
        return ResponsibleAdult.objects.create(
            name=name,
            organisation="Kent County Council",
            from_on=LONG_AGO,
            calendar=calendar(Calendar.Kind.ADULT, hours),
        )

    def room(self, site: Site, name: str, **columns: Any) -> Room:
        """A room more."""
        return make_room(site, name, **columns)


def open_book(cast: Cast) -> Book:
    """Lay out the small book beside a cast, with Amira as its one interviewer."""
    with acting_as(cast.service):
        derby = _site(cast, "DERBY", "Derby", partner="Harbour Homes")
        bootle = _site(cast, "BOOTLE", "Bootle")
        for area, site, minutes in (("DE", derby, 40), ("L", bootle, 25)):
            Journey.objects.create(postcode_area=area, site=site, minutes=minutes)
        one, other = sorted((derby, bootle), key=lambda site: site.pk)
        Between.objects.create(one=one, other=other, minutes=110)
        host = Host.objects.create(
            site=derby,
            name="Hana Host",
            at_once=2,
            from_on=LONG_AGO,
            calendar=calendar(Calendar.Kind.HOST),
        )
        amira = Interviewer.objects.create(
            staff_member=cast.amira.staff_member,
            sex="female",
            site=bootle,
            week_limit=5,
            calendar=calendar(Calendar.Kind.INTERVIEWER),
        )
        return Book(
            cast=cast,
            booker=cast.person("bea", Role.BOOKING_OFFICER),
            derby=derby,
            bootle=bootle,
            derby_room=make_room(derby, "Room 1"),
            derby_suite=make_room(derby, "Suite 1", mode=Room.Mode.VIDEO),
            bootle_room=make_room(bootle, "Room 1"),
            host=host,
            amira=amira,
        )


def calendar(
    kind: Calendar.Kind, hours: tuple[time, time] | None = (NINE, FIVE)
) -> Calendar:
    """A calendar with hours on each weekday; without any it is never free."""
    made = Calendar.objects.create(kind=kind)
    if hours is not None:
        Hours.objects.bulk_create(
            [
                Hours(calendar=made, weekday=day, opens=hours[0], closes=hours[1])
                for day in range(5)
            ]
        )
    return made


def make_room(
    site: Site,
    name: str,
    *,
    mode: str = Room.Mode.IN_PERSON,
    hours: tuple[time, time] | None = (NINE, FIVE),
    **columns: Any,
) -> Room:
    """A room or a video suite, open nine to five unless said."""
    return Room.objects.create(
        site=site,
        name=name,
        mode=mode,
        seats=columns.pop("seats", 6),
        calendar=calendar(Calendar.Kind.ROOM, hours),
        from_on=LONG_AGO,
        **columns,
    )


def days(first: date, count: int = 60) -> list[date]:
    """So many days from one on."""
    return [first + timedelta(days=number) for number in range(count)]


def london(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """An instant by the wall clock of London, in UTC."""
    wall = datetime(year, month, day, hour, minute, tzinfo=LONDON)
    return wall.astimezone(UTC)


def _site(cast: Cast, code: str, name: str, *, partner: str = "") -> Site:
    return Site.objects.create(
        code=code,
        name=name,
        address=f"1 Main Street, {name}",
        postcode="DE1 1AA",
        nation="england-and-wales",
        unit=cast.mersey,
        partner=partner,
        from_on=LONG_AGO,
        calendar=calendar(Calendar.Kind.SITE),
    )
