"""A small town whose interviews are planned: people near Derby, and who could meet them."""

from collections.abc import Sequence
from dataclasses import dataclass

from evenhand.appointments.models import InterviewPlan, PlannedInterview
from evenhand.appointments.plans.opening import open_planned
from evenhand.casework.models import Case
from evenhand.core.models import User
from evenhand.core.viewing import acting_as
from evenhand.flows.plan_cases import carry_out, create_run
from evenhand.flows.plan_interviews import (
    Wanted,
    carry_out_plan,
    create_interview_plan,
)
from tests.booking import Book, open_book
from tests.cast import AT, ON, Cast


@dataclass
class Town:
    """The book, and the cases that wait, the longest first."""

    book: Book
    cases: list[Case]

    @property
    def booker(self) -> User:
        """Who books."""
        return self.book.booker

    def plan(self, **wanted: object) -> InterviewPlan:
        """A plan by the booking officer, carried out."""
        with acting_as(self.booker):
            plan = create_interview_plan(
                Wanted(**{"seconds": 0, **wanted}),  # type: ignore[arg-type]
                by=self.booker,
                on=ON,
                at=AT,
            )
        return carry_out_plan(plan.pk, at=AT)

    def rows(
        self, plan: InterviewPlan, *, by: User | None = None
    ) -> list[PlannedInterview]:
        """What a plan says of each case somebody may see, the most urgent first."""
        with acting_as(by or self.booker):
            return list(
                PlannedInterview.objects.filter(plan=plan)
                .select_related("case", "site", "interview")
                .order_by("position")
            )

    def open_all(self, plan: InterviewPlan, *, by: User | None = None) -> None:
        """Somebody looks at all that is proposed."""
        by = by or self.booker
        with acting_as(by):
            for row in PlannedInterview.objects.filter(plan=plan, state="proposed"):
                open_planned(row, by=by, at=AT)


def settle(
    cast: Cast, *, cases: int = 3, others: Sequence[dict[str, object]] = ()
) -> Town:
    """People near Derby who speak Tigrinya, ranked; one interpreter, two interviewers.

    `others` are more cases, each as `Cast.case` takes it.
    """
    book = open_book(cast)
    with acting_as(cast.service):
        book.interpreter("Ines")
        book.interviewer("Ivy", skills=("children",))
    made = [
        cast.case(
            claimed_on=ON.replace(year=2024, day=number + 1),
            postcode="DE1 2AB",
            language="Tigrinya",
        )
        for number in range(cases)
    ]
    made += [cast.case(**{"postcode": "DE1 2AB", **other}) for other in others]  # type: ignore[arg-type]
    rank(cast)
    return Town(book, made)


def rank(cast: Cast) -> None:
    """Have the week planned, so that every case has a band."""
    with acting_as(cast.dana):
        run = create_run(on=ON, by=cast.dana, at=AT)
    carry_out(run.pk, at=AT)
