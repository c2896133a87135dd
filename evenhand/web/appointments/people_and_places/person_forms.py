"""Forms of interpreters, interviewers, representatives and responsible adults."""

import re
from typing import Any

from django import forms

from evenhand.appointments.companions.models import Companion, ResponsibleAdult
from evenhand.appointments.companions.services import CompanionSaid
from evenhand.appointments.interpreters.models import Interpreter
from evenhand.appointments.interpreters.services import (
    LEVELS,
    InterpreterSaid,
    Speaks,
)
from evenhand.appointments.interviewers.models import Interviewer
from evenhand.appointments.places.models import Site
from evenhand.web.appointments.people_and_places.forms import (
    YES_OR_NO,
    because,
    choice,
    first_day,
    text,
    whole,
)
from evenhand.web.forms import DayField
from evenhand.web.titles import Titles
from evenhand.workforce.models import StaffMember


SEXES = [("female", "Female"), ("male", "Male"), ("not recorded", "Not recorded")]
EMAIL = {"invalid": "Enter an email address like name@example.org"}
_SPOKEN = re.compile(
    r"^(?P<language>[^(]+?)\s*(?:\((?P<dialect>[^)]+)\))?\s+(?P<level>\d)$"
)


class AtSite(forms.Form):
    """A form that chooses one of the sites."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sites = {site.code: site for site in Site.objects.order_by("name")}
        field = self.fields["site"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", "None"),
            *((code, site.name) for code, site in self.sites.items()),
        ]

    def site_chosen(self) -> Site | None:
        """The site chosen, if any."""
        return self.sites.get(self.cleaned_data["site"])


class InterpreterForm(AtSite):
    """All that is said of an interpreter but what they speak."""

    name = text("Name", "the name", 120)
    sex = choice("Sex", "female, male or not recorded", SEXES)
    email = forms.EmailField(
        label="Email address", required=False, error_messages=EMAIL
    )
    phone = text("Telephone", "the telephone number", 30, required=False)
    site = choice(
        "Site they can get to",
        "a site",
        [],
        required=False,
        hint="In person they interpret there, and at sites near enough to it.",
    )
    ways = forms.MultipleChoiceField(
        label="How they interpret",
        choices=[("in_person", "In person"), ("by_video", "By video")],
        error_messages={"required": "Choose in person, by video, or both"},
    )
    week_limit = whole(
        "Most interviews a week (optional)", "the most", 1, 40, required=False
    )
    vetted_until = DayField(
        called="day vetting ends",
        label="Vetted up to, and not on",
        help_text="Without vetting nobody books them.",
        required=False,
    )
    contract_from = DayField(called="day the contract begins", label="Contract from")
    contract_until = DayField(
        called="day the contract ends",
        label="Contract up to, and not on",
        required=False,
    )
    because = because("Why it is added or changed", required=False)

    def said(self) -> InterpreterSaid:
        """What was typed, as services take it."""
        got = self.cleaned_data
        return InterpreterSaid(
            name=got["name"],
            sex=got["sex"],
            email=got["email"],
            phone=got["phone"],
            base=self.site_chosen(),
            in_person="in_person" in got["ways"],
            by_video="by_video" in got["ways"],
            week_limit=got["week_limit"],
            vetted_until=got["vetted_until"],
            contract_from=got["contract_from"],
            contract_until=got["contract_until"],
        )


def interpreter_said(one: Interpreter) -> dict[str, Any]:
    """What is said of an interpreter, as the form shows it."""
    ways = (("in_person", one.in_person), ("by_video", one.by_video))
    return {
        "name": one.name,
        "sex": one.sex,
        "email": one.email,
        "phone": one.phone,
        "site": one.base.code if one.base else "",
        "ways": [name for name, does in ways if does],
        "week_limit": one.week_limit,
        "vetted_until": one.vetted_until,
        "contract_from": one.contract_from,
        "contract_until": one.contract_until,
    }


class SpokenForm(forms.Form):
    """What an interpreter speaks, a line each: "Arabic (Sudanese Arabic) 3"."""

    spoken = forms.CharField(
        label="Languages, a line each",
        widget=forms.Textarea,
        max_length=3000,
        required=False,
        help_text="A language, a dialect in brackets if it is one, and the level: "
        "Arabic (Sudanese Arabic) 3. A line without a dialect serves anybody who asks "
        "for none.",
    )
    assessed_on = DayField(
        called="day of the assessment",
        label="Assessed on (optional)",
        help_text="Kept with what is new or at another level.",
        required=False,
    )
    because = because("How it is known")

    def __init__(self, *args: Any, titles: Titles, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._known = {name.casefold(): name for name, _ in titles.choices("languages")}
        register = titles.policy.registers.get("dialects") if titles.policy else None
        self._dialects = {
            name.casefold(): (name, str(language))
            for name, language in ((register.entries or {}) if register else {}).items()
        }

    def clean_spoken(self) -> list[Speaks]:
        lines = [line.strip() for line in self.cleaned_data["spoken"].splitlines()]
        return [self._read(line) for line in lines if line]

    def _read(self, line: str) -> Speaks:
        said = _SPOKEN.match(line)
        if said is None:
            raise forms.ValidationError(
                f"“{line}” lacks a level from 1 to 4, as in: Albanian 3"
            )
        language = self._known.get(said["language"].strip().casefold())
        if language is None:
            raise forms.ValidationError(
                f"{said['language'].strip()} is not in the list of languages"
            )
        level = int(said["level"])
        if level not in LEVELS:
            raise forms.ValidationError(f"“{line}”: the level is from 1 to 4")
        return Speaks(language, self._dialect(said["dialect"], language), level)

    def _dialect(self, typed: str | None, language: str) -> str:
        if not typed:
            return ""
        dialect, of = self._dialects.get(typed.strip().casefold(), ("", ""))
        if of != language:
            raise forms.ValidationError(
                f"{typed.strip()} is not a dialect of {language}"
            )
        return dialect


def spoken_said(one: Interpreter) -> str:
    """What somebody speaks, a line each, as the form takes it."""
    return "\n".join(
        f"{row.language}{f' ({row.dialect})' if row.dialect else ''} {row.level}"
        for row in one.languages.order_by("language", "dialect")
    )


class InterviewerForm(AtSite):
    """Where and how often somebody interviews."""

    sex = choice("Sex", "female, male or not recorded", SEXES)
    site = choice("Site where they interview in person", "a site", [], required=False)
    by_video = choice(
        "They also interview by video, from anywhere", "yes or no", YES_OR_NO
    )
    week_limit = whole("Most interviews a week", "the most interviews a week", 1, 20)
    because = because("Why")

    def values(self) -> dict[str, Any]:
        """What was typed, as services take it."""
        got = self.cleaned_data
        return {
            "sex": got["sex"],
            "site": self.site_chosen(),
            "by_video": got["by_video"] == "yes",
            "week_limit": got["week_limit"],
        }


class NewInterviewerForm(InterviewerForm):
    """Somebody who decides, and is to interview."""

    who = text(
        "Staff reference",
        "the staff reference",
        20,
        hint="Of somebody who decides cases, such as ST-00001.",
    )

    field_order = ("who",)

    def clean_who(self) -> StaffMember:
        typed = self.cleaned_data["who"].strip().upper()
        found = StaffMember.objects.filter(ref__iexact=typed).first()
        if found is None:
            raise forms.ValidationError(f"Nobody here has the reference {typed}")
        return found


def interviewer_said(one: Interviewer) -> dict[str, Any]:
    """What is said of an interviewer, as the form shows it."""
    return {
        "sex": one.sex,
        "site": one.site.code if one.site else "",
        "by_video": "yes" if one.by_video else "no",
        "week_limit": one.week_limit,
    }


class CompanionForm(forms.Form):
    """Somebody who comes with claimants. Adults: asked whether they are independent."""

    def __init__(self, *args: Any, kind: str, new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        adult = kind == "adults"
        self.fields["name"] = text("Name", "the name", 120)
        self.fields["organisation"] = text(
            "Local authority or organisation" if adult else "Firm",
            "the organisation" if adult else "the firm",
            120,
            hint="" if adult else "As it stands on the cases it acts in.",
        )
        if adult and new:
            self.fields["of_the_department"] = choice(
                "Do they work for the department?",
                "yes or no",
                YES_OR_NO,
                hint="A responsible adult must be independent of it.",
            )
        self.fields["email"] = forms.EmailField(
            label="Email address", required=False, error_messages=EMAIL
        )
        self.fields["phone"] = text(
            "Telephone", "the telephone number", 30, required=False
        )
        if adult:
            self.fields["vetted_until"] = DayField(
                called="day vetting ends",
                label="Vetted up to, and not on",
                required=False,
            )
        else:
            self.fields["by_video"] = choice(
                "They also take part by video", "yes or no", YES_OR_NO
            )
        if new:
            self.fields["from_on"] = first_day()
        else:
            self.fields["because"] = because()

    def said(self) -> CompanionSaid:
        """What was typed, as services take it."""
        got = self.cleaned_data
        return CompanionSaid(
            name=got["name"],
            organisation=got["organisation"],
            email=got["email"],
            phone=got["phone"],
            by_video=got.get("by_video") == "yes",
        )


def companion_said(one: Companion) -> dict[str, Any]:
    """What is said of somebody, as the form shows it."""
    said: dict[str, Any] = {
        "name": one.name,
        "organisation": one.organisation,
        "email": one.email,
        "phone": one.phone,
        "by_video": "yes" if one.by_video else "no",
    }
    if isinstance(one, ResponsibleAdult):
        said["vetted_until"] = one.vetted_until
    return said
