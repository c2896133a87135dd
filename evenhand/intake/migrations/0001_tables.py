"""Imports, how their sheets are read, their rows, and what a person settles."""

import django.core.serializers.json
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("casework", "0005_next_actions"),
        ("workforce", "0001_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Import",
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
                ("file_name", models.CharField(max_length=200)),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.PositiveIntegerField(help_text="bytes")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "Received"),
                            ("to be mapped", "Its columns need a person's word"),
                            ("judged", "Tried out: nothing has been changed yet"),
                            ("carrying out", "Being brought in"),
                            ("in", "Brought in"),
                            ("undone", "Undone"),
                            ("refused", "Refused"),
                        ],
                        default="received",
                        max_length=20,
                    ),
                ),
                (
                    "why",
                    models.TextField(
                        blank=True, help_text="why it was refused, or stopped"
                    ),
                ),
                ("progress", models.CharField(blank=True, max_length=100)),
                ("times", models.JSONField(default=dict)),
                ("judged_on", models.CharField(blank=True, max_length=64)),
                ("received_at", models.DateTimeField()),
                ("judged_at", models.DateTimeField(null=True)),
                ("carried_out_at", models.DateTimeField(null=True)),
                ("undone_at", models.DateTimeField(null=True)),
                ("undone_because", models.TextField(blank=True)),
                (
                    "carried_out_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "received_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="imports",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="imports",
                        to="workforce.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ImportContent",
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
                ("data", models.BinaryField()),
                (
                    "of",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="content",
                        to="intake.import",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ImportSheet",
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
                ("position", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=100)),
                ("visible", models.BooleanField(default=True)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("cases", "Cases, one a row"),
                            ("dependants", "Dependants, one a row"),
                            ("marks", "Lists and legends, which are not read"),
                            ("left out", "Left out"),
                        ],
                        max_length=20,
                    ),
                ),
                ("heading_row", models.PositiveIntegerField(null=True)),
                ("headings", models.JSONField(default=list)),
                (
                    "signature",
                    models.CharField(help_text="of the headings", max_length=64),
                ),
                ("mapping", models.JSONField(default=list)),
                ("dates", models.JSONField(default=list)),
                ("mapped_at", models.DateTimeField(null=True)),
                (
                    "mapped_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "of",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sheets",
                        to="intake.import",
                    ),
                ),
            ],
            options={
                "ordering": ["of", "position"],
            },
        ),
        migrations.CreateModel(
            name="SavedMapping",
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
                ("signature", models.CharField(max_length=64)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("cases", "Cases, one a row"),
                            ("dependants", "Dependants, one a row"),
                            ("marks", "Lists and legends, which are not read"),
                            ("left out", "Left out"),
                        ],
                        max_length=20,
                    ),
                ),
                ("columns", models.JSONField()),
                ("saved_at", models.DateTimeField()),
                (
                    "saved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="workforce.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TaughtWord",
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
                ("field", models.CharField(max_length=40)),
                ("word", models.CharField(max_length=200)),
                ("value", models.CharField(max_length=200)),
                ("taught_at", models.DateTimeField()),
                (
                    "taught_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="workforce.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TrackerRow",
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
                (
                    "row",
                    models.PositiveIntegerField(
                        help_text="as the spreadsheet numbers it"
                    ),
                ),
                (
                    "about",
                    models.CharField(
                        choices=[
                            ("cases", "Cases, one a row"),
                            ("dependants", "Dependants, one a row"),
                            ("marks", "Lists and legends, which are not read"),
                            ("left out", "Left out"),
                        ],
                        max_length=20,
                    ),
                ),
                ("key", models.CharField(blank=True, max_length=200)),
                ("cells", models.JSONField(default=dict)),
                (
                    "values",
                    models.JSONField(
                        default=dict,
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                    ),
                ),
                (
                    "standing",
                    models.CharField(
                        choices=[
                            ("new", "A case that is not here yet"),
                            ("update", "Changes a case that is here"),
                            ("unchanged", "Says what is here already"),
                            ("conflict", "Says otherwise than was changed here"),
                            ("quarantined", "Kept apart until it is put right"),
                        ],
                        max_length=20,
                    ),
                ),
                ("reasons", models.JSONField(default=list)),
                ("warnings", models.JSONField(default=list)),
                ("restriction", models.CharField(blank=True, max_length=20)),
                ("added", models.BooleanField(default=False)),
                ("took", models.JSONField(default=dict)),
                ("in_at", models.DateTimeField(null=True)),
                ("mended_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tracker_rows",
                        to="casework.case",
                    ),
                ),
                (
                    "mended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "of",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="intake.import",
                    ),
                ),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="intake.importsheet",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workforce.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Clash",
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
                ("restriction", models.CharField(blank=True, max_length=20)),
                ("field", models.CharField(max_length=40)),
                ("last", models.TextField(null=True)),
                ("here", models.TextField(null=True)),
                ("there", models.TextField(null=True)),
                (
                    "because",
                    models.TextField(
                        blank=True, help_text="why the tracker was not followed"
                    ),
                ),
                ("here_changed_at", models.DateTimeField(null=True)),
                ("found_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "choice",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("here", "What stands here is right"),
                            ("there", "What the tracker says is right"),
                            ("overtaken", "A later tracker says something else"),
                        ],
                        max_length=20,
                    ),
                ),
                ("settled_because", models.TextField(blank=True)),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="clashes",
                        to="casework.case",
                    ),
                ),
                (
                    "here_changed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workforce.unit",
                    ),
                ),
                (
                    "row",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="clashes",
                        to="intake.trackerrow",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="GoLive",
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
                ("on", models.DateField(null=True)),
                ("set_at", models.DateTimeField()),
                ("because", models.TextField()),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="go_lives",
                        to="workforce.unit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["unit", "-set_at"], name="intake_golive_latest"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("because", ""), _negated=True),
                        name="intake_golive_has_a_reason",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="import",
            index=models.Index(
                fields=["-received_at"], name="intake_import_newest_first"
            ),
        ),
        migrations.AddIndex(
            model_name="import",
            index=models.Index(fields=["sha256"], name="intake_import_same_file"),
        ),
        migrations.AddConstraint(
            model_name="import",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("carried_out_at__isnull", True),
                        ("carried_out_by__isnull", True),
                    ),
                    models.Q(
                        ("carried_out_at__isnull", False),
                        ("carried_out_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="intake_import_carried_out_at_and_carried_out_by_paired",
            ),
        ),
        migrations.AddConstraint(
            model_name="import",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("undone_at__isnull", True), ("undone_by__isnull", True)),
                    models.Q(
                        ("undone_at__isnull", False), ("undone_by__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="intake_import_undone_at_and_undone_by_paired",
            ),
        ),
        migrations.AddConstraint(
            model_name="import",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "refused"), _negated=True),
                    models.Q(("why", ""), _negated=True),
                    _connector="OR",
                ),
                name="intake_import_refused_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="importsheet",
            constraint=models.UniqueConstraint(
                fields=("of", "position"), name="intake_importsheet_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="importsheet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("mapped_at__isnull", True), ("mapped_by__isnull", True)),
                    models.Q(
                        ("mapped_at__isnull", False), ("mapped_by__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="intake_importsheet_mapped_at_and_mapped_by_paired",
            ),
        ),
        migrations.AddConstraint(
            model_name="savedmapping",
            constraint=models.UniqueConstraint(
                fields=("unit", "signature"),
                name="intake_savedmapping_one_a_heading",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="taughtword",
            constraint=models.UniqueConstraint(
                models.F("unit"),
                models.F("field"),
                django.db.models.functions.text.Lower("word"),
                name="intake_taughtword_means_one_thing",
                nulls_distinct=False,
            ),
        ),
        migrations.AddIndex(
            model_name="trackerrow",
            index=models.Index(
                fields=["of", "about", "standing", "sheet", "row"],
                name="intake_trackerrow_in_order",
            ),
        ),
        migrations.AddIndex(
            model_name="trackerrow",
            index=models.Index(
                condition=models.Q(("in_at__isnull", False)),
                fields=["unit", "key", "-in_at"],
                name="intake_trackerrow_last_said",
            ),
        ),
        migrations.AddIndex(
            model_name="trackerrow",
            index=models.Index(
                condition=models.Q(("case__isnull", False)),
                fields=["case"],
                name="intake_trackerrow_of_a_case",
            ),
        ),
        migrations.AddConstraint(
            model_name="trackerrow",
            constraint=models.UniqueConstraint(
                fields=("sheet", "row"), name="intake_trackerrow_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="trackerrow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("standing", "quarantined"), _negated=True),
                    models.Q(("reasons", []), _negated=True),
                    _connector="OR",
                ),
                name="intake_trackerrow_kept_apart_for_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="trackerrow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("in_at__isnull", False), ("standing", "quarantined"), _negated=True
                ),
                name="intake_trackerrow_not_in_while_kept_apart",
            ),
        ),
        migrations.AddConstraint(
            model_name="trackerrow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("in_at", None),
                    models.Q(("about", "cases"), _negated=True),
                    ("case__isnull", False),
                    _connector="OR",
                ),
                name="intake_trackerrow_in_with_its_case",
            ),
        ),
        migrations.AddConstraint(
            model_name="trackerrow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("mended_at__isnull", True), ("mended_by__isnull", True)),
                    models.Q(
                        ("mended_at__isnull", False), ("mended_by__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="intake_trackerrow_mended_at_and_mended_by_paired",
            ),
        ),
        migrations.AddIndex(
            model_name="clash",
            index=models.Index(
                condition=models.Q(("settled_at", None)),
                fields=["case"],
                name="intake_clash_open_of_a_case",
            ),
        ),
        migrations.AddIndex(
            model_name="clash",
            index=models.Index(
                condition=models.Q(("settled_at", None)),
                fields=["unit", "found_at"],
                name="intake_clash_open_of_a_unit",
            ),
        ),
        migrations.AddConstraint(
            model_name="clash",
            constraint=models.UniqueConstraint(
                fields=("row", "field"), name="intake_clash_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="clash",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("settled_at__isnull", True), ("settled_by__isnull", True)
                    ),
                    models.Q(
                        ("settled_at__isnull", False), ("settled_by__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="intake_clash_settled_at_and_settled_by_paired",
            ),
        ),
        migrations.AddConstraint(
            model_name="clash",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("choice", ""), ("settled_at", None)),
                    models.Q(
                        ("settled_at__isnull", False),
                        models.Q(("choice", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="intake_clash_settled_by_a_choice",
            ),
        ),
        migrations.AddConstraint(
            model_name="clash",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("here_changed_at__isnull", True),
                        ("here_changed_by__isnull", True),
                    ),
                    models.Q(
                        ("here_changed_at__isnull", False),
                        ("here_changed_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="intake_clash_here_changed_at_and_here_changed_by_paired",
            ),
        ),
    ]
