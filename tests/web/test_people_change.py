"""The pages of people and teams: who opens them, and what their forms do."""

import re
from datetime import date, timedelta

import pytest

from evenhand.casework.models import Case
from evenhand.core.models import Role, RoleGrant, User
from evenhand.core.viewing import acting_as
from evenhand.planning.models import Passing
from evenhand.planning.passing.services import record_passing
from evenhand.workforce.models import StaffMember, Team
from evenhand.workforce.services import record_skill
from tests.cast import AT, ON


AMIRA = "/people/LIVERPOOL/S-amira/"
FORMS = (
    "away", "hours", "move", "leave", "stay", "skills", "skills/children/end",
    "languages", "grants",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(AT)


@pytest.fixture
def team(cast) -> Team:
    """Cass leads amira."""
    team = Team.objects.create(unit=cast.liverpool, name="Team 1")
    StaffMember.objects.filter(user__in=[cast.amira, cast.cass]).update(team=team)
    return team


def typed(**days: date) -> dict[str, int]:
    return {
        f"{name}-{part}": getattr(day, part)
        for name, day in days.items()
        for part in ("day", "month", "year")
    }


def test_forms_are_open_to_those_who_may_change_it(cast, as_, team):
    opened = {
        user.username: {
            form
            for form in FORMS
            if as_(user).get(f"{AMIRA}{form}/").status_code == 200
        }
        for user in (cast.jo, cast.cass, cast.dana, cast.amira)
    }
    assert opened == {
        "jo": set(FORMS),
        "cass": {"away", "hours"},
        "dana": {"move"},
        "amira": set(),
    }


def test_page_of_a_person_is_for_leader_manager_and_administrator(cast, as_, team):
    for user in (cast.jo, cast.cass, cast.dana):
        page = as_(user).get(AMIRA)
        assert page.status_code == 200
        assert ("Roles and clearances" in page.text) == (user == cast.jo)
        assert "Children&#39;s claims" in page.text
    assert as_(cast.cass).get("/people/LIVERPOOL/S-eli/").status_code == 403
    assert as_(cast.amira).get(AMIRA).status_code == 403


def test_sick_today_takes_a_day_off_this_week(cast, as_, team):
    browser = as_(cast.cass)
    assert "Here all week" in browser.get(AMIRA).text
    for _ in range(2):
        page = browser.post(f"{AMIRA}sick/", follow=True).text
    assert "4 days of 5: away 20 November 2026" in page
    assert cast.amira.staff_member.absences.count() == 1
    absence = cast.amira.staff_member.absences.get()
    address = f"{AMIRA}away/{absence.pk}/back/"
    answer = browser.post(address, typed(on=ON))
    assert answer.status_code == 302
    assert not cast.amira.staff_member.absences.exists()


def test_faults_stand_beside_their_fields(cast, as_, team):
    answer = as_(cast.cass).post(
        f"{AMIRA}away/", typed(from_on=ON, last_on=ON - timedelta(days=1))
    )
    assert answer.status_code == 422
    assert "must not be before the first" in answer.text
    answer = as_(cast.cass).post(
        f"{AMIRA}hours/", {"percent": "eighty", "weekly_places": "99", "because": ""}
    )
    for words in ("whole number, like 80", "20 or fewer", "Say why"):
        assert words in answer.text
    answer = as_(cast.jo).post(f"{AMIRA}languages/", {"languages": "arabic, Elvish"})
    assert "Elvish is not in the list of languages" in answer.text
    answer = as_(cast.jo).post(
        f"{AMIRA}grants/", {"what": "role:decision_maker", "because": "x"}
    )
    assert 'href="#id_what">They hold this role already' in answer.text


def test_joiner_is_made_by_form_and_found_on_a_page(cast, as_, team):
    answer = as_(cast.jo).post(
        "/people/LIVERPOOL/join/",
        {
            "name": "Ida New",
            "ref": "S-ida",
            "username": "ida",
            "role": "decision_maker",
            "grade": "HEO",
            "where": f"LIVERPOOL/{team.pk}",
            "percent": "80",
            "weekly_places": "4",
            **typed(started_on=ON),
        },
        follow=True,
    )
    assert "Ida New joins on 20 November 2026" in answer.text
    ida = StaffMember.objects.get(ref="S-ida")
    assert (ida.team, str(ida.fte), ida.decides) == (team, "0.80", True)


def test_leaver_is_signed_out_the_day_after(cast, as_, team, time_machine):
    browser = as_(cast.amira)
    assert browser.get("/my-work/").status_code == 200
    cast.case(
        owner=cast.amira.staff_member,
        owned_since=ON,
        responsible_unit=cast.liverpool,
    )
    said = {**typed(last_on=ON), "because": "a new post"}
    assert as_(cast.jo).post(f"{AMIRA}leave/", said).status_code == 302
    assert browser.get("/my-work/").status_code == 200
    page = as_(cast.dana).get(AMIRA).text
    assert "Cases still theirs" in page
    assert "find others for their cases" in page
    time_machine.move_to(AT + timedelta(days=1))
    answer = browser.get("/my-work/")
    assert (answer.status_code, answer["Location"][:9]) == (302, "/sign-in/")
    with acting_as(cast.dana):
        assert Case.objects.get().owner == cast.amira.staff_member


def test_leaver_does_not_sign_in_again(cast, client):
    user = User.objects.get(pk=cast.amira.pk)
    user.set_password("a long pass phrase")
    user.ends_on = ON
    user.save()
    answer = client.post(
        "/sign-in/", {"username": "amira", "password": "a long pass phrase"}
    )
    assert "Check your user name and password" in answer.text


def test_role_is_granted_and_ended_with_who_and_why(cast, as_, team):
    browser = as_(cast.jo)
    page = browser.post(
        f"{AMIRA}grants/",
        {"what": "role:auditor", "because": "helps with audits"},
        follow=True,
    ).text
    assert "helps with audits" in page
    held = RoleGrant.objects.get(user=cast.amira, role=Role.AUDITOR)
    address = f"{AMIRA}grants/role/{held.pk}/end/"
    assert browser.post(address, {"because": "no longer"}).status_code == 302
    held.refresh_from_db()
    assert held.ended_by == cast.jo
    own = "/people/LIVERPOOL/S-jo/grants/"
    assert browser.get(own).status_code == 403


def test_team_page_is_the_first_of_its_leader(cast, as_, team):
    case = cast.case(
        claimed_on=date(2025, 3, 1),
        owner=cast.amira.staff_member,
        owned_since=date(2026, 10, 1),
        responsible_unit=cast.liverpool,
    )
    with acting_as(cast.amira):
        record_passing(
            case,
            kind=Passing.Kind.SKIPPED,
            reason="other",
            words="a call to wait for",
            on=ON,
            by=cast.amira,
            at=AT,
        )
    with acting_as(cast.jo):
        record_skill(
            StaffMember.objects.get(user=cast.amira),
            skill="trafficking",
            held_from=date(2025, 1, 1),
            expires_on=ON + timedelta(days=20),
            by=cast.jo,
            at=AT,
        )
    browser = as_(cast.cass)
    assert browser.get("/", follow=True).redirect_chain[-1][0] == "/team/"
    page = browser.get("/team/").text
    for words in (
        "Longest past the 182 days",
        case.ref,
        "Skipped by Amira Test",
        "Another reason: a call to wait for",
        "10 December 2026",
        "Totals of places and cases are shown for teams of 6",
    ):
        assert words in page
    assert "Places this week" not in page


def test_team_page_of_another_team_is_not_for_its_leader(cast, as_, team):
    other = Team.objects.create(unit=cast.liverpool, name="Team 2")
    address = f"/people/LIVERPOOL/teams/{other.pk}/"
    assert as_(cast.cass).get(address).status_code == 403
    assert as_(cast.dana).get(address).status_code == 200
    page = as_(cast.jo).get(f"/people/LIVERPOOL/teams/{team.pk}/").text
    assert "Where the team is stuck" not in page


def test_team_is_added_named_anew_and_peopled(cast, as_, team):
    browser = as_(cast.dana)
    browser.post("/people/MERSEY/teams/add/", {"name": "Quay"})
    quay = Team.objects.get(name="Quay")
    browser.post(f"/people/MERSEY/teams/{quay.pk}/rename/", {"name": "Pier"})
    answer = browser.post(
        f"{AMIRA}move/", {"where": f"MERSEY/{quay.pk}", "because": "needed there"}
    )
    assert answer["Location"] == "/people/MERSEY/S-amira/"
    assert StaffMember.objects.get(user=cast.amira).team.name == "Pier"


def test_leader_without_a_team_is_told_how_to_get_one(cast, as_):
    assert "You are in no team yet" in as_(cast.cass).get("/team/").text


def test_team_of_six_has_totals_and_the_rate_of_what_was_not_taken(
    cast, as_, team, planned
):
    for name in "klmnp":
        person = cast.person(name, Role.DECISION_MAKER).staff_member
        person.decides, person.weekly_places, person.team = True, 2, team
        person.save()
    case = cast.case(
        owner=cast.amira.staff_member, owned_since=ON, responsible_unit=cast.liverpool
    )
    planned()
    as_(cast.amira).post(f"/my-work/skip/{case.ref}/", {"reason": "not-trained"})
    page = as_(cast.cass).get("/team/").text
    assert "1 case given since Monday" in page
    assert "1 time, against 1 undecided case" in page


def test_zero_places_stand_in_the_box(cast, as_, team):
    page = as_(cast.jo).get("/people/LIVERPOOL/S-cass/hours/").text
    (box,) = re.findall(r'<input[^>]* name="weekly_places"[^>]*>', page)
    assert 'value="0"' in box
