"""One day on which one interview is to be held: at Derby, at ten, by Amira."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from evenhand.appointments.day.arrivals import record_arrival
from evenhand.appointments.day.beginning import begin
from evenhand.appointments.day.ending import end
from evenhand.appointments.day.models import Arrival, Beginning
from evenhand.appointments.models import Interview, Journey, Outcome
from evenhand.appointments.telling.services import tell_booked
from evenhand.casework.models import Case, Residence
from evenhand.config.clock import LONDON
from evenhand.core.models import Message, User
from evenhand.core.viewing import acting_as
from tests.appointments.telling.derby import BOOKED_AT, Derby, derby
from tests.cast import Cast


DAY = date(2027, 3, 22)
TEN = datetime.combine(DAY, time(10), LONDON)


@dataclass
class Day:
    """The interview, and those who act on it."""

    cast: Cast
    derby: Derby
    interview: Interview

    @property
    def case(self) -> Case:
        """Whose interview it is."""
        return self.derby.case

    @property
    def officer(self) -> User:
        """Who books."""
        return self.derby.officer

    def version(self) -> int:
        """How often it was changed."""
        with acting_as(self.officer):
            return Interview.objects.get(pk=self.interview.pk).version

    def told(self, *, delivered: bool, returned: bool = False) -> None:
        """Everybody is written to; what became of it."""
        with acting_as(self.officer):
            tell_booked(self.interview, by=self.officer, at=BOOKED_AT)
            if delivered:
                Message.objects.filter(channel__gt="").update(
                    sent_at=BOOKED_AT, due_at=None, delivered_at=BOOKED_AT
                )
            if returned:
                Message.objects.filter(channel__gt="").update(
                    returned_at=BOOKED_AT, returned_because="Gone away"
                )

    def arrive(self, *who: Arrival.Who, at: datetime = TEN) -> None:
        """They come."""
        with acting_as(self.officer):
            for one in who:
                record_arrival(
                    self.interview, who=one, came_at=at, by=self.officer, at=at
                )

    def begin(self, *, by: User | None = None, **said: Any) -> Interview:
        """Amira begins it, unless somebody else does."""
        by = by or self.cast.amira
        said = {
            "version": self.version(),
            "adult_there": False,
            "representative": Beginning.Representative.THERE,
            "at": TEN,
        } | said
        with acting_as(by):
            return begin(self.interview, by=by, **said)

    def end(
        self, outcome: Outcome, *, by: User | None = None, **said: Any
    ) -> Interview:
        """Amira ends it, unless somebody else does."""
        by = by or self.cast.amira
        said = {"version": self.version(), "at": TEN} | said
        with acting_as(by):
            return end(self.interview, outcome=outcome, by=by, **said)


def a_day(
    cast: Cast, *, born_on: date = date(2000, 2, 11), postcode: str = "DE1 1AA"
) -> Day:
    """A woman from Eritrea, or a child, is to be interviewed at ten."""
    found = derby(cast, born_on=born_on)
    with acting_as(cast.service):
        Residence.objects.filter(case=found.case).update(postcode=postcode)
    for area in ("DE", "G"):
        Journey.objects.create(postcode_area=area, site=found.site, minutes=40)
    child = born_on > date(2009, 3, 22)
    with acting_as(found.officer):
        interview = found.book(starts=TEN, adult=found.adult if child else None)
    return Day(cast, found, interview)
