"""Messages that did not arrive: which, why, and what a person does about each."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from evenhand.appointments.models import Interview
from evenhand.appointments.telling.queries import Told, not_delivered
from evenhand.casework.models import Case
from evenhand.core.events import Happening, record_events
from evenhand.core.looking import record_look
from evenhand.core.models import Look, Message
from evenhand.core.outbox import send_again, settle
from evenhand.core.verdict import Refused
from evenhand.flows.send_messages import words_of
from evenhand.web.appointments.telling.access import only_who_answers
from evenhand.web.appointments.telling.forms import SendAgainForm, SettleForm
from evenhand.web.forms import numbers_in
from evenhand.web.pages import part_of
from evenhand.web.timing import at_of
from evenhand.web.viewer import user_of


PAGE = 25


@dataclass(frozen=True, slots=True)
class NotArrived:
    """One message that did not arrive, with the interview it tells of."""

    told: Told
    case: Case | None
    interview: Interview | None

    @property
    def next_step(self) -> str:
        """What is to be done now, in a few words."""
        if self.told.message.due_at is not None:
            return "It is tried again by itself"
        return "Find another way to tell them"


@part_of("interviews")
@require_safe
def messages_back(request: HttpRequest) -> HttpResponse:
    """What was not delivered and waits for a person, the newest first."""
    only_who_answers(request)
    rows = not_delivered()
    before = numbers_in([request.GET.get("before", "")[:18]])
    if before:
        rows = rows.filter(pk__lt=before[0])
    page = list(rows[: PAGE + 1])
    record_look(
        Look.Kind.VIEW,
        by=user_of(request),
        at=at_of(request),
        what="messages not delivered",
        rows=len(page[:PAGE]),
    )
    return render(
        request,
        "appointments/telling/messages.html",
        {
            "rows": _with_interviews(page[:PAGE]),
            "following": page[PAGE - 1].pk if len(page) > PAGE else "",
            "further": bool(before),
        },
    )


@part_of("interviews")
@require_http_methods(["GET", "HEAD", "POST"])
def message(request: HttpRequest, key: UUID) -> HttpResponse:
    """One of them, as its reader would read it: send it again, or say what was done."""
    only_who_answers(request)
    found = not_delivered().filter(key=key).first()
    if found is None:
        return _dealt_with(request, key)
    sent = request.POST if request.method == "POST" else None
    again = sent is not None and "again" in sent
    sending = SendAgainForm(sent if again else None, initial={"channel": found.channel})
    settling = SettleForm(sent if sent is not None and not again else None)
    form = sending if again else settling
    if sent is not None and form.is_valid():
        try:
            said = _act(request, found, sending, settling, again=again)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, said)
            return redirect("interview-messages")
    if request.method == "GET":
        record_look(
            Look.Kind.VIEW,
            by=user_of(request),
            at=at_of(request),
            what="a message not delivered",
            case_id=found.case_id,
        )
    [row] = _with_interviews([found])
    return render(
        request,
        "appointments/telling/message.html",
        {
            "row": row,
            "words": words_of(found),
            "sending": sending,
            "settling": settling,
            "form": form,
        },
        status=422 if form.errors else 200,
    )


def _act(
    request: HttpRequest,
    found: Message,
    sending: SendAgainForm,
    settling: SettleForm,
    *,
    again: bool,
) -> str:
    user, at = user_of(request), at_of(request)
    if again:
        wanted = sending.cleaned_data
        send_again(
            found,
            channel=wanted["channel"],
            to_address=wanted["to_address"],
            by=user,
            at=at,
        )
        return "It is sent again, and leaves within minutes"
    because = settling.cleaned_data["because"]
    settle(found, because, by=user, at=at)
    record_events(
        [Happening("message_settled", {"who": found.recipient}, found.case_id)],
        by=user,
        at=at,
        because=because,
    )
    return "It stands with the interview what you did"


def _dealt_with(request: HttpRequest, key: UUID) -> HttpResponse:
    """Back to the list with a word, where somebody was quicker; else not found."""
    if not Message.objects.filter(key=key, settled_at__isnull=False).exists():
        raise Http404
    messages.success(request, "Somebody has dealt with this message")
    return redirect("interview-messages")


def _with_interviews(rows: list[Message]) -> list[NotArrived]:
    interviews = {
        interview.uid: interview
        for interview in Interview.objects.filter(
            uid__in=[row.about for row in rows if row.about]
        ).select_related("case", "site")
    }
    return [
        NotArrived(Told(row), found.case if found else None, found)
        for row in rows
        for found in [interviews.get(row.about) if row.about else None]
    ]
