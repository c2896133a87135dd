"""Forms of a draft: a whole rule as it is typed, an authority, what the draft is called."""

from typing import Any

from django import forms

from evenhand.engine.rules.authorities import KINDS
from evenhand.engine.rules.editing.registers import TypedAuthority
from evenhand.engine.rules.editing.rules import TypedRule
from evenhand.engine.rules.faults import Fault
from evenhand.engine.rules.lapsing import RULE_STOPS
from evenhand.engine.rules.nodes import Table
from evenhand.engine.rules.release import Release
from evenhand.engine.rules.vocabulary import CHARACTERISTICS
from evenhand.web.forms import DayField
from evenhand.web.intake.forms import FileField, FileForm


MOST_CELL = 20_000
MOST_WORDS = 10_000
WHEN, THEN = "when_", "then_"


class SeenForm(forms.Form):
    """A form of a draft that somebody saw at one version of it."""

    seen = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class StartForm(forms.Form):
    """What a new draft is called, from which release, and what it is meant to change."""

    title = forms.CharField(
        label="What the draft is called",
        max_length=200,
        help_text="For example, Iraq to Newcastle.",
        error_messages={"required": "Enter what the draft is called"},
    )
    about = forms.CharField(
        label="What it is meant to change, and why",
        max_length=MOST_WORDS,
        required=False,
        help_text="Becomes the note of the release, if it is published.",
    )
    based_on = forms.TypedChoiceField(
        label="Release it starts from",
        coerce=int,
        error_messages={"invalid_choice": "Choose a release from the list"},
    )

    def __init__(self, *args: Any, releases: list[tuple[int, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        field = self.fields["based_on"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = releases


class RuleForm(SeenForm):
    """A whole rule: a field for each cell of its table, and its margin."""

    title = forms.CharField(
        label="Title",
        max_length=300,
        error_messages={"required": "Enter what the rule is called"},
    )
    because = forms.CharField(
        label="Because",
        max_length=MOST_WORDS,
        required=False,
        help_text="Why this is the rule, and where that is written.",
    )
    authority = forms.MultipleChoiceField(
        label="Authority",
        required=False,
        help_text="One that covers each protected characteristic the rule reads.",
        error_messages={"invalid_choice": "Choose authorities from the register"},
    )
    owner = forms.CharField(label="Owner", max_length=120, required=False)
    review_on = DayField(called="review date", label="Review by", required=False)
    from_on = DayField(
        called="first day",
        label="Applies from",
        required=False,
        help_text="Leave empty for the day on which the release comes into force.",
    )
    ended_on = DayField(
        called="last day",
        label="Ends on",
        required=False,
        help_text="From this day on it no longer applies. It stays to be read.",
    )
    applies_to = forms.CharField(
        label="Examples of cases it applies to", max_length=MOST_CELL, required=False
    )
    spares = forms.CharField(
        label="Examples of cases it spares", max_length=MOST_CELL, required=False
    )
    why = forms.CharField(
        label="Why do you change it",
        max_length=2_000,
        required=False,
        help_text="Kept in the history of the draft. You may leave it empty.",
    )

    def __init__(
        self,
        *args: Any,
        policy: Release,
        table: Table,
        typed: TypedRule | None = None,
        **kwargs: Any,
    ) -> None:
        if typed is not None:
            kwargs["initial"] = {
                **kwargs.get("initial", {}),
                **{
                    name: getattr(typed, name)
                    for name in TypedRule.__dataclass_fields__
                    if name not in ("when", "then")
                },
                **{f"{WHEN}{name}": text for name, text in typed.when.items()},
                **{f"{THEN}{name}": text for name, text in typed.then.items()},
            }
        super().__init__(*args, **kwargs)
        self.table = table
        for prefix, names in (
            (WHEN, table.inputs),
            (THEN, [output.name for output in table.outputs]),
        ):
            for name in names:
                self.fields[f"{prefix}{name}"] = forms.CharField(
                    label=policy.title_of(name), max_length=MOST_CELL, required=False
                )
        authority = self.fields["authority"]
        assert isinstance(authority, forms.MultipleChoiceField)
        authority.choices = [
            (found.id, f"{found.id}: {', '.join(found.characteristics) or 'none'}")
            for found in policy.authorities.values()
        ]
        self.fields["owner"].help_text = (
            f"Leave empty for {table.owner}, who owns the table." if table.owner else ""
        )

    def typed(self) -> TypedRule:
        """The rule that was typed, once the form is valid."""
        given = self.cleaned_data
        return TypedRule(
            title=given["title"],
            because=given["because"],
            authority=tuple(given["authority"]),
            owner=given["owner"],
            review_on=given["review_on"],
            from_on=given["from_on"],
            ended_on=given["ended_on"],
            when=self._cells(WHEN),
            then=self._cells(THEN),
            applies_to=given["applies_to"],
            spares=given["spares"],
        )

    def _cells(self, prefix: str) -> dict[str, str]:
        return {
            name.removeprefix(prefix): text
            for name, text in self.cleaned_data.items()
            if name.startswith(prefix)
        }

    def told(self, faults: list[Fault]) -> None:
        """Put what is wrong beside the fields it is wrong in."""
        for fault in faults:
            place = fault.where.split(", ")
            field: str | None = None
            if place[-1].startswith("column "):
                field = WHEN + place[-1].removeprefix("column ")
            elif place[-1].startswith("output "):
                field = THEN + place[-1].removeprefix("output ")
            else:
                field = next(
                    (part for part in reversed(place) if part in self.fields), ""
                )
            if field in self.fields:
                called = str(self.fields[field].label)
                if place[-1].startswith("example"):
                    called = place[-1].capitalize()
                self.add_error(field, f"{called}: {fault.sentence}")
            else:
                self.add_error(None, f"{fault.where}: {fault.sentence}")


class AuthorityForm(SeenForm):
    """An entry of the register of authorities."""

    id_ = forms.RegexField(
        r"^[A-Z][A-Z0-9-]{2,29}$",
        label="Its id",
        help_text="For example, AUTH-NAT-2. It is never used for another.",
        error_messages={
            "required": "Enter an id, such as AUTH-NAT-2",
            "invalid": "An id has capital letters, digits and hyphens: AUTH-NAT-2",
        },
    )
    kind = forms.ChoiceField(label="Kind", choices=[(kind, kind) for kind in KINDS])
    reference = forms.CharField(
        label="Reference",
        max_length=MOST_WORDS,
        help_text="Where it is written: the Act, the rule, the policy, the judgment.",
        error_messages={"required": "Enter where it is written"},
    )
    characteristics = forms.MultipleChoiceField(
        label="Characteristics it covers",
        required=False,
        choices=[(name, name) for name in CHARACTERISTICS],
        help_text="An authority for one does not cover another.",
    )
    expires_on = DayField(called="expiry date", label="Expires on", required=False)
    on_lapse = forms.ChoiceField(
        label="What happens when it expires",
        required=False,
        error_messages={"invalid_choice": "Choose what happens from the list"},
    )
    owner = forms.CharField(label="Owner", max_length=120, required=False)
    note = forms.CharField(label="Note", max_length=MOST_WORDS, required=False)

    def __init__(self, *args: Any, policy: Release, id_: str = "", **kwargs: Any):
        super().__init__(*args, **kwargs)
        on_lapse = self.fields["on_lapse"]
        assert isinstance(on_lapse, forms.ChoiceField)
        on_lapse.choices = [
            ("", "It does not expire"),
            (RULE_STOPS, RULE_STOPS[:1].upper() + RULE_STOPS[1:]),
            *(
                (found.id, f"{found.id} stands in for it")
                for found in policy.authorities.values()
                if found.id != id_
            ),
        ]
        if id_:
            del self.fields["id_"]

    def typed(self) -> TypedAuthority:
        """The entry that was typed, once the form is valid."""
        given = self.cleaned_data
        return TypedAuthority(
            kind=given["kind"],
            reference=given["reference"],
            characteristics=tuple(given["characteristics"]),
            expires_on=given["expires_on"],
            on_lapse=given["on_lapse"],
            owner=given["owner"],
            note=given["note"],
        )


class HeadForm(SeenForm):
    """What the release is to be called, and what is said of it."""

    title = forms.CharField(
        label="Title of the release",
        max_length=200,
        error_messages={"required": "Enter the title of the release"},
    )
    owner = forms.CharField(label="Owner", max_length=120, required=False)
    note = forms.CharField(label="Note", max_length=MOST_WORDS, required=False)


class GiveUpForm(SeenForm):
    """Why a draft is given up."""

    because = forms.CharField(
        label="Why is it given up",
        max_length=2_000,
        error_messages={"required": "Say why this draft is given up"},
    )


class TakeBackForm(SeenForm):
    """The first of the changes that are taken back, and why."""

    first = forms.IntegerField(min_value=2, widget=forms.HiddenInput)
    because = forms.CharField(
        label="Why are they taken back",
        max_length=2_000,
        required=False,
        help_text="Kept in the history of the draft.",
    )


class BringInForm(FileForm):
    """A file of rules, for a draft that was seen at one version of it."""

    seen = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    file = FileField(
        label="Rulebook (.toml), bundle (.zip) or workbook (.xlsx)",
        help_text="Whatever it says differently becomes one change, which you may "
        "take back.",
    )

    def __init__(self, *args: Any, most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.most = most
        self.wrong: list[str] = []

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > self.most:
            raise forms.ValidationError(
                f"The file must be {self.most // 1_000_000} MB or smaller"
            )
        return file
