"""Kill -9 at any statement of an import, and again, is as if once; two at once are one."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from evenhand.casework.models import Case, Note, Person
from evenhand.core.models import Event
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.flows.import_tracker import carry_out, judge, read, receive, undo
from evenhand.intake.models import Import, TrackerRow
from evenhand.intake.queries import by_standing
from tests.cast import AT, Cast, assemble
from tests.killing import killed_at, statements_of
from tests.tracker_files import HEADINGS, row, tracker


MONDAY = AT + timedelta(days=7)
WIDE = (*HEADINGS, "Owner", "Barriers", "Postcode")
FIRST = [
    row("SYN-1", Owner="Amira Test", Barriers="prosecution"),
    row("SYN-2", Postcode="LS1 1AA", Notes="came in"),
]
SECOND = [
    row("SYN-1", Barriers="age-dispute"),
    row("SYN-2", Postcode="M1 1AA", Stage="Questionnaire out"),
    row("SYN-3"),
]


def received(cast: Cast, rows: list[dict[str, str]], name: str) -> Import:
    data = tracker(rows, headings=WIDE)
    return receive(name, data, unit=cast.liverpool, by=cast.dana, at=AT)


def world(cast: Cast) -> tuple[object, ...]:
    """What an import leaves: all of it, or nothing of it."""
    with acting_as(cast.service):
        return (
            list(Case.objects.order_by("ref").values_list("ref", "stage", "version")),
            Person.objects.count(),
            Note.objects.count(),
            list(
                Event.objects.filter(case_id__isnull=False)
                .order_by("case_id", "pk")
                .values_list("case_id", "kind")
            ),
            Event.objects.filter(kind="tracker_imported").count(),
            TrackerRow.objects.filter(in_at__isnull=False).count(),
        )


def killed_everywhere(
    cast: Cast, action: Callable[[], object], before: tuple[object, ...]
) -> int:
    """Kill the action at each of its statements until it lives; answer how many times."""
    n = 0
    while True:
        n += 1
        with killed_at(n):
            action()
            return n
        now = world(cast)
        if now != before:
            # The kill came after the one transaction had been committed.
            return n


def test_reading_and_judging_killed_anywhere_can_be_done_again(
    own_database: str,
) -> None:
    cast = assemble()
    of = received(cast, FIRST, "a.xlsx")
    before = world(cast)
    statements = statements_of(lambda: read(of, at=AT))
    for n in range(1, statements + 1):
        with killed_at(n):
            read(of, at=AT)
        assert world(cast) == before
        assert read(of, at=AT).state == Import.State.JUDGED
        with acting_as(cast.dana):
            assert by_standing(of) == {"new": 2}, f"killed at statement {n}"


def test_carrying_out_killed_anywhere_is_all_or_nothing(own_database: str) -> None:
    cast = assemble()
    first = read(received(cast, FIRST, "a.xlsx"), at=AT)
    carry_out(first, by=cast.dana, at=AT)
    second = read(received(cast, SECOND, "b.xlsx"), at=MONDAY)
    before = world(cast)
    kills = killed_everywhere(
        cast, lambda: carry_out(second, by=cast.dana, at=MONDAY), before
    )
    assert kills > 60, "it was killed at each of its statements"
    after = world(cast)
    assert after != before
    with acting_as(cast.dana):
        second = Import.objects.get(pk=second.pk)
    assert second.state == Import.State.IN
    with pytest.raises(Refused, match="has just brought this file in"):
        carry_out(second, by=cast.dana, at=MONDAY)
    assert world(cast) == after
    again = read(received(cast, SECOND, "b.xlsx"), at=MONDAY)
    carry_out(again, by=cast.dana, at=MONDAY + timedelta(hours=1))
    with acting_as(cast.dana):
        assert by_standing(again) == {"unchanged": 3}


def test_undoing_killed_anywhere_is_all_or_nothing(own_database: str) -> None:
    cast = assemble()
    of = carry_out(read(received(cast, FIRST, "a.xlsx"), at=AT), by=cast.dana, at=AT)
    before = world(cast)
    kills = killed_everywhere(
        cast,
        lambda: undo(of, by=cast.dana, at=MONDAY, because="the wrong file"),
        before,
    )
    assert kills > 15
    with acting_as(cast.service):
        assert set(Case.objects.values_list("stage", flat=True)) == {"void"}
        assert Event.objects.filter(kind="tracker_undone").count() == 1


def test_two_at_once_bring_it_in_once_and_one_is_told(own_database: str) -> None:
    cast = assemble()
    of = read(received(cast, FIRST, "a.xlsx"), at=AT)
    answers: list[str] = []
    ready = threading.Barrier(2)

    def bring() -> None:
        ready.wait()
        try:
            with acting_as(cast.dana):
                found = Import.objects.select_related("received_by").get(pk=of.pk)
            answers.append(carry_out(found, by=cast.dana, at=AT).state)
        except Refused as refusal:
            answers.append(str(refusal))
        finally:
            connection.close()

    both = [threading.Thread(target=bring) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(answers) == ["Dana Test has just brought this file in", "in"]
    with acting_as(cast.service):
        assert Case.objects.count() == 2


def test_two_people_with_one_case_in_their_files_make_one_case(
    own_database: str,
) -> None:
    cast = assemble()
    jos = tracker(FIRST, headings=WIDE)
    imports = [
        read(received(cast, FIRST, "a.xlsx"), at=AT),
        read(receive("b.xlsx", jos, unit=cast.mersey, by=cast.jo, at=AT), at=AT),
    ]
    ready = threading.Barrier(2)

    def bring(of: Import) -> None:
        ready.wait()
        try:
            carry_out(of, by=of.received_by, at=AT)
        finally:
            connection.close()

    both = [threading.Thread(target=bring, args=[of]) for of in imports]
    for one in both:
        one.start()
    for one in both:
        one.join()
    with acting_as(cast.service):
        assert Case.objects.count() == 2
        assert Import.objects.filter(state=Import.State.IN).count() == 2


def test_judging_again_replaces_what_was_staged(own_database: str) -> None:
    cast = assemble()
    of = read(received(cast, FIRST, "a.xlsx"), at=AT)
    of = judge(judge(of, at=AT), at=AT)
    with acting_as(cast.dana):
        assert TrackerRow.objects.count() == 2
