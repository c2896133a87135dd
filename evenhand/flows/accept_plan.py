"""A person accepts what a run proposes: only now does a case change hands.

All or some proposals; a case that changed since the run saw it is left out and named;
twice is harmless. The new owner, the old one, the claimant and the representative are
told through the outbox, in the same transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import QuerySet

from evenhand.casework.cases.stages import OPEN
from evenhand.casework.models import Case, Representation
from evenhand.core.accounts import planning_service
from evenhand.core.events import Happening, record_events, send_messages
from evenhand.core.models import Message, User
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.planning.gather import places_left
from evenhand.planning.models import Proposal, Run
from evenhand.planning.verdicts import acceptable_by, may_accept


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What came of it: how many cases changed hands, and which were left out and why."""

    accepted: int
    left_out: tuple[tuple[str, str], ...]


# Two acceptances at once could each find the same last place.
_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('evenhand accept'))"
_GIVE = """
UPDATE casework_case c
SET owner_id = p.to_owner_id, owned_since = %(on)s,
    responsible_unit_id = p.to_unit_id, version = c.version + 1
FROM planning_proposal p
JOIN workforce_staffmember s ON s.id = p.to_owner_id
WHERE p.id = ANY (%(ids)s) AND p.state = 'proposed' AND c.id = p.case_id
  AND c.version = p.case_version AND (s.left_on IS NULL OR s.left_on > %(on)s)
  AND c.stage = ANY (%(open)s)
  AND (c.restriction = '' OR EXISTS (
      SELECT FROM core_clearancegrant g
      WHERE g.user_id = s.user_id AND g.clearance = c.restriction
        AND g.ended_at IS NULL))
RETURNING p.id
"""


def accept_proposals(
    run: Run,
    *,
    proposals: Sequence[int] | None = None,
    by: User,
    on: date,
    at: datetime,
    because: str = "",
) -> Acceptance:
    """Accept these proposals of the run (None: all that `by` may see).

    Refused for those who may not accept. The same proposals again change nothing.
    """
    with acting_as(by):
        run = Run.objects.select_for_update().get(pk=run.pk)
        may_accept(by, run).enforce()
        chosen = acceptable_by(by, run)
        if proposals is not None:
            chosen = chosen.filter(pk__in=proposals)
        with connection.cursor() as cursor:
            cursor.execute(_ONE_AT_A_TIME)
        fitting, full = _within_places(chosen, run)
        ids = fitting + full
        if not ids:
            return Acceptance(0, ())
        # Cases are locked in one order, so that two managers cannot wait for each other.
        list(
            Case.objects.filter(proposals__in=ids)
            .order_by("pk")
            .select_for_update(of=("self",))
            .values_list("pk", flat=True)
        )
        before = dict(
            Case.objects.filter(proposals__in=ids).values_list("pk", "owner_id")
        )
        with connection.cursor() as cursor:
            cursor.execute(_GIVE, {"ids": fitting, "on": on, "open": sorted(OPEN)})
            given = {row[0] for row in cursor.fetchall()}
        Proposal.objects.filter(pk__in=given).update(state=Proposal.State.ACCEPTED)
        left = [pk for pk in ids if pk not in given]
        Proposal.objects.filter(pk__in=left).update(state=Proposal.State.LEFT_OUT)
        _tell(given, before, by=by, at=at, because=because)
        if given and run.state == Run.State.PROPOSED:
            Run.objects.filter(pk=run.pk).update(
                state=Run.State.ACCEPTED, accepted_at=at, accepted_by=by
            )
            record_events(
                [Happening("run_accepted", {"run": run.pk}, run.case_id)],
                by=by,
                at=at,
                because=because,
            )
        return Acceptance(len(given), tuple(_why_left_out(left, full, on=on)))


def _tell(
    given: set[int],
    before: Mapping[int, int | None],
    *,
    by: User,
    at: datetime,
    because: str,
) -> None:
    accepted = Proposal.objects.filter(pk__in=given).select_related(
        "to_owner", "to_unit", "case"
    )
    old_owners = _people(set(before.values()) - {None})
    represented = set(
        Representation.objects.filter(
            case__proposals__in=given, to_on=None
        ).values_list("case_id", flat=True)
    )
    happenings, messages = [], []
    for proposal in accepted:
        old = old_owners.get(before.get(proposal.case_id))
        new = proposal.to_owner
        if new is None or proposal.to_unit is None:
            raise Refused("A case that could not be placed cannot be accepted")
        happenings.append(
            Happening(
                "case_allocated",
                {
                    "from_owner": old[0] if old else None,
                    "to_owner": new.pk,
                    "owner_names": [old[1] if old else None, new.name],
                    "unit": proposal.to_unit.code,
                    "run": proposal.run_id,
                    "reason": proposal.reason,
                },
                proposal.case_id,
            )
        )
        told = {"owner": new.name, "unit": proposal.to_unit.name}
        recipients: list[tuple[str, int | None]] = [(Message.Recipient.CLAIMANT, None)]
        if proposal.case_id in represented:
            recipients.append((Message.Recipient.REPRESENTATIVE, None))
        recipients += [
            (Message.Recipient.STAFF, user)
            for user in (new.user_id, old[2] if old else None)
            if user is not None
        ]
        messages += [
            Message(
                case_id=proposal.case_id,
                recipient=recipient,
                user_id=user,
                kind="owner_changed",
                data=told,
                created_at=at,
                created_by=by,
            )
            for recipient, user in recipients
        ]
    record_events(happenings, by=by, at=at, because=because)
    send_messages(messages)


def _people(ids: set[int | None]) -> dict[int | None, tuple[int, str, int | None]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, name, user_id FROM workforce_staffmember WHERE id = ANY (%s)",
            [sorted(pk for pk in ids if pk is not None)],
        )
        return {row[0]: row for row in cursor.fetchall()}


def _within_places(chosen: QuerySet[Proposal], run: Run) -> tuple[list[int], list[int]]:
    """The proposals for which there is still a place in the week, and the others.

    Another run for the same week may have been accepted since this one was made.
    """
    with acting_as(planning_service()):
        left = dict(places_left(run.on).select("staff_id", "places").iter_rows())
    fitting, full = [], []
    for pk, owner in chosen.order_by("position", "pk").values_list("pk", "to_owner"):
        if left.get(owner, 1) > 0:
            left[owner] = left.get(owner, 1) - 1
            fitting.append(pk)
        else:
            full.append(pk)
    return fitting, full


def _why_left_out(
    ids: Sequence[int], full: Sequence[int], *, on: date
) -> list[tuple[str, str]]:
    left = (
        Proposal.objects.filter(pk__in=ids)
        .select_related("case", "case__owner", "to_owner", "run")
        .order_by("case__ref")
    )
    return [
        (proposal.case.ref, _why(proposal, full=proposal.pk in full, on=on))
        for proposal in left
    ]


def _why(proposal: Proposal, *, full: bool, on: date) -> str:
    new = proposal.to_owner
    if full and new is not None:
        return f"{new.name} has no place left in that week"
    if new is not None and new.left_on is not None and new.left_on <= on:
        return f"{new.name} has left"
    if proposal.case.owner_id not in (None, proposal.run.person_id):
        return f"It was given to {proposal.case.owner} after the run read it"
    return "It changed after the run read it"
