"""Cut-overs, those with something due, and the cases of one, as the viewer may see."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from evenhand.planning.cutover.models import CutOver, CutOverCase, CutOverPhase


def cut_overs() -> QuerySet[CutOver]:
    """All of them, the newest first."""
    return CutOver.objects.select_related(
        "to_unit", "owner", "planned_by", "reviewed_by", "release"
    ).order_by("-planned_at", "-pk")


@dataclass(frozen=True, slots=True)
class Due:
    """Something to be done about a cut-over: a phase to carry out, or its review."""

    cut_over: CutOver
    phase: CutOverPhase | None
    on: date


def due_on(on: date) -> list[Due]:
    """Phases whose day has come, and reviews; the longest due first."""
    phases = (
        CutOverPhase.objects.filter(state=CutOverPhase.State.WAITING, on__lte=on)
        .select_related("cut_over", "cut_over__to_unit")
        .order_by("on", "pk")
    )
    reviews = cut_overs().filter(
        reviewed_at=None,
        review_on__lte=on,
        state__in=(
            CutOver.State.UNDER_WAY,
            CutOver.State.DONE,
            CutOver.State.REVERSED,
        ),
    )
    found = [Due(phase.cut_over, phase, phase.on) for phase in phases]
    found += [Due(cut_over, None, cut_over.review_on) for cut_over in reviews]
    return sorted(found, key=lambda due: (due.on, due.cut_over.pk))


def cases_of(
    cut_over: CutOver, *states: CutOverCase.State, phase: int | None = None
) -> QuerySet[CutOverCase]:
    """Cases of a cut-over in these states (none: all), or of one phase, in order."""
    found = cut_over.cases.select_related(
        "case", "case__owner", "from_unit", "from_owner", "phase"
    ).order_by("position", "pk")
    if states:
        found = found.filter(state__in=states)
    return found if phase is None else found.filter(phase__number=phase)
