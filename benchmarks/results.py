"""The report: a table is shown, and added to RESULTS.md with the machine it ran on."""

import datetime
import importlib.metadata
import math
import os
import platform
import statistics
import time
from collections.abc import Iterable, Sequence
from pathlib import Path


RESULTS = Path(__file__).with_name("RESULTS.md")
PACKAGES = (
    "polars", "numpy", "ortools", "duckdb", "zen-engine", "SpiffWorkflow", "splink",
)  # fmt: skip


def machine() -> str:
    """Cores, memory, Python and package versions, and how busy it is, in a line."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = ", ".join(
        f"{name} {version}" for name in PACKAGES if (version := _version(name))
    )
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}"
        f" {platform.machine()}, Python {platform.python_version()}, {versions}."
        f" Load average at the start {os.getloadavg()[0]:.1f}"
        f" (above 0.5: other work ran beside)."
    )


def report(title: str, notes: str, sections: Iterable[tuple[str, str]]) -> None:
    """Show a report and add it to RESULTS.md. sections are (heading, markdown)."""
    lines = [f"## {title}, {datetime.date.today():%d %B %Y}", "", notes]  # noqa: DTZ011
    for heading, body in sections:
        lines += ["", f"### {heading}", "", body]
    text = "\n".join(lines) + "\n"
    print(text)
    with RESULTS.open("a", encoding="utf-8") as file:
        file.write(f"\n{text}")


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table in markdown, numbers with separators."""
    body = [[_shown(cell) for cell in row] for row in rows]
    lines = [header, ["---"] * len(header), *body]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


class Spent:
    """Seconds gone by, and seconds of the processors, of all this process's threads."""

    def __init__(self) -> None:
        self.seconds, self.processor = 0.0, 0.0

    def __enter__(self) -> "Spent":
        self.seconds, self.processor = time.perf_counter(), time.process_time()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds = time.perf_counter() - self.seconds
        self.processor = time.process_time() - self.processor


def middle(seconds: Sequence[float]) -> float:
    """The median."""
    return statistics.median(seconds)


def exponent(sizes: Sequence[int], seconds: Sequence[float]) -> float:
    """The b of seconds = a * size ** b, by least squares on logarithms."""
    x = [math.log(size) for size in sizes]
    y = [math.log(one) for one in seconds]
    return statistics.linear_regression(x, y).slope


def _shown(cell: object) -> str:
    if isinstance(cell, float):
        return f"{cell:,.3f}" if cell < 10 else f"{cell:,.1f}"
    return f"{cell:,}" if isinstance(cell, int) else str(cell)


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None
