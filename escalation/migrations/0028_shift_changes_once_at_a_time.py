from django.db import migrations, models
from django.utils import timezone


def close_doubles(apps, schema_editor):
    """Of several that are open for one agent the one that ends last goes on, and finds all that she still holds."""
    shift_changes = apps.get_model("escalation", "ShiftChange").objects.filter(closed_at__isnull=True)
    seen = set()
    for found in shift_changes.order_by("-ends_at", "-pk"):
        whose = (found.team_id, found.outgoing_id)
        if whose in seen:
            shift_changes.filter(pk=found.pk).update(closed_at=timezone.now())
        seen.add(whose)


class Migration(migrations.Migration):
    dependencies = [("escalation", "0027_lengths_in_minutes")]

    operations = [
        migrations.AddField(
            model_name="shiftticket",
            name="told_at",
            field=models.DateTimeField(help_text="When what was said of it was left in its thread.", null=True),
        ),
        migrations.RunPython(close_doubles, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="shiftchange",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at__isnull", True)),
                fields=("team", "outgoing"),
                name="one_open_shift_change",
            ),
        ),
    ]
