"""The histories of cases that a tracker changed, and whom a change of owner is told to."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.backends.utils import CursorWrapper


_CHANGES = """
INSERT INTO core_event (kind, case_id, at, by_id, because, data)
SELECT 'tracker_row_taken', t.case_id, %(at)s, %(by)s, '', jsonb_build_object(
    'file', %(file)s::text, 'unit', %(unit)s::text,
    'changes', jsonb_agg(
        CASE WHEN t.field = ANY (%(untold)s) THEN jsonb_build_object('field', t.field)
        ELSE jsonb_build_object('field', t.field, 'before', t.before, 'after', t.after)
        END ORDER BY t.field))
FROM taken t GROUP BY t.case_id ORDER BY t.case_id
"""
_MOVES = """
INSERT INTO core_event (kind, case_id, at, by_id, because, data)
SELECT 'case_moved', t.case_id, %(at)s, %(by)s, %(source)s,
    jsonb_build_object('from', t.before, 'to', t.after)
FROM taken t WHERE t.field = 'stage' ORDER BY t.case_id
"""
_OWNERS = """
CREATE TEMPORARY TABLE handed_over ON COMMIT DROP AS
SELECT t.case_id, o.id AS old_id, o.name AS old_name, o.user_id AS old_user,
    n.id AS new_id, n.name AS new_name, n.user_id AS new_user, u.code, u.name AS unit
FROM taken t
JOIN casework_case c ON c.id = t.case_id
LEFT JOIN workforce_unit u ON u.id = c.responsible_unit_id
LEFT JOIN workforce_staffmember o ON o.ref = t.before
LEFT JOIN workforce_staffmember n ON n.ref = t.after
WHERE t.field = 'owner'
"""
_ALLOCATED = """
INSERT INTO core_event (kind, case_id, at, by_id, because, data)
SELECT 'case_allocated', case_id, %(at)s, %(by)s, '', jsonb_build_object(
    'from_owner', old_id, 'to_owner', new_id, 'unit', code, 'run', NULL,
    'reason', %(source)s::text, 'owner_names', jsonb_build_array(old_name, new_name))
FROM handed_over WHERE new_id IS NOT NULL ORDER BY case_id
"""
_MESSAGES = """
INSERT INTO core_message (case_id, recipient, user_id, kind, data, created_at,
    created_by_id)
SELECT h.case_id, m.recipient, m.user_id, 'owner_changed',
    jsonb_build_object('owner', h.new_name, 'unit', h.unit), %(at)s, %(by)s
FROM handed_over h CROSS JOIN LATERAL (
    SELECT 'claimant' AS recipient, NULL::bigint AS user_id WHERE h.new_id IS NOT NULL
    UNION ALL
    SELECT 'representative', NULL WHERE h.new_id IS NOT NULL AND EXISTS (
        SELECT FROM casework_representation a
        WHERE a.case_id = h.case_id AND a.to_on IS NULL)
    UNION ALL
    SELECT 'staff', h.new_user WHERE h.new_user IS NOT NULL
    UNION ALL
    SELECT 'staff', h.old_user WHERE h.old_user IS NOT NULL
) m ORDER BY h.case_id
"""


def tell(
    cursor: CursorWrapper,
    bound: Mapping[str, Any],
    *,
    untold: Sequence[str],
    file: str,
) -> None:
    """Write the events and messages of what the temporary table `taken` holds.

    untold  fields told of by name only
    """
    told = {**bound, "untold": list(untold), "file": file}
    cursor.execute(_CHANGES, told)
    cursor.execute(_MOVES, told)
    cursor.execute("DROP TABLE IF EXISTS handed_over")
    cursor.execute(_OWNERS)
    cursor.execute(_ALLOCATED, told)
    cursor.execute(_MESSAGES, told)
