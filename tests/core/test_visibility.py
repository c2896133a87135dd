"""Restricted cases are invisible, by the database's word and not by a filter's."""

import pytest
from django.db import ProgrammingError, connection, connections, transaction

from evenhand.casework.models import Case, CaseFacts, HighHarm, Person
from evenhand.core.accounts import grant
from evenhand.core.events import Happening, record_events
from evenhand.core.looking import record_look
from evenhand.core.models import Event, Look, Message
from evenhand.core.viewing import acting_as
from evenhand.flows.plan_cases import carry_out, create_run
from evenhand.planning.models import Outcome, Proposal
from tests.cast import AT, ON, Cast, assemble


# Tables with a case in them that need no protection, and why.
UNPROTECTED: dict[str, str] = {
    "appointments_taken": "who is taken when, and never with whom: a room that a hidden"
    " case has cannot be given to another (ADR 0037)",
}


def test_every_table_that_hangs_on_a_case_is_protected(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH RECURSIVE hanging AS (
                SELECT 'casework_case'::regclass AS id
                UNION
                SELECT k.conrelid FROM pg_constraint k
                JOIN hanging h ON k.confrelid = h.id
                WHERE k.contype = 'f' AND k.conrelid <> k.confrelid
            )
            SELECT c.relname FROM hanging h JOIN pg_class c ON c.oid = h.id
            WHERE NOT c.relrowsecurity
            UNION
            SELECT c.relname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
            WHERE a.attname = 'case_id' AND c.relkind = 'r' AND NOT c.relrowsecurity
              AND c.relnamespace = 'public'::regnamespace
            """
        )
        bare = {row[0] for row in cursor.fetchall()}
    assert bare == set(UNPROTECTED)


def test_nothing_is_seen_without_a_viewer(cast: Cast) -> None:
    cast.case()
    assert Case.objects.count() == 0
    assert Person.objects.count() == 0
    with acting_as(cast.amira):
        assert Case.objects.count() == 1


def test_restricted_case_and_its_children_are_invisible(cast: Cast) -> None:
    cast.case()
    hidden = cast.case(restriction="restricted")
    with acting_as(cast.service):
        record_events(
            [Happening("note_added", {"text": "secret"}, hidden.pk)],
            by=cast.service,
            at=AT,
        )
        Message.objects.create(
            case_id=hidden.pk,
            recipient="claimant",
            kind="owner_changed",
            created_at=AT,
            created_by=cast.service,
        )
    for user in (cast.amira, cast.dana, cast.idris, cast.jo, cast.nobody):
        with acting_as(user):
            assert hidden not in Case.objects.all()
            assert Case.objects.count() == 1
            assert not Person.objects.filter(case_id=hidden.pk).exists()
            assert not Event.objects.filter(case_id=hidden.pk).exists()
            assert not Message.objects.exists()
    grant(
        cast.idris, clearances=["restricted"], by=cast.service, at=AT, because="cleared"
    )
    with acting_as(cast.idris):
        assert Case.objects.count() == 2
        assert Event.objects.filter(case_id=hidden.pk).exists()


def test_clearance_that_ended_shows_nothing(cast: Cast) -> None:
    hidden = cast.case(restriction="special")
    grant(cast.cass, clearances=["special"], by=cast.service, at=AT, because="x")
    with acting_as(cast.cass):
        assert Case.objects.filter(pk=hidden.pk).exists()
    cast.cass.clearance_grants.update(ended_at=AT, ended_by=cast.service)
    with acting_as(cast.cass):
        assert not Case.objects.filter(pk=hidden.pk).exists()


def test_inactive_account_sees_nothing(cast: Cast) -> None:
    cast.case()
    cast.amira.is_active = False
    cast.amira.save()
    with acting_as(cast.amira):
        assert Case.objects.count() == 0


def test_high_harm_needs_its_own_clearance(cast: Cast) -> None:
    case = cast.case(high_harm=True)
    with acting_as(cast.amira):
        assert Case.objects.filter(pk=case.pk).exists()
        assert not HighHarm.objects.exists()
    grant(cast.amira, clearances=["high-harm"], by=cast.service, at=AT, because="x")
    with acting_as(cast.amira):
        assert HighHarm.objects.count() == 1


def test_facts_are_read_by_the_service_only(cast: Cast) -> None:
    cast.case()
    with acting_as(cast.dana):
        assert CaseFacts.objects.count() == 0
    with acting_as(cast.service):
        assert CaseFacts.objects.count() == 1


def test_viewer_lasts_as_long_as_its_block(cast: Cast) -> None:
    cast.case()
    with acting_as(cast.amira):
        with acting_as(cast.service):
            assert CaseFacts.objects.count() == 1
        assert CaseFacts.objects.count() == 0
        assert Case.objects.count() == 1
    assert Case.objects.count() == 0


def test_history_is_written_in_ones_own_name_only(cast: Cast) -> None:
    case = cast.case()
    for write in (
        lambda: record_events(
            [Happening("note_added", {"text": "x"}, case.pk)], by=cast.bo, at=AT
        ),
        lambda: Look.objects.create(kind="view", by=cast.bo, at=AT, what="case"),
    ):
        with (
            acting_as(cast.amira),
            pytest.raises(ProgrammingError, match="row-level security"),
            transaction.atomic(),
        ):
            write()


def test_history_is_only_added_to(cast: Cast) -> None:
    case = cast.case()
    with acting_as(cast.amira):
        record_events(
            [Happening("note_added", {"text": "x"}, case.pk)], by=cast.amira, at=AT
        )
        event = Event.objects.get(kind="note_added")
        for change in (
            lambda: Event.objects.filter(pk=event.pk).delete(),
            lambda: Event.objects.filter(pk=event.pk).update(by=cast.bo),
        ):
            with (
                pytest.raises(ProgrammingError, match="permission denied"),
                transaction.atomic(),
            ):
                change()


def test_event_can_be_redacted_and_still_says_that_it_happened(cast: Cast) -> None:
    case = cast.case()
    with acting_as(cast.amira):
        record_events(
            [Happening("note_added", {"text": "a name"}, case.pk)], by=cast.amira, at=AT
        )
        Event.objects.filter(case_id=case.pk).update(
            data={}, because="", redacted_at=AT
        )
        event = Event.objects.get(kind="note_added")
    assert (event.kind, event.at, event.by, event.data) == (
        "note_added",
        AT,
        cast.amira,
        {},
    )


def test_event_with_the_wrong_data_is_refused(cast: Cast) -> None:
    with pytest.raises(ValueError, match="note_added carries"):
        record_events([Happening("note_added", {"words": 1})], by=cast.amira, at=AT)


def test_superuser_would_see_a_restricted_case_and_fail_these_tests(
    own_database: str,
) -> None:
    cast = assemble()
    hidden = cast.case(restriction="restricted")
    with connections["owner"].cursor() as superuser:
        superuser.execute("SELECT id FROM casework_case")
        assert superuser.fetchall() == [(hidden.pk,)]
    with acting_as(cast.amira):
        assert Case.objects.count() == 0


def test_outcome_and_proposal_are_hidden_when_their_case_becomes_so(
    cast: Cast,
) -> None:
    case = cast.case()
    with acting_as(cast.dana):
        run = create_run(on=ON, by=cast.dana, at=AT)
    carry_out(run.pk, at=AT)
    with acting_as(cast.dana):
        assert (Outcome.objects.count(), Proposal.objects.count()) == (1, 1)
    with acting_as(cast.service):
        Case.objects.filter(pk=case.pk).update(restriction="restricted")
    with acting_as(cast.dana):
        assert (Outcome.objects.count(), Proposal.objects.count()) == (0, 0)
    with acting_as(cast.service):
        assert Outcome.objects.get().restriction == "restricted"


def test_event_is_redacted_by_somebody_else_than_its_author(cast: Cast) -> None:
    case = cast.case()
    with acting_as(cast.amira):
        record_events(
            [Happening("note_added", {"text": "a name"}, case.pk)], by=cast.amira, at=AT
        )
    with acting_as(cast.jo):
        changed = Event.objects.filter(case_id=case.pk).update(
            data={}, because="", redacted_at=AT
        )
    assert changed == 1


def test_log_keeps_no_count_of_what_the_cleared_saw(cast: Cast) -> None:
    grant(cast.cass, clearances=["restricted"], by=cast.service, at=AT, because="x")
    for user in (cast.cass, cast.amira):
        with acting_as(user):
            record_look(Look.Kind.SEARCH, by=user, at=AT, what="Cases", rows=16)
    with acting_as(cast.idris):
        assert list(Look.objects.order_by("pk").values_list("rows", flat=True)) == [
            None,
            16,
        ]
