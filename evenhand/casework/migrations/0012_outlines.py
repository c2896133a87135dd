"""What lists of cases are narrowed by, one row a case, seen as its case is."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from evenhand.core.visibility import follow_the_case, protect_cases


# Every case that was there before; those that come have theirs recorded with their facts.
FILL = """
INSERT INTO casework_outline (case_id, restriction, born_on, alone_at_claim, age_disputed,
    detained, vulnerable, expedited, supported, due_on, nationalities)
SELECT c.id, c.restriction,
       coalesce(p.assessed_born_on, p.treated_as_born_on, p.claimed_born_on),
       coalesce(m.unaccompanied_at_claim, false), coalesce(p.age_disputed, false),
       EXISTS (SELECT FROM casework_detention d
               WHERE d.case_id = c.id AND d.to_on IS NULL),
       EXISTS (SELECT FROM casework_vulnerability v
               WHERE v.person_id = p.id AND v.to_on IS NULL),
       EXISTS (SELECT FROM casework_expedite e
               WHERE e.case_id = c.id AND e.answered_on IS NULL),
       EXISTS (SELECT FROM casework_support s
               WHERE s.case_id = c.id AND s.to_on IS NULL
                 AND s.kind NOT IN ('none', 'not recorded')),
       least((SELECT min(b.review_on) FROM casework_barrier b
              WHERE b.case_id = c.id AND b.closed_on IS NULL),
             (SELECT min(a.due_on) FROM casework_nextaction a
              WHERE a.case_id = c.id AND a.done_at IS NULL),
             (SELECT min(d.due_on) FROM casework_diaryentry d
              WHERE d.case_id = c.id AND d.done_at IS NULL)),
       ARRAY(SELECT n.nationality FROM casework_personnationality n
             WHERE n.person_id = p.id ORDER BY n.position)
FROM casework_case c
LEFT JOIN casework_caseperson m ON m.case_id = c.id AND m.role = 'main applicant'
LEFT JOIN casework_person p ON p.id = m.person_id;
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0011_bulk_acts")]

    operations = [
        migrations.CreateModel(
            name="Outline",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="outline",
                        serialize=False,
                        to="casework.case",
                    ),
                ),
                (
                    "restriction",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not restricted"),
                            ("restricted", "Restricted"),
                            ("special", "Special"),
                        ],
                        max_length=20,
                    ),
                ),
                ("born_on", models.DateField(null=True)),
                ("alone_at_claim", models.BooleanField()),
                ("age_disputed", models.BooleanField()),
                ("detained", models.BooleanField()),
                ("vulnerable", models.BooleanField()),
                ("expedited", models.BooleanField()),
                ("supported", models.BooleanField()),
                ("due_on", models.DateField(null=True)),
                (
                    "nationalities",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), size=None
                    ),
                ),
            ],
        ),
        follow_the_case("casework_outline"),
        protect_cases("casework_outline"),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
