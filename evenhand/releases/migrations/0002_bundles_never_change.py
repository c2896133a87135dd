"""A published policy can be ended; its content cannot be changed or deleted."""

from django.db import migrations


PROTECT = """
CREATE FUNCTION releases_bundle_never_changes() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    IF TG_OP = 'DELETE'
       OR (NEW.number, NEW.bundle, NEW.sha256, NEW.vocabulary_version)
          IS DISTINCT FROM
          (OLD.number, OLD.bundle, OLD.sha256, OLD.vocabulary_version) THEN
        RAISE EXCEPTION 'a policy release never changes: % refused', TG_OP;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER releases_policyrelease_never_changes
BEFORE UPDATE OR DELETE ON releases_policyrelease
FOR EACH ROW EXECUTE FUNCTION releases_bundle_never_changes();
"""

UNDO = """
DROP TRIGGER releases_policyrelease_never_changes ON releases_policyrelease;
DROP FUNCTION releases_bundle_never_changes();
"""


class Migration(migrations.Migration):
    dependencies = [("releases", "0001_tables")]

    operations = [migrations.RunSQL(PROTECT, UNDO)]
