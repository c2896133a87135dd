"""The people who work the caseload: units, teams, roles, skills, time."""

import datetime
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from evenhand.synthetic import calibration, names
from evenhand.synthetic.aim import Aim
from evenhand.synthetic.draws import even, pick


TEAM = 10


@dataclass(slots=True)
class Person:
    """One row of staff.csv in the making."""

    name: str
    username: str
    role: str
    unit: str = ""
    team: str = ""
    grade: str = ""
    fte: float = 1.0
    started_on: datetime.date = datetime.date.min
    skills: dict[str, datetime.date] = field(default_factory=dict)
    clearances: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    absences: list[tuple[datetime.date, datetime.date]] = field(default_factory=list)
    also_units: list[str] = field(default_factory=list)
    weekly_places: int = 0
    caseload: int = 0

    @property
    def decides(self) -> bool:
        return self.role == "decision_maker"


def units() -> list[str]:
    """The units that have people, in the order of workforce.toml."""
    return list(calibration.read("workforce")["units"])


def fewest_decision_makers() -> int:
    """The smallest workforce: two decision makers in every unit."""
    return 2 * len(units())


def workforce(aim: Aim) -> list[Person]:
    """Everybody, the fixed cast first. Decision makers number what was asked for."""
    data = calibration.read("workforce")
    aim.registers.must_know("units", units())
    aim.registers.must_know(
        "skills", {s for u in data["units"].values() for s in u["skills"]}
    )
    aim.registers.must_know("clearances", data["clearances"])
    people = [_cast_member(row) for row in data["cast"]]
    _fill(people, aim)
    _name(people, len(data["cast"]), aim)
    _teams(people)
    for subject in (
        _grades,
        _service,
        _second_units,
        _skills,
        _clearances,
        _languages,
        _absences,
    ):
        subject(people, aim)
    return people


def frame(people: list[Person]) -> pl.DataFrame:
    """staff.csv: one row per person, all of it text."""
    rows: list[dict[str, Any]] = [
        {
            "reference": reference(index),
            "name": p.name,
            "username": p.username,
            "grade": p.grade,
            "roles": p.role,
            "unit": p.unit,
            "also_units": "|".join(p.also_units),
            "team": p.team,
            "fte": f"{p.fte:.1f}",
            "started_on": p.started_on.isoformat(),
            "skills": "|".join(f"{skill}:{until}" for skill, until in p.skills.items()),
            "clearances": "|".join(p.clearances),
            "languages": "|".join(p.languages),
            "absences": "|".join(f"{a}..{b}" for a, b in p.absences),
            "weekly_places": str(p.weekly_places),
        }
        for index, p in enumerate(people)
    ]
    return pl.DataFrame(rows)


def reference(index: int) -> str:
    return f"ST-{index + 1:05d}"


def _cast_member(row: dict[str, Any]) -> Person:
    member = Person(
        row["name"], row["name"].split()[0].lower(), row["role"], row.get("unit", "")
    )
    member.skills = dict.fromkeys(row.get("skills", []), datetime.date.min)
    member.clearances = list(row.get("clearances", []))
    member.languages = list(row.get("languages", []))
    return member


def seats(decision_makers: int) -> dict[str, int]:
    """Decision makers of each unit: by share, none under two, adding to the total."""
    shares = {
        unit: row["seats"]
        for unit, row in calibration.read("workforce")["units"].items()
    }
    free = decision_makers - 2 * len(shares)
    exact = {
        unit: free * share / sum(shares.values()) for unit, share in shares.items()
    }
    whole = {unit: int(part) for unit, part in exact.items()}
    by_rest = sorted(shares, key=lambda unit: whole[unit] - exact[unit])
    for unit in by_rest[: free - sum(whole.values())]:
        whole[unit] += 1
    return {unit: 2 + count for unit, count in whole.items()}


def _fill(people: list[Person], aim: Aim) -> None:
    """Add people until every unit, and the country, has its number of each role."""
    data = calibration.read("workforce")
    for unit, count in seats(aim.decision_makers).items():
        wanted = {"decision_maker": count} | {
            role: max(1, round(count / ratio)) for role, ratio in data["ratios"].items()
        }
        for role, number in wanted.items():
            have = sum(p.unit == unit and p.role == role for p in people[:13])
            people += [Person("", "", role, unit) for _ in range(number - have)]
    for role, number in data["national"].items():
        wanted_here = max(1, round(number * aim.decision_makers / 1300))
        have = sum(p.role == role for p in people[:13])
        people += [Person("", "", role) for _ in range(wanted_here - have)]
    for role, least in data["national_least"].items():
        have = sum(p.role == role for p in people)
        people += [Person("", "", role) for _ in range(least - have)]


def _name(people: list[Person], fixed: int, aim: Aim) -> None:
    rng = aim.chance.stream("staff names")
    given, family = names.given_pool("staff", "any"), names.family_pool("staff")
    taken = {p.username for p in people[:fixed]}
    for person in people[fixed:]:
        first = given[rng.integers(len(given))]
        last = family[rng.integers(len(family))]
        person.name = f"{first} {last}"
        plain = f"{first}.{last}".lower().replace(" ", "")
        username, number = plain, 1
        while username in taken:
            number += 1
            username = f"{plain}{number}"
        taken.add(username)
        person.username = username


def _teams(people: list[Person]) -> None:
    """Teams of about ten decision makers, each with its leader; others beside them."""
    for unit in units():
        members = [p for p in people if p.unit == unit]
        deciders = [p for p in members if p.decides]
        count = max(1, round(len(deciders) / TEAM))
        for place, person in enumerate(deciders):
            person.team = f"{unit} {1 + place * count // len(deciders)}"
        for role in {p.role for p in members} - {"decision_maker"}:
            for place, person in enumerate(p for p in members if p.role == role):
                person.team = f"{unit} {1 + place % count}"


def _grades(people: list[Person], aim: Aim) -> None:
    for role, shares in calibration.read("workforce")["grades"].items():
        some = [p for p in people if p.role == role]
        chosen = pick(
            aim.chance.stream(f"grades {role}"), len(some), list(shares.values())
        )
        for person, index in zip(some, chosen, strict=True):
            person.grade = list(shares)[index]


def _service(people: list[Person], aim: Aim) -> None:
    """When people started, how much they work, and so how many cases a week."""
    data = calibration.read("workforce")
    rng = aim.chance.stream("service")
    bands = data["service"]["months"]
    band = pick(rng, len(people), [share for *_, share in bands])
    within = even(rng, len(people))
    fte = data["working"]["fte"]
    part = pick(rng, len(people), list(fte.values()))
    for index, person in enumerate(people):
        low, high, _ = bands[band[index]]
        months = low + within[index] * (high - low)
        if index < len(data["cast"]):
            months, part[index] = 40.0, 0
        person.started_on = aim.on - datetime.timedelta(days=int(months * 30.44))
        person.fte = float(list(fte)[part[index]])
        if person.decides:
            learning = (
                0 if months < 1.5 else 1 if months < 6 else 2 if months < 12 else 3
            )
            full = data["working"]["full_week"] + (person.grade == "HEO")
            person.weekly_places = round(min(learning, full) * person.fte) + (
                learning == 3 and person.grade == "HEO"
            )
            held = data["working"]["new_caseload" if months < 6 else "caseload"]
            person.caseload = round(held * person.fte)


def _second_units(people: list[Person], aim: Aim) -> None:
    data = calibration.read("workforce")
    draws = even(aim.chance.stream("second units"), len(people)) * 100
    for person, luck in zip(people[len(data["cast"]) :], draws, strict=False):
        settled = person.weekly_places >= 2
        if person.decides and settled and luck < data["working"]["second_unit"]:
            other = data["also"].get(person.unit)
            person.also_units = [other] if other else []


def _skills(people: list[Person], aim: Aim) -> None:
    """Certificates of those who decide or check, some run out or about to."""
    data = calibration.read("workforce")
    rng = aim.chance.stream("skills")
    valid = {
        str(r["name"]): int(r.get("valid_months", 24))
        for r in aim.registers.rows("skills")
    }
    for place, person in enumerate(people):
        shares = data["anywhere"] | data["units"].get(person.unit, {}).get("skills", {})
        draws = rng.random((len(valid), 2))
        months = max((aim.on - person.started_on).days / 30.44, 0.5)
        for (skill, lasts), (luck, age) in zip(valid.items(), draws, strict=True):
            if place < len(data["cast"]):
                if skill in person.skills:
                    person.skills[skill] = aim.on + datetime.timedelta(
                        days=int(120 + 300 * age)
                    )
                continue
            if person.role not in ("decision_maker", "technical_specialist"):
                continue
            if luck * 100 < shares.get(skill, 0) * (0.6 if months < 6 else 1):
                since = min(months, lasts * 1.05) * age
                person.skills[skill] = aim.on + datetime.timedelta(
                    days=int((lasts - since) * 30.44)
                )
    _everyone_needed(people, aim, valid)


def _everyone_needed(people: list[Person], aim: Aim, valid: dict[str, int]) -> None:
    """Every unit has somebody in date for each skill that is its own work."""
    soon = aim.on + datetime.timedelta(days=200)
    for unit, row in calibration.read("workforce")["units"].items():
        deciders = [p for p in people if p.unit == unit and p.decides]
        for skill in row["skills"]:
            if not any(p.skills.get(skill, aim.on) > aim.on for p in deciders):
                deciders[-1].skills[skill] = soon


def _clearances(people: list[Person], aim: Aim) -> None:
    data = calibration.read("workforce")
    rng = aim.chance.stream("clearances")
    draws = rng.random((len(people), len(data["clearances"])))
    for place, person in enumerate(people):
        if place < len(data["cast"]):
            continue
        if person.role in (
            "decision_maker",
            "technical_specialist",
            "team_leader",
            "workflow_manager",
        ):
            person.clearances = [
                name
                for name, luck in zip(data["clearances"], draws[place], strict=True)
                if luck * 100 < data["clearances"][name]
            ]
    for unit in units():
        deciders = [
            p for p in people[len(data["cast"]) :] if p.unit == unit and p.decides
        ]
        for name in data["clearances"]:
            if not any(name in p.clearances for p in deciders):
                deciders[-1].clearances.append(name)


def _languages(people: list[Person], aim: Aim) -> None:
    data = calibration.read("workforce")["languages"]
    aim.registers.must_know("languages", data["spoken"])
    rng = aim.chance.stream("staff languages")
    speaks = even(rng, len(people)) * 100 < data["speakers"]
    which = pick(rng, len(people), list(data["spoken"].values()))
    for person, yes, index in zip(people, speaks, which, strict=True):
        language = list(data["spoken"])[index]
        if yes and person.unit and language not in person.languages:
            person.languages.append(language)


def _absences(people: list[Person], aim: Aim) -> None:
    """Leave and training about the day: whole weeks, Monday to Friday."""
    rng = aim.chance.stream("absences")
    monday = aim.on - datetime.timedelta(days=aim.on.weekday())
    share = calibration.read("workforce")["working"]["absent"]
    lengths = np.array([1, 1, 1, 2, 3])[rng.integers(0, 5, len(people))]
    starts = rng.integers(-2, 6, len(people))
    draws = even(rng, len(people))
    for person, luck, start, weeks in zip(
        people[13:], draws[13:], starts[13:], lengths[13:], strict=True
    ):
        if person.unit and luck * 100 < share * 2.5:
            first = monday + datetime.timedelta(weeks=int(start))
            last = first + datetime.timedelta(days=7 * int(weeks) - 3)
            person.absences.append((max(first, person.started_on), last))
            if first < person.started_on:
                person.absences.clear()
