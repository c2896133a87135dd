"""The manual of release 1, as `make fix` writes it."""

from evenhand.config.settings import POLICY_FOLDER
from evenhand.engine.rules.manual import manual
from evenhand.engine.rules.release import Release


def rulebooks() -> str:
    """The rulebooks of `policy/` as one document."""
    return manual(Release.read(POLICY_FOLDER))
