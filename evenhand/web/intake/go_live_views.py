"""From which day a unit's tracker is no longer taken."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from evenhand.core.verdict import Refused
from evenhand.intake.queries import go_live_of
from evenhand.intake.services import set_go_live
from evenhand.intake.verdicts import may_set_go_live
from evenhand.web.formats import day
from evenhand.web.intake.forms import GoLiveForm
from evenhand.web.pages import part_of
from evenhand.web.timing import at_of
from evenhand.web.viewer import user_of
from evenhand.workforce.models import Unit


@part_of("trackers")
@require_http_methods(["GET", "HEAD", "POST"])
def go_live(request: HttpRequest, code: str) -> HttpResponse:
    """Set the day, move it, or open the door again; always with a reason."""
    unit = Unit.objects.filter(code=code).first()
    if unit is None:
        raise Http404
    said = go_live_of(unit)
    form = GoLiveForm(
        request.POST or None, initial={"on": said.on} if said is not None else {}
    )
    if request.method == "POST" and form.is_valid():
        on = form.cleaned_data["on"]
        try:
            set_go_live(
                unit,
                on=on,
                by=user_of(request),
                at=at_of(request),
                because=form.cleaned_data["because"],
            )
        except Refused as refused:
            form.add_error("on", str(refused))
        else:
            messages.success(
                request,
                f"{unit.name} goes live on {day(on)}. From then on its tracker is "
                "refused."
                if on
                else f"The tracker of {unit.name} is taken again.",
            )
            return redirect("trackers")
    return render(
        request,
        "intake/go_live.html",
        {
            "unit": unit,
            "said": said,
            "history": unit.go_lives.select_related("set_by").order_by(
                "-set_at", "-pk"
            )[:20],
            "form": form,
            "verdict": may_set_go_live(user_of(request)),
        },
        status=422 if form.errors else 200,
    )
