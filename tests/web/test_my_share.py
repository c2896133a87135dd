"""A person's own part of the work, on their own page and nowhere else."""

from datetime import date

from evenhand.casework.models import Stage
from evenhand.core.models import Role
from tests.cast import AT


def test_own_places_kinds_and_training_stand_on_my_work(
    cast, as_, planned, time_machine
):
    time_machine.move_to(AT)
    theirs = {"owner": cast.amira.staff_member, "responsible_unit": cast.liverpool}
    cast.case(owned_since=date(2026, 11, 17), **theirs)
    cast.case(
        owned_since=date(2026, 10, 1),
        born_on=date(2012, 1, 1),
        unaccompanied=True,
        **theirs,
    )
    cast.case(owned_since=date(2026, 10, 1), stage=Stage.DECIDED, **theirs)
    planned()
    page = as_(cast.amira).get("/my-work/").text
    assert "5 places, 1 case given to you since Monday" in page
    assert "child: 1; interview: 1" in page
    assert "1 of 2" in page


def test_whoever_does_not_decide_has_no_share(cast, as_):
    assert "Your share of the work" not in as_(cast.eli).get("/my-work/").text


def test_unit_is_told_in_totals_from_six_people_on(cast, as_, planned):
    owned = {"owned_since": date(2026, 10, 1), "responsible_unit": cast.liverpool}
    cast.case(owner=cast.amira.staff_member, **owned)
    cast.case(owner=cast.amira.staff_member, restriction="restricted", **owned)
    planned()
    words = "among those you may see: interview 1."
    people = [cast.person(name, Role.DECISION_MAKER) for name in "klmnp"]
    for person in people:
        assert words not in as_(cast.cass).get("/people/LIVERPOOL/").text
        person.staff_member.decides = True
        person.staff_member.save()
    assert words in as_(cast.cass).get("/people/LIVERPOOL/").text
    assert words not in as_(cast.jo).get("/people/LIVERPOOL/").text
