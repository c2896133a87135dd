"""The calls about interviews: look up offers, book, amend, cancel, and see what is booked."""

from datetime import date, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Path, Query, Router, Status

from evenhand.api.appointments.listing import page_of
from evenhand.api.appointments.schemas import (
    AmendIn,
    BookIn,
    CancelIn,
    InterviewOut,
    InterviewsOut,
    ListAsked,
    OffersAsked,
    OffersOut,
    Ref,
    TakenOut,
)
from evenhand.api.appointments.telling import (
    WHOLE,
    interview_out,
    interviews_out,
    offers_out,
)
from evenhand.api.caller import needs, token_of
from evenhand.api.problems import Problem, ProblemOut, faulty, not_found
from evenhand.appointments.book.asking import asked_of
from evenhand.appointments.book.candidates import Fixed
from evenhand.appointments.book.offers import Offers, offers
from evenhand.appointments.book.services import CHANGED, cancel
from evenhand.appointments.book.slips import read_slip
from evenhand.appointments.book.verdicts import may_book_at_all
from evenhand.appointments.models import Interview, Site
from evenhand.casework.cases.queries import case_by_ref
from evenhand.casework.models import Case
from evenhand.core.looking import record_look
from evenhand.core.models import Look, Scope, User
from evenhand.core.verdict import Refused
from evenhand.flows.book_interview import (
    Lost,
    amend_or_offer,
    asked_to_move,
    book_or_offer,
)


router = Router(tags=["Interviews"])
READ, WRITE = needs(Scope.APPOINTMENTS_READ), needs(Scope.APPOINTMENTS_WRITE)


@router.get(
    "/cases/{ref}/offers",
    url_name="offers",
    operation_id="look_up_offers",
    summary="The best ways to hold the interview of a case",
    response={200: OffersOut, 409: ProblemOut},
    **READ,
)
def look_up_offers(
    request: HttpRequest, ref: Path[Ref], asked: Query[OffersAsked]
) -> OffersOut:
    """Across sites and modes, each with its reason, and why there is none sooner."""
    case = _case(request, ref)
    site, moved = None, None
    if asked.site is not None:
        site = Site.objects.filter(code=asked.site).values_list("pk", flat=True).first()
        if site is None:
            raise faulty({"where": "query.site", "what": "There is no such site."})
    if asked.instead_of is not None:
        moved = _interview(request, asked.instead_of)
        if moved.case_id != case.pk:
            raise not_found("interview")
    found = offers(
        asked_to_move(moved, on=_on(request), at=_at(request))
        if moved
        else asked_of(case, on=_on(request), at=_at(request)),
        count=asked.count,
        fixed=Fixed(site=site, mode=asked.mode),
        leaving_out=moved.pk if moved else None,
        until=asked.until,
    )
    _look(request, case, "Offers of an interview")
    return offers_out(case, found)


@router.post(
    "/interviews",
    url_name="interviews",
    operation_id="book_interview",
    summary="Book one of the offers",
    response={201: InterviewOut, 409: TakenOut},
    **WRITE,
)
def book_interview(
    request: HttpRequest, sent: BookIn, response: HttpResponse
) -> Status[InterviewOut] | HttpResponse:
    """For everybody it brings together, or for nobody. Who was too late is offered more."""
    case = _case(request, sent.case)
    way = read_slip(sent.offer, case_id=case.pk)
    done = book_or_offer(
        case,
        way,
        on=_on(request),
        at=_at(request),
        by=_by(request),
        because=sent.because,
    )
    if isinstance(done, Lost):
        return _instead(request, case, "taken", done.sentence, done.next_best)
    response.headers["Location"] = f"/api/v1/interviews/{done.uid}"
    return Status(201, _as_it_stands(done))


@router.get(
    "/interviews",
    url_name="interviews",
    operation_id="list_interviews",
    summary="Interviews of some days, in order of time",
    response=InterviewsOut,
    **READ,
)
def list_interviews(request: HttpRequest, asked: Query[ListAsked]) -> InterviewsOut:
    """By day, site, person or case; page by page."""
    _may(request)
    rows, following = page_of(asked)
    record_look(
        Look.Kind.SEARCH,
        by=_by(request),
        at=_at(request),
        what="Interviews, through the API",
        rows=len(rows),
    )
    return InterviewsOut(interviews=interviews_out(rows), following=following)


@router.get(
    "/interviews/{uuid:uid}",
    url_name="interview",
    operation_id="see_interview",
    summary="One interview",
    response=InterviewOut,
    **READ,
)
def see_interview(request: HttpRequest, uid: UUID) -> InterviewOut:
    """As it stands now. Its `version` is sent with a change of it."""
    found = _interview(request, uid)
    _look(request, found.case, "An interview")
    return interview_out(found)


@router.patch(
    "/interviews/{uuid:uid}",
    url_name="interview",
    operation_id="amend_interview",
    summary="Move an interview, or change who takes part",
    response={200: InterviewOut, 409: TakenOut},
    **WRITE,
)
def amend_interview(
    request: HttpRequest, uid: UUID, sent: AmendIn
) -> InterviewOut | HttpResponse:
    """To one of the offers made with `instead_of`; its own time is not in its way."""
    found = _interview(request, uid)
    way = read_slip(sent.offer, case_id=found.case_id)
    _said(sent.because)
    try:
        done = amend_or_offer(
            found,
            way,
            version=sent.version,
            on=_on(request),
            at=_at(request),
            by=_by(request),
            because=sent.because,
        )
    except Refused as refused:
        if str(refused) != CHANGED:
            raise
        best = offers(asked_to_move(found, on=_on(request), at=_at(request)))
        return _instead(request, found.case, "changed", CHANGED, best)
    if isinstance(done, Lost):
        return _instead(request, found.case, "taken", done.sentence, done.next_best)
    return _as_it_stands(done)


@router.post(
    "/interviews/{uuid:uid}/cancellation",
    url_name="cancellation",
    operation_id="cancel_interview",
    summary="Cancel an interview",
    response=InterviewOut,
    **WRITE,
)
def cancel_interview(request: HttpRequest, uid: UUID, sent: CancelIn) -> InterviewOut:
    """And free the time of everybody. What is cancelled already stays as it is."""
    found = _interview(request, uid)
    _said(sent.because)
    done = cancel(
        found,
        cause=sent.cause,
        because=sent.because,
        by=_by(request),
        at=_at(request),
    )
    return _as_it_stands(done)


def _instead(
    request: HttpRequest, case: Case, kind: str, sentence: str, best: Offers
) -> HttpResponse:
    """What was not done because others were quicker, and the next best three."""
    _look(request, case, "Offers of an interview")
    told = offers_out(case, best).model_dump(mode="json")
    return Problem(kind, f"{sentence}.", instead=told).response()


def _as_it_stands(interview: Interview) -> InterviewOut:
    return interview_out(Interview.objects.select_related(*WHOLE).get(pk=interview.pk))


def _case(request: HttpRequest, ref: str) -> Case:
    """The case of that reference; not found where this system may not see it."""
    _may(request)
    case = case_by_ref(ref)
    if case is None:
        raise not_found("case")
    request.about_case = case.pk  # type: ignore[attr-defined]
    return case


def _interview(request: HttpRequest, uid: UUID) -> Interview:
    """The interview of that code, with everybody; not found as a case is."""
    _may(request)
    found = Interview.objects.select_related(*WHOLE).filter(uid=uid).first()
    if found is None:
        raise not_found("interview")
    request.about_case = found.case_id  # type: ignore[attr-defined]
    return found


def _may(request: HttpRequest) -> None:
    if not (verdict := may_book_at_all(_by(request))):
        raise Problem("not-granted", f"{verdict.why_not}.")


def _said(because: str) -> None:
    if not because.strip():
        raise faulty({"where": "body.because", "what": "Say why."})


def _look(request: HttpRequest, case: Case, what: str) -> None:
    record_look(
        Look.Kind.VIEW,
        by=_by(request),
        at=_at(request),
        what=f"{what}, through the API",
        case_id=case.pk,
    )


def _by(request: HttpRequest) -> User:
    return token_of(request).user


def _on(request: HttpRequest) -> date:
    return timezone.localdate(_at(request))


def _at(request: HttpRequest) -> datetime:
    at: datetime = request.at  # type: ignore[attr-defined]
    return at
