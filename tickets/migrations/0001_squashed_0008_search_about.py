"""Every table as it is; what was migrated step by step before needs nothing of it."""

import django.contrib.auth.validators
import django.contrib.postgres.search
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tickets.models.attachment


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("tickets", "0001_initial"),
        ("tickets", "0003_imported_holder"),
        ("tickets", "0004_inbox_indexes"),
        ("tickets", "0005_shift_change"),
        ("tickets", "0006_presence_hidden_and_transitions"),
        ("tickets", "0007_learning"),
        ("tickets", "0008_search_about"),
    ]

    dependencies = [("auth", "0012_alter_user_first_name_max_length")]

    operations = [
        migrations.CreateModel(
            name="Agent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "username",
                    models.CharField(
                        max_length=150,
                        unique=True,
                        validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                    ),
                ),
                ("name", models.CharField(help_text="As colleagues and customers read it.", max_length=150)),
                ("email", models.EmailField(blank=True, max_length=254)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("agent", "Agent"),
                            ("lead", "Lead"),
                            ("manager", "Manager"),
                            ("admin", "Admin"),
                            ("bot", "Bot"),
                        ],
                        default="agent",
                        max_length=10,
                    ),
                ),
                ("time_zone", models.CharField(default="UTC", max_length=64)),
                (
                    "is_active",
                    models.BooleanField(default=True, help_text="Off: may not sign in, and holds no tickets."),
                ),
                ("joined_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="Account",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
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
                ("country", models.CharField(blank=True, max_length=80)),
                ("source", models.CharField(blank=True, max_length=40)),
                ("external_id", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("external_id", ""), _negated=True),
                        fields=("source", "external_id"),
                        name="account_external_id",
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="AccountEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="events", to="tickets.account"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("upgrade", "Plan changed"),
                            ("billing", "Billing changed"),
                            ("deployment", "Deployment"),
                            ("incident", "Incident"),
                            ("other", "Other"),
                        ],
                        default="other",
                        max_length=12,
                    ),
                ),
                ("summary", models.CharField(max_length=200)),
                ("happened_at", models.DateTimeField()),
            ],
            options={"indexes": [models.Index(fields=["account", "-happened_at"], name="account_event_recent")]},
        ),
        migrations.CreateModel(
            name="Customer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="customers", to="tickets.account"
                    ),
                ),
                ("name", models.CharField(max_length=150)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("title", models.CharField(blank=True, max_length=120)),
                (
                    "preferences",
                    models.TextField(blank=True, help_text="How she likes to be reached, languages, hours."),
                ),
                ("special_circumstances", models.TextField(blank=True)),
                ("source", models.CharField(blank=True, max_length=40)),
                ("external_id", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("external_id", ""), _negated=True),
                        fields=("source", "external_id"),
                        name="customer_external_id",
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="IssueType",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80)),
                ("slug", models.SlugField(max_length=80, unique=True)),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="tickets.issuetype",
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
            ],
        ),
        migrations.CreateModel(
            name="Site",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(default="Baton", max_length=80)),
                (
                    "time_zone",
                    models.CharField(
                        default="UTC", help_text="Weeks on the scorecard begin in this zone.", max_length=64
                    ),
                ),
                (
                    "duty_manager",
                    models.ForeignKey(
                        blank=True,
                        help_text="Who is told when a team has no lead.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "at_risk_share",
                    models.PositiveSmallIntegerField(
                        default=33,
                        help_text="A deadline is at risk when this percentage of its time, or less, is left.",
                        validators=[django.core.validators.MinValueValidator(1)],
                    ),
                ),
                (
                    "learns_from_tickets",
                    models.BooleanField(
                        default=True,
                        help_text="Who handles something is ranked also by how resolved tickets began, once two teams have solved 20.",
                    ),
                ),
            ],
            options={"constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="one_site")]},
        ),
        migrations.CreateModel(
            name="Team",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, unique=True)),
                ("slug", models.SlugField(max_length=80, unique=True)),
                (
                    "tier",
                    models.PositiveSmallIntegerField(
                        default=1,
                        help_text="The support line: 0 the bot, 1 the first line, 2 specialists, 3 engineering and the like.",
                    ),
                ),
                (
                    "color",
                    models.PositiveSmallIntegerField(
                        default=1, help_text="1 to 8: the color of the team's stretch of a thread."
                    ),
                ),
                ("time_zone", models.CharField(default="UTC", max_length=64)),
                ("is_active", models.BooleanField(default=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("color__gte", 1), ("color__lte", 8)), name="team_color_known"
                    )
                ]
            },
        ),
        migrations.AddField(
            model_name="agent",
            name="answered_for_by",
            field=models.ForeignKey(
                blank=True,
                help_text="Bots only: the team that answers for what the bot holds.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="bots",
                to="tickets.team",
            ),
        ),
        migrations.AddConstraint(
            model_name="agent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("role", "bot"), _negated=True), ("answered_for_by__isnull", False), _connector="OR"
                ),
                name="bot_is_answered_for",
                violation_error_message="A bot needs the team that answers for it.",
            ),
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="memberships", to="tickets.team"
                    ),
                ),
                (
                    "agent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("is_lead", models.BooleanField(default=False)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("team", "agent"), name="one_membership_per_team"),
                    models.UniqueConstraint(
                        condition=models.Q(("is_lead", True)),
                        fields=("team",),
                        name="one_lead_per_team",
                        violation_error_message="This team already has a lead.",
                    ),
                ]
            },
        ),
        migrations.AddField(
            model_name="team",
            name="members",
            field=models.ManyToManyField(
                related_name="teams", through="tickets.Membership", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.CreateModel(
            name="Ticket",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject", models.CharField(max_length=200)),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tickets", to="tickets.customer"
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tickets", to="tickets.account"
                    ),
                ),
                (
                    "issue_type",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tickets",
                        to="tickets.issuetype",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "Open"), ("pending", "Waiting on customer"), ("resolved", "Resolved")],
                        default="open",
                        max_length=10,
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tickets", to="tickets.team"
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="held_tickets",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("last_activity_at", models.DateTimeField()),
                (
                    "waiting_since",
                    models.DateTimeField(
                        blank=True, help_text="The customer's first message that nobody has answered yet.", null=True
                    ),
                ),
                ("resolved_at", models.DateTimeField(blank=True, null=True)),
                (
                    "resolved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="resolved_tickets",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=40)),
                ("external_id", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "resolved"), _negated=True),
                        fields=["team", "-last_activity_at", "-id"],
                        name="ticket_inbox_recent",
                    ),
                    models.Index(
                        condition=models.Q(("status", "resolved"), _negated=True),
                        fields=["team", "waiting_since", "id"],
                        name="ticket_inbox_waiting",
                    ),
                    models.Index(
                        condition=models.Q(models.Q(("status", "resolved"), _negated=True), ("holder__isnull", True)),
                        fields=["team", "-last_activity_at", "-id"],
                        name="ticket_inbox_unheld",
                    ),
                    models.Index(
                        condition=models.Q(("status", "resolved")),
                        fields=["team", "-last_activity_at", "-id"],
                        name="ticket_resolved_recent",
                    ),
                    models.Index(
                        condition=models.Q(("status", "resolved"), _negated=True),
                        fields=["holder"],
                        name="ticket_held_open",
                    ),
                    models.Index(fields=["-last_activity_at", "-id"], name="ticket_recent"),
                    models.Index(fields=["account", "-opened_at"], name="ticket_of_account"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("resolved_at__isnull", True), ("resolved_by__isnull", True)),
                            models.Q(("resolved_at__isnull", False), ("resolved_by__isnull", False)),
                            models.Q(("resolved_at__isnull", False), models.Q(("source", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="ticket_resolved_paired",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("external_id", ""), _negated=True),
                        fields=("source", "external_id"),
                        name="ticket_external_id",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("resolved_at__isnull", False), ("status", "resolved")),
                            models.Q(models.Q(("status", "resolved"), _negated=True), ("resolved_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="ticket_resolved_when_said",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="messages", to="tickets.ticket"
                    ),
                ),
                (
                    "author_kind",
                    models.CharField(
                        choices=[
                            ("customer", "Customer"),
                            ("agent", "Agent"),
                            ("bot", "Bot"),
                            ("imported", "Imported"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "agent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="tickets.customer",
                    ),
                ),
                ("author_name", models.CharField(blank=True, help_text="Of an imported author.", max_length=150)),
                (
                    "channel",
                    models.CharField(
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
                    "visibility",
                    models.CharField(
                        choices=[("public", "Public"), ("internal", "Internal note")], default="public", max_length=8
                    ),
                ),
                ("body", models.TextField(max_length=100000)),
                ("page_url", models.CharField(blank=True, help_text="The page the customer was on.", max_length=500)),
                ("posted_at", models.DateTimeField()),
                ("source", models.CharField(blank=True, max_length=40)),
                ("external_id", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "indexes": [models.Index(fields=["ticket", "posted_at", "id"], name="message_thread")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("agent__isnull", True), ("author_kind", "customer"), ("customer__isnull", False)),
                            models.Q(
                                ("agent__isnull", False),
                                ("author_kind__in", ["agent", "bot"]),
                                ("customer__isnull", True),
                            ),
                            models.Q(("agent__isnull", True), ("author_kind", "imported"), ("customer__isnull", True)),
                            _connector="OR",
                        ),
                        name="message_has_its_author",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("channel", "note"), _negated=True), ("visibility", "internal"), _connector="OR"
                        ),
                        name="note_is_internal",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("external_id", ""), _negated=True),
                        fields=("source", "external_id"),
                        name="message_external_id",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="attachments", to="tickets.message"
                    ),
                ),
                ("file", models.FileField(upload_to=tickets.models.attachment.stored_name)),
                ("filename", models.CharField(max_length=200)),
                ("size", models.PositiveBigIntegerField(help_text="Bytes.")),
                ("uploaded_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Ownership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="ownerships", to="tickets.ticket"
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.team"),
                ),
                (
                    "agent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "agent_name",
                    models.CharField(
                        blank=True, help_text="Of an imported holder who is no agent here.", max_length=150
                    ),
                ),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("opened", "opened"),
                            ("claimed", "claimed"),
                            ("handoff", "handed over"),
                            ("returned", "returned"),
                            ("reassigned", "reassigned"),
                            ("imported", "imported"),
                            ("admin", "changed by an admin"),
                            ("reopened", "reopened"),
                            ("shift", "shift change"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "ownership ledger",
                "indexes": [
                    models.Index(fields=["ticket", "started_at"], name="ownership_in_order"),
                    models.Index(
                        condition=models.Q(("cause__in", ("reassigned", "admin", "imported"))),
                        fields=["started_at"],
                        name="ownership_unexplained",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("ticket",),
                        name="one_open_ownership_per_ticket",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at__isnull", True), ("ended_at__gte", models.F("started_at")), _connector="OR"
                        ),
                        name="ownership_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("agent_name", ""),
                            models.Q(("agent__isnull", True), ("cause", "imported")),
                            _connector="OR",
                        ),
                        name="ownership_name_only_of_the_imported",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Participant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="participants", to="tickets.ticket"
                    ),
                ),
                (
                    "agent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="participations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="participations",
                        to="tickets.team",
                    ),
                ),
                ("since", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("agent__isnull", True), ("team__isnull", False)),
                            models.Q(("agent__isnull", False), ("team__isnull", True)),
                            _connector="OR",
                        ),
                        name="participant_is_agent_or_team",
                    ),
                    models.UniqueConstraint(fields=("ticket", "agent"), name="agent_takes_part_once"),
                    models.UniqueConstraint(fields=("ticket", "team"), name="team_takes_part_once"),
                ]
            },
        ),
        migrations.CreateModel(
            name="SearchText",
            fields=[
                (
                    "ticket",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search_text",
                        serialize=False,
                        to="tickets.ticket",
                    ),
                ),
                (
                    "about",
                    models.TextField(
                        db_default="", help_text="Subject, customer and company: what a ticket is known by."
                    ),
                ),
                ("text", models.TextField(help_text="What was said, the latest of it where it is long.")),
                ("folded", models.TextField(db_default="")),
                ("vector", django.contrib.postgres.search.SearchVectorField(null=True)),
            ],
        ),
    ]
