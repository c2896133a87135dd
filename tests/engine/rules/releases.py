"""Small releases for tests, from TOML in words or from nodes."""

from collections.abc import Sequence
from dataclasses import replace

from evenhand.engine.rules.lapsing import settle_lapses
from evenhand.engine.rules.nodes import Output, Table, Total, Type
from evenhand.engine.rules.release import Attribute, Release


HEAD = 'number = 1\ntitle = "Trial"\neffective_from = 2026-11-02\nowner = "Testers"\n'

VOCABULARY = """
version = 1
[[fact]]
name = "claimed_on"
type = "date"
title = "Claimed on"
[[fact]]
name = "born_on"
type = "date"
title = "Date of birth"
may_be_missing = true
characteristic = "age"
[[fact]]
name = "waiting_months"
type = "integer"
title = "Months waiting"
clock = "waiting"
derive = { months_since = "claimed_on" }
[[fact]]
name = "waiting_days"
type = "integer"
title = "Days waiting"
clock = "waiting"
derive = { days_since = "claimed_on" }
[[fact]]
name = "age_now"
type = "integer"
title = "Age today"
clock = "age now"
characteristic = "age"
derive = { years_since = "born_on" }
[[fact]]
name = "age_at_claim"
type = "integer"
title = "Age at claim"
characteristic = "age"
derive = { years_between = ["born_on", "claimed_on"] }
[[fact]]
name = "sex"
type = "text"
title = "Sex"
values = ["male", "female", "not recorded"]
characteristic = "sex"
[[fact]]
name = "nationality"
type = "text"
title = "Nationality"
values_from = "nationalities"
characteristic = "race"
[[fact]]
name = "stage"
type = "text"
title = "Stage"
values = ["registered", "screened", "interviewed"]
[[fact]]
name = "detained"
type = "boolean"
title = "Detained"
[[fact]]
name = "high_harm"
type = "boolean"
title = "High harm"
access = "high-harm"
[[fact]]
name = "children"
type = "integer"
title = "Children"
may_be_missing = true
[[fact]]
name = "rate"
type = "decimal"
title = "Rate"
may_be_missing = true
[[fact]]
name = "needs"
type = "texts"
title = "Needs"
values = ["interpreter", "lift", "carer", "quiet"]
[[fact]]
name = "dialect"
type = "text"
title = "Dialect"
may_be_missing = true
[[fact]]
name = "area"
type = "text"
title = "Postcode area"
values_from = "areas"
may_be_missing = true
[[fact]]
name = "region"
type = "text"
title = "Region"
derive = { lookup = { register = "areas", of = "area" } }
"""

REGISTERS = {
    "registers/nationalities.toml": (
        'title = "Nationalities"\nvalues = ["Albania", "India", "Iraq", "Nigeria"]\n'
    ),
    "registers/areas.toml": (
        'title = "Areas"\n[entries]\n"LS" = "Yorkshire"\n"BD" = "Yorkshire"\n'
        '"CF" = "Wales"\n'
    ),
    "registers/units.toml": (
        'title = "Units"\n[[value]]\nname = "NSA"\ntitle = "Non-Suspensive Appeals"\n'
        '[[value]]\nname = "LEEDS"\ntitle = "Leeds"\n'
    ),
}

AUTHORITIES = """
[[authority]]
id = "A-RACE"
kind = "policy"
reference = "Nationality only"
characteristics = ["race"]
[[authority]]
id = "A-AGE"
kind = "statute"
reference = "Age"
characteristics = ["age"]
[[authority]]
id = "A-SEX"
kind = "not stated in source"
reference = "None is stated"
characteristics = ["sex"]
[[authority]]
id = "A-OLD"
kind = "policy"
reference = "Gone"
characteristics = ["race", "age", "sex"]
expires_on = 2026-01-01
on_lapse = "the rule does not apply"
[[authority]]
id = "A-WAS"
kind = "policy"
reference = "Was, and another stands in for it"
characteristics = ["race", "sex"]
expires_on = 2026-02-01
on_lapse = "A-NEXT"
[[authority]]
id = "A-NEXT"
kind = "policy"
reference = "The other"
characteristics = ["race", "sex"]
expires_on = 2027-02-01
on_lapse = "the rule does not apply"
"""


def files_of(
    rulebook: str, *, vocabulary: str = VOCABULARY, more: dict[str, str] | None = None
) -> dict[str, bytes]:
    files = {
        "release.toml": HEAD,
        "vocabulary.toml": vocabulary,
        "authorities.toml": AUTHORITIES,
        "rulebooks/trial.toml": f'title = "Trial"\nowner = "Testers"\n{rulebook}',
        **REGISTERS,
        **(more or {}),
    }
    return {name: text.encode() for name, text in files.items()}


def release_of(
    rulebook: str, *, vocabulary: str = VOCABULARY, more: dict[str, str] | None = None
) -> Release:
    """A release with this one rulebook. Raises Faulty."""
    return Release.from_files(files_of(rulebook, vocabulary=vocabulary, more=more))


def rule_of(
    id_: str,
    when: str,
    then: str,
    *,
    more: str = "",
    examples: str = "applies_to = [{}]\nspares = []",
) -> str:
    """One rule with everything a rule must have, except what `more` overrides."""
    lines = {
        "title": f'"Rule {id_}"',
        "because": '"It is a trial"',
        "review_on": "2027-06-30",
    }
    for line in more.splitlines():
        key, _, _ = line.partition(" = ")
        lines.pop(key.strip(), None)
    written = "\n".join(f"{key} = {value}" for key, value in lines.items())
    return (
        f'\n[[table.rule]]\nid = "{id_}"\nwhen = {{ {when} }}\nthen = {{ {then} }}\n'
        f"{written}\n{more}\n{examples}\n"
    )


def table_of(
    name: str,
    hit: str,
    inputs: Sequence[str],
    outputs: str,
    *rules: str,
    more: str = "",
) -> str:
    listed = ", ".join(f'"{column}"' for column in inputs)
    return (
        f'\n[[table]]\nname = "{name}"\ntitle = "Table {name}"\nhit = "{hit}"\n'
        f"inputs = [{listed}]\noutputs = [{outputs}]\n{more}\n{''.join(rules)}"
    )


def with_tables(
    release: Release, tables: Sequence[Table], totals: Sequence[Total] = ()
) -> Release:
    """The same facts under other tables, which are given in evaluation order."""
    tables = [settle_lapses(table, release.authorities) for table in tables]
    attributes: dict[str, Attribute] = {}
    for table in tables:
        for output in table.outputs:
            attributes[output.name] = _attribute(output, table)
    for total in totals:
        parts = [attributes[name].type for name in total.of]
        type_: Type = "decimal" if "decimal" in parts else "integer"
        attributes[total.name] = Attribute(total.name, type_, total.name, None, total)
    return replace(
        release,
        tables={table.name: table for table in tables},
        totals={total.name: total for total in totals},
        steps=(*tables, *totals),
        attributes=attributes,
        circular=(),
    )


def _attribute(output: Output, table: Table) -> Attribute:
    collected = table.hit == "collect" and output.type == "text"
    return Attribute(
        output.name,
        "texts" if collected else output.type,
        output.title,
        output.values,
        table,
    )
