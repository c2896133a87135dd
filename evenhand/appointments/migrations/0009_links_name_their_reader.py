"""A private link says whose it is, so that who takes part no longer loses theirs."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("appointments", "0008_links_open_one_interview")]

    operations = [
        migrations.AddField(
            model_name="privatelink",
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
                default="claimant",
                max_length=20,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="privatelink",
            name="reader",
            field=models.CharField(default="claimant", max_length=150),
            preserve_default=False,
        ),
    ]
