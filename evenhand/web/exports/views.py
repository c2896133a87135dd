"""Take a list out: ask why, log it, and only then let the first byte leave."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods

from evenhand.core.looking import record_look
from evenhand.core.models import Look, User
from evenhand.core.viewing import acting_as
from evenhand.web.exports.csv_file import csv_of
from evenhand.web.exports.forms import ExportForm
from evenhand.web.exports.lists import ListOut, Taken
from evenhand.web.exports.verdicts import may_export
from evenhand.web.exports.workbook import write_workbook
from evenhand.web.pages import part_of
from evenhand.web.timing import at_of


CHUNK = 1 << 16
MIME = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def exported(
    page: str, listing_of: Callable[..., tuple[ListOut, str]]
) -> Callable[..., HttpResponse]:
    """The view that takes a list of `page` out.

    `listing_of(request, **where)` reads the same address and query as the page does; it
    gives the list and the address to go back to, and raises Http404 where there is none.
    Two lines join a list: this one among the addresses, `path("cases/export/",
    exported("cases", case_list), name="export-cases")`, and on its page
    `{{ download(url("export-cases") ~ asked.address()) }}`.
    """

    @part_of(page)
    @require_http_methods(["GET", "HEAD", "POST"])
    def export(request: HttpRequest, /, **where: object) -> HttpResponse:
        user = request.user
        assert isinstance(user, User)
        verdict = may_export(user, page)
        if not verdict:
            return render(
                request, "exports/refused.html", {"why": verdict.why_not}, status=403
            )
        listing, back = listing_of(request, **where)
        form = ExportForm(
            request.POST if request.method == "POST" else None,
            personal=listing.personal,
            workbook_only=listing.workbook_only,
        )
        if form.is_valid():
            kind: str = form.cleaned_data["kind"]
            because: str = form.cleaned_data.get("because", "")
            # The request's transaction ends, and so keeps this, before the file begins.
            _log(listing, kind=kind, because=because, by=user, request=request)
            taken = Taken(user.name, at_of(request), because, settings.MARKER)
            return _file(listing, kind, taken, user)  # type: ignore[return-value]
        return render(
            request,
            "exports/export.html",
            {"listing": listing, "form": form, "back": back},
            status=422 if form.is_bound else 200,
        )

    return export


def _log(
    listing: ListOut, *, kind: str, because: str, by: User, request: HttpRequest
) -> None:
    at = at_of(request)
    record_look(
        Look.Kind.EXPORT,
        by=by,
        at=at,
        what=f"{listing.words_for_log()} ({kind})",
        because=because,
        rows=listing.count(),
    )
    for case_id, what in listing.few:
        record_look(
            Look.Kind.EXPORT,
            by=by,
            at=at,
            what=f"{what} ({kind})",
            because=because,
            case_id=case_id,
        )


def _file(listing: ListOut, kind: str, taken: Taken, user: User) -> HttpResponseBase:
    content = _csv(listing, user) if kind == "csv" else _workbook(listing, taken, user)
    marked = re.sub(r"[^A-Za-z0-9]+", "-", taken.marker).strip("-")
    on = timezone.localtime(taken.at).date().isoformat()
    name = "-".join(part for part in ("evenhand", listing.name, on, marked) if part)
    response = StreamingHttpResponse(content, content_type=MIME[kind])
    disposition = content_disposition_header(True, f"{name}.{kind}")
    response.headers["Content-Disposition"] = disposition or "attachment"
    return response


def _csv(listing: ListOut, user: User) -> Iterator[bytes]:
    with seen_at_once(user):
        yield from csv_of(listing)


def _workbook(listing: ListOut, taken: Taken, user: User) -> Iterator[bytes]:
    """The whole file is written first, since a workbook can only be opened whole.

    It lies in a folder of its own that goes with it, whatever happens.
    """
    with TemporaryDirectory(prefix="evenhand-") as folder:
        path = Path(folder) / "list.xlsx"
        with seen_at_once(user):
            write_workbook(path, listing, taken)
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk


@contextmanager
def seen_at_once(user: User) -> Iterator[None]:
    """What `user` may see, as it is at one instant, however long the reading takes.

    A case that moves up the list meanwhile is neither missed nor read twice.
    """
    with ExitStack() as stack:
        if not connection.in_atomic_block:
            stack.enter_context(transaction.atomic())
            with connection.cursor() as cursor:
                cursor.execute(
                    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"
                )
        stack.enter_context(acting_as(user))
        yield
