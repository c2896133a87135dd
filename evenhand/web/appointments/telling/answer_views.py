"""Wishes to change an interview, and who has confirmed those that are soon."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_http_methods, require_safe

from evenhand.appointments.interviews.states import State
from evenhand.appointments.models import Interview
from evenhand.appointments.telling.answering import keep_as_it_is
from evenhand.appointments.telling.models import LinkAnswer
from evenhand.appointments.telling.queries import Told, wishes
from evenhand.appointments.telling.services import last_told
from evenhand.core.looking import record_look
from evenhand.core.models import Look, Message
from evenhand.web.acting import acted
from evenhand.web.appointments.telling.access import only_who_answers
from evenhand.web.appointments.telling.forms import KeepForm
from evenhand.web.pages import part_of
from evenhand.web.timing import at_of
from evenhand.web.viewer import user_of


MOST_WISHES, PAGE = 50, 25
SOON = timedelta(days=14)
# Whose word the list of those to come shows.
ANSWERING = (
    Message.Recipient.CLAIMANT,
    Message.Recipient.ADULT,
    Message.Recipient.REPRESENTATIVE,
)


@dataclass(frozen=True, slots=True)
class ToCome:
    """One interview to come: how each who answers was told, and whether they confirmed."""

    interview: Interview
    readers: list[tuple[str, str, bool]]


@part_of("interviews")
@require_safe
def answers(request: HttpRequest) -> HttpResponse:
    """Those who ask for a change, soonest first; then who has confirmed."""
    only_who_answers(request)
    at = at_of(request)
    asked = list(wishes()[:MOST_WISHES])
    page, following = _to_come(request, at)
    told, confirmed = _said(page)
    record_look(
        Look.Kind.VIEW,
        by=user_of(request),
        at=at,
        what="answers to invitations",
        rows=len(asked) + len(page),
    )
    return render(
        request,
        "appointments/telling/answers.html",
        {
            "wishes": asked,
            "to_come": [_shown(one, told, confirmed) for one in page],
            "following": following,
            "further": bool(request.GET.get("after")),
            "days": SOON.days,
        },
    )


@part_of("interviews")
@require_http_methods(["GET", "HEAD", "POST"])
def keep(request: HttpRequest, uid: UUID, who: str) -> HttpResponse:
    """Answer a wish: the interview stays as it is, and why."""
    only_who_answers(request)
    wish = wishes().filter(interview__uid=uid, recipient=who).first()
    if wish is None:
        raise Http404
    form = KeepForm(request.POST or None)

    def act() -> str:
        keep_as_it_is(
            wish,
            form.cleaned_data["because"],
            by=user_of(request),
            at=at_of(request),
        )
        return "The interview stays as it is, and whoever asked is told why"

    if acted(request, form, act, refused_at="because"):
        return redirect("interview-answers")
    if request.method == "GET":
        record_look(
            Look.Kind.VIEW,
            by=user_of(request),
            at=at_of(request),
            what="a wish to change an interview",
            case_id=wish.case_id,
        )
    return render(
        request,
        "appointments/telling/keep.html",
        {"form": form, "wish": wish},
        status=422 if form.errors else 200,
    )


def _to_come(request: HttpRequest, at: datetime) -> tuple[list[Interview], str]:
    """A page of the interviews of the days to come, and where the next one begins."""
    soon: QuerySet[Interview] = (
        Interview.objects.filter(
            state=State.BOOKED, starts_at__gte=at, starts_at__lt=at + SOON
        )
        .select_related("case", "site")
        .order_by("starts_at", "uid")
    )
    begins, _, uid = request.GET.get("after", "").partition("~")
    after = parse_datetime(begins) if len(begins) < 40 else None
    if after is not None and after.tzinfo is not None:
        soon = soon.filter(starts_at__gte=after).exclude(
            starts_at=after, uid__lte=_uid(uid)
        )
    found = list(soon[: PAGE + 1])
    if len(found) <= PAGE:
        return found, ""
    last = found[PAGE - 1]
    return found[:PAGE], f"{last.starts_at:%Y-%m-%dT%H:%M:%SZ}~{last.uid}"


def _uid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


def _said(
    page: list[Interview],
) -> tuple[dict[str, dict[str, Message]], set[tuple[int, str, int]]]:
    confirmed = LinkAnswer.objects.filter(
        interview__in=page, kind=LinkAnswer.Kind.CONFIRMED
    ).values_list("interview_id", "recipient", "sequence")
    return last_told(page), set(confirmed)


def _shown(
    interview: Interview,
    told: dict[str, dict[str, Message]],
    confirmed: set[tuple[int, str, int]],
) -> ToCome:
    messages = [
        message
        for message in told.get(str(interview.uid), {}).values()
        if message.recipient in ANSWERING
    ]
    return ToCome(
        interview,
        [
            (
                message.get_recipient_display(),
                Told(message).state,
                (interview.pk, message.recipient, interview.sequence) in confirmed,
            )
            for message in messages
        ],
    )
