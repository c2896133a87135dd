"""Looks of one kind are found by index: exports are few among millions of views."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0004_accounts_end")]

    operations = [
        migrations.AddIndex(
            model_name="look",
            index=models.Index(fields=["kind", "-id"], name="core_look_of_a_kind"),
        ),
        # Those of a person are found by the index that has the time as well.
        migrations.AlterField(
            model_name="look",
            name="by",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
