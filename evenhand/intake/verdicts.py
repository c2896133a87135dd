"""Who may bring trackers in, put their rows right and settle clashes, and why not."""

from evenhand.casework.cases.verdicts import may_work_on
from evenhand.core.models import Role, User
from evenhand.core.verdict import YES, Verdict, no
from evenhand.intake.models import Clash, Import, TrackerRow
from evenhand.workforce.models import Unit


MANAGERS = (Role.ADMINISTRATOR, Role.WORKFLOW_MANAGER)


def may_import(user: User, unit: Unit | None = None) -> Verdict:
    """Whether this person may bring in a tracker: managers any, leaders their unit's."""
    if user.is_service or user.has_role(*MANAGERS):
        return YES
    if not user.has_role(Role.TEAM_LEADER):
        return no(
            "Trackers are brought in by workflow managers, administrators and the"
            " team leaders of the unit"
        )
    post = getattr(user, "staff_member", None)
    if unit is not None and (post is None or post.unit_id != unit.pk):
        return no(f"The tracker of {unit.name} is brought in by its own team leaders")
    return YES


def may_carry_on(user: User, of: Import) -> Verdict:
    """Whether this person may map, try out, bring in or undo this import.

    Only who received it: an import sees what they may see, from its first step on.
    """
    if of.received_by_id != user.pk:
        return no(
            f"{of.received_by} brought this file. They carry on with it, or you bring"
            " the file in yourself."
        )
    return may_import(user, of.unit)


def may_carry_out(user: User, of: Import) -> Verdict:
    """Whether this person may bring in what was tried out."""
    if of.state == Import.State.IN:
        return no(f"{of.carried_out_by} has just brought this file in")
    if of.state not in (Import.State.JUDGED, Import.State.CARRYING_OUT):
        return no(f"This file is: {Import.State(of.state).label.lower()}")
    return may_carry_on(user, of)


def may_undo(user: User, of: Import) -> Verdict:
    """Whether this person may undo the import as a whole."""
    if of.state == Import.State.UNDONE:
        return no(f"{of.undone_by} has undone this import already")
    if of.state != Import.State.IN:
        return no("Only what has been brought in can be undone")
    return may_carry_on(user, of)


def may_mend(user: User, row: TrackerRow) -> Verdict:
    """Whether this person may put right a row that is kept in quarantine.

    Managers too: who may see the row may bring it in, in their own name.
    """
    if row.standing != TrackerRow.Standing.QUARANTINED:
        return no("This row is no longer in quarantine")
    if row.of.state in (Import.State.UNDONE, Import.State.REFUSED):
        return no(
            f"The file of this row is: {Import.State(row.of.state).label.lower()}"
        )
    return may_import(user, row.unit)


def may_settle(user: User, clash: Clash) -> Verdict:
    """Whether this person may say which of two changes is right."""
    if clash.settled_at is not None:
        return no(f"{clash.settled_by} has settled this already")
    return may_work_on(user, clash.case)


def may_set_go_live(user: User) -> Verdict:
    """Whether this person may say from when a unit's tracker is no longer taken."""
    if not user.has_role(*MANAGERS):
        return no("Going live is decided by workflow managers and administrators")
    return YES
