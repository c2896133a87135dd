"""Read what was done with the proposals of a run, as the viewer may see."""

from collections.abc import Sequence

from django.db.models import Count, QuerySet

from evenhand.core.arrays import AnyOf
from evenhand.planning.models import Acceptance, Handover, Override, Run


def standing_handovers(
    run: Run, *, act: Acceptance | None = None
) -> QuerySet[Handover]:
    """Cases that a run, or one act of accepting it, gave to somebody, not undone."""
    found = Handover.objects.filter(proposal__run=run, undone_at=None)
    return found if act is None else found.filter(acceptance=act)


def acceptances_of(run: Run) -> list[Acceptance]:
    """The acts of accepting a run, the first one first, with the cases each gave.

    `number` counts the handovers of each that the viewer may see; an act without any
    is not told.
    """
    acts = list(
        Acceptance.objects.filter(run=run)
        .select_related("by", "undone_by")
        .order_by("at", "pk")
    )
    given = handed_over_by(acts)
    for act in acts:
        act.number = given.get(act.pk, 0)  # type: ignore[attr-defined]
    return [act for act in acts if act.pk in given]


def handed_over_by(acts: Sequence[Acceptance], **which: object) -> dict[int, int]:
    """How many cases each act gave to somebody; without those that gave none.

    The acts are known before: joined, the database would read every handover there is.
    """
    return dict(
        Handover.objects.filter(AnyOf("acceptance_id", [act.pk for act in acts]))
        .filter(**which)
        .order_by()
        .values_list("acceptance")
        .annotate(number=Count("*"))
    )


def overrides_of(run: Run) -> QuerySet[Override]:
    """What people changed of a run, the newest first."""
    return (
        Override.objects.filter(proposal__run=run)
        .select_related(
            "case", "by", "from_owner", "from_unit", "to_owner", "to_unit", "undone_by"
        )
        .order_by("-at", "-pk")
    )
