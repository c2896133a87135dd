"""Withdraw a release: asked, agreed to, called off, or done alone and looked at."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from evenhand.core.models import User
from evenhand.core.verdict import Verdict
from evenhand.releases.models import PolicyRelease, Withdrawal
from evenhand.releases.publication.queries import (
    changed_in,
    owned_among,
    withdrawals,
)
from evenhand.releases.publication.verdicts import (
    may_agree_to_withdraw,
    may_ask_withdrawal,
    may_publish,
    may_withdraw_alone,
)
from evenhand.releases.publication.withdrawing import (
    ask_withdrawal,
    call_off_withdrawal,
    look_at_withdrawal,
    withdraw_alone,
    withdraw_release,
)
from evenhand.releases.queries import release_by_number
from evenhand.web.pages import part_of
from evenhand.web.rules.asking import WhyForm, ask
from evenhand.web.timing import at_of
from evenhand.web.viewer import user_of


@part_of("rules")
@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_it(request: HttpRequest, number: int) -> HttpResponse:
    """Ask that a release be withdrawn."""
    release, user = _release(number), user_of(request)
    return _ask(
        request,
        release,
        lambda words: ask_withdrawal(
            release, by=user, at=at_of(request), because=words
        ),
        said=f"You asked for the withdrawal of {_named(release)}",
        verdict=may_ask_withdrawal(user, release),
        title=f"Ask for the withdrawal of {_named(release)}",
        button="Ask for it",
        why=("Why it should be withdrawn", "Say why it should be withdrawn"),
        about="Another policy lead, who answers for something it changed, withdraws it. "
        "Then the release before it is in force again.",
    )


@part_of("rules")
@require_http_methods(["GET", "HEAD", "POST"])
def alone(request: HttpRequest, number: int) -> HttpResponse:
    """Withdraw a release at once, in an emergency."""
    release, user = _release(number), user_of(request)
    may = may_ask_withdrawal(user, release)
    return _ask(
        request,
        release,
        lambda words: withdraw_alone(
            release, by=user, at=at_of(request), because=words
        ),
        said=f"{release} is withdrawn. Everybody who answers for policy has been told",
        verdict=may and may_withdraw_alone(user, owned=_owned(release, user)),
        title=f"Withdraw {_named(release)} alone, in an emergency",
        button="Withdraw it now",
        why=(
            "Why it cannot wait for a second person",
            "Say why it cannot wait for a second person",
        ),
        about="It is withdrawn at once and the release before it is in force again. "
        "Everybody who answers for policy, and every administrator, is told; and it "
        "stays an alarm until another policy lead has looked at it.",
        warns=True,
    )


@part_of("rules")
@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: HttpRequest, number: int) -> HttpResponse:
    """Withdraw a release as somebody else asked."""
    asked, user = _asked(number), user_of(request)
    release = asked.release
    return _ask(
        request,
        release,
        lambda words: withdraw_release(
            asked, by=user, at=at_of(request), because=words
        ),
        said=f"{release} is withdrawn",
        verdict=may_agree_to_withdraw(user, asked, owned=_owned(release, user)),
        title=f"Withdraw {_named(release)}",
        button="Withdraw it",
        why=("Why you withdraw it", "Say why you withdraw it"),
        about=f"{asked.asked_by.name} asks for it: {asked.because} The release before it "
        "is in force again from now on. Open runs made under it are not accepted.",
        warns=True,
    )


@part_of("rules")
@require_http_methods(["GET", "HEAD", "POST"])
def call_off(request: HttpRequest, number: int) -> HttpResponse:
    """Leave a release in force after all."""
    asked, user = _asked(number), user_of(request)
    return _ask(
        request,
        asked.release,
        lambda words: call_off_withdrawal(
            asked, by=user, at=at_of(request), because=words
        ),
        said=f"{asked.release} stays in force",
        verdict=may_publish(user),
        title=f"Leave {_named(asked.release)} in force",
        button="Leave it in force",
        why=("Why it stays in force", "Say why it stays in force"),
        about=f"{asked.asked_by.name} asked for its withdrawal: {asked.because}",
    )


@part_of("rules")
@require_http_methods(["GET", "HEAD", "POST"])
def look(request: HttpRequest, number: int) -> HttpResponse:
    """Look, as a second person, at a withdrawal that one made alone."""
    done, user = _asked(number), user_of(request)
    return _ask(
        request,
        done.release,
        lambda words: look_at_withdrawal(
            done, by=user, at=at_of(request), because=words
        ),
        said=f"You have looked at the withdrawal of {_named(done.release)}",
        verdict=may_publish(user),
        title=f"Look at the withdrawal of {_named(done.release)}",
        button="I have looked at it",
        why=("What you found", "Say what you found"),
        about=f"{done.asked_by.name} withdrew it alone: {done.because} To put the policy "
        "in force again, publish a draft of it.",
    )


def _ask(
    request: HttpRequest,
    release: PolicyRelease,
    do: Callable[[str], object],
    *,
    said: str,
    verdict: Verdict,
    title: str,
    button: str,
    why: tuple[str, str],
    about: str,
    warns: bool = False,
) -> HttpResponse:
    form = WhyForm(request.POST or None, label=why[0], missing=why[1])

    def act() -> str:
        do(form.cleaned_data["because"])
        return said

    page = reverse("release", args=[release.number])
    return ask(
        request,
        form,
        verdict=verdict,
        trail=[("Rules", reverse("rules")), (str(release), page)],
        title=title,
        button=button,
        act=act,
        onward=page,
        about=about,
        warns=warns,
    )


def _named(release: PolicyRelease) -> str:
    """ "release 2", within a sentence."""
    return str(release).lower()


def _owned(release: PolicyRelease, user: User) -> list[str]:
    return owned_among(changed_in(release), user)


def _release(number: int) -> PolicyRelease:
    release = release_by_number(number)
    if release is None:
        raise Http404
    return release


def _asked(number: int) -> Withdrawal:
    asked = withdrawals().filter(pk=number).first()
    if asked is None:
        raise Http404
    return asked
