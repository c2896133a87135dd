"""The lock files: which exact packages are installed, each with its hashes.

They name versions and hashes but no addresses, so that any registry or mirror serves.

    python -m evenhand.config.locks write     compile them anew, keeping what still fits
    python -m evenhand.config.locks check     are they as fresh as pyproject.toml?
"""

import argparse
import hashlib
import sys
import tomllib
from pathlib import Path

from evenhand.config.bootstrap import ROOT, VENV, SetUpFailed, run, say


# What each is compiled from. They are installed into one environment, so the others agree
# with requirements.txt, which is therefore the first.
LOCKS = {
    "requirements.txt": ["pyproject.toml", "--group", "dev"],
    "requirements-setup.txt": ["--group", "setup"],
    "requirements-node.txt": ["--group", "node"],
    "requirements-bench.txt": ["--group", "bench"],
}
OPTIONS = [
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-annotate",
    "--no-header",
]


def write() -> None:
    for lock, inputs in LOCKS.items():
        say(f"Locking {lock}")
        agree = [] if lock == "requirements.txt" else ["-c", "requirements.txt"]
        run(
            *[VENV / "bin" / "uv", "pip", "compile", "--quiet"],
            *[*inputs, *agree, *OPTIONS, "--output-file", lock],
            failing=f"{lock} could not be compiled",
        )
        (ROOT / lock).write_text(f"{first_line()}\n{(ROOT / lock).read_text()}")


def stale() -> list[str]:
    """The lock files that pyproject.toml has outgrown."""
    return [
        lock
        for lock in LOCKS
        if not (ROOT / lock).is_file()
        or (ROOT / lock).read_text().partition("\n")[0] != first_line()
    ]


def first_line(pyproject: Path = ROOT / "pyproject.toml") -> str:
    """Changes with any dependency, so that freshness can be told without a network."""
    told = tomllib.loads(pyproject.read_text())
    wanted = (
        told["project"]["requires-python"],
        sorted(told["project"]["dependencies"]),
        sorted((name, sorted(of)) for name, of in told["dependency-groups"].items()),
    )
    return f"# pyproject.toml {hashlib.sha256(repr(wanted).encode()).hexdigest()[:16]}"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m evenhand.config.locks")
    parser.add_argument("command", choices=("write", "check"))
    if parser.parse_args().command == "write":
        try:
            write()
        except SetUpFailed as failure:
            print(failure, file=sys.stderr)
            return 1
        return 0
    for lock in stale():
        print(
            f"{lock} is older than the dependencies in pyproject.toml: run make lock",
            file=sys.stderr,
        )
    return 1 if stale() else 0


if __name__ == "__main__":
    sys.exit(main())
