"""Which run an address is about, and whether whoever asks may look into it."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse

from evenhand.planning.models import Proposal, Run
from evenhand.planning.queries import reallocations, runs
from evenhand.planning.verdicts import may_reallocate
from evenhand.web.pages import may_open
from evenhand.web.viewer import user_of


def run_or_404(number: int) -> Run:
    """A week's run by its number."""
    found = runs().filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def any_run_or_404(request: HttpRequest, number: int) -> Run:
    """A week's run for workflow managers; a re-allocation for those who may ask it.

    The header marks the section to which the run belongs.
    """
    found = runs().filter(pk=number).first()
    if found is not None:
        if not may_open(user_of(request), "planning"):
            raise PermissionDenied
        request.page = "planning"  # type: ignore[attr-defined]
        return found
    found = reallocations().filter(pk=number).first()
    if found is None or found.person is None:
        raise Http404
    if not may_reallocate(user_of(request), found.person):
        raise PermissionDenied
    return found


def proposal_or_404(run: Run, ref: str) -> Proposal:
    """What a run proposes for one case, by the reference of the case."""
    found = (
        run.proposals.filter(case__ref=ref)
        .select_related(
            "case",
            "case__owner",
            "case__responsible_unit",
            "case__progressor",
            "to_owner",
            "to_unit",
        )
        .first()
    )
    if found is None:
        raise Http404
    return found


def address_of(run: Run) -> str:
    """The page of a run, in the section to which it belongs."""
    return reverse("reallocation" if run.why else "run", args=[run.pk])


def trail_to(run: Run) -> list[tuple[str, str]]:
    """The breadcrumbs up to and with the page of a run."""
    if run.person is not None:
        return [
            ("People and units", reverse("people")),
            (run.person.name, address_of(run)),
        ]
    return [("Planning", reverse("planning")), (f"Run {run.pk}", address_of(run))]
