"""Addresses as people type and copy them: each leads somewhere, or says it does not."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from evenhand.web.errors import not_found


class AddressMiddleware:
    """What only a form may be sent to leads back to its page when it is opened.

    Text with a character that no keyboard types and no database keeps is not found.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _has_nul(request):
            return not_found(request, Http404())
        response = self.get_response(request)
        if response.status_code == 405 and request.method in ("GET", "HEAD"):
            return HttpResponseRedirect(
                request.path.rstrip("/").rpartition("/")[0] + "/"
            )
        return response


def _has_nul(request: HttpRequest) -> bool:
    sent = [request.path, *request.GET.values()]
    if request.method == "POST":
        sent += [text for _, texts in request.POST.lists() for text in texts]
    return any("\0" in text for text in sent)
