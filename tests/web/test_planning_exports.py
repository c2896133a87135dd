"""What leaves of before and after, and of a cut-over: rounded, seen as allowed, logged."""

import csv
from datetime import date
from io import StringIO

from evenhand.casework.models import Representation, Stage
from evenhand.core.models import Look
from evenhand.core.viewing import acting_as
from evenhand.flows.cut_over import carry_out_phase
from evenhand.flows.reverse_cut_over import reverse_phase
from evenhand.planning.models import Run
from tests.cast import ON
from tests.cutting_over import (
    MONDAY,
    THAT_DAY,
    iraqi,
    phase_of,
    routed,
    second_manager,
    wales,
)
from tests.cutting_over import (
    planned as cut_over_planned,
)


def rows_in(answer) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.content.decode()
    return list(csv.DictReader(StringIO(answer.getvalue().decode("utf-8-sig"))))


def taken(browser, address: str):
    return browser.post(address, {"because": "For the review", "kind": "csv"})


def effects(cast, as_, run: Run) -> dict[tuple[str, str], dict[str, str]]:
    answer = as_(cast.dana).post(
        f"/planning/{run.pk}/export/?show=effects", {"kind": "csv"}
    )
    return {(row["Told by"], row["Group"]): row for row in rows_in(answer)}


def test_before_and_after_leaves_rounded_and_without_small_groups(
    cast, as_, planned
) -> None:
    amira = cast.amira.staff_member
    amira.weekly_places = 6
    amira.save()
    for day in range(1, 13):
        cast.case(claimed_on=date(2025, 3, day), sex="female")
        cast.case(claimed_on=date(2025, 4, day), sex="male")
    for _ in range(3):
        cast.case(nationality="Eritrea", claimed_on=date(2026, 9, 1), sex="male")
    run = planned()
    rows = effects(cast, as_, run)
    women, men = rows["Sex", "Female"], rows["Sex", "Male"]
    assert [women[name] for name in ("Waited before", "Placed", "Wait after")] == [
        "10",
        "5",
        "5",
    ]
    assert women["Placed in a hundred"] == "50"
    assert (men["Waited before"], men["Placed"]) == ("15", "0")
    assert {group for by, group in rows if by == "Nationality"} == {
        "2 nationalities, together",
        "All",
    }, "three of Eritrea are not told apart"
    assert (
        "Download this list"
        in as_(cast.dana).get(f"/planning/{run.pk}/?show=effects").text
    )


def test_share_of_few_placed_does_not_leave(cast, as_, planned) -> None:
    amira = cast.amira.staff_member
    amira.weekly_places = 3
    amira.save()
    for day in range(1, 13):
        cast.case(claimed_on=date(2025, 3, day))
    run = planned()
    row = effects(cast, as_, run)["Sex", "All"]
    assert (row["Waited before"], row["Placed"]) == ("10", "")
    assert (
        row["Placed in a hundred"],
        row["Days half of those placed had waited"],
    ) == (
        "",
        "",
    )


def test_lists_of_a_cut_over_leave_with_reasons_and_who_was_told(cast, as_) -> None:
    second_manager(cast)
    wales()
    moves = iraqi(
        cast, owner=cast.amira.staff_member, owned_since=ON, given_names="Samira"
    )
    stays = iraqi(cast, stage=Stage.INTERVIEWED)
    hidden = iraqi(cast, restriction="special")
    with acting_as(cast.service):
        Representation.objects.create(
            case=moves, firm="Hope and Co", from_on=date(2026, 1, 1)
        )
    routed(cast)
    cut_over = cut_over_planned(cast)
    where = f"/planning/cut-overs/{cut_over.pk}/"
    browser = as_(cast.dana)
    assert "Nobody was told yet" in browser.get(f"{where}?show=told").text
    carry_out_phase(phase_of(cut_over), by=cast.cass, on=MONDAY, at=THAT_DAY)

    (case,) = rows_in(taken(browser, f"{where}export/?show=cases"))
    assert (case["Reference"], case["Name"]) == (moves.ref, "Samira Sayed")
    assert (case["State"], case["Was with"]) == ("Moved", "Mersey")
    assert (case["Decision maker before"], case["Decision maker now"]) == (
        "Amira Test",
        "",
    )
    (stay,) = rows_in(taken(browser, f"{where}export/?show=left-out"))
    assert stay["Reference"] == stays.ref
    assert stay["Why it stays"].startswith("Interviewed already")
    told = rows_in(taken(browser, f"{where}export/?show=told&phase=1"))
    assert {row["Who was told"] for row in told} == {
        "The person",
        "Their representative",
        "Amira Test",
    }
    assert {row["Unit that has the case, as told"] for row in told} == {"Wales"}
    page = browser.get(f"{where}?show=told").text
    assert "Their representative" in page
    assert "Not yet" in page
    assert hidden.ref not in page
    assert browser.get(f"{where}export/?show=phases").status_code == 404
    assert browser.get(f"{where}export/?show=told&phase=9").status_code == 200
    with acting_as(cast.service):
        kept = Look.objects.filter(kind=Look.Kind.EXPORT).values_list("what", flat=True)
        assert (
            f"Cut-over {cut_over.pk}, told: cut-over Iraq to Wales, phase 1 (csv)"
            in (list(kept))
        )


def test_going_back_is_among_what_was_told(cast, as_) -> None:
    second_manager(cast)
    wales()
    iraqi(cast)
    routed(cast)
    cut_over = cut_over_planned(cast)
    phase = phase_of(cut_over)
    carry_out_phase(phase, by=cast.cass, on=MONDAY, at=THAT_DAY)
    reverse_phase(
        phase, by=cast.dana, on=MONDAY, at=THAT_DAY.replace(hour=15), because="early"
    )
    address = f"/planning/cut-overs/{cut_over.pk}/export/?show=told"
    told = rows_in(taken(as_(cast.dana), address))
    assert [row["Unit that has the case, as told"] for row in told] == [
        "Wales",
        "Mersey",
    ]
