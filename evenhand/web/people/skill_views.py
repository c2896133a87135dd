"""What somebody is trained in, and which languages they work in."""

from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import (
    require_http_methods,
)

from evenhand.web.pages import part_of
from evenhand.web.people import change_forms as asking
from evenhand.web.people.change import (
    change,
    page_of,
    person_or_404,
    trail_of,
)
from evenhand.web.timing import at_of, today_of
from evenhand.web.titles import titles_at
from evenhand.web.viewer import user_of
from evenhand.workforce.models import SkillHeld
from evenhand.workforce.services import (
    end_skill,
    record_skill,
    set_languages,
)
from evenhand.workforce.verdicts import (
    may_administer,
)


MONTH = 30.4375  # days, on average


@part_of("people")
@require_http_methods(["GET", "HEAD", "POST"])
def skill(request: HttpRequest, code: str, ref: str) -> HttpResponse:
    """Record a training that was gained or renewed."""
    found, titles = person_or_404(code, ref), titles_at(at_of(request))
    form = asking.SkillForm(request.POST or None, titles=titles)

    def act() -> str:
        taught = form.cleaned_data["skill"]
        held_from = form.cleaned_data["held_from"]
        record_skill(
            found,
            skill=taught,
            held_from=held_from,
            expires_on=lapses(
                held_from,
                form.cleaned_data["last_on"],
                titles.about("skills", taught).get("valid_months"),
            ),
            by=user_of(request),
            at=at_of(request),
        )
        return f"{titles.of('skills', taught)} was recorded for {found.name}"

    return change(
        request,
        form,
        verdict=may_administer(user_of(request)),
        trail=trail_of(found),
        title=f"Record a training of {found.name}",
        button="Record training",
        act=act,
        onward=page_of(found),
        refused_at="last_on",
    )


@part_of("people")
@require_http_methods(["GET", "HEAD", "POST"])
def no_skill(request: HttpRequest, code: str, ref: str, name: str) -> HttpResponse:
    """Say that somebody no longer holds a training."""
    found, titles = person_or_404(code, ref), titles_at(at_of(request))
    held = found.skills.filter(skill=name).first()
    if held is None:
        raise Http404
    form = asking.EndSkillForm(request.POST or None, initial={"on": today_of(request)})

    def act() -> str:
        assert isinstance(held, SkillHeld)
        end_skill(
            held,
            on=form.cleaned_data["on"],
            because=form.cleaned_data["because"],
            by=user_of(request),
            at=at_of(request),
        )
        return f"{titles.of('skills', name)} no longer counts for {found.name}"

    return change(
        request,
        form,
        verdict=may_administer(user_of(request)),
        trail=trail_of(found),
        title=f"End the training “{titles.of('skills', name)}” of {found.name}",
        button="End training",
        act=act,
        onward=page_of(found),
        refused_at="on",
        about="Cases that they have and that ask for it stay theirs; no plan gives them "
        "another.",
    )


@part_of("people")
@require_http_methods(["GET", "HEAD", "POST"])
def languages(request: HttpRequest, code: str, ref: str) -> HttpResponse:
    """Say which languages somebody can work in."""
    found, titles = person_or_404(code, ref), titles_at(at_of(request))
    spoken = found.languages.order_by("language").values_list("language", flat=True)
    form = asking.LanguagesForm(
        request.POST or None, titles=titles, initial={"languages": ", ".join(spoken)}
    )

    def act() -> str:
        set_languages(
            found,
            languages=form.cleaned_data["languages"],
            by=user_of(request),
            at=at_of(request),
        )
        return f"The languages of {found.name} were changed"

    return change(
        request,
        form,
        verdict=may_administer(user_of(request)),
        trail=trail_of(found),
        title=f"Change the languages of {found.name}",
        button="Change languages",
        act=act,
        onward=page_of(found),
    )


def lapses(held_from: date, last_on: date | None, months: object) -> date | None:
    """The first day a training no longer counts: as said, else after so many months."""
    if last_on is not None:
        return last_on + timedelta(days=1)
    if months is None:
        return None
    return held_from + timedelta(days=round(int(str(months)) * MONTH))
