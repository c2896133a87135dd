"""Make Django ready for a command that needs the database."""

import os

import django


def set_up_django() -> None:
    """Load the settings and the apps; harmless twice."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evenhand.config.settings")
    django.setup()
