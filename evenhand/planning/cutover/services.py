"""What people say of a cut-over, and what was learned when it was looked back on."""

from datetime import datetime

from evenhand.core.events import Happening, record_events
from evenhand.core.models import User
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.planning.cutover.models import CutOver, CutOverFeedback, CutOverPhase
from evenhand.planning.cutover.verdicts import may_cut_over, may_review


Of = CutOverPhase.State


def record_feedback(
    cut_over: CutOver,
    *,
    whose: CutOverFeedback.Whose,
    words: str,
    by: User,
    at: datetime,
) -> CutOverFeedback:
    """Keep what somebody said of a cut-over. Refused without words."""
    with acting_as(by):
        may_cut_over(by).enforce()
        if not words.strip():
            raise Refused("Write down what was said")
        return CutOverFeedback.objects.create(
            cut_over=cut_over, whose=whose, words=words.strip(), by=by, at=at
        )


def record_review(cut_over: CutOver, *, lessons: str, by: User, at: datetime) -> None:
    """Keep what was learned. Once; refused without words, and before anything moved."""
    with acting_as(by):
        cut_over = CutOver.objects.select_for_update(of=("self",)).get(pk=cut_over.pk)
        may_review(by, cut_over).enforce()
        if not lessons.strip():
            raise Refused("Write down what was learned")
        CutOver.objects.filter(pk=cut_over.pk).update(
            reviewed_at=at, reviewed_by=by, lessons=lessons.strip()
        )
        record_events(
            [Happening("cut_over_reviewed", {"cut_over": cut_over.title})],
            by=by,
            at=at,
        )


def settle_state(cut_over: CutOver) -> None:
    """Say how the cut-over stands, by how its phases do."""
    states = set(cut_over.phases.values_list("state", flat=True))
    if Of.WAITING in states:
        moved = states & {Of.DONE, Of.REVERSED}
        state = CutOver.State.UNDER_WAY if moved else CutOver.State.PLANNED
    elif Of.DONE in states:
        state = CutOver.State.DONE
    else:
        gone_back = Of.REVERSED in states
        state = CutOver.State.REVERSED if gone_back else CutOver.State.CALLED_OFF
    CutOver.objects.filter(pk=cut_over.pk).update(state=state)
