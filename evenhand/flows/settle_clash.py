"""A person says which of two changes is right: the one made here, or the tracker's."""

from datetime import datetime

from django.db import connection

from evenhand.casework.facts.gather import record_facts
from evenhand.core.events import Happening, record_events
from evenhand.core.models import User
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.intake.holdings import HOLDINGS, SOURCES
from evenhand.intake.models import Clash
from evenhand.intake.objections import may_follow
from evenhand.intake.verdicts import may_settle
from evenhand.intake.writing import Writing, take
from evenhand.releases.queries import release_in_force


_TAKEN = """
CREATE TEMPORARY TABLE taken ON COMMIT DROP AS
SELECT k.case_id, m.person_id, k.field::text AS field, k.here AS before,
    k.there AS after
FROM intake_clash k
LEFT JOIN casework_caseperson m ON m.case_id = k.case_id AND m.role = 'main applicant'
WHERE k.id = %(clash)s
"""


def settle_clash(
    clash: Clash, *, choice: str, by: User, at: datetime, because: str
) -> Clash:
    """Say which is right: "here" keeps what stands, "there" takes what the tracker says.

    Refused without a reason, when settled already, or when the cell changed here since
    the clash was found.
    """
    if choice not in (Clash.Choice.HERE, Clash.Choice.THERE):
        raise Refused("Say which of the two is right")
    if not because.strip():
        raise Refused("Say what the choice rests on")
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
            _refuse_unfit(found)
            writing = Writing.of(
                found.row.of, by=by, at=at, release=release_in_force(at)
            )
            bound = writing.bound() | {"clash": found.pk}
            changed = take(_TAKEN, bound, writing, say=lambda words: None)
            record_facts(
                changed, at=at, vocabulary_version=writing.release.vocabulary_version
            )
        found.settled_at, found.settled_by = at, by
        found.choice, found.settled_because = choice, because.strip()
        found.save()
        record_events(
            [
                Happening(
                    "clash_settled",
                    {"field": found.field, "choice": choice},
                    found.case_id,
                )
            ],
            by=by,
            at=at,
            because=because.strip(),
        )
    return found


def _refuse_unfit(clash: Clash) -> None:
    """Only what the person saw is replaced, and only by what may stand there."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM casework_case WHERE id = %s FOR UPDATE", [clash.case_id]
        )
        cursor.execute(
            f"SELECT {HOLDINGS[clash.field].read} FROM {SOURCES} WHERE c.id = %s",
            [clash.case_id],
        )
        stands = cursor.fetchone()[0]
    if stands != clash.here:
        raise Refused("It has changed here since. Look at the case again first.")
    if clash.because:
        raise Refused(f"{clash.because}. Put that right first, on the case's page.")
    if clash.field == "stage" and clash.there not in may_follow()[clash.here or ""]:
        raise Refused("That stage cannot follow. Move the case on its own page.")
