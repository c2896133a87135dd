"""Withdraw a release: the one before it is in force again.

One person asks and another, who answers for what the release changed, withdraws it. In
an emergency somebody who answers for it does both, says so, and it stays an alarm until
another policy lead has looked at it.
"""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from evenhand.core.endings import end_record
from evenhand.core.events import Happening, record_events
from evenhand.core.models import Role, User
from evenhand.core.verdict import Refused
from evenhand.releases.models import Period, PolicyRelease, Withdrawal
from evenhand.releases.owners.queries import standing
from evenhand.releases.publication.conditions import one_publication_at_a_time
from evenhand.releases.publication.queries import (
    changed_in,
    last_period,
    owned_among,
    release_before,
)
from evenhand.releases.publication.telling import tell_staff
from evenhand.releases.publication.verdicts import (
    may_agree_to_withdraw,
    may_ask_withdrawal,
    may_publish,
    may_withdraw_alone,
)


@transaction.atomic
def ask_withdrawal(
    release: PolicyRelease, *, by: User, at: datetime, because: str
) -> Withdrawal:
    """Ask that a release be withdrawn; another person carries it out.

    Refused as `may_ask_withdrawal`, without a reason, and where it cannot be withdrawn.
    """
    may_ask_withdrawal(by, release).enforce()
    if not because.strip():
        raise Refused("Say why it should be withdrawn")
    _can_be_withdrawn(release)
    asked = _create(release, by=by, at=at, because=because, alone=False)
    record_events(
        [Happening("withdrawal_asked", {"number": release.number})],
        by=by,
        at=at,
        because=because.strip(),
    )
    _tell("withdrawal_asked", release, by=by, at=at)
    return asked


@transaction.atomic
def call_off_withdrawal(
    asked: Withdrawal, *, by: User, at: datetime, because: str
) -> None:
    """Decide that a release stays in force. Refused without a reason, and too late."""
    may_publish(by).enforce()
    one_publication_at_a_time()
    if Withdrawal.objects.filter(pk=asked.pk, withdrawn_at__isnull=False).exists():
        raise Refused("It has been withdrawn already")
    end_record(
        asked,
        by=by,
        at=at,
        because=because,
        unexplained="Say why it stays in force",
        already="Somebody else has just called it off",
        ended="called_off",
    )
    record_events(
        [Happening("withdrawal_called_off", {"number": asked.release.number})],
        by=by,
        at=at,
        because=because.strip(),
    )


@transaction.atomic
def withdraw_release(
    asked: Withdrawal, *, by: User, at: datetime, because: str
) -> PolicyRelease:
    """Withdraw a release as somebody asked; answers the one that is in force again.

    Refused as `may_agree_to_withdraw`, and where somebody else has just done it.
    """
    owned = owned_among(changed_in(asked.release), by)
    may_agree_to_withdraw(by, asked, owned=owned).enforce()
    if not because.strip():
        raise Refused("Say why you withdraw it")
    return _carry_out(asked, by=by, at=at, because=because)


@transaction.atomic
def withdraw_alone(
    release: PolicyRelease, *, by: User, at: datetime, because: str
) -> PolicyRelease:
    """Withdraw a release in an emergency, without a second person; this alarms.

    Every owner and every administrator is told at once. Refused as
    `may_ask_withdrawal` and `may_withdraw_alone`, and without a reason.
    """
    may_ask_withdrawal(by, release).enforce()
    owned = owned_among(changed_in(release), by)
    may_withdraw_alone(by, owned=owned).enforce()
    if not because.strip():
        raise Refused("Say why it cannot wait for a second person")
    asked = _create(release, by=by, at=at, because=because, alone=True)
    return _carry_out(asked, by=by, at=at, because=because)


@transaction.atomic
def look_at_withdrawal(
    done: Withdrawal, *, by: User, at: datetime, because: str
) -> None:
    """Say, as a second person, what one thinks of a withdrawal made alone.

    Refused for whoever withdrew it, without words, and where another has done so.
    """
    may_publish(by).enforce()
    if done.withdrawn_by_id is None or not done.alone:
        raise Refused("Two people withdrew it; there is nothing to look at")
    if done.withdrawn_by_id == by.pk:
        raise Refused("You withdrew it yourself. Another policy lead looks at it")
    end_record(
        done,
        by=by,
        at=at,
        because=because,
        unexplained="Say what you found",
        already="Somebody else has just looked at it",
        ended="looked",
    )
    record_events(
        [Happening("withdrawal_looked_at", {"number": done.release.number})],
        by=by,
        at=at,
        because=because.strip(),
    )


def _create(
    release: PolicyRelease, *, by: User, at: datetime, because: str, alone: bool
) -> Withdrawal:
    try:
        with transaction.atomic():
            return Withdrawal.objects.create(
                release=release,
                asked_at=at,
                asked_by=by,
                because=because.strip(),
                alone=alone,
            )
    except IntegrityError:
        raise Refused(f"Somebody else has just asked for {release}") from None


def _can_be_withdrawn(release: PolicyRelease) -> tuple[Period, PolicyRelease]:
    """Its time in force without an end, and the release that comes back."""
    last = last_period()
    if last is None or last.release_id != release.pk:
        raise Refused(
            f"{release} is not in force, nor to come"
            if last is None or not _goes_before(release, last)
            else f"{last.release} follows {release}. Withdraw that one first"
        )
    back_to = release_before(release)
    if back_to is None:
        raise Refused(
            f"No release before {release} could be in force again. Publish another"
        )
    return last, back_to


def _goes_before(release: PolicyRelease, last: Period) -> bool:
    """Whether the release in force now ends where the one to come begins."""
    return release.periods.filter(during__endswith=last.during.lower).exists()


def _carry_out(
    asked: Withdrawal, *, by: User, at: datetime, because: str
) -> PolicyRelease:
    """1. One at a time. 2. Its time ends. 3. The one before has another. 4. Tell."""
    one_publication_at_a_time()
    waiting = Withdrawal.objects.filter(
        pk=asked.pk, withdrawn_at=None, called_off_at=None
    )
    if not waiting.exists():
        raise Refused("Somebody else has just dealt with this request")
    release = asked.release
    ending, back_to = _can_be_withdrawn(release)
    starts = max(at, ending.during.lower)
    waiting.update(withdrawn_at=at, withdrawn_by=by, back_to=back_to)
    if ending.during.lower >= at:
        # It never came into force; that it was to is kept by its steps.
        ending.delete()
        _go_on(back_to, starts=starts, by=by, at=at, because=because)
    else:
        ending.during = DateTimeTZRange(ending.during.lower, at)
        ending.ended_at, ending.ended_by = at, by
        ending.ended_because = because.strip()
        ending.save()
        Period.objects.create(
            release=back_to,
            during=DateTimeTZRange(at, None),
            begun_by=by,
            because=f"{release} was withdrawn: {because.strip()}",
        )
    record_events(
        [
            Happening(
                "release_withdrawn",
                {
                    "number": release.number,
                    "back_to": back_to.number,
                    "alone": asked.alone,
                },
            )
        ],
        by=by,
        at=at,
        because=because.strip(),
    )
    _tell("release_withdrawn", release, by=by, at=at, everybody=asked.alone)
    return back_to


def _go_on(
    release: PolicyRelease, *, starts: datetime, by: User, at: datetime, because: str
) -> None:
    """A release whose end was decided stays in force after all."""
    before = Period.objects.filter(release=release, during__endswith=starts).first()
    if before is None:
        Period.objects.create(
            release=release,
            during=DateTimeTZRange(starts, None),
            begun_by=by,
            because=because.strip(),
        )
        return
    before.during = DateTimeTZRange(before.during.lower, None)
    before.ended_at, before.ended_by, before.ended_because = None, None, ""
    before.save()


def _tell(
    kind: str,
    release: PolicyRelease,
    *,
    by: User,
    at: datetime,
    everybody: bool = False,
) -> None:
    """Those who answer for what it changed; all who answer, and administrators."""
    held = standing()
    if not everybody:
        held = held.filter(owner__in=changed_in(release))
    told = {one.user for one in held}
    if everybody:
        told |= set(
            User.objects.filter(
                is_active=True,
                role_grants__role=Role.ADMINISTRATOR,
                role_grants__ended_at=None,
            )
        )
    tell_staff(kind, told, {"release": release.number}, by=by, at=at)
