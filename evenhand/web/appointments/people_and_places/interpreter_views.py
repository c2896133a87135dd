"""Interpreters: found by what they speak, one of them, and how they change."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from evenhand.appointments.calendars.hours import weeks_on
from evenhand.appointments.calendars.words import say_week
from evenhand.appointments.interpreters.models import Interpreter
from evenhand.appointments.interpreters.queries import (
    Looked,
    find_interpreters,
    languages_known,
    reliability_of,
    standing_of,
)
from evenhand.appointments.interpreters.services import (
    LEVELS,
    add_interpreter,
    change_interpreter,
    set_languages,
)
from evenhand.appointments.keeping import may_keep
from evenhand.core.looking import record_look
from evenhand.core.models import Look
from evenhand.web.appointments.people_and_places.person_forms import (
    InterpreterForm,
    SpokenForm,
    interpreter_said,
    spoken_said,
)
from evenhand.web.appointments.people_and_places.shared import (
    calendar_shown,
    context,
    trail,
)
from evenhand.web.formats import counted, listed
from evenhand.web.pages import may_open, part_of
from evenhand.web.people.change import change
from evenhand.web.timing import at_of, today_of
from evenhand.web.titles import titles_at
from evenhand.web.viewer import user_of


ASKED = ["GET", "HEAD", "POST"]
PAGE = 50
STANDINGS = [
    ("bookable", "Can be booked today"),
    ("not bookable", "Cannot be booked today"),
    ("", "Everybody"),
]
MODES = [("", "Either way"), ("in_person", "In person"), ("by_video", "By video")]
SEXES = [("", "Any"), ("female", "Female"), ("male", "Male")]


@part_of("places")
@require_safe
def interpreters(request: HttpRequest) -> HttpResponse:
    """Those who fit what the address asks for, by name, page by page."""
    known = languages_known()
    asked = _asked(request, known)
    found = find_interpreters(asked, today_of(request))
    after = request.GET.get("after", "")
    name, _, number = after.rpartition("|")
    if number.isdigit():
        found = found.filter(name__gte=name).exclude(name=name, pk__lte=int(number))
    rows = list(found[: PAGE + 1])
    shown, following = rows[:PAGE], ""
    if len(rows) > PAGE:
        following = _address(request, after=f"{shown[-1].name}|{shown[-1].pk}")
    times = reliability_of(shown, at_of(request))
    weeks = weeks_on([one.calendar_id for one in shown], today_of(request))
    return render(
        request,
        "appointments/people_and_places/interpreters.html",
        context(
            request,
            "Interpreters",
            rows=[
                {
                    "one": one,
                    "spoken": _in_words(one),
                    "hours": say_week(weeks[one.calendar_id]),
                    "standing": standing_of(one, today_of(request)),
                    "times": times[one.pk],
                }
                for one in shown
            ],
            asked=asked,
            languages=[("", "Any"), *((name, name) for name in known)],
            dialects=[("", "Any"), *((d, d) for d in known.get(asked.language, []))],
            levels=[(0, "Any"), *((n, f"{n} or better") for n in LEVELS)],
            standings=STANDINGS,
            modes=MODES,
            sexes=SEXES,
            first=_address(request, after="") if after else "",
            following=following,
        ),
    )


@part_of("places")
@require_safe
def interpreter(request: HttpRequest, ref: str) -> HttpResponse:
    """One interpreter: what they speak, whether and when they can be booked."""
    found, today = _interpreter_or_404(ref), today_of(request)
    record_look(
        Look.Kind.VIEW, by=user_of(request), at=at_of(request), what=f"Page of {ref}"
    )
    times = reliability_of([found], at_of(request))[found.pk]
    return render(
        request,
        "appointments/people_and_places/interpreter.html",
        context(
            request,
            "Interpreters",
            one=found,
            spoken=[
                (row, LEVELS[row.level])
                for row in found.languages.order_by("language", "dialect")
            ],
            standing=standing_of(found, today),
            ways=listed(
                [
                    words
                    for words, does in (
                        ("in person", found.in_person),
                        ("by video", found.by_video),
                    )
                    if does
                ]
            ),
            times=f"{counted(times.booked, 'interview')} booked, "
            f"{counted(times.cancelled, 'cancellation')} by them",
            conflicts=list(
                found.conflicts.filter(ended_at=None)
                .select_related("case", "declared_by")
                .order_by("-declared_at")[:PAGE]
            ),
            opens_cases=may_open(user_of(request), "cases"),
            calendar=calendar_shown(request, found.calendar),
        ),
    )


@part_of("places")
@require_http_methods(ASKED)
def new_interpreter(request: HttpRequest) -> HttpResponse:
    """Somebody joins the register."""
    form = InterpreterForm(
        request.POST or None,
        initial={"ways": ["in_person", "by_video"], "contract_from": today_of(request)},
    )
    made: list[Interpreter] = []

    def act() -> str:
        found = add_interpreter(
            form.said(),
            because=form.cleaned_data["because"],
            by=user_of(request),
            at=at_of(request),
        )
        made.append(found)
        return f"{found.name} was added. Say what they speak, and set their hours"

    return change(
        request,
        form,
        verdict=may_keep(user_of(request)),
        trail=_trail(),
        title="Add an interpreter",
        button="Add interpreter",
        act=act,
        onward=lambda: reverse("interpreter", args=[made[0].ref]),
        refused_at="contract_until",
    )


@part_of("places")
@require_http_methods(ASKED)
def change_one(request: HttpRequest, ref: str) -> HttpResponse:
    """Change vetting, contract, site and the like."""
    found = _interpreter_or_404(ref)
    form = InterpreterForm(request.POST or None, initial=interpreter_said(found))

    def act() -> str:
        changed = change_interpreter(
            found,
            form.said(),
            because=form.cleaned_data["because"],
            by=user_of(request),
            at=at_of(request),
        )
        return f"{found.name} was changed" if changed else "Nothing was changed"

    return change(
        request,
        form,
        verdict=may_keep(user_of(request)),
        trail=_trail((found.name, reverse("interpreter", args=[ref]))),
        title=f"Change {found.name}",
        button="Change interpreter",
        act=act,
        onward=reverse("interpreter", args=[ref]),
        refused_at="because",
    )


@part_of("places")
@require_http_methods(ASKED)
def spoken(request: HttpRequest, ref: str) -> HttpResponse:
    """Change what somebody speaks, and how well."""
    found = _interpreter_or_404(ref)
    form = SpokenForm(
        request.POST or None,
        titles=titles_at(at_of(request)),
        initial={"spoken": spoken_said(found)},
    )

    def act() -> str:
        set_languages(
            found,
            form.cleaned_data["spoken"],
            assessed_on=form.cleaned_data["assessed_on"],
            because=form.cleaned_data["because"],
            by=user_of(request),
            at=at_of(request),
        )
        return f"The languages of {found.name} were changed"

    levels = listed([f"{number} {words.lower()}" for number, words in LEVELS.items()])
    return change(
        request,
        form,
        verdict=may_keep(user_of(request)),
        trail=_trail((found.name, reverse("interpreter", args=[ref]))),
        title=f"Languages of {found.name}",
        button="Change languages",
        act=act,
        onward=reverse("interpreter", args=[ref]),
        refused_at="spoken",
        about=f"Levels: {levels}.",
    )


def _asked(request: HttpRequest, known: dict[str, list[str]]) -> Looked:
    got = request.GET
    language = got.get("language", "")
    language = language if language in known else ""
    dialect = got.get("dialect", "")
    level = got.get("level", "")
    standing = got.get("standing", "bookable")
    return Looked(
        language=language,
        dialect=dialect if dialect in known.get(language, []) else "",
        sex=_one_of(got.get("sex", ""), SEXES),
        level=int(level) if level in ("1", "2", "3", "4") else 0,
        mode=_one_of(got.get("mode", ""), MODES),
        name=" ".join(got.get("name", "").split())[:60],
        standing=_one_of(standing, STANDINGS),
    )


def _one_of(asked: str, choices: list[tuple[str, str]]) -> str:
    return asked if asked in dict(choices) else choices[0][0]


def _address(request: HttpRequest, *, after: str) -> str:
    kept = {
        key: value for key, value in request.GET.items() if key != "after" and value
    }
    if after:
        kept["after"] = after
    return f"{reverse('interpreters')}?{urlencode(kept)}"


def _in_words(one: Interpreter) -> str:
    """Languages with their dialects: "Arabic (Sudanese Arabic) 3, Farsi 4"."""
    dialects: dict[str, list[str]] = {}
    levels: dict[str, int] = {}
    for row in one.languages.all():
        found = dialects.setdefault(row.language, [])
        if row.dialect:
            found.append(row.dialect)
        levels[row.language] = max(levels.get(row.language, 0), row.level)
    return "; ".join(
        f"{language}{f' ({listed(some)})' if some else ''}, level {levels[language]}"
        for language, some in dialects.items()
    )


def _trail(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return trail(("Interpreters", reverse("interpreters")), *more)


def _interpreter_or_404(ref: str) -> Interpreter:
    found = (
        Interpreter.objects.filter(ref=ref).select_related("base", "calendar").first()
    )
    if found is None:
        raise Http404
    return found
