"""What the interview of one case asks for: by the rules, its facts, and its needs."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from evenhand.appointments.book.asked import Asked
from evenhand.appointments.interpreters.models import InterpreterConflict
from evenhand.appointments.interviews.models import Interview
from evenhand.appointments.needs.models import InterviewNeeds
from evenhand.appointments.places.postcodes import area_of
from evenhand.appointments.requirements import InterviewAsked, interview_of
from evenhand.casework.models import (
    Case,
    CasePerson,
    Conflict,
    PersonLanguage,
    Residence,
)
from evenhand.core.models import Clearance
from evenhand.core.verdict import Refused
from evenhand.engine.diaries.steps import local
from evenhand.engine.interviewing.standards import (
    InterviewStandard,
    interview_standard,
)
from evenhand.releases.queries import policy_of, release_in_force
from evenhand.workforce.models import StaffMember


def asked_of(
    case: Case,
    *,
    on: date,
    at: datetime,
    short_notice: bool = False,
    moving: Interview | None = None,
) -> Asked:
    """What the interview of a case asks for, were it booked today.

    `short_notice`: with the fewer days that those are given who agreed to it. `moving`:
    it is booked already, and whoever moves it agrees the time with those it concerns; a
    child's goes to another day only with the notice that everybody has.
    Refused where it may not be proposed, with the reason, and where they did not agree.
    """
    release = release_in_force(at)
    standard = interview_standard(policy_of(release))
    rules = interview_of(case.pk, release=release, on=on + standard.least_notice)
    if not rules.may_be_proposed:
        raise Refused(rules.why_not)
    needs = InterviewNeeds.objects.filter(case=case).first()
    if short_notice and not agrees_to_short_notice(needs, as_child=rules.as_child):
        raise Refused("They have not agreed to short notice")
    notice = standard.short_notice if short_notice else standard.least_notice
    asked = _asked(case, rules, needs, standard, on=on, at=at)
    agreed = moving is not None and not rules.as_child
    return replace(
        asked,
        notice_days=0 if agreed else notice.days,
        short_notice=short_notice,
        already=local(moving.starts_at).date() if moving is not None else None,
    )


def agrees_to_short_notice(needs: InterviewNeeds | None, *, as_child: bool) -> bool:
    """Whether somebody may be asked at short notice: never a child as a surprise."""
    return (
        needs is not None
        and not as_child
        and needs.short_notice_agreed_on is not None
        and (
            needs.representative_id is None or needs.representative_agrees_short_notice
        )
    )


def _asked(
    case: Case,
    rules: InterviewAsked,
    needs: InterviewNeeds | None,
    standard: InterviewStandard,
    *,
    on: date,
    at: datetime,
) -> Asked:
    said = needs or InterviewNeeds()
    language = _language(case)
    minutes = rules.minutes + said.more_break_minutes
    attended = said.representative_attends
    return Asked(
        case_id=case.pk,
        on=on,
        at=at,
        kind=rules.kind,
        minutes=minutes,
        minutes_by_video=minutes + _minutes(standard.video_set_up),
        break_minutes=rules.breaks * rules.break_minutes + said.more_break_minutes,
        modes=rules.modes,
        language=language.language if language else None,
        dialect=language.dialect or None if language else None,
        interviewer_sex=said.interviewer_sex or None,
        interpreter_sex=said.interpreter_sex or None,
        skills=frozenset(rules.needs),
        adjustments=frozenset(said.adjustments),
        companions=int(attended) + int(rules.adult_needed),
        not_before=said.unfit_until,
        earliest_start=said.earliest_start,
        latest_start=said.latest_start,
        postcode_area=_area(case),
        longest_journey=said.longest_journey or _minutes(standard.longest_journey),
        preferred_mode=said.mode or None,
        representative=said.representative_id,
        attended=attended,
        adult=said.adult_id,
        adult_needed=rules.adult_needed,
        owner=case.owner_id,
        unit=case.responsible_unit_id,
        person_turn_round=_minutes(standard.person_turn_round),
        conflicts_staff=_ids(
            Conflict.objects.filter(case=case, ended_at=None), "staff_member_id"
        ),
        conflicts_interpreters=_ids(
            InterpreterConflict.objects.filter(case=case, ended_at=None),
            "interpreter_id",
        ),
        cleared_staff=_cleared(case, rules),
    )


def _cleared(case: Case, rules: InterviewAsked) -> frozenset[int] | None:
    """Who may know of the case and of why it is marked, where not everybody may.

    A mark that whoever books may not read holds all the same, and is not named.
    """
    needed = [case.restriction] if case.restriction else []
    if rules.high_harm:
        needed.append(Clearance.HIGH_HARM)
    if not needed:
        return None
    staff = StaffMember.objects.all()
    for clearance in needed:
        staff = staff.filter(
            user__clearance_grants__clearance=clearance,
            user__clearance_grants__ended_at=None,
        )
    return frozenset(staff.values_list("pk", flat=True))


def _language(case: Case) -> PersonLanguage | None:
    """The language they are interviewed in, where that needs an interpreter."""
    return PersonLanguage.objects.filter(
        person__part__case=case,
        person__part__role=CasePerson.Role.MAIN,
        position=1,
        interpreter_needed=True,
    ).first()


def _area(case: Case) -> str | None:
    """The letters with which the postcode of where they live begins."""
    home = Residence.objects.filter(case=case, to_on=None).first()
    return (area_of(home.postcode) or None) if home else None


def _minutes(length: timedelta) -> int:
    return round(length.total_seconds() / 60)


def _ids(rows: QuerySet[Any], column: str) -> frozenset[int]:
    return frozenset(rows.values_list(column, flat=True))
