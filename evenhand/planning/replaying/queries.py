"""Read what nights found, counted among the cases the viewer may see."""

from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet

from evenhand.planning.models import ReplayedOutcome, ReplayNight


# How long a difference stands on the pages of those who answer for the rules.
TOLD_FOR = timedelta(days=14)


def nights() -> QuerySet[ReplayNight]:
    """Every night, the newest first, with how many were `drawn` and how many `differ`."""
    return ReplayNight.objects.annotate(
        drawn=Count("outcomes"),
        differ=Count("outcomes", filter=~Q(outcomes__differing=[])),
    ).order_by("-of")


def differences(*, since: date | None = None) -> QuerySet[ReplayedOutcome]:
    """Outcomes that did not come out the same, the newest night first."""
    found = ReplayedOutcome.objects.exclude(differing=[]).select_related(
        "night", "case", "outcome"
    )
    if since is not None:
        found = found.filter(night__of__gte=since)
    return found.order_by("-night__of", "case__ref")


def alarming(on: date) -> list[date]:
    """Days of the last two weeks in which something differed or could not be replayed."""
    failed = (
        ReplayNight.objects.filter(of__gte=on - TOLD_FOR)
        .filter(~Q(why_failed="") | Q(pk__in=_differing_nights()))
        .order_by("-of")
    )
    return list(failed.values_list("of", flat=True))


def _differing_nights() -> QuerySet[ReplayedOutcome, int]:
    return ReplayedOutcome.objects.exclude(differing=[]).values_list(
        "night_id", flat=True
    )
