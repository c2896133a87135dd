"""Check rulebooks and put them to a file of facts; no database and no Django.

`bundle`, `replay` and `rehearse` alone ask the database.
"""

import argparse
import datetime
import json
import sys
import time
from collections import Counter
from pathlib import Path

import polars as pl

from evenhand.cli import bundling, rehearsing, replaying
from evenhand.engine.rules.checks import faults, publishable
from evenhand.engine.rules.compile import compile_release
from evenhand.engine.rules.facts_file import FORMATS, read_facts, refuse
from evenhand.engine.rules.faults import Fault, Faulty, Severity
from evenhand.engine.rules.release import Release


DONE, FAULTS_FOUND, BAD_INPUT = 0, 1, 2
UNREADABLE = {"not-found", "not-a-bundle"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(dest="rules_command", required=True)
    check = commands.add_parser("check", help="say what is wrong with a policy folder")
    check.add_argument("policy", type=Path, help="a policy folder or a bundle (.zip)")
    _add_shared(check)
    evaluate = commands.add_parser(
        "evaluate", help="put one table, and what it needs, to a file of cases"
    )
    evaluate.add_argument(
        "rulebook",
        type=Path,
        help="a policy folder, a bundle (.zip), or one rulebook inside a policy folder",
    )
    evaluate.add_argument("--table", required=True, metavar="NAME")
    evaluate.add_argument(
        "--facts",
        required=True,
        type=Path,
        metavar="FILE",
        help="csv, jsonl or parquet",
    )
    evaluate.add_argument(
        "--out", required=True, type=Path, metavar="FILE", help="csv, jsonl or parquet"
    )
    _add_shared(evaluate)
    rehearsing.add_arguments(
        commands.add_parser("rehearse", help="what a policy would do to the caseload")
    )
    bundling.add_arguments(
        commands.add_parser("bundle", help="write a published release to a file")
    )
    replaying.add_arguments(
        commands.add_parser("replay", help="where a case stood on a past day, and why")
    )


def run(args: argparse.Namespace) -> int:
    if args.rules_command == "check":
        return _check(args)
    if args.rules_command == "rehearse":
        return rehearsing.run(args)
    if args.rules_command == "bundle":
        return bundling.run(args)
    if args.rules_command == "replay":
        return replaying.run(args)
    try:
        return _evaluate(args)
    except Faulty as faulty:
        for sentence in faulty.sentences:
            print(sentence, file=sys.stderr)
        return BAD_INPUT


def _add_shared(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--on",
        type=datetime.date.fromisoformat,
        metavar="DATE",
        help="the day to stand on, as 2026-11-22 (default: today)",
    )
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")


def _day(args: argparse.Namespace) -> datetime.date:
    day: datetime.date | None = args.on
    # The command line is where the clock is read; nothing below it does.
    return day or datetime.date.today()  # noqa: DTZ011


def _check(args: argparse.Namespace) -> int:
    release: Release | None = None
    try:
        release = Release.read(args.policy)
        found = faults(release, _day(args))
    except Faulty as faulty:
        found = faulty.faults
        if {fault.code for fault in found} & UNREADABLE and len(found) == 1:
            print(found[0], file=sys.stderr)
            return BAD_INPUT
    counts = Counter(fault.severity for fault in found)
    for fault in found:
        print(f"{fault.severity}: {fault} [{fault.code}]")
    print(_verdict(release, found, counts))
    if args.json:
        print(
            json.dumps(
                {
                    "release": release.number if release else None,
                    "release_sha256": release.sha256 if release else None,
                    "tables": len(release.tables) if release else None,
                    "rules": sum(len(table.rules) for table in release.tables.values())
                    if release
                    else None,
                    "faults": counts["fault"],
                    "warnings": counts["warning"],
                    "demo_only": counts["demo only"],
                    "publishable": publishable(found),
                    "found": [
                        {
                            "code": fault.code,
                            "severity": fault.severity,
                            "where": fault.where,
                            "sentence": fault.sentence,
                        }
                        for fault in found
                    ],
                }
            )
        )
    return FAULTS_FOUND if counts["fault"] else DONE


def _verdict(
    release: Release | None, found: list[Fault], counts: Counter[Severity]
) -> str:
    if release is None:
        return f"Not readable: {len(found)} faults"
    rules = sum(len(table.rules) for table in release.tables.values())
    summary = (
        f"Release {release.number}: {len(release.tables)} tables, {rules} rules; "
        f"{counts['fault']} faults, {counts['warning']} warnings"
    )
    if counts["demo only"]:
        summary += f", {counts['demo only']} that only the demonstration may run with"
    return summary


def _evaluate(args: argparse.Namespace) -> int:
    """1. Read the release, then the facts. 2. Evaluate. 3. Write, all or nothing."""
    started = time.perf_counter()
    if args.out.suffix.lower() not in FORMATS:
        raise refuse(args.out, f"is of no kind that is written: {', '.join(FORMATS)}")
    if not args.out.parent.is_dir():
        raise refuse(args.out, "the folder it is to be written in does not exist")
    release = _release_of(args.rulebook)
    program = compile_release(release)
    table: str = args.table
    outputs = _outputs_of(release, table, args.rulebook)
    read = read_facts(args.facts, release, (table,))
    evaluated = program.evaluate(read.facts, _day(args), (table,))
    masks = program.mask_columns(table) if table in release.tables else []
    answer = evaluated.select(*outputs, *masks)
    keys = _keys(read.others, answer.height, {*outputs, "fired"}, args.facts)
    result = pl.DataFrame(
        [*keys, *answer.select(outputs), program.fired_ids(answer).alias("fired")]
    )
    _write(result, args.out)
    seconds = time.perf_counter() - started
    counts = program.fired_counts(answer)
    print(f"{table}: {result.height:,} cases in {seconds:.2f} s, to {args.out}")
    if args.json:
        print(
            json.dumps(
                {
                    "rows": result.height,
                    "table": table,
                    "release_sha256": release.sha256,
                    "seconds": round(seconds, 3),
                    "fired": counts,
                }
            )
        )
    return DONE


def _release_of(rulebook: Path) -> Release:
    """The release a rulebook belongs to: the nearest folder above with a vocabulary."""
    if rulebook.is_dir() or rulebook.suffix.lower() != ".toml":
        return Release.read(rulebook)
    if not rulebook.is_file():
        raise refuse(rulebook, "there is no such rulebook")
    for folder in rulebook.resolve().parents:
        if (folder / "vocabulary.toml").is_file():
            return Release.read(folder)
    raise refuse(
        rulebook, "belongs to no release: no folder above it has a vocabulary.toml"
    )


def _outputs_of(release: Release, table: str, rulebook: Path) -> list[str]:
    if table in release.totals:
        return [table]
    if table not in release.tables:
        raise refuse(
            rulebook,
            f"has no table {table!r}; it has {', '.join(release.tables)}",
        )
    return [output.name for output in release.tables[table].outputs]


def _keys(
    others: pl.DataFrame, rows: int, taken: set[str], facts: Path
) -> list[pl.Series]:
    """The columns by which rows are known again: row numbers where there are none."""
    for name in others.columns:
        if name in taken:
            raise refuse(
                facts, f"has a column {name}, which is what the answer is called"
            )
    if not others.columns:
        return [pl.Series("row", range(1, rows + 1), dtype=pl.UInt32)]
    return others.get_columns()


def _write(result: pl.DataFrame, out: Path) -> None:
    """Write beside the place and then move there, so that half a file is never seen."""
    partial = out.with_name(f".{out.name}.partial")
    try:
        match out.suffix.lower():
            case ".csv":
                result.select(
                    pl.col(name).cast(pl.List(pl.String)).list.join("|")
                    if isinstance(dtype, pl.List)
                    else pl.when(name)
                    .then(pl.lit("yes"))
                    .when(~pl.col(name))
                    .then(pl.lit("no"))
                    .alias(name)
                    if isinstance(dtype, pl.Boolean)
                    else pl.col(name)
                    for name, dtype in result.schema.items()
                ).write_csv(partial)
            case ".jsonl":
                result.write_ndjson(partial)
            case _:
                result.write_parquet(partial)
        partial.replace(out)
    except OSError as error:
        raise refuse(out, f"cannot be written: {error.strerror}") from None
    finally:
        partial.unlink(missing_ok=True)
