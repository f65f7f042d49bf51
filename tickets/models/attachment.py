import uuid

from django.db import models


def stored_name(attachment: "Attachment", filename: str) -> str:
    """A random name: nothing a sender chose reaches the file system."""
    name = uuid.uuid4().hex
    return f"{name[:2]}/{name}"


class Attachment(models.Model):
    """A file that came with a message; only ever handed out as a download."""

    message = models.ForeignKey("tickets.Message", on_delete=models.CASCADE, related_name="attachments")
    file = models.FileField(upload_to=stored_name)
    filename = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField(help_text="Bytes.")
    uploaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.filename
