"""Sheets keep what their reading says of them; an import, how its unit was told."""

from django.db import migrations, models


ROLES = [
    ("cases", "Cases, one a row"),
    ("dependants", "Dependants, one a row"),
    ("marks", "More about cases of other sheets"),
    ("nothing", "Left out"),
]


class Migration(migrations.Migration):
    dependencies = [("intake", "0003_examples")]

    operations = [
        migrations.RemoveField("importsheet", "heading_row"),
        migrations.RemoveField("importsheet", "dates"),
        migrations.AddField(
            "importsheet", "first_row", models.PositiveIntegerField(default=0)
        ),
        migrations.AddField("importsheet", "said", models.JSONField(default=list)),
        migrations.AddField(
            "import",
            "unit_because",
            models.CharField(
                blank=True,
                default="",
                help_text="how the unit was told, in words",
                max_length=200,
            ),
            preserve_default=False,
        ),
        *(
            migrations.AlterField(
                model, name, models.CharField(choices=ROLES, max_length=20)
            )
            for model, name in (
                ("importsheet", "role"),
                ("savedmapping", "role"),
                ("trackerrow", "about"),
            )
        ),
    ]
