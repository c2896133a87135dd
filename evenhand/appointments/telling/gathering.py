"""Read, at once for many interviews, whatever their messages are written from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localtime

from evenhand.appointments.models import (
    Interview,
    InterviewNeeds,
    JoinLink,
    Representative,
    Taken,
)
from evenhand.casework.models import CasePerson, Person, Representation, Residence
from evenhand.casework.people.queries import children_among
from evenhand.core.arrays import AnyOf


@dataclass(frozen=True, slots=True)
class Arrangement:
    """An interview, and what is known of the person it is of.

    taken       calendar -> site at which it must be; None: takes part by the link
    join        the address of the link; empty where none is recorded
    child       the person is treated as a child on the day of the interview
    """

    interview: Interview
    ref: str
    person: Person | None
    child: bool
    needs: InterviewNeeds | None
    residence: Residence | None
    representation: Representation | None
    taken: dict[int, int | None]
    join: str

    @property
    def representative(self) -> Representative | None:
        """Who represents the person, whether or not they attend."""
        if self.interview.representative is not None:
            return self.interview.representative
        return self.needs.representative if self.needs is not None else None


def arrangements(interviews: Iterable[Interview]) -> list[Arrangement]:
    """What is known of each, in their order; as many questions for one as for many."""
    asked = [interview.pk for interview in interviews]
    found = {
        interview.pk: interview
        for interview in Interview.objects.filter(pk__in=asked).select_related(
            "case",
            "site",
            "room",
            "host",
            "interviewer__staff_member__user",
            "interpreter",
            "representative",
            "adult",
        )
    }
    cases = [interview.case_id for interview in found.values()]
    people = {
        part.case_id: part.person
        for part in CasePerson.objects.filter(
            AnyOf("case_id", cases), role=CasePerson.Role.MAIN
        ).select_related("person")
    }
    needs = {
        row.case_id: row
        for row in InterviewNeeds.objects.filter(
            AnyOf("case_id", cases)
        ).select_related("representative")
    }
    residences = {
        row.case_id: row
        for row in Residence.objects.filter(AnyOf("case_id", cases), to_on=None)
    }
    represented = {
        row.case_id: row
        for row in Representation.objects.filter(AnyOf("case_id", cases), to_on=None)
    }
    joins = dict(
        JoinLink.objects.filter(interview__in=asked).values_list(
            "interview_id", "address"
        )
    )
    taken: dict[int, dict[int, int | None]] = {}
    for interview, calendar, site in Taken.objects.filter(
        interview__in=asked
    ).values_list("interview_id", "calendar_id", "site_id"):
        taken.setdefault(interview, {})[calendar] = site
    children = _children(list(found.values()))
    return [
        Arrangement(
            interview=found[pk],
            ref=found[pk].case.ref,
            person=people.get(found[pk].case_id),
            child=pk in children,
            needs=needs.get(found[pk].case_id),
            residence=residences.get(found[pk].case_id),
            representation=represented.get(found[pk].case_id),
            taken=taken.get(pk, {}),
            join=joins.get(pk, ""),
        )
        for pk in asked
        if pk in found
    ]


def _children(interviews: Sequence[Interview]) -> set[int]:
    """The interviews of people treated as children on the day of theirs."""
    by_day: dict[date, list[Interview]] = {}
    for interview in interviews:
        by_day.setdefault(localtime(interview.starts_at).date(), []).append(interview)
    return {
        interview.pk
        for day, some in by_day.items()
        for children in [children_among([one.case_id for one in some], on=day)]
        for interview in some
        if interview.case_id in children
    }
