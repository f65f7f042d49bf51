"""That a notice rang in the browser of whoever is called stands in the handoff's story, once for each."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("escalation", "0041_editions")]

    operations = [
        migrations.AddField(
            model_name="handoffevent",
            name="notice",
            field=models.OneToOneField(
                help_text="What rang, once, in however many browsers.",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="ring",
                to="escalation.notice",
            ),
        ),
        migrations.AlterField(
            model_name="handoffevent",
            name="kind",
            field=models.CharField(
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
                    ("rang", "heard it ring"),
                    ("unanswered", "did not answer"),
                    ("went_cold", "is sent without a talk"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="handoffevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "rang"), ("notice__isnull", False)),
                    models.Q(models.Q(("kind", "rang"), _negated=True), ("notice__isnull", True)),
                    _connector="OR",
                ),
                name="only_a_notice_rings",
            ),
        ),
    ]
