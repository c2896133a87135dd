"""Who may plan and who may accept, and why not."""

from evenhand.core.models import Role, User
from evenhand.core.verdict import YES, Verdict, no
from evenhand.planning.models import Run


def may_plan(user: User) -> Verdict:
    """Whether this person may start a planning run."""
    if not (user.has_role(Role.WORKFLOW_MANAGER) or user.is_service):
        return no("Planning runs are started by workflow managers")
    return YES


def may_accept(user: User, run: Run) -> Verdict:
    """Whether this person may accept what the run proposes."""
    if not user.has_role(Role.WORKFLOW_MANAGER):
        return no("Proposals are accepted by workflow managers")
    if run.state not in (Run.State.PROPOSED, Run.State.ACCEPTED):
        return no(f"This run is {Run.State(run.state).label.lower()}")
    return YES
