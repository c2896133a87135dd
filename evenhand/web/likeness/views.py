"""Look at likenesses, judge them, take that back, and end links from a case's page."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from evenhand.casework.cases.verdicts import may_work_on
from evenhand.casework.likeness import services
from evenhand.casework.likeness.queries import likenesses, links_of
from evenhand.casework.likeness.verdicts import may_judge, may_take_back
from evenhand.casework.models import Likeness
from evenhand.core.looking import record_look
from evenhand.core.models import Look
from evenhand.core.verdict import Refused
from evenhand.web.cases.listing import unit_choices
from evenhand.web.cases.reading import case_or_404, identity_of
from evenhand.web.cases.standing import standings_of
from evenhand.web.likeness.listing import STATES, Asked, page_of
from evenhand.web.likeness.reading import links_shown, pair_shown
from evenhand.web.pages import may_open, part_of
from evenhand.web.parts import render_page_or_part
from evenhand.web.timing import at_of, today_of
from evenhand.web.titles import titles_at
from evenhand.web.viewer import user_of


class ReasonForm(forms.Form):
    """Why: what was looked at."""

    because = forms.CharField(
        label="What shows it",
        help_text="Say what you have looked at: photographs, letters, what they said. "
        "Everybody who may see both cases can read it.",
        max_length=2_000,
        error_messages={"required": "Say what shows it, before you say which it is"},
    )


class BackForm(forms.Form):
    """Why a judgement is taken back."""

    because = forms.CharField(
        label="Why do you take it back",
        max_length=2_000,
        error_messages={"required": "Say why you take it back"},
    )


class EndLinkForm(forms.Form):
    """Why two cases no longer belong together."""

    because = forms.CharField(
        label="Why does the link not hold",
        help_text="Say what you have looked at. That there was a link stays on record.",
        max_length=2_000,
        error_messages={"required": "Say why the link does not hold"},
    )


# What a button sends -> what is said when it is done.
JOINED = {
    "one-person": (Likeness.Kind.SAME_PERSON, "The two records are now one person’s"),
    "family": (Likeness.Kind.FAMILY, "The two cases are now linked as one family"),
}


@part_of("likenesses")
@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """Who may be one person and which cases one family, the likeliest first."""
    asked = Asked.from_address(request.GET)
    page = page_of(asked)
    record_look(
        Look.Kind.VIEW,
        by=user_of(request),
        at=at_of(request),
        what="Same person? List",
        rows=len(page.rows),
    )
    return render_page_or_part(
        request,
        "likeness/list.html",
        "likeness/list_part.html",
        {
            "asked": asked,
            "rows": page.rows,
            "following": asked.address(after=page.following) if page.following else "",
            "first": asked.address() if asked.after else "",
            "kinds": [("", "Both"), *Likeness.Kind.choices],
            "confidences": [("", "However sure"), *Likeness.Confidence.choices],
            "units": [c for c in unit_choices() if c[0] != "none"],
            "states": [(state.value, state.label) for state in STATES],
        },
    )


@part_of("likenesses")
@require_safe
def suggestion(request: HttpRequest, code: str) -> HttpResponse:
    """Two people side by side, and what speaks for and against."""
    return _page(request, _likeness_or_404(code))


@part_of("likenesses")
@require_POST
def judge(request: HttpRequest, code: str) -> HttpResponse:
    """Say that they are one person, one family, or neither."""
    found = _likeness_or_404(code)
    which = request.POST.get("which", "")
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    given = {
        "by": user_of(request),
        "at": at_of(request),
        "because": form.cleaned_data["because"],
    }
    try:
        if which in JOINED:
            joined_as, said = JOINED[which]
            services.join(found, joined_as=joined_as, **given)
        elif which == "neither":
            services.refuse(found, **given)
            said = "They are not. It is not suggested again unless more speaks for it"
        else:
            form.add_error(None, "Choose whether they are one person, a family, or not")
            return _page(request, found, form)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, found, form)
    messages.success(request, said)
    return redirect("likeness", found.code)


@part_of("likenesses")
@require_POST
def take_back(request: HttpRequest, code: str) -> HttpResponse:
    """Undo what was said of the two."""
    found = _likeness_or_404(code)
    form = BackForm(request.POST)
    if form.is_valid():
        try:
            services.take_back(
                found,
                by=user_of(request),
                at=at_of(request),
                because=form.cleaned_data["because"],
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, "That was taken back. It is to be looked at again"
            )
            return redirect("likeness", found.code)
    return _page(request, found, form)


@part_of("cases")
@require_http_methods(["GET", "HEAD", "POST"])
def end_link(request: HttpRequest, ref: str, code: str) -> HttpResponse:
    """End a link of a case with a person or a family of another."""
    found = case_or_404(request, ref, what="Form: end a link with another case")
    link = next((link for link in links_of(found) if link.code == code), None)
    if link is None:
        raise Http404
    form = EndLinkForm(request.POST or None)
    verdict = may_work_on(user_of(request), found)
    if request.method == "POST" and form.is_valid():
        try:
            services.part(
                link.link,
                by=user_of(request),
                at=at_of(request),
                because=form.cleaned_data["because"],
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"The link with {link.other_case} was ended")
            return redirect(f"{reverse('case', args=[found.ref])}#people")
    standing = standings_of([found], today=today_of(request))[found.pk]
    return render(
        request,
        "likeness/end_link.html",
        {
            "case": found,
            "identity": identity_of(found, standing, titles_at(at_of(request))),
            "form": form,
            "verdict": verdict,
            "shown": next(s for s in links_shown(found) if s.found.code == code),
        },
        status=422 if form.errors else 200,
    )


def _page(
    request: HttpRequest, found: Likeness, form: forms.Form | None = None
) -> HttpResponse:
    user = user_of(request)
    for case in (found.one_case, found.other_case):
        record_look(
            Look.Kind.VIEW,
            by=user,
            at=at_of(request),
            what="Same person? Side by side",
            case_id=case.pk,
        )
    judged = found.state in (Likeness.State.JOINED, Likeness.State.REFUSED)
    return render(
        request,
        "likeness/pair.html",
        {
            "pair": pair_shown(found),
            "likeness": found,
            "judged": judged,
            "verdict": may_take_back(user, found) if judged else may_judge(user, found),
            "form": form or (BackForm() if judged else ReasonForm()),
            "reads_cases": may_open(user, "cases"),
        },
        status=422 if form is not None and form.errors else 200,
    )


def _likeness_or_404(code: str) -> Likeness:
    found = likenesses().filter(code=code).first()
    if found is None:
        raise Http404
    return found
