"""What the address of a page of figures narrows it to."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.http import QueryDict

from evenhand.appointments.figures.ended import Period
from evenhand.appointments.figures.use import KINDS
from evenhand.engine.diaries.steps import LONDON
from evenhand.web.formats import day, monday_of


WEEK = timedelta(days=7)
WEEKS = {"13": 13, "26": 26, "52": 52}
BY = ("unit", "band")


@dataclass(frozen=True, slots=True)
class AskedFigures:
    """So many whole weeks before this one, at a site (its code) or at all ("").

    of  rooms, interviewers or interpreters; by  unit or band.
    """

    weeks: str
    site: str
    of: str
    by: str
    today: date
    at: datetime
    least: int

    @classmethod
    def from_address(
        cls, query: QueryDict, *, at: datetime, today: date, least: int
    ) -> "AskedFigures":
        """Anything in the address that means nothing is left out."""
        weeks, of, by = (query.get(name, "") for name in ("weeks", "of", "by"))
        return cls(
            weeks=weeks if weeks in WEEKS else "13",
            site=query.get("site", "")[:20].replace("\x00", ""),
            of=of if of in KINDS else KINDS[0],
            by=by if by in BY else BY[0],
            today=today,
            at=at,
            least=least,
        )

    @property
    def mondays(self) -> list[date]:
        """The Mondays of the weeks."""
        this = monday_of(self.today)
        return [this - number * WEEK for number in range(WEEKS[self.weeks], 0, -1)]

    @property
    def period(self) -> Period:
        """The same weeks as instants."""
        return Period(
            since=datetime.combine(self.mondays[0], datetime.min.time(), LONDON),
            until=datetime.combine(
                self.mondays[-1] + WEEK, datetime.min.time(), LONDON
            ),
            site=self.site,
        )

    @property
    def dates(self) -> str:
        """The weeks in words."""
        last = self.mondays[-1] + WEEK - timedelta(days=1)
        return f"{day(self.mondays[0])} to {day(last)}"

    def query(self) -> str:
        """The same choices, for another address."""
        return urlencode(
            {"weeks": self.weeks, "site": self.site, "of": self.of, "by": self.by}
        )
