"""Make Django ready for a command that needs the database."""

import os
import sys


def set_up_django() -> None:
    """Load the settings and the apps; harmless twice.

    Where the settings refuse, the command ends with their sentence and exit code 2.
    Django is imported here and not above: commands with verbs on files alone, and verbs
    that ask the database, name this function without needing it.
    """
    import django
    from django.core.exceptions import ImproperlyConfigured

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evenhand.config.settings")
    try:
        django.setup()
    except ImproperlyConfigured as refusal:
        print(refusal, file=sys.stderr)
        raise SystemExit(2) from None
