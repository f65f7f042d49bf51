"""A policy to begin with, for the type that is there to begin with."""

from datetime import timedelta

from django.db import migrations

STEPS = [(10, "remind"), (20, "page"), (30, "tell_lead"), (45, "tell_sender")]  # minutes after sending


def furnish(apps, schema_editor):
    policy, is_new = apps.get_model("escalation", "EscalationPolicy").objects.get_or_create(
        slug="standard",
        defaults={
            "name": "Standard",
            "description": "Remind the receivers before the deadline; after it look for somebody who answers.",
        },
    )
    if is_new:
        for minutes, action in STEPS:
            policy.steps.create(after=timedelta(minutes=minutes), action=action)
    apps.get_model("escalation", "HandoffType").objects.filter(slug="escalation", policy=None).update(policy=policy)


class Migration(migrations.Migration):
    dependencies = [("escalation", "0006_policies")]

    operations = [migrations.RunPython(furnish, migrations.RunPython.noop)]
