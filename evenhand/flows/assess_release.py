"""Open an assessment of a release, knowing what was rehearsed of it."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from evenhand.core.models import User
from evenhand.engine.rehearsal.rehearse import Told
from evenhand.planning.rehearsals.figures import read
from evenhand.planning.rehearsals.models import RehearsalFigures
from evenhand.planning.rehearsals.queries import rehearsals_of, telling_rehearsals
from evenhand.releases.assessments.filling import Beside
from evenhand.releases.assessments.services import open_assessment
from evenhand.releases.models import Assessment, PolicyRelease
from evenhand.releases.publication.queries import changed_in


MEASURES: Mapping[str, str] = {
    "up": "to a higher band",
    "down": "to a lower band",
    "other_unit": "to another unit",
}
BACK: Mapping[str, str] = {
    "down": "goes to a lower band more often than everybody else",
    "longer": "comes to wait at least a week longer more often than everybody else",
    "places": "goes further back in the order of all cases than everybody else",
}
# Below one in two hundred a share is rounded to nothing, and is not told.
LEAST_SHARE = 0.005


def open_of_release(
    release: PolicyRelease, kind: str, *, by: User, at: datetime
) -> Assessment:
    """Open an assessment, filled from the release and its rehearsal.

    Refused as `open_assessment`. Effects are those counted without restricted cases: an
    assessment is read by people who may not see them, and may leave the building.
    """
    changes = [
        f"{owner}: {'; '.join(things)}" for owner, things in changed_in(release).items()
    ]
    return open_assessment(
        release,
        kind,
        beside=Beside(release.number, changes, _effects(release)),
        by=by,
        at=at,
    )


def _effects(release: PolicyRelease) -> list[str]:
    """Effects by group of the latest rehearsal of exactly this policy beside its base."""
    rehearsed = rehearsals_of(release.sha256)
    if release.draft is not None:
        rehearsed = telling_rehearsals(release.sha256, release.draft.based_on)
    rehearsal = rehearsed.first()
    if rehearsal is None:
        return []
    row = RehearsalFigures.objects.filter(rehearsal=rehearsal, counting=[]).first()
    if row is None:
        return []
    told = read(row.figures)
    return [
        f"As rehearsed on the facts of {rehearsal.on.isoformat()}, against "
        f"{rehearsal.against}; groups of few people are told together.",
        *_moved_back(told),
        *_shares(told),
    ]


def _moved_back(told: Told) -> Iterator[str]:
    for found in told.back:
        yield (
            f"Moved back beyond what chance explains: {_group(found.by, found.key)} "
            f"{BACK[found.measure]}."
        )
    if not told.back:
        yield "No group is moved back beyond what chance explains."


def _shares(told: Told) -> Iterator[str]:
    for by, effects in told.groups.items():
        for effect in effects:
            said = [
                f"{_per_cent(share.share.value)} {words}"
                for name, words in MEASURES.items()
                if (share := effect.shares.get(name)) is not None
                and share.share is not None
                and share.share.value >= LEAST_SHARE
            ]
            if said:
                yield f"{_group(by, effect.key)}: {', '.join(said)}."


def _group(by: str, key: Any) -> str:
    if key is None:
        return f"{by.capitalize()}, all other groups together"
    return f"{by.capitalize()} {key}"


def _per_cent(share: float) -> str:
    return f"{share:.0%}"
