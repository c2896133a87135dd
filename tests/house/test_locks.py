"""Locks pin by version and hash, name no address, and are as fresh as pyproject.toml."""

import json
import re

import pytest

from evenhand.config import locks
from evenhand.config.bootstrap import ROOT


@pytest.mark.parametrize("lock", locks.LOCKS)
def test_every_locked_package_has_a_hash(lock):
    entries = re.split(r"\n(?=\S)", (ROOT / lock).read_text())
    packages = [entry for entry in entries if not entry.startswith("#")]
    assert packages
    assert [entry for entry in packages if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("lock", [*locks.LOCKS, "package-lock.json"])
def test_lock_names_no_registry(lock):
    text = (ROOT / lock).read_text()
    assert "resolved" not in text
    assert [word for word in ("index-url", "find-links", "file:") if word in text] == []
    if lock.endswith(".txt"):
        assert "://" not in text


def test_every_front_end_package_has_a_hash():
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert [n for n, told in packages.items() if n and "integrity" not in told] == []


def test_no_lock_is_stale():
    assert locks.stale() == []


def test_lock_goes_stale_with_any_dependency(tmp_path):
    changed = tmp_path / "pyproject.toml"
    changed.write_text(
        (ROOT / "pyproject.toml").read_text().replace('"django>=', '"django>')
    )
    assert locks.first_line(changed) != locks.first_line()


def test_every_dependency_says_why_it_is_here():
    text = (ROOT / "pyproject.toml").read_text()
    lists = text.partition("[project.scripts]")[0].partition("dependencies = [")[2]
    groups = text.partition("[dependency-groups]")[2].partition("\n[")[0]
    named = re.findall(r"^  \".*$", lists + groups, re.MULTILINE)
    assert len(named) > 20
    assert [line for line in named if not re.search(r"\", +# \w+", line)] == []
