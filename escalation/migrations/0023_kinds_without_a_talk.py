from django.db import migrations

# Where there is nobody to talk to, or no time: the bot's, those of a shift, and what goes on with the same customer.
WITHOUT_A_TALK = ["bot-to-agent", "shift-change", "follow-up", "channel-move", "reassignment"]


def without_a_talk(apps, schema_editor):
    apps.get_model("escalation", "HandoffType").objects.filter(slug__in=WITHOUT_A_TALK).update(may_be_warm=False)


class Migration(migrations.Migration):
    dependencies = [("escalation", "0022_warm")]

    operations = [migrations.RunPython(without_a_talk, migrations.RunPython.noop)]
