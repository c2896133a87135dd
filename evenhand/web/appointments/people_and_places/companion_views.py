"""Representatives and responsible adults: the list, one of them, and how they change."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from evenhand.appointments.companions.models import Representative, ResponsibleAdult
from evenhand.appointments.companions.queries import KINDS as MODELS
from evenhand.appointments.companions.queries import find_companions
from evenhand.appointments.companions.services import (
    add_adult,
    add_representative,
    change_adult,
    change_representative,
    companion_goes,
)
from evenhand.appointments.keeping import may_keep
from evenhand.web.appointments.people_and_places.forms import GoesForm
from evenhand.web.appointments.people_and_places.person_forms import (
    CompanionForm,
    companion_said,
)
from evenhand.web.appointments.people_and_places.shared import (
    KINDS,
    calendar_shown,
    context,
    trail,
)
from evenhand.web.pages import part_of
from evenhand.web.people.change import change
from evenhand.web.timing import at_of, today_of
from evenhand.web.viewer import user_of


ASKED = ["GET", "HEAD", "POST"]
PAGE = 50
Either = Representative | ResponsibleAdult


@part_of("places")
@require_safe
def companions(request: HttpRequest, kind: str) -> HttpResponse:
    """All of a kind by firm or authority, page by page."""
    title, one = _words_or_404(kind)
    text = " ".join(request.GET.get("q", "").split())[:60]
    found = find_companions(kind, text)
    parts = request.GET.get("after", "").split("|")
    if len(parts) == 3 and parts[2].isdigit():
        organisation, name, number = parts[0], parts[1], int(parts[2])
        found = found.filter(
            Q(organisation__gt=organisation)
            | Q(organisation=organisation, name__gt=name)
            | Q(organisation=organisation, name=name, pk__gt=number)
        )
    rows = list(found[: PAGE + 1])
    shown, following = rows[:PAGE], ""
    if len(rows) > PAGE:
        last = shown[-1]
        following = _address(kind, text, f"{last.organisation}|{last.name}|{last.pk}")
    return render(
        request,
        "appointments/people_and_places/companions.html",
        context(
            request,
            title,
            kind=kind,
            title=title,
            called=one,
            rows=shown,
            text=text,
            first=_address(kind, text, "") if len(parts) == 3 else "",
            following=following,
        ),
    )


@part_of("places")
@require_safe
def companion(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """One representative or adult, and when they are there."""
    found = _one_or_404(kind, number)
    title, one = _words_or_404(kind)
    return render(
        request,
        "appointments/people_and_places/companion.html",
        context(
            request,
            title,
            kind=kind,
            title=title,
            called=one,
            one=found,
            vetted_until=getattr(found, "vetted_until", None),
            calendar=calendar_shown(request, found.calendar),
            last_day=found.to_on - timedelta(days=1) if found.to_on else None,
        ),
    )


@part_of("places")
@require_http_methods(ASKED)
def new_companion(request: HttpRequest, kind: str) -> HttpResponse:
    """Somebody more of a kind. An adult of the department is refused in a sentence."""
    title, one = _words_or_404(kind)
    form = CompanionForm(
        request.POST or None,
        kind=kind,
        new=True,
        initial={"from_on": today_of(request), "by_video": "yes"},
    )
    made: list[Either] = []

    def act() -> str:
        got = form.cleaned_data
        said: dict[str, Any] = {
            "from_on": got["from_on"],
            "by": user_of(request),
            "at": at_of(request),
        }
        found: Either
        if kind == "adults":
            found = add_adult(
                form.said(),
                of_the_department=got["of_the_department"] == "yes",
                vetted_until=got["vetted_until"],
                **said,
            )
        else:
            found = add_representative(form.said(), **said)
        made.append(found)
        return f"{found.name} was added. Set their hours"

    return change(
        request,
        form,
        verdict=may_keep(user_of(request)),
        trail=_trail(kind),
        title=f"Add a {one}",
        button=f"Add {one}",
        act=act,
        onward=lambda: reverse("companion", args=[kind, made[0].pk]),
        refused_at="of_the_department" if kind == "adults" else "name",
    )


@part_of("places")
@require_http_methods(ASKED)
def change_one(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """Change what is said of somebody."""
    found = _one_or_404(kind, number)
    form = CompanionForm(
        request.POST or None, kind=kind, new=False, initial=companion_said(found)
    )

    def act() -> str:
        said: dict[str, Any] = {
            "because": form.cleaned_data["because"],
            "by": user_of(request),
            "at": at_of(request),
        }
        if isinstance(found, ResponsibleAdult):
            until = form.cleaned_data["vetted_until"]
            changed = change_adult(found, form.said(), vetted_until=until, **said)
        else:
            changed = change_representative(found, form.said(), **said)
        return f"{found.name} was changed" if changed else "Nothing was changed"

    return change(
        request,
        form,
        verdict=may_keep(user_of(request)),
        trail=_trail(kind, (found.name, reverse("companion", args=[kind, number]))),
        title=f"Change {found.name}",
        button="Change",
        act=act,
        onward=reverse("companion", args=[kind, number]),
        refused_at="organisation",
    )


@part_of("places")
@require_http_methods(ASKED)
def goes(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """Somebody does not come any longer, from a day on."""
    found = _one_or_404(kind, number)
    form = GoesForm(request.POST or None)

    def act() -> str:
        companion_goes(
            found,
            form.cleaned_data["on"],
            because=form.cleaned_data["because"],
            by=user_of(request),
            at=at_of(request),
        )
        return f"{found.name} is not booked any longer from then on"

    return change(
        request,
        form,
        verdict=may_keep(user_of(request)),
        trail=_trail(kind, (found.name, reverse("companion", args=[kind, number]))),
        title=f"{found.name} does not come any longer",
        button="Say so",
        act=act,
        onward=reverse("companion", args=[kind, number]),
        refused_at="on",
    )


def _address(kind: str, text: str, after: str) -> str:
    kept = {key: value for key, value in (("q", text), ("after", after)) if value}
    return f"{reverse('companions', args=[kind])}?{urlencode(kept)}"


def _trail(kind: str, *more: tuple[str, str]) -> list[tuple[str, str]]:
    title, _ = _words_or_404(kind)
    return trail((title, reverse("companions", args=[kind])), *more)


def _words_or_404(kind: str) -> tuple[str, str]:
    if kind not in KINDS:
        raise Http404
    return KINDS[kind]


def _one_or_404(kind: str, number: int) -> Either:
    _words_or_404(kind)
    found = MODELS[kind].objects.filter(pk=number).select_related("calendar").first()
    if found is None:
        raise Http404
    return found
