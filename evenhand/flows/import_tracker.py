"""The journey of a tracker: receive, read, judge (a dry run), carry out, undo.

Every step is a function of the import's row, which holds all state, so that each can be
run again after it was killed. Until it is carried out nothing of a case has changed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from evenhand.casework.models import Case
from evenhand.core.models import User
from evenhand.intake.models import Clash, Import, TaughtWord, TrackerRow
from evenhand.workforce.models import Unit


Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class BuiltOn:
    """A case on which something was built since the import, and what, in words."""

    case: Case
    what: str


class CannotUndo(Exception):
    """Something was built on what the import brought; `built` lists it, by case."""

    def __init__(self, built: Sequence[BuiltOn]) -> None:
        super().__init__("Something has been built on what this file brought in")
        self.built = tuple(built)


def receive(
    file_name: str, data: bytes, *, unit: Unit | None, by: User, at: datetime
) -> Import:
    """Take a file in: its door is checked, and nothing more is read of it yet.

    unit: whose tracker it is, or None to have it told by the file itself (`read`).
    A file that cannot be opened, or of a unit that has gone live, comes back REFUSED
    with the reason. The same file again from the same person, not yet in, is the same
    import. Refused for those who may not bring trackers in.
    """
    raise NotImplementedError


def read(of: Import, *, at: datetime, say: Say = lambda words: None) -> Import:
    """Find the sheets and how their columns are read: as saved for the unit, or guessed.

    Each sheet says why it is read so, and keeps a few cells of each column to look at.
    Ends TO_BE_MAPPED where a needed column was not found, else judged (`judge`).
    """
    raise NotImplementedError


def judge(of: Import, *, at: datetime, say: Say = lambda words: None) -> Import:
    """A dry run: each row is staged with what would become of it. Ends JUDGED.

    Nothing of a case is changed. Judging again replaces what was staged.
    """
    raise NotImplementedError


def carry_out(
    of: Import, *, by: User, at: datetime, say: Say = lambda words: None
) -> Import:
    """Do exactly what was judged, in one transaction; judged again if anything changed.

    Refused where somebody else has just done it, or the unit has gone live meanwhile.
    """
    raise NotImplementedError


def undo(of: Import, *, by: User, at: datetime, because: str) -> Import:
    """Undo an import as a whole: cases it added become void, cells go back.

    CannotUndo, with the list, where anything was built on it; Refused without a reason.
    """
    raise NotImplementedError


def mend_row(
    row: TrackerRow, *, cells: Mapping[str, str], by: User, at: datetime
) -> TrackerRow:
    """Try a row in quarantine again with corrected cells: heading -> text.

    Where its import is in already, the row comes in at once. It stays in quarantine,
    with its reasons, while anything is still wrong.
    """
    raise NotImplementedError


def mend_word(
    of: Import,
    *,
    field: str,
    word: str,
    value: str,
    everywhere: bool,
    by: User,
    at: datetime,
) -> tuple[TaughtWord, int]:
    """Say what a word means and try all rows of the import again that have it.

    everywhere: for the trackers of all units. Answers the word, and how many rows
    left quarantine.
    """
    raise NotImplementedError


def mend_from_workbook(of: Import, data: bytes, *, by: User, at: datetime) -> int:
    """Try rows again as a returned workbook has them; answers how many left quarantine.

    Its first column "Evenhand row" is each row's signed number (`signed_row`), then the
    headings as in the sheet, then "What was wrong". Refused where a number is not one
    of ours, of another import, or there twice.
    """
    raise NotImplementedError


def settle_clash(
    clash: Clash, *, choice: str, by: User, at: datetime, because: str
) -> Clash:
    """Say which is right: "here" keeps what stands, "there" takes what the tracker says.

    Refused when settled already, or when the cell changed here since it was found.
    """
    raise NotImplementedError


def signed_row(row: TrackerRow) -> str:
    """The number of a row as a workbook carries it out and back."""
    raise NotImplementedError
