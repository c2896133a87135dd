"""What `evenhand interviews` does with the appointment book: one function a verb."""

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from evenhand.appointments.book.asking import asked_of
from evenhand.appointments.book.candidates import Fixed
from evenhand.appointments.book.offers import Offers, offers
from evenhand.appointments.book.services import cancel
from evenhand.appointments.book.verdicts import booked_of, may_book, may_book_at_all
from evenhand.appointments.book.ways import Way
from evenhand.appointments.models import (
    Interview,
    InterviewPlan,
    PlanInput,
    PlannedInterview,
    Site,
)
from evenhand.appointments.plans.accept import book_chosen, choose
from evenhand.appointments.plans.opening import StillToOpen, open_planned, said
from evenhand.appointments.plans.queries import (
    acceptances_of,
    plan_figures,
    planned_of,
    plans,
)
from evenhand.appointments.plans.undo import CannotUndo, undo
from evenhand.appointments.plans.verdicts import may_accept_plan, may_plan_interviews
from evenhand.casework.cases.queries import case_by_ref
from evenhand.casework.models import Case
from evenhand.cli.named import unit_named, user_named
from evenhand.cli.today_verb import today_of
from evenhand.config.clock import now, today
from evenhand.core.accounts import planning_service
from evenhand.core.looking import record_look
from evenhand.core.models import Look, User
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.engine.diaries.steps import local
from evenhand.flows.book_interview import Lost, book_or_offer
from evenhand.flows.plan_interviews import (
    Wanted,
    carry_out_plan,
    create_interview_plan,
)


Answer = dict[str, Any]


def plan(args: argparse.Namespace) -> Answer:
    """Plan at once, as a named person or as the planning service."""
    started = time.perf_counter()
    user = user_named(args.as_user) if args.as_user else planning_service()
    for code in args.units:
        unit_named(code)
    for code in args.sites:
        _site(code)
    with acting_as(user):
        waiting = create_interview_plan(
            Wanted(
                notice_days=args.notice_days,
                weeks=args.weeks,
                emergency_share=args.emergency_share,
                sites=args.sites,
                units=args.units,
                bands=args.bands,
                most_moves=args.moves,
                seconds=int(args.seconds),
            ),
            by=user,
            on=today(),
            at=now(),
        )

    def say(words: str) -> None:
        seconds = time.perf_counter() - started
        print(f"  {seconds:6.1f} s  {words}", file=sys.stderr, flush=True)

    done = carry_out_plan(waiting.pk, at=now(), say=say)
    return _figures(done, user) | {"seconds": done.seconds}


def show(args: argparse.Namespace) -> Answer:
    """A plan in figures, counted among the cases the person may see."""
    user = user_named(args.as_user)
    with acting_as(user):
        may_plan_interviews(user).enforce()
        found = _plan(args.plan_id)
    return _figures(found, user)


def open_one(args: argparse.Namespace) -> Answer:
    """What is proposed for one case; that it was opened is remembered."""
    user = user_named(args.as_user)
    with acting_as(user):
        found = _plan(args.plan_id)
        may_accept_plan(user, found).enforce()
        row = planned_of(found).filter(case=_case(args.case)).first()
        if row is None:
            raise Refused(f"Plan {found.pk} says nothing of a case {args.case}")
        at = now()
        record_look(
            Look.Kind.VIEW,
            by=user,
            at=at,
            what=f"What plan {found.pk} says of an interview",
            case_id=row.case_id,
        )
        open_planned(row, by=user, at=at)
        return {
            "plan": found.pk,
            "case": row.case.ref,
            "state": row.state,
            "band": row.band,
            "starts_at": row.starts_at and local(row.starts_at).isoformat(),
            "site": row.site and row.site.name,
            "mode": row.mode or None,
            "interviewer": row.interviewer and str(row.interviewer.staff_member),
            "interpreter": row.interpreter and row.interpreter.name,
            "why": row.why or None,
            "matters": said(row.matters),
        }


def accept(args: argparse.Namespace) -> Answer:
    """Book all that the person may see of a plan, or a part of it."""
    user = user_named(args.as_user)
    with acting_as(user):
        found = _plan(args.plan_id)
        rows = found.planned.filter(state=PlannedInterview.State.PROPOSED)
        if args.cases:
            rows = rows.filter(case__in=[_case(ref).pk for ref in args.cases])
        if args.bands:
            rows = rows.filter(band__in=args.bands)
        if args.sites:
            rows = rows.filter(site__in=[_site(code).pk for code in args.sites])
        some = list(rows.values_list("pk", flat=True))
    act = choose(found, planned=some, by=user, at=now(), because=args.because)
    if act is None:
        return {"plan": found.pk, "booked": 0, "lost": []}
    came = book_chosen(act, on=today(), at=now())
    return {
        "plan": found.pk,
        "booked": came.booked,
        "lost": [list(pair) for pair in came.lost],
    }


def undo_act(args: argparse.Namespace) -> Answer:
    """Cancel together what was booked in one act of accepting a plan."""
    user = user_named(args.as_user)
    with acting_as(user):
        acts = acceptances_of(_plan(args.plan_id))
    if not 0 < args.act <= len(acts):
        raise Refused(f"Plan {args.plan_id} was not accepted so often")
    act = acts[args.act - 1]
    return {
        "plan": args.plan_id,
        "cancelled": undo(act, by=user, at=now(), because=args.because),
    }


def offer(args: argparse.Namespace) -> Answer:
    """The best times for the interview of a case, each with its reason."""
    user = user_named(args.as_user)
    with acting_as(user):
        may_book_at_all(user).enforce()
        case = _case(args.case)
        may_book(user, case).enforce()
        found = _offers(case, args)
        return {
            "case": case.ref,
            "offers": [
                _told(one.way) | {"because": one.reason} for one in found.offers
            ],
            "why_none_sooner": found.why_none_sooner or None,
            "why_none": found.why_none or None,
        }


def book(args: argparse.Namespace) -> Answer:
    """Book one of the times that are offered now; else say who was quicker."""
    user = user_named(args.as_user)
    with acting_as(user):
        case = _case(args.case)
        may_book(user, case).enforce()
        found = _offers(case, args)
        if len(found.offers) < args.offer:
            raise Refused(found.why_none or f"There is no offer {args.offer}")
        booked = book_or_offer(
            case,
            found.offers[args.offer - 1].way,
            on=today(),
            at=now(),
            by=user,
            because=args.because,
            short_notice=args.short_notice,
        )
        if isinstance(booked, Lost):
            raise TakenMeanwhile(booked)
        return _interview(booked)


def cancel_one(args: argparse.Namespace) -> Answer:
    """Cancel an interview by its UID or by the reference of its case."""
    user = user_named(args.as_user)
    with acting_as(user):
        found = cancel(
            _booked(args.interview),
            cause=args.cause,
            because=args.because,
            by=user,
            at=now(),
        )
        return _interview(found)


class TakenMeanwhile(Refused):
    """Somebody else was quicker; `next_best` are the times that are left."""

    def __init__(self, lost: Lost) -> None:
        super().__init__(lost.sentence)
        self.next_best = lost.next_best


VERBS: dict[str, Callable[[argparse.Namespace], Answer]] = {
    "today": today_of,
    "plan": plan,
    "show": show,
    "open": open_one,
    "accept": accept,
    "undo": undo_act,
    "offer": offer,
    "book": book,
    "cancel": cancel_one,
}


def details_of(refusal: Refused) -> dict[str, list[str]]:
    """What a refusal names one by one."""
    if isinstance(refusal, StillToOpen):
        return {"to_open": [row.ref for row in refusal.review.still]}
    if isinstance(refusal, CannotUndo):
        return {"built_on": [f"{ref}: {what}" for ref, what in refusal.built_on]}
    if isinstance(refusal, TakenMeanwhile):
        return {
            "next_best": [
                f"{local(one.way.starts_at):%Y-%m-%d %H:%M}: {one.reason}"
                for one in refusal.next_best.offers
            ]
        }
    return {}


def _figures(found: InterviewPlan, user: User) -> Answer:
    with acting_as(user):
        figures = plan_figures(found)
        kept = PlanInput.objects.filter(plan=found).first()
    told: Answer = {
        "plan": found.pk,
        "state": found.state,
        "from": str(found.from_on),
        "until": str(found.to_on),
        "with_a_time": figures.timed,
        "proposed": figures.states.get("proposed", 0),
        "booked_already": figures.states.get("booked", 0),
        "booked": {str(of.band): of.timed for of in figures.bands},
        "left_out": figures.states.get("no time", 0),
        "left_out_because": dict(figures.reasons),
        "ratio": found.ratio,
    }
    # Totals that would tell of cases somebody may not see are the service's alone.
    if kept is not None:
        told |= {"objective": kept.objective, "bound": kept.bound, "faults": []}
    return told


def _offers(case: Case, args: argparse.Namespace) -> Offers:
    asked = asked_of(case, on=today(), at=now(), short_notice=args.short_notice)
    if args.from_on:
        try:
            first = date.fromisoformat(args.from_on)
        except ValueError:
            raise Refused(f"{args.from_on} is no day; write it as 2027-01-11") from None
        asked = replace(asked, not_before=max(first, asked.first_day))
    return offers(
        asked,
        fixed=Fixed(site=_site(args.site).pk if args.site else None, mode=args.mode),
    )


def _told(way: Way) -> Answer:
    site = Site.objects.get(pk=way.site_id)
    return {
        "starts_at": local(way.starts_at).isoformat(),
        "ends_at": local(way.ends_at).isoformat(),
        "site": site.name,
        "mode": way.mode,
        "journey_minutes": way.journey_minutes,
    }


def _interview(interview: Interview) -> Answer:
    return {
        "uid": str(interview.uid),
        "case": interview.case.ref,
        "state": interview.state,
        "starts_at": local(interview.starts_at).isoformat(),
        "site": interview.site.name,
        "mode": interview.mode,
        "version": interview.version,
    }


def _booked(named: str) -> Interview:
    try:
        uid = UUID(named)
    except ValueError:
        found = booked_of(_case(named))
        if found is None:
            raise Refused(f"No interview of case {named} is booked") from None
        return found
    interview = Interview.objects.filter(uid=uid).first()
    if interview is None:
        raise Refused(f"There is no interview {named}")
    return interview


def _case(ref: str) -> Case:
    found = case_by_ref(ref)
    if found is None:
        raise Refused(f"There is no case {ref}")
    return found


def _site(code: str) -> Site:
    found = Site.objects.filter(code=code).first()
    if found is None:
        raise Refused(f"There is no site {code}")
    return found


def _plan(number: int) -> InterviewPlan:
    found = plans().filter(pk=number).first()
    if found is None:
        raise Refused(f"There is no plan {number} of interviews")
    return found
