"""Rehearsals of a policy: figures for whom they were counted, cases with their case.

A rehearsed case is also hidden from whoever lacks a clearance that its reasons rest on:
that it is among the changed would tell what they say.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from evenhand.core.visibility import follow_the_case, protect_counted, protect_with


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0002_who_may_see"),
        ("planning", "0015_replayed_nights"),
        ("releases", "0003_drafts_and_periods"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Rehearsal",
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
                ("bundle", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
                ("on", models.DateField()),
                ("known_at", models.DateTimeField(null=True)),
                ("with_allocation", models.BooleanField(default=False)),
                ("asked_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting to start"),
                            ("reading", "Reading the facts"),
                            ("comparing", "Comparing"),
                            ("allocating", "Giving out places, twice"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                        ],
                        default="waiting",
                        max_length=20,
                    ),
                ),
                ("read_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("why_failed", models.TextField(blank=True)),
                (
                    "against",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="releases.policyrelease",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "draft",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="releases.policydraft",
                    ),
                ),
                (
                    "release",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="releases.policyrelease",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RehearsalFigures",
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
                ("figures", models.JSONField()),
                (
                    "rehearsal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="figures",
                        to="planning.rehearsal",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RehearsalSeen",
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
                ("at", models.DateTimeField()),
                (
                    "rehearsal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="seen",
                        to="planning.rehearsal",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RehearsedCase",
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
                ("restriction", models.CharField(blank=True, max_length=20)),
                (
                    "needs",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        default=list,
                        size=None,
                    ),
                ),
                ("claimed_on", models.DateField()),
                (
                    "what",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), size=None
                    ),
                ),
                ("band_before", models.PositiveSmallIntegerField(null=True)),
                ("band_after", models.PositiveSmallIntegerField(null=True)),
                ("unit_before", models.CharField(blank=True, max_length=20)),
                ("unit_after", models.CharField(blank=True, max_length=20)),
                (
                    "why_before",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), size=None
                    ),
                ),
                (
                    "why_after",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), size=None
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rehearsed",
                        to="casework.case",
                    ),
                ),
                (
                    "rehearsal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cases",
                        to="planning.rehearsal",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="rehearsal",
            index=models.Index(fields=["-asked_at"], name="planning_rehearsal_newest"),
        ),
        migrations.AddIndex(
            model_name="rehearsal",
            index=models.Index(fields=["sha256"], name="planning_rehearsal_of_bundle"),
        ),
        migrations.AddConstraint(
            model_name="rehearsal",
            constraint=models.CheckConstraint(
                condition=models.Q(("draft", None), ("release", None), _connector="OR"),
                name="planning_rehearsal_of_one_policy",
            ),
        ),
        migrations.AddConstraint(
            model_name="rehearsal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("with_allocation", False), ("known_at", None), _connector="OR"
                ),
                name="planning_rehearsal_gives_out_live",
            ),
        ),
        migrations.AddConstraint(
            model_name="rehearsal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("finished_at__isnull", False),
                        ("state__in", ("done", "failed")),
                    ),
                    models.Q(
                        ("finished_at", None),
                        (
                            "state__in",
                            ("waiting", "reading", "comparing", "allocating"),
                        ),
                    ),
                    _connector="OR",
                ),
                name="planning_rehearsal_finished_when_done",
            ),
        ),
        migrations.AddConstraint(
            model_name="rehearsal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "done"), _negated=True),
                    ("read_at__isnull", False),
                    _connector="OR",
                ),
                name="planning_rehearsal_says_when_it_read",
            ),
        ),
        migrations.AddConstraint(
            model_name="rehearsalfigures",
            constraint=models.UniqueConstraint(
                fields=("rehearsal", "counting"), name="planning_rehearsal_told_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="rehearsalseen",
            constraint=models.UniqueConstraint(
                fields=("rehearsal", "user"), name="planning_rehearsalseen_first"
            ),
        ),
        migrations.AddIndex(
            model_name="rehearsedcase",
            index=models.Index(
                fields=["rehearsal", "band_after", "claimed_on"],
                name="planning_rehearsedcase_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="rehearsedcase",
            constraint=models.UniqueConstraint(
                fields=("rehearsal", "case"), name="planning_rehearsedcase_once"
            ),
        ),
        protect_counted("planning_rehearsalfigures", column="counting"),
        follow_the_case("planning_rehearsedcase"),
        protect_with(
            "planning_rehearsedcase",
            "may_see(restriction, (SELECT viewer_clearances())) AND "
            "needs::text[] <@ (SELECT viewer_clearances())::text[]",
        ),
    ]
