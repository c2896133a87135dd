"""What `evenhand interviews today` answers: a day's interviews, as their reader sees them."""

import argparse
from collections.abc import Sequence
from datetime import date
from typing import Any

from evenhand.appointments.day.present import bounds, expected, present_at
from evenhand.appointments.day.queries import at_site, held_by, site_of, sites_on
from evenhand.appointments.day.verdicts import BOOKERS
from evenhand.appointments.models import Interview, Site
from evenhand.casework.models import CasePerson
from evenhand.casework.people.models import whole_name
from evenhand.cli.named import user_named
from evenhand.config.clock import now, today
from evenhand.core.arrays import AnyOf
from evenhand.core.looking import record_look
from evenhand.core.models import Look, User
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.engine.diaries.steps import local


Answer = dict[str, Any]


def today_of(args: argparse.Namespace) -> Answer:
    """The interviews of a day: of one's own site, one's own, or of a site that is named."""
    user = user_named(args.as_user)
    on = _day(args.on)
    with acting_as(user):
        site = _site(user, args.site)
        if site is None and user.has_role(*BOOKERS) and not args.site:
            return {
                "day": on.isoformat(),
                "sites": [
                    {"site": one.site.code, "interviews": one.interviews}
                    for one in sites_on(on)
                ],
            }
        found = list(at_site(site, on) if site is not None else held_by(user, on))
        record_look(
            Look.Kind.VIEW,
            by=user,
            at=now(),
            what=f"Interviews of {on}",
            rows=len(found),
        )
        return {
            "day": on.isoformat(),
            "site": site.name if site is not None else "",
            "interviews": _rows(found, on),
        }


def _site(user: User, code: str) -> Site | None:
    own = site_of(user)
    if own is not None or not code:
        return own
    if not user.has_role(*BOOKERS):
        raise Refused("You are shown the interviews that you hold. Leave out --site")
    site = Site.objects.filter(code=code).first()
    if site is None:
        raise Refused(f"There is no site {code}")
    return site


def _rows(interviews: Sequence[Interview], on: date) -> list[dict[str, Any]]:
    """No claim, no nationality and no reference: what whoever receives them needs."""
    present = present_at(interviews, on=on)
    names = {
        case_id: known_as or whole_name(given, family)
        for case_id, known_as, given, family in CasePerson.objects.filter(
            AnyOf("case_id", [one.case_id for one in interviews]),
            role=CasePerson.Role.MAIN,
        ).values_list(
            "case_id",
            "person__known_as",
            "person__given_names",
            "person__family_name",
        )
    }
    return [
        {
            "from": f"{local(one.starts_at):%H:%M}",
            "to": f"{local(one.ends_at):%H:%M}",
            "room": one.room.name,
            "name": names.get(one.case_id, ""),
            "language": one.language or None,
            "interviewer": str(one.interviewer),
            "state": one.get_outcome_display() or one.get_state_display(),
            "not_come_yet": ", ".join(
                who.label
                for who in expected(one, child=present[one.pk].child)
                if not present[one.pk].has(who)
            )
            or None,
            "interview": str(one.uid),
        }
        for one in interviews
    ]


def _day(said: str) -> date:
    if not said:
        return today()
    try:
        on = date.fromisoformat(said)
        bounds(on)
    except (ValueError, OverflowError):
        raise Refused(f"{said} is not a day such as 2027-01-11") from None
    return on
