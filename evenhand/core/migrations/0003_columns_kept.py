"""Which columns of the list of cases a person wants to see."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0002_who_may_see")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="columns",
            field=models.CharField(blank=True, default="", max_length=200),
        ),
    ]
