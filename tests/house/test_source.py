"""The source keeps its promises: time is given to it, it speaks of itself alone, and one
function answers when somebody is free."""

import ast
import re
from pathlib import Path

import pytest

from evenhand.config.bootstrap import ROOT


BELOW_FLOWS = (
    "engine",
    "core",
    "releases",
    "workforce",
    "casework",
    "planning",
    "appointments",
)
CLOCKS = {"now", "today", "utcnow", "Now", "CurrentTimestamp", "LocalNow"}
NOT_OURS = {".git", ".venv", ".local", "build", "node_modules", "caseload"}
HOSTS = re.compile(
    r"py[p]i\.org|python[h]osted|npm[j]s|deb\.debian[.]org|registry\.y[a]rnpkg"
)


def clocks_read_in(source: str) -> list[str]:
    """Names by which Python or Django would tell the present time."""
    return [
        f"{node.lineno}: {name}"
        for node in ast.walk(ast.parse(source))
        for name in (getattr(node, "attr", None) or getattr(node, "id", None),)
        if isinstance(node, ast.Attribute | ast.Name) and name in CLOCKS
    ]


@pytest.mark.parametrize("room", BELOW_FLOWS)
def test_room_below_flows_never_asks_what_time_it_is(room):
    found = {
        str(path.relative_to(ROOT)): clocks
        for path in (ROOT / "evenhand" / room).rglob("*.py")
        if (clocks := clocks_read_in(path.read_text()))
    }
    assert found == {}


@pytest.mark.parametrize(
    "source", ["timezone.now()", "date.today()", "f(default=timezone.now)", "Now()"]
)
def test_clocks_are_noticed(source):
    assert len(clocks_read_in(source)) == 1


def test_nothing_names_a_package_registry():
    found = [
        str(path.relative_to(ROOT))
        for path in ours()
        if HOSTS.search(path.read_text(errors="ignore"))
    ]
    assert found == []


def ours() -> list[Path]:
    return [
        path
        for top in ROOT.iterdir()
        if top.name not in NOT_OURS and not top.name.endswith("_cache")
        for path in ([top] if top.is_file() else top.rglob("*"))
        if path.is_file() and path.suffix not in {".png", ".pyc", ".zip"}
    ]


def test_one_availability_answers_every_screen():
    """A pit of the neighbours: two screens that found different times free."""
    searching = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "evenhand").rglob("*.py")
        if re.search(r"\bSearch\(", path.read_text())
    ]
    assert searching == ["evenhand/appointments/book/ways.py"]
