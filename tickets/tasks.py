"""What happens by itself to tickets."""

from celery import shared_task
from django.utils import timezone

from tickets import attachments, table_sizes
from tickets.sessions import SessionStore


@shared_task
def sweep_files() -> None:
    """Remove files whose message was never kept. Twice at once does no harm."""
    attachments.sweep(timezone.now())


@shared_task
def clear_sessions() -> None:
    """Forget who was signed in with a browser that has not come back for weeks."""
    SessionStore.clear_expired()


@shared_task
def measure_tables() -> None:
    """Have the database know how its tables have grown."""
    table_sizes.measure()
