"""The standby list in the order of the plan: band first, then the longest wait."""

from datetime import date

from django.db.models import F, OuterRef, QuerySet, Subquery

from evenhand.appointments.day.standby import standby_list
from evenhand.casework.models import Case
from evenhand.planning.models import Outcome


def standby_in_order(*, on: date) -> QuerySet[Case]:
    """Who may be called on for a day, each with `band`; those not ranked yet last."""
    band = Outcome.objects.filter(case=OuterRef("pk"), valid__upper_inf=True)
    return (
        standby_list(on=on)
        .annotate(band=Subquery(band.values("band")[:1]))
        .order_by(F("band").asc(nulls_last=True), "claimed_on", "ref")
    )
