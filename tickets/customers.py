"""Who writes to us: adding a customer when she first turns up."""

from django.db import transaction

from tickets.models import Account, Customer


@transaction.atomic
def add(*, name: str, email: str = "", title: str = "", account: Account | None = None, company: str = "") -> Customer:
    """Add a customer of `account`, or of a company that is new too."""
    account = account or Account.objects.create(name=company)
    return Customer.objects.create(account=account, name=name, email=email, title=title)
