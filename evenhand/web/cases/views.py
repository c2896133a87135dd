"""One case: its page, and the forms that change it."""

from datetime import date, datetime, time, timedelta

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from evenhand.appointments.book.verdicts import may_book, may_book_at_all
from evenhand.casework.barriers.services import (
    close_barrier,
    open_barrier,
    review_barrier,
)
from evenhand.casework.barriers.verdicts import may_open_barrier
from evenhand.casework.cases.services import add_note, move_case
from evenhand.casework.cases.stages import NEXT, UNDECIDED
from evenhand.casework.cases.verdicts import may_work_on
from evenhand.casework.conflicts.verdicts import may_declare_conflict, may_end_conflict
from evenhand.casework.diary.queries import diary_of
from evenhand.casework.evidence.verdicts import may_note_evidence, sees_evidence
from evenhand.casework.models import Barrier, Case, Stage
from evenhand.core.looking import record_look
from evenhand.core.models import Look, Role, User
from evenhand.core.verdict import Refused
from evenhand.planning.passing.queries import waiting_to_leave
from evenhand.planning.passing.verdicts import may_pass_on
from evenhand.planning.queries import why_here
from evenhand.planning.verdicts import may_reallocate
from evenhand.web.appointments.booking.lines import lines_of_case
from evenhand.web.appointments.people_and_places.needs_reading import needs_of_case
from evenhand.web.cases import reading
from evenhand.web.cases.case_form import answer_form
from evenhand.web.cases.clocks import clocks_of
from evenhand.web.cases.forms import (
    CloseBarrierForm,
    MoveForm,
    NoteForm,
    OpenBarrierForm,
    ReviewBarrierForm,
)
from evenhand.web.cases.next_step import next_step
from evenhand.web.cases.reading import case_or_404
from evenhand.web.cases.standing import standings_of
from evenhand.web.cases.trackers import trackers_of
from evenhand.web.cases.why import shown
from evenhand.web.evidence.reading import notes_of
from evenhand.web.formats import day
from evenhand.web.forms import day_in_address
from evenhand.web.likeness.reading import links_shown, suggested_for
from evenhand.web.pages import may_open, part_of
from evenhand.web.planning.words import why_given
from evenhand.web.presenters import GROUPS
from evenhand.web.timing import at_of, today_of
from evenhand.web.titles import titles_at
from evenhand.web.viewer import user_of


SEES_LOOKS = (Role.AUDITOR, Role.TEAM_LEADER)


@part_of("cases")
@require_safe
def case(request: HttpRequest, ref: str) -> HttpResponse:
    """A case in the order in which its questions are asked."""
    found = case_or_404(request, ref, what="Case page")
    if found.ref != ref:
        return redirect("case", found.ref)
    return _page(request, found, NoteForm())


@part_of("cases")
@require_POST
def note(request: HttpRequest, ref: str) -> HttpResponse:
    """Add a note; the same words sent twice are one note."""
    found = case_or_404(request, ref, what="Case page")
    form = NoteForm(request.POST)
    if form.is_valid():
        words = form.cleaned_data["text"]
        try:
            with transaction.atomic():
                if not _just_written(found, words, request):
                    add_note(found, text=words, by=user_of(request), at=at_of(request))
        except Refused as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, "Your note was added")
            return redirect(f"{reverse('case', args=[found.ref])}#notes")
    return _page(request, found, form, status=422)


@part_of("cases")
@require_http_methods(["GET", "HEAD", "POST"])
def new_barrier(request: HttpRequest, ref: str) -> HttpResponse:
    """Record what stands in the way."""
    found = case_or_404(request, ref, what="Form: open a barrier")
    titles = titles_at(at_of(request))
    form = OpenBarrierForm(request.POST or None, titles=titles)

    def act() -> str:
        kind = form.cleaned_data["kind"]
        about = titles.about("barriers", kind)
        today = today_of(request)
        review_on = form.cleaned_data["review_on"] or today + timedelta(
            days=int(str(about["review_days"]))
        )
        open_barrier(
            found,
            kind=kind,
            blocks=str(about["blocks"]),
            source=form.cleaned_data["source"],
            on=today,
            review_on=review_on,
            by=user_of(request),
            at=at_of(request),
        )
        return (
            f"The barrier “{titles.of('barriers', kind)}” was opened. It is looked "
            f"at again on {day(review_on)}."
        )

    return answer_form(
        request,
        found,
        form,
        "cases/open_barrier.html",
        act=act,
        refused_at="kind",
        then="barriers",
        verdict=may_open_barrier(user_of(request), found),
    )


@part_of("cases")
@require_http_methods(["GET", "HEAD", "POST"])
def still_standing(request: HttpRequest, ref: str, kind: str) -> HttpResponse:
    """Say that a barrier still stands."""
    found = case_or_404(request, ref, what="Form: review a barrier")
    barrier = _open_barrier_or_404(found, kind)
    form = ReviewBarrierForm(request.POST or None)

    def act() -> str:
        review_barrier(
            barrier,
            review_on=form.cleaned_data["review_on"],
            because=form.cleaned_data["because"],
            by=user_of(request),
            at=at_of(request),
        )
        next_on = day(form.cleaned_data["review_on"])
        return f"The barrier still stands. It is looked at again on {next_on}."

    return answer_form(
        request,
        found,
        form,
        "cases/review_barrier.html",
        act=act,
        refused_at="review_on",
        then="barriers",
        barrier=barrier,
    )


@part_of("cases")
@require_http_methods(["GET", "HEAD", "POST"])
def no_longer_standing(request: HttpRequest, ref: str, kind: str) -> HttpResponse:
    """Say that a barrier no longer stands."""
    found = case_or_404(request, ref, what="Form: close a barrier")
    barrier = _open_barrier_or_404(found, kind)
    today = today_of(request)
    form = CloseBarrierForm(
        request.POST or None,
        today=today,
        opened_on=barrier.opened_on,
        initial={"closed_on": today},
    )

    def act() -> str:
        close_barrier(
            barrier,
            on=form.cleaned_data["closed_on"],
            because=form.cleaned_data["because"],
            by=user_of(request),
            at=at_of(request),
        )
        title = titles_at(at_of(request)).of("barriers", kind)
        return f"The barrier “{title}” was closed"

    return answer_form(
        request,
        found,
        form,
        "cases/close_barrier.html",
        act=act,
        refused_at=None,
        then="barriers",
        barrier=barrier,
    )


@part_of("cases")
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, ref: str) -> HttpResponse:
    """Move a case to its next stage."""
    found = case_or_404(request, ref, what="Form: move the case")
    today = today_of(request)
    form = MoveForm(
        request.POST or None,
        case=found,
        today=today,
        initial={"on": today, "to": _likely(found)},
    )

    def act() -> str:
        to = Stage(form.cleaned_data["to"])
        interviewed = to == Stage.INTERVIEWED and found.interviewed_on is None
        move_case(
            found,
            to=to,
            on=form.cleaned_data["on"],
            interviewed_on=form.cleaned_data["on"] if interviewed else None,
            because=form.cleaned_data["because"],
            by=user_of(request),
            at=at_of(request),
        )
        return f"The case is now: {to.label.lower()}"

    return answer_form(
        request,
        found,
        form,
        "cases/move.html",
        act=act,
        refused_at=None,
        verdict=may_work_on(user_of(request), found),
    )


def _page(
    request: HttpRequest, found: Case, note_form: NoteForm, *, status: int = 200
) -> HttpResponse:
    at, today, user = at_of(request), today_of(request), user_of(request)
    if request.method != "GET":  # a form sent back with its fault shows the case too
        record_look(Look.Kind.VIEW, by=user, at=at, what="Case page", case_id=found.pk)
    titles = titles_at(at)
    standing = standings_of([found], today=today)[found.pk]
    outcome = reading.outcome_now(found)
    barriers = reading.open_barriers_of(found)
    past = day_in_address(request.GET.get("on", ""))
    if past is not None and past > today:
        past = None
    asked_for = request.GET.get("on", "")
    group = request.GET.get("show", "")
    working = may_work_on(user, found)
    why = why_here(found, reader=user, at=_end_of(past, at))
    context = {
        "case": found,
        "identity": reading.identity_of(found, standing, titles),
        "alarms": outcome.alarms if outcome else [],
        "step": next_step(
            found,
            barriers=barriers,
            outcome=outcome,
            child=standing.child_now,
            titles=titles,
            today=today,
        ),
        "clocks": clocks_of(
            found, child=standing.child_at_claim, titles=titles, today=today
        ),
        "barriers": barriers,
        "closed_barriers": found.barriers.exclude(closed_on=None)
        .select_related("closed_by")
        .order_by("-closed_on"),
        "may_work": working,
        "may_open": may_open_barrier(user, found),
        **_passing(found, user),
        **_conflicts(found, user),
        **_evidence(found, user),
        **_interviews(found, user),
        "links": links_shown(found),
        "alike": suggested_for(found),
        "sees_likenesses": may_open(user, "likenesses"),
        "why": shown(why) if why else None,
        "why_given": why_given,
        "past": past,
        "past_wrong": bool(asked_for) and past is None,
        "circumstances": reading.circumstances_of(found, titles),
        "stage": Stage(found.stage),
        "timeline": reading.timeline_of(
            found, titles=titles, group=group if group in GROUPS else ""
        ),
        "groups": {
            key: GROUPS[key]
            for key in ("stage", "owner", "barrier", "interview", "people")
        },
        "group": group,
        "people": reading.people_of(found, titles=titles, today=today),
        "diary": diary_of(found),
        "contacts": found.contacts.select_related("recorded_by").order_by("-at", "-pk"),
        "notes": found.notes.select_related("written_by").order_by(
            "-written_at", "-pk"
        ),
        "note_form": note_form,
        "sees_looks": user.has_role(*SEES_LOOKS),
        "looks": reading.looks_at(found) if user.has_role(*SEES_LOOKS) else [],
        "sees_runs": may_open(user, "planning"),
        "trackers": trackers_of(found, titles),
        "titles": titles,
    }
    return render(request, "cases/case.html", context, status=status)


def _conflicts(found: Case, user: User) -> dict[str, object]:
    """Who must not have the case, and whether somebody else is to be looked for."""
    standing = list(
        found.conflicts.filter(ended_at=None)
        .select_related("staff_member", "declared_by")
        .order_by("declared_at", "pk")
    )
    owner_in_conflict = found.stage in UNDECIDED and any(
        conflict.staff_member_id == found.owner_id for conflict in standing
    )
    may_move = found.owner is not None and bool(may_reallocate(user, found.owner))
    return {
        "conflicts": standing,
        "may_declare": may_declare_conflict(user, found),
        "may_end": lambda conflict: may_end_conflict(user, conflict),
        "owner_in_conflict": owner_in_conflict,
        "may_find_another": owner_in_conflict and may_move,
    }


def _interviews(found: Case, user: User) -> dict[str, object]:
    """Its interviews, what is needed for them, and whether one may be booked now."""
    verdict, lines = may_book(user, found), lines_of_case(found)
    return {
        **needs_of_case(found, booked=any(line.live for line in lines)),
        "interviews": lines,
        "sees_interviews": may_open(user, "interviews"),
        "books_interviews": bool(may_book_at_all(user)),
        "may_book_interview": bool(verdict),
        "why_no_interview": verdict.why_not,
    }


def _evidence(found: Case, user: User) -> dict[str, object]:
    """What was noted of the evidence, for those who may be told."""
    sees = sees_evidence(user)
    return {
        "sees_evidence": sees,
        "evidence": notes_of([found.pk])[found.pk] if sees else [],
        "may_note_evidence": sees and may_note_evidence(user, found),
    }


def _passing(found: Case, user: User) -> dict[str, object]:
    """Whether the case was passed back and waits, and whether it may be."""
    leaves = None
    if found.owner is not None and found.stage in UNDECIDED:
        leaves = waiting_to_leave(found.owner).filter(case=found).first()
    return {
        "leaves": leaves,
        "sees_leaving": leaves is not None
        and found.owner is not None
        and may_reallocate(user, found.owner),
        "may_pass_back": leaves is None and may_pass_on(user, found),
    }


def _end_of(past: date | None, at: datetime) -> datetime:
    """The last instant of a day in London, or now where that is still to come."""
    if past is None:
        return at
    midnight = datetime.combine(past + timedelta(days=1), time.min)
    end = timezone.make_aware(midnight) - timedelta(microseconds=1)
    return min(end, at)


def _open_barrier_or_404(found: Case, kind: str) -> Barrier:
    barrier: Barrier | None = (
        found.barriers.filter(kind=kind, closed_on=None).select_related("case").first()
    )
    if barrier is None:
        raise Http404
    return barrier


def _likely(found: Case) -> str:
    """The stage that follows most often: the nearest later one."""
    order = list(Stage)
    following = NEXT[Stage(found.stage)]
    later = order[order.index(Stage(found.stage)) + 1 :]
    return next((stage.value for stage in later if stage in following), "")


def _just_written(found: Case, words: str, request: HttpRequest) -> bool:
    """Whether this person wrote the same a minute ago: a second click.

    The case is locked first, so that two clicks at one instant take their turn.
    """
    Case.objects.select_for_update().get(pk=found.pk)
    since = at_of(request) - timedelta(minutes=1)
    written: bool = found.notes.filter(
        text=words.strip(), written_by=user_of(request), written_at__gte=since
    ).exists()
    return written
