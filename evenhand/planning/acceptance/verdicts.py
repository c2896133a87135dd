"""Whether a run may still be accepted, and an acceptance undone, and why not."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from evenhand.core.models import Role, User
from evenhand.core.verdict import YES, Verdict, no
from evenhand.planning.acceptance.opening import standards_of
from evenhand.planning.models import Handover, Proposal, Run
from evenhand.planning.verdicts import may_reallocate
from evenhand.releases.queries import policy_of, release_in_force


def still_in_force(run: Run, *, at: datetime) -> Verdict:
    """Whether the policy the run stood on is the one in force.

    A release may have been replaced because a rule of it was unlawful; a proposal that
    rests on it is then not carried out any more. Another run takes seconds.
    """
    in_force = release_in_force(at)
    if in_force.pk == run.release_id:
        return YES
    return no(
        f"Policy release {in_force.number} is in force now, and this run was made under "
        f"release {run.release.number}. Start another run and accept that"
    )


def undo_until(given_at: datetime, run: Run) -> datetime:
    """The instant until which what was given may be taken back."""
    days = int(standards_of(policy_of(run.release))["undo_days"])
    return given_at + timedelta(days=days)


def may_take_back(user: User, run: Run, proposal: Proposal, *, at: datetime) -> Verdict:
    """Whether this person may take back that a proposal was left as it was.

    Not once a later run has made its own proposal for the case: that one counts.
    """
    verdict = may_undo(user, run, None, at=at)
    if not verdict:
        return verdict
    verdict = still_in_force(run, at=at)
    if not verdict:
        return verdict
    later = (
        Proposal.objects.filter(case=proposal.case_id, run__pk__gt=run.pk)
        .order_by("-run_id")
        .values_list("run_id", flat=True)
        .first()
    )
    if later is not None:
        return no(f"Run {later} has read this case since: what it proposes counts")
    return YES


def may_undo(
    user: User, run: Run, standing: QuerySet[Handover] | None, *, at: datetime
) -> Verdict:
    """Whether this person may undo these handovers of a run at this instant.

    `standing` None: only proposals that were left as they were. Whether anything was
    built on the cases is asked when it is undone, with every case locked.
    """
    if run.person is not None:
        verdict = may_reallocate(user, run.person)
        if not verdict:
            return verdict
    elif not user.has_role(Role.WORKFLOW_MANAGER):
        return no("Acceptances are undone by workflow managers")
    if standing is None:
        return YES
    first = standing.order_by("at").values_list("at", flat=True).first()
    if first is None:
        return no("Nothing of this is accepted any more")
    until = undo_until(first, run)
    if at > until:
        return no(
            f"It could be undone until {until.day} {until:%B %Y}; a new run is what "
            "helps now"
        )
    return YES
