"""Keep the list of cases as it is narrowed, under a name; rename it and remove it."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from evenhand.core.models import User
from evenhand.core.verdict import Refused
from evenhand.web.cases.asked import Asked
from evenhand.web.cases.tabs import question, unit_member
from evenhand.web.pages import part_of
from evenhand.web.timing import at_of, today_of
from evenhand.workforce.models import SavedView
from evenhand.workforce.saved.services import (
    LONGEST_NAME,
    remove_view,
    rename_view,
    save_view,
)
from evenhand.workforce.saved.verdicts import may_change, may_share


class NameForm(forms.Form):
    """What a view is called."""

    name = forms.CharField(
        max_length=LONGEST_NAME,
        error_messages={
            "required": "Give the view a name",
            "max_length": f"Give the view a name of up to {LONGEST_NAME} characters",
        },
    )


@part_of("cases")
@require_http_methods(["GET", "HEAD", "POST"])
def save(request: HttpRequest) -> HttpResponse:
    """Keep what the address asks for under a name."""
    user = request.user
    assert isinstance(user, User)
    asked = Asked.from_address(request.GET, on=today_of(request))
    me = unit_member(user)
    unit = me.unit if me and may_share(user, me.unit) else None
    form = NameForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        shared = unit if request.POST.get("whose") == "unit" else None
        try:
            view = save_view(
                name=form.cleaned_data["name"],
                address=question(asked),
                unit=shared,
                by=user,
                at=at_of(request),
            )
        except Refused as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, f"“{view.name}” is kept above the list")
            return redirect(f"{reverse('cases')}?{view.address}")
    return render(
        request,
        "cases/save_view.html",
        {
            "form": form,
            "asked": asked,
            "unit": unit,
            "whose": request.POST.get("whose", "me"),
            "back": reverse("cases") + asked.address(),
        },
        status=422 if form.is_bound else 200,
    )


@part_of("cases")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Rename a view or remove it."""
    user = request.user
    assert isinstance(user, User)
    view = get_object_or_404(
        SavedView.objects.select_related("unit"), pk=number, removed_at=None
    )
    if not may_change(user, view):
        raise Http404
    sent = request.POST if "rename" in request.POST else None
    form = NameForm(sent, initial={"name": view.name})
    try:
        if "remove" in request.POST:
            remove_view(view, by=user, at=at_of(request))
            messages.success(request, f"The view “{view.name}” was removed")
            return redirect("cases")
        if form.is_valid():
            rename_view(view, name=form.cleaned_data["name"], by=user)
            messages.success(request, f"The view is now called “{_named(view)}”")
            return redirect(f"{reverse('cases')}?{view.address}")
    except Refused as refusal:
        form.add_error("name", str(refusal))
    return render(
        request,
        "cases/change_view.html",
        {"form": form, "view": view, "back": f"{reverse('cases')}?{view.address}"},
        status=422 if form.is_bound else 200,
    )


def _named(view: SavedView) -> str:
    view.refresh_from_db()
    return view.name
