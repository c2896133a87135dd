"""A draft on its way to being in force: sent, approved, or given back."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from evenhand.flows.publish_policy import approve, send_for_approval
from evenhand.releases.drafts.queries import draft_by_id
from evenhand.releases.models import PolicyDraft
from evenhand.releases.publication.services import return_draft
from evenhand.web.formats import day
from evenhand.web.pages import part_of
from evenhand.web.rules.asking import WhyForm, ask
from evenhand.web.rules.publication.forms import SendForm
from evenhand.web.rules.publication.reading import publication_of
from evenhand.web.rules.rehearsals.of_policy import rehearsals_of_draft
from evenhand.web.timing import at_of, today_of
from evenhand.web.viewer import user_of


@part_of("rules")
@require_safe
def publication(request: HttpRequest, number: int) -> HttpResponse:
    """Where a draft stands, what it changes and what refuses it."""
    draft, user = draft_or_404(number), user_of(request)
    found = publication_of(draft, user, today=today_of(request))
    return render(
        request,
        "rules/publication/draft.html",
        {"of": found, "rehearsals": rehearsals_of_draft(draft, user)},
    )


@part_of("rules")
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, number: int) -> HttpResponse:
    """Send a draft for approval."""
    draft, user = draft_or_404(number), user_of(request)
    form = SendForm(request.POST or None, initial={"effective_on": today_of(request)})

    def act() -> str:
        on = form.cleaned_data["effective_on"]
        send_for_approval(
            draft,
            effective_on=on,
            by=user,
            at=at_of(request),
            because=form.cleaned_data["because"],
        )
        return f"Sent for approval, to be in force from {day(on)}"

    found = publication_of(draft, user, today=today_of(request))
    return ask(
        request,
        form,
        verdict=found.may_send,
        trail=trail_of(draft),
        title=f"Send “{draft.title}” for approval",
        button="Send for approval",
        act=act,
        onward=page_of(draft),
        about="Once sent it does not change. Another policy lead approves it or gives it "
        "back; one of the two of you answers for something it changes.",
    )


@part_of("rules")
@require_http_methods(["GET", "HEAD", "POST"])
def approve_it(request: HttpRequest, number: int) -> HttpResponse:
    """Approve a draft that somebody else sent: it becomes a release."""
    draft, user = draft_or_404(number), user_of(request)
    form = WhyForm(
        request.POST or None,
        label="Why you approve it",
        missing="Say why you approve it",
        hint="What you looked at, and what settled it.",
    )

    def act() -> str:
        release = approve(
            draft, by=user, at=at_of(request), because=form.cleaned_data["because"]
        )
        period = release.last_period
        assert period is not None
        if period.during.lower <= at_of(request):
            return f"{release} is in force"
        return f"{release} comes into force on {day(period.during.lower)}"

    found = publication_of(draft, user, today=today_of(request))
    starts = day(draft.effective_at) if draft.effective_at else ""
    return ask(
        request,
        form,
        verdict=found.may_approve,
        trail=trail_of(draft),
        title=f"Approve “{draft.title}”",
        button="Approve and publish",
        act=act,
        onward=page_of(draft),
        about=f"It becomes a numbered release that never changes, in force from {starts}. "
        "Proposals made before are not carried out any more; the next run follows it.",
    )


@part_of("rules")
@require_http_methods(["GET", "HEAD", "POST"])
def give_back(request: HttpRequest, number: int) -> HttpResponse:
    """Return a draft to its author, with words."""
    draft, user = draft_or_404(number), user_of(request)
    form = WhyForm(
        request.POST or None,
        label="What has to change",
        missing="Say what has to change before it can be approved",
    )

    def act() -> str:
        return_draft(
            draft, by=user, at=at_of(request), because=form.cleaned_data["because"]
        )
        return "Returned to its author"

    found = publication_of(draft, user, today=today_of(request))
    return ask(
        request,
        form,
        verdict=found.may_return,
        trail=trail_of(draft),
        title=f"Return “{draft.title}”",
        button="Return it",
        act=act,
        onward=page_of(draft),
        about="It can be written on again. Whoever sent it reads what you say here.",
    )


def draft_or_404(number: int) -> PolicyDraft:
    """A draft by its number."""
    draft = draft_by_id(number)
    if draft is None:
        raise Http404
    return draft


def page_of(draft: PolicyDraft) -> str:
    """The address of a draft's publication."""
    return reverse("draft-publication", args=[draft.pk])


def trail_of(draft: PolicyDraft) -> list[tuple[str, str]]:
    """The way to a draft's publication, as breadcrumbs."""
    return [
        ("Rules", reverse("rules")),
        (draft.title, reverse("draft", args=[draft.pk])),
        ("Publishing", page_of(draft)),
    ]
