"""What speaks for a likeness and what against it: as data, and in sentences."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypedDict

import polars as pl

from evenhand.engine.likeness.compare import (
    BIRTHS,
    BORN_DIGIT,
    BORN_SAME,
    BORN_TURNED,
    LEVELS,
)
from evenhand.engine.likeness.problem import BORN
from evenhand.engine.likeness.weigh import ATTRIBUTES


class Evidence(TypedDict):
    """One piece: what it is about, how the two compare, and what that weighs in bits.

    `one` and `other` are as each record writes it. Above 0 it speaks for the likeness.
    """

    about: str
    how: str
    bits: float
    one: str
    other: str


EVIDENCE = pl.List(
    pl.Struct(
        {
            "about": pl.String,
            "how": pl.String,
            "bits": pl.Float64,
            "one": pl.String,
            "other": pl.String,
        }
    )
)
SENSES = {"claimed": "claimed", "treated_as": "treated as", "assessed": "assessed"}


def with_evidence(kept: pl.DataFrame, persons: pl.DataFrame) -> pl.DataFrame:
    """The likenesses with their evidence, the weightiest first, ready to be stored."""
    ids = pl.concat([kept["person"], kept["person_2"]]).implode()
    about = {
        row["person"]: row
        for row in persons.filter(pl.col("person").is_in(ids)).iter_rows(named=True)
    }
    evidence = [
        _evidence(row, about[row["person"]], about[row["person_2"]])
        for row in kept.iter_rows(named=True)
    ]
    return kept.select(
        "kind",
        pl.col("person").alias("one"),
        pl.col("person_2").alias("other"),
        pl.col("case").alias("case_one"),
        pl.col("case_2").alias("case_other"),
        "weight",
        "confidence",
    ).with_columns(pl.Series("evidence", evidence, dtype=EVIDENCE))


def sentence(evidence: Evidence) -> str:
    """One piece of evidence as people say it, without a full stop."""
    return _SAID[evidence["about"]](evidence)


def speaks_against(evidence: Evidence) -> bool:
    """Whether this piece makes the likeness less likely."""
    return evidence["bits"] < 0


def _evidence(
    row: Mapping[str, Any], one: Mapping[str, Any], other: Mapping[str, Any]
) -> list[Evidence]:
    prefix = "one" if row["kind"] == "same person" else "family"
    bits = {name: float(row[f"{prefix}_{name}"]) for name in ATTRIBUTES}
    # In which order names stand is said with the names.
    bits["family"] += bits.pop("order")
    if row["order"] != "straight":
        bits["family"] += bits.pop("given")
    found: list[Evidence] = []
    for name, weight in bits.items():
        told = _TOLD[name](row, one, other)
        if told is not None and (abs(weight) >= 0.05 or name in ("sex", "nation")):
            how, first, second = told
            found.append(
                Evidence(
                    about=name,
                    how=how,
                    bits=round(weight, 1),
                    one=first,
                    other=second,
                )
            )
    return sorted(found, key=lambda piece: (-abs(piece["bits"]), piece["about"]))


Told = tuple[str, str, str] | None
Record = Mapping[str, Any]


def _family(row: Record, one: Record, other: Record) -> Told:
    if row["family"] is None:
        return None
    whole = [
        f"{r['given_names'] or ''} {r['family_name'] or ''}".strip()
        for r in (one, other)
    ]
    if row["order"] != "straight":
        return row["order"], whole[0], whole[1]
    return LEVELS[row["family"]], one["family_name"], other["family_name"]


def _given(row: Record, one: Record, other: Record) -> Told:
    if row["given"] is None or row["order"] != "straight":
        return None
    names = [r["given_names"] or r["family_name"] or "" for r in (one, other)]
    if row["known"]:
        known = [r["known_as"] or "" for r in (one, other)]
        return "known as", f"{names[0]} ({known[0]})", f"{names[1]} ({known[1]})"
    return LEVELS[row["given"]], names[0], names[1]


def _born(row: Record, one: Record, other: Record) -> Told:
    if row["born"] is None:
        return None
    best: tuple[int, date, str, date, str] | None = None
    for a in BORN:
        for b in BORN:
            if one[a] is None or other[b] is None:
                continue
            level = _as_close(one[a], other[b])
            if best is None or level > best[0]:
                best = (level, one[a], SENSES[a], other[b], SENSES[b])
    assert best is not None, "a level of birth with no date"
    _, first, sense, second, other_sense = best
    how = BIRTHS[row["born"]]
    if sense != other_sense:
        how = f"{how}; {sense}; {other_sense}"
    return how, first.isoformat(), second.isoformat()


def _as_close(a: date, b: date) -> int:
    """In the order of the levels of birth, by plain comparison of two dates."""
    if a == b:
        return BORN_SAME
    if (a.year, a.month, a.day) == (b.year, b.day, b.month):
        return BORN_TURNED
    slips = sum(x != y for x, y in zip(f"{a:%Y%m%d}", f"{b:%Y%m%d}", strict=True))
    return BORN_DIGIT if slips == 1 else int(a.year == b.year)


def _whether(name: str, field: str) -> Callable[[Record, Record, Record], Told]:
    def told(row: Record, one: Record, other: Record) -> Told:
        if row[name] is None:
            return None
        first, second = (
            ", ".join(r[field]) if isinstance(r[field], list) else str(r[field] or "")
            for r in (one, other)
        )
        return ("same" if row[name] else "different"), first, second

    return told


def _home(row: Record, one: Record, other: Record) -> Told:
    if row["home"] is None:
        return None
    places = [f"{r['address']}, {r['postcode']}" for r in (one, other)]
    return ("same" if row["home"] else "different"), places[0], places[1]


def _lawyer(row: Record, one: Record, other: Record) -> Told:
    if not row["lawyer"]:
        return None
    return (
        "same",
        f"{one['firm'] or ''} {one['firm_reference']}".strip(),
        f"{other['firm'] or ''} {other['firm_reference']}".strip(),
    )


def _reference(row: Record, one: Record, other: Record) -> Told:
    if row["reference"] is None:
        return None
    return "same", f"{row['system']}: {row['reference_value']}", row["system_2"]


def _claimed(row: Record, one: Record, other: Record) -> Told:
    return (
        "same" if row["claimed"] else "different",
        one["claimed_on"].isoformat(),
        other["claimed_on"].isoformat(),
    )


def _next(row: Record, one: Record, other: Record) -> Told:
    return None if row["next"] is None else (str(row["next"]), "", "")


def _patronymic(row: Record, one: Record, other: Record) -> Told:
    if row["patronymic"] is None:
        return None
    return (
        "same",
        f"{one['given_names']} {one['family_name']}",
        f"{other['given_names']} {other['family_name']}",
    )


_TOLD: Mapping[str, Callable[[Record, Record, Record], Told]] = {
    "reference": _reference,
    "family": _family,
    "given": _given,
    "born": _born,
    "sex": _whether("sex", "sex"),
    "nation": _whether("nation", "nationalities"),
    "home": _home,
    "lawyer": _lawyer,
    "claimed": _claimed,
    "next": _next,
    "patronymic": _patronymic,
}


def _say_reference(e: Evidence) -> str:
    system, _, value = e["one"].partition(": ")
    if system == e["other"]:
        return f"Both give the {system} {value}"
    return f"One gives {value} as {system}, the other as {e['other']}"


def _say_family(e: Evidence) -> str:
    one, other = e["one"], e["other"]
    if e["how"] == "any":
        return f"The same names in another order: {one} and {other}"
    if e["how"] == "swapped":
        return f"Family and given names may be swapped: {one} and {other}"
    return _say_name("family name", e)


def _say_given(e: Evidence) -> str:
    if e["how"] == "known as":
        return f"One is known as the other is named: {e['one']} and {e['other']}"
    return _say_name("given names", e)


def _say_name(what: str, e: Evidence) -> str:
    one, other = e["one"], e["other"]
    if e["how"] == "same":
        if one.casefold() == other.casefold():
            return f"The same {what}: {one}"
        return f"The same {what}, written differently: {one} and {other}"
    if e["how"] == "near":
        return f"A {what.rstrip('s')} a slip of the pen apart: {one} and {other}"
    if e["how"] == "part":
        return f"A part of the {what} is shared: {one} and {other}"
    return f"Different {what}: {one} and {other}"


def _say_born(e: Evidence) -> str:
    one, other = _day(e["one"]), _day(e["other"])
    how, *senses = e["how"].split("; ")
    as_said = f" (one as {senses[0]}, the other as {senses[1]})" if senses else ""
    if how == "same":
        return f"Both born {one}{as_said}"
    words = {
        "day and month swapped": "day and month may be swapped",
        "one figure differs": "one figure differs",
        "same year": "the same year",
        "different": "different dates",
    }[how]
    return f"Born {one} and {other}{as_said}: {words}"


def _say_sex(e: Evidence) -> str:
    if e["how"] == "same":
        return f"Both are recorded as {e['one']}"
    return f"One says {e['one']} and the other {e['other']}"


def _say_nation(e: Evidence) -> str:
    if e["how"] == "same":
        shared = [n for n in e["one"].split(", ") if n in e["other"].split(", ")]
        return f"A nationality in common: {', '.join(shared)}"
    return f"Different nationalities: {e['one']} and {e['other']}"


def _say_home(e: Evidence) -> str:
    if e["how"] == "same":
        return f"Both live at {e['one']}"
    return f"They live apart: {e['one']} and {e['other']}"


def _say_claimed(e: Evidence) -> str:
    if e["how"] == "same":
        return f"Both claimed on {_day(e['one'])}"
    return f"They claimed on different days: {_day(e['one'])} and {_day(e['other'])}"


def _say_next(e: Evidence) -> str:
    return "Their references follow each other"


def _day(text: str) -> str:
    value = date.fromisoformat(text)
    return f"{value.day} {value:%B %Y}"


_SAID: Mapping[str, Callable[[Evidence], str]] = {
    "reference": _say_reference,
    "family": _say_family,
    "given": _say_given,
    "born": _say_born,
    "sex": _say_sex,
    "nation": _say_nation,
    "home": _say_home,
    "lawyer": lambda e: f"The same representative’s reference: {e['one']}",
    "claimed": _say_claimed,
    "next": _say_next,
    "patronymic": lambda e: (
        f"One’s family name is the other’s given name: {e['one']} and {e['other']}"
    ),
}
