"""The steps of a draft towards being in force, and requests to withdraw a release."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from evenhand.core.visibility import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("releases", "0006_changes_are_only_added"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DraftStep",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("sent", "Sent for approval"),
                            ("returned", "Returned to its author"),
                            ("approved", "Approved"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("because", models.TextField()),
                ("sha256", models.CharField(max_length=64)),
                ("effective_at", models.DateTimeField()),
                (
                    "answers_for",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=120),
                        default=list,
                        help_text="owners of what it changes for whom this person answered",
                        size=None,
                    ),
                ),
                (
                    "rehearsals",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="releases.policydraft",
                    ),
                ),
            ],
            options={
                "ordering": ("at", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "approved")),
                        fields=("draft",),
                        name="releases_draftstep_approved_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("because", ""), _negated=True),
                        name="releases_draftstep_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Withdrawal",
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
                ("asked_at", models.DateTimeField()),
                ("because", models.TextField()),
                (
                    "alone",
                    models.BooleanField(default=False, help_text="in an emergency"),
                ),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("looked_at", models.DateTimeField(null=True)),
                ("looked_because", models.TextField(blank=True)),
                ("called_off_at", models.DateTimeField(null=True)),
                ("called_off_because", models.TextField(blank=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "back_to",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="releases.policyrelease",
                    ),
                ),
                (
                    "called_off_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "looked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withdrawals",
                        to="releases.policyrelease",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("back_to__isnull", True),
                                ("withdrawn_at__isnull", True),
                                ("withdrawn_by__isnull", True),
                            ),
                            models.Q(
                                ("back_to__isnull", False),
                                ("withdrawn_at__isnull", False),
                                ("withdrawn_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="releases_withdrawal_withdrawn_at_and_withdrawn_by_and_back_to_paired",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("looked_at__isnull", True), ("looked_by__isnull", True)
                            ),
                            models.Q(
                                ("looked_at__isnull", False),
                                ("looked_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="releases_withdrawal_looked_at_and_looked_by_paired",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("called_off_at__isnull", True),
                                ("called_off_by__isnull", True),
                            ),
                            models.Q(
                                ("called_off_at__isnull", False),
                                ("called_off_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="releases_withdrawal_called_off_at_and_called_off_by_paired",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_by", None),
                            models.Q(
                                ("alone", True), ("withdrawn_by", models.F("asked_by"))
                            ),
                            models.Q(
                                ("alone", False),
                                models.Q(
                                    ("withdrawn_by", models.F("asked_by")),
                                    _negated=True,
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="releases_withdrawal_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("looked_by", None),
                            models.Q(
                                ("alone", True),
                                ("withdrawn_at__isnull", False),
                                models.Q(
                                    ("looked_by", models.F("withdrawn_by")),
                                    _negated=True,
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="releases_withdrawal_looked_at_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_at", None),
                            ("called_off_at", None),
                            _connector="OR",
                        ),
                        name="releases_withdrawal_done_or_called_off",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("called_off_at", None)),
                        fields=("release",),
                        name="releases_withdrawal_once",
                    ),
                ],
            },
        ),
        append_only("releases_draftstep"),
    ]
