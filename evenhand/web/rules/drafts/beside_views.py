"""What stands beside the rules of a draft: authorities, and the head of the release."""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from evenhand.core.verdict import Refused
from evenhand.engine.rules.editing.registers import change_head, put_authority
from evenhand.engine.rules.faults import Faulty
from evenhand.engine.rules.release import Release
from evenhand.releases.drafts.queries import policy_of_draft
from evenhand.releases.drafts.services import change_draft
from evenhand.releases.drafts.verdicts import may_change_draft
from evenhand.releases.models import PolicyDraft
from evenhand.web.acting import acted
from evenhand.web.pages import part_of
from evenhand.web.rules.drafts.forms import AuthorityForm, HeadForm, SeenForm
from evenhand.web.rules.drafts.reading import draft_or_404
from evenhand.web.timing import at_of
from evenhand.web.viewer import user_of


NEW = "new"


@part_of("rules")
@require_http_methods(["GET", "HEAD", "POST"])
def authority(request: HttpRequest, number: int, id_: str) -> HttpResponse:
    """One authority of the register, said anew; `new` is one more."""
    draft = _open_draft(request, number)
    policy = policy_of_draft(draft)
    found = policy.authorities.get(id_)
    if found is None and id_ != NEW:
        raise Http404
    form = AuthorityForm(
        request.POST if request.method == "POST" else None,
        policy=policy,
        id_=found.id if found else "",
        initial={
            "seen": draft.version,
            **(
                {name: getattr(found, name) for name in found.__dataclass_fields__}
                if found
                else {}
            ),
        },
    )

    def act(now: Release) -> Mapping[str, bytes]:
        put = found.id if found else form.cleaned_data["id_"]
        if found is None and put in now.authorities:
            raise Refused(f"{put} is in the register already")
        return put_authority(now.files, put, form.typed())

    return _ask(
        request,
        draft,
        form,
        act,
        {
            "title": f"Change {found.id}" if found else "Add an authority",
            "button": "Save the authority",
            "boxes": "characteristics",
        },
    )


@part_of("rules")
@require_http_methods(["GET", "HEAD", "POST"])
def head(request: HttpRequest, number: int) -> HttpResponse:
    """What the release is to be called, who owns it, and what is said of it."""
    draft = _open_draft(request, number)
    policy = policy_of_draft(draft)
    form = HeadForm(
        request.POST if request.method == "POST" else None,
        initial={
            "seen": draft.version,
            "title": policy.title,
            "owner": policy.owner,
            "note": policy.note.strip(),
        },
    )

    def act(now: Release) -> Mapping[str, bytes]:
        given = form.cleaned_data
        return change_head(
            now.files, title=given["title"], owner=given["owner"], note=given["note"]
        )

    return _ask(
        request,
        draft,
        form,
        act,
        {"title": "What the release is called", "button": "Save", "boxes": ""},
    )


def _open_draft(request: HttpRequest, number: int) -> PolicyDraft:
    draft = draft_or_404(number)
    verdict = may_change_draft(user_of(request), draft)
    if not verdict:
        raise PermissionDenied(verdict.why_not)
    return draft


def _ask(
    request: HttpRequest,
    draft: PolicyDraft,
    form: SeenForm,
    act: Callable[[Release], Mapping[str, bytes]],
    words: Mapping[str, Any],
) -> HttpResponse:
    def save() -> str:
        try:
            kept = change_draft(
                draft,
                act,
                seen=form.cleaned_data["seen"],
                by=user_of(request),
                at=at_of(request),
            )
        except Faulty as wrong:
            raise Refused("; ".join(wrong.sentences[:5])) from None
        if kept is None:
            return "Nothing differs, so nothing was changed."
        return f"Saved in the draft: {kept.where}."

    if acted(request, form, save, refused_at=None):
        return redirect("draft", draft.pk)
    return render(
        request,
        "rules/drafts/beside.html",
        {"draft": draft, "form": form, **words},
        status=422 if form.errors else 200,
    )
