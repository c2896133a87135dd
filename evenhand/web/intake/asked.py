"""What an address asks of an import, and of the list of imports."""

from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict

from evenhand.intake.models import Clash, TrackerRow


SHOWN = ("rows", "columns", "set-aside", "conflicts", "gone", "two")
STANDINGS = tuple(
    value for value in TrackerRow.Standing if value != TrackerRow.Standing.QUARANTINED
)


@dataclass(frozen=True, slots=True)
class AskedRows:
    """Which part of an import, and which of its rows, after (sheet, row).

    Of conflicts: after (row, conflict).
    """

    show: str
    standing: str = ""
    code: str = ""
    field: str = ""
    word: str = ""
    after: tuple[int, int] | None = None
    counted: bool = False

    @classmethod
    def from_address(cls, query: QueryDict, *, usual: str) -> "AskedRows":
        show, standing = query.get("show", ""), query.get("standing", "")
        return cls(
            show=show if show in SHOWN else usual,
            standing=standing if standing in STANDINGS else "",
            code=query.get("code", "")[:40],
            field=query.get("field", "")[:40],
            word=query.get("word", "")[:200],
            after=_pair(query.get("after", "")),
            counted=query.get("count") == "yes",
        )

    def address(self, **changes: object) -> str:
        """The same question with some of it changed, as the end of an address."""
        query = QueryDict(mutable=True)
        asked: dict[str, object] = {
            "show": self.show,
            "standing": self.standing,
            "code": self.code,
            "field": self.field,
            "word": self.word,
        }
        for name, value in {**asked, **changes}.items():
            if value:
                query[name] = str(value)
        return f"?{query.urlencode()}"


def following(rows: list[TrackerRow], page: int) -> tuple[list[TrackerRow], str]:
    """A page of rows, and the key after which the next begins ("": there is none)."""
    if len(rows) <= page:
        return rows, ""
    last = rows[page - 1]
    return rows[:page], f"{last.sheet_id}~{last.row}"


def following_clashes(clashes: list[Clash], page: int) -> tuple[list[Clash], str]:
    """The same of conflicts, in the order of their rows."""
    if len(clashes) <= page:
        return clashes, ""
    last = clashes[page - 1]
    return clashes[:page], f"{last.row_id}~{last.pk}"


def before_in(query: QueryDict) -> tuple[datetime, int] | None:
    """After which import a page of the list begins: its instant and number."""
    at, _, number = query.get("before", "").partition("~")
    try:
        return datetime.fromisoformat(at), _number(number)
    except ValueError:
        return None


def _pair(text: str) -> tuple[int, int] | None:
    sheet, _, row = text.partition("~")
    try:
        return _number(sheet), _number(row)
    except ValueError:
        return None


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise ValueError(text)
    return int(text)
