"""Makes `.venv` with the locked packages in it, so that make can do the rest.

Run by whatever `python3` the machine has, before anything is installed: only the standard
library may be imported, and it must be readable to an older Python, which can at least
say what is missing. Every step is skipped while the files it was made from are the same.

    python3 evenhand/config/bootstrap.py            the packages of the project
    python3 evenhand/config/bootstrap.py bench      and those of the benchmarks
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path


ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
BUILD = ROOT / "build"
OLDEST, NEWEST = (3, 11), (3, 13)


class SetUpFailed(Exception):
    """The set-up cannot go on; the message says why and what would help."""


def main(words: Sequence[str] = ()) -> int:
    try:
        with alone():
            make_venv()
            install("requirements.txt", "the locked packages")
            install_project()
            if "bench" in words:
                install("requirements-bench.txt", "the packages of the benchmarks")
    except SetUpFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


# Steps


def say(doing: str) -> None:
    print(f"* {doing}", flush=True)


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Two makes at once: the second waits until the first has set up."""
    BUILD.mkdir(exist_ok=True)
    with (BUILD / "set-up.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def step(stamp: Path, made_from: str, doing: str, action: Callable[[], object]) -> bool:
    """Do it unless the stamp says it was done from the same things. True if done."""
    if stamp.is_file() and stamp.read_text() == made_from:
        return False
    say(doing)
    with contextlib.suppress(FileNotFoundError):
        stamp.unlink()
    action()
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(made_from)
    return True


def digest(*paths: Path) -> str:
    """One hash over names and contents of files, wherever the checkout lies."""
    whole = hashlib.sha256()
    for path in sorted(paths):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        whole.update(f"{path.relative_to(ROOT)} {content}\n".encode())
    return whole.hexdigest()


def run(
    *command: object, failing: str, inside: Path = ROOT
) -> subprocess.CompletedProcess[str]:
    """Run a command quietly; where it fails, raise SetUpFailed with its last lines."""
    try:
        done = subprocess.run(
            [str(word) for word in command],
            cwd=str(inside),
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
    except OSError as error:
        raise SetUpFailed(f"{failing}: {error}") from error
    if done.returncode != 0:
        last = "\n".join("    " + line for line in done.stdout.splitlines()[-15:])
        raise SetUpFailed(f"{failing}:\n{last}")
    return done


def environment() -> dict[str, str]:
    """Everything that was set, and a place for caches where the home takes none."""
    variables = {"UV_PYTHON_DOWNLOADS": "never", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    if not os.access(os.path.expanduser("~"), os.W_OK):
        variables["XDG_CACHE_HOME"] = str(BUILD / "cache")
        variables["npm_config_cache"] = str(BUILD / "cache" / "npm")
    if "PIP_INDEX_URL" in os.environ:  # a machine that is pointed at a mirror
        variables["UV_DEFAULT_INDEX"] = os.environ["PIP_INDEX_URL"]
    return {**variables, **os.environ}


def apt_install(package: str) -> bool:
    """Install a package of the system, where this is root on a Debian or the like."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    say(f"Installing the system package {package}")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (
        ["update", "-q"],
        ["install", "-q", "-y", "--no-install-recommends", package],
    ):
        done = subprocess.run(
            ["apt-get", *words],
            env=quiet,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
    if done.returncode != 0:
        print("\n".join(done.stdout.splitlines()[-5:]), file=sys.stderr)
    return done.returncode == 0


# The environment


def make_venv() -> None:
    """`.venv`, with uv in it. One that works is kept, whoever made it."""
    where = VENV / "stamps" / "where"
    moved = where.is_file() and where.read_text() != str(ROOT)
    named = os.environ.get("EVENHAND_PYTHON")
    wanted = version_of(named) if named else ""
    found = version_of(str(VENV_PYTHON))
    if moved or not _suits(found) or wanted not in ("", found):
        _make_venv(find_python())
    where.parent.mkdir(exist_ok=True)
    where.write_text(str(ROOT))
    step(
        VENV / "stamps" / "requirements-setup.txt",
        digest(ROOT / "requirements-setup.txt"),
        "Installing uv, which installs the rest",
        _install_uv,
    )


def _make_venv(python: str) -> None:
    say(f"Making .venv with Python {version_of(python)} from {python}")
    make = [python, "-m", "venv", "--clear", VENV]
    if not _knows(python, "ensurepip"):
        # Debian keeps ensurepip in a package apart; the outer pip can serve instead.
        if _knows(python, "venv") and _knows(python, "pip"):
            make.append("--without-pip")
        else:
            package = f"python{version_of(python)}-venv"
            if not apt_install(package) or not _knows(python, "ensurepip"):
                raise SetUpFailed(
                    f"{python} can make no virtual environment, because its modules "
                    "venv and ensurepip are missing. Install the package "
                    f"{package} (Debian, Ubuntu) and run this again."
                )
    run(*make, failing="Python could not make the environment .venv")


def _install_uv() -> None:
    pip = [VENV_PYTHON, "-m", "pip"]
    if not _knows(str(VENV_PYTHON), "pip"):
        pip = [find_python(), "-m", "pip", "--python", VENV_PYTHON]
    run(
        *[*pip, "install", "--require-hashes", "-r", "requirements-setup.txt"],
        failing="The installer uv could not be installed from the package registry",
    )


def find_python() -> str:
    """A Python that Evenhand runs on: the one named, this one, or another on the path."""
    named = os.environ.get("EVENHAND_PYTHON")
    candidates = [named] if named else [sys.executable]
    candidates += [] if named else ["python3.11", "python3.12", "python3.13"]
    for candidate in candidates:
        path = shutil.which(candidate)
        if path and _suits(version_of(path)):
            return path
    raise SetUpFailed(
        "Evenhand needs Python 3.11, 3.12 or 3.13, and "
        + (
            f"EVENHAND_PYTHON names {named}, which is none of them."
            if named
            else "none was found on the path. Install one, or name one by "
            "EVENHAND_PYTHON=/path/to/python3.11."
        )
    )


def version_of(python: str) -> str:
    """`3.11`, or nothing where that is no Python that runs."""
    show = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        return subprocess.run(
            [python, "-c", show], capture_output=True, text=True, check=True
        ).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def _suits(version: str) -> bool:
    return version != "" and OLDEST <= tuple(map(int, version.split("."))) <= NEWEST


def _knows(python: str, module: str) -> bool:
    return (
        subprocess.run(
            [python, "-c", f"import {module}"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ).returncode
        == 0
    )


# Packages


def install(lock: str, what: str) -> bool:
    """Install what a lock file says, every file checked against its hash."""
    return step(
        VENV / "stamps" / lock,
        digest(ROOT / lock),
        f"Installing {what}",
        lambda: _install("--require-hashes", "-r", lock),
    )


def install_project() -> None:
    """Evenhand itself, as it lies here; its dependencies are there already."""
    step(
        VENV / "stamps" / "evenhand",
        digest(ROOT / "pyproject.toml"),
        "Installing the evenhand command",
        lambda: _install("--no-deps", "--no-build-isolation", "-e", "."),
    )


def _install(*words: str) -> None:
    fails = "The packages could not be installed from the package registry"
    uv = [VENV / "bin" / "uv", "pip", "install", "--quiet", "--python", VENV_PYTHON]
    try:
        run(*uv, *words, failing=fails)
    except SetUpFailed as failure:
        if not _knows(str(VENV_PYTHON), "pip"):
            raise
        print(failure, file=sys.stderr)
        say("uv could not, so pip tries; it may have other settings on this machine")
        run(VENV_PYTHON, "-m", "pip", "install", *words, failing=fails)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
