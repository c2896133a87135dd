"""Private links: issued as a message leaves, opened with a second factor, and revoked."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import F, Q
from django.utils.crypto import constant_time_compare

from evenhand.appointments.models import Interview
from evenhand.appointments.telling.models import PrivateLink
from evenhand.appointments.telling.tokens import answer_digest, digest_of, new_token
from evenhand.casework.models import CasePerson, Representation
from evenhand.core.accounts import invited_account
from evenhand.core.models import Message, User
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as


Recipient = Message.Recipient
Asks = PrivateLink.Asks

READERS = frozenset({Recipient.CLAIMANT, Recipient.REPRESENTATIVE, Recipient.ADULT})
# A link works until some days after its interview.
KEPT = timedelta(days=14)
# So many wrong answers in an hour, and the link rests; so many in all, and it ends.
WRONG_IN_AN_HOUR, WRONG_IN_ALL = 5, 15
REST = timedelta(hours=1)
GUESSED = "Answered wrongly too often"
OPENED_FOR = timedelta(minutes=30)


def gets_a_link(message: Message) -> bool:
    """Whether a message carries a link: to those who may answer, and not quietly."""
    return (
        message.recipient in READERS
        and not message.data["quiet"]
        and message.kind != "interview_cancelled"
    )


def issue_link(message: Message, *, at: datetime) -> str | None:
    """Make the text of a link for a message that leaves now; None where it gets none.

    Called by the sender, in whose transaction it is kept. What leaves again, because it
    may not have left before, carries a new text, and the one before opens nothing.
    """
    if message.about is None or not gets_a_link(message):
        return None
    interview = Interview.objects.filter(uid=message.about).first()
    if interview is None:
        return None
    token = new_token()
    digest = digest_of(token)
    assert digest is not None
    asks, answers = _second_factor(message, interview)
    PrivateLink.objects.update_or_create(
        message=message,
        defaults={
            "case_id": interview.case_id,
            "interview": interview,
            "recipient": message.recipient,
            "reader": message.data["reader"],
            "digest": digest,
            "asks": asks,
            "answers": [answer_digest(digest, answer) for answer in answers],
            "reference": message.data["reference"],
            "called": message.data["called"],
            "issued_at": at,
            "expires_at": interview.ends_at + KEPT,
        },
    )
    return token


@contextmanager
def holding(token: str) -> Iterator[None]:
    """One transaction that sees the one interview a link is for, and nothing else.

    Whoever holds a text that was never signed here sees nothing at all.
    """
    with acting_as(invited_account()):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('evenhand.link', %s, true)", [digest_of(token) or ""]
            )
        try:
            yield
        finally:
            if not connection.needs_rollback:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT set_config('evenhand.link', '', true)")


def link_held(token: str, *, at: datetime) -> PrivateLink | None:
    """The link of that text while it works; else None, whatever the reason.

    Asked within `holding`.
    """
    digest = digest_of(token)
    if digest is None:
        return None
    return (
        PrivateLink.objects.select_related(
            "interview__site",
            "interview__room",
            "interview__host",
            "interview__interviewer",
            "interview__interpreter",
            "interview__representative",
            "interview__adult",
        )
        .filter(digest=digest, revoked_at=None, expires_at__gt=at)
        .first()
    )


def rests(link: PrivateLink, *, at: datetime) -> bool:
    """Whether too many wrong answers were given within the hour."""
    return (
        link.wrong >= WRONG_IN_AN_HOUR
        and link.wrong_since is not None
        and at < link.wrong_since + REST
    )


def opens(link: PrivateLink, answer: str, *, at: datetime) -> bool:
    """Whether the second factor is right; a wrong answer is counted.

    Each attempt is counted before it is compared, in one statement, so that many at once
    do not get more of them. Every right answer is compared with, in the same time.
    """
    counted = PrivateLink.objects.filter(
        Q(wrong__lt=WRONG_IN_AN_HOUR) | Q(wrong_since__lte=at - REST),
        pk=link.pk,
        revoked_at=None,
    )
    begun = Q(wrong_since=None) | Q(wrong_since__lte=at - REST)
    fresh = counted.filter(begun).update(
        wrong=1, wrong_since=at, wrong_in_all=F("wrong_in_all") + 1
    )
    if not fresh and not counted.update(
        wrong=F("wrong") + 1, wrong_in_all=F("wrong_in_all") + 1
    ):
        return False
    given = answer_digest(link.digest, answer)
    matches = [constant_time_compare(given, kept) for kept in link.answers]
    this = PrivateLink.objects.filter(pk=link.pk)
    if any(matches):
        this.update(wrong=0, wrong_since=None, wrong_in_all=0, opened_at=at)
        return True
    this.filter(wrong_in_all__gte=WRONG_IN_ALL).update(
        revoked_at=at, revoked_by=invited_account(), revoked_because=GUESSED
    )
    return False


def revoke_links(
    interview: Interview,
    *,
    readers: Collection[str] | None = None,
    by: User,
    at: datetime,
    because: str,
) -> int:
    """End the links to an interview, of some readers or of all; answers how many.

    As when a message went to somebody it was not for, or a representative changed.
    Refused without a reason.
    """
    if not because.strip():
        raise Refused("Say why the links are to open nothing any longer")
    links = PrivateLink.objects.filter(interview=interview, revoked_at=None)
    if readers is not None:
        links = links.filter(reader__in=readers)
    return links.update(
        revoked_at=at, revoked_by=by, revoked_because=because.strip()[:200]
    )


def _second_factor(message: Message, interview: Interview) -> tuple[Asks, list[str]]:
    """What is asked, and every answer that is right: none of them is in the message.

    A representative says their own reference; others the year of birth, as recorded in
    any of the ways a date of birth may be. Where neither is known, the last characters
    of the reference, which the person has on their registration card.
    """
    if message.recipient == Recipient.REPRESENTATIVE:
        acting = Representation.objects.filter(
            case=interview.case_id, to_on=None
        ).first()
        if acting is not None and acting.reference:
            return Asks.THEIRS, [acting.reference]
    part = (
        CasePerson.objects.filter(case=interview.case_id, role=CasePerson.Role.MAIN)
        .select_related("person")
        .first()
    )
    person = part.person if part is not None else None
    dates = (
        {
            person.claimed_born_on,
            person.treated_as_born_on,
            person.assessed_born_on,
        }
        if person is not None
        else set()
    )
    years = sorted({str(date.year) for date in dates if date is not None})
    if years:
        return Asks.YEAR, years
    return Asks.REFERENCE, [message.data["reference"][-4:]]
