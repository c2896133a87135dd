"""Days on which waits were counted; counts are seen by who may see all that is in them."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from evenhand.core.visibility import protect_counted


class Migration(migrations.Migration):
    dependencies = [
        ("planning", "0016_rehearsals"),
        ("releases", "0003_drafts_and_periods"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Delivery",
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
                    "counting",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), size=None
                    ),
                ),
                ("stage", models.CharField(max_length=20)),
                ("by", models.CharField(max_length=20)),
                ("key", models.CharField(blank=True, max_length=20)),
                ("holds", models.PositiveIntegerField()),
                ("waits", models.PositiveIntegerField()),
                ("reached", models.PositiveIntegerField()),
                ("left", models.PositiveIntegerField()),
                ("promised", models.PositiveIntegerField(null=True)),
                ("due", models.PositiveIntegerField(null=True)),
                ("within", models.PositiveIntegerField(null=True)),
                ("over", models.PositiveIntegerField(null=True)),
                ("middle", models.PositiveIntegerField(null=True)),
                ("ninetieth", models.PositiveIntegerField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="ProofDay",
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
                ("of", models.DateField(unique=True)),
                ("asked_at", models.DateTimeField()),
                ("counted_at", models.DateTimeField(null=True)),
                ("why_failed", models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name="Standing",
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
                    "counting",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), size=None
                    ),
                ),
                ("stage", models.CharField(max_length=20)),
                ("by", models.CharField(max_length=20)),
                ("key", models.CharField(blank=True, max_length=20)),
                ("followed", models.PositiveIntegerField()),
                ("stood", models.PositiveIntegerField()),
                ("came", models.PositiveIntegerField()),
                ("gone", models.PositiveIntegerField()),
            ],
        ),
        migrations.AddField(
            model_name="proofday",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="proofday",
            name="release",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="releases.policyrelease",
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="day",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="deliveries",
                to="planning.proofday",
            ),
        ),
        migrations.AddField(
            model_name="standing",
            name="day",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="standings",
                to="planning.proofday",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(
                fields=("day", "counting", "stage", "by", "key"),
                name="planning_delivery_told_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("due", None),
                        ("over", None),
                        ("promised", None),
                        ("within", None),
                    ),
                    models.Q(
                        ("due__isnull", False),
                        ("over__isnull", False),
                        ("promised__isnull", False),
                        ("within__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="planning_delivery_held_to_a_promise",
            ),
        ),
        migrations.AddConstraint(
            model_name="standing",
            constraint=models.UniqueConstraint(
                fields=("day", "counting", "stage", "by", "key"),
                name="planning_standing_told_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="standing",
            constraint=models.CheckConstraint(
                condition=models.Q(("came__lte", models.F("stood"))),
                name="planning_standing_came_stood",
            ),
        ),
        protect_counted("planning_delivery", column="counting"),
        protect_counted("planning_standing", column="counting"),
    ]
