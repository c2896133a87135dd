"""A file looked at again keeps what people put right in its rows."""

from datetime import timedelta

from evenhand.core.viewing import acting_as
from evenhand.flows.import_tracker import carry_out, judge, mend_row, read, receive
from evenhand.intake.models import Import, TrackerRow
from evenhand.intake.services import save_mapping
from tests.cast import AT, Cast
from tests.tracker_files import HEADINGS, row, tracker


LATER = AT + timedelta(hours=1)
LATEST = AT + timedelta(hours=2)


def tried(cast: Cast, *rows: dict[str, str]) -> Import:
    of = receive(
        "tracker.xlsx", tracker(rows), unit=cast.liverpool, by=cast.dana, at=AT
    )
    return read(of, at=AT)


def only(cast: Cast, of: Import, **where: object) -> TrackerRow:
    with acting_as(cast.dana):
        return TrackerRow.objects.select_related("mended_by", "case").get(
            of=of, **where
        )


def test_a_corrected_row_stays_corrected(cast: Cast) -> None:
    of = tried(cast, row("SYN-1"), row("SYN-2", **{"Date of claim": "soon"}))
    bad = only(cast, of, standing="quarantined")
    mend_row(bad, cells={"Date of claim": "27/02/2025"}, by=cast.jo, at=LATER)
    of = judge(of, at=LATEST)
    again = only(cast, of, row=bad.row)
    assert (again.standing, again.values["claimed_on"]) == ("new", "2025-02-27")
    assert again.cells["Date of claim"] == "soon", "what was written is kept"
    assert (again.mended_by, again.mended_at) == (cast.jo, LATER)
    carry_out(of, by=cast.dana, at=LATEST)
    assert str(only(cast, of, row=bad.row).case.claimed_on) == "2025-02-27"


def test_a_corrected_reference_stays_the_key_of_its_row(cast: Cast) -> None:
    of = tried(cast, row("SYN-1"), row("SYN-1", Surname="Other"))
    with acting_as(cast.dana):
        second = TrackerRow.objects.filter(of=of).order_by("row").last()
    mend_row(second, cells={"HO Ref": "SYN-2"}, by=cast.dana, at=LATER)
    of = judge(of, at=LATEST)
    again = only(cast, of, row=second.row)
    assert (again.key, again.standing) == ("SYN2", "new")


def test_a_correction_of_a_column_that_is_not_read_any_more_goes(cast: Cast) -> None:
    of = tried(cast, row("SYN-1", **{"Action due": "some day"}))
    bad = only(cast, of)
    assert bad.standing == TrackerRow.Standing.QUARANTINED
    mend_row(bad, cells={"Action due": "01/12/2026"}, by=cast.dana, at=LATER)
    with acting_as(cast.dana):
        columns = {heading: None for heading in HEADINGS}
        sheet = of.sheets.get(role="cases")
        columns |= {c["heading"]: c["field"] for c in sheet.mapping}
        columns["Action due"] = None
        save_mapping(sheet, columns=columns, role="cases", by=cast.dana, at=LATER)
    again = only(cast, judge(of, at=LATEST))
    assert again.mended == {}
    assert again.mended_at is None
    assert "next_action_on" not in again.values
    assert again.standing == "new"
