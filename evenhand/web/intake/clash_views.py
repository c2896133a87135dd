"""Settle what was changed both here and in a tracker: one cell, or one field at once."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from evenhand.core.verdict import Refused
from evenhand.flows.import_tracker import settle_all, settle_clash
from evenhand.intake.models import Clash
from evenhand.intake.queries import open_clashes
from evenhand.intake.verdicts import may_settle
from evenhand.web.cases.reading import case_or_404
from evenhand.web.formats import counted, sentence_case
from evenhand.web.intake.forms import MOST_REASON, SettleForm
from evenhand.web.intake.reading import clashes_shown, import_or_404
from evenhand.web.intake.words import field_title
from evenhand.web.pages import part_of
from evenhand.web.sign_in.views import onward
from evenhand.web.timing import at_of
from evenhand.web.titles import titles_at
from evenhand.web.viewer import user_of


@part_of("cases")
@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Say which of two changes of a case is right, and why."""
    case = case_or_404(request, ref, what="Form: settle a conflict with a tracker")
    clash = open_clashes(case=case).filter(pk=number).first()
    back = onward(request) or f"{reverse('case', args=[case.ref])}#trackers"
    if clash is None:
        if not Clash.objects.filter(case=case, pk=number).exists():
            raise Http404
        messages.error(request, "Somebody else has just settled this conflict")
        return redirect(back)
    form = SettleForm(request.POST or None)
    verdict = may_settle(user_of(request), clash)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                verdict.enforce()
                settle_clash(
                    clash,
                    choice=form.cleaned_data["choice"],
                    because=form.cleaned_data["because"],
                    by=user_of(request),
                    at=at_of(request),
                )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            kept = form.cleaned_data["choice"] == Clash.Choice.HERE
            messages.success(
                request,
                f"{field_title(clash.field)} of {case.ref}: "
                + ("what stood here was kept" if kept else "the tracker was followed"),
            )
            return redirect(back)
    return render(
        request,
        "intake/settle.html",
        {
            "case": case,
            "shown": clashes_shown([clash], titles=titles_at(at_of(request)))[0],
            "form": form,
            "verdict": verdict,
            "back": back,
        },
        status=422 if form.errors else 200,
    )


@part_of("trackers")
@require_POST
def settle_field(request: HttpRequest, number: int) -> HttpResponse:
    """Follow the tracker in all conflicts of one field, for one reason."""
    found = import_or_404(number)
    field = request.POST.get("field", "")
    because = request.POST.get("because", "").strip()[:MOST_REASON]
    back = f"{reverse('import', args=[number])}?show=conflicts"
    if not because:
        messages.error(
            request,
            f"Say why the tracker is right about {field_title(field)} in all of them",
        )
        return redirect(back)
    try:
        done = settle_all(
            found, field, because=because, by=user_of(request), at=at_of(request)
        )
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(back)
    left = [f"{case.ref} ({why})" for case, why in done.left]
    said = (
        f"{field_title(field)}: {counted(done.settled, 'conflict')} settled as the"
        " tracker says."
    )
    if left:
        named = "; ".join(left[:5])
        more = f"; and {len(left) - 5:,} more" if len(left) > 5 else ""
        said += (
            f" {sentence_case(counted(len(left), 'conflict was', 'conflicts were'))}"
        )
        said += f" left: {named}{more}."
    (messages.warning if left else messages.success)(request, said)
    return redirect(back)
