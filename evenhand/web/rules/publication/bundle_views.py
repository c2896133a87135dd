"""A release as a file: the very bytes that were sealed."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from evenhand.releases.queries import bundle_of, release_by_number
from evenhand.web.pages import part_of


@part_of("rules")
@require_safe
def bundle(request: HttpRequest, number: int) -> HttpResponse:
    """Download a release; `evenhand rules evaluate` runs it as it stands."""
    release = release_by_number(number)
    if release is None:
        raise Http404
    response = HttpResponse(bundle_of(release), content_type="application/zip")
    name = f"evenhand-release-{number}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
