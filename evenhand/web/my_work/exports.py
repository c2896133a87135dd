"""A person's own cases as a file, in the order to take them."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from evenhand.core.models import User
from evenhand.web.exports.lists import Column, Kind, ListOut
from evenhand.web.my_work.work import WorkRow, work_of
from evenhand.web.timing import at_of, today_of
from evenhand.web.titles import titles_at
from evenhand.workforce.models import StaffMember


COLUMNS = (
    Column("Reference", lambda work: work.row.case.ref),
    Column(
        "Name", lambda work: work.row.name, about="As the person wishes to be called"
    ),
    Column(
        "Flags", lambda work: "; ".join(flag.words for flag in work.row.flags) or None
    ),
    Column("Band", lambda work: work.row.band, Kind.NUMBER, about="Empty: not ranked"),
    Column("Claimed on", lambda work: work.row.case.claimed_on, Kind.DAY),
    Column("Stage", lambda work: work.row.case.get_stage_display()),
    Column("Yours since", lambda work: work.row.case.owned_since, Kind.DAY),
    Column("Next step", lambda work: work.step.words, Kind.LONG_TEXT),
    Column("By when", lambda work: work.step.by_when or None),
    Column("Why you", lambda work: work.why_mine or None, Kind.LONG_TEXT),
)


def my_list(request: HttpRequest, **where: Any) -> tuple[ListOut, str]:
    """The open cases of whoever asks, as their own page orders them."""
    assert isinstance(request.user, User)
    staff = StaffMember.objects.filter(user=request.user).first()
    titles, today = titles_at(at_of(request)), today_of(request)

    def mine() -> list[WorkRow]:
        return work_of(staff, titles=titles, today=today, most=None) if staff else []

    return ListOut(
        name="my-cases",
        title="My cases",
        columns=COLUMNS,
        rows=lambda: iter(mine()),
        count=lambda: len(mine()),
        filters=[("of", request.user.name)],
    ), reverse("my-work")
