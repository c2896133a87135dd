"""What a claimant asks for is recorded, told in the history, and held to what is booked."""

from datetime import date, time, timedelta

import pytest

from evenhand.appointments.book.services import book
from evenhand.appointments.interpreters.services import declare_interpreter_conflict
from evenhand.appointments.models import InterviewNeeds
from evenhand.appointments.needs.misfits import misfits
from evenhand.appointments.needs.services import (
    NeedsSaid,
    main_applicant,
    record_needs,
)
from evenhand.appointments.places.postcodes import area_of
from evenhand.casework.models import CaseFacts, Representation, Residence
from evenhand.casework.people.languages import InterviewLanguage, language_of
from evenhand.core.models import Event
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from tests.booking import open_book
from tests.cast import AT, ON


LATER = AT + timedelta(hours=2)
SUDANESE = InterviewLanguage("Arabic", "Sudanese Arabic", interpreter_needed=True)
NO_INTERPRETER = InterviewLanguage("", "", interpreter_needed=False)


@pytest.fixture
def asking(cast):
    """Record needs as Eli, who moves cases on."""

    def record(case, *, at=AT, seen=None, **said):
        with acting_as(cast.eli):
            return record_needs(
                case, NeedsSaid(**said), seen=seen, by=cast.eli, on=ON, at=at
            )

    return record


def history(cast, case):
    with acting_as(cast.eli):
        events = Event.objects.filter(case_id=case.pk, kind="needs_recorded").order_by(
            "pk"
        )
        return [event.data["changes"] for event in events]


def test_needs_are_told_in_the_history_and_asked_again(cast, asking):
    case = cast.case(sex="female")
    first = asking(case, interviewer_sex="female", latest_start=time(14))
    assert history(cast, case) == [
        [["interviewer_sex", "", "female"], ["latest_start", None, "14:00:00"]]
    ]
    asking(
        case, interviewer_sex="female", latest_start=time(14),
        at=LATER, seen=first.recorded_at,
    )  # fmt: skip
    assert history(cast, case)[1] == []
    with acting_as(cast.eli):
        assert InterviewNeeds.objects.get().recorded_at == LATER


def test_two_who_record_at_once_do_not_overwrite_each_other(cast, asking):
    case = cast.case()
    asking(case, mode="video")
    with pytest.raises(Refused, match="just recorded needs"):
        asking(case, mode="in person", at=LATER, seen=None)
    with acting_as(cast.eli):
        assert InterviewNeeds.objects.get().mode == "video"


def test_an_interpreter_no_longer_needed_leaves_no_language_behind(cast, asking):
    """RIA-7641: a need that is withdrawn clears the language."""
    case = cast.case(language="Arabic")
    first = asking(case, language=SUDANESE, interpreter_sex="female")
    with acting_as(cast.eli):
        person = main_applicant(case)
        person.languages.create(language="Farsi", interpreter_needed=True, position=2)
        assert language_of(person) == SUDANESE
    asking(
        case, language=NO_INTERPRETER, interpreter_sex="female",
        at=LATER, seen=first.recorded_at,
    )  # fmt: skip
    with acting_as(cast.service):
        [row] = person.languages.all()
        assert (row.language, row.dialect, row.interpreter_needed) == (
            "English",
            "",
            False,
        )
        assert InterviewNeeds.objects.get().interpreter_sex == ""
        facts = CaseFacts.objects.get(case=case, valid__upper_inf=True)
        assert facts.values["language"] == "English"
    assert history(cast, case)[-1][0] == [
        "language",
        "Arabic, Sudanese Arabic, with an interpreter",
        "English, without an interpreter",
    ]


def test_where_to_write_is_not_repeated_in_the_history(cast, asking):
    case = cast.case()
    asking(case, channel="email", email="rami@example.org")
    assert "rami@example.org" not in str(history(cast, case))


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"standby": True}, "Only somebody who agreed"),
        ({"representative_attends": True}, "Choose the representative"),
        ({"earliest_start": time(14), "latest_start": time(10)}, "latest start"),
        ({"channel": "email"}, "Enter the email address"),
        ({"channel": "text"}, "Enter the telephone number"),
        ({"more_break_minutes": 300}, "2 hours at most"),
        ({"adjustments": ["a piano"]}, "from the list"),
    ],
)
def test_what_does_not_go_together_is_refused(cast, asking, said, sentence):
    with pytest.raises(Refused, match=sentence):
        asking(cast.case(), **said)


def test_a_child_is_never_asked_to_come_at_short_notice(cast, asking):
    child = cast.case(born_on=date(2012, 1, 1), unaccompanied=True)
    with pytest.raises(Refused, match="A child is never asked"):
        asking(child, short_notice_agreed_on=ON)


def test_readers_of_cases_record_no_needs(cast):
    case = cast.case()
    with acting_as(cast.idris), pytest.raises(Refused, match="reads cases"):
        record_needs(case, NeedsSaid(), seen=None, by=cast.idris, on=ON, at=AT)


@pytest.fixture
def booked(cast, asking):
    """A case of Derby, and its interview in Arabic with Ines and Amira."""
    town = open_book(cast)
    ines = town.interpreter("Ines", "Arabic")
    case = cast.case(postcode="DE1 1AA")
    asked = town.asked(case, language="Arabic", notice_days=0)
    with acting_as(town.booker):
        interview = book(case, asked, town.way(asked), by=town.booker, at=AT)
        assert misfits(interview) == []
    return town, case, interview, ines


def unfit(town, interview):
    with acting_as(town.booker):
        return misfits(interview)


def test_a_wish_that_changes_no_longer_fits_what_is_booked(booked, asking):
    town, case, interview, _ = booked
    asking(
        case, at=LATER, interviewer_sex="male", interpreter_sex="male",
        adjustments=["step-free"], latest_start=time(7, 15),
        unfit_until=ON + timedelta(days=300),
    )  # fmt: skip
    words = " / ".join(unfit(town, interview))
    assert "a man as interviewer" in words
    assert "a man as interpreter" in words
    assert "does not offer what they need: step-free" in words
    assert "starts later than they can" in words
    assert "not fit to be interviewed before" in words


def test_a_wish_known_to_be_unmet_is_not_told_again(booked, asking):
    town, case, interview, _ = booked
    asking(case, at=LATER, interviewer_sex="male")
    interview.wishes_unmet = ["interviewer"]
    assert unfit(town, interview) == []


def test_a_language_that_changes_is_told(booked, asking):
    town, case, interview, _ = booked
    farsi = InterviewLanguage("Farsi", "", interpreter_needed=True)
    first = asking(case, at=LATER, language=farsi)
    assert unfit(town, interview) == ["The interpreter does not work in Farsi"]
    asking(
        case, language=NO_INTERPRETER, at=LATER + timedelta(hours=1),
        seen=first.recorded_at,
    )  # fmt: skip
    [words] = unfit(town, interview)
    assert "none is needed any longer" in words


def test_an_address_from_which_nobody_gets_there_is_told(booked, asking):
    town, case, interview, _ = booked
    with acting_as(town.cast.service):
        Residence.objects.filter(case=case).update(postcode="TR1 1AA")
    [words] = unfit(town, interview)
    assert words.startswith("From TR, where they live now, nobody gets to")


def test_a_firm_that_acts_no_longer_is_told(booked):
    town, case, interview, _ = booked
    with acting_as(town.cast.service):
        interview.representative = town.representative("Rhea")
        Representation.objects.create(case=case, firm="Oak Law", from_on=ON)
    [words] = unfit(town, interview)
    assert words == "Rye and Partners, London is to attend, and Oak Law acts now"


def test_somebody_treated_as_a_child_now_needs_an_adult(booked):
    town, case, interview, _ = booked
    with acting_as(town.cast.service):
        person = main_applicant(case)
        person.assessed_born_on = date(2012, 1, 1)
        person.save()
    assert unfit(town, interview) == [
        "They are treated as a child, and no responsible adult is booked"
    ]


def test_an_interpreter_who_must_not_is_told(booked):
    town, case, interview, ines = booked
    with acting_as(town.booker):
        declare_interpreter_conflict(
            case, ines, because="kin", by=town.booker, at=LATER
        )
    assert unfit(town, interview) == ["Ines must not interpret in this case"]


def test_an_interview_that_is_over_is_told_of_no_more(booked, asking):
    town, case, interview, _ = booked
    asking(case, at=LATER, interviewer_sex="male")
    interview.state = "held"
    assert unfit(town, interview) == []


@pytest.mark.parametrize(
    ("postcode", "area"), [("LS1 1AA", "LS"), (" b1", "B"), ("", ""), ("123", "")]
)
def test_an_area_is_the_letters_of_a_postcode(postcode, area):
    assert area_of(postcode) == area
