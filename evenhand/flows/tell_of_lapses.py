"""Each day: tell those concerned of authorities that end, or have ended, in force."""

from datetime import datetime

from django.db import IntegrityError, transaction

from evenhand.config.clock import LONDON
from evenhand.core.accounts import planning_service
from evenhand.core.events import Happening, record_events
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.releases.models import LapseNotice, PolicyRelease
from evenhand.releases.owners.lapses import Lapse, lapses_of
from evenhand.releases.owners.queries import those_who_answer
from evenhand.releases.publication.telling import tell_staff
from evenhand.releases.queries import policy_of, release_in_force


def tell_of_lapses(*, at: datetime) -> list[Lapse]:
    """Tell each lapse of the policy in force once before it and once when it is over.

    Whoever answers for the authority and for the rules that rest on it is told. Answers
    what was told now; asked again it tells nothing twice.
    """
    with acting_as(planning_service()):
        try:
            release = release_in_force(at)
        except Refused:
            return []
        lapses = lapses_of(policy_of(release), at.astimezone(LONDON).date())
        return [lapse for lapse in lapses if _tell(lapse, release, at)]


def _tell(lapse: Lapse, release: PolicyRelease, at: datetime) -> bool:
    kinds = LapseNotice.Kind
    kind = kinds.OVER if lapse.over else kinds.SOON
    try:
        with transaction.atomic():
            LapseNotice.objects.create(
                release=release,
                authority=lapse.authority.id,
                kind=kind,
                ends_on=lapse.on,
                at=at,
            )
    except IntegrityError:
        return False
    happened = "authority_lapsed" if lapse.over else "authority_lapses"
    data = {
        "authority": lapse.authority.id,
        "number": release.number,
        "on": lapse.on,
    }
    service = planning_service()
    record_events(
        [Happening(happened, data)],
        by=service,
        at=at,
        because=f"From that day on, {lapse.then}",
    )
    tell_staff(happened, those_who_answer(*lapse.owners), data, by=service, at=at)
    return True
