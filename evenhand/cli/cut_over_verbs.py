"""What `evenhand plan cutover` does once Django is ready: one function a verb."""

import argparse
from collections import Counter
from typing import Any

from evenhand.cli.named import unit_named, user_named
from evenhand.config.clock import day_to_plan, now, today
from evenhand.core.looking import record_look
from evenhand.core.models import Look, User
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.flows.cut_over import (
    Asked,
    carry_out_phase,
    look_at,
    plan_cut_over,
)
from evenhand.flows.cut_over import Look as LookAt
from evenhand.flows.reverse_cut_over import (
    CannotReverse,
    call_off_phase,
    reverse_phase,
)
from evenhand.planning.cutover.figures import phase_figures, stay_because
from evenhand.planning.cutover.phasing import Timetable, days_of
from evenhand.planning.cutover.queries import cut_overs
from evenhand.planning.cutover.reasons import EXCLUDED
from evenhand.planning.cutover.standards import standard_of
from evenhand.planning.cutover.verdicts import may_carry_out, may_cut_over
from evenhand.planning.models import CutOver, CutOverCase, CutOverPhase
from evenhand.releases.queries import policy_of, release_in_force


Said = dict[str, Any]


def propose(args: argparse.Namespace) -> Said:
    """What the cut-over would do, as far as the person may see it. Changes nothing."""
    user = user_named(args.as_user)
    with acting_as(user):
        asked = _asked(args, user)
    return _told(look_at(asked, by=user, on=today(), at=now()))


def confirm(args: argparse.Namespace) -> Said:
    """Plan it, where it is about as many cases as were named."""
    user = user_named(args.as_user)
    with acting_as(user):
        asked = _asked(args, user)
        at = now()
        look = look_at(asked, by=user, on=today(), at=at)
        _as_many(args.cases, len(look.moving))
        planned = plan_cut_over(asked, by=user, on=today(), at=at)
    return {"cut_over": planned.pk, **_told(look)}


def show(args: argparse.Namespace) -> Said:
    """Every cut-over, or the phases of one, counted as the person may see its cases."""
    user = user_named(args.as_user)
    with acting_as(user):
        may_cut_over(user).enforce()
        if args.number is None:
            return {
                "cut_overs": [
                    {
                        "number": found.pk,
                        "title": found.title,
                        "to": found.to_unit.code,
                        "state": found.state,
                        "review_on": str(found.review_on),
                    }
                    for found in cut_overs()
                ]
            }
        found = _cut_over(args.number)
        record_look(
            Look.Kind.VIEW, by=user, at=now(), what=f"Cut-over {found.pk}: phases"
        )
        return {
            "cut_over": found.pk,
            "title": found.title,
            "to": found.to_unit.code,
            "state": found.state,
            "review_on": str(found.review_on),
            "phases": [
                {
                    "phase": figures.phase.number,
                    "on": str(figures.phase.on),
                    "state": figures.phase.state,
                    "waiting": figures.waiting,
                    "moved": figures.moved,
                    "left_out": figures.left_out,
                    "returned": figures.returned,
                }
                for figures in phase_figures(found)
            ],
            "stay": [
                [EXCLUDED.get(why, why), number] for why, number in stay_because(found)
            ],
        }


def carry_out(args: argparse.Namespace) -> Said:
    """Move the cases of a phase, where they are as many as were named."""
    user = user_named(args.as_user)
    with acting_as(user):
        phase = _phase(args)
        if phase.state == CutOverPhase.State.WAITING:
            may_carry_out(user, phase, on=today()).enforce()
            waiting = phase.cases.filter(state=CutOverCase.State.WAITING)
            _as_many(args.cases, waiting.count())
        came = carry_out_phase(phase, by=user, on=today(), at=now())
    return {
        "cut_over": args.number,
        "phase": args.phase,
        "moved": came.moved,
        "left_out": [list(pair) for pair in came.left_out],
    }


def reverse(args: argparse.Namespace) -> Said:
    """Move the cases of a phase back: as a whole, or those that can go."""
    user = user_named(args.as_user)
    with acting_as(user):
        phase = _phase(args)
    back = reverse_phase(
        phase,
        as_a_whole=not args.others,
        by=user,
        on=today(),
        at=now(),
        because=args.because,
    )
    return {"cut_over": args.number, "phase": args.phase, "moved_back": back}


def call_off(args: argparse.Namespace) -> Said:
    """Call off a phase that waits; its cases stay where they are."""
    user = user_named(args.as_user)
    with acting_as(user):
        phase = _phase(args)
    call_off_phase(phase, by=user, at=now(), because=args.because)
    return {"cut_over": args.number, "phase": args.phase, "state": "called off"}


VERBS = {
    "propose": propose,
    "confirm": confirm,
    "show": show,
    "carry-out": carry_out,
    "reverse": reverse,
    "call-off": call_off,
}


def details_of(refusal: Refused) -> dict[str, list[str]]:
    """What a refusal names case by case: what was built on it."""
    if isinstance(refusal, CannotReverse):
        return {"built_on": [f"{ref}: {why}" for ref, why in refusal.built_on]}
    return {}


def _asked(args: argparse.Namespace, user: User) -> Asked:
    policy = policy_of(release_in_force(now()))
    known = {
        rule.id
        for table in policy.tables.values()
        if table.rulebook == "routing"
        for rule in table.rules
    }
    for rule in args.rules:
        if rule not in known:
            raise Refused(f"There is no rule {rule} that sends cases to units")
    timetable = Timetable(
        phases=args.phases,
        first_on=args.first_on or day_to_plan(),
        days_apart=args.days_apart,
        most=args.most,
    )
    last = days_of(timetable)[-1] if args.phases > 0 else timetable.first_on
    return Asked(
        title=args.title,
        to_unit=unit_named(args.to),
        from_units=tuple(unit_named(code) for code in args.from_units),
        rules=tuple(args.rules),
        because=args.because,
        owner=user_named(args.owner) if args.owner else user,
        timetable=timetable,
        review_on=args.review_on or last + standard_of(policy).review,
    )


def _told(look: LookAt) -> Said:
    stay = Counter(row.why for row in look.stay)
    return {
        "would_move": len(look.moving),
        "phases": [
            {"phase": number, "on": str(day), "cases": len(rows)}
            for number, (day, rows) in enumerate(look.phases, start=1)
        ],
        "stay": [[words, stay[why]] for why, words in EXCLUDED.items() if stay[why]],
    }


def _as_many(named: int, found: int) -> None:
    if named != found:
        raise Refused(f"It is about {found:,} cases now. Say --cases {found}")


def _cut_over(number: int) -> CutOver:
    found = cut_overs().filter(pk=number).first()
    if found is None:
        raise Refused(f"There is no cut-over {number}")
    return found


def _phase(args: argparse.Namespace) -> CutOverPhase:
    phase = (
        _cut_over(args.number)
        .phases.filter(number=args.phase)
        .select_related("cut_over", "cut_over__to_unit", "planned_by")
        .first()
    )
    if phase is None:
        raise Refused(f"Cut-over {args.number} has no phase {args.phase}")
    return phase
