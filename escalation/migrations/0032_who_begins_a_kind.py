"""What people are offered to send is what people send: not what a bot or a shift change sends by itself."""

from django.db import migrations, models


def name_the_others(apps, schema_editor):
    """The two kinds that shipped and that nobody chooses."""
    kinds = apps.get_model("escalation", "HandoffType").objects
    kinds.filter(slug="bot-to-agent").update(begun_by="bot")
    kinds.filter(slug="shift-change").update(begun_by="shift")


class Migration(migrations.Migration):
    dependencies = [("escalation", "0031_previous_secret")]

    operations = [
        migrations.AddField(
            model_name="handofftype",
            name="begun_by",
            field=models.CharField(
                "sent by",
                max_length=6,
                choices=[("people", "People, who choose it"), ("bot", "A bot"), ("shift", "A shift change")],
                default="people",
                help_text="People are offered what people send. What a bot or a shift change sends comes about by "
                "itself.",
            ),
        ),
        migrations.RunPython(name_the_others, migrations.RunPython.noop),
    ]
