"""A draft whose release was followed by another: bring over what that one changed."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from evenhand.core.verdict import Refused
from evenhand.engine.rules.comparison import RuleChange, compare
from evenhand.engine.rules.editing.merging import Side, bring_over
from evenhand.engine.rules.faults import Faulty
from evenhand.releases.drafts.queries import newer_than_base, policy_of_draft
from evenhand.releases.drafts.services import bring_draft_up
from evenhand.releases.drafts.verdicts import may_change_draft
from evenhand.releases.queries import policy_of
from evenhand.web.pages import part_of
from evenhand.web.rules.drafts.reading import draft_or_404, seen_in
from evenhand.web.timing import at_of
from evenhand.web.viewer import user_of


SIDES: dict[str, Side] = {"draft": "draft", "release": "release"}


@part_of("rules")
@require_http_methods(["GET", "HEAD", "POST"])
def newer(request: HttpRequest, number: int) -> HttpResponse:
    """What the newer release changed, and which is right where the draft did too."""
    draft = draft_or_404(number)
    verdict = may_change_draft(user_of(request), draft)
    if not verdict:
        raise PermissionDenied(verdict.why_not)
    release = newer_than_base(draft)
    if release is None:
        messages.success(request, "This draft is based on the release in force.")
        return redirect("draft", number)
    base, theirs, mine = (
        policy_of(draft.based_on),
        policy_of(release),
        policy_of_draft(draft),
    )
    settled = {
        name.removeprefix("which_"): SIDES[side]
        for name, side in request.POST.items()
        if name.startswith("which_") and side in SIDES
    }
    wrong = ""
    if request.method == "POST":
        try:
            bring_draft_up(
                draft,
                release,
                settled,
                seen=seen_in(request),
                by=user_of(request),
                at=at_of(request),
            )
        except (Refused, Faulty) as refusal:
            wrong = str(refusal)
        else:
            messages.success(request, f"The draft is brought up to {release}.")
            return redirect("draft", number)
    merged = bring_over(base.files, theirs.files, mine.files, {})
    told = compare(base, theirs)
    return render(
        request,
        "rules/drafts/newer.html",
        {
            "draft": draft,
            "release": release,
            "taken": merged.taken,
            "conflicts": [
                (what, _of(told.rules, what), _of(compare(base, mine).rules, what))
                for what in merged.conflicts
            ],
            "told": {change.rule_id: change for change in told.rules},
            "settled": settled,
            "wrong": wrong,
        },
        status=422 if wrong else 200,
    )


def _of(changes: tuple[RuleChange, ...], what: str) -> RuleChange | None:
    return next((change for change in changes if change.rule_id == what), None)
