"""What the policy says of booking interviews: notice, turn-round, weeks ahead, journeys."""

from dataclasses import dataclass
from datetime import timedelta

from evenhand.engine.rules.release import Release


# For releases from before this standard was written.
_STANDARD = {
    "notice_days": [10, 14],
    "short_notice_days": 3,
    "planning_horizon_weeks": 6,
    "room_turn_round_minutes": 15,
    "person_turn_round_minutes": 10,
    "video_set_up_minutes": 10,
    "welcome_minutes": 15,
    "emergency_share": 0.05,
    "child_longest_stretch_minutes": 45,
    "least_break_minutes": 10,
    "longest_journey_minutes": 90,
    "reminder_days_before": [7, 1],
    "link_days": 28,
}


@dataclass(frozen=True, slots=True)
class InterviewStandard:
    """The numbers that interviews are booked, planned and told by.

    notice          people are told at least `least_notice` ahead, and best `best_notice`.
    short_notice    the least for those who agreed to short notice.
    horizon         how far ahead weeks are planned.
    room_turn_round, person_turn_round   free time after an interview.
    video_set_up    a link is tried for so long before it begins.
    welcome         people are received so long before it begins.
    emergency_share of the rooms of a day, kept for what cannot wait; from 0 to 1.
    childs_stretch  a child is asked for no longer without a break.
    least_break     no break is shorter.
    longest_journey of a claimant, unless they say they travel longer.
    reminders       how long before an interview people are reminded, the longest first.
    link            how long a private link to an appointment may be used.
    """

    least_notice: timedelta
    best_notice: timedelta
    short_notice: timedelta
    horizon: timedelta
    room_turn_round: timedelta
    person_turn_round: timedelta
    video_set_up: timedelta
    welcome: timedelta
    emergency_share: float
    childs_stretch: timedelta
    least_break: timedelta
    longest_journey: timedelta
    reminders: tuple[timedelta, ...]
    link: timedelta


def interview_standard(policy: Release | None) -> InterviewStandard:
    """The standard of a release; without one, what stood before it was policy."""
    said = {**_STANDARD, **(policy.standards.get("interviews", {}) if policy else {})}
    least, best = sorted(int(days) for days in said["notice_days"])

    def minutes(name: str) -> timedelta:
        return timedelta(minutes=int(said[f"{name}_minutes"]))

    return InterviewStandard(
        least_notice=timedelta(days=least),
        best_notice=timedelta(days=best),
        short_notice=timedelta(days=int(said["short_notice_days"])),
        horizon=timedelta(weeks=int(said["planning_horizon_weeks"])),
        room_turn_round=minutes("room_turn_round"),
        person_turn_round=minutes("person_turn_round"),
        video_set_up=minutes("video_set_up"),
        welcome=minutes("welcome"),
        emergency_share=float(said["emergency_share"]),
        childs_stretch=minutes("child_longest_stretch"),
        least_break=minutes("least_break"),
        longest_journey=minutes("longest_journey"),
        reminders=tuple(
            timedelta(days=int(days))
            for days in sorted(said["reminder_days_before"], reverse=True)
        ),
        link=timedelta(days=int(said["link_days"])),
    )
