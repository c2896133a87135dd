"""Where a case stood on a day and why: as known then and, apart, as known since."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from evenhand.core.verdict import Refused
from evenhand.flows.replay_case import replay_case
from evenhand.flows.tell_replay import tell_replay
from evenhand.web.cases import reading
from evenhand.web.cases.reading import case_or_404
from evenhand.web.cases.replay_reading import replay_page
from evenhand.web.cases.standing import standings_of
from evenhand.web.formats import day
from evenhand.web.forms import day_in_address
from evenhand.web.pages import may_open, part_of
from evenhand.web.timing import at_of, today_of
from evenhand.web.titles import titles_at
from evenhand.web.viewer import user_of


NOT_A_DAY = "“{}” must be a real date, like 2026-11-20"


@dataclass(frozen=True, slots=True)
class AskedDay:
    """What an address asks: of which day, as known on which; and what cannot be read.

    `wrong` by field: what was typed, and what is wrong with it.
    """

    on: date
    known: date
    wrong: dict[str, tuple[str, str]]

    @classmethod
    def from_address(cls, query: QueryDict, today: date) -> "AskedDay":
        """Today, as known today, where nothing is asked."""
        days, wrong = {}, {}
        for name, called in (("on", "Day"), ("known", "As known on")):
            typed = query.get(name, "")
            days[name] = day_in_address(typed)
            if typed and days[name] is None:
                wrong[name] = (typed[:20], NOT_A_DAY.format(called))
        return cls(on=days["on"] or today, known=days["known"] or today, wrong=wrong)

    def refused_at(self, today: date) -> str:
        """The box beside which a refusal belongs."""
        out_of_order = self.known < self.on or self.known > today
        return "known" if self.on <= today and out_of_order else "on"


@part_of("cases")
@require_safe
def replay(request: HttpRequest, ref: str) -> HttpResponse:
    """One day of a case: what was read, which rules fired, what was stored of it."""
    at, today, user = at_of(request), today_of(request), user_of(request)
    asked = AskedDay.from_address(request.GET, today)
    found = case_or_404(request, ref, what=f"Replay of {day(asked.on)}")
    if found.ref != ref:
        return redirect("replay-case", found.ref)
    page, wrong = None, dict(asked.wrong)
    if not wrong:
        try:
            page = replay_page(
                tell_replay(
                    replay_case(
                        found,
                        on=asked.on,
                        at=at,
                        known_on=asked.known if asked.known != asked.on else None,
                    ),
                    reader=user,
                )
            )
        except Refused as refusal:
            field = asked.refused_at(today)
            wrong[field] = (getattr(asked, field).isoformat(), str(refusal))
    standing = standings_of([found], today=today)[found.pk]
    return render(
        request,
        "cases/replay.html",
        {
            "case": found,
            "identity": reading.identity_of(found, standing, titles_at(at)),
            "asked": asked,
            "wrong": wrong,
            "replay": page,
            "sees_runs": may_open(user, "planning"),
        },
        status=422 if wrong else 200,
    )
