"""Pages of figures, one for each subject."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evenhand.appointments.calendars.queries import sites
from evenhand.web.appointments.figures.asked import WEEKS
from evenhand.web.appointments.figures.pages import FIGURES, asked_of, read
from evenhand.web.appointments.figures.use_reading import WORDS
from evenhand.web.pages import part_of


FIRST = "use"


@part_of("interview-figures")
@require_safe
def figures(request: HttpRequest, name: str = FIRST) -> HttpResponse:
    """One page of figures, with the others beside it."""
    if name not in FIGURES:
        raise Http404
    page = FIGURES[name]
    choices = {
        "of": ("What", [(key, words.capitalize()) for key, words in WORDS.items()]),
        "weeks": ("Weeks", [(key, f"Last {key}") for key in WEEKS]),
        "by": ("Who waits now", [("unit", "By unit"), ("band", "By band")]),
        "site": (
            "Site",
            [("", "All sites"), *((one.key, one.name) for one in sites())]
            if "site" in page.choices
            else [],
        ),
    }
    asked = asked_of(request)
    return render(
        request,
        "appointments/figures/figures.html",
        {
            "name": name,
            "about": page,
            "figure": read(request, name),
            "asked": asked,
            "others": [(key, other.title) for key, other in FIGURES.items()],
            "choices": [
                (key, *choices[key], getattr(asked, key)) for key in page.choices
            ],
        },
    )
