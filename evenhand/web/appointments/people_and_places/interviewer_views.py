"""Interviewers: where they interview and how often; skills and absence are shown."""

from datetime import timedelta
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from evenhand.appointments.calendars.hours import weeks_on
from evenhand.appointments.calendars.models import Hours
from evenhand.appointments.calendars.words import say_week
from evenhand.appointments.interviewers.models import Interviewer
from evenhand.appointments.interviewers.services import (
    add_interviewer,
    change_interviewer,
)
from evenhand.appointments.keeping import may_keep
from evenhand.appointments.places.models import Site
from evenhand.web.appointments.people_and_places.person_forms import (
    InterviewerForm,
    NewInterviewerForm,
    interviewer_said,
)
from evenhand.web.appointments.people_and_places.shared import (
    calendar_shown,
    context,
    trail,
)
from evenhand.web.pages import may_open, part_of
from evenhand.web.people.change import change
from evenhand.web.people.person import skills_of
from evenhand.web.timing import at_of, today_of
from evenhand.web.titles import titles_at
from evenhand.web.viewer import user_of
from evenhand.workforce.models import SkillHeld


ASKED = ["GET", "HEAD", "POST"]
PAGE = 50


@part_of("places")
@require_safe
def interviewers(request: HttpRequest) -> HttpResponse:
    """Those who interview, by name, page by page; of one site or one training."""
    today, titles = today_of(request), titles_at(at_of(request))
    sites = [("", "Any"), *Site.objects.order_by("name").values_list("code", "name")]
    skills = [("", "Any"), *titles.choices("skills")]
    site, skill, name = (
        request.GET.get(key, "")[:60] for key in ("site", "skill", "name")
    )
    found = Interviewer.objects.select_related("staff_member__unit", "site").annotate(
        has_hours=Exists(Hours.objects.filter(calendar=OuterRef("calendar")))
    )
    found = found.filter(
        Q(staff_member__left_on=None) | Q(staff_member__left_on__gt=today)
    )
    if site:
        found = found.filter(site__code=site)
    if skill:
        held = SkillHeld.objects.filter(
            Q(expires_on=None) | Q(expires_on__gt=today),
            staff_member=OuterRef("staff_member"),
            skill=skill,
        )
        found = found.filter(Exists(held))
    if name:
        found = found.filter(staff_member__name__icontains=name)
    after = request.GET.get("after", "")
    last, _, number = after.rpartition("|")
    if number.isdigit():
        found = found.filter(staff_member__name__gte=last).exclude(
            staff_member__name=last, pk__lte=int(number)
        )
    rows = list(
        found.order_by("staff_member__name", "pk").prefetch_related(
            "staff_member__skills"
        )[: PAGE + 1]
    )
    shown, kept = rows[:PAGE], {"site": site, "skill": skill, "name": name}
    weeks = weeks_on([one.calendar_id for one in shown], today)
    return render(
        request,
        "appointments/people_and_places/interviewers.html",
        context(
            request,
            "Interviewers",
            rows=[
                {
                    "one": one,
                    "hours": say_week(weeks[one.calendar_id]),
                    "skills": [
                        titles.of("skills", held.skill)
                        for held in one.staff_member.skills.all()
                        if held.expires_on is None or held.expires_on > today
                    ],
                }
                for one in shown
            ],
            sites=sites,
            skills=skills,
            asked=kept,
            first=_address(kept) if after else "",
            following=_address(
                kept | {"after": f"{shown[-1].staff_member.name}|{shown[-1].pk}"}
            )
            if len(rows) > PAGE
            else "",
        ),
    )


@part_of("places")
@require_safe
def interviewer(request: HttpRequest, ref: str) -> HttpResponse:
    """One interviewer: rota and week limit here; trainings and absences as recorded."""
    found, today = _interviewer_or_404(ref), today_of(request)
    staff = found.staff_member
    absences = staff.absences.filter(to_on__gt=today).order_by("from_on")
    return render(
        request,
        "appointments/people_and_places/interviewer.html",
        context(
            request,
            "Interviewers",
            one=found,
            staff=staff,
            skills=skills_of(staff, titles=titles_at(at_of(request)), today=today),
            absences=[(one, one.to_on - timedelta(days=1)) for one in absences],
            opens_people=may_open(user_of(request), "people"),
            calendar=calendar_shown(request, found.calendar),
        ),
    )


@part_of("places")
@require_http_methods(ASKED)
def new_interviewer(request: HttpRequest) -> HttpResponse:
    """Let somebody who decides interview."""
    form = NewInterviewerForm(
        request.POST or None, initial={"week_limit": 3, "by_video": "yes"}
    )
    made: list[Interviewer] = []

    def act() -> str:
        found = add_interviewer(
            form.cleaned_data["who"],
            **form.values(),
            because=form.cleaned_data["because"],
            by=user_of(request),
            at=at_of(request),
        )
        made.append(found)
        return f"{found} interviews. Set their hours"

    return change(
        request,
        form,
        verdict=may_keep(user_of(request)),
        trail=_trail(),
        title="Add an interviewer",
        button="Add interviewer",
        act=act,
        onward=lambda: reverse("interviewer", args=[made[0].staff_member.ref]),
        refused_at="who",
    )


@part_of("places")
@require_http_methods(ASKED)
def change_one(request: HttpRequest, ref: str) -> HttpResponse:
    """Change where and how often somebody interviews."""
    found = _interviewer_or_404(ref)
    form = InterviewerForm(request.POST or None, initial=interviewer_said(found))

    def act() -> str:
        changed = change_interviewer(
            found,
            **form.values(),
            because=form.cleaned_data["because"],
            by=user_of(request),
            at=at_of(request),
        )
        return f"{found} was changed" if changed else "Nothing was changed"

    return change(
        request,
        form,
        verdict=may_keep(user_of(request)),
        trail=_trail((str(found), reverse("interviewer", args=[ref]))),
        title=f"Change {found}",
        button="Change interviewer",
        act=act,
        onward=reverse("interviewer", args=[ref]),
        refused_at="site",
    )


def _address(asked: dict[str, str]) -> str:
    kept = {key: value for key, value in asked.items() if value}
    return f"{reverse('interviewers')}?{urlencode(kept)}"


def _trail(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return trail(("Interviewers", reverse("interviewers")), *more)


def _interviewer_or_404(ref: str) -> Interviewer:
    found = (
        Interviewer.objects.filter(staff_member__ref=ref)
        .select_related("staff_member__unit", "site", "calendar")
        .first()
    )
    if found is None:
        raise Http404
    return found
