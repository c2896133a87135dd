"""What a claimant asks for, as the form takes it."""

from datetime import date
from typing import Any

from django import forms

from evenhand.appointments.calendars.words import say_time
from evenhand.appointments.companions.models import Representative, ResponsibleAdult
from evenhand.appointments.needs.models import InterviewNeeds
from evenhand.appointments.needs.services import MOST_BREAKS, NeedsSaid
from evenhand.appointments.places.features import ADJUSTMENTS
from evenhand.casework.models import Case, Representation, Residence
from evenhand.casework.people.languages import WITHOUT_INTERPRETER, InterviewLanguage
from evenhand.web.appointments.people_and_places.calendar_forms import TIMES
from evenhand.web.appointments.people_and_places.forms import (
    YES_OR_NO,
    because,
    choice,
    text,
    whole,
)
from evenhand.web.forms import DayField
from evenhand.web.titles import Titles


SEXES = [("", "No wish"), ("female", "A woman"), ("male", "A man")]
MODES = [("", "No wish"), *((str(k), str(w)) for k, w in InterviewNeeds.Mode.choices)]
CHANNELS = [(str(k), str(w)) for k, w in InterviewNeeds.Channel.choices]
AGREED = [
    ("short", "They agreed to be asked at short notice"),
    ("representative", "Their representative agreed to that"),
    ("standby", "They stand by for a place that falls free"),
]
ALSO = [
    ("childcare", "Childcare during the interview"),
    ("safe", "Messages must tell no more than time and place"),
]
# Fewer than this nobody offers; where more organisations have one name, see the list.
MOST_CHOICES = 200


def _time(label: str) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        required=False,
        input_formats=TIMES,
        error_messages={"invalid": "Enter a time such as 2:30pm or 14:30"},
    )


class NeedsForm(forms.Form):
    """Everything a claimant may ask for; what is left empty was not asked for."""

    interpreter_needed = choice("Is an interpreter needed?", "yes or no", YES_OR_NO)
    language = choice(
        "Language of the interview",
        "a language",
        [],
        required=False,
        hint="Where no interpreter is needed no language is kept.",
    )
    dialect = choice("Dialect (optional)", "a dialect", [], required=False)
    interviewer_sex = choice("Who interviews", "who interviews", SEXES, required=False)
    interpreter_sex = choice("Who interprets", "who interprets", SEXES, required=False)
    mode = choice("In person or by video", "how", MODES, required=False)
    adjustments = forms.MultipleChoiceField(
        label="What the room must offer",
        choices=list(ADJUSTMENTS.items()),
        required=False,
    )
    also = forms.MultipleChoiceField(label="Also", choices=ALSO, required=False)
    unfit_until = DayField(
        called="first day they are fit",
        label="Not fit before (optional)",
        help_text="The first day on which they can be interviewed.",
        required=False,
    )
    earliest_start = _time("Earliest start (optional)")
    latest_start = _time("Latest start (optional)")
    longest_journey = whole(
        "Longest journey in minutes (optional)",
        "the longest journey",
        15,
        600,
        required=False,
        hint="Leave it empty for what everybody is asked to travel at most.",
    )
    more_break_minutes = whole(
        "Minutes of breaks beyond the usual",
        "the breaks",
        0,
        MOST_BREAKS,
        required=False,
    )
    representative = choice(
        "Representative who is told of interviews",
        "a representative",
        [],
        required=False,
    )
    representative_attends = choice("Do they attend?", "yes or no", YES_OR_NO)
    adult = choice(
        "Responsible adult",
        "an adult",
        [],
        required=False,
        hint="For a child: somebody independent of the department.",
    )
    agreed = forms.MultipleChoiceField(
        label="Short notice",
        choices=AGREED,
        required=False,
        help_text="Asked for only; a refusal is not held against anybody. Never of a child.",
    )
    channel = choice("How messages go", "how messages go", CHANNELS)
    email = forms.EmailField(
        label="Email address",
        required=False,
        error_messages={"invalid": "Enter an email address like name@example.org"},
    )
    phone = text("Telephone", "the telephone number", 30, required=False)
    written_language = choice("Language of letters", "a language", [], required=False)
    because = because("Who asked, and when (optional)", required=False)

    def __init__(
        self,
        *args: Any,
        case: Case,
        titles: Titles,
        needs: InterviewNeeds | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._dialects = _dialects(titles)
        languages = [("", "None"), *titles.choices("languages")]
        self._offer("language", languages)
        self._offer("written_language", languages)
        self._offer(
            "dialect",
            [
                ("", "Any"),
                *((name, f"{of}: {name}") for name, of in sorted(
                    self._dialects.items(), key=lambda pair: (pair[1], pair[0])
                )),
            ],
        )  # fmt: skip
        self.representatives = _representatives(case, needs)
        self.adults = _adults(case, needs)
        for name, people in (
            ("representative", self.representatives),
            ("adult", self.adults),
        ):
            self._offer(
                name,
                [("", "None"), *((str(pk), str(one)) for pk, one in people.items())],
            )

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        got: dict[str, Any] = super().clean() or {}
        needed = got.get("interpreter_needed") == "yes"
        language, dialect = got.get("language", ""), got.get("dialect", "")
        if needed and not language:
            self.add_error("language", "Choose the language of the interview")
        if needed and dialect and self._dialects.get(dialect) != language:
            self.add_error("dialect", f"{dialect} is not a dialect of {language}")
        return got

    def said(self, *, today: date, before: InterviewNeeds | None) -> NeedsSaid:
        """What was typed, as services take it. Agreed today, if not before."""
        got = self.cleaned_data
        agreed, also = got["agreed"], got["also"]
        since = before.short_notice_agreed_on if before else None
        return NeedsSaid(
            language=InterviewLanguage(
                got["language"],
                got["dialect"],
                interpreter_needed=got["interpreter_needed"] == "yes",
            ),
            interviewer_sex=got["interviewer_sex"],
            interpreter_sex=got["interpreter_sex"],
            mode=got["mode"],
            adjustments=list(got["adjustments"]),
            childcare="childcare" in also,
            unfit_until=got["unfit_until"],
            earliest_start=got["earliest_start"],
            latest_start=got["latest_start"],
            longest_journey=got["longest_journey"],
            more_break_minutes=got["more_break_minutes"] or 0,
            short_notice_agreed_on=(since or today) if "short" in agreed else None,
            representative_agrees_short_notice="representative" in agreed,
            standby="standby" in agreed,
            representative=self.representatives.get(_number(got["representative"])),
            representative_attends=got["representative_attends"] == "yes",
            adult=self.adults.get(_number(got["adult"])),
            channel=got["channel"],
            email=got["email"],
            phone=got["phone"],
            written_language=got["written_language"],
            safe_contact="safe" in also,
        )


def _number(typed: str) -> int:
    """The number of a choice; 0, which nobody has, where none is chosen."""
    return int(typed or 0)


def needs_said(
    needs: InterviewNeeds | None, spoken: InterviewLanguage | None
) -> dict[str, Any]:
    """What is recorded, as the form shows it."""
    said = needs or InterviewNeeds()
    agreed = (
        ("short", said.short_notice_agreed_on is not None),
        ("representative", said.representative_agrees_short_notice),
        ("standby", said.standby),
    )
    also = (("childcare", said.childcare), ("safe", said.safe_contact))
    needed = spoken is None or spoken.interpreter_needed
    return {
        "interpreter_needed": "yes" if needed else "no",
        "language": spoken.language
        if spoken and spoken.language != WITHOUT_INTERPRETER
        else "",
        "dialect": spoken.dialect if spoken else "",
        "interviewer_sex": said.interviewer_sex,
        "interpreter_sex": said.interpreter_sex,
        "mode": said.mode,
        "adjustments": said.adjustments,
        "also": [name for name, yes in also if yes],
        "unfit_until": said.unfit_until,
        "earliest_start": say_time(said.earliest_start) if said.earliest_start else "",
        "latest_start": say_time(said.latest_start) if said.latest_start else "",
        "longest_journey": said.longest_journey,
        "more_break_minutes": said.more_break_minutes or None,
        "representative": said.representative_id,
        "representative_attends": "yes" if said.representative_attends else "no",
        "adult": said.adult_id,
        "agreed": [name for name, yes in agreed if yes],
        "channel": said.channel,
        "email": said.email,
        "phone": said.phone,
        "written_language": said.written_language,
    }


def _dialects(titles: Titles) -> dict[str, str]:
    """Each dialect, and the language it belongs to."""
    register = titles.policy.registers.get("dialects") if titles.policy else None
    return dict((register.entries or {}) if register else {})


def _representatives(
    case: Case, needs: InterviewNeeds | None
) -> dict[int, Representative]:
    """Those of the firm that acts, and whoever is recorded now."""
    acting = Representation.objects.filter(case=case, to_on=None).first()
    found = Representative.objects.filter(organisation=acting.firm if acting else "")
    people = list(found.order_by("name")[:MOST_CHOICES])
    if needs is not None and needs.representative is not None:
        people.append(needs.representative)
    return {one.pk: one for one in people}


def _adults(case: Case, needs: InterviewNeeds | None) -> dict[int, ResponsibleAdult]:
    """Those of the authority where they live, and whoever is recorded now."""
    home = Residence.objects.filter(case=case, to_on=None).first()
    found = ResponsibleAdult.objects.filter(
        organisation=home.local_authority if home else "", to_on=None
    )
    people = list(found.order_by("name")[:MOST_CHOICES])
    if needs is not None and needs.adult is not None:
        people.append(needs.adult)
    return {one.pk: one for one in people}
