"""The one test that fails where there is no browser; journeys are then passed over."""

from evenhand.config.browser import MISSING, find_chromium


def test_a_browser_for_the_journeys_is_installed():
    assert find_chromium() is not None, MISSING


def test_browser_that_was_named_is_the_one(monkeypatch, tmp_path):
    program = tmp_path / "my-chromium"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("EVENHAND_CHROMIUM", str(program))
    assert find_chromium() == str(program)
