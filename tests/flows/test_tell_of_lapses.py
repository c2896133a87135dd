"""An authority that ends is told of once before, and once when it has ended."""

from datetime import UTC, date, datetime, timedelta

from evenhand.core.models import Event, Message
from evenhand.core.viewing import acting_as
from evenhand.flows.plan_cases import carry_out, create_run
from evenhand.flows.tell_of_lapses import tell_of_lapses
from evenhand.planning.queries import why_here
from evenhand.releases.owners.lapses import lapses_of
from evenhand.releases.queries import policy_of
from tests.cast import AT, ON, Cast
from tests.publishing import policy_lead, published


ENDS = datetime(2029, 10, 31, 2, tzinfo=UTC)
SIXTY_DAYS = datetime(2029, 9, 1, 2, tzinfo=UTC)
DAY_BEFORE_THAT = datetime(2029, 8, 31, 2, tzinfo=UTC)


def test_those_who_answer_are_told_once_before_and_once_after(cast: Cast) -> None:
    gil = policy_lead(cast, "gil", "Asylum policy")
    policy_lead(cast, "hal", "Asylum support")
    assert tell_of_lapses(at=DAY_BEFORE_THAT) == []
    (soon,) = tell_of_lapses(at=SIXTY_DAYS)
    assert (soon.authority.id, soon.over) == ("AUTH-NAT-1", False)
    assert "RT-012" in soon.stopped
    assert soon.then == "the rules that rest on it do not apply"
    assert tell_of_lapses(at=SIXTY_DAYS) == []
    (over,) = tell_of_lapses(at=ENDS)
    assert over.over
    assert tell_of_lapses(at=ENDS) == []
    with acting_as(gil):
        told = Message.objects.order_by("pk").values_list("kind", "user__username")
        assert list(told) == [("authority_lapses", "gil"), ("authority_lapsed", "gil")]
        assert Event.objects.filter(kind="authority_lapsed").count() == 1


def test_nothing_lapses_while_every_authority_stands(cast: Cast) -> None:
    assert lapses_of(policy_of(cast.release), ON) == []


def test_explanation_of_a_case_names_the_rule_that_applies_no_more(cast: Cast) -> None:
    gil = policy_lead(cast, "gil", "Asylum policy")
    hal = policy_lead(cast, "hal")
    ends = {"authorities.toml": ("expires_on = 2029-10-31", "expires_on = 2026-11-23")}
    published(cast.release, gil, hal, ends)
    case = cast.case(nationality="Albania", sex="male")
    said = {}
    for day in (ON, date(2026, 11, 23)):
        at = AT + (day - ON) + timedelta(hours=1)
        with acting_as(cast.dana):
            run = create_run(on=day, by=cast.dana, at=at)
        carry_out(run.pk, at=at)
        with acting_as(cast.dana):
            why = why_here(case, reader=cast.dana, at=at + timedelta(hours=1))
        assert why is not None
        said[day] = (why.outcome.routed_units[0], [one.sentence for one in why.lapsed])
    assert said[ON] == ("NSA", [])
    unit, lapsed = said[date(2026, 11, 23)]
    assert unit != "NSA"
    assert lapsed == [
        "The rule “Albania” does not apply: AUTH-NAT-1 ended on 23 November 2026"
    ]
