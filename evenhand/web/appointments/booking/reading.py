"""Read one interview with all its page shows; and those that are still to be booked."""

from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest

from evenhand.appointments.interviews.states import LIVE
from evenhand.appointments.models import Interview
from evenhand.casework.models import Barrier, Case, Stage
from evenhand.core.looking import record_look
from evenhand.core.models import Look
from evenhand.web.timing import at_of
from evenhand.web.viewer import user_of


PAGE = 25


def interview_or_404(request: HttpRequest, uid: str | UUID, *, what: str) -> Interview:
    """The interview of an address, its look recorded; 404 where it may not be seen."""
    found = (
        Interview.objects.filter(uid=uid)
        .select_related(
            "case__responsible_unit",
            "case__owner",
            "case__progressor",
            "site",
            "room",
            "interviewer__staff_member",
            "interpreter",
            "representative",
            "adult",
            "host",
            "booked_by",
            "cancelled_by",
            "follows",
        )
        .first()
    )
    if found is None:
        raise Http404
    if request.method == "GET":
        record_look(
            Look.Kind.VIEW,
            by=user_of(request),
            at=at_of(request),
            what=what,
            case_id=found.case_id,
        )
    return found


def to_be_booked(
    *, unit: str, after: tuple[date, str] | None
) -> tuple[list[Case], bool]:
    """Cases ready to interview with none booked and nothing in the way, longest first.

    A page of them, and whether there are more. `unit`: the code of one; "", all.
    """
    booked = Interview.objects.filter(case=OuterRef("pk"), state__in=sorted(LIVE))
    barred = Barrier.objects.filter(
        case=OuterRef("pk"), closed_on=None, blocks__in=["interview", "decision"]
    )
    cases = (
        Case.objects.filter(~Exists(booked), ~Exists(barred))
        .filter(stage=Stage.READY_TO_INTERVIEW)
        .select_related("responsible_unit", "owner", "interview_needs")
        .order_by("claimed_on", "ref")
    )
    if unit:
        cases = cases.filter(responsible_unit__code=unit)
    if after is not None:
        day, ref = after
        cases = cases.filter(claimed_on__gte=day).exclude(claimed_on=day, ref__lte=ref)
    found = list(cases[: PAGE + 1])
    return found[:PAGE], len(found) > PAGE
