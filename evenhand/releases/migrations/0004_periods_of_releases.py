"""Each release that is or was in force has its period."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("releases", "0003_drafts_and_periods"),
    ]

    operations = [
        migrations.RunSQL(
            """
            INSERT INTO releases_period
                (release_id, during, begun_by_id, because, ended_because)
            SELECT id, in_force, published_by_id, because, ''
            FROM releases_policyrelease WHERE in_force IS NOT NULL
            """,
            migrations.RunSQL.noop,
        ),
    ]
