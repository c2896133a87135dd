"""Readiness, requirements and kinds of work of release 1."""

import pytest

from evenhand.engine.rules.reference import evaluate
from evenhand.engine.rules.release import Release
from tests.policy.asking import CHILD_ALONE
from tests.policy.conftest import ON, Asked


@pytest.mark.parametrize(
    ("stage", "blocks", "ready"),
    [
        ("ready_to_interview", (), True),
        ("interviewed", (), True),
        ("interviewed", ("refusal",), True),
        ("ready_to_interview", ("refusal",), True),
        ("interviewed", ("interview",), True),
        ("interviewed", ("service",), True),
        ("ready_to_interview", ("interview",), False),
        ("ready_to_interview", ("interview", "refusal"), False),
        ("ready_to_interview", ("decision",), False),
        ("interviewed", ("decision", "refusal"), False),
        ("questionnaire", (), False),
        ("decided", (), False),
        ("withdrawn", (), False),
    ],
)
def test_readiness_follows_stage_and_barriers(
    asked: Asked, stage: str, blocks: tuple[str, ...], ready: bool
) -> None:
    answers = asked(stage=stage, blocks=blocks)
    assert answers.ready is ready
    assert answers.held_by.startswith("Nothing") is (ready or stage == "withdrawn")


def test_every_stage_says_in_words_what_holds_the_case(release: Release) -> None:
    for stage in release.registers["stages"].values:
        facts = {"stage": stage, "blocks": ()}
        outputs = evaluate(release, "readiness", facts, ON).outputs
        assert isinstance(outputs["ready"], bool)
        assert outputs["held_by"], stage


def test_an_open_referral_asks_for_training_in_trafficking_once(asked: Asked) -> None:
    answers = asked(
        open_barriers=("trafficking-referral",),
        blocks=("refusal",),
        vulnerabilities=("trafficking",),
    )
    assert answers.requires == {"trafficking"}
    assert answers.ready
    assert answers.kind == "heavy account"


def test_high_harm_is_not_vulnerability(asked: Asked) -> None:
    assert asked(high_harm=True).requires == {"high-harm"}
    needs = ("torture", "disability")
    assert asked(vulnerabilities=needs).requires == set()


def test_the_kind_of_work_is_read_from_the_work(asked: Asked) -> None:
    assert asked().kind == "interview"
    assert asked(stage="interviewed").kind == "decision"
    assert asked(high_profile=True).kind == "high profile"
    assert asked(detained=True).kind == "detained"
    assert asked(**CHILD_ALONE, detained=True).kind == "child"
