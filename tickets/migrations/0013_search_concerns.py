"""Whom each ticket ever concerned, beside its words and in one index with them; the database keeps it up to date."""

from django.db import migrations, models

import tickets.models.search_text

# To begin with, a ticket's team and whoever takes part in it.
ON_BEGINNING = """
CREATE FUNCTION search_text_concerns() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  NEW.concerns := ARRAY(
    SELECT team_id FROM tickets_ticket WHERE id = NEW.ticket_id
    UNION SELECT coalesce(team_id, -agent_id) FROM tickets_participant WHERE ticket_id = NEW.ticket_id
  );
  RETURN NEW;
END $$;
CREATE TRIGGER search_text_concerns BEFORE INSERT ON tickets_searchtext
  FOR EACH ROW EXECUTE FUNCTION search_text_concerns();
"""
# Then whoever comes to take part. What is known already is not written again: that would cost as much as a message.
ON_TAKING_PART = """
CREATE FUNCTION search_concerns_participants() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  UPDATE tickets_searchtext SET concerns = concerns || more.numbers
  FROM (
    SELECT ticket_id, array_agg(coalesce(team_id, -agent_id)) AS numbers FROM come GROUP BY ticket_id
  ) AS more
  WHERE tickets_searchtext.ticket_id = more.ticket_id AND NOT concerns @> more.numbers;
  RETURN NULL;
END $$;
CREATE TRIGGER search_concerns_new_participants AFTER INSERT ON tickets_participant
  REFERENCING NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION search_concerns_participants();
CREATE TRIGGER search_concerns_changed_participants AFTER UPDATE ON tickets_participant
  REFERENCING NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION search_concerns_participants();
"""
# And the team to which it goes.
ON_GOING = """
CREATE FUNCTION search_concerns_team() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  UPDATE tickets_searchtext SET concerns = concerns || NEW.team_id
  WHERE ticket_id = NEW.id AND NOT concerns @> ARRAY[NEW.team_id];
  RETURN NULL;
END $$;
CREATE TRIGGER search_concerns_team AFTER UPDATE OF team_id ON tickets_ticket
  FOR EACH ROW WHEN (OLD.team_id IS DISTINCT FROM NEW.team_id) EXECUTE FUNCTION search_concerns_team();
"""
SO_FAR = """
UPDATE tickets_searchtext SET concerns = ARRAY(
  SELECT team_id FROM tickets_ticket WHERE id = tickets_searchtext.ticket_id
  UNION SELECT coalesce(team_id, -agent_id) FROM tickets_participant WHERE ticket_id = tickets_searchtext.ticket_id
)
"""


def write_concerns(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute("DROP INDEX search_text_vector")  # filling it row by row would take far longer
    for sql in (SO_FAR, ON_BEGINNING, ON_TAKING_PART, ON_GOING):
        schema_editor.execute(sql)
    schema_editor.execute("CREATE INDEX search_text_words ON tickets_searchtext USING gin (vector, concerns)")


def forget_concerns(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute("DROP INDEX search_text_words")
    for function in ("search_text_concerns", "search_concerns_participants", "search_concerns_team"):
        schema_editor.execute(f"DROP FUNCTION {function}() CASCADE")
    schema_editor.execute("CREATE INDEX search_text_vector ON tickets_searchtext USING gin (vector)")


class Migration(migrations.Migration):
    dependencies = [("tickets", "0012_edition")]

    operations = [
        migrations.AddField(
            model_name="searchtext",
            name="concerns",
            field=tickets.models.search_text.Numbers(
                base_field=models.BigIntegerField(), editable=False, null=True, size=None
            ),
        ),
        migrations.RunPython(write_concerns, forget_concerns),
    ]
