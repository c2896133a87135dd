"""Keep what the engine found: new suggestions, changed ones, and those no longer so."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from evenhand.casework.families.models import CaseLink
from evenhand.casework.likeness.models import Likeness
from evenhand.casework.people.models import PersonLink


State, Kind = Likeness.State, Likeness.Kind
# By how many doublings of the odds more must speak for a likeness that was refused.
GROWN = 3.0
AT_ONCE = 2_000
FOUND_ANEW = (
    "one_case_id", "other_case_id", "confidence", "weight", "evidence", "found_at",
    "state", "because", "decided_at", "decided_by", "joined_as",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stored:
    """How many likenesses are suggested for the first time or again, and no longer."""

    suggested: int
    withdrawn: int


def store(
    found: Iterable[Mapping[str, Any]],
    *,
    at: datetime,
    among: Collection[int] | None = None,
) -> Stored:
    """Write what was found; the same found twice changes nothing.

    found: rows with kind, one, other, case_one, case_other, weight, confidence and
    evidence. among: the cases it was looked for in; None for all. What is joined is left
    alone, and so is what was refused unless much more speaks for it now.
    """
    known = {
        (row.kind, row.one_id, row.other_id): row
        for row in Likeness.objects.defer("because")
    }
    joined = _joined()
    new, changed, standing = [], [], set()
    for row in found:
        key = (row["kind"], row["one"], row["other"])
        if _is_joined(row, joined):
            continue
        standing.add(key)
        before = known.get(key)
        if before is None:
            new.append(_written(Likeness(kind=row["kind"]), row, at))
        elif _says_more(before, row):
            changed.append(_written(before, row, at))
    gone = [
        row.pk
        for key, row in known.items()
        if row.state == State.SUGGESTED
        and key not in standing
        and (
            among is None or not {row.one_case_id, row.other_case_id}.isdisjoint(among)
        )
    ]
    Likeness.objects.bulk_create(new, batch_size=AT_ONCE)
    Likeness.objects.bulk_update(changed, FOUND_ANEW, batch_size=AT_ONCE)
    Likeness.objects.filter(pk__in=gone).update(state=State.WITHDRAWN)
    return Stored(suggested=len(new) + len(changed), withdrawn=len(gone))


def _says_more(before: Likeness, row: Mapping[str, Any]) -> bool:
    """Whether what is stored is to be written anew."""
    if before.state == State.JOINED:
        return False
    if before.state == State.REFUSED:
        return bool(row["weight"] >= before.weight + GROWN)
    same = (before.weight, before.confidence, before.evidence) == (
        row["weight"],
        row["confidence"],
        row["evidence"],
    )
    return before.state == State.WITHDRAWN or not same


def _written(likeness: Likeness, row: Mapping[str, Any], at: datetime) -> Likeness:
    likeness.one_id, likeness.other_id = row["one"], row["other"]
    likeness.one_case_id, likeness.other_case_id = row["case_one"], row["case_other"]
    likeness.confidence, likeness.weight = row["confidence"], row["weight"]
    likeness.evidence, likeness.found_at = row["evidence"], at
    likeness.state, likeness.joined_as, likeness.because = State.SUGGESTED, "", ""
    likeness.decided_at = likeness.decided_by = None
    return likeness


def _joined() -> set[tuple[str, int, int]]:
    """What people have joined: persons, and cases as families or by a person in both."""
    people = PersonLink.objects.filter(unlinked_at=None).values_list(
        "one", "other", "one__case", "other__case"
    )
    cases = CaseLink.objects.filter(ended_at=None).values_list("one", "other")
    joined = set()
    for one, other, one_case, other_case in people:
        joined |= {
            (Kind.SAME_PERSON.value, one, other),
            (Kind.FAMILY.value, min(one_case, other_case), max(one_case, other_case)),
        }
    return joined | {(Kind.FAMILY.value, one, other) for one, other in cases}


def _is_joined(row: Mapping[str, Any], joined: set[tuple[str, int, int]]) -> bool:
    if row["kind"] == Kind.SAME_PERSON:
        return (Kind.SAME_PERSON.value, row["one"], row["other"]) in joined
    low, high = sorted((row["case_one"], row["case_other"]))
    return (Kind.FAMILY.value, low, high) in joined
