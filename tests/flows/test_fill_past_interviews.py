"""The past interviews of the demo as the flow writes them."""

from datetime import date, timedelta

from evenhand.appointments.models import Interpreter, Interview, State, Taken
from evenhand.casework.models import Stage
from evenhand.core.viewing import acting_as
from evenhand.flows.fill_book import fill_book
from evenhand.flows.fill_past_interviews import fill_past_interviews
from tests.cast import AT, ON, Cast


HELD_ON = date(2026, 11, 3)


def test_the_past_is_written_once_and_fits_the_cases(cast: Cast) -> None:
    for _ in range(12):
        cast.case(sex="female")
    case = cast.case(stage=Stage.INTERVIEWED, claimed_on=date(2025, 3, 3))
    with acting_as(cast.service):
        case.interviewed_on = HELD_ON
        case.save(update_fields=["interviewed_on"])
    assert fill_book(seed=1, by=cast.service, on=ON, at=AT)
    # Amira, the one who interviews here, works on that weekday.
    with acting_as(cast.service):
        cast.amira.staff_member.interviewer.calendar.hours.get_or_create(
            weekday=HELD_ON.weekday(), defaults={"opens": "09:00", "closes": "17:00"}
        )
        for interpreter in Interpreter.objects.all():
            interpreter.calendar.hours.get_or_create(
                weekday=HELD_ON.weekday(),
                defaults={"opens": "09:00", "closes": "17:00"},
            )
    assert fill_past_interviews(seed=1, by=cast.service, on=ON, at=AT)
    assert not fill_past_interviews(seed=1, by=cast.service, on=ON, at=AT)
    with acting_as(cast.service):
        held = Interview.objects.get(case=case, state=State.HELD, outcome="completed")
        assert held.starts_at.date() == HELD_ON
        assert held.ends_at - held.starts_at >= timedelta(hours=2)
        took = set(
            Taken.objects.filter(interview=held).values_list(
                "calendar__kind", flat=True
            )
        )
        assert took == {"room", "interviewer", "interpreter"}
        assert not Interview.objects.filter(starts_at__gte=AT).exists()
        assert not Taken.objects.exclude(interview__state=State.HELD).exists()
