"""A diary reminds people on their first page, and a log keeps who was in touch."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from evenhand.casework.contacts.services import record_contact
from evenhand.casework.diary.queries import diary_of, due_in_diaries
from evenhand.casework.diary.services import add_to_diary, finish_diary_entry
from evenhand.casework.models import Case, Contact, DiaryEntry
from evenhand.core.accounts import grant
from evenhand.core.models import Event, Role
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from tests.cast import AT, ON, Cast


def written(cast: Cast, case: Case, **changed: object) -> DiaryEntry:
    asked = {"text": "Ring the social worker", "due_on": ON, **changed}
    return add_to_diary(
        case, whose=cast.amira.staff_member, by=cast.amira, on=ON, at=AT, **asked
    )


def test_an_entry_stands_until_it_is_done_and_both_are_told(cast: Cast) -> None:
    with acting_as(cast.amira):
        case = cast.case()
        entry = written(cast, case)
        assert list(diary_of(case)) == [entry]
        finish_diary_entry(entry, by=cast.amira, at=AT)
        assert not diary_of(case).exists()
        told = Event.objects.filter(case_id=case.pk).order_by("pk")
        assert [event.kind for event in told] == ["diary_written", "diary_done"]
        assert told[0].data["whose"] == cast.amira.staff_member.name


def test_the_same_words_twice_are_one_entry(cast: Cast) -> None:
    with acting_as(cast.amira):
        case = cast.case()
        assert written(cast, case) == written(
            cast, case, text="Ring the  social worker "
        )
        assert Event.objects.filter(case_id=case.pk).count() == 1


def test_done_twice_is_told_to_the_second(cast: Cast) -> None:
    with acting_as(cast.amira):
        entry = written(cast, cast.case())
        finish_diary_entry(entry, by=cast.amira, at=AT)
        with pytest.raises(Refused, match="just marked this as done"):
            finish_diary_entry(entry, by=cast.amira, at=AT)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"text": "  "}, "Say what is to be done"),
        ({"due_on": ON - timedelta(days=1)}, "must not be in the past"),
    ],
)
def test_an_entry_without_words_or_in_the_past_is_refused(
    cast: Cast, changed: dict[str, object], why: str
) -> None:
    with acting_as(cast.amira):
        case = cast.case()
        with pytest.raises(Refused, match=why):
            written(cast, case, **changed)
        assert not diary_of(case).exists()


def test_nobody_who_has_left_is_reminded(cast: Cast) -> None:
    with acting_as(cast.amira):
        case = cast.case()
        staff = cast.amira.staff_member
        staff.left_on = ON
        staff.save(update_fields=["left_on"])
        with pytest.raises(Refused, match="has left"):
            written(cast, case)


def test_those_who_only_read_do_not_write(cast: Cast) -> None:
    with acting_as(cast.idris):
        case = cast.case()
        with pytest.raises(Refused, match="reads cases"):
            add_to_diary(
                case,
                text="x",
                due_on=ON,
                whose=cast.amira.staff_member,
                by=cast.idris,
                on=ON,
                at=AT,
            )


def test_what_is_due_is_what_one_may_see(cast: Cast) -> None:
    """A reminder about a case that was restricted since is not shown to its owner."""
    with acting_as(cast.service):
        hidden = cast.case(restriction="restricted")
        add_to_diary(
            hidden,
            text="Ring",
            due_on=ON,
            whose=cast.amira.staff_member,
            by=cast.service,
            on=ON,
            at=AT,
        )
    with acting_as(cast.amira):
        seen = written(cast, cast.case(), due_on=ON + timedelta(days=2))
        staff = cast.amira.staff_member
        assert list(due_in_diaries(staff, by_day=ON + timedelta(days=7))) == [seen]
        assert not due_in_diaries(staff, by_day=ON).exists()


def contact(cast: Cast, case: Case, **changed: object) -> Contact:
    asked = {
        "when": AT - timedelta(hours=2),
        "whom": Contact.With.REPRESENTATIVE,
        "name": "Ms Hall",
        "way": Contact.Way.PHONE,
        "reached": False,
        "said": "No answer",
        **changed,
    }
    return record_contact(case, by=cast.amira, at=AT, **asked)


def test_a_contact_is_kept_once_and_told(cast: Cast) -> None:
    with acting_as(cast.amira):
        case = cast.case()
        assert contact(cast, case) == contact(cast, case)
        (event,) = Event.objects.filter(case_id=case.pk)
        assert event.data == {
            "whom": "representative",
            "way": "phone",
            "reached": False,
        }


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"said": " "}, "Write down what was said"),
        ({"when": AT + timedelta(minutes=1)}, "must not be in the future"),
    ],
)
def test_a_contact_that_says_nothing_or_is_to_come_is_refused(
    cast: Cast, changed: dict[str, object], why: str
) -> None:
    with acting_as(cast.amira):
        case = cast.case()
        with pytest.raises(Refused, match=why):
            contact(cast, case, **changed)


def test_the_database_refuses_a_contact_recorded_before_it_was(cast: Cast) -> None:
    with acting_as(cast.amira):
        kept = contact(cast, cast.case())
        with (
            pytest.raises(IntegrityError, match="casework_contact_recorded_after_it"),
            transaction.atomic(),
        ):
            Contact.objects.filter(pk=kept.pk).update(at=AT + timedelta(days=1))


def test_a_case_progressor_writes_too(cast: Cast) -> None:
    kit = cast.person("kit", Role.CASE_PROGRESSION_OFFICER)
    grant(kit, roles=[Role.CASE_PROGRESSION_OFFICER], by=None, at=AT, because="test")
    with acting_as(kit):
        case = cast.case()
        add_to_diary(
            case, text="Chase", due_on=ON, whose=kit.staff_member, by=kit, on=ON, at=AT
        )
        assert diary_of(case).get().written_by == kit
