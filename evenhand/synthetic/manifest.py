"""What was aimed at and what was reached, for the reader of a caseload."""

from typing import Any

import polars as pl

from evenhand.synthetic import calibration
from evenhand.synthetic.aim import Aim
from evenhand.synthetic.situations import situations
from evenhand.synthetic.workforce import Person


AGES = {"under 18": 18, "18-29": 30, "30-49": 50, "50-69": 70, "70 and over": 200}
LARGEST = 12


def manifest(
    aim: Aim, cases: pl.DataFrame, dependants: pl.DataFrame, people: list[Person]
) -> dict[str, Any]:
    """Everything said about a caseload: its size, counts, and aims beside results."""
    return {
        "title": "Synthetic caseload: invented people in published proportions",
        "source": "Home Office immigration and asylum statistics, Crown copyright, Open Government Licence v3.0; assumptions are named in calibration.toml",
        "seed": aim.chance.seed,
        "on": aim.on.isoformat(),
        "mix": aim.mix,
        "cases": len(cases),
        "dependants": len(dependants),
        "people": len(cases) + len(dependants),
        "staff": len(people),
        "decision_makers": sum(p.decides for p in people),
        "weekly_places": sum(p.weekly_places for p in people),
        "by_nationality": _counts(cases, "nationality"),
        "by_sex": _counts(cases, "sex"),
        "by_age_at_claim": _ages(cases),
        "by_region": _counts(cases, "region"),
        "by_accommodation": _counts(cases, "accommodation"),
        "by_support": _counts(cases, "support"),
        "by_stage": _counts(cases, "stage"),
        "by_barrier": _counts(cases.explode("barrier_kinds").drop_nulls("barrier_kinds"), "barrier_kinds"),
        "by_vulnerability": _counts(cases.explode("vulnerabilities").drop_nulls("vulnerabilities"), "vulnerabilities"),
        "by_language": _counts(cases, "language"),
        "by_unit": _counts(cases, "unit"),
        "staff_by_role": _tally([p.role for p in people]),
        "staff_by_unit": _tally([p.unit or "national" for p in people]),
        "situations": situations(aim, cases),
        "aims": _aims(aim, cases, dependants),
    }  # fmt: skip


def _counts(frame: pl.DataFrame, column: str) -> dict[str, int]:
    """Counts by value, largest first; "none" where nothing is stated."""
    counts = (
        frame.select(pl.col(column).fill_null("none").alias("value"))
        .group_by("value")
        .len()
        .sort(["len", "value"], descending=[True, False])
    )
    return {str(value): int(count) for value, count in counts.iter_rows()}


def _tally(words: list[str]) -> dict[str, int]:
    return {word: words.count(word) for word in sorted(set(words))}


def _ages(cases: pl.DataFrame) -> dict[str, int]:
    age = cases["age_at_claim"]
    answer, low = {}, 0
    for name, high in AGES.items():
        answer[name] = int(((age >= low) & (age < high)).sum())
        low = high
    return answer


def _aims(
    aim: Aim, cases: pl.DataFrame, dependants: pl.DataFrame
) -> dict[str, dict[str, float]]:
    """Per cent of cases aimed at and reached, by figure."""
    n = len(cases)
    figures = calibration.calibration()
    nations = sorted(calibration.nations(aim.mix), key=lambda nation: -nation.share)
    answer = {
        f"nationality {nation.name}": _pair(
            nation.share, (cases["nationality"] == nation.name).sum(), n
        )
        for nation in nations[:LARGEST]
    }
    bands = calibration.waits(aim.mix)
    over = sum(nation.share * nation.over_six_months for nation in nations) / 100
    weights = [
        (1 - over) * a / sum(bands.shorter) + over * b / sum(bands.longer)
        for a, b in zip(bands.shorter, bands.longer, strict=True)
    ]
    for (low, high), weight in zip(bands.bounds, weights, strict=True):
        reached = ((cases["waited"] >= low) & (cases["waited"] < high)).sum()
        answer[f"waited {low} to {high - 1} days"] = _pair(100 * weight, reached, n)
    for stage, share in figures["stages"].items():
        answer[f"stage {stage}"] = _pair(share, (cases["stage"] == stage).sum(), n)
    parts = figures["barriers"]["before"], figures["barriers"]["after"]
    kinds = cases["barrier_kinds"].explode(empty_as_null=False, keep_nulls=False)
    for kind in sorted({*parts[0], *parts[1]}):
        share = sum(part.get(kind, 0) for part in parts)
        answer[f"barrier {kind}"] = _pair(share, (kinds == kind).sum(), len(kinds))
    women = sum(nation.share * nation.female for nation in nations) / 100
    alone = sum(nation.share * nation.uasc for nation in nations) / 100
    answer["women and girls"] = _pair(women, (cases["sex"] == "female").sum(), n)
    answer["claimed as a child alone"] = _pair(alone, cases["unaccompanied"].sum(), n)
    answer["detained"] = _pair(calibration.rate("detained"), cases["detained"].sum(), n)
    answer["sex not recorded"] = _pair(
        calibration.rate("sex_not_recorded"), (cases["sex"] == "not recorded").sum(), n
    )
    per_case = figures["mixes"][aim.mix]["dependants_per_case"]
    answer["dependants for each hundred cases"] = _pair(
        100 * per_case, len(dependants), n
    )
    return answer  # fmt: skip


def _pair(aimed: float, count: Any, n: int) -> dict[str, float]:
    return {
        "aimed_at": round(aimed, 3),
        "reached": round(100 * int(count) / max(n, 1), 3),
    }
