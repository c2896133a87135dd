"""Each national run counts what each rule touches, by what a reader may see."""

import polars as pl

from evenhand.core.viewing import acting_as
from evenhand.flows.plan_cases import carry_out, create_run
from evenhand.planning.models import Outcome, Run
from evenhand.planning.touches.counting import touched_under, touches
from tests.cast import AT, ON, Cast


def test_cases_are_counted_once_for_every_set_of_restrictions() -> None:
    assessed = pl.DataFrame(
        {"case_id": [1, 2, 3], "fired": [["A", "B"], ["A"], []]},
        schema_overrides={"fired": pl.List(pl.String)},
    )
    standing = pl.DataFrame({"case_id": [1, 2, 3], "restriction": ["", "special", ""]})
    rows = {
        (tuple(row.counting), row.rule): row.cases
        for row in touches(Run(), assessed, standing)
    }
    assert rows == {
        ((), "A"): 1,
        ((), "B"): 1,
        (("special",), "A"): 2,
        (("special",), "B"): 1,
    }


def test_run_of_the_nation_tells_what_its_rules_touched(cast: Cast) -> None:
    with acting_as(cast.dana):
        assert touched_under(cast.release) is None
    seen = cast.case()
    cast.case(restriction="restricted")
    with acting_as(cast.dana):
        run = create_run(on=ON, by=cast.dana, at=AT)
    carry_out(run.pk, at=AT)
    with acting_as(cast.dana):
        (outcome,) = Outcome.objects.filter(case=seen)
        touched = touched_under(cast.release)
        assert touched is not None
        assert {rule: touched.by(rule) for rule in outcome.fired} == dict.fromkeys(
            outcome.fired, 1
        )
