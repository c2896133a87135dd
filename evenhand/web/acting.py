"""A form that was sent does what it asks, or is told why not."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from evenhand.core.verdict import Refused


def acted(
    request: HttpRequest,
    form: forms.Form,
    act: Callable[[], str],
    *,
    refused_at: str | None,
) -> bool:
    """Act on a form that was sent and is in order, and say so; whether it was done.

    act         does what is asked, and answers what to say of it; may raise Refused,
                whose words then stand beside the field `refused_at` (None: on top).
    """
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        said = act()
    except Refused as refusal:
        form.add_error(refused_at, str(refusal))
        return False
    messages.success(request, said)
    return True
