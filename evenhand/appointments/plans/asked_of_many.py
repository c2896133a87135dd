"""What many cases ask of their interviews, read at once: as `book.asking` reads one.

A test holds the two together.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from evenhand.appointments.book.asked import Asked
from evenhand.appointments.plans.claimants import recorded_of
from evenhand.appointments.requirements import interviews_of
from evenhand.engine.interviewing.standards import (
    InterviewStandard,
    interview_standard,
)
from evenhand.releases.queries import policy_of, release_in_force


def asked_of_many(
    case_ids: Sequence[int], *, on: date, at: datetime
) -> dict[int, Asked | str]:
    """What each case asks for, were it booked today; in words, why it may not be."""
    release = release_in_force(at)
    standard = interview_standard(policy_of(release))
    rules = interviews_of(case_ids, release=release, on=on + standard.least_notice)
    rows = recorded_of(case_ids).join(
        rules.drop("case", "version", "rule_ids"), on="case_id"
    )
    return {
        row["case_id"]: _asked(row, standard, on=on, at=at)
        if row["may_be_proposed"]
        else row["why_not"]
        for row in rows.iter_rows(named=True)
    }


def _asked(
    row: Mapping[str, Any], standard: InterviewStandard, *, on: date, at: datetime
) -> Asked:
    minutes = row["minutes"] + row["more_breaks"]
    return Asked(
        case_id=row["case_id"],
        on=on,
        at=at,
        kind=row["kind"],
        minutes=minutes,
        minutes_by_video=minutes + round(standard.video_set_up.total_seconds() / 60),
        break_minutes=row["breaks"] * row["break_minutes"] + row["more_breaks"],
        modes=tuple(row["modes"]),
        language=row["language"] if _interpreted(row) else None,
        dialect=row["dialect"] or None if _interpreted(row) else None,
        interviewer_sex=row["interviewer_sex"] or None,
        interpreter_sex=row["interpreter_sex"] or None,
        skills=frozenset(row["needs"]),
        adjustments=frozenset(row["adjustments"] or ()),
        companions=int(row["attended"]) + int(row["adult_needed"]),
        notice_days=standard.least_notice.days,
        not_before=row["unfit_until"],
        earliest_start=row["earliest_start"],
        latest_start=row["latest_start"],
        postcode_area=row["area"],
        longest_journey=row["longest_journey"]
        or round(standard.longest_journey.total_seconds() / 60),
        preferred_mode=row["preferred_mode"] or None,
        representative=row["representative"],
        attended=row["attended"],
        adult=row["adult"],
        adult_needed=row["adult_needed"],
        owner=row["owner"],
        unit=row["unit_id"],
        person_turn_round=round(standard.person_turn_round.total_seconds() / 60),
        conflicts_staff=frozenset(row["conflicts_staff"]),
        conflicts_interpreters=frozenset(row["conflicts_interpreters"]),
    )


def _interpreted(row: Mapping[str, Any]) -> bool:
    return bool(row["interpreted"] and row["language"])
