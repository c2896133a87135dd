"""A unit may close on a day; from then on nobody is given cases for it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workforce", "0002_saved_views")]

    operations = [
        migrations.AddField(
            model_name="unit", name="closes_on", field=models.DateField(null=True)
        )
    ]
