"""Keep what the book knows of those who interview; the rest is the workforce's."""

from datetime import datetime

from django.db import transaction

from evenhand.appointments.calendars.models import Calendar
from evenhand.appointments.interviewers.models import Interviewer
from evenhand.appointments.keeping import (
    change_entry,
    explained,
    may_keep,
    new_calendar,
    tell,
)
from evenhand.appointments.places.models import Site
from evenhand.core.models import User
from evenhand.core.verdict import Refused
from evenhand.workforce.models import StaffMember


@transaction.atomic
def add_interviewer(
    staff: StaffMember,
    *,
    sex: str,
    site: Site | None,
    by_video: bool,
    week_limit: int,
    by: User,
    at: datetime,
    because: str,
) -> Interviewer:
    """Let somebody who decides interview too; without hours they are never booked."""
    may_keep(by).enforce()
    explained(because)
    _somewhere(site, by_video=by_video)
    if not staff.decides:
        raise Refused(f"{staff.name} does not decide cases, and does not interview")
    if Interviewer.objects.filter(staff_member=staff).exists():
        raise Refused(f"{staff.name} interviews already")
    interviewer = Interviewer.objects.create(
        staff_member=staff,
        sex=sex,
        site=site,
        by_video=by_video,
        week_limit=week_limit,
        calendar=new_calendar(Calendar.Kind.INTERVIEWER),
    )
    tell(
        "entry_added",
        {"what": "interviewer", "name": staff.name},
        by=by,
        at=at,
        because=because,
    )
    return interviewer


@transaction.atomic
def change_interviewer(
    interviewer: Interviewer,
    *,
    sex: str,
    site: Site | None,
    by_video: bool,
    week_limit: int,
    by: User,
    at: datetime,
    because: str,
) -> bool:
    """Change where and how often somebody interviews; False where nothing changes."""
    _somewhere(site, by_video=by_video)
    values = {"sex": sex, "site": site, "by_video": by_video, "week_limit": week_limit}
    return change_entry(
        interviewer,
        values,
        name=str(interviewer),
        what="interviewer",
        by=by,
        at=at,
        because=because,
    )


def _somewhere(site: Site | None, *, by_video: bool) -> None:
    if site is None and not by_video:
        raise Refused("Choose a site, or say that they interview by video")
