"""Who writes to us: adding a customer when she first turns up, and following a change of her name."""

from django.db import transaction

from tickets import search
from tickets.models import Account, Customer, Ticket


@transaction.atomic
def add(*, name: str, email: str = "", title: str = "", account: Account | None = None, company: str = "") -> Customer:
    """Add a customer of `account`, or of a company that is new too."""
    account = account or Account.objects.create(name=company)
    return Customer.objects.create(account=account, name=name, email=email, title=title)


@transaction.atomic
def follow_names(of: Account | Customer) -> None:
    """Find the tickets of a customer, or of a company, by the names that they have now."""
    by = {"account": of} if isinstance(of, Account) else {"customer": of}
    search.rename(Ticket.objects.filter(**by))
