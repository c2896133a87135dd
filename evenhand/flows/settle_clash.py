"""A person says which of two changes is right: the one made here, or the tracker's.

One cell, or every cell of one field in an import; the tracker's word is put in place
for all of them by the same statements.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl
from django.db import connection

from evenhand.casework.facts.gather import record_facts
from evenhand.casework.models import Case
from evenhand.core.events import Happening, record_events
from evenhand.core.models import User
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.intake.comparing import Compared
from evenhand.intake.holdings import HOLDINGS
from evenhand.intake.matching import forget, standing_here
from evenhand.intake.models import Clash, Import
from evenhand.intake.objections import object_to
from evenhand.intake.verdicts import may_settle
from evenhand.intake.writing import Writing, take
from evenhand.releases.queries import release_in_force


_TAKEN = """
CREATE TEMPORARY TABLE taken ON COMMIT DROP AS
SELECT k.case_id, m.person_id, k.field::text AS field, k.here AS before,
    k.there AS after
FROM intake_clash k
LEFT JOIN casework_caseperson m ON m.case_id = k.case_id AND m.role = 'main applicant'
WHERE k.id = ANY (%(clashes)s)
"""


CHANGE = ("field", "before", "after")
CLASH = ("field", "last", "here", "there")


@dataclass(frozen=True, slots=True)
class Settled:
    """How many were settled, and the cases of those that were left, each with why."""

    settled: int
    left: Sequence[tuple[Case, str]]


def settle_clash(
    clash: Clash, *, choice: str, by: User, at: datetime, because: str
) -> Clash:
    """Say which is right: "here" keeps what stands, "there" takes what the tracker says.

    Refused without a reason, when settled already, or when the cell changed here since
    the clash was found.
    """
    if choice not in (Clash.Choice.HERE, Clash.Choice.THERE):
        raise Refused("Say which of the two is right")
    _enforce_reason(because)
    with acting_as(by):
        found = (
            Clash.objects.select_for_update(of=("self",))
            .select_related("row", "row__of", "unit", "case")
            .filter(pk=clash.pk)
            .first()
        )
        if found is None:
            raise Refused("There is no such clash")
        may_settle(by, found).enforce()
        if found.row.in_at is None:
            raise Refused("Bring the tracker in first; nothing clashes until then")
        if choice == Clash.Choice.THERE:
            if why := _unfit([found]).get(found.pk):
                raise Refused(why)
            _follow([found], found.row.of, by=by, at=at)
        _settle([found], choice, by=by, at=at, because=because.strip())
        found.refresh_from_db()
    return found


def settle_all(
    of: Import, field: str, *, by: User, at: datetime, because: str
) -> Settled:
    """Follow the tracker in all open clashes of one field of an import, as a whole.

    Left are those that may not be settled so, each with its reason: the rest is done.
    Refused without a reason, and before the import is in.
    """
    _enforce_reason(because)
    if field not in HOLDINGS:
        raise Refused("There is no such field")
    with acting_as(by):
        found = list(
            Clash.objects.select_for_update(of=("self",))
            .select_related("row", "row__of", "unit", "case")
            .filter(row__of=of, row__in_at__isnull=False, field=field, settled_at=None)
            .order_by("case_id", "pk")
        )
        why = {clash.pk: may_settle(by, clash).why_not for clash in found}
        why |= _unfit([clash for clash in found if not why[clash.pk]])
        fit = [clash for clash in found if not why.get(clash.pk)]
        if fit:
            _follow(fit, of, by=by, at=at)
            _settle(fit, Clash.Choice.THERE, by=by, at=at, because=because.strip())
    return Settled(
        len(fit),
        [(clash.case, why[clash.pk]) for clash in found if why.get(clash.pk)],
    )


def _enforce_reason(because: str) -> None:
    if not because.strip():
        raise Refused("Say what the choice rests on")


def _unfit(clashes: Sequence[Clash]) -> Mapping[int, str]:
    """Clash -> why the tracker cannot be followed; their cases are held meanwhile.

    Only what the person saw is replaced, and only by what may stand there.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM casework_case WHERE id = ANY (%s) ORDER BY id FOR UPDATE",
            [[clash.case_id for clash in clashes]],
        )
    forget()
    cases = pl.DataFrame(
        {"row": [c.pk for c in clashes], "case_id": [c.case_id for c in clashes]},
        schema={"row": pl.Int64, "case_id": pl.Int64},
    )
    here = standing_here(cases.rename({"row": "n"})).rename({"n": "row"})
    forget()
    stands = {row["row"]: row for row in here.iter_rows(named=True)}
    taken = pl.DataFrame(
        [(c.pk, c.field, stands[c.pk][c.field], c.there) for c in clashes],
        schema={"row": pl.Int64, **dict.fromkeys(CHANGE, pl.String)},
        orient="row",
    )
    nothing = pl.DataFrame(schema={"row": pl.Int64, **dict.fromkeys(CLASH, pl.String)})
    objected = object_to(Compared(taken, nothing), here.join(cases, on="row")).clashes
    laws = dict(objected.select("row", "because").iter_rows())
    again = _asked_twice(clashes)
    return {
        clash.pk: _why_unfit(clash, stands[clash.pk][clash.field], laws)
        or again.get(clash.pk, "")
        for clash in clashes
    }


def _why_unfit(clash: Clash, stands: str | None, laws: Mapping[int, str]) -> str:
    if stands != clash.here:
        return "It has changed here since. Look at the case again first."
    if why := clash.because or laws.get(clash.pk, ""):
        return f"{why}. Put that right first, on the case's page."
    return ""


def _asked_twice(clashes: Sequence[Clash]) -> Mapping[int, str]:
    """Clashes of a case that another, before them, is about as well."""
    seen: set[int] = set()
    again = {}
    for clash in clashes:
        if clash.case_id in seen:
            again[clash.pk] = "Another row is about the same case. Settle it by itself."
        seen.add(clash.case_id)
    return again


def _follow(clashes: Sequence[Clash], of: Import, *, by: User, at: datetime) -> None:
    """Put in place what the tracker says."""
    writing = Writing.of(of, by=by, at=at, release=release_in_force(at))
    bound = writing.bound() | {"clashes": [clash.pk for clash in clashes]}
    changed = take(_TAKEN, bound, writing, say=lambda words: None)
    record_facts(changed, at=at, vocabulary_version=writing.release.vocabulary_version)


def _settle(
    clashes: Sequence[Clash], choice: str, *, by: User, at: datetime, because: str
) -> None:
    Clash.objects.filter(pk__in=[clash.pk for clash in clashes]).update(
        settled_at=at, settled_by=by, choice=choice, settled_because=because
    )
    record_events(
        (
            Happening(
                "clash_settled",
                {"field": clash.field, "choice": choice},
                clash.case_id,
            )
            for clash in clashes
        ),
        by=by,
        at=at,
        because=because,
    )
