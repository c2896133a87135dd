"""The reference room: all guidance in one place, and linked from where it applies."""

from evenhand.casework.barriers.services import open_barrier
from evenhand.core.viewing import acting_as
from tests.cast import AT, ON


def test_every_page_says_whose_it_is_and_when_it_is_looked_at(cast, as_):
    page = as_(cast.amira).get("/guidance/").text
    assert "Keeping barriers true" in page
    assert "National Workflow Team" in page
    assert "Release 1" in page
    assert "/glossary/" in page


def test_a_page_reads_in_sections(cast, as_):
    page = as_(cast.amira).get("/guidance/missing-child/").text
    assert "The same day" in page
    assert "A missing child is not an absconder" in page
    assert "Children&#39;s asylum policy" in page


def test_no_such_page(cast, as_):
    assert as_(cast.amira).get("/guidance/nothing-here/").status_code == 404


def test_guidance_is_linked_from_a_barrier_and_a_stage(cast, as_):
    with acting_as(cast.amira):
        case = cast.case()
        open_barrier(
            case,
            kind="trafficking-referral",
            blocks="refusal",
            source="interview",
            on=ON,
            review_on=ON,
            by=cast.amira,
            at=AT,
        )
    page = as_(cast.amira).get(f"/cases/{case.ref}/").text
    assert "/guidance/trafficking/" in page
    assert "/guidance/deciding-without-an-interview/" in page
    assert "/guidance/withdrawal/" not in page
