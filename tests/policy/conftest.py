"""The release under test, and a way to ask it about one case by both evaluators."""

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest

from evenhand.engine.rules.compile import Program, compile_release
from evenhand.engine.rules.release import Release
from tests.policy.asking import Answers, ask


POLICY = Path(__file__).parents[2] / "policy"
ON = datetime.date(2026, 11, 23)

Asked = Callable[..., Answers]


@pytest.fixture(scope="session")
def release() -> Release:
    return Release.read(POLICY)


@pytest.fixture(scope="session")
def program(release: Release) -> Program:
    return compile_release(release)


@pytest.fixture
def asked(release: Release, program: Program) -> Asked:
    """Ask about an adult of no priority in Leeds, with the facts that are given."""

    def asked(on: datetime.date = ON, **facts: object) -> Answers:
        return ask(release, program, on, **facts)

    return asked
