"""Do one thing to the cases chosen, or to all that fit: asked once, by number."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from evenhand.casework.bulk.verdicts import MOST, may_act_in_bulk
from evenhand.casework.models import BulkAct, BulkPart, Case
from evenhand.core.looking import record_look
from evenhand.core.models import Look, User
from evenhand.core.verdict import Refused
from evenhand.flows.act_in_bulk import ask_in_bulk
from evenhand.flows.jobs import start_bulk
from evenhand.web.cases.asked import Asked
from evenhand.web.cases.bulk_forms import BUTTONS, FORMS
from evenhand.web.cases.listing import cases_asked_for
from evenhand.web.cases.standing import names_of_cases
from evenhand.web.formats import counted
from evenhand.web.pages import part_of
from evenhand.web.timing import at_of, today_of
from evenhand.web.titles import titles_at


SHOWN = 500


@dataclass(frozen=True, slots=True)
class Chosen:
    """The cases something is to be done to: those ticked, or all that fit."""

    ids: list[int]
    refs: list[str]
    all: bool


@part_of("cases")
@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """Ask what is to be done to how many cases; once it is said, do it."""
    user = request.user
    assert isinstance(user, User)
    asked = Asked.from_address(request.GET, on=today_of(request))
    kind = request.POST.get("act", "")
    if kind not in FORMS:
        raise Http404
    verdict = may_act_in_bulk(user)
    chosen = _chosen(request, asked)
    titles = titles_at(at_of(request))
    record_look(
        Look.Kind.VIEW,
        by=user,
        at=at_of(request),
        what=f"Many cases at once: {BulkAct.Kind(kind).label.lower()}",
        rows=len(chosen.ids),
    )
    sure = "sure" in request.POST
    form = FORMS[kind](
        request.POST if sure else None,
        titles=titles,
        today=asked.on,
        initial={"barrier": asked.chosen("barrier")},
    )
    number = len(chosen.ids)
    problem = _problem(chosen)
    if sure and not problem and str(number) != request.POST.get("number"):
        problem = (
            f"Meanwhile the list has changed: it is {counted(number, 'case')} now. "
            "Look again, and go on if that is right"
        )
    if sure and verdict and not problem and form.is_valid():
        try:
            done = ask_in_bulk(
                key=_key(request),
                kind=BulkAct.Kind(kind),
                data=form.data_of_act(),
                because=form.cleaned_data.get("because", ""),
                case_ids=chosen.ids,
                by=user,
                at=at_of(request),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            start_bulk(done, at=at_of(request))
            return redirect("bulk-act", done.key)
    return render(
        request,
        "cases/bulk.html",
        {
            "form": form,
            "kind": kind,
            "title": BulkAct.Kind(kind).label,
            "verdict": verdict,
            "chosen": chosen,
            "number": number,
            "problem": problem,
            "button": BUTTONS[kind].format(counted(number, "case")),
            "key": request.POST.get("key") or uuid4(),
            "asked": asked,
            "back": reverse("cases") + asked.address(),
        },
        status=422 if sure else 200,
    )


@part_of("cases")
@require_safe
def outcome(request: HttpRequest, key: UUID) -> HttpResponse:
    """How far it is, what was done, and for which cases it was not, and why."""
    user = request.user
    assert isinstance(user, User)
    found = get_object_or_404(BulkAct, key=key, by=user)
    parts = found.parts.all()
    states = list(parts.values_list("state", flat=True))
    failed = list(
        parts.filter(state=BulkPart.State.NOT_DONE)
        .select_related("case")
        .order_by("why_not", "case__ref")[:SHOWN]
    )
    names = names_of_cases([part.case_id for part in failed])
    waiting = states.count(BulkPart.State.WAITING)
    working = waiting > 0 and found.finished_at is None
    record_look(
        Look.Kind.VIEW,
        by=user,
        at=at_of(request),
        what=f"Many cases at once: {found.get_kind_display().lower()}",
        rows=len(failed),
    )
    part = bool(request.headers.get("HX-Request"))
    response = render(
        request,
        "cases/bulk_progress.html" if part else "cases/bulk_done.html",
        {
            "act": found,
            "working": working,
            "done": states.count(BulkPart.State.DONE),
            "failed_number": states.count(BulkPart.State.NOT_DONE),
            "total": len(states),
            "failed": [(part, names.get(part.case_id, "")) for part in failed],
        },
    )
    if part and not working:
        response.headers["HX-Refresh"] = "true"
    return response


def _chosen(request: HttpRequest, asked: Asked) -> Chosen:
    if request.POST.get("which") == "all":
        cases = cases_asked_for(asked)
        # One more than may be is enough to know that there are too many.
        ids = list(cases.order_by("pk").values_list("pk", flat=True)[: MOST + 1])
        return Chosen(ids, [], True)
    refs = request.POST.getlist("case")[: MOST + 1]
    rows = Case.objects.filter(ref__in=refs).order_by("claimed_on", "ref")
    found = list(rows.values_list("pk", "ref"))
    return Chosen([pk for pk, _ in found], [ref for _, ref in found], False)


def _problem(chosen: Chosen) -> str:
    if not chosen.ids:
        return "No case is chosen. Go back to the list and tick at least one"
    if len(chosen.ids) > MOST:
        return f"These are more than {MOST:,} cases. Narrow the list first"
    return ""


def _key(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()
