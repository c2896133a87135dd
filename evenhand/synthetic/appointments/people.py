"""Those who interview, represent, and are with children; with when each is there."""

from typing import Any

import polars as pl

from evenhand.synthetic import names
from evenhand.synthetic.appointments.caseload import Wanted
from evenhand.synthetic.appointments.geography import sites
from evenhand.synthetic.draws import happens


Rows = list[dict[str, Any]]

WOMEN = 55
INTERVIEW_BY_VIDEO = 85
WEEK_LIMIT = 3
# Sites of units whose people sit nowhere in particular.
ELSEWHERE = "LEEDS"
# The cast of the demo are the same people in every caseload.
CAST = {"Amira Bello": "female"}
CLIENTS_OF_ONE = 60
CHILDREN_OF_ONE = 12
REPRESENTATIVES_WITH_HOURS = 70


def interviewers(wanted: Wanted) -> dict[str, Rows]:
    """Rows of those who decide, and the hours of their working days."""
    rng = wanted.chance.stream("interviewers")
    staff = wanted.staff
    women = happens(rng, staff.height, WOMEN)
    video = happens(rng, staff.height, INTERVIEW_BY_VIDEO)
    home = {unit: site["code"] for site in sites() for unit in site["units"]}
    people: Rows = []
    hours: Rows = []
    for number, row in enumerate(staff.iter_rows(named=True)):
        sex = CAST.get(row["name"]) or ("female" if women[number] else "male")
        people.append(
            {
                "key": str(row["staff_member_id"]),
                "staff_member_id": row["staff_member_id"],
                "sex": sex,
                "site": home.get(row["unit"], ELSEWHERE),
                "by_video": bool(video[number]),
                "week_limit": WEEK_LIMIT,
            }
        )
        days = round(5 * row["fte"])
        off = int(rng.integers(5))
        hours += _nine_to_five(
            "interviewer",
            str(row["staff_member_id"]),
            [(off + day) % 5 for day in range(days)],
        )
    return {"interviewers": people, "hours": hours}


def representatives(wanted: Wanted) -> dict[str, Rows]:
    """People of each firm that acts, one for so many clients; most have said when they
    are free."""
    rng = wanted.chance.stream("representatives in person")
    firms = _counted(wanted.cases, "firm")
    people: Rows = [
        {
            "key": f"{firm} {number + 1}",
            "name": _name(rng),
            "organisation": firm,
            "email": f"rep{number + 1}@{_address(firm)}.example.org",
            "by_video": True,
        }
        for firm, clients in firms
        for number in range(max(1, round(clients / CLIENTS_OF_ONE)))
    ]
    said = happens(rng, len(people), REPRESENTATIVES_WITH_HOURS)
    hours = [
        row
        for person, some in zip(people, said, strict=True)
        if some
        for row in _nine_to_five(
            "representative", person["key"], sorted(rng.permutation(5)[:4].tolist())
        )
    ]
    return {"representatives": _named_apart(people), "hours": hours}


def adults(wanted: Wanted) -> dict[str, Rows]:
    """Responsible adults found by local authorities: some for each that has children."""
    rng = wanted.chance.stream("responsible adults")
    authorities = _counted(wanted.cases.filter("child"), "local_authority")
    people: Rows = [
        {
            "key": f"{authority} {number + 1}",
            "name": _name(rng),
            "organisation": authority,
            "email": f"adult{number + 1}@{_address(authority)}.example.org",
            "by_video": False,
        }
        for authority, children in authorities
        for number in range(max(1, round(children / CHILDREN_OF_ONE)))
    ]
    hours = [
        row
        for person in people
        for row in _nine_to_five(
            "adult", person["key"], sorted(rng.permutation(5)[:3].tolist())
        )
    ]
    return {"adults": _named_apart(people), "hours": hours}


def _counted(cases: pl.DataFrame, column: str) -> list[tuple[str, int]]:
    return cases.filter(pl.col(column) > "").group_by(column).len().sort(column).rows()


def _nine_to_five(kind: str, key: str, weekdays: list[int]) -> Rows:
    return [
        {"kind": kind, "key": key, "weekday": weekday, "opens": 9, "closes": 17}
        for weekday in weekdays
    ]


def _name(rng: Any) -> str:
    given, family = names.given_pool("staff", "any"), names.family_pool("staff")
    return f"{given[rng.integers(len(given))]} {family[rng.integers(len(family))]}"


def _named_apart(people: Rows) -> Rows:
    """Two of one organisation never have one name."""
    seen: dict[tuple[str, str], int] = {}
    for person in people:
        key = (person["organisation"], person["name"])
        seen[key] = seen.get(key, 0) + 1
        if seen[key] > 1:
            person["name"] += f" {'I' * seen[key]}"
    return people


def _address(organisation: str) -> str:
    return "".join(letter for letter in organisation.lower() if letter.isalpha())
