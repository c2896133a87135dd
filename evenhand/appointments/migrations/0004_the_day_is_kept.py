"""What is recorded on the day is seen with its interview, and keeps the laws of the day."""

from django.db import migrations

from evenhand.core.visibility import protect_grandchildren


LAWS = """
CREATE FUNCTION appointments_begins_confirmed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM appointments_beginning b WHERE b.interview_id = NEW.id)
    THEN
        RAISE EXCEPTION 'an interview begins once it is confirmed who is there'
        USING ERRCODE = 'check_violation',
              CONSTRAINT = 'appointments_interview_begins_confirmed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER appointments_interview_begins_confirmed
BEFORE UPDATE OF state ON appointments_interview
FOR EACH ROW WHEN (NEW.state = 'under way' AND OLD.state <> 'under way')
EXECUTE FUNCTION appointments_begins_confirmed();

CREATE FUNCTION appointments_missed_unseen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM appointments_arrival a WHERE a.interview_id = NEW.id
               AND a.who = 'claimant' AND a.taken_back_at IS NULL)
    THEN
        RAISE EXCEPTION 'whoever came has not failed to attend'
        USING ERRCODE = 'check_violation',
              CONSTRAINT = 'appointments_interview_missed_unseen';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER appointments_interview_missed_unseen
BEFORE UPDATE OF outcome ON appointments_interview
FOR EACH ROW WHEN (NEW.outcome = 'did not attend')
EXECUTE FUNCTION appointments_missed_unseen();

CREATE FUNCTION appointments_explains_missed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM appointments_interview i WHERE i.id = NEW.interview_id
                   AND i.outcome = 'did not attend')
    THEN
        RAISE EXCEPTION 'only a missed interview is to be explained'
        USING ERRCODE = 'check_violation',
              CONSTRAINT = 'appointments_explanation_of_missed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER appointments_explanation_of_missed
BEFORE INSERT ON appointments_explanation
FOR EACH ROW EXECUTE FUNCTION appointments_explains_missed();
"""
UNDO = """
DROP FUNCTION appointments_explains_missed() CASCADE;
DROP FUNCTION appointments_missed_unseen() CASCADE;
DROP FUNCTION appointments_begins_confirmed() CASCADE;
"""


def _with_its_interview(table: str) -> migrations.RunSQL:
    return protect_grandchildren(
        table, parent="appointments_interview", column="interview_id"
    )


class Migration(migrations.Migration):
    dependencies = [("appointments", "0003_the_day")]

    operations = [
        _with_its_interview("appointments_arrival"),
        _with_its_interview("appointments_beginning"),
        _with_its_interview("appointments_pause"),
        _with_its_interview("appointments_ending"),
        _with_its_interview("appointments_joinlink"),
        _with_its_interview("appointments_explanation"),
        migrations.RunSQL(LAWS, UNDO),
    ]
