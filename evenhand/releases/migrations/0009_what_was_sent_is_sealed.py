"""The policy of a draft that was sent, or published, does not change."""

from django.db import migrations


SEAL = """
CREATE FUNCTION releases_draft_is_sealed() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    IF OLD.state IN ('sent', 'published') AND
       (NEW.bundle, NEW.sha256, NEW.based_on_id)
       IS DISTINCT FROM (OLD.bundle, OLD.sha256, OLD.based_on_id) THEN
        RAISE EXCEPTION 'a draft that was sent for approval is sealed';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER releases_policydraft_is_sealed
BEFORE UPDATE ON releases_policydraft
FOR EACH ROW EXECUTE FUNCTION releases_draft_is_sealed();
"""

OPEN = """
DROP TRIGGER releases_policydraft_is_sealed ON releases_policydraft;
DROP FUNCTION releases_draft_is_sealed();
"""


class Migration(migrations.Migration):
    dependencies = [("releases", "0008_assessments")]

    operations = [migrations.RunSQL(SEAL, OPEN)]
