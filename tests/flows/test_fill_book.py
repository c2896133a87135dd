"""The demo's appointment book as the flow writes it."""

from datetime import date

from evenhand.appointments.models import (
    Hours,
    Interpreter,
    Interviewer,
    InterviewNeeds,
    Journey,
    ResponsibleAdult,
    Room,
    Site,
)
from evenhand.core.viewing import acting_as
from evenhand.flows.fill_book import fill_book
from tests.cast import AT, ON, Cast


def test_the_book_is_filled_once_and_holds_what_the_caseload_asks_for(
    cast: Cast,
) -> None:
    adult = cast.case(sex="female")
    child = cast.case(
        born_on=date(2012, 5, 1), unaccompanied=True, local_authority="Kent"
    )

    assert fill_book(seed=1, by=cast.service, on=ON, at=AT)
    assert not fill_book(seed=1, by=cast.service, on=ON, at=AT)

    with acting_as(cast.service):
        derby = Site.objects.get(code="DERBY")
        assert derby.hosted
        assert derby.calendar.hours.count() == 5
        assert Site.objects.get(code="LIVERPOOL").unit == cast.liverpool
        assert all(site.rooms.count() == 2 for site in Site.objects.all())
        assert Interviewer.objects.get().staff_member == cast.amira.staff_member
        [interpreter] = Interpreter.objects.all()
        assert interpreter.languages.filter(language="Arabic").exists()
        assert Journey.objects.get(postcode_area="LS", site__code="LEEDS").minutes <= 20
        needs = {row.case_id: row for row in InterviewNeeds.objects.all()}
        assert set(needs) == {adult.pk, child.pk}
        assert needs[child.pk].adult == ResponsibleAdult.objects.get(
            organisation="Kent"
        )
        assert needs[adult.pk].adult is None
        assert isinstance(needs[adult.pk].adjustments, list)
        # Nobody is without hours but rooms that are still to be set up.
        assert not Room.objects.filter(calendar__hours=None).exists()
        assert Hours.objects.filter(calendar__interpreter=interpreter).count() == 3
