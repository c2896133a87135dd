"""Statements that put in place what was taken of a tracker, by the names in `holdings`.

They read the temporary table `taken` (case_id, person_id, field, before, after) and
write a whole import at once. Fields that stand in one row share a writer.
Bound: on, at, by, source, unit (its name), blocks and review_days by kind of barrier.
"""

from collections.abc import Mapping


def _wide(*fields: str) -> str:
    """One row a case with `x` (after) and `x_said` (whether it was taken) for each."""
    columns = ", ".join(
        f"max(after) FILTER (WHERE field = '{name}') AS {name}, "
        f"bool_or(field = '{name}') AS {name}_said"
        for name in fields
    )
    names = ", ".join(f"'{name}'" for name in fields)
    return (
        f"(SELECT case_id, person_id, {columns} FROM taken WHERE field IN ({names}) "
        "GROUP BY case_id, person_id)"
    )


def _set(column: str, field: str, value: str) -> str:
    """An assignment; `column` is written with the alias of its table."""
    name = column.partition(".")[2]
    return f"{name} = CASE WHEN t.{field}_said THEN {value} ELSE {column} END"


CASE = (
    "claimed_on", "stage", "stage_since", "interviewed_on", "high_profile",
    "restriction", "unit", "owner", "progressor",
)  # fmt: skip
PERSON = {
    "family_name": ("family_name", "coalesce(t.family_name, '')"),
    "given_names": ("given_names", "coalesce(t.given_names, '')"),
    "known_as": ("known_as", "coalesce(t.known_as, '')"),
    "claimed_date_of_birth": ("claimed_born_on", "t.claimed_date_of_birth::date"),
    "treated_as_date_of_birth": (
        "treated_as_born_on",
        "t.treated_as_date_of_birth::date",
    ),
    "assessed_date_of_birth": ("assessed_born_on", "t.assessed_date_of_birth::date"),
    "age_disputed": ("age_disputed", "t.age_disputed IS NOT NULL"),
    "sex": ("sex", "coalesce(t.sex, 'not recorded')"),
}
RESIDENCE = ("accommodation", "address", "postcode", "local_authority")
REFERENCES = {"arc_number": "ARC number", "port_reference": "Port reference"}
EXPEDITES = {
    "court_order_on": "court order",
    "pre_action_letter_on": "pre-action letter",
    "mp_expedite_on": "MP expedite",
}


def _cases_from(pairs: Mapping[str, str]) -> str:
    """A VALUES list of field and what it is kept as."""
    return ", ".join(f"('{field}', '{kept}')" for field, kept in pairs.items())


def _moved_on(table: str, changed: str, columns: str, merged: str) -> list[str]:
    """End the present row of a circumstance and begin the next, as of one day.

    A row that began that day or later is overwritten: nothing lasts no time.
    changed: the wide rows; merged: each column's value from `t` and the old row `r`.
    """
    temporary = f"next_{table.removeprefix('casework_')}"
    return [
        f"""CREATE TEMPORARY TABLE {temporary} ON COMMIT DROP AS
        SELECT t.case_id, r.id AS old_id, r.from_on AS old_from, {merged}
        FROM {changed} t LEFT JOIN {table} r
            ON r.case_id = t.case_id AND r.to_on IS NULL""",
        f"""DELETE FROM {table} r USING {temporary} t
        WHERE r.id = t.old_id AND t.old_from >= %(on)s""",
        f"""UPDATE {table} r SET to_on = %(on)s FROM {temporary} t
        WHERE r.id = t.old_id AND t.old_from < %(on)s""",
        f"""INSERT INTO {table} (case_id, from_on, {columns})
        SELECT case_id, CASE WHEN old_from >= %(on)s THEN old_from ELSE %(on)s END,
            {columns} FROM {temporary} ORDER BY 1""",
        f"DROP TABLE {temporary}",
    ]


WRITERS: Mapping[str, list[str]] = {
    "case": [
        f"""UPDATE casework_case c SET
            {_set("c.claimed_on", "claimed_on", "t.claimed_on::date")},
            {_set("c.interviewed_on", "interviewed_on", "t.interviewed_on::date")},
            {_set("c.stage", "stage", "t.stage")},
            stage_since = CASE WHEN t.stage_since_said THEN t.stage_since::date
                WHEN t.stage_said THEN greatest(%(on)s, c.claimed_on)
                ELSE c.stage_since END,
            {_set("c.high_profile", "high_profile", "t.high_profile IS NOT NULL")},
            {_set("c.restriction", "restriction", "coalesce(t.restriction, '')")},
            responsible_unit_id = coalesce(u.id, c.responsible_unit_id, o.unit_id),
            {_set("c.owner_id", "owner", "o.id")},
            {_set("c.owned_since", "owner", "CASE WHEN o.id IS NOT NULL THEN %(on)s::date END")},
            progressor_id = coalesce(g.id, c.progressor_id)
        FROM {_wide(*CASE)} t
        LEFT JOIN workforce_unit u ON u.code = t.unit
        LEFT JOIN workforce_staffmember o ON o.ref = t.owner
        LEFT JOIN workforce_staffmember g ON g.ref = t.progressor
        WHERE c.id = t.case_id"""
    ],
    "person": [
        f"""UPDATE casework_person p SET
            {", ".join(_set(f"p.{column}", field, value) for field, (column, value) in PERSON.items())}
        FROM {_wide(*PERSON)} t WHERE p.id = t.person_id"""
    ],
    "part": [
        """UPDATE casework_caseperson m SET unaccompanied_at_claim = t.after IS NOT NULL
        FROM taken t WHERE t.field = 'unaccompanied' AND m.person_id = t.person_id"""
    ],
    "references": [
        f"""DELETE FROM casework_externalreference e
        USING taken t, (VALUES {_cases_from(REFERENCES)}) k (field, system)
        WHERE t.field = k.field AND e.case_id = t.case_id AND e.system = k.system
          AND e.value = t.before""",
        f"""INSERT INTO casework_externalreference (case_id, system, value)
        SELECT t.case_id, k.system, t.after
        FROM taken t JOIN (VALUES {_cases_from(REFERENCES)}) k (field, system)
            USING (field)
        WHERE t.after IS NOT NULL ON CONFLICT DO NOTHING""",
    ],
    "nationality": [
        """DELETE FROM casework_personnationality n USING taken t
        WHERE t.field = 'nationality' AND n.person_id = t.person_id AND n.position > 1
          AND n.nationality = coalesce(t.after, 'Not recorded')""",
        f"""UPDATE casework_personnationality n SET
            {_set("n.nationality", "nationality", "coalesce(t.nationality, 'Not recorded')")},
            {_set("n.standing", "nationality_standing", "coalesce(t.nationality_standing, 'claimed')")}
        FROM {_wide("nationality", "nationality_standing")} t
        WHERE n.person_id = t.person_id AND n.position = 1""",
        f"""INSERT INTO casework_personnationality
            (person_id, nationality, standing, position)
        SELECT t.person_id, coalesce(t.nationality, 'Not recorded'),
            coalesce(t.nationality_standing, 'claimed'), 1
        FROM {_wide("nationality", "nationality_standing")} t
        WHERE t.person_id IS NOT NULL
          AND NOT EXISTS (SELECT FROM casework_personnationality n
                          WHERE n.person_id = t.person_id AND n.position = 1)""",
    ],
    "other nationalities": [
        """DELETE FROM casework_personnationality n USING taken t
        WHERE t.field = 'other_nationalities' AND n.person_id = t.person_id
          AND n.position > 1""",
        """INSERT INTO casework_personnationality
            (person_id, nationality, standing, position)
        SELECT t.person_id, v.value, 'claimed', v.place + 1
        FROM taken t, string_to_table(t.after, '|') WITH ORDINALITY v (value, place)
        WHERE t.field = 'other_nationalities' AND t.after IS NOT NULL
          AND t.person_id IS NOT NULL
        ON CONFLICT DO NOTHING""",
    ],
    "language": [
        f"""UPDATE casework_personlanguage l SET
            {_set("l.language", "language", "coalesce(t.language, 'Not recorded')")},
            {_set("l.dialect", "dialect", "coalesce(t.dialect, '')")},
            {_set("l.interpreter_needed", "interpreter_needed", "t.interpreter_needed IS NULL")}
        FROM {_wide("language", "dialect", "interpreter_needed")} t
        WHERE l.person_id = t.person_id AND l.position = 1""",
        f"""INSERT INTO casework_personlanguage
            (person_id, language, dialect, interpreter_needed, position)
        SELECT t.person_id, coalesce(t.language, 'Not recorded'),
            coalesce(t.dialect, ''), t.interpreter_needed IS NULL, 1
        FROM {_wide("language", "dialect", "interpreter_needed")} t
        WHERE t.person_id IS NOT NULL
          AND NOT EXISTS (SELECT FROM casework_personlanguage l
                          WHERE l.person_id = t.person_id AND l.position = 1)""",
    ],
    "support": _moved_on(
        "casework_support",
        _wide("support"),
        "kind",
        "coalesce(t.support, 'not recorded') AS kind",
    ),
    "residence": _moved_on(
        "casework_residence",
        _wide(*RESIDENCE),
        ", ".join(RESIDENCE),
        "CASE WHEN t.accommodation_said THEN coalesce(t.accommodation, 'not recorded')"
        " ELSE coalesce(r.accommodation, 'not recorded') END AS accommodation, "
        + ", ".join(
            f"CASE WHEN t.{name}_said THEN coalesce({value}, '')"
            f" ELSE coalesce(r.{name}, '') END AS {name}"
            for name, value in (
                ("address", "t.address"),
                ("postcode", "upper(t.postcode)"),
                ("local_authority", "t.local_authority"),
            )
        ),
    ),
    "detention": [
        f"""UPDATE casework_detention d SET to_on = greatest(%(on)s, d.from_on)
        FROM {_wide("detained_since")} t
        WHERE d.case_id = t.case_id AND d.to_on IS NULL AND t.detained_since IS NULL""",
        f"""UPDATE casework_detention d SET
            {_set("d.from_on", "detained_since", "t.detained_since::date")},
            {_set("d.place", "place_of_detention", "coalesce(t.place_of_detention, 'Not recorded')")}
        FROM {_wide("detained_since", "place_of_detention")} t
        WHERE d.case_id = t.case_id AND d.to_on IS NULL""",
        f"""INSERT INTO casework_detention (case_id, place, from_on)
        SELECT t.case_id, coalesce(t.place_of_detention, 'Not recorded'),
            t.detained_since::date
        FROM {_wide("detained_since", "place_of_detention")} t
        WHERE t.detained_since IS NOT NULL
          AND NOT EXISTS (SELECT FROM casework_detention d
                          WHERE d.case_id = t.case_id AND d.to_on IS NULL)""",
    ],
    "high harm": [
        """UPDATE casework_highharm h SET ended_at = %(at)s, ended_by_id = %(by)s
        FROM taken t WHERE t.field = 'high_harm' AND t.after IS NULL
          AND h.case_id = t.case_id AND h.ended_at IS NULL""",
        """INSERT INTO casework_highharm (case_id, recorded_at, recorded_by_id, because)
        SELECT case_id, %(at)s, %(by)s, %(source)s
        FROM taken WHERE field = 'high_harm' AND after IS NOT NULL""",
    ],
    "vulnerabilities": [
        """UPDATE casework_vulnerability v SET to_on = greatest(%(on)s, v.from_on)
        FROM taken t WHERE t.field = 'vulnerabilities' AND v.person_id = t.person_id
          AND v.to_on IS NULL
          AND NOT v.kind = ANY (string_to_array(coalesce(t.after, ''), '|'))""",
        """INSERT INTO casework_vulnerability (person_id, kind, from_on)
        SELECT t.person_id, k.kind, %(on)s
        FROM taken t, string_to_table(t.after, '|') k (kind)
        WHERE t.field = 'vulnerabilities' AND t.person_id IS NOT NULL
        ON CONFLICT DO NOTHING""",
    ],
    "expedites": [
        f"""UPDATE casework_expedite e SET answered_on = greatest(%(on)s, e.dated_on)
        FROM taken t JOIN (VALUES {_cases_from(EXPEDITES)}) k (field, kind) USING (field)
        WHERE e.case_id = t.case_id AND e.kind = k.kind AND e.answered_on IS NULL
          AND t.after IS NULL""",
        f"""UPDATE casework_expedite e SET dated_on = t.after::date
        FROM taken t JOIN (VALUES {_cases_from(EXPEDITES)}) k (field, kind) USING (field)
        WHERE e.case_id = t.case_id AND e.kind = k.kind AND e.answered_on IS NULL
          AND e.dated_on = t.before::date AND t.after IS NOT NULL""",
        f"""INSERT INTO casework_expedite (case_id, kind, dated_on)
        SELECT t.case_id, k.kind, t.after::date
        FROM taken t JOIN (VALUES {_cases_from(EXPEDITES)}) k (field, kind) USING (field)
        WHERE t.after IS NOT NULL AND t.before IS NULL""",
    ],
    "representation": _moved_on(
        "casework_representation",
        _wide("representative_firm", "representative_reference"),
        "firm, reference",
        "CASE WHEN t.representative_firm_said THEN coalesce(t.representative_firm, '')"
        " ELSE coalesce(r.firm, '') END AS firm,"
        " CASE WHEN t.representative_reference_said"
        " THEN coalesce(t.representative_reference, '')"
        " ELSE coalesce(r.reference, '') END AS reference",
    )
    # Nobody acts any more where no firm is left: the old row has ended, and that is all.
    + ["DELETE FROM casework_representation WHERE firm = '' AND to_on IS NULL"],
    "barriers": [
        """CREATE TEMPORARY TABLE named_barrier ON COMMIT DROP AS
        SELECT t.case_id, split_part(v.part, ';', 1) AS kind,
            nullif(split_part(v.part, ';', 2), '')::date AS opened_on,
            nullif(split_part(v.part, ';', 3), '')::date AS review_on
        FROM taken t, string_to_table(t.after, '|') v (part)
        WHERE t.field = 'barriers'""",
        """UPDATE casework_barrier b SET closed_on = greatest(%(on)s, b.opened_on),
            closed_by_id = %(by)s, closed_because = %(source)s
        FROM taken t WHERE t.field = 'barriers' AND b.case_id = t.case_id
          AND b.closed_on IS NULL
          AND NOT EXISTS (SELECT FROM named_barrier n
                          WHERE n.case_id = b.case_id AND n.kind = b.kind)""",
        """UPDATE casework_barrier b SET
            opened_on = coalesce(n.opened_on, b.opened_on),
            review_on = coalesce(n.review_on, b.review_on)
        FROM named_barrier n WHERE b.case_id = n.case_id AND b.kind = n.kind
          AND b.closed_on IS NULL""",
        """INSERT INTO casework_barrier (case_id, kind, blocks, source, opened_on,
            opened_by_id, review_on, closed_because)
        SELECT n.case_id, n.kind, %(blocks)s::jsonb ->> n.kind, %(source)s,
            coalesce(n.opened_on, %(on)s), %(by)s,
            coalesce(n.review_on,
                     %(on)s::date + (%(review_days)s::jsonb ->> n.kind)::integer), ''
        FROM named_barrier n
        WHERE NOT EXISTS (SELECT FROM casework_barrier b WHERE b.case_id = n.case_id
                          AND b.kind = n.kind AND b.closed_on IS NULL)""",
        "DROP TABLE named_barrier",
    ],
    "next action": [
        f"""CREATE TEMPORARY TABLE next_action ON COMMIT DROP AS
        SELECT t.case_id,
            CASE WHEN t.next_action_said THEN t.next_action ELSE x.text END AS text,
            CASE WHEN t.next_action_on_said THEN t.next_action_on::date
                 ELSE x.due_on END AS due_on
        FROM {_wide("next_action", "next_action_on")} t
        LEFT JOIN casework_nextaction x
            ON x.case_id = t.case_id AND x.done_at IS NULL""",
        """UPDATE casework_nextaction x SET done_at = %(at)s, done_by_id = %(by)s
        FROM next_action t WHERE x.case_id = t.case_id AND x.done_at IS NULL""",
        """INSERT INTO casework_nextaction
            (case_id, text, due_on, source, recorded_at, recorded_by_id)
        SELECT case_id, text, due_on, %(source)s, %(at)s, %(by)s
        FROM next_action WHERE text IS NOT NULL""",
        "DROP TABLE next_action",
    ],
    "notes": [
        """INSERT INTO casework_note (case_id, text, written_at, written_by_id)
        SELECT case_id, after, %(at)s, %(by)s FROM taken WHERE field = 'notes'"""
    ],
}
