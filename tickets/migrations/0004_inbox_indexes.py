"""The inbox lists what is open in any order, what nobody holds, and what was resolved lately."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0003_imported_holder"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="ticket",
            name="ticket_inbox_waiting",
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("status", "resolved"), _negated=True),
                fields=["team", "waiting_since", "id"],
                name="ticket_inbox_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(models.Q(("status", "resolved"), _negated=True), ("holder__isnull", True)),
                fields=["team", "-last_activity_at", "-id"],
                name="ticket_inbox_unheld",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("status", "resolved")),
                fields=["team", "-last_activity_at", "-id"],
                name="ticket_resolved_recent",
            ),
        ),
    ]
