import uuid

from django.db import migrations, models


def make_edition(apps, schema_editor):
    apps.get_model("tickets", "Edition").objects.create(pk=1, stamp=str(uuid.uuid4()))


class Migration(migrations.Migration):
    dependencies = [("tickets", "0011_index_of_answers_in_place")]

    operations = [
        migrations.CreateModel(
            name="Edition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("stamp", models.CharField(max_length=36)),
            ],
        ),
        migrations.RunPython(make_edition, migrations.RunPython.noop),
    ]
