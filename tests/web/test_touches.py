"""How many cases a rule touches is told to those who may read what it rests on."""

from evenhand.core.viewing import acting_as
from evenhand.flows.plan_cases import carry_out, create_run
from evenhand.releases.queries import policy_of
from tests.cast import AT, ON, Cast


def test_cases_of_a_guarded_rule_are_counted_for_the_cleared_only(cast: Cast, as_):
    cast.case()
    with acting_as(cast.dana):
        run = create_run(on=ON, by=cast.dana, at=AT)
    carry_out(run.pk, at=AT)
    rules = policy_of(cast.release).tables["requirements"].rules
    guarded = [rule for rule in rules if "high_harm" in rule.when]
    assert guarded
    page = as_(cast.dana).get("/rules/1/requirements/").text
    assert page.count("Touches ") == len(rules) - len(guarded)


def test_rules_that_no_run_asks_are_not_said_to_touch_nobody(cast: Cast, as_):
    cast.case()
    with acting_as(cast.dana):
        run = create_run(on=ON, by=cast.dana, at=AT)
    carry_out(run.pk, at=AT)
    page = as_(cast.dana).get("/rules/1/without_interview/").text
    assert "WI-001" in page
    assert "Touches " not in page
