"""Other systems, the tokens with which they call the API, and what they were answered."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0005_looks_by_kind"),
    ]

    operations = [
        migrations.CreateModel(
            name="ApiAnswer",
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
                ("key", models.CharField(max_length=100)),
                ("request", models.CharField(max_length=300)),
                ("body_digest", models.CharField(max_length=64)),
                ("case_id", models.BigIntegerField(null=True)),
                ("status", models.PositiveSmallIntegerField()),
                ("headers", models.JSONField(default=dict)),
                ("body", models.TextField(blank=True)),
                ("made_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="ApiToken",
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
                ("name", models.CharField(max_length=80)),
                ("digest", models.CharField(max_length=64, unique=True)),
                (
                    "scopes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("appointments:read", "Look up offers and interviews"),
                                (
                                    "appointments:write",
                                    "Book, amend and cancel interviews",
                                ),
                            ],
                            max_length=40,
                        ),
                        size=None,
                    ),
                ),
                (
                    "per_minute",
                    models.PositiveIntegerField(help_text="calls a minute, at most"),
                ),
                (
                    "expires_on",
                    models.DateField(help_text="from this day on it opens nothing"),
                ),
                ("granted_at", models.DateTimeField()),
                ("because", models.CharField(max_length=200)),
                ("revoked_at", models.DateTimeField(null=True)),
                ("last_used_on", models.DateField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name="user",
            name="is_system",
            field=models.BooleanField(
                default=False,
                help_text="another system, which calls the API and never signs in",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_service", True), ("is_system", True), _negated=True
                ),
                name="core_user_service_or_system",
            ),
        ),
        migrations.AddField(
            model_name="apianswer",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.CreateModel(
            name="TokenPace",
            fields=[
                (
                    "token",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        serialize=False,
                        to="core.apitoken",
                    ),
                ),
                ("free_at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="apitoken",
            name="granted_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="apitoken",
            name="revoked_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="apitoken",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tokens",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="apianswer",
            name="token",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="answers",
                to="core.apitoken",
            ),
        ),
        migrations.AddConstraint(
            model_name="apitoken",
            constraint=models.UniqueConstraint(
                condition=models.Q(("revoked_at", None)),
                fields=("user", "name"),
                name="core_apitoken_named_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="apitoken",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "scopes__contained_by",
                        ["appointments:read", "appointments:write"],
                    ),
                    ("scopes__len__gt", 0),
                ),
                name="core_apitoken_known_scopes",
            ),
        ),
        migrations.AddConstraint(
            model_name="apitoken",
            constraint=models.CheckConstraint(
                condition=models.Q(("per_minute__gte", 1)),
                name="core_apitoken_some_calls",
            ),
        ),
        migrations.AddConstraint(
            model_name="apitoken",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("revoked_at__isnull", True), ("revoked_by__isnull", True)
                    ),
                    models.Q(
                        ("revoked_at__isnull", False), ("revoked_by__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="core_apitoken_revoked_at_and_revoked_by_paired",
            ),
        ),
        migrations.AddIndex(
            model_name="apianswer",
            index=models.Index(fields=["made_at"], name="core_apianswer_by_age"),
        ),
        migrations.AddIndex(
            model_name="apianswer",
            index=models.Index(fields=["case_id"], name="core_apianswer_of_a_case"),
        ),
        migrations.AddConstraint(
            model_name="apianswer",
            constraint=models.UniqueConstraint(
                fields=("token", "key"), name="core_apianswer_once_a_key"
            ),
        ),
        # Written at every call, and worth nothing after a crash.
        migrations.RunSQL(
            "ALTER TABLE core_tokenpace SET UNLOGGED",
            "ALTER TABLE core_tokenpace SET LOGGED",
        ),
    ]
