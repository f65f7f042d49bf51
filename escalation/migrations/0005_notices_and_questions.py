"""Notices by time; questions to senders, which are few among all that happens."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("escalation", "0004_clock_by_week"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="notice",
            name="notice_latest",
        ),
        migrations.AddIndex(
            model_name="handoffevent",
            index=models.Index(condition=models.Q(("kind", "asked")), fields=["handoff"], name="handoff_event_asked"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["recipient", "-created_at", "-id"], name="notice_latest"),
        ),
    ]
