"""Guidance is part of a release, has an owner, and is linked from what is there."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from evenhand.config.settings import POLICY_FOLDER
from evenhand.engine.rules.checks import faults
from evenhand.engine.rules.faults import Faulty
from evenhand.engine.rules.guidance import Guidance
from evenhand.engine.rules.release import Release


ON = date(2026, 11, 22)


@pytest.fixture(scope="module")
def release() -> Release:
    return Release.read(Path(POLICY_FOLDER))


def with_page(release: Release, text: str) -> Release:
    return Release.from_files({**release.files, "guidance/new.toml": text.encode()})


PAGE = """
title = "New"
about = "A page"
owner = "Somebody"
review_on = 2027-01-01
[applies_to]
barriers = ["questionnaire"]
tables = ["route"]
pages = ["planning"]
[[section]]
title = "First"
text = "Words."
"""


def test_guidance_travels_in_the_bundle(release: Release) -> None:
    again = Release.from_bundle(release.bundle())
    assert again.guidance == release.guidance
    assert "children" in again.guidance


def test_every_alarm_and_barrier_has_guidance(release: Release) -> None:
    pages = release.guidance.values()
    for kind in ("alarms", "barriers"):
        for value in release.registers[kind].values:
            assert any(page.is_for(kind, value) for page in pages), (kind, value)


def test_a_page_in_order_is_no_fault(release: Release) -> None:
    before = faults(release, ON)
    assert faults(with_page(release, PAGE), ON) == before


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda text: text.replace('owner = "Somebody"', ""), "owner-missing"),
        (lambda text: text.replace("2027-01-01", "2026-11-22"), "review-passed"),
        (lambda text: text.replace("review_on = 2027-01-01", ""), "review-missing"),
        (lambda text: text.replace('["questionnaire"]', '["query"]'), "guidance-unknown-value"),
        (lambda text: text.replace('["route"]', '["rout"]'), "guidance-unknown-value"),
        (lambda text: text.replace("barriers =", "bariers ="), "guidance-unknown-place"),
        (lambda text: text.split("[[section]]")[0], "guidance-empty"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_page_is_told_with_its_file(
    release: Release, change: Callable[[str], str], code: str
) -> None:
    found = [
        fault
        for fault in faults(with_page(release, change(PAGE)), ON)
        if fault.where == "guidance/new.toml"
    ]
    assert [fault.code for fault in found] == [code]


def test_a_page_without_a_title_is_not_read(release: Release) -> None:
    with pytest.raises(Faulty, match=r"guidance/new.toml.*has no title"):
        with_page(release, PAGE.replace('title = "New"\n', "", 1))


def test_is_for_asks_kind_and_value(release: Release) -> None:
    page: Guidance = replace(
        release.guidance["children"], applies_to={"alarms": ("detained-child",)}
    )
    assert page.is_for("alarms", "detained-child")
    assert not page.is_for("alarms", "missing-child")
    assert not page.is_for("barriers", "detained-child")
