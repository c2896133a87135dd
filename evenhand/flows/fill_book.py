"""Give the demo an appointment book: places, people, hours and needs, all invented.

Drawn in proportion to the caseload that is there (synthetic/appointments) and written
as arrays, a table at a time. Where there is a book already it is left alone.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

import polars as pl
from django.db import connection

from evenhand.appointments.models import Calendar, Host, Site
from evenhand.casework.models import Stage
from evenhand.casework.people.queries import adult_since
from evenhand.core.models import User
from evenhand.core.viewing import acting_as
from evenhand.synthetic.appointments.book import Drawn, draw_book
from evenhand.synthetic.appointments.caseload import CASES, STAFF, Wanted
from evenhand.synthetic.draws import Chance


Ids = dict[str, int]
Columns = Mapping[str, tuple[str, Sequence[Any]]]

# Whom wishes were asked of: whoever was screened, and children, who are not.
_CASES = """
SELECT c.id, p.sex,
       coalesce(
           coalesce(p.assessed_born_on, p.treated_as_born_on, p.claimed_born_on)
               > %(adult_since)s,
           t.unaccompanied_at_claim
       ) AS child,
       coalesce(substring(upper(r.postcode) from '^[A-Z]{1,2}'), ''),
       coalesce(r.local_authority, ''), coalesce(l.firm, ''),
       EXISTS (SELECT FROM casework_vulnerability v WHERE v.person_id = p.id
               AND v.kind = 'disability' AND v.to_on IS NULL),
       coalesce(s.language, ''), coalesce(s.dialect, ''),
       coalesce(s.interpreter_needed, false), c.claimed_on
FROM casework_case c
JOIN casework_caseperson t ON t.case_id = c.id AND t.role = 'main applicant'
JOIN casework_person p ON p.id = t.person_id
LEFT JOIN casework_personlanguage s ON s.person_id = p.id AND s.position = 1
LEFT JOIN casework_residence r ON r.case_id = c.id AND r.to_on IS NULL
LEFT JOIN casework_representation l ON l.case_id = c.id AND l.to_on IS NULL
WHERE c.stage = ANY (%(stages)s)
   OR c.stage = %(registered)s AND t.unaccompanied_at_claim
ORDER BY c.ref
"""
_STAFF = """
SELECT s.id, s.name, u.code, s.fte::float8
FROM workforce_staffmember s JOIN workforce_unit u ON u.id = s.unit_id
WHERE s.decides AND s.left_on IS NULL ORDER BY s.ref
"""


def fill_book(*, seed: int, by: User, on: date, at: datetime) -> bool:
    """Draw and write the book; False where there is one already."""
    with acting_as(by):
        if Site.objects.exists():
            return False
        drawn = draw_book(_wanted(seed, on))
        calendars = _calendars(drawn)
        _write(drawn, calendars, on)
        _write_needs(drawn, calendars, by=by, at=at)
        with connection.cursor() as cursor:
            for table in ("hours", "taken", "interviewneeds"):
                cursor.execute(f"ANALYZE appointments_{table}")
    return True


def _wanted(seed: int, on: date) -> Wanted:
    stages = [Stage.SCREENED, Stage.QUESTIONNAIRE, Stage.READY_TO_INTERVIEW]
    asked: dict[str, Any] = {
        "stages": [*stages, Stage.INTERVIEWED],
        "registered": Stage.REGISTERED,
        "adult_since": adult_since(on),
    }
    with connection.cursor() as cursor:
        cursor.execute(_CASES, asked)
        cases = pl.DataFrame(cursor.fetchall(), CASES, orient="row")
        cursor.execute(_STAFF)
        staff = pl.DataFrame(cursor.fetchall(), STAFF, orient="row")
    return Wanted(cases, staff, on, Chance(seed))


def _calendars(drawn: Drawn) -> dict[str, Ids]:
    """A calendar for each of everything, by kind and key; and their hours."""
    keys = {
        Calendar.Kind.SITE: [site["code"] for site in drawn.sites],
        Calendar.Kind.ROOM: [room["key"] for room in drawn.rooms],
        Calendar.Kind.HOST: [host["key"] for host in drawn.hosts],
        Calendar.Kind.INTERPRETER: [one["ref"] for one in drawn.interpreters],
        Calendar.Kind.INTERVIEWER: [one["key"] for one in drawn.interviewers],
        Calendar.Kind.REPRESENTATIVE: [one["key"] for one in drawn.representatives],
        Calendar.Kind.ADULT: [one["key"] for one in drawn.adults],
    }
    named = [(kind.value, key) for kind, some in keys.items() for key in some]
    made = _insert(
        "calendar",
        {
            "kind": ("text", [kind for kind, _ in named]),
            "touched": ("bigint", [0] * len(named)),
        },
    )
    found: dict[str, Ids] = {kind.value: {} for kind in keys}
    for (kind, key), calendar in zip(named, made, strict=True):
        found[kind][key] = calendar
    hours = drawn.hours
    _insert(
        "hours",
        {
            "calendar_id": (
                "bigint",
                [found[row["kind"]][row["key"]] for row in hours],
            ),
            "weekday": ("smallint", [row["weekday"] for row in hours]),
            "opens": ("time", [time(row["opens"]) for row in hours]),
            "closes": ("time", [time(row["closes"]) for row in hours]),
        },
    )
    return found


def _write(drawn: Drawn, calendars: dict[str, Ids], on: date) -> None:
    """Sites first: all others name them."""
    from_on = on.replace(year=on.year - 1)
    units = _ids("SELECT code, id FROM workforce_unit")
    sites = _sites(drawn, calendars, units, from_on)
    rooms = drawn.rooms
    _insert(
        "room",
        {
            "site_id": ("bigint", [sites[row["site"]] for row in rooms]),
            "name": ("text", _column(rooms, "name")),
            "mode": ("text", _column(rooms, "mode")),
            "seats": ("smallint", _column(rooms, "seats")),
            "equipment": ("jsonb", [json.dumps(row["equipment"]) for row in rooms]),
            "access": ("jsonb", [json.dumps(row["access"]) for row in rooms]),
            "turn_round_minutes": ("smallint", _column(rooms, "turn_round_minutes")),
            "calendar_id": ("bigint", [calendars["room"][row["key"]] for row in rooms]),
            "from_on": ("date", [from_on] * len(rooms)),
        },
    )
    users = dict(
        User.objects.filter(username__in=_column(drawn.hosts, "username")).values_list(
            "username", "pk"
        )
    )
    Host.objects.bulk_create(
        [
            Host(
                site_id=sites[row["site"]],
                name=row["name"],
                email=row["email"],
                user_id=users.get(row["username"]),
                at_once=row["at_once"],
                calendar_id=calendars["host"][row["key"]],
                from_on=from_on,
            )
            for row in drawn.hosts
        ]
    )
    _journeys(drawn, sites)
    _interpreters(drawn, calendars, sites)
    people = drawn.interviewers
    _insert(
        "interviewer",
        {
            "staff_member_id": ("bigint", _column(people, "staff_member_id")),
            "sex": ("text", _column(people, "sex")),
            "site_id": ("bigint", [sites[row["site"]] for row in people]),
            "by_video": ("boolean", _column(people, "by_video")),
            "week_limit": ("smallint", _column(people, "week_limit")),
            "calendar_id": (
                "bigint",
                [calendars["interviewer"][row["key"]] for row in people],
            ),
        },
    )


def _sites(drawn: Drawn, calendars: dict[str, Ids], units: Ids, from_on: date) -> Ids:
    rows = drawn.sites
    made = _insert(
        "site",
        {
            "code": ("text", _column(rows, "code")),
            "name": ("text", _column(rows, "name")),
            "address": ("text", _column(rows, "address")),
            "postcode": ("text", _column(rows, "postcode")),
            "nation": ("text", _column(rows, "nation")),
            "unit_id": (
                "bigint",
                [next((units.get(u) for u in row["units"]), None) for row in rows],
            ),
            "partner": ("text", [row.get("partner", "") for row in rows]),
            "directions": ("text", _column(rows, "directions")),
            "phone": ("text", _column(rows, "phone")),
            "open_on_holidays": ("boolean", [False] * len(rows)),
            "calendar_id": (
                "bigint",
                [calendars["site"][row["code"]] for row in rows],
            ),
            "from_on": ("date", [from_on] * len(rows)),
        },
    )
    return dict(zip(_column(rows, "code"), made, strict=True))


def _journeys(drawn: Drawn, sites: Ids) -> None:
    journeys = drawn.journeys
    _insert(
        "journey",
        {
            "postcode_area": ("text", journeys["postcode_area"].to_list()),
            "site_id": ("bigint", [sites[code] for code in journeys["site"]]),
            "minutes": ("smallint", journeys["minutes"].to_list()),
        },
    )
    pairs = [
        (*sorted((sites[one], sites[other])), minutes)
        for one, other, minutes in drawn.between.iter_rows()
    ]
    _insert(
        "between",
        {
            "one_id": ("bigint", [one for one, _, _ in pairs]),
            "other_id": ("bigint", [other for _, other, _ in pairs]),
            "minutes": ("smallint", [minutes for _, _, minutes in pairs]),
        },
    )


def _interpreters(drawn: Drawn, calendars: dict[str, Ids], sites: Ids) -> None:
    people = drawn.interpreters
    made = _insert(
        "interpreter",
        {
            "ref": ("text", _column(people, "ref")),
            "name": ("text", _column(people, "name")),
            "sex": ("text", _column(people, "sex")),
            "email": ("text", _column(people, "email")),
            "phone": ("text", _column(people, "phone")),
            "base_id": ("bigint", [sites[row["base"]] for row in people]),
            "in_person": ("boolean", _column(people, "in_person")),
            "by_video": ("boolean", _column(people, "by_video")),
            "vetted_until": ("date", _column(people, "vetted_until")),
            "contract_from": ("date", _column(people, "contract_from")),
            "contract_until": ("date", _column(people, "contract_until")),
            "calendar_id": (
                "bigint",
                [calendars["interpreter"][row["ref"]] for row in people],
            ),
        },
    )
    of = dict(zip(_column(people, "ref"), made, strict=True))
    spoken = drawn.languages
    _insert(
        "interpreterlanguage",
        {
            "interpreter_id": ("bigint", [of[row["interpreter"]] for row in spoken]),
            "language": ("text", _column(spoken, "language")),
            "dialect": ("text", _column(spoken, "dialect")),
            "level": ("smallint", _column(spoken, "level")),
            "assessed_on": ("date", _column(spoken, "assessed_on")),
        },
    )


def _companions(
    table: str, rows: Sequence[Mapping[str, Any]], of: Ids, **more: Any
) -> list[int]:
    """Representatives or adults: their ids, in order."""
    return _insert(
        table,
        {
            "name": ("text", _column(rows, "name")),
            "organisation": ("text", _column(rows, "organisation")),
            "email": ("text", _column(rows, "email")),
            "phone": ("text", [""] * len(rows)),
            "by_video": ("boolean", _column(rows, "by_video")),
            "from_on": ("date", [more.pop("from_on")] * len(rows)),
            "calendar_id": ("bigint", [of[row["key"]] for row in rows]),
        }
        | {name: (kind, [value] * len(rows)) for name, (kind, value) in more.items()},
    )


def _write_needs(
    drawn: Drawn, calendars: dict[str, Ids], *, by: User, at: datetime
) -> None:
    from_on = at.date().replace(year=at.year - 1)
    representatives = _companions(
        "representative",
        drawn.representatives,
        calendars["representative"],
        from_on=from_on,
    )
    adults = _companions(
        "responsibleadult",
        drawn.adults,
        calendars["adult"],
        from_on=from_on,
        of_the_department=("boolean", False),
        vetted_until=("date", at.date().replace(year=at.year + 1)),
    )
    needs = drawn.needs
    n = needs.height
    screened = [datetime.combine(day, time(12), UTC) for day in needs["screened_on"]]
    _insert(
        "interviewneeds",
        {
            "case_id": ("bigint", needs["case_id"].to_list()),
            "interviewer_sex": ("text", needs["interviewer_sex"].to_list()),
            "interpreter_sex": ("text", needs["interpreter_sex"].to_list()),
            "mode": ("text", [""] * n),
            "adjustments": (
                "jsonb",
                [json.dumps(a.to_list()) for a in needs["adjustments"]],
            ),
            "childcare": ("boolean", needs["childcare"].to_list()),
            "latest_start": ("time", needs["latest_start"].to_list()),
            "longest_journey": ("smallint", needs["longest_journey"].to_list()),
            "more_break_minutes": ("smallint", [0] * n),
            "short_notice_agreed_on": (
                "date",
                needs["short_notice_agreed_on"].to_list(),
            ),
            "representative_agrees_short_notice": (
                "boolean",
                needs["representative_agrees_short_notice"].to_list(),
            ),
            "standby": ("boolean", needs["standby"].to_list()),
            "representative_id": (
                "bigint",
                [
                    None if r is None else representatives[r]
                    for r in needs["representative"]
                ],
            ),
            "representative_attends": (
                "boolean",
                needs["representative_attends"].to_list(),
            ),
            "adult_id": (
                "bigint",
                [None if a is None else adults[a] for a in needs["adult"]],
            ),
            "channel": ("text", ["letter"] * n),
            "email": ("text", [""] * n),
            "phone": ("text", [""] * n),
            "written_language": ("text", needs["written_language"].to_list()),
            "safe_contact": ("boolean", needs["safe_contact"].to_list()),
            "recorded_at": ("timestamptz", screened),
            "recorded_by_id": ("bigint", [by.pk] * n),
        },
    )


def _column(rows: Sequence[Mapping[str, Any]], name: str) -> list[Any]:
    return [row[name] for row in rows]


def _ids(question: str) -> Ids:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return dict(cursor.fetchall())


def _insert(table: str, columns: Columns) -> list[int]:
    """Write rows given by column, (SQL type, values); answers their ids, in order."""
    names = ", ".join(columns)
    arrays = ", ".join(
        "%s::text[]::jsonb[]" if kind == "jsonb" else f"%s::{kind}[]"
        for kind, _ in columns.values()
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO appointments_{table} ({names})"
            f" SELECT * FROM unnest({arrays}) RETURNING id",
            [list(values) for _, values in columns.values()],
        )
        return [row[0] for row in cursor.fetchall()]
