"""What Evenhand holds of each field of a tracker: one reader and one writer each.

A reader is an SQL expression over one case as `SOURCES` joins it, in the canonical text
that trackers are compared in (`comparing`). What writes it is in `writers`.
"""

from collections.abc import Mapping
from dataclasses import dataclass


SOURCES = """
casework_case c
LEFT JOIN casework_caseperson m ON m.case_id = c.id AND m.role = 'main applicant'
LEFT JOIN casework_person p ON p.id = m.person_id
LEFT JOIN casework_residence r ON r.case_id = c.id AND r.to_on IS NULL
LEFT JOIN casework_support s ON s.case_id = c.id AND s.to_on IS NULL
LEFT JOIN casework_detention d ON d.case_id = c.id AND d.to_on IS NULL
LEFT JOIN casework_representation a ON a.case_id = c.id AND a.to_on IS NULL
LEFT JOIN casework_personlanguage l ON l.person_id = p.id AND l.position = 1
LEFT JOIN casework_nextaction x ON x.case_id = c.id AND x.done_at IS NULL
LEFT JOIN casework_personnationality n ON n.person_id = p.id AND n.position = 1
LEFT JOIN workforce_unit u ON u.id = c.responsible_unit_id
LEFT JOIN workforce_staffmember o ON o.id = c.owner_id
LEFT JOIN workforce_staffmember g ON g.id = c.progressor_id
"""


@dataclass(frozen=True, slots=True)
class Holding:
    """read: the expression; write: the name of what writes it, in `writers.WRITERS`."""

    read: str
    write: str


def _flag(column: str) -> str:
    return f"CASE WHEN {column} THEN 'yes' END"


def _text(column: str) -> str:
    return f"nullif({column}, '')"


def _recorded(column: str) -> str:
    return f"nullif({column}, 'not recorded')"


def _date(column: str) -> str:
    return f"{column}::text"


def _reference(system: str) -> str:
    return (
        "(SELECT e.value FROM casework_externalreference e WHERE e.case_id = c.id "
        f"AND e.system = '{system}' ORDER BY e.id DESC LIMIT 1)"
    )


def _expedite(kind: str) -> str:
    return (
        "(SELECT max(e.dated_on)::text FROM casework_expedite e WHERE e.case_id = c.id "
        f"AND e.kind = '{kind}' AND e.answered_on IS NULL)"
    )


HOLDINGS: Mapping[str, Holding] = {
    "arc_number": Holding(_reference("ARC number"), "references"),
    "port_reference": Holding(_reference("Port reference"), "references"),
    "claimed_on": Holding(_date("c.claimed_on"), "case"),
    "stage": Holding("c.stage", "case"),
    "stage_since": Holding(_date("c.stage_since"), "case"),
    "interviewed_on": Holding(_date("c.interviewed_on"), "case"),
    "high_profile": Holding(_flag("c.high_profile"), "case"),
    "restriction": Holding(_text("c.restriction"), "case"),
    "unit": Holding("u.code", "case"),
    "owner": Holding("o.ref", "case"),
    "progressor": Holding("g.ref", "case"),
    "family_name": Holding(_text("p.family_name"), "person"),
    "given_names": Holding(_text("p.given_names"), "person"),
    "known_as": Holding(_text("p.known_as"), "person"),
    "claimed_date_of_birth": Holding(_date("p.claimed_born_on"), "person"),
    "treated_as_date_of_birth": Holding(_date("p.treated_as_born_on"), "person"),
    "assessed_date_of_birth": Holding(_date("p.assessed_born_on"), "person"),
    "age_disputed": Holding(_flag("p.age_disputed"), "person"),
    "sex": Holding(_recorded("p.sex"), "person"),
    "unaccompanied": Holding(_flag("m.unaccompanied_at_claim"), "part"),
    "nationality": Holding("nullif(n.nationality, 'Not recorded')", "nationality"),
    "nationality_standing": Holding("nullif(n.standing, 'claimed')", "nationality"),
    "other_nationalities": Holding(
        "(SELECT string_agg(o.nationality, '|' ORDER BY o.nationality)"
        " FROM casework_personnationality o"
        " WHERE o.person_id = p.id AND o.position > 1)",
        "other nationalities",
    ),
    "language": Holding("nullif(l.language, 'Not recorded')", "language"),
    "dialect": Holding(_text("l.dialect"), "language"),
    "interpreter_needed": Holding(
        "CASE WHEN NOT l.interpreter_needed THEN 'no' END", "language"
    ),
    "support": Holding(_recorded("s.kind"), "support"),
    "accommodation": Holding(_recorded("r.accommodation"), "residence"),
    "address": Holding(_text("r.address"), "residence"),
    "postcode": Holding(_text("r.postcode"), "residence"),
    "local_authority": Holding(_text("r.local_authority"), "residence"),
    "detained_since": Holding(_date("d.from_on"), "detention"),
    "place_of_detention": Holding("nullif(d.place, 'Not recorded')", "detention"),
    "high_harm": Holding(
        "(SELECT 'yes' FROM casework_highharm h"
        " WHERE h.case_id = c.id AND h.ended_at IS NULL)",
        "high harm",
    ),
    "vulnerabilities": Holding(
        "(SELECT string_agg(v.kind, '|' ORDER BY v.kind) FROM casework_vulnerability v"
        " WHERE v.person_id = p.id AND v.to_on IS NULL)",
        "vulnerabilities",
    ),
    "court_order_on": Holding(_expedite("court order"), "expedites"),
    "pre_action_letter_on": Holding(_expedite("pre-action letter"), "expedites"),
    "mp_expedite_on": Holding(_expedite("MP expedite"), "expedites"),
    "representative_firm": Holding(_text("a.firm"), "representation"),
    "representative_reference": Holding(_text("a.reference"), "representation"),
    "barriers": Holding(
        "(SELECT string_agg(b.kind || ';' || b.opened_on || ';' || b.review_on, '|'"
        " ORDER BY b.kind) FROM casework_barrier b"
        " WHERE b.case_id = c.id AND b.closed_on IS NULL)",
        "barriers",
    ),
    "next_action": Holding("x.text", "next action"),
    "next_action_on": Holding(_date("x.due_on"), "next action"),
    # Notes are only added: what a tracker says anew is one more.
    "notes": Holding("NULL::text", "notes"),
}
FIELDS = list(HOLDINGS)
# Told of in a history by name only: fewer people may read it than may read the case.
UNTOLD = frozenset({"high_harm"})
