"""Who answers for which owner that the policy names; administrators say so."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from evenhand.core.verdict import Refused
from evenhand.releases.owners.queries import answering, policy_leads, standing
from evenhand.releases.owners.services import end_ownership, give_ownership
from evenhand.releases.owners.verdicts import may_give_ownership
from evenhand.web.pages import part_of
from evenhand.web.rules.asking import WhyForm, ask
from evenhand.web.rules.owners.forms import OwnershipForm
from evenhand.web.timing import at_of
from evenhand.web.viewer import user_of


TRAIL = (("Rules", "rules"), ("Who answers for what", "owners"))


@part_of("rules")
@require_safe
def owners(request: HttpRequest) -> HttpResponse:
    """Every owner that the policy in force names, and who answers for it."""
    try:
        found = answering(at_of(request))
    except Refused:
        return render(request, "rules/none.html")
    return render(
        request,
        "rules/owners.html",
        {"answering": found, "may_give": may_give_ownership(user_of(request))},
    )


@part_of("rules")
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest) -> HttpResponse:
    """Let somebody answer for an owner."""
    user, at = user_of(request), at_of(request)
    named = [one.owner for one in answering(at) if one.named]
    form = OwnershipForm(
        request.POST or None,
        owners=named,
        users=policy_leads(),
        initial={"owner": request.GET.get("owner", "")},
    )

    def act() -> str:
        held = give_ownership(
            form.user,
            form.cleaned_data["owner"],
            by=user,
            at=at,
            because=form.cleaned_data["because"],
        )
        return f"{held.user.name} answers for {held.owner}"

    return ask(
        request,
        form,
        verdict=may_give_ownership(user),
        trail=_trail(),
        title="Say who answers for an owner",
        button="Let them answer for it",
        act=act,
        onward=reverse("owners"),
        about="Whoever answers for an owner may approve and withdraw what changes it, and "
        "is told when an authority of it ends.",
    )


@part_of("rules")
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, number: int) -> HttpResponse:
    """Let somebody answer for an owner no longer."""
    user = user_of(request)
    held = standing().filter(pk=number).first()
    if held is None:
        raise Http404
    form = WhyForm(
        request.POST or None, label="Why they no longer do", missing="Say why"
    )

    def act() -> str:
        end_ownership(
            held, by=user, at=at_of(request), because=form.cleaned_data["because"]
        )
        return f"{held.user.name} no longer answers for {held.owner}"

    return ask(
        request,
        form,
        verdict=may_give_ownership(user),
        trail=_trail(),
        title=f"{held.user.name} answers for {held.owner} no longer",
        button="End it",
        act=act,
        onward=reverse("owners"),
        about="It ends now. That they answered for it, and why, stays on record.",
    )


def _trail() -> list[tuple[str, str]]:
    return [(words, reverse(name)) for words, name in TRAIL]
