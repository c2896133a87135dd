"""What a tracker says, for people: canonical text as dates, titles and names."""

from collections.abc import Iterable, Mapping
from datetime import date

from evenhand.casework.models import PersonNationality, Restriction, Stage
from evenhand.intake.reading.fields import DEPENDANT_FIELDS, FIELDS, Field, Kind
from evenhand.web.formats import day, listed, sentence_case
from evenhand.web.titles import Titles
from evenhand.workforce.models import StaffMember


NOT_RECORDED = "Not recorded"
FIELD = {field.name: field for field in (*DEPENDANT_FIELDS, *FIELDS)}
# Registers whose words are code and not policy.
OF_THE_HOUSE: Mapping[str, list[tuple[str, str]]] = {
    "stages": [(stage.value, stage.label) for stage in Stage],
    "sexes": [
        ("male", "Male"),
        ("female", "Female"),
        ("not recorded", NOT_RECORDED),
    ],
    "standings": list(PersonNationality.Standing.choices),
    "restrictions": [(r.value, r.label) for r in Restriction if r.value],
}


class Values:
    """Canonical text in words. `staff` is the names of those it may speak of, by ref."""

    def __init__(self, titles: Titles, staff: Mapping[str, str]) -> None:
        self.titles = titles
        self.staff = staff

    def words(self, field: str, text: str | None) -> str:
        """What one cell says; "Not recorded" where it says nothing."""
        if not text:
            return NOT_RECORDED
        about = FIELD.get(field)
        if about is None:
            return text
        if about.kind is Kind.DATE:
            return _day(text)
        if about.kind is Kind.FLAG:
            return sentence_case(text)
        if about.kind is Kind.PERSON:
            return self.staff.get(text, text)
        if about.kind is Kind.BARRIERS:
            return "; ".join(self._barrier(part) for part in text.split("|"))
        if about.register:
            parts = [self._title(about, part) for part in text.split("|")]
            return listed(parts)
        return text

    def choices(self, field: str) -> list[tuple[str, str]]:
        """The values a word in this column can mean, with their titles."""
        about = FIELD.get(field)
        if about is None or about.register is None:
            return []
        return choices_of(about.register, self.titles)

    def _title(self, about: Field, value: str) -> str:
        return dict(choices_of(str(about.register), self.titles)).get(value, value)

    def _barrier(self, part: str) -> str:
        kind, opened, review = [*part.split(";"), "", ""][:3]
        words = self.titles.of("barriers", kind)
        if opened:
            words += f", since {_day(opened)}"
        return words + (f", looked at next on {_day(review)}" if review else "")


def choices_of(register: str, titles: Titles) -> list[tuple[str, str]]:
    """Every value of a register with its title."""
    return OF_THE_HOUSE.get(register) or titles.choices(register)


def values_for(titles: Titles, texts: Iterable[tuple[str, str | None]]) -> Values:
    """Words for these fields and texts; the names of their staff are read once."""
    refs = {
        text
        for field, text in texts
        if text and (about := FIELD.get(field)) and about.kind is Kind.PERSON
    }
    staff = (
        dict(StaffMember.objects.filter(ref__in=refs).values_list("ref", "name"))
        if refs
        else {}
    )
    return Values(titles, staff)


def _day(text: str) -> str:
    try:
        return day(date.fromisoformat(text[:10]))
    except ValueError:
        return text
