"""Whatever people do on the day, in whatever order, it stands as a simple model says."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from evenhand.appointments.day.arrivals import take_arrival_back
from evenhand.appointments.day.beginning import go_on, pause
from evenhand.appointments.day.models import (
    Arrival,
    Beginning,
    Ending,
    Explanation,
    Pause,
)
from evenhand.appointments.day.queries import to_book_again
from evenhand.appointments.models import Interview, Outcome, State, Taken
from evenhand.casework.models import Case, Stage
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from tests.appointments.day.standing import DAY, TEN, a_day
from tests.cast import Cast


Who = Arrival.Who
HELD = (Outcome.COMPLETED, Outcome.PART_HEARD)
BORN = {"woman": date(2000, 2, 11), "child": date(2012, 1, 1)}
COMING = st.sampled_from([Who.CLAIMANT, Who.INTERPRETER, Who.ADULT])


class AnyDay(RuleBasedStateMachine):
    """The model: who is there, whether it is under way, on a break, or over, and how."""

    cast: Cast

    @initialize(who=st.sampled_from(sorted(BORN)), delivered=st.booleans())
    def opens(self, who: str, delivered: bool) -> None:
        self.child, self.delivered = who == "child", delivered
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.day = a_day(self.cast, born_on=BORN[who])
        self.day.told(delivered=delivered)
        self.there: set[Arrival.Who] = set()
        self.begun = self.paused = False
        self.outcome: Outcome | None = None
        self.at = TEN

    def teardown(self) -> None:
        if hasattr(self, "undo"):
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    @property
    def version(self) -> int:
        """One more for the beginning, and one for the end."""
        return 1 + self.begun + (self.outcome is not None)

    def may(self, expected: bool, act: object, *args: object, **kwargs: object) -> None:
        """Do it, and hold whether it was refused to what the model expects."""
        refused = ""
        try:
            with transaction.atomic():
                act(*args, **kwargs)  # type: ignore[operator]
        except Refused as refusal:
            refused = str(refusal)
        assert (not refused) is expected, refused

    @rule(who=COMING)
    def arrives(self, who: Arrival.Who) -> None:
        expected = self.outcome is None and (self.child or who != Who.ADULT)
        self.may(expected, self.day.arrive, who, at=self.at)
        if expected:
            self.there.add(who)

    @rule(who=COMING)
    def was_an_error(self, who: Arrival.Who) -> None:
        expected = self.outcome is None and not self.begun
        with acting_as(self.day.officer):
            self.may(
                expected,
                take_arrival_back,
                self.day.interview,
                who=who,
                by=self.day.officer,
                at=self.at,
            )
        if expected:
            self.there.discard(who)

    @rule(adult_there=st.booleans(), chance=st.booleans(), behind=st.booleans())
    def begins(self, adult_there: bool, chance: bool, behind: bool) -> None:
        needed = {Who.CLAIMANT, Who.INTERPRETER} | (
            {Who.ADULT} if self.child else set()
        )
        expected = (
            not self.begun
            and self.outcome is None
            and not behind
            and needed <= self.there
            and (adult_there or not self.child)
            and chance
        )
        self.may(
            expected,
            self.day.begin,
            version=self.version - behind,
            adult_there=adult_there,
            representative="had the chance" if chance else "",
            late_because="The bus",
            at=self.at,
        )
        self.begun = self.begun or expected

    @rule()
    def takes_a_break(self) -> None:
        expected = self.begun and self.outcome is None
        amira = self.cast.amira
        with acting_as(amira):
            self.may(expected, pause, self.day.interview, by=amira, at=self.at)
        self.paused = self.paused or expected

    @rule()
    def goes_on(self) -> None:
        expected = self.begun and self.outcome is None
        amira = self.cast.amira
        with acting_as(amira):
            self.may(expected, go_on, self.day.interview, by=amira, at=self.at)
        self.paused = self.paused and not expected

    @rule(minutes=st.integers(1, 40))
    def time_passes(self, minutes: int) -> None:
        self.at += timedelta(minutes=minutes)

    @rule(outcome=st.sampled_from([o for o in Outcome if o != Outcome.UNFIT]))
    def ends(self, outcome: Outcome) -> None:
        expected = self.outcome is None and (
            self.begun
            if outcome in HELD
            else self.child
            if outcome == Outcome.ADULT_AWAY
            else self._missed()
            if outcome == Outcome.DID_NOT_ATTEND
            else True
        )
        self.may(
            expected,
            self.day.end,
            outcome,
            version=self.version,
            because="So it was",
            at=self.at,
        )
        if expected:
            self.outcome, self.paused = outcome, False

    def _missed(self) -> bool:
        """Nobody got in touch about a child here, so that no child ever missed it."""
        return not (self.begun or self.child or Who.CLAIMANT in self.there)

    @invariant()
    def stands_as_the_model_says(self) -> None:
        if not hasattr(self, "day"):
            return
        with acting_as(self.day.officer):
            kept = Interview.objects.get()
            assert kept.state == self._state()
            assert kept.version == self.version
            assert kept.outcome == (self.outcome or "")
            there = Arrival.objects.filter(taken_back_at=None)
            assert {arrival.who for arrival in there} == self.there
            assert Pause.objects.filter(to_at=None).exists() is self.paused
            assert Beginning.objects.exists() is self.begun
            assert Ending.objects.exists() is (self.outcome is not None)
            missed = self.outcome == Outcome.DID_NOT_ATTEND
            assert Explanation.objects.exists() is (missed and self.delivered)
            assert not (self.child and Explanation.objects.exists())
            freed = self.outcome is not None and self.outcome not in HELD
            assert Taken.objects.exists() is not freed
            again = self.outcome not in (None, Outcome.COMPLETED) and not (
                missed and self.delivered
            )
            assert to_book_again(on=DAY).exists() is again
            moved = self.outcome == Outcome.COMPLETED
            stage = Stage.INTERVIEWED if moved else Stage.READY_TO_INTERVIEW
            assert Case.objects.get().stage == stage

    def _state(self) -> State:
        if self.outcome is not None:
            return State.HELD if self.outcome in HELD else State.NOT_HELD
        return State.UNDER_WAY if self.begun else State.BOOKED


@pytest.mark.usefixtures("cast")
def test_any_day_stands_as_the_model_says(cast: Cast) -> None:
    class OfThisCast(AnyDay):
        pass

    OfThisCast.cast = cast
    run_state_machine_as_test(
        OfThisCast, settings=settings(max_examples=25, stateful_step_count=14)
    )
