"""A pilot is recorded, measured against what was before, and decided by a person."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from evenhand.appointments.models import Interview, Journey, Site
from evenhand.appointments.pilots.figures import figures
from evenhand.appointments.pilots.models import Pilot
from evenhand.appointments.pilots.queries import Standing, standing
from evenhand.appointments.pilots.services import (
    Wanted,
    decide_pilot,
    join_pilot,
    keep_feedback,
    leave_pilot,
    start_pilot,
)
from evenhand.config.clock import LONDON
from evenhand.core.models import Event
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from tests.appointments.telling.derby import Derby, calendar, derby
from tests.cast import Cast


AT = datetime(2021, 2, 20, 9, tzinfo=UTC)
MARCH, JUNE = date(2021, 3, 1), date(2021, 6, 1)


@pytest.fixture
def scene(cast: Cast) -> Derby:
    return derby(cast)


def wanted(**columns: Any) -> Wanted:
    return Wanted(
        **{
            "title": "Derby and Liverpool initial accommodation",
            "what": "People are interviewed by video where they live",
            "expected": "Less travel",
            "because": "Source 002",
            "measures": ["journeys", "completion"],
            "areas": ["LS"],
            "from_on": MARCH,
            "to_on": JUNE,
            "baseline_from_on": date(2020, 12, 1),
            "baseline_to_on": MARCH,
        }
        | columns
    )


def piloted(scene: Derby, **columns: Any) -> Pilot:
    pilot = start_pilot(wanted(**columns), by=scene.cast.dana, at=AT)
    join_pilot(pilot, site=scene.site, from_on=MARCH, by=scene.cast.dana, at=AT)
    return pilot


def held(scene: Derby, on: date, site: Site, *, outcome: str = "completed") -> None:
    """An interview of somebody of Leeds that is over."""
    starts = datetime.combine(on, time(10), LONDON)
    Interview.objects.create(
        case=scene.cast.case(claimed_on=date(2020, 3, 1)),
        kind="substantive",
        mode="video",
        starts_at=starts,
        ends_at=starts + timedelta(hours=3),
        site=site,
        room=scene.room,
        interviewer=scene.interviewer,
        booked_at=AT,
        booked_by=scene.officer,
        state="held" if outcome == "completed" else "not held",
        outcome=outcome,
    )


def elsewhere() -> Site:
    return Site.objects.create(
        code="BOOTLE",
        name="Bootle",
        address="1 Strand, Bootle",
        postcode="L20 1AA",
        nation="england-and-wales",
        calendar=calendar("site"),
        from_on=date(2020, 1, 1),
    )


def test_pilot_is_compared_with_the_same_people_before(scene: Derby) -> None:
    bootle = elsewhere()
    Journey.objects.create(postcode_area="LS", site=scene.site, minutes=10)
    Journey.objects.create(postcode_area="LS", site=bootle, minutes=85)
    with acting_as(scene.cast.dana):
        pilot = piloted(scene)
        for day in range(12):
            held(
                scene,
                date(2021, 1, 4 + day),
                bootle,
                outcome="completed" if day < 6 else "did not attend",
            )
            held(scene, date(2021, 3, 2 + day), scene.site)
        # Before the pilot, after its time, and somewhere else: none of these is in it.
        held(scene, date(2021, 2, 20), scene.site)
        held(scene, date(2021, 6, 1), scene.site)
        held(scene, date(2021, 3, 3), bootle)
        found = figures(pilot, on=date(2021, 7, 1))
    assert (found.during.over, found.during.completed) == (12, 12)
    assert (found.before.over, found.before.completed) == (13, 7)
    assert found.saved is not None
    assert (found.saved.interviews, found.saved.journeys) == (12, 12)
    assert found.saved.hours == 12 * 2 * 75 / 60
    assert found.completion is not None
    assert found.completion.low > 0


def test_few_interviews_are_not_told_as_a_share(scene: Derby) -> None:
    with acting_as(scene.cast.dana):
        pilot = piloted(scene, areas=[])
        for day in range(9):
            held(scene, date(2021, 3, 2 + day), scene.site)
        found = figures(pilot, on=JUNE)
    assert found.during.over == 9
    assert found.during.share(found.during.completed) is None
    assert found.completion is None


def test_part_counts_from_when_it_joins_until_it_leaves(scene: Derby) -> None:
    with acting_as(scene.cast.dana):
        pilot = piloted(scene)
        part = pilot.parts.get()
        for day in (2, 20):
            held(scene, date(2021, 3, day), scene.site)
        leave_pilot(
            part,
            to_on=date(2021, 3, 15),
            because="Rooms needed",
            by=scene.cast.dana,
            at=AT,
        )
        assert figures(pilot, on=JUNE).during.over == 1
        with pytest.raises(Refused, match="Somebody else"):
            leave_pilot(part, to_on=JUNE, because="Again", by=scene.cast.dana, at=AT)


def test_invited_again_is_counted(scene: Derby) -> None:
    with acting_as(scene.cast.dana):
        pilot = piloted(scene)
        held(scene, date(2021, 3, 2), scene.site, outcome="technical failure")
        first = Interview.objects.get()
        scene.book(case=first.case, starts=first.starts_at + timedelta(days=20))
        found = figures(pilot, on=JUNE)
    assert (found.during.over, found.during.again) == (1, 1)


def test_pilot_is_extended_then_made_permanent(scene: Derby) -> None:
    dana = scene.cast.dana
    with acting_as(dana):
        pilot = piloted(scene)
        keep_feedback(pilot, who="host", finds="better", words="Calmer", by=dana, at=AT)
        assert figures(pilot, on=MARCH).feedback == {"better": 1}
        with pytest.raises(Refused, match="a day after"):
            decide_pilot(pilot, "extended", because="Works", to_on=JUNE, by=dana, at=AT)
        later = date(2021, 9, 1)
        decide_pilot(pilot, "extended", because="Works", to_on=later, by=dana, at=AT)
        assert pilot.to_on == later
        assert standing(pilot, on=date(2021, 8, 1)) == Standing.RUNNING
        assert standing(pilot, on=later) == Standing.UNDECIDED
        decide_pilot(pilot, "permanent", because="Less travel", by=dana, at=AT)
        assert standing(pilot, on=later) == Standing.PERMANENT
        with pytest.raises(Refused, match="has been decided"):
            decide_pilot(pilot, "ended", because="No", by=dana, at=AT)
        assert Event.objects.filter(kind="pilot_decided").count() == 2


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"title": " "}, "Give the pilot a title"),
        ({"measures": []}, "Choose what is measured"),
        ({"to_on": MARCH}, "must end after it begins"),
        ({"baseline_to_on": JUNE}, "must be before the pilot"),
        ({"title": "..."}, "letters or figures"),
    ],
)
def test_pilot_that_makes_no_sense_is_refused(
    scene: Derby, columns: dict[str, Any], words: str
) -> None:
    with acting_as(scene.cast.dana):
        with pytest.raises(Refused, match=words):
            start_pilot(wanted(**columns), by=scene.cast.dana, at=AT)


def test_second_of_the_same_title_is_refused(scene: Derby) -> None:
    with acting_as(scene.cast.dana):
        piloted(scene)
        with pytest.raises(Refused, match="already"):
            start_pilot(wanted(), by=scene.cast.dana, at=AT)


def test_who_may_and_who_may_not(scene: Derby) -> None:
    with acting_as(scene.cast.amira):
        with pytest.raises(Refused, match="booking officers"):
            start_pilot(wanted(), by=scene.cast.amira, at=AT)
    with acting_as(scene.officer):
        pilot = start_pilot(wanted(), by=scene.officer, at=AT)
        with pytest.raises(Refused, match="decided by workflow managers"):
            decide_pilot(pilot, "ended", because="No", by=scene.officer, at=AT)
