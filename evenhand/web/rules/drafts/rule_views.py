"""Change a rule of a draft: its cells checked as they are typed, its place, its end."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from evenhand.core.verdict import Refused
from evenhand.engine.rules.editing.rules import (
    TypedRule,
    add_rule,
    change_rule,
    fresh_id,
    move_rule,
    remove_rule,
    typed_rule,
)
from evenhand.engine.rules.editing.typed import (
    Understood,
    column_of_input,
    column_of_output,
    understand_output,
    understand_test,
)
from evenhand.engine.rules.faults import Fault, Faulty
from evenhand.engine.rules.nodes import Table, Type
from evenhand.engine.rules.release import Release
from evenhand.releases.drafts.queries import (
    ids_ever_used,
    ids_published,
    policy_of_draft,
)
from evenhand.releases.drafts.services import change_draft
from evenhand.releases.drafts.verdicts import may_change_draft
from evenhand.releases.models import PolicyDraft
from evenhand.web.pages import part_of
from evenhand.web.rules.drafts.forms import THEN, WHEN, RuleForm
from evenhand.web.rules.drafts.reading import (
    by_rule,
    draft_or_404,
    found_in,
    seen_in,
)
from evenhand.web.timing import at_of, today_of
from evenhand.web.viewer import user_of


HINTS: dict[Type, str] = {
    "boolean": "Yes or no",
    "integer": "A number: 18, 18 or more, 6 to under 12",
    "decimal": "A number: 0.5, 0.5 or more",
    "date": "A date: 23 July 2021, before 23 July 2021",
    "text": "One or several, with commas between",
    "texts": "One or several, with commas between",
}
NAMED = 4


@dataclass(frozen=True, slots=True)
class CellField:
    """A cell of the form: its field, what may stand in it, and what it says now."""

    name: str
    hint: str
    words: str
    wrong: str
    rows: int


@part_of("rules")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, number: int, rule_id: str) -> HttpResponse:
    """All the cells of a rule, to be changed; what says nothing is told beside it."""
    draft = _open_draft(request, number)
    policy = policy_of_draft(draft)
    try:
        table, rule = policy.rule(rule_id)
    except KeyError:
        raise Http404 from None
    form = RuleForm(
        request.POST if request.method == "POST" else None,
        policy=policy,
        table=table,
        typed=typed_rule(policy, policy.files, rule_id),
        initial={"seen": draft.version},
    )
    saved = _saved(
        request,
        draft,
        form,
        lambda now: change_rule(now, now.files, rule_id, form.typed()),
    )
    if saved is not None:
        return saved
    found = by_rule(found_in(draft, policy, today_of(request))).get(rule_id, [])
    return _form(
        request,
        draft,
        policy,
        table,
        form,
        rule_id,
        {"rule": rule, "found": found, "published": rule_id in ids_published()},
    )


@part_of("rules")
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """A rule more in a table: empty, or beginning as a copy of another (`copy`)."""
    draft = _open_draft(request, number)
    policy = policy_of_draft(draft)
    table = policy.tables.get(name)
    if table is None:
        raise Http404
    ids = {rule.id for rule in table.rules}
    after, copy = request.GET.get("after", ""), request.GET.get("copy", "")
    typed = TypedRule()
    if copy in ids:
        typed = replace(typed_rule(policy, policy.files, copy), ended_on=None)
    id_ = fresh_id(table, ids_ever_used())
    form = RuleForm(
        request.POST if request.method == "POST" else None,
        policy=policy,
        table=table,
        typed=typed,
        initial={"seen": draft.version},
    )

    def act(now: Release) -> Mapping[str, bytes]:
        return add_rule(now, now.files, name, form.typed(), id_=id_, after=after)

    saved = _saved(request, draft, form, act)
    if saved is not None:
        return saved
    return _form(
        request, draft, policy, table, form, id_, {"after": after, "new": True}
    )


@part_of("rules")
@require_POST
def check(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """What one cell is understood as, or what was expected: asked while it is typed."""
    draft = _open_draft(request, number)
    policy = policy_of_draft(draft)
    table = policy.tables.get(name)
    field = next((key for key in request.POST if key.startswith((WHEN, THEN))), "")
    if table is None or not field:
        raise Http404
    said = _understood(policy, table, field, request.POST[field])
    if said is None:
        raise Http404
    words, wrong = said
    return render(
        request, "rules/drafts/said.html", {"id": field, "words": words, "wrong": wrong}
    )


@part_of("rules")
@require_POST
def move(request: HttpRequest, number: int, rule_id: str) -> HttpResponse:
    """A rule one place up or down; the order decides in tables read from the top."""
    by = {"up": -1, "down": 1}.get(request.POST.get("to", ""))
    if by is None:
        raise Http404
    return _at_once(
        request,
        number,
        rule_id,
        lambda now: move_rule(now.files, rule_id, by=by),
        f"{rule_id} is moved one place {request.POST['to']}.",
    )


@part_of("rules")
@require_POST
def remove(request: HttpRequest, number: int, rule_id: str) -> HttpResponse:
    """A rule of this draft alone taken out; one of a release is ended instead."""
    if rule_id in ids_published():
        messages.error(
            request,
            f"{rule_id} is a rule of a release. End it on a day; it stays to be read",
        )
        return redirect("change-rule", number, rule_id)
    return _at_once(
        request,
        number,
        rule_id,
        lambda now: remove_rule(now.files, rule_id),
        f"{rule_id} is taken out.",
    )


def _open_draft(request: HttpRequest, number: int) -> PolicyDraft:
    draft = draft_or_404(number)
    verdict = may_change_draft(user_of(request), draft)
    if not verdict:
        raise PermissionDenied(verdict.why_not)
    return draft


def _saved(
    request: HttpRequest,
    draft: PolicyDraft,
    form: RuleForm,
    act: Callable[[Release], Mapping[str, bytes]],
) -> HttpResponse | None:
    """Where to go once the rule is saved; None where it is not, and the form says why."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        kept = change_draft(
            draft,
            act,
            seen=form.cleaned_data["seen"],
            by=user_of(request),
            at=at_of(request),
            because=form.cleaned_data["why"],
        )
    except Faulty as wrong:
        form.told(wrong.faults)
        return None
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    if kept is None:
        messages.success(request, "Nothing differs, so nothing was changed.")
    else:
        messages.success(request, f"Saved in the draft: {kept.where}.")
    return redirect(reverse("draft-rulebook", args=[draft.pk, form.table.rulebook]))


def _form(
    request: HttpRequest,
    draft: PolicyDraft,
    policy: Release,
    table: Table,
    form: RuleForm,
    rule_id: str,
    more: Mapping[str, object],
) -> HttpResponse:
    if form.is_bound and "seen" in form.errors:
        form.add_error(None, "This page has grown old. Open the rule again")
    cells = {
        field: _cell(policy, table, field, str(form[field].value() or ""))
        for field in form.fields
        if field.startswith((WHEN, THEN))
    }
    return render(
        request,
        "rules/drafts/rule.html",
        {
            "draft": draft,
            "policy": policy,
            "table": table,
            "rule_id": rule_id,
            "form": form,
            "when": {key: cell for key, cell in cells.items() if key.startswith(WHEN)},
            "then": {key: cell for key, cell in cells.items() if key.startswith(THEN)},
            **more,
        },
        status=422 if form.errors else 200,
    )


def _cell(policy: Release, table: Table, field: str, typed: str) -> CellField:
    said = _understood(policy, table, field, typed)
    words, wrong = said or ("", "")
    name = field.removeprefix(WHEN).removeprefix(THEN)
    if field.startswith(WHEN):
        column = column_of_input(policy, name)
    else:
        output = next(output for output in table.outputs if output.name == name)
        column = column_of_output(policy, output)
    hint = HINTS[column.type]
    values = list(dict.fromkeys(column.known.values()))
    if column.type in ("text", "texts") and values:
        more = " ..." if len(values) > NAMED else ""
        hint += f": {', '.join(values[:NAMED])}{more}"
    return CellField(name, hint, words, wrong, rows=min(2 + len(typed) // 60, 8))


def _understood(
    policy: Release, table: Table, field: str, typed: str
) -> tuple[str, str] | None:
    """What a cell says, or what is wrong with it; None where there is no such cell."""
    found: Understood | list[Fault]
    if field.startswith(WHEN) and field.removeprefix(WHEN) in table.inputs:
        found = understand_test(policy, table, "", field.removeprefix(WHEN), typed)
    else:
        outputs = {f"{THEN}{output.name}": output for output in table.outputs}
        if field not in outputs:
            return None
        found = understand_output(policy, table, "", outputs[field], typed)
    if isinstance(found, Understood):
        return found.words, ""
    return "", found[0].sentence


def _at_once(
    request: HttpRequest,
    number: int,
    rule_id: str,
    act: Callable[[Release], Mapping[str, bytes]],
    said: str,
) -> HttpResponse:
    """A change that needs no form: done, or told why not, on the page of its rulebook."""
    draft = _open_draft(request, number)
    try:
        table, _ = policy_of_draft(draft).rule(rule_id)
    except KeyError:
        raise Http404 from None
    try:
        change_draft(
            draft, act, seen=seen_in(request), by=user_of(request), at=at_of(request)
        )
    except (Refused, Faulty) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    page = reverse("draft-rulebook", args=[number, table.rulebook])
    return redirect(f"{page}#{rule_id}")
