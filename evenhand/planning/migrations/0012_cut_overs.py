"""Cut-overs: their phases, what becomes of each case, and what people say of them."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from evenhand.core.visibility import follow_the_case, protect_cases


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0011_bulk_acts"),
        ("planning", "0011_effects"),
        ("releases", "0002_bundles_never_change"),
        ("workforce", "0002_saved_views"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CutOver",
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
                ("title", models.CharField(max_length=120)),
                (
                    "rules",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        default=list,
                        size=None,
                    ),
                ),
                ("because", models.TextField()),
                ("places", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("under way", "Under way"),
                            ("done", "Done"),
                            ("reversed", "Reversed"),
                            ("called off", "Called off"),
                        ],
                        default="planned",
                        max_length=20,
                    ),
                ),
                ("planned_at", models.DateTimeField()),
                ("review_on", models.DateField()),
                ("reviewed_at", models.DateTimeField(null=True)),
                ("lessons", models.TextField(blank=True)),
                (
                    "from_units",
                    models.ManyToManyField(related_name="+", to="workforce.unit"),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        help_text="who answers for it",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "planned_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="releases.policyrelease",
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "to_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workforce.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CutOverFeedback",
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
                    "whose",
                    models.CharField(
                        choices=[
                            ("receiving", "The unit that received the cases"),
                            ("giving", "A unit that gave cases up"),
                            ("claimants", "Claimants"),
                            ("representatives", "Representatives"),
                            ("stakeholders", "Other organisations"),
                            ("other", "Somebody else"),
                        ],
                        max_length=20,
                    ),
                ),
                ("words", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "cut_over",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="feedback",
                        to="planning.cutover",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CutOverPhase",
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
                ("number", models.PositiveSmallIntegerField()),
                ("on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("done", "Carried out"),
                            ("reversed", "Reversed"),
                            ("called off", "Called off"),
                        ],
                        default="waiting",
                        max_length=20,
                    ),
                ),
                ("carried_out_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_because", models.TextField(blank=True)),
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
                    "cut_over",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="phases",
                        to="planning.cutover",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "planned_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CutOverCase",
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
                ("position", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waits for its phase"),
                            ("moved", "Moved"),
                            ("excluded", "Stays where it is"),
                            ("left out", "Left out"),
                            ("returned", "Moved back"),
                        ],
                        max_length=20,
                    ),
                ),
                ("why", models.CharField(blank=True, max_length=40)),
                ("case_version", models.PositiveIntegerField()),
                ("from_owned_since", models.DateField(null=True)),
                ("owner_taken", models.BooleanField(default=False)),
                ("moved_version", models.PositiveIntegerField(null=True)),
                ("returned_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cut_overs",
                        to="casework.case",
                    ),
                ),
                (
                    "cut_over",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cases",
                        to="planning.cutover",
                    ),
                ),
                (
                    "from_owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workforce.staffmember",
                    ),
                ),
                (
                    "from_unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workforce.unit",
                    ),
                ),
                (
                    "returned_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "phase",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cases",
                        to="planning.cutoverphase",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="cutover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("title", ""), _negated=True),
                    models.Q(("because", ""), _negated=True),
                ),
                name="planning_cutover_says_what_and_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="cutover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("reviewed_at__isnull", True), ("reviewed_by__isnull", True)
                    ),
                    models.Q(
                        ("reviewed_at__isnull", False), ("reviewed_by__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="planning_cutover_reviewed_at_and_reviewed_by_paired",
            ),
        ),
        migrations.AddConstraint(
            model_name="cutover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reviewed_at__isnull", True),
                    ("planned_at__isnull", True),
                    ("reviewed_at__gte", models.F("planned_at")),
                    _connector="OR",
                ),
                name="planning_cutover_reviewed_at_not_before_planned_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="cutoverfeedback",
            constraint=models.CheckConstraint(
                condition=models.Q(("words", ""), _negated=True),
                name="planning_cutoverfeedback_says_something",
            ),
        ),
        migrations.AddIndex(
            model_name="cutoverphase",
            index=models.Index(
                condition=models.Q(("state", "waiting")),
                fields=["on"],
                name="planning_cutoverphase_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="cutoverphase",
            constraint=models.UniqueConstraint(
                fields=("cut_over", "number"), name="planning_cutoverphase_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="cutoverphase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("carried_out_by", None),
                    models.Q(("carried_out_by", models.F("planned_by")), _negated=True),
                    _connector="OR",
                ),
                name="planning_cutoverphase_by_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="cutoverphase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("carried_out_at", None),
                        ("ended_at", None),
                        ("state", "waiting"),
                    ),
                    models.Q(
                        ("carried_out_at__isnull", False),
                        ("ended_at", None),
                        ("state", "done"),
                    ),
                    models.Q(
                        ("carried_out_at__isnull", False),
                        ("ended_at__isnull", False),
                        ("state", "reversed"),
                    ),
                    models.Q(
                        ("carried_out_at", None),
                        ("ended_at__isnull", False),
                        ("state", "called off"),
                    ),
                    _connector="OR",
                ),
                name="planning_cutoverphase_says_how_it_stands",
            ),
        ),
        migrations.AddConstraint(
            model_name="cutoverphase",
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
                name="planning_cutoverphase_carried_out_at_and_carried_out_by_paired",
            ),
        ),
        migrations.AddConstraint(
            model_name="cutoverphase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                    models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                    _connector="OR",
                ),
                name="planning_cutoverphase_ended_at_and_ended_by_paired",
            ),
        ),
        migrations.AddIndex(
            model_name="cutovercase",
            index=models.Index(
                fields=["cut_over", "state", "position"],
                name="planning_cutovercase_in_order",
            ),
        ),
        migrations.AddIndex(
            model_name="cutovercase",
            index=models.Index(fields=["case"], name="planning_cutovercase_of_a_case"),
        ),
        migrations.AddConstraint(
            model_name="cutovercase",
            constraint=models.UniqueConstraint(
                fields=("cut_over", "case"), name="planning_cutovercase_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="cutovercase",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "waiting")),
                fields=("case",),
                name="planning_cutovercase_waits_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="cutovercase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("phase", None), ("state", "excluded")),
                    models.Q(
                        models.Q(("state", "excluded"), _negated=True),
                        ("phase__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="planning_cutovercase_stays_or_has_a_phase",
            ),
        ),
        migrations.AddConstraint(
            model_name="cutovercase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state__in", ("excluded", "left out")),
                        models.Q(("why", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(
                            ("state__in", ("excluded", "left out")), _negated=True
                        ),
                        ("why", ""),
                    ),
                    _connector="OR",
                ),
                name="planning_cutovercase_says_why_it_stays",
            ),
        ),
        migrations.AddConstraint(
            model_name="cutovercase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("moved_version__isnull", False),
                        ("state__in", ("moved", "returned")),
                    ),
                    models.Q(
                        models.Q(("state__in", ("moved", "returned")), _negated=True),
                        ("moved_version", None),
                        ("owner_taken", False),
                    ),
                    _connector="OR",
                ),
                name="planning_cutovercase_moved_at_a_version",
            ),
        ),
        migrations.AddConstraint(
            model_name="cutovercase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("returned_at__isnull", False), ("state", "returned")),
                    models.Q(
                        models.Q(("state", "returned"), _negated=True),
                        ("returned_at", None),
                    ),
                    _connector="OR",
                ),
                name="planning_cutovercase_returned_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="cutovercase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("from_owned_since__isnull", True), ("from_owner__isnull", True)
                    ),
                    models.Q(
                        ("from_owned_since__isnull", False),
                        ("from_owner__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="planning_cutovercase_from_owner_and_from_owned_since_paired",
            ),
        ),
        migrations.AddConstraint(
            model_name="cutovercase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("returned_at__isnull", True), ("returned_by__isnull", True)
                    ),
                    models.Q(
                        ("returned_at__isnull", False), ("returned_by__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="planning_cutovercase_returned_at_and_returned_by_paired",
            ),
        ),
        follow_the_case("planning_cutovercase"),
        protect_cases("planning_cutovercase"),
    ]
