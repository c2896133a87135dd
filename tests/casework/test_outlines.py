"""An outline says of a case what its records say, whoever changed them last."""

from datetime import date, timedelta

from django.db import connection

from evenhand.casework.barriers.services import (
    close_barrier,
    open_barrier,
    review_barrier,
)
from evenhand.casework.diary.services import add_to_diary, finish_diary_entry
from evenhand.casework.models import Case, Outline
from evenhand.casework.outlines.record import record_outlines
from evenhand.casework.people.queries import adult_since, main_applicants_under_age
from evenhand.core.viewing import acting_as
from tests.cast import AT, ON, Cast


def outline_of(case: Case) -> Outline:
    return Outline.objects.get(case=case)


def test_outline_is_there_with_the_case(cast: Cast) -> None:
    case = cast.case(born_on=date(2012, 5, 1), unaccompanied=True, support="none")
    with acting_as(cast.amira):
        found = outline_of(case)
    assert found.born_on == date(2012, 5, 1)
    assert found.alone_at_claim
    assert not found.supported
    assert found.nationalities == ["Syria"]
    assert found.due_on is None


def test_outline_falls_due_with_the_first_of_barriers_and_diary(cast: Cast) -> None:
    case = cast.case()
    soon, late = ON + timedelta(days=3), ON + timedelta(days=30)
    with acting_as(cast.amira):
        barrier = open_barrier(
            case,
            kind="medical-evidence",
            blocks="decision",
            source="the representative",
            on=ON,
            review_on=late,
            by=cast.amira,
            at=AT,
        )
        assert outline_of(case).due_on == late
        entry = add_to_diary(
            case,
            text="Ring the doctor",
            due_on=soon,
            whose=cast.amira.staff_member,
            by=cast.amira,
            on=ON,
            at=AT,
        )
        assert outline_of(case).due_on == soon
        finish_diary_entry(entry, by=cast.amira, at=AT)
        assert outline_of(case).due_on == late
        later = late + timedelta(days=5)
        review_barrier(
            barrier, review_on=later, by=cast.amira, at=AT, because="It is on its way"
        )
        assert outline_of(case).due_on == later
        close_barrier(barrier, on=ON, by=cast.amira, at=AT, because="It came")
        assert outline_of(case).due_on is None


def test_outline_of_a_restricted_case_is_hidden_with_it(cast: Cast) -> None:
    case = cast.case()
    with acting_as(cast.service):
        Case.objects.filter(pk=case.pk).update(restriction="special")
        assert outline_of(case).restriction == "special"
    with acting_as(cast.amira):
        assert not Outline.objects.exists()


def test_outlines_already_right_are_not_written_again(cast: Cast) -> None:
    cast.case()
    cast.case(age_disputed=True)
    assert record_outlines(None) == 0


def test_under_age_by_outline_is_under_age_by_record(cast: Cast) -> None:
    on = date(2026, 2, 28)
    for born in (
        *(date(2008, 2, 27), date(2008, 2, 28), date(2008, 2, 29), date(2008, 3, 1)),
        None,
    ):
        cast.case(born_on=born, unaccompanied=True)
    for day in (on, on + timedelta(days=1), date(2028, 2, 29)):
        with acting_as(cast.amira):
            by_record = set(
                main_applicants_under_age(day).values_list("case_id", flat=True)
            )
            by_outline = {
                found.pk
                for found in Outline.objects.all()
                if (found.born_on is None and found.alone_at_claim)
                or (found.born_on is not None and found.born_on > adult_since(day))
            }
        assert by_outline == by_record


def test_counting_by_a_flag_reads_two_tables_and_no_record_of_a_person(
    cast: Cast,
) -> None:
    with acting_as(cast.amira), connection.cursor() as cursor:
        found = Case.objects.filter(
            outline__vulnerable=True, outline__due_on__lte=ON, stage="registered"
        )
        sql, params = found.query.sql_with_params()
        cursor.execute(f"EXPLAIN {sql}", params)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "casework_outline" in plan
    assert "SubPlan" not in plan
