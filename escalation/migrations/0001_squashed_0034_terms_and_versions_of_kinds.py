"""Every table as it is; what was migrated step by step before needs nothing of it."""

import datetime

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import escalation.models.alert
from escalation.migrations._together import CreateTogether


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("escalation", "0001_initial"),
        ("escalation", "0003_following"),
        ("escalation", "0004_clock_by_week"),
        ("escalation", "0005_notices_and_questions"),
        ("escalation", "0006_policies"),
        ("escalation", "0007_first_policy"),
        ("escalation", "0008_notices_about_anything"),
        ("escalation", "0009_duty_calendars_and_rotas"),
        ("escalation", "0010_notices_deliveries"),
        ("escalation", "0011_duty_gaps"),
        ("escalation", "0012_notices_browsers"),
        ("escalation", "0013_presence_reply_drafts"),
        ("escalation", "0014_criteria_rules"),
        ("escalation", "0015_types_fields"),
        ("escalation", "0016_types_shipped"),
        ("escalation", "0017_shift_change"),
        ("escalation", "0018_types_keys"),
        ("escalation", "0019_presence_hidden_and_transitions"),
        ("escalation", "0020_criteria_watched"),
        ("escalation", "0021_draft_came_along"),
        ("escalation", "0022_warm"),
        ("escalation", "0023_kinds_without_a_talk"),
        ("escalation", "0024_drills"),
        ("escalation", "0025_what_handoffs_rest_on"),
        ("escalation", "0026_otherwise_ask"),
        ("escalation", "0027_lengths_in_minutes"),
        ("escalation", "0028_shift_changes_once_at_a_time"),
        ("escalation", "0029_clock_recorded"),
        ("escalation", "0030_browser_topics"),
        ("escalation", "0031_previous_secret"),
        ("escalation", "0032_who_begins_a_kind"),
        ("escalation", "0033_notices_handed_on"),
        ("escalation", "0034_terms_and_versions_of_kinds"),
    ]

    dependencies = [("tickets", "0002_site_and_search")]

    operations = [
        CreateTogether(
            [
                migrations.CreateModel(
                    name="AddedContext",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "ownership",
                            models.OneToOneField(
                                help_text="The change of holder.",
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="added_context",
                                to="tickets.ownership",
                            ),
                        ),
                        ("why", models.CharField(help_text="Why it changed hands without a handoff.", max_length=300)),
                        ("issue_summary", models.CharField(help_text="What the customer needs.", max_length=600)),
                        ("tried", models.TextField(blank=True, help_text="What was tried, and what came of it.")),
                        ("next_best_action", models.CharField(help_text="What to do first.", max_length=300)),
                        ("added_at", models.DateTimeField()),
                        (
                            "added_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={"verbose_name_plural": "added contexts"},
                ),
                migrations.CreateModel(
                    name="AlertPreferences",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "agent",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="alert_preferences",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "by_email",
                            models.JSONField(
                                blank=True,
                                default=escalation.models.alert.by_email_at_first,
                                help_text="Topics she hears of by e-mail.",
                            ),
                        ),
                        (
                            "by_browser",
                            models.JSONField(
                                blank=True,
                                default=escalation.models.alert.by_browser_at_first,
                                help_text="Topics for which open pages ring and show an alert.",
                            ),
                        ),
                        ("quiet_from", models.TimeField(blank=True, help_text="In her own time zone.", null=True)),
                        ("quiet_until", models.TimeField(blank=True, null=True)),
                    ],
                    options={
                        "verbose_name_plural": "alert preferences",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("quiet_from__isnull", True), ("quiet_until__isnull", True)),
                                    models.Q(("quiet_from__isnull", False), ("quiet_until__isnull", False)),
                                    _connector="OR",
                                ),
                                name="quiet_hours_whole",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AlertChannel",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "agent",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="alert_channels",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("name", models.CharField(max_length=60)),
                        (
                            "address",
                            models.CharField(
                                blank=True,
                                help_text="Holds a secret: whoever knows it can write there.",
                                max_length=500,
                            ),
                        ),
                        (
                            "topics",
                            models.JSONField(
                                blank=True,
                                default=escalation.models.alert.by_chat_at_first,
                                help_text="What she hears of there.",
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True, help_text="Off: removed by its owner.")),
                        ("created_at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("is_active", True)),
                                fields=("agent", "name"),
                                name="one_channel_of_a_name",
                            )
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="WebhookEndpoint",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=60, unique=True)),
                        ("url", models.URLField(max_length=500)),
                        ("secret", models.CharField(editable=False, max_length=120)),
                        ("previous_secret", models.CharField(blank=True, editable=False, max_length=120)),
                        (
                            "previous_until",
                            models.DateTimeField(
                                editable=False, help_text="So long the one before signs too.", null=True
                            ),
                        ),
                        (
                            "kinds",
                            models.JSONField(
                                blank=True,
                                default=list,
                                help_text="The kinds of notices it is told of; none means all.",
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True)),
                        ("disabled_because", models.CharField(blank=True, editable=False, max_length=200)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("url__startswith", "https://"), ("url__startswith", "http://"), _connector="OR"
                                ),
                                name="webhook_speaks_http",
                            )
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="BrowserReport",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "agent",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="browser_reports",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "browser",
                            models.CharField(help_text="A name that the browser chose at random.", max_length=36),
                        ),
                        (
                            "permission",
                            models.CharField(
                                choices=[
                                    ("granted", "allowed"),
                                    ("denied", "refused"),
                                    ("default", "not asked yet"),
                                    ("unsupported", "not possible here"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("seen_at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("agent", "browser"), name="one_report_per_browser")
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="BusinessCalendar",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=80, unique=True)),
                        (
                            "time_zone",
                            models.CharField(
                                default="UTC", help_text="Where the clock hangs that the hours mean.", max_length=64
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="OpeningWindow",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "calendar",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="windows",
                                to="escalation.businesscalendar",
                            ),
                        ),
                        (
                            "weekday",
                            models.PositiveSmallIntegerField(
                                choices=[
                                    (0, "Monday"),
                                    (1, "Tuesday"),
                                    (2, "Wednesday"),
                                    (3, "Thursday"),
                                    (4, "Friday"),
                                    (5, "Saturday"),
                                    (6, "Sunday"),
                                ]
                            ),
                        ),
                        ("opens", models.TimeField()),
                        (
                            "closes",
                            models.TimeField(
                                help_text="00:00 is the end of the day. A time before the opening is on the next day; the same time, 24 hours."
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("calendar", "weekday", "opens"),
                                name="opening_window_once",
                                violation_error_message="That day opens at this time already.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("weekday__lte", 6)), name="opening_window_on_a_weekday"
                            ),
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="SpecialDay",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "calendar",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="special_days",
                                to="escalation.businesscalendar",
                            ),
                        ),
                        ("local_date", models.DateField(verbose_name="date")),
                        (
                            "name",
                            models.CharField(
                                blank=True, help_text="What day it is, such as Christmas Day.", max_length=120
                            ),
                        ),
                        (
                            "opens",
                            models.TimeField(blank=True, help_text="Both times empty: closed all day.", null=True),
                        ),
                        ("closes", models.TimeField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("closes__isnull", True), ("opens__isnull", True)),
                                    models.Q(("closes__isnull", False), ("opens__isnull", False)),
                                    _connector="OR",
                                ),
                                name="special_day_closed_or_open",
                                violation_error_message="Give both times, or neither for a day that is closed.",
                            ),
                            models.UniqueConstraint(
                                fields=("calendar", "local_date", "opens"),
                                name="special_day_opens_once",
                                violation_error_message="That date opens at this time already.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("opens__isnull", True)),
                                fields=("calendar", "local_date"),
                                name="special_day_closed_once",
                                violation_error_message="That date is closed already.",
                            ),
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="TeamHours",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "team",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="kept_hours",
                                to="tickets.team",
                            ),
                        ),
                        (
                            "calendar",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="teams",
                                to="escalation.businesscalendar",
                            ),
                        ),
                    ],
                    options={"verbose_name_plural": "team hours"},
                ),
                migrations.CreateModel(
                    name="AgentHours",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "agent",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="kept_hours",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "calendar",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="agents",
                                to="escalation.businesscalendar",
                            ),
                        ),
                    ],
                    options={"verbose_name_plural": "agent hours"},
                ),
                migrations.CreateModel(
                    name="Canary",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=20, unique=True)),
                        ("due_at", models.DateTimeField(help_text="The deadline that was recorded last.")),
                        ("recorded_at", models.DateTimeField(help_text="When it was recorded.")),
                    ],
                    options={
                        "verbose_name_plural": "canaries",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("recorded_at__gte", models.F("due_at"))),
                                name="canary_recorded_when_due",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CriteriaRevision",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("part", models.CharField(max_length=90)),
                        ("number", models.PositiveIntegerField()),
                        (
                            "content",
                            models.TextField(help_text="As a criteria file; empty where the part was taken away."),
                        ),
                        ("note", models.CharField(blank=True, help_text="What changed and why.", max_length=300)),
                        ("published_at", models.DateTimeField()),
                        (
                            "published_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "moved_percent",
                            models.FloatField(
                                default=0,
                                help_text="Of a hundred of the latest tickets, how many it sends elsewhere than what held before.",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("part", "number"), name="criteria_revision_once")
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="TreeWalk",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "ticket",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="walks", to="tickets.ticket"
                            ),
                        ),
                        (
                            "revision",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="walks",
                                to="escalation.criteriarevision",
                            ),
                        ),
                        ("answers", models.JSONField(help_text="What the agent answered, by question.")),
                        ("facts", models.JSONField(help_text="What was known of the ticket.")),
                        ("path", models.JSONField(help_text="Each question with its answer, and what answered it.")),
                        ("outcome", models.CharField(max_length=80)),
                        (
                            "ending",
                            models.CharField(
                                choices=[
                                    ("hand over", "Hand it over"),
                                    ("keep", "Keep it and go on"),
                                    ("monitor", "Watch it and ask again later"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("walked_at", models.DateTimeField()),
                        (
                            "walked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="walks",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "overridden_by_ending",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("hand over", "Hand it over"),
                                    ("keep", "Keep it and go on"),
                                    ("monitor", "Watch it and ask again later"),
                                ],
                                help_text="Done instead.",
                                max_length=10,
                            ),
                        ),
                        ("override_reason", models.CharField(blank=True, max_length=300)),
                        ("watch_until", models.DateTimeField(blank=True, null=True)),
                        (
                            "walked_again_at",
                            models.DateTimeField(
                                blank=True, help_text="By itself, when the watching was over.", null=True
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["ticket", "-walked_at"], name="tree_walk_of_ticket"),
                            models.Index(
                                condition=models.Q(("walked_again_at__isnull", True), ("watch_until__isnull", False)),
                                fields=["watch_until"],
                                name="tree_walk_watched",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("overridden_by_ending", ""),
                                    models.Q(("override_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="tree_walk_override_says_why",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HandoffDraft",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "ticket",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="handoff_drafts",
                                to="tickets.ticket",
                            ),
                        ),
                        (
                            "agent",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="handoff_drafts",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "content",
                            models.JSONField(
                                default=dict, help_text="The form's fields by name, as typed: nothing is checked yet."
                            ),
                        ),
                        ("saved_at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("ticket", "agent"), name="one_draft_per_agent_and_ticket")
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="DrillCase",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("subject", models.CharField(max_length=200)),
                        ("body", models.TextField(help_text="As a customer would write it.")),
                        (
                            "plan",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("free", "Free"),
                                    ("team", "Team"),
                                    ("business", "Business"),
                                    ("enterprise", "Enterprise"),
                                    ("unknown", "Unknown plan"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "issue_type",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                to="tickets.issuetype",
                            ),
                        ),
                        (
                            "team",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                to="tickets.team",
                                verbose_name="team that handles it",
                            ),
                        ),
                        ("why", models.CharField(help_text="What whoever answers wrong should know.", max_length=300)),
                        ("is_active", models.BooleanField(default=True, help_text="Off: no longer asked.")),
                    ],
                    options={"verbose_name": "practice ticket"},
                ),
                migrations.CreateModel(
                    name="Drill",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "agent",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="drills",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("begun_at", models.DateTimeField()),
                        ("finished_at", models.DateTimeField(null=True)),
                        (
                            "right",
                            models.PositiveSmallIntegerField(
                                default=0, help_text="Answers that were right, once it is over."
                            ),
                        ),
                        ("is_passed", models.BooleanField(default=False)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["agent", "-finished_at"], name="drills_of_agent")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("finished_at__isnull", True)),
                                fields=("agent",),
                                name="one_open_drill_per_agent",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("is_passed", False), ("finished_at__isnull", False), _connector="OR"
                                ),
                                name="drill_passed_is_finished",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DrillQuestion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "drill",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="questions",
                                to="escalation.drill",
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField()),
                        ("subject", models.CharField(max_length=200)),
                        ("body", models.TextField()),
                        (
                            "known",
                            models.JSONField(default=list, help_text="What else is known of it, each with its name."),
                        ),
                        (
                            "ticket",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="tickets.ticket",
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="questions",
                                to="escalation.drillcase",
                            ),
                        ),
                        (
                            "right_team",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.team"
                            ),
                        ),
                        ("why", models.JSONField(default=list, help_text="The way to the right answer, in sentences.")),
                        (
                            "criterion",
                            models.CharField(
                                blank=True, help_text="What decides it, as the clarity report says.", max_length=180
                            ),
                        ),
                        ("shown_at", models.DateTimeField(null=True)),
                        ("answered_at", models.DateTimeField(null=True)),
                        (
                            "answer",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="tickets.team",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["answered_at"], name="drill_answers")],
                        "constraints": [
                            models.UniqueConstraint(fields=("drill", "position"), name="drill_question_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("answer__isnull", True), ("answered_at__isnull", True)),
                                    models.Q(
                                        ("answer__isnull", False),
                                        ("answered_at__isnull", False),
                                        ("shown_at__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="drill_question_answered",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WatcherLease",
                    fields=[
                        ("name", models.CharField(max_length=40, primary_key=True, serialize=False)),
                        ("held_by", models.CharField(blank=True, max_length=80)),
                        ("expires_at", models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name="EscalationPolicy",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=80, unique=True)),
                        ("slug", models.SlugField(max_length=80, unique=True)),
                        (
                            "description",
                            models.TextField(blank=True, help_text="What it is for, as an admin reads it."),
                        ),
                        (
                            "rounds",
                            models.PositiveSmallIntegerField(
                                default=1, help_text="How often all steps are gone through."
                            ),
                        ),
                        (
                            "pause",
                            models.DurationField(
                                default=datetime.timedelta(seconds=1800),
                                help_text="Between two rounds. After the last round the duty manager is told, and again after each pause, until somebody acknowledges.",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name_plural": "escalation policies",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("rounds__gte", 1), ("rounds__lte", 9)),
                                name="policy_has_one_to_nine_rounds",
                                violation_error_message="Go through the steps at least once, and at most nine times.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("pause__gte", datetime.timedelta(seconds=60))),
                                name="policy_pauses_a_minute",
                                violation_error_message="Pause for at least a minute.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HandoffType",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=80, unique=True)),
                        ("slug", models.SlugField(max_length=80, unique=True)),
                        (
                            "description",
                            models.TextField(blank=True, help_text="When to use it, as the sender reads it."),
                        ),
                        (
                            "asks",
                            models.CharField(
                                choices=[("package", "The whole package"), ("one_line", "One line")],
                                default="package",
                                help_text="How much the sender must say. One line says what to do next, and no more is asked.",
                                max_length=8,
                            ),
                        ),
                        (
                            "begun_by",
                            models.CharField(
                                choices=[
                                    ("people", "People, who choose it"),
                                    ("bot", "A bot"),
                                    ("shift", "A shift change"),
                                ],
                                default="people",
                                help_text="People are offered what people send. What a bot or a shift change sends comes about by itself.",
                                max_length=6,
                                verbose_name="sent by",
                            ),
                        ),
                        (
                            "within_team",
                            models.BooleanField(
                                default=False,
                                help_text="Goes to a colleague of the same team, and to no other team. All other kinds go to another team.",
                                verbose_name="inside a team",
                            ),
                        ),
                        (
                            "acknowledge_within",
                            models.DurationField(
                                default=datetime.timedelta(seconds=900), help_text="Time to acknowledge."
                            ),
                        ),
                        (
                            "respond_within",
                            models.DurationField(
                                default=datetime.timedelta(seconds=3600),
                                help_text="Time to the first answer to the customer.",
                            ),
                        ),
                        (
                            "take_back_within",
                            models.DurationField(
                                default=datetime.timedelta(seconds=900),
                                help_text="Time the sender has to take back what was returned.",
                            ),
                        ),
                        (
                            "needs_read_back",
                            models.BooleanField(
                                default=False,
                                help_text="Whoever acknowledges says in a line what happens next.",
                                verbose_name="needs a read-back",
                            ),
                        ),
                        (
                            "asked_share",
                            models.PositiveSmallIntegerField(
                                default=10,
                                help_text="Of a hundred receivers, how many are asked whether they could go on without reading earlier messages.",
                                validators=[django.core.validators.MaxValueValidator(100)],
                                verbose_name="share asked afterwards",
                            ),
                        ),
                        (
                            "may_be_warm",
                            models.BooleanField(
                                default=True,
                                help_text="The sender may ask somebody to talk it over before she takes it.",
                                verbose_name="may be a warm transfer",
                            ),
                        ),
                        (
                            "warm_from_plan",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("free", "Free"),
                                    ("team", "Team"),
                                    ("business", "Business"),
                                    ("enterprise", "Enterprise"),
                                    ("unknown", "Unknown plan"),
                                ],
                                default="enterprise",
                                help_text="The talk is chosen from the start for customers of this plan and above. Empty: no plan suggests it.",
                                max_length=12,
                                verbose_name="suggested from plan",
                            ),
                        ),
                        (
                            "warm_from_urgency",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("low", "Low"),
                                    ("normal", "Normal"),
                                    ("high", "High"),
                                    ("critical", "Critical"),
                                ],
                                default="high",
                                help_text="The talk is chosen from the start from this urgency on. Empty: no urgency suggests it.",
                                max_length=8,
                                verbose_name="suggested from urgency",
                            ),
                        ),
                        (
                            "talk_within",
                            models.DurationField(
                                default=datetime.timedelta(seconds=120),
                                help_text="Whoever is asked to talk has this long before somebody else is asked.",
                                verbose_name="time to answer an ask",
                            ),
                        ),
                        (
                            "introduction",
                            models.CharField(
                                default="Hello {customer}, my colleague {receiver} of {team} takes over from me. {receiver} knows everything you told us, so you need not repeat any of it.",
                                help_text="What the customer reads after a warm transfer, in the sender's name; she can change it before. {customer}, {sender}, {receiver} and {team} stand for names.",
                                max_length=300,
                            ),
                        ),
                        (
                            "policy",
                            models.ForeignKey(
                                blank=True,
                                help_text="What happens while nobody acknowledges. Without one only a missed deadline is told.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="handoff_types",
                                to="escalation.escalationpolicy",
                            ),
                        ),
                        (
                            "accountable_before",
                            models.CharField(
                                default="Whoever holds the ticket.",
                                max_length=200,
                                verbose_name="who is accountable before it is sent",
                            ),
                        ),
                        (
                            "accountable_waiting",
                            models.CharField(
                                default="The sender, until somebody acknowledges.",
                                max_length=200,
                                verbose_name="while it waits",
                            ),
                        ),
                        (
                            "accountable_after",
                            models.CharField(
                                default="Whoever acknowledged, and her team.",
                                max_length=200,
                                verbose_name="once it is acknowledged",
                            ),
                        ),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=1,
                                editable=False,
                                help_text="Counts its changes: each handoff keeps the version it was sent under.",
                            ),
                        ),
                        (
                            "position",
                            models.PositiveSmallIntegerField(
                                default=0, help_text="Lower comes first where types are listed."
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("acknowledge_within__gt", datetime.timedelta(0)),
                                    ("respond_within__gt", datetime.timedelta(0)),
                                    ("take_back_within__gt", datetime.timedelta(0)),
                                    ("talk_within__gt", datetime.timedelta(0)),
                                ),
                                name="handoff_type_gives_time",
                                violation_error_message="All times must be longer than nothing.",
                            )
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="Handoff",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("issue_summary", models.TextField(max_length=600)),
                        (
                            "troubleshooting",
                            models.JSONField(default=list, help_text="Steps in order, each with its result."),
                        ),
                        ("nothing_tried", models.CharField(blank=True, max_length=300)),
                        (
                            "sentiment",
                            models.CharField(
                                choices=[
                                    ("frustrated", "Frustrated"),
                                    ("neutral", "Neutral"),
                                    ("satisfied", "Satisfied"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("sentiment_note", models.CharField(max_length=300)),
                        (
                            "urgency",
                            models.CharField(
                                choices=[
                                    ("low", "Low"),
                                    ("normal", "Normal"),
                                    ("high", "High"),
                                    ("critical", "Critical"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("business_impact", models.CharField(max_length=300)),
                        ("next_best_action", models.CharField(max_length=300)),
                        ("asked", models.JSONField(default=list)),
                        ("details", models.JSONField(default=dict)),
                        (
                            "ticket",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="handoffs",
                                to="tickets.ticket",
                            ),
                        ),
                        (
                            "type",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="handoffs",
                                to="escalation.handofftype",
                            ),
                        ),
                        (
                            "from_team",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="handoffs_sent",
                                to="tickets.team",
                            ),
                        ),
                        (
                            "to_team",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="handoffs_received",
                                to="tickets.team",
                            ),
                        ),
                        (
                            "to_agent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="handoffs_asked",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "plan",
                            models.CharField(
                                choices=[
                                    ("free", "Free"),
                                    ("team", "Team"),
                                    ("business", "Business"),
                                    ("enterprise", "Enterprise"),
                                    ("unknown", "Unknown plan"),
                                ],
                                default="unknown",
                                max_length=12,
                            ),
                        ),
                        ("customer_waiting_since", models.DateTimeField(null=True)),
                        (
                            "customer_messages",
                            models.PositiveIntegerField(
                                default=0, help_text="How often the customer wrote until then."
                            ),
                        ),
                        (
                            "came_along",
                            models.JSONField(
                                default=dict,
                                help_text="Contacts, page, preferences, account events and earlier tickets, as they stood then.",
                            ),
                        ),
                        (
                            "acknowledge_within",
                            models.DurationField(help_text="The opening time in which to acknowledge it.", null=True),
                        ),
                        (
                            "take_back_within",
                            models.DurationField(help_text="The opening time in which to take it back.", null=True),
                        ),
                        (
                            "needs_read_back",
                            models.BooleanField(
                                default=False, help_text="Whoever acknowledges says what happens next."
                            ),
                        ),
                        (
                            "terms",
                            models.JSONField(
                                default=dict,
                                help_text="Its type's name, version, share asked afterwards, and who is accountable when.",
                            ),
                        ),
                        (
                            "talk",
                            models.CharField(
                                choices=[
                                    ("none", "Sent without a talk"),
                                    ("open", "Being talked over"),
                                    ("ready", "Talked over"),
                                    ("cold", "Nobody was ready to talk"),
                                    ("cut", "Ended before the talk did"),
                                ],
                                default="none",
                                max_length=5,
                            ),
                        ),
                        (
                            "talk_within",
                            models.DurationField(
                                help_text="The time that whoever is asked to talk has to answer.", null=True
                            ),
                        ),
                        ("ladder", models.JSONField(null=True)),
                        ("teams_before", models.JSONField(default=list)),
                        ("sent_at", models.DateTimeField()),
                        (
                            "sent_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sent_handoffs",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("acknowledged_at", models.DateTimeField(null=True)),
                        (
                            "acknowledged_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="acknowledged_handoffs",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "read_back",
                            models.CharField(blank=True, help_text="What the receiver does next.", max_length=300),
                        ),
                        ("withdrawn_at", models.DateTimeField(null=True)),
                        (
                            "withdrawn_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("returned_at", models.DateTimeField(null=True)),
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
                            "return_reason",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("context_missing", "Context is missing"),
                                    ("wrong_team", "Wrong team"),
                                    ("criteria_not_met", "Criteria not met"),
                                ],
                                max_length=16,
                            ),
                        ),
                        ("return_note", models.TextField(blank=True, max_length=1000)),
                        (
                            "return_missing",
                            models.JSONField(default=dict, help_text="By field of the package, what is missing there."),
                        ),
                        ("taken_back_at", models.DateTimeField(null=True)),
                        (
                            "taken_back_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "ownership",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="handoff",
                                to="tickets.ownership",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(
                                    ("acknowledged_at__isnull", True),
                                    ("returned_at__isnull", True),
                                    ("withdrawn_at__isnull", True),
                                ),
                                fields=["to_team", "sent_at"],
                                name="handoff_queue",
                            ),
                            models.Index(
                                condition=models.Q(("returned_at__isnull", False), ("taken_back_at__isnull", True)),
                                fields=["sent_by"],
                                name="handoff_to_take_back",
                            ),
                            models.Index(fields=["sent_at"], name="handoff_by_week"),
                            models.Index(fields=["to_team", "-sent_at"], name="handoff_of_team_by_week"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("acknowledged_at__isnull", True), ("acknowledged_by__isnull", True)),
                                    models.Q(("acknowledged_at__isnull", False), ("acknowledged_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="handoff_acknowledged_paired",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True)),
                                    models.Q(("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="handoff_withdrawn_paired",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("returned_at__isnull", True), ("returned_by__isnull", True)),
                                    models.Q(("returned_at__isnull", False), ("returned_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="handoff_returned_paired",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("taken_back_at__isnull", True), ("taken_back_by__isnull", True)),
                                    models.Q(("taken_back_at__isnull", False), ("taken_back_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="handoff_taken_back_paired",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("acknowledged_at__isnull", True), ("ownership__isnull", True)),
                                    models.Q(("acknowledged_at__isnull", False), ("ownership__isnull", False)),
                                    _connector="OR",
                                ),
                                name="handoff_acknowledged_in_ledger",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("withdrawn_at__isnull", True),
                                    models.Q(("acknowledged_at__isnull", True), ("returned_at__isnull", True)),
                                    _connector="OR",
                                ),
                                name="handoff_withdrawn_only_while_waiting",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("talk", "open"), _negated=True),
                                    models.Q(
                                        ("acknowledged_at__isnull", True),
                                        ("returned_at__isnull", True),
                                        ("withdrawn_at__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="handoff_talked_over_only_while_waiting",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("talk", "ready"), _negated=True),
                                    ("acknowledged_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="handoff_ready_is_acknowledged",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("returned_at__isnull", False), models.Q(("return_reason", ""), _negated=True)
                                    ),
                                    models.Q(
                                        ("return_note", ""),
                                        ("return_reason", ""),
                                        ("returned_at__isnull", True),
                                        ("taken_back_at__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="handoff_returned_with_reason",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("acknowledged_at__isnull", True),
                                    ("returned_at__isnull", True),
                                    ("withdrawn_at__isnull", True),
                                ),
                                fields=("ticket",),
                                name="one_waiting_handoff_per_ticket",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Notice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "recipient",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="notices",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "handoff",
                            models.ForeignKey(
                                help_text="Empty where it is about none.",
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="notices",
                                to="escalation.handoff",
                            ),
                        ),
                        (
                            "link",
                            models.CharField(
                                blank=True, help_text="Where to look, where that is not a ticket.", max_length=200
                            ),
                        ),
                        (
                            "is_urgent",
                            models.BooleanField(
                                default=False, help_text="Goes before all others, and through quiet hours."
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("sent", "A handoff is waiting for you"),
                                    ("warm_asked", "A colleague wants to talk a handoff over"),
                                    ("warm_said", "Somebody says something in a warm transfer"),
                                    ("warm_over", "A warm transfer came to nothing"),
                                    ("acknowledged", "Your handoff was acknowledged"),
                                    ("asked", "The receiver asks you something"),
                                    ("answered", "Your question was answered"),
                                    ("returned", "Your handoff came back"),
                                    ("handed_on", "A colleague hands over a ticket that you held"),
                                    ("withdrawn", "A handoff was withdrawn"),
                                    ("breached", "A deadline was missed"),
                                    ("reminded", "A handoff still waits for you"),
                                    ("paged", "You are on duty and a handoff waits"),
                                    ("unacknowledged", "A handoff still waits for others"),
                                    ("watch_gap", "Nobody will be on duty for a while"),
                                    ("shift_open", "A shift change is open for you"),
                                    ("shift_said", "Somebody asks or answers at a shift change"),
                                    ("shift_left", "Nobody took over at a shift change"),
                                    ("watched", "The time of watching a ticket is over"),
                                    ("undelivered", "Notices could not be delivered"),
                                    ("tried", "A test of your channels"),
                                ],
                                max_length=16,
                            ),
                        ),
                        (
                            "key",
                            models.CharField(
                                help_text="Event and recipient: one notice each.", max_length=120, unique=True
                            ),
                        ),
                        ("title", models.CharField(max_length=200)),
                        ("body", models.TextField()),
                        ("reason", models.CharField(help_text="Why this person is told.", max_length=200)),
                        ("created_at", models.DateTimeField()),
                        ("read_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["recipient", "-created_at", "-id"], name="notice_latest"),
                            models.Index(
                                condition=models.Q(("read_at__isnull", True)),
                                fields=["recipient"],
                                name="notice_unread",
                            ),
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="Clock",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "handoff",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="clocks",
                                to="escalation.handoff",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("acknowledge", "Acknowledge"),
                                    ("respond", "First answer"),
                                    ("take_back", "Take back"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("generation", models.PositiveSmallIntegerField(default=1)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("running", "Running"),
                                    ("met", "Met"),
                                    ("breached", "Breached"),
                                    ("void", "Void"),
                                ],
                                default="running",
                                max_length=8,
                            ),
                        ),
                        ("started_at", models.DateTimeField()),
                        ("due_at", models.DateTimeField()),
                        ("met_at", models.DateTimeField(null=True)),
                        ("voided_at", models.DateTimeField(null=True)),
                        ("breached_at", models.DateTimeField(null=True)),
                        ("recorded_at", models.DateTimeField(help_text="When the breach was written down.", null=True)),
                        (
                            "followed_at",
                            models.DateTimeField(help_text="When those concerned were told of the breach.", null=True),
                        ),
                        ("follow_failures", models.PositiveSmallIntegerField(default=0)),
                        (
                            "follow_after",
                            models.DateTimeField(
                                help_text="Telling or settling failed: not tried again before this.", null=True
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "running")), fields=["due_at", "id"], name="clock_due"
                            ),
                            models.Index(fields=["started_at", "kind"], name="clock_by_week"),
                            models.Index(
                                condition=models.Q(("followed_at__isnull", True), ("state", "breached")),
                                fields=["recorded_at", "id"],
                                name="clock_unfollowed",
                            ),
                            models.Index(
                                condition=models.Q(("state", "breached")), fields=["recorded_at"], name="clock_recorded"
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("handoff", "kind", "generation"), name="one_clock_per_generation"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("breached_at", None),
                                        ("met_at", None),
                                        ("recorded_at", None),
                                        ("state", "running"),
                                        ("voided_at", None),
                                    ),
                                    models.Q(
                                        ("breached_at", None),
                                        ("met_at__lte", models.F("due_at")),
                                        ("recorded_at", None),
                                        ("state", "met"),
                                        ("voided_at", None),
                                    ),
                                    models.Q(
                                        ("breached_at", None),
                                        ("met_at", None),
                                        ("recorded_at", None),
                                        ("state", "void"),
                                        ("voided_at__isnull", False),
                                    ),
                                    models.Q(
                                        ("breached_at", models.F("due_at")),
                                        ("recorded_at__isnull", False),
                                        ("state", "breached"),
                                        models.Q(("met_at", None), ("met_at__gt", models.F("due_at")), _connector="OR"),
                                    ),
                                    _connector="OR",
                                ),
                                name="clock_verdict_is_a_fact_of_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("followed_at__isnull", True), ("state", "breached"), _connector="OR"
                                ),
                                name="only_a_breach_is_followed",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Continuation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "handoff",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="continuation",
                                to="escalation.handoff",
                            ),
                        ),
                        ("asked_at", models.DateTimeField()),
                        (
                            "asked_of",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("answered_at", models.DateTimeField(null=True)),
                        ("could", models.BooleanField(null=True, verbose_name="could go on")),
                        ("missing", models.CharField(blank=True, max_length=300, verbose_name="what was missing")),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("answered_at__isnull", True), ("could__isnull", True)),
                                    models.Q(("answered_at__isnull", False), ("could__isnull", False)),
                                    _connector="OR",
                                ),
                                name="continuation_answered",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("missing", ""), ("could", False), _connector="OR"),
                                name="continuation_misses_nothing_where_it_could",
                            ),
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="HandoffGround",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "handoff",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="ground",
                                to="escalation.handoff",
                            ),
                        ),
                        (
                            "revision",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="escalation.criteriarevision",
                            ),
                        ),
                        (
                            "triggers",
                            models.JSONField(default=list, help_text="Each trigger that fired, with its sentence."),
                        ),
                        (
                            "walk",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="grounds",
                                to="escalation.treewalk",
                            ),
                        ),
                        (
                            "basis",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("trigger", "A trigger called for it"),
                                    ("walk", "The questions led to it"),
                                    ("nothing", "Nothing called for it"),
                                    ("", "The criteria do not speak of its type"),
                                ],
                                help_text="What called for it.",
                                max_length=8,
                            ),
                        ),
                        (
                            "against",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("trigger", "A trigger spoke against it"),
                                    ("walk", "The questions led elsewhere"),
                                    ("route", "Its route led elsewhere"),
                                    ("", "Nothing"),
                                ],
                                help_text="What said something else.",
                                max_length=8,
                            ),
                        ),
                        (
                            "route",
                            models.CharField(
                                blank=True, help_text="The route that fitted, by its short name.", max_length=80
                            ),
                        ),
                        ("facts", models.JSONField(default=dict, help_text="What was known of the ticket.")),
                        (
                            "reason",
                            models.CharField(
                                blank=True, help_text="The sender's, where one was asked for.", max_length=300
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Delivery",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "notice",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="deliveries",
                                to="escalation.notice",
                            ),
                        ),
                        (
                            "medium",
                            models.CharField(
                                choices=[("email", "E-mail"), ("chat", "Chat"), ("webhook", "Webhook")], max_length=8
                            ),
                        ),
                        (
                            "channel",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="deliveries",
                                to="escalation.alertchannel",
                            ),
                        ),
                        (
                            "endpoint",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="deliveries",
                                to="escalation.webhookendpoint",
                            ),
                        ),
                        (
                            "key",
                            models.CharField(
                                help_text="Event, recipient and target: one delivery each.", max_length=180, unique=True
                            ),
                        ),
                        (
                            "target",
                            models.CharField(
                                help_text="Where it goes: only so much is on its way to one target at once.",
                                max_length=30,
                            ),
                        ),
                        ("is_urgent", models.BooleanField(default=False)),
                        ("created_at", models.DateTimeField()),
                        ("next_attempt_at", models.DateTimeField()),
                        ("attempts", models.PositiveIntegerField(default=0)),
                        ("bundle", models.CharField(blank=True, max_length=180)),
                        ("lease_until", models.DateTimeField(null=True)),
                        ("lease_token", models.CharField(blank=True, max_length=32)),
                        ("sent_at", models.DateTimeField(null=True)),
                        ("dead_at", models.DateTimeField(help_text="Given up after its last try.", null=True)),
                        (
                            "cancelled_at",
                            models.DateTimeField(
                                help_text="Of no more use: somebody acknowledged meanwhile.", null=True
                            ),
                        ),
                        ("last_error", models.CharField(blank=True, max_length=300)),
                    ],
                    options={
                        "verbose_name_plural": "deliveries",
                        "indexes": [
                            models.Index(
                                condition=models.Q(
                                    ("cancelled_at__isnull", True), ("dead_at__isnull", True), ("sent_at__isnull", True)
                                ),
                                fields=["-is_urgent", "next_attempt_at", "id"],
                                name="delivery_to_send",
                            ),
                            models.Index(fields=["target", "sent_at"], name="delivery_of_target"),
                            models.Index(
                                condition=models.Q(("lease_token", ""), _negated=True),
                                fields=["lease_token"],
                                name="delivery_of_sender",
                            ),
                            models.Index(
                                condition=models.Q(("dead_at__isnull", False)), fields=["dead_at"], name="delivery_dead"
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("channel__isnull", True), ("endpoint__isnull", True), ("medium", "email")
                                    ),
                                    models.Q(
                                        ("channel__isnull", False), ("endpoint__isnull", True), ("medium", "chat")
                                    ),
                                    models.Q(
                                        ("channel__isnull", True), ("endpoint__isnull", False), ("medium", "webhook")
                                    ),
                                    _connector="OR",
                                ),
                                name="delivery_goes_somewhere",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("lease_until__isnull", True),
                                    models.Q(("lease_token", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="delivery_lease_has_its_sender",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HandoffEvent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "handoff",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="events",
                                to="escalation.handoff",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("sent", "sent"),
                                    ("acknowledged", "acknowledged"),
                                    ("asked", "asked the sender"),
                                    ("answered", "answered"),
                                    ("returned", "returned"),
                                    ("taken_back", "took it back"),
                                    ("withdrawn", "withdrew"),
                                    ("warm_asked", "asked to talk"),
                                    ("not_me", "named somebody else"),
                                    ("breached", "missed a deadline"),
                                    ("reminded", "reminded"),
                                    ("paged", "paged"),
                                    ("told", "told"),
                                    ("rerouted", "sent on"),
                                    ("unanswered", "did not answer"),
                                    ("went_cold", "is sent without a talk"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("text", models.TextField(blank=True)),
                        (
                            "clock",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="breach_event",
                                to="escalation.clock",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["handoff", "at", "id"], name="handoff_event_story"),
                            models.Index(
                                condition=models.Q(("kind", "asked")), fields=["handoff"], name="handoff_event_asked"
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("by__isnull", True), ("clock__isnull", False), ("kind", "breached")),
                                    models.Q(
                                        ("by__isnull", True),
                                        ("clock__isnull", True),
                                        (
                                            "kind__in",
                                            ("reminded", "paged", "told", "rerouted", "unanswered", "went_cold"),
                                        ),
                                    ),
                                    models.Q(
                                        models.Q(
                                            (
                                                "kind__in",
                                                [
                                                    "breached",
                                                    "reminded",
                                                    "paged",
                                                    "told",
                                                    "rerouted",
                                                    "unanswered",
                                                    "went_cold",
                                                ],
                                            ),
                                            _negated=True,
                                        ),
                                        ("by__isnull", False),
                                        ("clock__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="handoff_event_has_its_doer",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WarmAsk",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "handoff",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="asks",
                                to="escalation.handoff",
                            ),
                        ),
                        (
                            "agent",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="warm_asks",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("reason", models.CharField(help_text="Why she was asked.", max_length=200)),
                        ("asked_at", models.DateTimeField()),
                        ("due_at", models.DateTimeField(help_text="When somebody else is asked.")),
                        ("joined_at", models.DateTimeField(help_text="When she first said something.", null=True)),
                        (
                            "answer",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("ready", "is ready"),
                                    ("not_me", "not me"),
                                    ("unanswered", "did not answer"),
                                    ("called_off", "was not needed any more"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("answered_at", models.DateTimeField(null=True)),
                        (
                            "introduction",
                            models.CharField(
                                help_text="What the customer reads once she is ready, in the sender's name.",
                                max_length=300,
                            ),
                        ),
                        ("introduction_saved_at", models.DateTimeField(null=True)),
                        (
                            "introduction_window",
                            models.CharField(blank=True, help_text="The window it was last saved from.", max_length=32),
                        ),
                        ("failures", models.PositiveIntegerField(default=0)),
                        ("retry_after", models.DateTimeField(null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(condition=models.Q(("answer", "")), fields=["due_at"], name="warm_ask_due"),
                            models.Index(
                                condition=models.Q(("answer", "")), fields=["agent"], name="warm_ask_of_agent"
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("answer", ""), ("answered_at__isnull", True)),
                                    models.Q(models.Q(("answer", ""), _negated=True), ("answered_at__isnull", False)),
                                    _connector="OR",
                                ),
                                name="warm_ask_answered",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("answer", "")), fields=("handoff",), name="one_open_ask_per_handoff"
                            ),
                            models.UniqueConstraint(fields=("handoff", "agent"), name="one_ask_per_handoff_and_agent"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WarmWord",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "handoff",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="words",
                                to="escalation.handoff",
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("text", models.TextField(max_length=1000)),
                    ],
                    options={"indexes": [models.Index(fields=["handoff", "id"], name="warm_word_in_order")]},
                ),
                migrations.CreateModel(
                    name="HandoffTypeField",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "type",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="fields",
                                to="escalation.handofftype",
                            ),
                        ),
                        (
                            "key",
                            models.CharField(
                                help_text="Its name for programs: small letters, digits, hyphens and underscores.",
                                max_length=40,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^[a-z][a-z0-9_-]*$",
                                        "Small letters, digits, hyphens, underscores; a letter first.",
                                    )
                                ],
                            ),
                        ),
                        ("label", models.CharField(max_length=120)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("text", "Text"),
                                    ("choice", "Choice"),
                                    ("steps", "Steps with results"),
                                    ("checklist", "Checklist"),
                                    ("link", "Link"),
                                ],
                                default="text",
                                max_length=10,
                            ),
                        ),
                        (
                            "required",
                            models.BooleanField(default=True, help_text="Of a checklist: every item must be ticked."),
                        ),
                        (
                            "choices",
                            models.TextField(
                                blank=True, help_text="Options of a choice, or items of a checklist, one a line."
                            ),
                        ),
                        (
                            "help_text",
                            models.CharField(blank=True, help_text="What the sender reads beside it.", max_length=200),
                        ),
                        (
                            "example",
                            models.CharField(blank=True, help_text="An answer worth imitating.", max_length=300),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=0, help_text="Lower comes first.")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("type", "key"), name="one_field_per_type_and_key")
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="PolicyStep",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "policy",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="steps",
                                to="escalation.escalationpolicy",
                            ),
                        ),
                        ("after", models.DurationField(help_text="Since the handoff was sent.")),
                        (
                            "action",
                            models.CharField(
                                choices=[
                                    ("remind", "Remind the receivers"),
                                    ("page", "Page whoever is on duty"),
                                    ("tell_lead", "Tell the receiving team's lead"),
                                    ("reroute", "Send it on to another team"),
                                    ("tell_sender", "Tell the sender"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "team",
                            models.ForeignKey(
                                blank=True,
                                help_text="Where it is sent on to.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="tickets.team",
                            ),
                        ),
                        (
                            "at_any_hour",
                            models.BooleanField(
                                default=False,
                                help_text="Also while the receiving team is closed. Otherwise its closed hours do not count, and nobody is disturbed in them.",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("policy", "after", "action"),
                                name="policy_step_once",
                                violation_error_message="The same step stands there already at the same time.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("after__gte", datetime.timedelta(seconds=60))),
                                name="policy_step_waits_a_minute",
                                violation_error_message="Wait at least a minute after sending.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("action", "reroute"), ("team__isnull", False)),
                                    models.Q(models.Q(("action", "reroute"), _negated=True), ("team__isnull", True)),
                                    _connector="OR",
                                ),
                                name="policy_step_names_where_to",
                                violation_error_message="Name a team where the step sends the handoff on, and only there.",
                            ),
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="Rung",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "handoff",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="rungs",
                                to="escalation.handoff",
                            ),
                        ),
                        ("number", models.PositiveIntegerField(help_text="Counted from 0 through all rounds.")),
                        ("due_at", models.DateTimeField()),
                        ("climbed_at", models.DateTimeField(null=True)),
                        (
                            "left_at",
                            models.DateTimeField(help_text="When it turned out that nobody waits any more.", null=True),
                        ),
                        ("failures", models.PositiveSmallIntegerField(default=0)),
                        (
                            "retry_after",
                            models.DateTimeField(help_text="It failed: not tried again before this.", null=True),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("climbed_at__isnull", True), ("left_at__isnull", True)),
                                fields=["due_at"],
                                name="rung_due",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("handoff", "number"), name="one_rung_per_number"),
                            models.UniqueConstraint(
                                condition=models.Q(("climbed_at__isnull", True), ("left_at__isnull", True)),
                                fields=("handoff",),
                                name="one_rung_ahead_per_handoff",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("climbed_at__isnull", True),
                                    models.Q(("climbed_at__gte", models.F("due_at")), ("left_at__isnull", True)),
                                    _connector="OR",
                                ),
                                name="rung_climbed_when_due",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReplyDraft",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "ticket",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="reply_drafts",
                                to="tickets.ticket",
                            ),
                        ),
                        (
                            "agent",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="reply_drafts",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("body", models.TextField(help_text="As typed: nothing is checked yet.", max_length=100000)),
                        (
                            "visibility",
                            models.CharField(
                                choices=[("public", "Public"), ("internal", "Internal note")],
                                default="public",
                                max_length=8,
                            ),
                        ),
                        (
                            "channel",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("chat", "Chat"),
                                    ("email", "E-mail"),
                                    ("phone", "Phone summary"),
                                    ("web", "Web form"),
                                    ("note", "Note"),
                                ],
                                max_length=6,
                            ),
                        ),
                        (
                            "window",
                            models.CharField(
                                blank=True, help_text="Which of the agent's windows it was saved from.", max_length=32
                            ),
                        ),
                        ("saved_at", models.DateTimeField()),
                        ("is_shared", models.BooleanField(default=False, help_text="Whether colleagues see it.")),
                        ("taken_over_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "taken_over_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("ticket", "agent"), name="one_reply_draft_per_agent_and_ticket"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("taken_over_at__isnull", True), ("taken_over_by__isnull", True)),
                                    models.Q(("taken_over_at__isnull", False), ("taken_over_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="replydraft_taken_over_paired",
                            ),
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="Rota",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "team",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE, related_name="rota", to="tickets.team"
                            ),
                        ),
                        ("start_date", models.DateField(help_text="The first turn begins on this date.")),
                        ("turn_days", models.PositiveSmallIntegerField(default=7, verbose_name="days in a turn")),
                        (
                            "handover_time",
                            models.TimeField(
                                default=datetime.time(9, 0), help_text="When one turn ends and the next begins."
                            ),
                        ),
                        ("time_zone", models.CharField(default="UTC", max_length=64)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("turn_days__gte", 1), ("turn_days__lte", 366)),
                                name="rota_turns_last_days",
                                violation_error_message="A turn lasts from 1 to 366 days.",
                            )
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="RotaMember",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "rota",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="members",
                                to="escalation.rota",
                            ),
                        ),
                        (
                            "agent",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="rota_places",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "position",
                            models.PositiveSmallIntegerField(default=0, help_text="Lower has the earlier turn."),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="WatchOverride",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "team",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="watch_overrides",
                                to="tickets.team",
                            ),
                        ),
                        (
                            "agent",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="watch_overrides",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("starts_at", models.DateTimeField()),
                        ("ends_at", models.DateTimeField()),
                        ("made_at", models.DateTimeField()),
                        (
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["team", "ends_at"], name="watch_override_current")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                                name="watch_override_lasts",
                                violation_error_message="It must end after it begins.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Leave",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "agent",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="leaves",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("starts_at", models.DateTimeField()),
                        ("ends_at", models.DateTimeField()),
                        ("added_at", models.DateTimeField()),
                        (
                            "added_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["ends_at"], name="leave_current")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                                name="leave_lasts",
                                violation_error_message="It must end after it begins.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Trigger",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("slug", models.SlugField(max_length=80, unique=True, verbose_name="short name")),
                        ("name", models.CharField(help_text="In a few words, as agents read it.", max_length=120)),
                        ("position", models.PositiveSmallIntegerField(default=0, help_text="Lower comes first.")),
                        (
                            "verdict",
                            models.CharField(
                                choices=[("calls for", "Calls for"), ("suggests", "Suggests"), ("forbids", "Forbids")],
                                default="suggests",
                                max_length=10,
                            ),
                        ),
                        (
                            "handoff_type",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="triggers",
                                to="escalation.handofftype",
                            ),
                        ),
                        (
                            "match",
                            models.CharField(
                                choices=[("all", "All of these"), ("any", "Any of these")],
                                default="all",
                                max_length=3,
                                verbose_name="holds when",
                            ),
                        ),
                        (
                            "why",
                            models.CharField(blank=True, help_text="The reason, as agents read it.", max_length=300),
                        ),
                        (
                            "is_active",
                            models.BooleanField(
                                default=True, help_text="Off: left out when the criteria are published."
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Route",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("slug", models.SlugField(max_length=80, unique=True, verbose_name="short name")),
                        ("name", models.CharField(help_text="In a few words, as agents read it.", max_length=120)),
                        (
                            "position",
                            models.PositiveSmallIntegerField(
                                default=0, help_text="Lower comes first; the first that fits counts."
                            ),
                        ),
                        (
                            "team",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="routes", to="tickets.team"
                            ),
                        ),
                        (
                            "handoff_type",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="routes",
                                to="escalation.handofftype",
                            ),
                        ),
                        (
                            "words",
                            models.TextField(
                                blank=True, help_text="Words or phrases that point here, one on each line."
                            ),
                        ),
                        (
                            "match",
                            models.CharField(
                                choices=[("all", "All of these"), ("any", "Any of these")],
                                default="all",
                                max_length=3,
                                verbose_name="holds when",
                            ),
                        ),
                        (
                            "why",
                            models.CharField(blank=True, help_text="The reason, as agents read it.", max_length=300),
                        ),
                        (
                            "is_active",
                            models.BooleanField(
                                default=True, help_text="Off: left out when the criteria are published."
                            ),
                        ),
                        (
                            "issue_types",
                            models.ManyToManyField(
                                blank=True,
                                help_text="Those below them are meant too. A route without types, words and conditions takes the rest: what nobody is sure of goes to its team.",
                                related_name="routes",
                                to="tickets.issuetype",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="TriggerCondition",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("fact", models.CharField(max_length=40)),
                        (
                            "operator",
                            models.CharField(
                                choices=[
                                    ("is", "is"),
                                    ("is not", "is not"),
                                    ("is one of", "is one of"),
                                    ("is none of", "is none of"),
                                    ("is more than", "is more than"),
                                    ("is at least", "is at least"),
                                    ("is less than", "is less than"),
                                    ("is at most", "is at most"),
                                    ("contain any of", "contain any of"),
                                    ("contain all of", "contain all of"),
                                    ("contain none of", "contain none of"),
                                    ("is known", "is known"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("value", models.TextField(help_text="Of several, one on each line.")),
                        (
                            "group",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("A", "group A"),
                                    ("B", "group B"),
                                    ("C", "group C"),
                                    ("D", "group D"),
                                    ("E", "group E"),
                                ],
                                help_text="Rows of a group belong together.",
                                max_length=1,
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=0)),
                        (
                            "trigger",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="conditions",
                                to="escalation.trigger",
                            ),
                        ),
                    ],
                    options={"abstract": False},
                ),
                migrations.CreateModel(
                    name="RouteCondition",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("fact", models.CharField(max_length=40)),
                        (
                            "operator",
                            models.CharField(
                                choices=[
                                    ("is", "is"),
                                    ("is not", "is not"),
                                    ("is one of", "is one of"),
                                    ("is none of", "is none of"),
                                    ("is more than", "is more than"),
                                    ("is at least", "is at least"),
                                    ("is less than", "is less than"),
                                    ("is at most", "is at most"),
                                    ("contain any of", "contain any of"),
                                    ("contain all of", "contain all of"),
                                    ("contain none of", "contain none of"),
                                    ("is known", "is known"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("value", models.TextField(help_text="Of several, one on each line.")),
                        (
                            "group",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("A", "group A"),
                                    ("B", "group B"),
                                    ("C", "group C"),
                                    ("D", "group D"),
                                    ("E", "group E"),
                                ],
                                help_text="Rows of a group belong together.",
                                max_length=1,
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=0)),
                        (
                            "route",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="conditions",
                                to="escalation.route",
                            ),
                        ),
                    ],
                    options={"abstract": False},
                ),
                migrations.CreateModel(
                    name="TeamGuide",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "team",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE, related_name="guide", to="tickets.team"
                            ),
                        ),
                        ("description", models.TextField(blank=True)),
                        (
                            "examples",
                            models.TextField(blank=True, help_text="Sentences of customers, one on each line."),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="IssueTypeGuide",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "issue_type",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="guide",
                                to="tickets.issuetype",
                            ),
                        ),
                        ("description", models.TextField(blank=True)),
                        (
                            "examples",
                            models.TextField(blank=True, help_text="Sentences of customers, one on each line."),
                        ),
                        (
                            "team",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="tickets.team",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="ShiftPlan",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "team",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="shift_plan",
                                to="tickets.team",
                            ),
                        ),
                        (
                            "occasion",
                            models.CharField(
                                choices=[
                                    ("turn", "A turn of the team's rota ends"),
                                    ("hours", "Somebody's working hours end"),
                                    ("closing", "The team's opening hours end"),
                                ],
                                default="hours",
                                max_length=8,
                                verbose_name="starts when",
                            ),
                        ),
                        (
                            "followed_by",
                            models.ForeignKey(
                                blank=True,
                                help_text="The team that goes on, such as one in another time zone. Empty: colleagues of the same team do.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="tickets.team",
                            ),
                        ),
                        (
                            "opens_before",
                            models.DurationField(
                                default=datetime.timedelta(seconds=1800),
                                help_text="How long before the change of shifts the page opens.",
                            ),
                        ),
                        (
                            "closes_after",
                            models.DurationField(
                                default=datetime.timedelta(seconds=1800),
                                help_text="How long after it what nobody took goes to whoever is on duty.",
                            ),
                        ),
                        (
                            "is_active",
                            models.BooleanField(
                                default=True, help_text="Off: shift changes of this team begin only by hand."
                            ),
                        ),
                        ("look_at", models.DateTimeField(auto_now_add=True, help_text="When it is looked at next.")),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("opens_before__gte", datetime.timedelta(0)),
                                    ("opens_before__lte", datetime.timedelta(seconds=43200)),
                                    ("closes_after__gt", datetime.timedelta(0)),
                                    ("closes_after__lte", datetime.timedelta(seconds=43200)),
                                ),
                                name="shift_plan_window",
                                violation_error_message="It closes after the change, and is open for 12 hours at most on each side.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("followed_by__isnull", True),
                                    models.Q(("followed_by", models.F("team")), _negated=True),
                                    _connector="OR",
                                ),
                                name="shift_plan_follows_another",
                                violation_error_message="A team does not follow itself: leave this empty.",
                            ),
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="ShiftChange",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "team",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="shift_changes",
                                to="tickets.team",
                            ),
                        ),
                        (
                            "to_team",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="shift_changes_received",
                                to="tickets.team",
                            ),
                        ),
                        (
                            "outgoing",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="shift_changes",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "incoming",
                            models.ForeignKey(
                                blank=True,
                                help_text="Who is expected to take over. Anybody of the receiving team may.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="shift_changes_received",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("reason", models.CharField(help_text="Why it began.", max_length=200)),
                        ("opens_at", models.DateTimeField()),
                        ("changes_at", models.DateTimeField(help_text="When the shift ends.")),
                        (
                            "ends_at",
                            models.DateTimeField(help_text="What nobody has taken by then goes to whoever is on duty."),
                        ),
                        (
                            "summary",
                            models.TextField(blank=True, help_text="What holds for all tickets.", max_length=2000),
                        ),
                        ("summary_saved_at", models.DateTimeField(null=True)),
                        (
                            "summary_window",
                            models.CharField(blank=True, help_text="The window it was last saved from.", max_length=32),
                        ),
                        ("outgoing_signed_at", models.DateTimeField(null=True)),
                        (
                            "outgoing_signed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("incoming_signed_at", models.DateTimeField(null=True)),
                        (
                            "incoming_signed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("called_off_at", models.DateTimeField(null=True)),
                        (
                            "called_off_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("closed_at", models.DateTimeField(null=True)),
                        ("failures", models.PositiveIntegerField(default=0)),
                        ("retry_after", models.DateTimeField(null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("closed_at__isnull", True)),
                                fields=["ends_at"],
                                name="shift_change_due",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("outgoing_signed_at__isnull", True), ("outgoing_signed_by__isnull", True)
                                    ),
                                    models.Q(
                                        ("outgoing_signed_at__isnull", False), ("outgoing_signed_by__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="shiftchange_outgoing_signed_paired",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("incoming_signed_at__isnull", True), ("incoming_signed_by__isnull", True)
                                    ),
                                    models.Q(
                                        ("incoming_signed_at__isnull", False), ("incoming_signed_by__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="shiftchange_incoming_signed_paired",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("called_off_at__isnull", True), ("called_off_by__isnull", True)),
                                    models.Q(("called_off_at__isnull", False), ("called_off_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="shiftchange_called_off_paired",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ends_at__gt", models.F("opens_at")),
                                    ("ends_at__gte", models.F("changes_at")),
                                    ("opens_at__lte", models.F("changes_at")),
                                ),
                                name="shift_change_window",
                            ),
                            models.UniqueConstraint(
                                fields=("team", "outgoing", "changes_at"), name="shift_change_once"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("closed_at__isnull", True)),
                                fields=("team", "outgoing"),
                                name="one_open_shift_change",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ShiftTicket",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "shift_change",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="tickets",
                                to="escalation.shiftchange",
                            ),
                        ),
                        (
                            "ticket",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="shift_tickets",
                                to="tickets.ticket",
                            ),
                        ),
                        ("note", models.TextField(blank=True, max_length=1000)),
                        ("next_action", models.CharField(blank=True, max_length=300)),
                        (
                            "goes_to",
                            models.ForeignKey(
                                help_text="Who should take it.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("saved_at", models.DateTimeField(null=True)),
                        (
                            "window",
                            models.CharField(blank=True, help_text="The window it was last saved from.", max_length=32),
                        ),
                        ("taken_at", models.DateTimeField(null=True)),
                        (
                            "taken_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "left_at",
                            models.DateTimeField(
                                help_text="Nobody took it in time: it went to whoever is on duty.", null=True
                            ),
                        ),
                        (
                            "told_at",
                            models.DateTimeField(
                                help_text="When what was said of it was left in its thread.", null=True
                            ),
                        ),
                        (
                            "ownership",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="tickets.ownership",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("shift_change", "ticket"), name="shift_ticket_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("taken_at__isnull", True), ("taken_by__isnull", True)),
                                    models.Q(("taken_at__isnull", False), ("taken_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="shiftticket_taken_paired",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("taken_at__isnull", True), ("left_at__isnull", True), _connector="OR"
                                ),
                                name="shift_ticket_taken_or_left",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ownership__isnull", True), ("taken_at__isnull", True)),
                                    models.Q(("ownership__isnull", False), ("taken_at__isnull", False)),
                                    ("left_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="shift_ticket_in_ledger",
                            ),
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="ShiftWord",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "shift_ticket",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="words",
                                to="escalation.shiftticket",
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("text", models.TextField(max_length=1000)),
                    ],
                ),
                migrations.CreateModel(
                    name="Transition",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "ticket",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="transitions",
                                to="tickets.ticket",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("follow_up", "Follow-up"), ("channel_move", "Channel move")], max_length=12
                            ),
                        ),
                        ("said", models.TextField(help_text="What was said to whom.", max_length=1000)),
                        ("made_at", models.DateTimeField()),
                        (
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "follow_up_due_at",
                            models.DateTimeField(blank=True, help_text="When it is to be taken up again.", null=True),
                        ),
                        (
                            "from_channel",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("chat", "Chat"),
                                    ("email", "E-mail"),
                                    ("phone", "Phone summary"),
                                    ("web", "Web form"),
                                    ("note", "Note"),
                                ],
                                max_length=6,
                            ),
                        ),
                        (
                            "to_channel",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("chat", "Chat"),
                                    ("email", "E-mail"),
                                    ("phone", "Phone summary"),
                                    ("web", "Web form"),
                                    ("note", "Note"),
                                ],
                                max_length=6,
                            ),
                        ),
                        ("taken_up_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "taken_up_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["ticket", "made_at"], name="transition_story"),
                            models.Index(
                                condition=models.Q(("kind", "follow_up"), ("taken_up_at__isnull", True)),
                                fields=["ticket", "follow_up_due_at"],
                                name="transition_to_take_up",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("taken_up_at__isnull", True), ("taken_up_by__isnull", True)),
                                    models.Q(("taken_up_at__isnull", False), ("taken_up_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="transition_taken_up_paired",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("follow_up_due_at__isnull", False), ("kind", "follow_up"), ("to_channel", "")
                                    ),
                                    models.Q(
                                        ("follow_up_due_at__isnull", True),
                                        ("kind", "channel_move"),
                                        models.Q(("to_channel", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="transition_says_when_or_where",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("taken_up_at__isnull", True), ("kind", "follow_up"), _connector="OR"
                                ),
                                name="transition_only_follow_ups_are_taken_up",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DecisionTree",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("slug", models.SlugField(max_length=80, unique=True, verbose_name="short name")),
                        ("name", models.CharField(max_length=120)),
                        (
                            "is_active",
                            models.BooleanField(default=True, help_text="Off: publishing takes it away from tickets."),
                        ),
                        (
                            "issue_types",
                            models.ManyToManyField(
                                blank=True,
                                help_text="Those below them are meant too. Of two trees for one type the first by short name counts.",
                                related_name="trees",
                                to="tickets.issuetype",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="TreeQuestion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.SlugField(max_length=80, verbose_name="short name")),
                        ("position", models.PositiveSmallIntegerField(default=0)),
                        (
                            "tree",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="questions",
                                to="escalation.decisiontree",
                            ),
                        ),
                        ("text", models.CharField(max_length=200, verbose_name="question")),
                        ("help_text", models.CharField(blank=True, max_length=300, verbose_name="how to find out")),
                        ("fact", models.CharField(blank=True, max_length=40, verbose_name="answered by")),
                        (
                            "asks_otherwise",
                            models.BooleanField(
                                default=False,
                                help_text="Asked also where the fact is known and no answer is compared with it so.",
                                verbose_name="else ask",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("tree", "key"), name="tree_question_once")]
                    },
                ),
                migrations.CreateModel(
                    name="TreeAnswer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "tree",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="answers",
                                to="escalation.decisiontree",
                            ),
                        ),
                        ("question", models.SlugField(max_length=80)),
                        ("label", models.CharField(max_length=120, verbose_name="answer")),
                        (
                            "operator",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("is", "is"),
                                    ("is not", "is not"),
                                    ("is one of", "is one of"),
                                    ("is none of", "is none of"),
                                    ("is more than", "is more than"),
                                    ("is at least", "is at least"),
                                    ("is less than", "is less than"),
                                    ("is at most", "is at most"),
                                    ("contain any of", "contain any of"),
                                    ("contain all of", "contain all of"),
                                    ("contain none of", "contain none of"),
                                    ("is known", "is known"),
                                ],
                                max_length=20,
                                verbose_name="if the fact",
                            ),
                        ),
                        ("value", models.TextField(blank=True, verbose_name="compared with")),
                        ("then", models.SlugField(blank=True, max_length=80, verbose_name="leads to")),
                        ("position", models.PositiveSmallIntegerField(default=0)),
                    ],
                ),
                migrations.CreateModel(
                    name="TreeOutcome",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.SlugField(max_length=80, verbose_name="short name")),
                        ("position", models.PositiveSmallIntegerField(default=0)),
                        (
                            "tree",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="outcomes",
                                to="escalation.decisiontree",
                            ),
                        ),
                        ("name", models.CharField(max_length=120, verbose_name="what to do")),
                        (
                            "ending",
                            models.CharField(
                                choices=[
                                    ("hand over", "Hand it over"),
                                    ("keep", "Keep it and go on"),
                                    ("monitor", "Watch it and ask again later"),
                                ],
                                max_length=10,
                                verbose_name="that is",
                            ),
                        ),
                        (
                            "team",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="tickets.team",
                            ),
                        ),
                        (
                            "handoff_type",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="escalation.handofftype",
                            ),
                        ),
                        ("guidance", models.TextField(blank=True, help_text="What to do or to send along.")),
                        (
                            "article",
                            models.CharField(blank=True, help_text="The address of a page that helps.", max_length=300),
                        ),
                        (
                            "monitor_for",
                            models.DurationField(
                                blank=True,
                                help_text="The tree is walked again then.",
                                null=True,
                                verbose_name="watch for",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("tree", "key"), name="tree_outcome_once")]
                    },
                ),
            ]
        )
    ]
