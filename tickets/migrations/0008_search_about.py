"""What a ticket is known by stands apart from what was said: it can be renamed, and a long thread never cuts it off."""

from typing import Any

from django.db import migrations, models
from django.db.models import F, OuterRef, Subquery, Value
from django.db.models.functions import Concat, Length, Substr


def set_apart(apps: Any, schema_editor: Any) -> None:
    search_text, ticket = apps.get_model("tickets", "SearchText"), apps.get_model("tickets", "Ticket")
    line = Value("\n")
    names = Concat(
        "subject",
        line,
        "customer__name",
        line,
        "customer__email",
        line,
        "account__name",
        output_field=models.TextField(),
    )
    about = Subquery(ticket.objects.filter(pk=OuterRef("ticket")).values(names=names))
    search_text.objects.update(about=about)
    began_with_it = search_text.objects.filter(text__startswith=F("about"))
    began_with_it.update(text=Substr("text", Length("about") + 2))
    if schema_editor.connection.vendor == "postgresql":
        return
    for row in search_text.objects.iterator(chunk_size=200):
        search_text.objects.filter(pk=row.pk).update(folded=f"{row.about}\n{row.text}".casefold())


class Migration(migrations.Migration):
    dependencies = [("tickets", "0007_learning")]

    operations = [
        migrations.AddField(
            model_name="searchtext",
            name="about",
            field=models.TextField(
                db_default="", help_text="Subject, customer and company: what a ticket is known by."
            ),
        ),
        migrations.AddField(
            model_name="searchtext",
            name="folded",
            field=models.TextField(db_default=""),
        ),
        migrations.AlterField(
            model_name="searchtext",
            name="text",
            field=models.TextField(help_text="What was said, the latest of it where it is long."),
        ),
        migrations.RunPython(set_apart, migrations.RunPython.noop),
    ]
