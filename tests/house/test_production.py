"""Production refuses to start with what belongs to the demo."""

import os
import subprocess
import sys

import pytest

from evenhand.config.production import DEMO_SECRET, refusals


SOUND = {
    "EVENHAND_MODE": "production",
    "EVENHAND_SECRET_KEY": "k" * 60,
    "EVENHAND_HOSTS": "evenhand.internal",
    "DATABASE_URL": "postgresql://evenhand@db.internal/evenhand",
}


def test_sound_environment_is_not_refused() -> None:
    assert refusals(SOUND) == []


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"EVENHAND_SECRET_KEY": DEMO_SECRET}, "the demo's"),
        ({"EVENHAND_SECRET_KEY": ""}, "not set"),
        ({"EVENHAND_SECRET_KEY": "short"}, "shorter"),
        ({"EVENHAND_DEBUG": "yes"}, "EVENHAND_DEBUG"),
        ({"EVENHAND_DEMO_DOOR": "yes"}, "EVENHAND_DEMO_DOOR"),
        ({"EVENHAND_HOSTS": ""}, "EVENHAND_HOSTS"),
        ({"EVENHAND_HOSTS": "*"}, "EVENHAND_HOSTS"),
        ({"DATABASE_URL": ""}, "DATABASE_URL"),
    ],
)
def test_environment_unfit_for_production_is_refused(
    change: dict[str, str], word: str
) -> None:
    assert [sentence for sentence in refusals(SOUND | change) if word in sentence]


@pytest.mark.parametrize(
    "change", [{"EVENHAND_SECRET_KEY": DEMO_SECRET}, {"EVENHAND_DEBUG": "yes"}]
)
def test_production_does_not_start(change: dict[str, str]) -> None:
    started = subprocess.run(
        [sys.executable, "-c", "import django; django.setup()"],
        env={
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "evenhand.config.settings",
            **SOUND,
            **change,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert started.returncode != 0
    assert "Production does not start" in started.stderr
