"""Where each fact of the vocabulary comes from: exactly one provider each.

Each provider is an SQL expression over one case `c`, its main applicant `p` in the part
`m` (`MAIN_APPLICANT`), and the present circumstances joined in `SOURCES`. All are dated facts: none reads
the clock, so a fact changes only when somebody records a change. A circumstance is
present until its end is recorded.
"""

from collections.abc import Mapping


MAIN_APPLICANT = """
casework_case c
LEFT JOIN casework_caseperson m ON m.case_id = c.id AND m.role = 'main applicant'
LEFT JOIN casework_person p ON p.id = m.person_id
LEFT JOIN LATERAL (
    SELECT coalesce(p.assessed_born_on, p.treated_as_born_on, p.claimed_born_on)
           AS born_on
) age ON true
LEFT JOIN LATERAL (
    -- A person born on 29 February comes of age on 1 March: the later day favours
    -- the child.
    SELECT CASE WHEN to_char(age.born_on, 'MMDD') = '0229'
                THEN ((age.born_on + 1) + interval '18 years')::date
                ELSE (age.born_on + interval '18 years')::date END AS adult_on
) grown ON true
"""

SOURCES = f"""
{MAIN_APPLICANT}
LEFT JOIN casework_residence r ON r.case_id = c.id AND r.to_on IS NULL
LEFT JOIN casework_support s ON s.case_id = c.id AND s.to_on IS NULL
LEFT JOIN casework_personlanguage l ON l.person_id = p.id AND l.position = 1
LEFT JOIN LATERAL (
    -- The nationality accepted, else the first one claimed; a disputed one is no basis.
    -- OFFSET 0: gathered once, however often it is named.
    SELECT ARRAY(
        SELECT n.nationality FROM casework_personnationality n
        WHERE n.person_id = p.id AND n.standing <> 'disputed'
        ORDER BY n.standing <> 'accepted', n.position
    ) AS every OFFSET 0
) nat ON true
"""

CHILD_AT_CLAIM = "coalesce(c.claimed_on < grown.adult_on, m.unaccompanied_at_claim)"

_OPEN_BARRIERS = (
    "FROM casework_barrier b WHERE b.case_id = c.id AND b.closed_on IS NULL"
)
_VULNERABILITIES = (
    "FROM casework_vulnerability v WHERE v.person_id = p.id AND v.to_on IS NULL"
)
_EVIDENCE = (
    "FROM casework_evidencenote n WHERE n.case_id = c.id AND n.ended_at IS NULL"
    " AND n.kind {} 'evidence-may-suffice'"
)
_EXPEDITES = "FROM casework_expedite e WHERE e.case_id = c.id AND e.answered_on IS NULL"


def _listed(value: str, source: str) -> str:
    """The different values in order, as a list of JSON.

    Most cases have none of what is listed. Whether there is any, PostgreSQL finds for
    all cases in one pass, where it would make the list of each by a search of its own.
    """
    return (
        f"CASE WHEN EXISTS (SELECT {source})"
        f" THEN to_jsonb(ARRAY(SELECT DISTINCT {value} {source} ORDER BY 1))"
        " ELSE '[]'::jsonb END"
    )


PROVIDERS: Mapping[str, str] = {
    "claimed_on": "c.claimed_on",
    "born_on": "age.born_on",
    "turns_adult_on": "grown.adult_on",
    "child_at_claim": f"coalesce({CHILD_AT_CLAIM}, false)",
    "uasc_at_claim": (
        f"coalesce({CHILD_AT_CLAIM} AND m.unaccompanied_at_claim, false)"
    ),
    "age_disputed": "coalesce(p.age_disputed, false)",
    "sex": "coalesce(p.sex, 'not recorded')",
    "nationality": "coalesce(nat.every[1], 'Not recorded')",
    "other_nationalities": "coalesce(to_jsonb(nat.every[2:]), '[]'::jsonb)",
    "language": "coalesce(l.language, 'Not recorded')",
    "dialect": "nullif(l.dialect, '')",
    "interpreter_needed": "coalesce(l.interpreter_needed, true)",
    "detained": (
        "EXISTS (SELECT FROM casework_detention d "
        "WHERE d.case_id = c.id AND d.to_on IS NULL)"
    ),
    "accommodation": "coalesce(r.accommodation, 'not recorded')",
    "support": "coalesce(s.kind, 'not recorded')",
    "local_authority": "nullif(r.local_authority, '')",
    "postcode_area": "substring(upper(r.postcode) FROM '^[A-Z]{1,2}')",
    "high_profile": "c.high_profile",
    "high_harm": (
        "EXISTS (SELECT FROM casework_highharm h "
        "WHERE h.case_id = c.id AND h.ended_at IS NULL)"
    ),
    "vulnerabilities": _listed("v.kind", _VULNERABILITIES),
    "expedites": _listed("e.kind", _EXPEDITES),
    "stage": "c.stage",
    "interviewed_on": "c.interviewed_on",
    "blocks": _listed("b.blocks", _OPEN_BARRIERS),
    "open_barriers": _listed("b.kind", _OPEN_BARRIERS),
    "evidence_may_suffice": f"EXISTS (SELECT {_EVIDENCE.format('=')})",
    "fitness_evidence": _listed("n.kind", _EVIDENCE.format("<>")),
}
