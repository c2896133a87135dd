"""Somebody who was invited chooses the first password of their account."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.tokens import default_token_generator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlsafe_base64_decode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from evenhand.core.models import User
from evenhand.web.timing import today_of


class FirstPasswordForm(SetPasswordForm):  # type: ignore[type-arg]
    """A password typed twice, held to the rules for passwords."""

    error_messages = {"password_mismatch": "The two passwords must be the same"}

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        first, second = self.fields["new_password1"], self.fields["new_password2"]
        first.label, second.label = "Password", "The same password again"
        first.help_text = (
            "Twelve characters or more, and none that others often choose."
        )
        second.help_text = ""
        first.error_messages["required"] = "Enter a password"
        second.error_messages["required"] = "Enter the password again"


@sensitive_post_parameters()
@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def choose_password(request: HttpRequest, account: str, key: str) -> HttpResponse:
    """Choose a password; the address works once, and not for long."""
    user = _invited(account, key)
    if user is None or user.has_ended(today_of(request)):
        return render(request, "sign_in/no_invitation.html", status=404)
    form = FirstPasswordForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Your password is set. Sign in with it.")
        return redirect("sign-in")
    return render(
        request,
        "sign_in/first_password.html",
        {"form": form, "account": user},
        status=422 if form.errors else 200,
    )


def _invited(account: str, key: str) -> User | None:
    try:
        number = int(urlsafe_base64_decode(account))
    except ValueError:
        return None
    user = User.objects.filter(
        pk=number, is_active=True, is_service=False, is_system=False
    ).first()
    if user is None or user.has_usable_password():
        return None
    return user if default_token_generator.check_token(user, key) else None
