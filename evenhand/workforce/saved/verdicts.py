"""Who may share a view with a unit, and change one."""

from evenhand.core.models import Role, User
from evenhand.core.verdict import YES, Verdict, no
from evenhand.workforce.models import StaffMember, Unit
from evenhand.workforce.saved.models import SavedView


def may_share(user: User, unit: Unit) -> Verdict:
    """Whether this person may keep a view for everybody in a unit."""
    if user.has_role(Role.WORKFLOW_MANAGER):
        return YES
    if (
        user.has_role(Role.TEAM_LEADER)
        and StaffMember.objects.filter(user=user, unit=unit).exists()
    ):
        return YES
    return no(f"Views of {unit} are kept by its team leaders and workflow managers")


def may_change(user: User, view: SavedView) -> Verdict:
    """Whether this person may rename or remove a view."""
    if view.unit is not None:
        return may_share(user, view.unit)
    if view.made_by_id == user.pk:
        return YES
    return no("This view is somebody else's")
