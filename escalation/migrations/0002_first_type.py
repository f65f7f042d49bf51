"""A type to begin with, so that the first handoff needs no preparation, and the one watcher's lease."""

from datetime import UTC, datetime

from django.db import migrations


def furnish(apps, schema_editor):
    apps.get_model("escalation", "HandoffType").objects.get_or_create(
        slug="escalation",
        defaults={
            "name": "Escalation to another team",
            "description": "The ticket needs skill, access or authority that your team does not have.",
        },
    )
    apps.get_model("escalation", "WatcherLease").objects.get_or_create(
        name="deadlines", defaults={"expires_at": datetime(2000, 1, 1, tzinfo=UTC)}
    )


class Migration(migrations.Migration):
    dependencies = [("escalation", "0001_initial")]

    operations = [migrations.RunPython(furnish, migrations.RunPython.noop)]
