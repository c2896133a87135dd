"""What people say of trackers: how columns are read, what words mean, who is right."""

from collections.abc import Mapping
from datetime import date, datetime

from evenhand.core.models import User
from evenhand.intake.models import GoLive, ImportSheet, TaughtWord
from evenhand.workforce.models import Unit


def save_mapping(
    sheet: ImportSheet,
    *,
    columns: Mapping[str, str | None],
    role: str,
    by: User,
    at: datetime,
) -> ImportSheet:
    """Say how a sheet is read, and keep it for the unit's sheets with these headings.

    columns   heading -> name of the field, or None where it is not read
    Refused where two columns are read as one field, or a needed field has none. The
    import is to be judged again (`flows.import_tracker.judge`).
    """
    raise NotImplementedError


def teach_word(
    *, unit: Unit | None, field: str, word: str, value: str, by: User, at: datetime
) -> TaughtWord:
    """Say what a word in a column means, for a unit's trackers or (None) for all.

    Replaces what was said before. Refused where the register has no such value.
    """
    raise NotImplementedError


def set_go_live(
    unit: Unit, *, on: date | None, by: User, at: datetime, because: str
) -> GoLive:
    """Say from which day the unit's tracker is refused; None opens the door again."""
    raise NotImplementedError
