"""The two lists of paragraph 339NA: who sees them, and what is noted for them."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from evenhand.casework.barriers.services import open_barrier
from evenhand.casework.models import Case, EvidenceNote, Stage
from evenhand.core.models import User
from evenhand.core.viewing import acting_as
from evenhand.web.evidence import reading
from tests.cast import AT, ON, Cast


NOW = AT + timedelta(hours=3)
FILES = reverse("files-to-be-read")
As = Callable[[User], Client]
SAID = {
    **{"kind": "evidence-may-suffice", "text": "The warrant, and its verification"},
    **{"dated_on-day": "19", "dated_on-month": "11", "dated_on-year": "2026"},
}


def at_noon(client: Client, address: str, **said: str) -> str:
    with time_machine.travel(NOW, tick=False):
        answer = (
            client.post(address, said, follow=True) if said else client.get(address)
        )
    assert answer.status_code in (200, 422), answer.status_code
    return answer.content.decode()


def unfit(cast: Cast, case: Case) -> None:
    with acting_as(cast.eli):
        open_barrier(
            case,
            kind="unfit-for-interview",
            blocks="interview",
            source="a letter of their doctor",
            on=ON,
            review_on=ON + timedelta(days=28),
            by=cast.eli,
            at=AT + timedelta(hours=1),
        )


@pytest.mark.parametrize(
    ("who", "status"),
    [("eli", 200), ("dana", 200), ("cass", 200), ("idris", 200), ("amira", 403),
     ("bo", 403), ("jo", 403)],
)  # fmt: skip
def test_lists_are_for_those_who_move_cases_on(
    cast: Cast, as_: As, who: str, status: int
) -> None:
    with time_machine.travel(NOW, tick=False):
        assert as_(getattr(cast, who)).get(FILES).status_code == status


def test_note_puts_a_case_on_the_list_with_its_words_and_its_rule(
    cast: Cast, as_: As
) -> None:
    case, other = cast.case(), cast.case(family_name="Haddad")
    eli = as_(cast.eli)
    before = at_noon(eli, f"{FILES}?unit=all")
    assert "No file of this unit is to be read first" in before
    assert "A nationality is not a reason" in before
    done = at_noon(eli, reverse("note-evidence", args=[case.ref]), **SAID)
    assert "Noted: The evidence may be enough" in done
    page = at_noon(eli, f"{FILES}?unit=all")
    assert "Possible grants on the evidence (1)" in page
    assert "The warrant, and its verification" in page
    assert "Rule WI-001" in page
    assert case.ref in page
    assert other.ref not in page


def test_note_that_counts_no_longer_takes_the_case_off_the_list(
    cast: Cast, as_: As
) -> None:
    case, eli = cast.case(), as_(cast.eli)
    at_noon(eli, reverse("note-evidence", args=[case.ref]), **SAID)
    with acting_as(cast.eli):
        note = EvidenceNote.objects.get()
    address = reverse("end-evidence-note", args=[case.ref, note.pk])
    assert "The warrant" in at_noon(eli, address)
    assert "counts no longer" in at_noon(eli, address, because="it was forged")
    assert "(0)" in at_noon(eli, f"{FILES}?unit=all")


def test_decision_maker_sees_no_list_and_no_word_of_what_is_not_noted(
    cast: Cast, as_: As
) -> None:
    case = cast.case()
    amira = as_(cast.amira)
    page = at_noon(amira, reverse("case", args=[case.ref]))
    assert 'id="evidence"' not in page
    assert "Nothing has been noted" not in page
    assert FILES not in at_noon(amira, reverse("cases"))
    with time_machine.travel(NOW, tick=False):
        note = reverse("note-evidence", args=[case.ref])
        assert amira.get(note).status_code == 403
        assert amira.post(note, SAID).status_code == 403
        replay = amira.get(
            reverse("replay-case", args=[case.ref]), {"on": ON.isoformat()}
        )
    assert "Evidence may be enough" not in replay.content.decode()


def test_person_who_is_unfit_stands_on_the_other_list_with_the_next_step(
    cast: Cast, as_: As
) -> None:
    case, eli = cast.case(), as_(cast.eli)
    unfit(cast, case)
    asked = f"{FILES}?unit=all&list=unable"
    assert "Ask for medical evidence" in at_noon(eli, asked)
    at_noon(
        eli,
        reverse("note-evidence", args=[case.ref]),
        **{**SAID, "kind": "medical-evidence"},
    )
    page = at_noon(eli, asked)
    assert "give the person the chance to send more" in page
    assert "18 December 2026" in page


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"kind": ""}, "Choose what you note"),
        ({"text": " "}, "Say what you have read"),
        ({"dated_on-year": "2027"}, "must not be in the future"),
        ({"kind": "chance-to-send-more"}, "Enter the day by which more may be sent"),
        (
            {
                **{"until_on-day": "1", "until_on-month": "12"},
                **{"until_on-year": "2026"},
            },
            "Leave this empty unless",
        ),
        (
            {
                **{"kind": "chance-to-send-more", "until_on-day": "1"},
                **{"until_on-month": "11", "until_on-year": "2026"},
            },
            "More may be sent until a day after",
        ),
    ],
)
def test_form_says_what_is_wrong(
    cast: Cast, as_: As, said: dict[str, str], words: str
) -> None:
    case = cast.case()
    page = at_noon(
        as_(cast.eli), reverse("note-evidence", args=[case.ref]), **{**SAID, **said}
    )
    assert words in page


def test_nothing_is_noted_on_a_case_that_was_interviewed(cast: Cast, as_: As) -> None:
    case = cast.case(stage=Stage.INTERVIEWED)
    page = at_noon(as_(cast.eli), reverse("note-evidence", args=[case.ref]))
    assert "before there is an interview" in page


def test_list_goes_on_page_by_page(
    cast: Cast, as_: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "PAGE", 2)
    refs = sorted(
        cast.case(
            claimed_on=date(2026, 1, 1), born_on=date(2011, 1, day), unaccompanied=True
        ).ref
        for day in (1, 2, 3)
    )
    eli = as_(cast.eli)
    first = at_noon(eli, f"{FILES}?unit=all")
    assert "(3)" in first
    assert [reverse("case", args=[ref]) in first for ref in refs] == [True, True, False]
    after = f"2026-01-01~{refs[1]}"
    rest = at_noon(eli, f"{FILES}?unit=all&after={after}")
    assert [reverse("case", args=[ref]) in rest for ref in refs] == [False, False, True]
    assert "(0)" in at_noon(eli, FILES)


@pytest.mark.parametrize(
    "query", ["list=nothing", "after=x~y", "after=2026-02-31~A", "unit='"]
)
def test_odd_addresses_are_read_as_far_as_they_make_sense(
    cast: Cast, as_: As, query: str
) -> None:
    cast.case()
    assert "Deciding without an interview" in at_noon(as_(cast.eli), f"{FILES}?{query}")
