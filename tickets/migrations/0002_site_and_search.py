"""The one site row, and on PostgreSQL the index that full text search reads."""

from django.db import migrations


def make_site(apps, schema_editor):
    apps.get_model("tickets", "Site").objects.get_or_create(pk=1)


def index_vector(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE INDEX search_text_vector ON tickets_searchtext USING gin (vector)")


def drop_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX search_text_vector")


class Migration(migrations.Migration):
    dependencies = [("tickets", "0001_squashed_0008_search_about")]

    operations = [
        migrations.RunPython(make_site, migrations.RunPython.noop),
        migrations.RunPython(index_vector, drop_index),
    ]
