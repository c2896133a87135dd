"""When a release is in force is said by its periods alone."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("releases", "0004_periods_of_releases"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="policyrelease",
            name="releases_policyrelease_one_in_force",
        ),
        migrations.RemoveConstraint(
            model_name="policyrelease",
            name="releases_policyrelease_in_force_and_published_at_and_published_by_paired",
        ),
        migrations.RemoveField(
            model_name="policyrelease",
            name="in_force",
        ),
        migrations.AlterField(
            model_name="policyrelease",
            name="published_at",
            field=models.DateTimeField(),
        ),
        migrations.AlterField(
            model_name="policyrelease",
            name="published_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
