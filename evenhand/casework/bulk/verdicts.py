"""Who may act on many cases at once, and which cases and barriers are never among them."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q

from evenhand.casework.barriers.models import Barrier
from evenhand.casework.cases.models import Case
from evenhand.casework.cases.stages import Stage
from evenhand.casework.people.queries import children_among
from evenhand.core.arrays import AnyOf
from evenhand.core.models import Role, User
from evenhand.core.verdict import YES, Verdict, no
from evenhand.engine.rules.release import Release


MOST = 5_000
ROLES = (Role.TEAM_LEADER, Role.WORKFLOW_MANAGER, Role.CASE_PROGRESSION_OFFICER)
MISSING = "missing-child"
LOST = "no-contact"


def may_act_in_bulk(user: User) -> Verdict:
    """Whether this person may act on many cases at once."""
    if user.has_role(*ROLES):
        return YES
    return no(
        "Many cases at once are for team leaders, workflow managers and case "
        "progression officers"
    )


def may_be_in_bulk(policy: Release, kind: str) -> Verdict:
    """Whether a kind of barrier may be opened or reviewed on many cases at once."""
    register = policy.registers["barriers"]
    if kind not in register.values:
        return no(f"“{kind}” is not a kind of barrier in the policy in force")
    about = (register.attributes or {}).get(kind, {})
    if about.get("cleared_one_by_one", True):
        title = about.get("title", kind)
        return no(f"“{title}” is looked at case by case, with the evidence seen")
    return YES


def never_in_bulk(
    case_ids: Sequence[int], *, on: date, opening: str = ""
) -> dict[int, str]:
    """The cases of children who are missing or out of contact, with why not.

    `opening` is the barrier about to be opened: to say that contact is lost with a child
    is to say that a child is missing.
    """
    lost = set(
        Barrier.objects.filter(
            AnyOf("case_id", case_ids), Q(kind=LOST), closed_on=None
        ).values_list("case_id", flat=True)
    )
    lost |= set(
        Case.objects.filter(AnyOf("pk", case_ids), stage=Stage.SUSPENDED).values_list(
            "pk", flat=True
        )
    )
    if opening == LOST:
        lost = set(case_ids)
    missing = children_among(sorted(lost), on=on)
    missing |= set(
        Barrier.objects.filter(
            AnyOf("case_id", case_ids), kind=MISSING, closed_on=None
        ).values_list("case_id", flat=True)
    )
    why = "A child is missing or out of contact: follow the protocol on the case itself"
    return dict.fromkeys(sorted(missing), why)
