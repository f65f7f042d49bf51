"""What happens by itself to tickets."""

from celery import shared_task
from django.utils import timezone

from tickets import attachments


@shared_task
def sweep_files() -> None:
    """Remove files whose message was never kept. Twice at once does no harm."""
    attachments.sweep(timezone.now())
