"""The database stamps a new edition with every change to what each process keeps a copy of."""

from django.db import migrations

TABLES = ("handofftype", "handofftypefield", "escalationpolicy", "policystep", "criteriarevision", "webhookendpoint")
KINDS_OF_CHANGES = ("insert", "update", "delete")


def stamp_changes(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE FUNCTION stamp_new_edition() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN UPDATE tickets_edition SET stamp = gen_random_uuid()::text; RETURN NULL; END $$"
        )
        for table in TABLES:
            schema_editor.execute(
                f"CREATE TRIGGER {table}_new_edition AFTER INSERT OR UPDATE OR DELETE ON escalation_{table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION stamp_new_edition()"
            )
        return
    for table in TABLES:
        for change in KINDS_OF_CHANGES:
            schema_editor.execute(
                f"CREATE TRIGGER {table}_{change}_new_edition AFTER {change} ON escalation_{table} "  # noqa: S608
                "BEGIN UPDATE tickets_edition SET stamp = hex(randomblob(16)); END"
            )


def leave_unstamped(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION stamp_new_edition() CASCADE")
        return
    for table in TABLES:
        for change in KINDS_OF_CHANGES:
            schema_editor.execute(f"DROP TRIGGER {table}_{change}_new_edition")


class Migration(migrations.Migration):
    dependencies = [("escalation", "0040_versions_of_kinds"), ("tickets", "0012_edition")]

    operations = [migrations.RunPython(stamp_changes, leave_unstamped)]
