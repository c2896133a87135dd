"""The first step of all runs on any Python, says what it does, and does it once."""

import ast
import sys
from pathlib import Path

import pytest

from evenhand.config import bootstrap


def test_bootstrap_needs_nothing_that_must_first_be_installed():
    tree = ast.parse(Path(bootstrap.__file__).read_text(), feature_version=(3, 8))
    named = {
        (node.module if isinstance(node, ast.ImportFrom) else node.names[0].name)
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert named
    assert {str(name).split(".")[0] for name in named} <= sys.stdlib_module_names


def test_step_is_done_once_for_the_same_inputs(tmp_path, capsys):
    done = []
    stamp = tmp_path / "stamps" / "one"
    for inputs in ("a", "a", "b"):
        bootstrap.step(stamp, inputs, f"Doing {inputs}", lambda: done.append(1))
    assert len(done) == 2
    assert capsys.readouterr().out == "* Doing a\n* Doing b\n"


def test_step_that_failed_is_done_again(tmp_path):
    stamp = tmp_path / "one"
    stamp.write_text("old")

    def fail():
        raise bootstrap.SetUpFailed("no")

    with pytest.raises(bootstrap.SetUpFailed):
        bootstrap.step(stamp, "a", "Failing", fail)
    assert bootstrap.step(stamp, "old", "Going back", lambda: None)


def test_failing_command_is_told_with_its_own_last_words():
    with pytest.raises(
        bootstrap.SetUpFailed, match="It went wrong:\n +because of this"
    ):
        bootstrap.run(
            "sh", "-c", "echo because of this; exit 3", failing="It went wrong"
        )


def test_environment_is_handed_on_whole(monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.internal:3128")
    monkeypatch.setenv("UV_PYTHON_DOWNLOADS", "automatic")
    handed = bootstrap.environment()
    assert handed["HTTPS_PROXY"] == "http://proxy.internal:3128"
    assert handed["UV_PYTHON_DOWNLOADS"] == "automatic"


def test_python_that_does_not_suit_is_named(monkeypatch):
    monkeypatch.setenv("EVENHAND_PYTHON", "/bin/false")
    with pytest.raises(bootstrap.SetUpFailed, match="EVENHAND_PYTHON names /bin/false"):
        bootstrap.find_python()
