"""Who may note something of the evidence, who may end a note, and why not."""

from evenhand.casework.cases.models import Case
from evenhand.casework.cases.stages import Stage
from evenhand.casework.evidence.models import EvidenceNote
from evenhand.core.models import Role, User
from evenhand.core.verdict import YES, Verdict, no


# Those who move cases on. A decision maker writes a note on the case, and decides.
PROGRESSING = (
    Role.CASE_PROGRESSION_OFFICER,
    Role.WORKFLOW_MANAGER,
    Role.TEAM_LEADER,
)
BEFORE_AN_INTERVIEW = frozenset({Stage.QUESTIONNAIRE, Stage.READY_TO_INTERVIEW})


def may_progress(user: User) -> Verdict:
    """Whether this person notes what was read of the evidence in cases.

    Never a decision maker: that a claim is on no list must tell them nothing.
    """
    if user.has_role(Role.DECISION_MAKER):
        return no("Decision makers read the whole file, and no list of it")
    if not (user.has_role(*PROGRESSING) or user.is_service):
        return no("This is for those who move cases on")
    return YES


def sees_evidence(user: User) -> bool:
    """Whether this person is told of what was noted, and of the lists that come of it."""
    return bool(may_progress(user)) or (
        user.has_role(Role.AUDITOR) and not user.has_role(Role.DECISION_MAKER)
    )


def may_note_evidence(user: User, case: Case) -> Verdict:
    """Whether this person may note something of the evidence in a case."""
    if Stage(case.stage) not in BEFORE_AN_INTERVIEW:
        return no(
            "This is noted once the questionnaire is out, and before there is an "
            "interview"
        )
    return may_progress(user)


def may_end_evidence_note(user: User, note: EvidenceNote) -> Verdict:
    """Whether this person may say that a note no longer counts."""
    if note.ended_at is not None:
        return no("This note has been ended already")
    return may_progress(user)
