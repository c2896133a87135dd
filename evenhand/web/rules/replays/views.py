"""The nights in which outcomes were worked out again, and what differed."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evenhand.core.models import User
from evenhand.flows.replay_night import ALARMED
from evenhand.flows.tell_replay import readable_fields
from evenhand.planning.models import ReplayedOutcome
from evenhand.planning.replaying.queries import alarming, differences, nights
from evenhand.planning.replaying.sampling import replay_standards
from evenhand.releases.queries import policy_of, release_in_force
from evenhand.web.cases.replay_reading import FIELDS
from evenhand.web.formats import listed
from evenhand.web.pages import may_open, part_of
from evenhand.web.timing import at_of, today_of
from evenhand.web.viewer import user_of


NIGHTS, DIFFERENCES = 60, 200
WHY = {
    "rules": "The rules say something else of the very facts that the run read",
    "facts": "What is kept of the facts is not what the run read",
    "": "The run has kept nothing to compare with",
}


def alarms_for(user: User, on: date) -> list[date]:
    """Days to be told of on the pages of those who are to look into a difference."""
    return alarming(on) if user.has_role(*ALARMED) else []


@part_of("rules")
@require_safe
def replays(request: HttpRequest) -> HttpResponse:
    """Every night of the last two months, and each outcome that differed."""
    user = user_of(request)
    found = list(differences()[: DIFFERENCES + 1])
    return render(
        request,
        "rules/replays.html",
        {
            "nights": nights()[:NIGHTS],
            "differences": [
                (row, _fields(row, user), WHY[row.why]) for row in found[:DIFFERENCES]
            ],
            "more": len(found) > DIFFERENCES,
            "sees_cases": may_open(user, "cases"),
            "standards": replay_standards(policy_of(release_in_force(at_of(request)))),
            "alarms": alarms_for(user, today_of(request)),
        },
    )


def _fields(row: ReplayedOutcome, user: User) -> str:
    """The fields that differed, as far as this reader may be told of them."""
    told = [FIELDS[n].lower() for n in row.differing if n in readable_fields(user)]
    return listed(told) or "in what you may not read"
