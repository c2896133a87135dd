"""Row-level security in migrations: who may see a case decides who sees its children.

A table that hangs on a case is protected here or is listed, with a reason, in the
test that walks every table.
"""

from django.db.migrations import RunSQL


def protect_cases(table: str) -> RunSQL:
    """Rows carry their own `restriction`; `may_see` decides."""
    rule = "may_see(restriction, (SELECT viewer_clearances()))"
    return _protect(table, using=rule, check=rule)


def protect_children(
    table: str, *, case: str = "case_id", optional: bool = False
) -> RunSQL:
    """Rows are visible with the case they belong to; `optional`: or with no case."""
    rule = _any_for_a_service(
        f"EXISTS (SELECT FROM casework_case c WHERE c.id = {table}.{case})"
    )
    if optional:
        rule = f"({case} IS NULL AND viewer() IS NOT NULL) OR {rule}"
    return _protect(table, using=rule, check=rule)


def protect_between(table: str, *, one: str, other: str) -> RunSQL:
    """Rows are visible to those who may see both the cases they are about."""
    rule = _any_for_a_service(
        f"(EXISTS (SELECT FROM casework_case c WHERE c.id = {table}.{one}) AND "
        f"EXISTS (SELECT FROM casework_case c WHERE c.id = {table}.{other}))"
    )
    return _protect(table, using=rule, check=rule)


def protect_of_a_case(table: str, *, case: str = "case_id") -> RunSQL:
    """Rows of no case are everybody's; those of a case are visible with it."""
    rule = f"{case} IS NULL OR " + _any_for_a_service(
        f"EXISTS (SELECT FROM casework_case c WHERE c.id = {table}.{case})"
    )
    return _protect(table, using=rule, check=rule)


def follow_the_case(table: str) -> RunSQL:
    """The copied `restriction` is the case's, always: the database carries it along."""
    return RunSQL(
        f"""
        ALTER TABLE {table} ADD CONSTRAINT {table}_restricted_as_its_case
        FOREIGN KEY (case_id, restriction) REFERENCES casework_case (id, restriction)
        ON UPDATE CASCADE ON DELETE CASCADE;
        """,
        f"ALTER TABLE {table} DROP CONSTRAINT {table}_restricted_as_its_case",
    )


def protect_with(table: str, rule: str) -> RunSQL:
    """Rows are seen and written where `rule` is true: for what has a rule of its own."""
    return _protect(table, using=rule, check=rule)


def protect_grandchildren(table: str, *, parent: str, column: str) -> RunSQL:
    """Rows are visible with the row of `parent` they belong to."""
    rule = _any_for_a_service(
        f"EXISTS (SELECT FROM {parent} p WHERE p.id = {table}.{column})"
    )
    return _protect(table, using=rule, check=rule)


def protect_acts(table: str, *, part: str, column: str, who: str = "by_id") -> RunSQL:
    """Rows are acts on several cases: seen by whoever did them, or sees a part of them.

    An act on hidden cases alone is hidden with them. Added only in one's own name.
    """
    rule = _any_for_a_service(
        f"{who} = (SELECT viewer()) OR "
        f"EXISTS (SELECT FROM {part} x WHERE x.{column} = {table}.id)"
    )
    return RunSQL(
        f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        CREATE POLICY {table}_seen ON {table} FOR SELECT USING ({rule});
        CREATE POLICY {table}_added ON {table} FOR INSERT
            WITH CHECK ({who} = (SELECT viewer()));
        CREATE POLICY {table}_undone ON {table} FOR UPDATE
            USING ({rule}) WITH CHECK ({rule});
        """,
        f"""
        DROP POLICY {table}_seen ON {table};
        DROP POLICY {table}_added ON {table};
        DROP POLICY {table}_undone ON {table};
        ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
        """,
    )


def protect_history(table: str, *, who: str = "by_id") -> RunSQL:
    """Rows are read and redacted with their case, and added only in one's own name."""
    rule = (
        "(case_id IS NULL AND viewer() IS NOT NULL) OR "
        f"EXISTS (SELECT FROM casework_case c WHERE c.id = {table}.case_id)"
    )
    return RunSQL(
        f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        CREATE POLICY {table}_seen ON {table} FOR SELECT USING ({rule});
        CREATE POLICY {table}_added ON {table} FOR INSERT
            WITH CHECK ({who} = (SELECT viewer()));
        CREATE POLICY {table}_redacted ON {table} FOR UPDATE
            USING ({rule}) WITH CHECK ({rule});
        """,
        f"""
        DROP POLICY {table}_seen ON {table};
        DROP POLICY {table}_added ON {table};
        DROP POLICY {table}_redacted ON {table};
        ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
        """,
    )


def protect_by_clearance(table: str, clearance: str, *, case: str) -> RunSQL:
    """Rows need the case to be visible and the reader to hold `clearance` as well."""
    rule = (
        f"'{clearance}' = ANY ((SELECT viewer_clearances())::text[]) AND "
        f"EXISTS (SELECT FROM casework_case c WHERE c.id = {table}.{case})"
    )
    return _protect(table, using=rule, check=rule)


def protect_counted(table: str, *, column: str) -> RunSQL:
    """Rows are totals, each counted with cases of the restrictions in `column`.

    Seen by whoever may see all that was counted; written by service accounts.
    """
    service = "(SELECT viewer_is_service())"
    rule = f"{service} OR {column}::text[] <@ (SELECT viewer_clearances())::text[]"
    return _protect(table, using=rule, check=service)


def protect_from_people(table: str) -> RunSQL:
    """Rows are read and written by service accounts only, on everybody's behalf."""
    rule = "(SELECT viewer_is_service())"
    return _protect(table, using=rule, check=rule)


def append_only(table: str) -> RunSQL:
    """The web role may add rows and redact them, and nothing else."""
    return RunSQL(
        f"REVOKE UPDATE, DELETE ON {table} FROM evenhand_web",
        RunSQL.noop,
    )


def _any_for_a_service(rule: str) -> str:
    # A service holds every clearance, so it may see every case; asking once a statement
    # and not once a row makes gathering a national caseload four times as quick.
    return f"(SELECT viewer_is_service()) OR {rule}"


def _protect(table: str, *, using: str, check: str) -> RunSQL:
    return RunSQL(
        f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        CREATE POLICY {table}_seen ON {table} USING ({using}) WITH CHECK ({check});
        """,
        f"""
        DROP POLICY {table}_seen ON {table};
        ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
        """,
    )
