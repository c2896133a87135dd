"""An authority that ends is told of once before, and once when it has ended."""

from datetime import UTC, datetime

from evenhand.core.models import Event, Message
from evenhand.core.viewing import acting_as
from evenhand.flows.tell_of_lapses import tell_of_lapses
from evenhand.releases.owners.lapses import lapses_of
from evenhand.releases.queries import policy_of
from tests.cast import ON, Cast
from tests.publishing import policy_lead


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
