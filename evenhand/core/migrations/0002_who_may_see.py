"""The functions that decide visibility, and histories that only grow."""

from django.db import migrations

from evenhand.core.visibility import append_only


FUNCTIONS = """
CREATE FUNCTION viewer() RETURNS bigint LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('evenhand.viewer', true), '')::bigint $$;

-- Null for nobody, so that a forgotten viewer sees nothing. The empty clearance, which
-- everybody has, is for cases that are not restricted.
CREATE FUNCTION viewer_clearances() RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$
    SELECT array_agg(coalesce(g.clearance::text, '')) || ''::text
    FROM core_user u
    LEFT JOIN core_clearancegrant g ON g.user_id = u.id AND g.ended_at IS NULL
    WHERE u.id = viewer() AND u.is_active
    GROUP BY u.id
$$;

CREATE FUNCTION viewer_is_service() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT EXISTS (SELECT FROM core_user u
                  WHERE u.id = viewer() AND u.is_active AND u.is_service) $$;

-- The one function that decides. It names each argument once, or else it would not be
-- inlined, and a scan would cost a call a row instead of a comparison.
CREATE FUNCTION may_see(restriction text, clearances text[]) RETURNS boolean
LANGUAGE sql IMMUTABLE AS
$$ SELECT restriction = ANY (clearances) $$;

CREATE FUNCTION only_redaction() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.redacted_at IS NULL AND NEW.redacted_at IS NOT NULL
       AND NEW.data = '{}' AND NEW.because = ''
       AND (NEW.id, NEW.kind, NEW.at, NEW.by_id, NEW.case_id) IS NOT DISTINCT FROM
           (OLD.id, OLD.kind, OLD.at, OLD.by_id, OLD.case_id) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the history is only added to: % refused', TG_OP;
END
$$;
CREATE TRIGGER core_event_only_added BEFORE UPDATE OR DELETE ON core_event
FOR EACH ROW EXECUTE FUNCTION only_redaction();
"""

UNDO = """
DROP TRIGGER core_event_only_added ON core_event;
DROP FUNCTION only_redaction();
DROP FUNCTION may_see(text, text[]);
DROP FUNCTION viewer_is_service();
DROP FUNCTION viewer_clearances();
DROP FUNCTION viewer();
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0001_tables")]

    operations = [
        migrations.RunSQL(FUNCTIONS, UNDO),
        append_only("core_event"),
        migrations.RunSQL(
            "GRANT UPDATE (data, because, redacted_at) ON core_event TO evenhand_web",
            migrations.RunSQL.noop,
        ),
        append_only("core_look"),
    ]
