"""A draft as files: its bundle, one rulebook as TOML or as a workbook; and back in."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from evenhand.core.verdict import Refused
from evenhand.engine.rules.faults import Faulty
from evenhand.engine.rules.workbook.writing import NOT_HELD, rulebook_workbook
from evenhand.flows.bring_in_rules import MOST_BYTES, bring_in_rules
from evenhand.releases.drafts.queries import policy_of_draft
from evenhand.releases.drafts.verdicts import may_change_draft
from evenhand.web.acting import acted
from evenhand.web.pages import part_of
from evenhand.web.rules.drafts.forms import BringInForm
from evenhand.web.rules.drafts.reading import draft_or_404
from evenhand.web.timing import at_of
from evenhand.web.uploads import was_too_large
from evenhand.web.viewer import user_of


KINDS = {
    "zip": "application/zip",
    "toml": "application/toml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@part_of("rules")
@require_http_methods(["GET", "HEAD", "POST"])
def files(request: HttpRequest, number: int) -> HttpResponse:
    """What can be taken out of a draft and brought into it, and what each form holds."""
    draft = draft_or_404(number)
    verdict = may_change_draft(user_of(request), draft)
    if request.method == "POST" and not verdict:
        raise PermissionDenied(verdict.why_not)
    form = BringInForm(
        *((request.POST, request.FILES) if request.method == "POST" else ()),
        too_large=was_too_large(request),
        most=MOST_BYTES,
        initial={"seen": draft.version},
    )

    def act() -> str:
        file = form.cleaned_data["file"]
        try:
            kept = bring_in_rules(
                draft,
                file.name,
                file.read(MOST_BYTES + 1),
                seen=form.cleaned_data["seen"],
                by=user_of(request),
                at=at_of(request),
            )
        except Faulty as wrong:
            form.wrong = wrong.sentences
            raise Refused(
                "The file was not brought in, and nothing was changed"
            ) from None
        if kept is None:
            return "The file says what the draft says. Nothing was changed."
        return f"Brought in: {kept.where}."

    if acted(request, form, act, refused_at="file"):
        return redirect("draft", number)
    policy = policy_of_draft(draft)
    return render(
        request,
        "rules/drafts/files.html",
        {
            "draft": draft,
            "form": form,
            "verdict": verdict,
            "rulebooks": {
                name: str(words["title"] or name)
                for name, words in policy.rulebooks.items()
            },
            "not_held": NOT_HELD,
        },
        status=422 if form.errors else 200,
    )


@part_of("rules")
@require_safe
def take_out(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """The bundle (`bundle.zip`), or one rulebook as `<name>.toml` or `<name>.xlsx`."""
    draft = draft_or_404(number)
    policy = policy_of_draft(draft)
    stem, _, kind = name.rpartition(".")
    if name == "bundle.zip":
        data = policy.bundle()
    elif stem in policy.rulebooks and kind == "toml":
        data = policy.files[f"rulebooks/{stem}.toml"]
    elif stem in policy.rulebooks and kind == "xlsx":
        data = rulebook_workbook(policy, stem, called=f"Draft “{draft.title}”")
    else:
        raise Http404
    response = HttpResponse(data, content_type=KINDS[kind])
    called = f"draft-{draft.pk}-{name.replace('_', '-')}"
    response["Content-Disposition"] = f'attachment; filename="{called}"'
    return response
