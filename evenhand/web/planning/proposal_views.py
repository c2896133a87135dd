"""One proposal with all that speaks for it, those that must be opened, and a change."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from evenhand.casework.models import Case
from evenhand.core.looking import record_look
from evenhand.core.models import Look
from evenhand.core.verdict import Refused
from evenhand.flows.override_plan import leave_proposals, override_proposal
from evenhand.planning.acceptance.choosing import Choosing, choosing_for
from evenhand.planning.acceptance.opening import open_proposal, said
from evenhand.planning.acceptance.parting import WouldPart
from evenhand.planning.acceptance.queries import overrides_of
from evenhand.planning.acceptance.reasons import ACCEPTANCE
from evenhand.planning.acceptance.verdicts import may_take_back, still_in_force
from evenhand.planning.models import Opening, Override, Proposal, Run
from evenhand.planning.queries import why_here
from evenhand.planning.verdicts import acceptable_by, may_accept
from evenhand.web.cases.reading import identity_of
from evenhand.web.cases.standing import standings_of
from evenhand.web.cases.why import shown
from evenhand.web.pages import part_of
from evenhand.web.planning.access import (
    address_of,
    any_run_or_404,
    proposal_or_404,
    trail_to,
)
from evenhand.web.planning.forms import OverrideForm, ReasonForm
from evenhand.web.planning.parting_reading import by_name
from evenhand.web.planning.reading import AskedProposals, waiting_for_acceptance
from evenhand.web.planning.review_reading import (
    Standing,
    address_of_proposal,
    rows_to_open,
    standing_of,
)
from evenhand.web.timing import at_of, today_of
from evenhand.web.titles import titles_at
from evenhand.web.viewer import user_of
from evenhand.workforce.models import StaffMember, Unit
from evenhand.workforce.queries import open_units


PAGE = 100
DEALT_WITH = (Proposal.State.OVERRIDDEN, Proposal.State.REJECTED)


@part_of("people")
@require_safe
def review(request: HttpRequest, number: int) -> HttpResponse:
    """What must be opened before a part of a run is accepted, and who opened what."""
    run = any_run_or_404(request, number)
    asked = AskedProposals.from_address(request.GET)
    standing = _standing(request, run, asked)
    found = [row for row in standing.review.rows if row.position > asked.after]
    rows = rows_to_open(run, found[:PAGE], asked)
    record_look(
        Look.Kind.VIEW,
        by=user_of(request),
        at=at_of(request),
        what=f"Planning run {number}: to be opened",
        rows=len(rows),
    )
    address = reverse("run-review", args=[number])
    following = found[PAGE - 1].position if len(found) > PAGE else 0
    return render(
        request,
        "planning/review.html",
        {
            "run": run,
            "asked": asked,
            "trail": trail_to(run),
            "standing": standing,
            "rows": rows,
            "units": list(Unit.objects.order_by("name").values_list("code", "name")),
            "following": f"{address}{asked.address(after=following)}"
            if following
            else "",
            "first": f"{address}{asked.address()}" if asked.after else "",
            "back": f"{address_of(run)}{asked.address(show='')}",
        },
    )


@part_of("people")
@require_safe
def proposal(request: HttpRequest, number: int, ref: str) -> HttpResponse:
    """One proposal: whom it is about, why, and what can be done. Opening is remembered."""
    run = any_run_or_404(request, number)
    found = proposal_or_404(run, ref)
    user, at = user_of(request), at_of(request)
    asked = AskedProposals.from_address(request.GET)
    record_look(
        Look.Kind.VIEW,
        by=user,
        at=at,
        what=f"Proposal of run {number}",
        case_id=found.case_id,
    )
    verdict = may_accept(user, run)
    if verdict:
        open_proposal(found, by=user, at=at)
    titles, case = titles_at(at), found.case
    why = why_here(case, reader=user, at=at)
    standing = _standing(request, run, asked)
    acceptable = acceptable_by(user, run).filter(pk=found.pk).exists()
    in_force = still_in_force(run, at=at)
    return render(
        request,
        "planning/proposal.html",
        {
            "run": run,
            "asked": asked,
            "proposal": found,
            "case": case,
            "trail": trail_to(run),
            "identity": identity_of(
                case, standings_of([case], today=today_of(request))[case.pk], titles
            ),
            "why": shown(why) if why else None,
            "titles": titles,
            "matters": said(found.matters),
            "openings": Opening.objects.filter(proposal=found)
            .select_related("by")
            .order_by("at", "pk"),
            "override": overrides_of(run).filter(proposal=found, undone_at=None).first()
            if found.state in DEALT_WITH
            else None,
            "acceptable": acceptable and verdict and in_force,
            "take_back": may_take_back(user, run, found, at=at)
            if found.state == Proposal.State.REJECTED
            else None,
            "changeable": verdict
            and in_force
            and (acceptable or found.state == Proposal.State.NOT_PLACED),
            "why_not": verdict.why_not or in_force.why_not,
            "form": ReasonForm(
                None,
                titles=titles,
                register=ACCEPTANCE,
                needed=bool(found.matters),
            ),
            "accept": reverse(
                "accept-reallocation" if run.why else "accept-run", args=[number]
            ),
            "walk": _walk(run, found, standing, asked),
            "standing": standing,
            "back": f"{address_of(run)}{asked.address(show='')}",
        },
    )


@dataclass(frozen=True, slots=True)
class Walk:
    """Where to go from one proposal: those to be opened before and after it."""

    before: str
    after: str
    place: int
    of: int


def _walk(run: Run, found: Proposal, standing: Standing, asked: AskedProposals) -> Walk:
    rows = standing.review.rows
    here = found.position
    before = [row for row in rows if row.position < here]
    # On to the next that is still to be opened; after the last, round to the first.
    waiting = [row for row in standing.review.still if row.proposal_id != found.pk]
    after = [row for row in waiting if row.position > here] or waiting
    return Walk(
        before=address_of_proposal(run, before[-1].ref, asked) if before else "",
        after=address_of_proposal(run, after[0].ref, asked) if after else "",
        place=len(before) + 1,
        of=len(rows),
    )


def _standing(request: HttpRequest, run: Run, asked: AskedProposals) -> Standing:
    user = user_of(request)
    waiting = waiting_for_acceptance(run, asked) & acceptable_by(user, run)
    return standing_of(run, waiting, asked, user=user, at=at_of(request))


@part_of("people")
@require_http_methods(["GET", "HEAD", "POST"])
def override(request: HttpRequest, number: int, ref: str) -> HttpResponse:
    """Give the case elsewhere, or leave it: with whom that is possible, and why not."""
    run = any_run_or_404(request, number)
    found = proposal_or_404(run, ref)
    user, at = user_of(request), at_of(request)
    if request.method != "POST":
        record_look(
            Look.Kind.VIEW,
            by=user,
            at=at,
            what=f"Form: change a proposal of run {number}",
            case_id=found.case_id,
        )
    if found.state not in (Proposal.State.PROPOSED, Proposal.State.NOT_PLACED):
        messages.error(request, "Somebody has dealt with this proposal already.")
        return redirect("proposal", number, ref)
    titles = titles_at(at)
    units = list(open_units(today_of(request)).filter(is_queue=False))
    unit = _unit_asked(request, found, units)
    choosing, fault = _choosing(found.case, run)
    people = _people_of(unit, found, choosing)
    form = OverrideForm(
        request.POST or None,
        titles=titles,
        people=[(who.ref, who.words) for who in people if not who.hard],
        units=[(one.code, one.name) for one in units],
        may_leave=found.state == Proposal.State.PROPOSED,
        initial={"choice": Override.Choice.PERSON.value},
    )
    parted: list[tuple[str, list[str]]] = []
    if request.method == "POST" and form.is_valid():
        try:
            done = _change(request, run, found, form)
        except WouldPart as refusal:
            form.add_error(None, str(refusal))
            parted = by_name(refusal.parted)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect(f"{reverse('proposal', args=[number, ref])}")
    return render(
        request,
        "planning/override.html",
        {
            "run": run,
            "proposal": found,
            "trail": trail_to(run),
            "identity": identity_of(
                found.case,
                standings_of([found.case], today=today_of(request))[found.case_id],
                titles,
            ),
            "form": form,
            "parted": parted,
            "units": units,
            "unit": unit,
            "cannot": [who for who in people if who.hard],
            "fault": fault,
            "verdict": may_accept(user, run) and still_in_force(run, at=at),
            "back": reverse("proposal", args=[number, ref]),
        },
        status=422 if form.errors else 200,
    )


def _change(request: HttpRequest, run: Run, found: Proposal, form: OverrideForm) -> str:
    """Do what the form asks, and say what was done. Refused as the services refuse."""
    given = form.cleaned_data
    user, at = user_of(request), at_of(request)
    if given["choice"] == Override.Choice.LEFT:
        left = leave_proposals(
            run,
            proposals=[found.pk],
            by=user,
            at=at,
            reason=given["reason"],
            because=given["because"],
            parting="parting" in request.POST,
        )
        if not left:
            raise Refused("Somebody has dealt with this proposal already")
        return "The case was left as it is. The next run may propose it again."
    to_owner = to_unit = None
    if given["choice"] == Override.Choice.PERSON:
        to_owner = StaffMember.objects.select_related("unit").get(ref=given["person"])
    else:
        to_unit = Unit.objects.get(code=given["to_unit"])
    done = override_proposal(
        found,
        to_owner=to_owner,
        to_unit=to_unit,
        by=user,
        on=today_of(request),
        at=at,
        reason=given["reason"],
        because=given["because"],
        parting="parting" in request.POST,
    )
    name = done.to_owner or done.to_unit
    return f"The case was given to {name}. Everybody concerned is told."


@dataclass(frozen=True, slots=True)
class Possible:
    """Somebody a case could be given to, and what speaks against it."""

    ref: str
    name: str
    words: str
    hard: str


def _people_of(
    unit: Unit, found: Proposal, choosing: Choosing | None
) -> list[Possible]:
    """Everybody who decides in a unit; those nothing speaks against come first."""
    if choosing is None:
        return []
    there = (
        StaffMember.objects.filter(decides=True)
        .filter(unit=unit)
        .union(StaffMember.objects.filter(decides=True, also_units=unit))
    )
    people = []
    for person in there:
        if person.pk in (found.to_owner_id, found.case.owner_id):
            continue
        against = choosing.against(person)
        soft = [objection.sentence for objection in against if not objection.hard]
        hard = [objection.sentence for objection in against if objection.hard]
        short = {"places": "no place left", "unit": "not a unit the rules name"}
        notes = [
            short.get(objection.code, "") for objection in against if not objection.hard
        ]
        people.append(
            (
                len(soft),
                Possible(
                    ref=person.ref,
                    name=person.name,
                    words=f"{person.name} ({', '.join(notes)})"
                    if soft
                    else person.name,
                    hard=". ".join(hard),
                ),
            )
        )
    return [who for _, who in sorted(people, key=lambda pair: (pair[0], pair[1].name))]


def _choosing(case: Case, run: Run) -> tuple[Choosing | None, str]:
    try:
        return choosing_for(case, on=run.on, release=run.release), ""
    except Refused as refusal:
        return None, str(refusal)


def _unit_asked(request: HttpRequest, found: Proposal, units: list[Unit]) -> Unit:
    """The unit whose people are shown: asked for, proposed, or where the case is."""
    asked = request.POST.get("unit") or request.GET.get("unit", "")
    by_code = {unit.code: unit for unit in units}
    for unit in (by_code.get(asked), found.to_unit, found.case.responsible_unit):
        if unit is not None:
            return unit
    return units[0]
