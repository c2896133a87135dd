"""All conflicts of one field settled as the tracker says, in one go."""

from datetime import timedelta

import pytest

from evenhand.casework.models import Case, Support
from evenhand.core.models import Event
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.flows.import_tracker import carry_out, read, receive, settle_all
from evenhand.intake.models import Clash, Import
from evenhand.intake.queries import open_clashes
from tests.cast import AT, Cast
from tests.tracker_files import row, tracker


MONDAY = AT + timedelta(days=7)
TUESDAY = MONDAY + timedelta(days=1)
REFS = [f"SYN-{number}" for number in range(1, 8)]


def bring(cast: Cast, rows: list[dict[str, str]], at=AT) -> Import:
    of = receive(
        "tracker.xlsx", tracker(rows), unit=cast.liverpool, by=cast.dana, at=at
    )
    return carry_out(read(of, at=at), by=cast.dana, at=at)


@pytest.fixture
def clashing(cast: Cast) -> Import:
    """Seven cases whose support was changed here and in the tracker."""
    bring(cast, [row(ref) for ref in REFS])
    with acting_as(cast.service):
        Support.objects.update(kind="section 4")
    return bring(cast, [row(ref, Support="Section 98") for ref in REFS], at=MONDAY)


def support_of(cast: Cast, ref: str) -> list[str]:
    with acting_as(cast.service):
        case = Case.objects.get(references__value=ref)
        return list(case.supports.filter(to_on=None).values_list("kind", flat=True))


def test_all_are_settled_and_each_case_tells_why(cast: Cast, clashing: Import) -> None:
    done = settle_all(
        clashing, "support", by=cast.dana, at=TUESDAY, because=" payments list "
    )
    assert (done.settled, done.left) == (len(REFS), [])
    assert [support_of(cast, ref) for ref in REFS] == [["section 98"]] * len(REFS)
    with acting_as(cast.service):
        assert not open_clashes(of=clashing).exists()
        settled = Clash.objects.values_list(
            "choice", "settled_by", "settled_at", "settled_because"
        )
        assert set(settled) == {("there", cast.dana.pk, TUESDAY, "payments list")}
        told = Event.objects.filter(kind="clash_settled", because="payments list")
        assert told.count() == len(REFS)
        changed = Event.objects.filter(kind="tracker_row_taken", at=TUESDAY)
        assert changed.count() == len(REFS)


def test_what_changed_since_is_left_and_the_rest_is_done(
    cast: Cast, clashing: Import
) -> None:
    with acting_as(cast.service):
        since = Case.objects.get(references__value=REFS[2])
        since.supports.filter(to_on=None).update(kind="none")
    done = settle_all(clashing, "support", by=cast.dana, at=TUESDAY, because="x")
    assert done.settled == len(REFS) - 1
    [(case, why)] = done.left
    assert case == since
    assert "changed here since" in why
    assert support_of(cast, REFS[2]) == ["none"]
    with acting_as(cast.service):
        assert open_clashes(of=clashing).get().case == since


def test_a_day_before_the_claim_is_left_to_a_person(cast: Cast) -> None:
    """What the laws of a case forbid is told in words, and stops none of the others."""
    dated = {"Stage": "Interviewed", "Date of SI": "03/03/2025"}
    bring(cast, [row(ref, **dated) for ref in REFS])
    with acting_as(cast.service):
        cases = Case.objects.filter(references__value__in=REFS)
        cases.update(interviewed_on="2025-03-10")
        odd = cases.get(references__value=REFS[0])
        odd_days = {"claimed_on": "2025-03-07", "stage_since": "2025-03-10"}
        Case.objects.filter(pk=odd.pk).update(**odd_days)
    later = {**dated, "Date of SI": "05/03/2025"}
    of = bring(cast, [row(ref, **later) for ref in REFS], at=MONDAY)
    done = settle_all(of, "interviewed_on", by=cast.dana, at=TUESDAY, because="x")
    assert done.settled == len(REFS) - 1
    assert [(case, "before the claim" in why) for case, why in done.left] == [
        (odd, True)
    ]


def test_a_reason_is_asked_for(cast: Cast, clashing: Import) -> None:
    with pytest.raises(Refused, match="what the choice rests on"):
        settle_all(clashing, "support", by=cast.dana, at=TUESDAY, because="  ")
    with pytest.raises(Refused, match="no such field"):
        settle_all(clashing, "nonsense", by=cast.dana, at=TUESDAY, because="x")
