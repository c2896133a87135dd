"""Messages are carried: by which way, where to, when they left, and whether they arrived."""

import django.contrib.postgres.functions
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0006_tokens"),
    ]

    operations = [
        migrations.AddField(
            model_name="message",
            name="about",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="message",
            name="attempts",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="message",
            name="channel",
            field=models.CharField(
                blank=True,
                choices=[
                    ("letter", "Letter"),
                    ("email", "Email"),
                    ("text", "Text message"),
                ],
                db_default="",
                default="",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="delivered_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="message",
            name="due_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="message",
            name="fault",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=300
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="key",
            field=models.UUIDField(
                db_default=django.contrib.postgres.functions.RandomUUID(), unique=True
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="language",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="in which it is wanted; empty, English",
                max_length=60,
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="returned_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="message",
            name="returned_because",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=300
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="settled_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="message",
            name="settled_because",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=300
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="settled_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="to_address",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="email address, telephone number, or address with postcode",
                max_length=300,
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="to_name",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=200
            ),
        ),
        migrations.AlterField(
            model_name="message",
            name="recipient",
            field=models.CharField(
                choices=[
                    ("claimant", "Claimant"),
                    ("representative", "Representative"),
                    ("staff", "Member of staff"),
                    ("interpreter", "Interpreter"),
                    ("host", "Host"),
                    ("adult", "Responsible adult"),
                    ("local authority", "Local authority"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("about__isnull", False)),
                fields=["about"],
                name="core_message_about",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("due_at__isnull", False)),
                fields=["due_at"],
                name="core_message_due",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(
                    models.Q(
                        models.Q(("fault", ""), _negated=True),
                        ("returned_at__isnull", False),
                        _connector="OR",
                    ),
                    ("settled_at", None),
                ),
                fields=["-id"],
                name="core_message_not_delivered",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("due_at", None),
                    models.Q(
                        models.Q(("channel", ""), _negated=True), ("sent_at", None)
                    ),
                    _connector="OR",
                ),
                name="core_message_due_by_a_channel",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("delivered_at", None), ("returned_at", None)),
                    ("sent_at__isnull", False),
                    _connector="OR",
                ),
                name="core_message_arrives_after_it_left",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("returned_at", None), ("returned_because", "")),
                    models.Q(
                        ("returned_at__isnull", False),
                        models.Q(("returned_because", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="core_message_returned_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("settled_at", None),
                        ("settled_because", ""),
                        ("settled_by", None),
                    ),
                    models.Q(
                        ("settled_at__isnull", False),
                        ("settled_by__isnull", False),
                        models.Q(("settled_because", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="core_message_settled_why",
            ),
        ),
    ]
