"""What the address of a list of cases asks for: filters, order, page and columns."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.http import QueryDict

from evenhand.casework.models import Stage
from evenhand.casework.searching.queries import Found, search
from evenhand.web.cases.filters import FILTERS, read_filters


BEST = "best"
WAITING = "waiting"
ORDERS = {
    BEST: "Best match first",
    WAITING: "Longest waiting first",
    "band": "Band, then longest waiting",
    "newest": "Newest claim first",
}


@dataclass(frozen=True)
class Asked:
    """What an address asks for, with anything it should not say left out.

    `on` is the day on which ages, waits and what is due are reckoned; `more` are the
    filters beside unit, band and stage, by name.
    """

    unit: str
    band: int | None
    stage: str
    text: str
    order: str
    after: tuple[str, ...]
    on: date
    more: tuple[tuple[str, str], ...] = ()
    columns: str = ""

    @classmethod
    def from_address(cls, query: QueryDict, *, on: date) -> "Asked":
        band = query.get("band", "")
        stage = query.get("stage", "")
        text = query.get("q", "").replace("\x00", "").strip()[:100]
        order = query.get("order", "")
        usual = BEST if text else WAITING
        return cls(
            unit=query.get("unit", "").replace("\x00", "")[:20],
            band=int(band)
            if band.isascii() and band.isdigit() and len(band) < 3
            else None,
            stage=stage if stage in Stage.values or stage == "closed" else "",
            text=text,
            order=order if order in ORDERS and (text or order != BEST) else usual,
            after=tuple(query.get("after", "").split("~")),
            on=on,
            more=read_filters(query),
            columns=query.get("columns", "")[:200],
        )

    @cached_property
    def found(self) -> dict[int, Found]:
        """The cases that fit what was typed, and how; asked of the database once."""
        return search(self.text)

    @property
    def order_chosen(self) -> str:
        """The order, where it is another than is usual: best first, or longest wait."""
        return "" if self.order == (BEST if self.text else WAITING) else self.order

    def chosen(self, name: str) -> str:
        """The value chosen of one of the filters beside the first; empty for none."""
        return dict(self.more).get(name, "")

    def words(self, *, text_kept: bool = True) -> str:
        """What was asked for, for the log of looks; the text itself only if kept."""
        text = f"“{self.text}”" if text_kept else "(not shown here)"
        asked = [
            f"{name} {value}"
            for name, value in (
                ("unit", self.unit),
                ("band", self.band),
                ("stage", self.stage),
                *((FILTERS[name].title.lower(), value) for name, value in self.more),
                ("text", text if self.text else ""),
            )
            if value
        ]
        return f"Cases: {', '.join(asked) or 'all open'}"

    def address(self, **changes: object) -> str:
        """The same question with some of it changed, as the end of an address."""
        query = QueryDict(mutable=True)
        asked: dict[str, object] = {
            "q": self.text,
            "unit": self.unit,
            "band": self.band or "",
            "stage": self.stage,
            **dict(self.more),
            "order": self.order_chosen,
            "columns": self.columns,
        }
        for name, value in {**asked, **changes}.items():
            if value:
                query[name] = str(value)
        return f"?{query.urlencode()}" if query else "?"
