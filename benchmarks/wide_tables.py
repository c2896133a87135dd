"""Invented wide tables as a policy lead would write them, from a seed.

Two tables over the same inputs: ``route`` (the first rule that fits says the unit) and
``points`` (what fits is added up). The inputs take turns: a text with listed values, a
truth, a whole number, a day, a list of texts, a text. A rule looks at three to seven of
them and leaves the others at a dash, so that no more than a few of two hundred rules fit
a case; now and then a cell says not(), or that nothing is known. The last rule of
``route`` takes whatever is left.
"""

import datetime
import random

import polars as pl

from benchmarks.facts import facts
from evenhand.engine.rules.release import Release


KINDS = ("text", "boolean", "integer", "date", "texts", "text")
LEAST_READ, MOST_READ = 3, 7
VALUES = 40  # of each text
MEMBERS = 12  # of each list
MOST = 120  # of each number
UNITS = 24
HEAD = """number = 1
title = "Wide tables"
effective_from = 2026-11-02
owner = "Benchmarks"
"""


def wide_release(rules: int, inputs: int, seed: int) -> Release:
    """A release with tables of so many rules over so many inputs."""
    rng = random.Random(f"{seed} {rules} {inputs}")
    names = [(f"{KINDS[i % len(KINDS)]}_{i + 1}", KINDS[i % 6]) for i in range(inputs)]
    tables = [
        _table(rng, "route", names, rules),
        _table(rng, "points", names, rules),
    ]
    vocabulary = ["version = 1"]
    for name, kind in names:
        vocabulary += ["[[fact]]", f'name = "{name}"', f'type = "{kind}"']
        vocabulary += [
            f'title = "{name}"',
            f"may_be_missing = {_truth(kind != 'boolean')}",
        ]
        if kind in ("text", "texts"):
            values = ", ".join(f'"{value}"' for value in _values(kind))
            vocabulary.append(f"values = [{values}]")
    return Release.from_files(
        {
            "release.toml": HEAD.encode(),
            "vocabulary.toml": "\n".join(vocabulary).encode(),
            "rulebooks/wide.toml": "\n".join(['title = "Wide"', *tables]).encode(),
        }
    )


def wide_facts(
    release: Release, cases: int, on: datetime.date, seed: int
) -> pl.DataFrame:
    """Facts as `facts` draws them, and whole numbers from 0 to ``MOST``."""
    frame = facts(release, cases, on, seed)
    rng = random.Random(f"{seed} {cases}")
    for name, fact in release.vocabulary.facts.items():
        if fact.type == "integer":
            drawn = [
                None if rng.random() < 0.1 else rng.randrange(MOST)
                for _ in range(cases)
            ]
            frame = frame.with_columns(pl.Series(name, drawn, dtype=pl.Int64))
    return frame


def _table(
    rng: random.Random, name: str, inputs: list[tuple[str, str]], rules: int
) -> str:
    listed = ", ".join(f'"{one}"' for one, _ in inputs)
    if name == "route":
        output = '{ name = "unit", type = "text" }'
    else:
        output = '{ name = "points", type = "integer" }'
    lines = ["[[table]]", f'name = "{name}"', f'title = "{name}"']
    lines += [
        f'hit = "{"first" if name == "route" else "sum"}"',
        f"inputs = [{listed}]",
    ]
    lines.append(f"outputs = [{output}]")
    for index in range(rules):
        last = name == "route" and index == rules - 1
        count = rng.randint(min(LEAST_READ, len(inputs)), min(MOST_READ, len(inputs)))
        chosen = [] if last else rng.sample(inputs, count)
        cells = ", ".join(f"{one} = {_cell(rng, kind)}" for one, kind in chosen)
        if name == "route":
            then = f"unit = '\"unit {rng.randrange(UNITS)}\"'"
        else:
            then = f"points = {rng.randint(-40, 90)}"
        lines += ["[[table.rule]]", f'id = "{name[0].upper()}-{index + 1:04}"']
        lines += [f'title = "Rule {index + 1}"', f"when = {{ {cells} }}"]
        lines.append(f"then = {{ {then} }}")
    return "\n".join(lines)


def _cell(rng: random.Random, kind: str) -> str:
    if kind == "boolean":
        return _truth(rng.random() < 0.4)
    if rng.random() < 0.04:
        return "'null'"
    if kind == "integer":
        low = rng.randrange(MOST)
        match rng.randrange(3):
            case 0:
                return f"'>= {low}'"
            case 1:
                return f"'< {low}'"
        return f"'[{low}..{rng.randint(low + 1, MOST + 1)})'"
    if kind == "date":
        days = sorted(
            datetime.date(2021, 1, 1) + datetime.timedelta(days=rng.randrange(2100))
            for _ in range(2)
        )
        first, second = (f'date("{day}")' for day in days)
        if days[0] == days[1] or rng.random() < 0.6:
            return f"'< {second}'" if rng.random() < 0.5 else f"'>= {first}'"
        return f"'[{first}..{second}]'"
    values = _values(kind)
    some = rng.sample(values, rng.randint(1, 4 if kind == "texts" else 6))
    listed = ", ".join(f'"{value}"' for value in some)
    return (
        f"'not({listed})'" if kind == "text" and rng.random() < 0.3 else f"'{listed}'"
    )


def _values(kind: str) -> list[str]:
    return [f"value {i + 1}" for i in range(VALUES if kind == "text" else MEMBERS)]


def _truth(value: bool) -> str:
    return "true" if value else "false"
