"""The log of looks, filtered from the address. Reading it is a look as well."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from evenhand.casework.cases.queries import case_by_ref
from evenhand.casework.models import Case
from evenhand.core.looking import record_look
from evenhand.core.models import Look, User
from evenhand.web.forms import day_in_address
from evenhand.web.pages import part_of
from evenhand.web.rules.replays.views import alarms_for
from evenhand.web.timing import at_of, today_of


PAGE = 100


@dataclass(frozen=True, slots=True)
class AskedLooks:
    """What an address asks of the log."""

    kind: str
    who: str
    ref: str
    from_on: date | None
    to_on: date | None
    before: int | None
    wrong: Mapping[str, tuple[str, str]]  # field -> (what was typed, what is wrong)

    @classmethod
    def from_address(cls, query: QueryDict) -> "AskedLooks":
        kind, before = query.get("kind", ""), query.get("before", "")
        days = {name: day_in_address(query.get(name, "")) for name in ("from", "to")}
        wrong = {
            name: (
                query.get(name, "")[:20],
                f"“{called}” must be a real date, like 2026-11-20",
            )
            for name, called in (("from", "From"), ("to", "To"))
            if query.get(name) and days[name] is None
        }
        if days["from"] and days["to"] and days["from"] > days["to"]:
            said = "“To” must be the same day as “From” or later"
            wrong["to"] = (days["to"].isoformat(), said)
        return cls(
            kind=kind if kind in Look.Kind.values else "",
            who=query.get("who", "").strip()[:100],
            ref=query.get("case", "").strip()[:60],
            from_on=days["from"],
            to_on=days["to"],
            wrong=wrong,
            before=int(before)
            if before.isascii() and before.isdigit() and len(before) < 19
            else None,
        )

    def address(self, **changes: object) -> str:
        """The same question with some of it changed, as the end of an address."""
        query = QueryDict(mutable=True)
        asked: dict[str, object] = {
            "kind": self.kind,
            "who": self.who,
            "case": self.ref,
            "from": self.from_on or "",
            "to": self.to_on or "",
        }
        for name, value in {**asked, **changes}.items():
            if value:
                query[name] = str(value)
        return f"?{query.urlencode()}"


@part_of("audit")
@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """Views, searches and exports, the newest first."""
    asked = AskedLooks.from_address(request.GET)
    looks = list(looks_asked_for(asked)[: PAGE + 1])
    following = looks[PAGE - 1].pk if len(looks) > PAGE else 0
    looks = looks[:PAGE]
    refs = dict(
        Case.objects.filter(pk__in={look.case_id for look in looks}).values_list(
            "pk", "ref"
        )
    )
    assert isinstance(request.user, User)
    record_look(
        Look.Kind.SEARCH,
        by=request.user,
        at=at_of(request),
        what="Log of looks",
        rows=len(looks),
    )
    return render(
        request,
        "audit/audit.html",
        {
            "asked": asked,
            "alarms": alarms_for(request.user, today_of(request)),
            "looks": [(look, refs.get(look.case_id or 0)) for look in looks],
            "kinds": [("", "All"), *Look.Kind.choices],
            "following": asked.address(before=following) if following else "",
            "first": asked.address() if asked.before else "",
        },
        status=422 if asked.wrong else 200,
    )


def looks_asked_for(asked: AskedLooks) -> QuerySet[Look]:
    """Looks that fit, the newest first; those at unseen cases are not among them.

    None where a date could not be read: all of them would look like an answer.
    """
    looks = Look.objects.select_related("by").order_by("-pk")
    if asked.wrong:
        return looks.none()
    if asked.kind:
        looks = looks.filter(kind=asked.kind)
    if asked.who:
        looks = looks.filter(
            Q(by__name__icontains=asked.who) | Q(by__username=asked.who.lower())
        )
    if asked.ref:
        case = case_by_ref(asked.ref)
        looks = looks.filter(case_id=case.pk) if case else looks.none()
    if asked.from_on:
        looks = looks.filter(at__gte=_midnight(asked.from_on))
    if asked.to_on:
        looks = looks.filter(at__lt=_midnight(asked.to_on + timedelta(days=1)))
    if asked.before:
        looks = looks.filter(pk__lt=asked.before)
    return looks


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
