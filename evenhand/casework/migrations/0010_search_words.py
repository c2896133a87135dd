"""Words by which people are found, each seen as its case is, and kept true by triggers."""

import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models

from evenhand.core.visibility import (
    follow_the_case,
    protect_cases,
    protect_from_people,
)


RESTRICTIONS = [
    ("", "Not restricted"),
    ("restricted", "Restricted"),
    ("special", "Special"),
]

# Persons are removed in SQL, so the database itself takes their words with them. The
# owner's rights of the functions are for what a person who writes may not see: the list of what is
# due, and whether anybody else is still found by a word.
TRIGGERS = """
ALTER TABLE casework_searchword ADD CONSTRAINT casework_searchword_of_a_person
FOREIGN KEY (person_id) REFERENCES casework_person (id) ON DELETE CASCADE;
ALTER TABLE casework_searchdue ADD CONSTRAINT casework_searchdue_of_a_person
FOREIGN KEY (person_id) REFERENCES casework_person (id) ON DELETE CASCADE;

CREATE FUNCTION search_words_due() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS
$$
BEGIN
    IF TG_TABLE_NAME = 'casework_case' THEN
        INSERT INTO casework_searchdue (person_id)
        SELECT p.id FROM casework_person p WHERE p.case_id = NEW.id;
    ELSIF TG_OP = 'INSERT' THEN
        INSERT INTO casework_searchdue (person_id) SELECT id FROM written;
    ELSE
        INSERT INTO casework_searchdue (person_id)
        SELECT n.id FROM written n JOIN before b ON b.id = n.id
        WHERE (n.case_id, n.family_name, n.given_names, n.known_as, n.claimed_born_on,
               n.treated_as_born_on, n.assessed_born_on) IS DISTINCT FROM
              (b.case_id, b.family_name, b.given_names, b.known_as, b.claimed_born_on,
               b.treated_as_born_on, b.assessed_born_on);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER casework_person_added AFTER INSERT ON casework_person
REFERENCING NEW TABLE AS written
FOR EACH STATEMENT EXECUTE FUNCTION search_words_due();
CREATE TRIGGER casework_person_changed AFTER UPDATE ON casework_person
REFERENCING NEW TABLE AS written OLD TABLE AS before
FOR EACH STATEMENT EXECUTE FUNCTION search_words_due();
CREATE TRIGGER casework_case_restricted AFTER UPDATE OF restriction ON casework_case
FOR EACH ROW WHEN (OLD.restriction IS DISTINCT FROM NEW.restriction)
EXECUTE FUNCTION search_words_due();

-- Whether anything is due, for those who may not see what.
CREATE FUNCTION search_is_due() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT EXISTS (SELECT FROM casework_searchdue) $$;

-- A word that nobody is found by any more leaves no trace in the spellings.
CREATE FUNCTION search_words_gone() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS
$$
BEGIN
    DELETE FROM casework_spelling s
    USING (SELECT DISTINCT form, restriction FROM gone) g
    WHERE s.form = g.form AND s.restriction = g.restriction
      AND NOT EXISTS (SELECT FROM casework_searchword w
                      WHERE w.form = g.form AND w.restriction = g.restriction);
    RETURN NULL;
END
$$;
CREATE TRIGGER casework_searchword_gone AFTER DELETE ON casework_searchword
REFERENCING OLD TABLE AS gone
FOR EACH STATEMENT EXECUTE FUNCTION search_words_gone();
CREATE TRIGGER casework_searchword_restricted AFTER UPDATE ON casework_searchword
REFERENCING OLD TABLE AS gone
FOR EACH STATEMENT EXECUTE FUNCTION search_words_gone();

-- Everybody who was there before.
INSERT INTO casework_searchdue (person_id) SELECT id FROM casework_person;
"""
UNDO = """
DROP TRIGGER casework_searchword_restricted ON casework_searchword;
DROP TRIGGER casework_searchword_gone ON casework_searchword;
DROP FUNCTION search_words_gone();
DROP FUNCTION search_is_due();
DROP TRIGGER casework_case_restricted ON casework_case;
DROP TRIGGER casework_person_changed ON casework_person;
DROP TRIGGER casework_person_added ON casework_person;
DROP FUNCTION search_words_due();
ALTER TABLE casework_searchdue DROP CONSTRAINT casework_searchdue_of_a_person;
ALTER TABLE casework_searchword DROP CONSTRAINT casework_searchword_of_a_person;
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0009_diary_and_contacts")]

    operations = [
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "restriction",
                    models.CharField(blank=True, choices=RESTRICTIONS, max_length=20),
                ),
                ("word", models.CharField(max_length=60)),
                ("form", models.CharField(max_length=60)),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="search_words",
                        to="casework.case",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="search_words",
                        to="casework.person",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["word", "restriction", "person", "case"],
                        name="casework_searchword_by_word",
                    ),
                    models.Index(
                        fields=["form", "restriction", "person", "case"],
                        name="casework_searchword_by_form",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "word"),
                        name="casework_searchword_said_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Spelling",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("form", models.CharField(max_length=60)),
                (
                    "restriction",
                    models.CharField(blank=True, choices=RESTRICTIONS, max_length=20),
                ),
                ("key", models.CharField(max_length=10)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["form"], name="casework_spelling_of_a_form")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("key", "restriction", "form"),
                        name="casework_spelling_kept_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchDue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="casework.person",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="representation",
            name="reference_key",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func(
                    django.db.models.functions.text.Upper("reference"),
                    models.Value("[^[:alnum:]/]"),
                    models.Value(""),
                    models.Value("g"),
                    function="regexp_replace",
                ),
                output_field=models.CharField(max_length=60),
            ),
        ),
        migrations.AddIndex(
            model_name="representation",
            index=models.Index(
                fields=["reference_key"],
                condition=models.Q(("reference__gt", "")),
                name="casework_representation_by_ref",
            ),
        ),
        follow_the_case("casework_searchword"),
        protect_cases("casework_searchword"),
        protect_cases("casework_spelling"),
        protect_from_people("casework_searchdue"),
        migrations.RunSQL(TRIGGERS, UNDO),
    ]
