"""Views of the list of cases that people keep; one's own are seen by nobody else."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from evenhand.core.visibility import protect_with


class Migration(migrations.Migration):
    dependencies = [
        ("workforce", "0001_tables"),
        ("core", "0002_who_may_see"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedView",
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
                ("name", models.CharField(max_length=40)),
                ("address", models.CharField(blank=True, max_length=1000)),
                ("made_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_views",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "removed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_views",
                        to="workforce.unit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at", None), ("unit", None)),
                        fields=("made_by", "name"),
                        name="workforce_savedview_named_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("removed_at", None), ("unit__isnull", False)
                        ),
                        fields=("unit", "name"),
                        name="workforce_savedview_named_once_in_a_unit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="workforce_savedview_has_a_name",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("removed_at__isnull", True),
                                ("removed_by__isnull", True),
                            ),
                            models.Q(
                                ("removed_at__isnull", False),
                                ("removed_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="workforce_savedview_removed_at_and_removed_by_paired",
                    ),
                ],
            },
        ),
        protect_with(
            "workforce_savedview",
            "made_by_id = (SELECT viewer()) "
            "OR (unit_id IS NOT NULL AND (SELECT viewer()) IS NOT NULL)",
        ),
    ]
