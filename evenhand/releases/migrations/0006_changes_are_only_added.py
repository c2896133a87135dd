"""What was changed in a draft is only added to."""

from django.db import migrations

from evenhand.core.visibility import append_only


class Migration(migrations.Migration):
    dependencies = [("releases", "0005_periods_alone")]

    operations = [append_only("releases_draftchange")]
