"""How the places of a run are shared out, by hand on small caseloads."""

from datetime import date, timedelta
from decimal import Decimal

from evenhand.core.accounts import grant
from evenhand.core.viewing import acting_as
from evenhand.flows.plan_cases import carry_out, create_run
from evenhand.planning.models import Run
from evenhand.planning.prices import gains_of
from evenhand.planning.shares import (
    ReservedBand,
    Weeks,
    share_of_children,
    weeks_to_a_decision_maker,
    what_the_reserve_did,
)
from tests.cast import AT, ON, Cast


def planned(cast: Cast) -> Run:
    with acting_as(cast.dana):
        run = create_run(on=ON, by=cast.dana, at=AT)
    return carry_out(run.pk, at=AT + timedelta(hours=1))


def places(cast: Cast, number: int) -> None:
    amira = cast.amira.staff_member
    amira.weekly_places, amira.fte = number, Decimal("0.5")
    amira.save()


def a_child(cast: Cast, **columns: object) -> None:
    cast.case(born_on=date(2012, 1, 1), unaccompanied=True, **columns)  # type: ignore[arg-type]


def test_children_are_counted_among_claims_waiting_places_and_hours(
    cast: Cast,
) -> None:
    places(cast, 2)
    a_child(cast, claimed_on=date(2026, 3, 1))
    cast.case(claimed_on=date(2026, 3, 1))
    cast.case(claimed_on=date(2025, 3, 1))
    cast.case(claimed_on=date(2025, 2, 1))
    run = planned(cast)
    with acting_as(cast.dana):
        found = share_of_children(run)
    assert (found.claims.some, found.claims.whole) == (1, 2)
    assert (found.waiting.some, found.waiting.whole) == (1, 4)
    assert (found.places.some, found.places.whole) == (1, 2)
    assert (found.hours.some, found.hours.whole) == (0.25, 0.5)
    assert found.waiting.percent == 25


def test_nothing_to_share_is_no_share(cast: Cast) -> None:
    run = planned(cast)
    with acting_as(cast.dana):
        assert share_of_children(run).places.percent is None
        assert weeks_to_a_decision_maker(run, range(1, 6)) == []
        assert what_the_reserve_did(run) == []


def test_weeks_count_the_bands_before_and_only_the_units_own_places(
    cast: Cast,
) -> None:
    places(cast, 2)
    for _ in range(3):
        cast.case(claimed_on=date(2024, 6, 1))
    cast.case(claimed_on=date(2025, 3, 1))
    cast.case(claimed_on=date(2025, 3, 1), restriction="restricted")
    cast.case(nationality="Vietnam")
    run = planned(cast)
    with acting_as(cast.dana):
        by_band = dict(run.proposals.order_by().values_list("pk", "band"))
        found = {w.unit: w for w in weeks_to_a_decision_maker(run, range(1, 6))}
    assert sorted(by_band.values()) == [2, 2, 2, 3, 3]
    assert found.pop("LIVERPOOL") == Weeks(
        "LIVERPOOL", 2, ((0, 0), (3, 2), (1, 2), (0, 2), (0, 2))
    )
    ((_, elsewhere),) = found.items()
    assert elsewhere.places == 0
    assert (1, None) in elsewhere.weeks


def test_reserve_is_told_by_band_with_its_waits(cast: Cast) -> None:
    places(cast, 10)
    a_child(cast, claimed_on=ON - timedelta(days=100))
    cast.case(claimed_on=ON - timedelta(days=600))
    cast.case(claimed_on=ON - timedelta(days=500))
    run = planned(cast)
    with acting_as(cast.dana):
        (row,) = what_the_reserve_did(run)
    assert row == ReservedBand(
        band=row.band, kept=1, placed=1, middle_days=600, longest_days=600
    )
    assert row.band > 1, "an older case of a lower band"


def test_restricted_case_counts_in_no_share(cast: Cast) -> None:
    places(cast, 10)
    a_child(cast, restriction="restricted")
    run = planned(cast)
    with acting_as(cast.dana):
        found = share_of_children(run)
        assert (found.claims.whole, found.waiting.whole) == (0, 0)
        assert weeks_to_a_decision_maker(run, [1]) == []
        assert what_the_reserve_did(run) == []
    with acting_as(cast.service):
        assert share_of_children(run).waiting.some == 1


def test_one_more_place_gains_the_first_case_that_waits(cast: Cast) -> None:
    places(cast, 1)
    for day in (1, 2, 3):
        cast.case(claimed_on=date(2024, 6, day))
    cast.case(claimed_on=date(2023, 1, 1), restriction="restricted")
    cast.case(claimed_on=date(2025, 6, 1), high_harm=True)
    run = planned(cast)
    with acting_as(cast.dana):
        bands = dict(run.proposals.order_by().values_list("case__claimed_on", "band"))
        first, second = (bands[date(2024, 6, day)] for day in (2, 3))
        (found,) = gains_of(run)
    assert (found.unit, found.skill, found.band) == ("LIVERPOOL", "", first)
    assert (found.places, found.cases) == (1, {str(first): 1})
    assert first == second


def test_one_more_person_gains_by_the_training_that_is_short(cast: Cast) -> None:
    places(cast, 2)
    cast.amira.staff_member.skills.all().delete()
    for _ in range(3):
        cast.case(claimed_on=date(2024, 6, 1))
        a_child(cast)
    run = planned(cast)
    with acting_as(cast.dana):
        plain, children = gains_of(run)
    assert (plain.skill, plain.cases) == ("", {str(plain.band): 1})
    assert (children.skill, children.band) == ("children", 1)
    assert children.cases == {"1": 2}


def test_gains_are_counted_among_the_cases_the_reader_may_see(cast: Cast) -> None:
    places(cast, 1)
    cast.case(claimed_on=date(2024, 6, 1))
    cast.case(claimed_on=date(2025, 9, 1))
    cast.case(claimed_on=date(2023, 1, 1), restriction="restricted")
    cast.case(claimed_on=date(2023, 1, 1), restriction="special")
    run = planned(cast)
    with acting_as(cast.dana):
        (seen,) = gains_of(run)
        assert run.gains.count() == 1, "the database keeps the other totals from her"
    grant(
        cast.dana, clearances=["restricted"], by=cast.service, at=AT, because="cleared"
    )
    with acting_as(cast.dana):
        assert [gain.counting for gain in gains_of(run)] == [["restricted"]]
    with acting_as(cast.service):
        assert run.gains.count() == 4
        assert [gain.counting for gain in gains_of(run)] == [["restricted", "special"]]
    assert seen.counting == []


def test_one_more_place_gains_nothing_where_nobody_waits(cast: Cast) -> None:
    cast.case()
    run = planned(cast)
    with acting_as(cast.dana):
        assert gains_of(run) == []


def test_hidden_case_is_no_gain(cast: Cast) -> None:
    cast.case(restriction="restricted")
    cast.case(restriction="restricted")
    run = planned(cast)
    with acting_as(cast.dana):
        assert gains_of(run) == []
