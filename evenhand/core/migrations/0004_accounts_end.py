"""From which day on nobody signs in with an account any longer."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0003_columns_kept")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="ends_on",
            field=models.DateField(
                help_text="from this day on nobody signs in with it", null=True
            ),
        ),
    ]
