"""Interpreters: as many in each language as the caseload asks for, some languages scarce."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl

from evenhand.synthetic import names
from evenhand.synthetic.appointments.caseload import Wanted
from evenhand.synthetic.appointments.geography import sites
from evenhand.synthetic.draws import even, happens, pick


# On the register for 120,000 cases, and their shares per cent: the figures of the
# synthetic data of the project, all assumed.
REGISTER = 1_500
WOMEN, BY_VIDEO, IN_PERSON = 40, 90, 85
FURTHER = (55, 30, 15)  # one language, two, three
LEVELS = (5, 20, 55, 20)  # 1 to 4; interviews want 3
VETTING_RUN_OUT, VETTING_SOON, CONTRACT_RUN_OUT = 3, 6, 2
# Hard to find anywhere: spoken by a quarter of those that their share would ask for.
SCARCE = frozenset({"Kurdish Bahdini", "Zaghawa", "Oromo", "Bilen", "Uyghur"})
SCARCITY = 0.25
# Who speaks one often speaks the other.
BESIDE = {
    "Farsi": "Dari", "Dari": "Farsi", "Urdu": "Punjabi", "Punjabi": "Urdu",
    "Hindi": "Punjabi", "Kurdish Sorani": "Kurdish Kurmanji",
    "Kurdish Kurmanji": "Turkish", "Kurdish Bahdini": "Kurdish Kurmanji",
    "Tigrinya": "Amharic", "Amharic": "Tigrinya", "Oromo": "Amharic",
    "Bengali": "Sylheti", "Sylheti": "Bengali", "Mandarin": "Cantonese",
    "Cantonese": "Mandarin", "Russian": "Ukrainian", "Ukrainian": "Russian",
    "Pashto": "Dari", "Zaghawa": "Arabic", "Berber": "Arabic", "Spanish": "Portuguese",
    "Portuguese": "Spanish", "Tamil": "Sinhala", "Uzbek": "Russian",
}  # fmt: skip
HALF_DAYS = ((9, 13), (13, 17))

Rows = list[dict[str, Any]]


def interpreters(wanted: Wanted) -> dict[str, Rows]:
    """Rows of interpreters, of what they speak, and of their hours."""
    spoken = _first_languages(wanted)
    rng = wanted.chance.stream("interpreters")
    n = len(spoken)
    women, video = happens(rng, n, WOMEN), happens(rng, n, BY_VIDEO)
    present = happens(rng, n, IN_PERSON) | ~video
    base = pick(rng, n, [sum(site["rooms"].values()) for site in sites()])
    vetting, contract = even(rng, n) * 100, even(rng, n) * 100
    people = [
        {
            "ref": f"INT-{number + 1:05}",
            "name": _name(rng, "female" if women[number] else "male"),
            "sex": "female" if women[number] else "male",
            "email": f"interpreter{number + 1}@example.org",
            "phone": f"07700 90{number % 10_000:04}",
            "base": sites()[base[number]]["code"],
            "in_person": bool(present[number]),
            "by_video": bool(video[number]),
            "vetted_until": _vetted(wanted.on, vetting[number]),
            **_contract(wanted.on, contract[number]),
        }
        for number in range(n)
    ]
    refs = [person["ref"] for person in people]
    return {
        "interpreters": people,
        "languages": _languages(wanted, spoken, refs),
        "hours": _hours(wanted, refs),
    }


def _first_languages(wanted: Wanted) -> list[str]:
    """The language each was taken on for: every language has somebody, where it is not
    scarce; the others in proportion."""
    asked = wanted.spoken.group_by("language", maintain_order=True).agg(
        pl.col("asked").sum()
    )
    weights = {
        language: count * (SCARCITY if language in SCARCE else 1)
        for language, count in zip(asked["language"], asked["asked"], strict=True)
    }
    if not weights:
        return []
    one_each = [language for language in weights if language not in SCARCE]
    rest = max(0, round(REGISTER * wanted.scale) - len(one_each))
    total = sum(weights.values())
    exact = {language: rest * part / total for language, part in weights.items()}
    whole = {language: int(part) for language, part in exact.items()}
    by_rest = sorted(
        exact, key=lambda language: (whole[language] - exact[language], language)
    )
    for language in by_rest[: rest - sum(whole.values())]:
        whole[language] += 1
    return one_each + [
        language for language, count in whole.items() for _ in range(count)
    ]


def _languages(wanted: Wanted, first: list[str], refs: list[str]) -> Rows:
    """What each speaks: any speaker's language, and the dialects they know besides."""
    rng = wanted.chance.stream("languages of interpreters")
    n = len(first)
    common = [row for row in wanted.spoken.iter_rows() if row[0] not in SCARCE]
    further = pick(rng, n, FURTHER)
    levels, others = (
        pick(rng, n, LEVELS) + 1,
        pick(rng, n, [row[2] for row in common] or [1]),
    )
    back = rng.integers(100, 1_500, n)
    dialects = _dialects(wanted)
    given: dict[str, int] = {}
    rows: Rows = []
    for number, ref in enumerate(refs):
        spoken = [first[number]]
        if further[number] >= 1:
            spoken.append(
                BESIDE.get(first[number], common[others[number]][0] if common else "")
            )
        if further[number] == 2 and common:
            spoken.append(common[others[(number + 7) % n]][0])
        for place, language in enumerate(dict.fromkeys(filter(None, spoken))):
            level = (
                max(3, levels[number]) if place == 0 and number % 4 else levels[number]
            )
            said = {"interpreter": ref, "language": language, "level": int(level),
                    "assessed_on": wanted.on - timedelta(days=int(back[number]))}  # fmt: skip
            rows.append(said | {"dialect": ""})
            known = dialects.get(language, [])
            for _ in range(min(len(known), 1 + number % 2)):
                turn = given.get(language, 0)
                given[language] = turn + 1
                rows.append(said | {"dialect": known[turn % len(known)]})
    return [
        row
        for key, row in {
            (r["interpreter"], r["language"], r["dialect"]): r for r in rows
        }.items()
    ]


def _dialects(wanted: Wanted) -> dict[str, list[str]]:
    """The dialects of each language that are asked for: in turn, the more wanted more
    often, and each at least once in a turn."""
    found: dict[str, list[str]] = {}
    for language, dialect, asked in wanted.spoken.iter_rows():
        if dialect:
            known = found.setdefault(language, [])
            most = wanted.spoken.filter(language=language)["asked"].max()
            known += [dialect] * max(1, round(4 * asked / most))
    return found


def _hours(wanted: Wanted, refs: list[str]) -> Rows:
    """Two days and a half of each week, the same every week."""
    rng = wanted.chance.stream("hours of interpreters")
    rows: Rows = []
    for ref in refs:
        days = rng.permutation(5)[:3]
        half = HALF_DAYS[int(rng.integers(2))]
        for weekday, (opens, closes) in zip(
            days, ((9, 17), (9, 17), half), strict=True
        ):
            rows.append({"kind": "interpreter", "key": ref, "weekday": int(weekday),
                         "opens": opens, "closes": closes})  # fmt: skip
    return rows


def _name(rng: np.random.Generator, sex: str) -> str:
    given, family = names.given_pool("other", sex), names.family_pool("other")
    return f"{given[rng.integers(len(given))]} {family[rng.integers(len(family))]}"


def _vetted(on: date, luck: float) -> date:
    if luck < VETTING_RUN_OUT:
        return on - timedelta(days=1 + int(luck * 20))
    if luck < VETTING_RUN_OUT + VETTING_SOON:
        return on + timedelta(days=5 + int(luck * 5))
    return on + timedelta(days=90 + int(luck * 8))


def _contract(on: date, luck: float) -> dict[str, date]:
    start = on - timedelta(days=120 + int(luck * 9))
    if luck < CONTRACT_RUN_OUT:
        return {
            "contract_from": start,
            "contract_until": on - timedelta(days=1 + int(luck * 10)),
        }
    return {
        "contract_from": start,
        "contract_until": on + timedelta(days=60 + int(luck * 6)),
    }
