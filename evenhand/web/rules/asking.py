"""One form about a policy: asked, refused in words, sent back, or done."""

from collections.abc import Callable

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from evenhand.core.verdict import Verdict
from evenhand.web.acting import acted


def ask(
    request: HttpRequest,
    form: forms.Form,
    *,
    verdict: Verdict,
    trail: list[tuple[str, str]],
    title: str,
    button: str,
    act: Callable[[], str],
    onward: str | Callable[[], str],
    about: str = "",
    warns: bool = False,
) -> HttpResponse:
    """Act on a form that was sent and is in order, and go `onward`; else show it.

    Who may not is told why not, and is shown no form.

    act         does it and answers what to say of it; may raise Refused
    trail       the breadcrumbs above the form: words and address
    about       what follows from it, in a sentence or two
    warns       whether the button should look dangerous
    """
    if verdict and acted(request, form, act, refused_at=None):
        return redirect(onward if isinstance(onward, str) else onward())
    return render(
        request,
        "rules/publication/ask.html",
        {
            "form": form,
            "verdict": verdict,
            "trail": trail,
            "title": title,
            "button": button,
            "about": about,
            "warns": warns,
        },
        status=422
        if form.errors or (request.method == "POST" and not verdict)
        else 200,
    )


class WhyForm(forms.Form):
    """Nothing but why, or what one found."""

    because = forms.CharField(max_length=2_000)

    def __init__(
        self, *args: object, label: str, missing: str, hint: str = "", **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["because"]
        field.label, field.help_text = label, hint
        field.error_messages["required"] = missing
