"""What people say of trackers: how columns are read, what words mean, when they end."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from evenhand.core.events import Happening, record_events
from evenhand.core.models import User
from evenhand.core.verdict import Refused
from evenhand.intake.lists import lists_for
from evenhand.intake.models import GoLive, Import, ImportSheet, SavedMapping, TaughtWord
from evenhand.intake.reading.fields import FIELDS, Of, fields_of
from evenhand.intake.reading.mapping import Confidence
from evenhand.intake.sheets import mapping_of, unfound
from evenhand.intake.verdicts import may_carry_on, may_import, may_set_go_live
from evenhand.workforce.models import Unit


SAID = "as it was said"


@transaction.atomic
def save_mapping(
    sheet: ImportSheet,
    *,
    columns: Mapping[str, str | None],
    role: str,
    by: User,
    at: datetime,
) -> ImportSheet:
    """Say how a sheet is read, and keep it for the unit's sheets with these headings.

    columns   heading -> name of the field, or None where it is not read
    Refused where two columns are read as one field, or a needed field has none. The
    import is to be judged again (`flows.import_tracker.judge`).
    """
    may_carry_on(by, sheet.of).enforce()
    if sheet.of.state not in (
        Import.State.RECEIVED,
        Import.State.TO_BE_MAPPED,
        Import.State.JUDGED,
    ):
        raise Refused("Its rows are in already, so how it is read cannot change")
    of = Of.DEPENDANT if role == ImportSheet.Role.DEPENDANTS else Of.CASE
    fields = fields_of(of)
    _refuse_wrong(sheet, columns, set(fields), {n: f.title for n, f in fields.items()})
    if set(columns) >= set(sheet.headings):
        kept: dict[str, str | None] = {}
    else:
        kept = {column["heading"]: column["field"] for column in sheet.mapping}
    kept |= columns
    sheet.role = role
    sheet.because = SAID
    sheet.mapping = [
        column
        if column["field"] == kept[column["heading"]]
        else {
            **column,
            "field": kept[column["heading"]],
            "because": SAID,
            "confidence": Confidence.SURE.value,
        }
        for column in sheet.mapping
    ]
    sheet.mapped_at, sheet.mapped_by = at, by
    if missing := unfound(mapping_of(sheet)):
        raise Refused(f"Say which column is: {', '.join(missing)}")
    sheet.save()
    SavedMapping.objects.update_or_create(
        unit=sheet.of.unit,
        signature=sheet.signature,
        defaults={"role": role, "columns": kept, "saved_at": at, "saved_by": by},
    )
    return sheet


def _refuse_wrong(
    sheet: ImportSheet,
    columns: Mapping[str, str | None],
    known: set[str],
    titles: Mapping[str, str],
) -> None:
    strangers = set(columns) - set(sheet.headings)
    if strangers:
        raise Refused(f"The sheet has no column “{sorted(strangers)[0]}”")
    named = [field for field in columns.values() if field]
    if unknown := sorted(set(named) - known):
        raise Refused(f"“{unknown[0]}” is nothing a sheet of this kind can say")
    twice = [titles[name] for name, count in Counter(named).items() if count > 1]
    if twice:
        raise Refused(f"Two columns cannot both be: {', '.join(sorted(twice))}")


@transaction.atomic
def teach_word(
    *, unit: Unit | None, field: str, word: str, value: str, by: User, at: datetime
) -> TaughtWord:
    """Say what a word in a column means, for a unit's trackers or (None) for all.

    Replaces what was said before. Refused where the register has no such value.
    """
    may_import(by, unit).enforce()
    if unit is None and not (by.is_service or may_set_go_live(by)):
        raise Refused("What a word means to all units is said by managers")
    registers = {known.name: known.register for known in FIELDS}
    register = registers.get(field)
    if register is None:
        raise Refused("Words of this column are taken as they are written")
    if value not in lists_for(unit, at=at).registers[register]:
        raise Refused(f"“{value}” is not on the list of this column")
    if not word.strip():
        raise Refused("Say which word it is")
    TaughtWord.objects.filter(
        unit=unit, field=field, word__iexact=word.strip()
    ).delete()
    return TaughtWord.objects.create(
        unit=unit,
        field=field,
        word=word.strip()[:200],
        value=value,
        taught_at=at,
        taught_by=by,
    )


@transaction.atomic
def set_go_live(
    unit: Unit, *, on: date | None, by: User, at: datetime, because: str
) -> GoLive:
    """Say from which day the unit's tracker is refused; None opens the door again."""
    may_set_go_live(by).enforce()
    if not because.strip():
        raise Refused("Say why the unit goes live on that day")
    said = GoLive.objects.create(
        unit=unit, on=on, set_at=at, set_by=by, because=because.strip()
    )
    told = {"unit": unit.code, "on": on.isoformat() if on else None}
    record_events(
        [Happening("go_live_set", told)], by=by, at=at, because=because.strip()
    )
    return said
