"""The routing of release 1, held to what the documents say."""

import datetime

import pytest

from tests.policy.asking import CHILD_ALONE
from tests.policy.conftest import ON, Asked


HUBS = {"LIVERPOOL", "MIDLANDS"}
TWO_YEARS_AGO = datetime.date(2024, 11, 1)


@pytest.mark.parametrize(
    ("nationality", "unit"),
    [
        ("Afghanistan", "LEEDS"),
        ("Iran", "LEEDS"),
        ("Eritrea", "MERSEY"),
        ("Ethiopia", "MERSEY"),
        ("British National (Overseas)", "MERSEY"),
        ("Pakistan", "MERSEY"),
        ("Turkey", "MERSEY"),
        ("Libya", "MIDLANDS"),
        ("Somalia", "NEWCASTLE"),
        ("Sri Lanka", "NEWCASTLE"),
        ("China", "LIVERPOOL"),
        ("Syria", "LIVERPOOL"),
        ("Albania", "NSA"),
        ("India", "NSA"),
        ("Iraq", "WALES"),
        ("Sudan", "WALES"),
        ("Vietnam", "WALES"),
    ],
)
@pytest.mark.parametrize("sex", ["male", "female", "not recorded"])
def test_a_nationality_of_the_update_goes_to_its_unit_whatever_the_sex(
    asked: Asked, nationality: str, unit: str, sex: str
) -> None:
    assert asked(nationality=nationality, sex=sex).units == [unit]


def test_men_of_nigeria_alone_go_to_non_suspensive_appeals(asked: Asked) -> None:
    assert asked(nationality="Nigeria", sex="male").units == ["NSA"]
    for sex in ("female", "not recorded"):
        answers = asked(nationality="Nigeria", sex=sex, postcode_area="SE")
        assert answers.units == ["LONDON"]
        assert answers.route == "RT-047"


def test_british_nationals_overseas_are_not_china(asked: Asked) -> None:
    bno = "British National (Overseas)"
    assert asked(nationality=bno).units == ["MERSEY"]
    assert asked(nationality="China").units == ["LIVERPOOL"]
    assert asked(nationality="China", other_nationalities=(bno,)).units == ["MERSEY"]
    assert asked(nationality="Hong Kong", other_nationalities=(bno,)).units == [
        "MERSEY"
    ]


def test_hong_kong_without_british_nationality_goes_by_region(asked: Asked) -> None:
    assert asked(nationality="Hong Kong", postcode_area="G").units == ["GLASGOW"]


def test_south_sudan_goes_by_postcode_and_not_to_wales(asked: Asked) -> None:
    answers = asked(nationality="South Sudan", postcode_area="NE")
    assert answers.units == ["NEWCASTLE"]
    assert answers.route == "RT-042"


@pytest.mark.parametrize("nationality", ["Stateless", "Refugee", "Not recorded"])
def test_a_nationality_that_is_no_country_goes_by_postcode(
    asked: Asked, nationality: str
) -> None:
    assert asked(nationality=nationality, postcode_area="CF").route == "RT-046"


def test_a_second_nationality_does_not_route(asked: Asked) -> None:
    both = asked(nationality="Kuwait", other_nationalities=("Iraq",))
    assert both.units == ["SHEFFIELD", "LEEDS"]
    assert asked(nationality="Iraq", other_nationalities=("Kuwait",)).units == ["WALES"]


def test_no_postcode_goes_to_the_named_queue(asked: Asked) -> None:
    answers = asked(nationality="South Sudan", postcode_area=None)
    assert answers.units == ["CHECK"]
    assert answers.route == "RT-060"


def test_no_postcode_does_not_matter_where_a_specialism_fits(asked: Asked) -> None:
    assert asked(nationality="Syria", postcode_area=None).units == ["LIVERPOOL"]


def test_an_address_outside_the_country_goes_to_the_named_queue(asked: Asked) -> None:
    assert asked(postcode_area="JE").units == ["CHECK"]


@pytest.mark.parametrize(
    ("area", "units"),
    [
        ("EH", ["GLASGOW"]),
        ("BT", ["GLASGOW"]),
        ("NE", ["NEWCASTLE"]),
        ("S", ["SHEFFIELD", "LEEDS"]),
        ("M", ["MERSEY", "LIVERPOOL"]),
        ("B", ["MIDLANDS"]),
        ("NG", ["MIDLANDS"]),
        ("CB", ["MIDLANDS"]),
        ("SA", ["WALES"]),
        ("PL", ["WALES"]),
        ("CR", ["LONDON"]),
        ("CT", ["LONDON"]),
    ],
)
def test_no_specialism_goes_to_the_existing_region(
    asked: Asked, area: str, units: list[str]
) -> None:
    assert asked(postcode_area=area).units == units


# The longest waits


@pytest.mark.parametrize(
    ("claimed_on", "on", "unit"),
    [
        ("2023-11-23", "2026-11-23", "GLASGOW"),
        ("2023-11-24", "2026-11-23", "LEEDS"),
        ("2023-11-30", "2026-11-30", "GLASGOW"),
        ("2023-12-31", "2026-12-30", "LEEDS"),
        ("2023-12-31", "2026-12-31", "GLASGOW"),
        # 36 months after a 29 February have passed when the 28th is over.
        ("2024-02-29", "2027-02-28", "LEEDS"),
        ("2024-02-29", "2027-03-01", "GLASGOW"),
        ("2024-02-28", "2027-02-28", "GLASGOW"),
    ],
)
def test_older_cases_begin_on_the_day_36_months_have_passed(
    asked: Asked, claimed_on: str, on: str, unit: str
) -> None:
    answers = asked(
        on=datetime.date.fromisoformat(on),
        claimed_on=datetime.date.fromisoformat(claimed_on),
        nationality="Iran",
    )
    assert answers.units == [unit]


def test_older_cases_prevail_over_hotel_and_nationality(asked: Asked) -> None:
    old = {"claimed_on": datetime.date(2023, 1, 1), "accommodation": "hotel"}
    assert asked(nationality="Eritrea", **old).units == ["GLASGOW"]


def test_non_suspensive_appeals_prevail_over_older_cases(asked: Asked) -> None:
    old = datetime.date(2022, 1, 1)
    assert asked(nationality="India", claimed_on=old).units == ["NSA"]
    assert asked(nationality="Nigeria", sex="female", claimed_on=old).units == [
        "GLASGOW"
    ]


# Where people live


@pytest.mark.parametrize("home", ["hotel", "initial accommodation", "Napier"])
def test_the_remote_hub_prevails_over_nationality(asked: Asked, home: str) -> None:
    assert asked(nationality="Sudan", accommodation=home).units == ["LEEDS"]


@pytest.mark.parametrize("home", ["dispersal", "other contingency", "not recorded"])
def test_other_homes_leave_the_nationality_to_decide(asked: Asked, home: str) -> None:
    assert asked(nationality="Sudan", accommodation=home).units == ["WALES"]


@pytest.mark.parametrize("area", ["DE", "L"])
def test_the_pilot_sites_are_shared_with_mersey(asked: Asked, area: str) -> None:
    site = {"accommodation": "initial accommodation", "postcode_area": area}
    assert asked(**site).units == ["LEEDS", "MERSEY"]


# Detention and high profile


def test_a_detained_adult_goes_to_detained_casework(asked: Asked) -> None:
    answers = asked(
        detained=True, high_profile=True, nationality="Albania", accommodation="hotel"
    )
    assert answers.units == ["DAC"]
    assert answers.requires == {"detained", "high-profile"}


def test_a_high_profile_adult_goes_to_sheffield(asked: Asked) -> None:
    answers = asked(high_profile=True, nationality="India", claimed_on=TWO_YEARS_AGO)
    assert answers.units == ["SHEFFIELD"]
    assert answers.requires == {"high-profile"}


# Children


@pytest.mark.parametrize(
    ("authority", "units"),
    [
        ("Croydon", ["LIVERPOOL"]),
        ("Kent", ["LIVERPOOL"]),
        ("Medway", ["MIDLANDS", "LIVERPOOL"]),
        ("Hillingdon", ["MIDLANDS", "LIVERPOOL"]),
        ("Leeds", ["LIVERPOOL"]),
        ("Manchester", ["LIVERPOOL"]),
        ("County Durham", ["LIVERPOOL"]),
        ("Birmingham", ["MIDLANDS"]),
        ("Nottingham", ["MIDLANDS"]),
        ("Suffolk", ["MIDLANDS"]),
        ("Devon", ["MIDLANDS"]),
        ("Glasgow City", ["LIVERPOOL"]),
        ("Belfast Health and Social Care Trust", ["LIVERPOOL"]),
        ("Cardiff", ["MIDLANDS"]),
        (None, ["MIDLANDS", "LIVERPOOL"]),
    ],
)
def test_a_child_goes_to_the_hub_of_their_authority(
    asked: Asked, authority: str | None, units: list[str]
) -> None:
    assert asked(**{**CHILD_ALONE, "local_authority": authority}).units == units


def test_a_child_of_croydon_in_a_hotel_with_press_interest_goes_to_liverpool(
    asked: Asked,
) -> None:
    answers = asked(
        **CHILD_ALONE | {"local_authority": "Croydon", "postcode_area": "CR"},
        accommodation="hotel",
        high_profile=True,
    )
    assert answers.units == ["LIVERPOOL"]
    assert answers.requires == {"children", "high-profile"}


def test_the_case_that_five_specialisms_claim_is_a_childs(asked: Asked) -> None:
    answers = asked(
        **CHILD_ALONE
        | {"claimed_on": datetime.date(2023, 7, 1), "local_authority": "Solihull"},
        accommodation="hotel",
        high_profile=True,
        detained=True,
    )
    assert answers.units == ["MIDLANDS"]
    assert answers.requires == {"children", "detained", "high-profile"}


def test_a_detained_person_treated_as_17_stays_with_the_hub(asked: Asked) -> None:
    answers = asked(
        **CHILD_ALONE | {"local_authority": "Kent"},
        age_disputed=True,
        detained=True,
    )
    assert answers.units == ["LIVERPOOL"]
    assert "detained-child" in answers.alarms


def test_a_child_at_claim_who_is_19_now_stays_with_the_hub(asked: Asked) -> None:
    grown = {
        "claimed_on": datetime.date(2024, 11, 1),
        "born_on": datetime.date(2007, 9, 1),
        "turns_adult_on": datetime.date(2025, 9, 1),
    }
    answers = asked(**CHILD_ALONE | grown | {"local_authority": "Kent"})
    assert answers.units == ["LIVERPOOL"]
    assert answers.requires == {"children"}


def test_a_birthday_moves_nobody(asked: Asked) -> None:
    birthday = datetime.date(2027, 3, 1)
    days = [birthday - datetime.timedelta(days=1), birthday]
    before, after = (
        asked(on=day, **CHILD_ALONE | {"local_authority": "Croydon"}) for day in days
    )
    assert (before.units, before.points) == (after.units, after.points)
    assert before.band == after.band == 1


def test_a_child_with_family_goes_to_the_hub_too(asked: Asked) -> None:
    answers = asked(
        **CHILD_ALONE | {"uasc_at_claim": False, "local_authority": "Leeds"},
        accommodation="hotel",
    )
    assert answers.units == ["LIVERPOOL"]


def test_reaching_36_months_does_not_take_a_child_from_the_hub(asked: Asked) -> None:
    old = {"claimed_on": datetime.date(2023, 1, 1), "local_authority": "Norfolk"}
    assert set(asked(on=ON, **CHILD_ALONE | old).units) <= HUBS


def test_nobody_is_routed_by_nationality_once_its_authority_has_ended(
    asked: Asked,
) -> None:
    claimed = datetime.date(2029, 6, 1)
    last, after = (
        asked(on=day, nationality="Albania", claimed_on=claimed)
        for day in (datetime.date(2029, 10, 30), datetime.date(2029, 10, 31))
    )
    assert (last.route, last.units) == ("RT-012", ["NSA"])
    assert after.units == asked(on=ON).units
