"""Drafts of a policy, who owns what, and the times in which a release is in force."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("releases", "0002_bundles_never_change"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DraftChange",
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
                ("version", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                ("because", models.TextField(blank=True)),
                (
                    "where",
                    models.CharField(
                        help_text="such as RT-014, when, sex", max_length=200
                    ),
                ),
                ("was", models.TextField(blank=True)),
                ("becomes", models.TextField(blank=True)),
                ("before", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Ownership",
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
                ("granted_at", models.DateTimeField()),
                ("because", models.CharField(max_length=200)),
                ("ended_at", models.DateTimeField(null=True)),
                ("owner", models.CharField(max_length=120)),
            ],
        ),
        migrations.CreateModel(
            name="Period",
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
                ("during", django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                ("because", models.TextField(blank=True)),
                (
                    "ended_at",
                    models.DateTimeField(
                        help_text="when its end was decided", null=True
                    ),
                ),
                ("ended_because", models.TextField(blank=True)),
            ],
            options={
                "ordering": ("during",),
            },
        ),
        migrations.CreateModel(
            name="PolicyDraft",
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
                ("title", models.CharField(max_length=200)),
                (
                    "about",
                    models.TextField(
                        blank=True, help_text="what it is meant to change, and why"
                    ),
                ),
                ("bundle", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Being written"),
                            ("sent", "Waiting for approval"),
                            ("published", "Published"),
                            ("abandoned", "Given up"),
                        ],
                        default="open",
                        max_length=20,
                    ),
                ),
                ("started_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("sent_because", models.TextField(blank=True)),
                (
                    "effective_at",
                    models.DateTimeField(
                        help_text="when it is to come into force", null=True
                    ),
                ),
                ("closed_at", models.DateTimeField(null=True)),
                ("closed_because", models.TextField(blank=True)),
            ],
        ),
        migrations.AddField(
            model_name="policyrelease",
            name="approved_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="draftchange",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="ownership",
            name="ended_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="ownership",
            name="granted_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="ownership",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="ownerships",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="period",
            name="begun_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="period",
            name="ended_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="period",
            name="release",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="periods",
                to="releases.policyrelease",
            ),
        ),
        migrations.AddField(
            model_name="policydraft",
            name="based_on",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="drafts",
                to="releases.policyrelease",
            ),
        ),
        migrations.AddField(
            model_name="policydraft",
            name="closed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="policydraft",
            name="sent_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="policydraft",
            name="started_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="draftchange",
            name="draft",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="changes",
                to="releases.policydraft",
            ),
        ),
        migrations.AddField(
            model_name="policyrelease",
            name="draft",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="release",
                to="releases.policydraft",
            ),
        ),
        migrations.AddConstraint(
            model_name="policyrelease",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_by", None),
                    models.Q(("approved_by", models.F("published_by")), _negated=True),
                    _connector="OR",
                ),
                name="releases_policyrelease_approved_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="ownership",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("user", "owner"),
                name="releases_ownership_held_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="ownership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                    models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                    _connector="OR",
                ),
                name="releases_ownership_ended_at_and_ended_by_paired",
            ),
        ),
        migrations.AddConstraint(
            model_name="period",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[("during", "&&")], name="releases_period_one_in_force"
            ),
        ),
        migrations.AddConstraint(
            model_name="period",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                    models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                    _connector="OR",
                ),
                name="releases_period_ended_at_and_ended_by_paired",
            ),
        ),
        migrations.AddConstraint(
            model_name="policydraft",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("effective_at__isnull", True),
                        ("sent_at__isnull", True),
                        ("sent_by__isnull", True),
                    ),
                    models.Q(
                        ("effective_at__isnull", False),
                        ("sent_at__isnull", False),
                        ("sent_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="releases_policydraft_sent_at_and_sent_by_and_effective_at_paired",
            ),
        ),
        migrations.AddConstraint(
            model_name="policydraft",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", True), ("closed_by__isnull", True)),
                    models.Q(
                        ("closed_at__isnull", False), ("closed_by__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="releases_policydraft_closed_at_and_closed_by_paired",
            ),
        ),
        migrations.AddConstraint(
            model_name="policydraft",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "sent"), _negated=True),
                    ("sent_at__isnull", False),
                    _connector="OR",
                ),
                name="releases_policydraft_sent_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="policydraft",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("closed_at__isnull", False),
                        ("state__in", ("published", "abandoned")),
                    ),
                    models.Q(("closed_at", None), ("state__in", ("open", "sent"))),
                    _connector="OR",
                ),
                name="releases_policydraft_closed_when_done",
            ),
        ),
        migrations.AddConstraint(
            model_name="draftchange",
            constraint=models.UniqueConstraint(
                fields=("draft", "version"), name="releases_draftchange_one_a_version"
            ),
        ),
    ]
