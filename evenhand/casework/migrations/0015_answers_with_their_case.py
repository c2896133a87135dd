"""What a system was answered about a case is seen by that system, with the case."""

from django.db import migrations

from evenhand.core.visibility import protect_with


RULE = (
    "(SELECT viewer_is_service()) OR (user_id = (SELECT viewer()) AND (case_id IS NULL "
    "OR EXISTS (SELECT FROM casework_case c WHERE c.id = core_apianswer.case_id)))"
)


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0014_served_by_other_indexes"),
        ("core", "0006_tokens"),
    ]

    operations = [protect_with("core_apianswer", RULE)]
