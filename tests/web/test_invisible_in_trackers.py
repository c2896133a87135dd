"""A hidden case leaves no trace in trackers for those not cleared, whoever brought them.

The same two trackers are brought in twice, with and without a restricted case: one by a
manager who is not cleared and has its row in the file, one by a manager who is.
"""

from collections.abc import Sequence
from datetime import date

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from evenhand.casework.models import Case, ExternalReference
from evenhand.core.models import Role, User
from evenhand.core.viewing import acting_as
from evenhand.flows import import_tracker
from evenhand.intake.arriving import fresh_refs
from evenhand.intake.models import Import, TrackerRow
from evenhand.workforce.models import Unit
from tests.cast import AT, Cast, assemble
from tests.conftest import Worlds
from tests.tracker_files import HEADINGS, row, tracker
from tests.web.test_invisible_case import (
    HIDDEN,
    NOW,
    READERS,
    SECRET,
    SEEN,
    WALK,
    cleared,
    told,
)


MARKED = (*HEADINGS, "Restricted")
ADDRESSES = (
    "settle-clash", "trackers", "set-go-live", "import", "import-progress",
    "import-figures", "judge-import", "bring-in-import", "undo-import",
    "correct-columns", "mend-word", "mend-row", "export-set-aside", "settle-clashes",
)  # fmt: skip
Answers = dict[tuple[str, str], tuple[int, str]]


def world(*, with_hidden: bool) -> Cast:
    """Three cases that anybody may see, two trackers, and perhaps a hidden case."""
    cast = assemble()
    yara = cleared(cast, "yara", Role.WORKFLOW_MANAGER)
    cases = [cast.case(claimed_on=date(2025, 3, day)) for day in (1, 2, 3)]
    if with_hidden:
        hidden = cast.case(
            claimed_on=date(2025, 3, 4), restriction="restricted", family_name=SECRET
        )
        assert hidden.ref == HIDDEN
    with acting_as(cast.service):
        for number, case in enumerate(cases, start=1):
            refer(case, f"SYN-100000{number}")
        if with_hidden:
            refer(hidden, "SYN-2000001")
            refer(hidden, "SYN-2000002")
        fresh_refs(10)
    bring_in(
        [
            row("SYN-1000001", Support="Section 4"),
            row("SYN-1000002"),
            row("SYN-2000001", Surname="Bright"),
            row("SYN-3000001", Language="Kurdi"),
        ],
        unit=cast.liverpool,
        by=cast.dana,
    )
    hidden_rows = [
        row("SYN-2000002", Surname=SECRET, Support="Section 98"),
        row("SYN-2000003", Surname=SECRET, Language="Kurdi", Restricted="Restricted"),
    ]
    bring_in(
        [
            row("SYN-1000003", Support="Section 4"),
            row("SYN-3000002", Language="Kurdi"),
            *(hidden_rows if with_hidden else ()),
        ],
        unit=cast.mersey,
        by=yara,
    )
    return cast


def refer(case: Case, value: str) -> None:
    ExternalReference.objects.create(
        case=case, system="Home Office reference", value=value
    )


def bring_in(rows: Sequence[dict[str, str]], *, unit: Unit, by: User) -> Import:
    of = import_tracker.receive(
        f"{unit.name}.xlsx", tracker(rows, headings=MARKED), unit=unit, by=by, at=AT
    )
    of = import_tracker.read(of, at=AT)
    return import_tracker.carry_out(of, by=by, at=AT)


def answers(reader: User) -> Answers:
    client = Client()
    client.force_login(reader, "django.contrib.auth.backends.ModelBackend")
    asked = [(name, *how) for name in ADDRESSES for how in WALK[name] or ()]
    asked += [("case", "get", {"ref": SEEN}, {}), ("case", "get", {"ref": HIDDEN}, {})]
    return {
        (f"{method} {reverse(name, kwargs=where)}", str(data)): told(
            getattr(client, method)(reverse(name, kwargs=where), data)
        )
        for name, method, where, data in asked
    }


@pytest.fixture
def both(worlds: Worlds) -> list[dict[str, Answers]]:
    """Reader -> answers: without the hidden case, and with it."""
    found = []
    for with_hidden in (False, True):
        with worlds(), time_machine.travel(NOW, tick=False):
            cast = world(with_hidden=with_hidden)
            found.append({reader: answers(getattr(cast, reader)) for reader in READERS})
            if with_hidden:
                with acting_as(User.objects.get(username="yara")):
                    rows = TrackerRow.objects.filter(restriction="restricted")
                    assert rows.count() == 2, "its rows are in the second tracker"
    return found


def test_hidden_case_changes_no_answer_about_trackers(both) -> None:
    without, with_hidden = both
    told_apart = [
        (reader, where)
        for reader in READERS
        for where, answer in without[reader].items()
        if with_hidden[reader][where] != answer
    ]
    assert told_apart == []
    texts = [text for found in with_hidden.values() for _, text in found.values()]
    assert not [text for text in texts if SECRET in text]


def test_walk_would_notice_a_row_that_is_not_hidden(worlds: Worlds) -> None:
    with worlds(), time_machine.travel(NOW, tick=False):
        world(with_hidden=True)
        seen = answers(User.objects.get(username="yara"))
    told_of = {where for (where, _), (_, text) in seen.items() if SECRET in text}
    assert {"get /trackers/2/", "post /trackers/2/export/"} <= told_of


def test_reference_of_two_cases_is_told_to_the_cleared_only(worlds: Worlds) -> None:
    """The hidden case and one anybody sees have one reference."""
    with worlds(), time_machine.travel(NOW, tick=False):
        cast = world(with_hidden=True)
        yara = User.objects.get(username="yara")
        of = bring_in([row("SYN-2000001")], unit=cast.mersey, by=yara)
        address = f"/trackers/{of.pk}/?show=conflicts"
        pages = {}
        for reader in (cast.dana, yara):
            client = Client()
            client.force_login(reader, "django.contrib.auth.backends.ModelBackend")
            pages[reader.username] = client.get(address).text
    assert HIDDEN in pages["yara"]
    assert HIDDEN not in pages["dana"]
    assert SECRET not in pages["dana"]


def test_family_of_a_case_still_to_come_in_is_seen_by_the_cleared_only(
    worlds: Worlds,
) -> None:
    with worlds(), time_machine.travel(NOW, tick=False):
        cast = assemble()
        yara = cleared(cast, "yara", Role.WORKFLOW_MANAGER)
        cast.case()
        data = tracker(
            [row("SYN-2000001", Restricted="Restricted"), row("SYN-2000002")],
            headings=MARKED,
            family=[("SYN-2000001", SECRET), ("SYN-2000002", "Bright")],
        )
        of = import_tracker.receive(
            "Mersey.xlsx", data, unit=cast.mersey, by=yara, at=AT
        )
        import_tracker.read(of, at=AT)
        names = {}
        for reader in (cast.dana, yara):
            with acting_as(reader):
                family = TrackerRow.objects.filter(of=of, about="dependants")
                names[reader.username] = {one.values["family_name"] for one in family}
    assert names == {"dana": {"Bright"}, "yara": {"Bright", SECRET}}
