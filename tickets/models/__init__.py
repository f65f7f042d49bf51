from tickets.models.agent import Agent, Role, initials_of, username_from
from tickets.models.attachment import Attachment
from tickets.models.customer import (
    Account,
    AccountEvent,
    AccountEventKind,
    Customer,
    Plan,
)
from tickets.models.edition import Edition
from tickets.models.issue_type import IssueType
from tickets.models.message import BODY_LIMIT, AuthorKind, Channel, Message, Visibility
from tickets.models.ownership import UNEXPLAINED, Cause, Ownership
from tickets.models.participant import Participant
from tickets.models.search_text import SearchText
from tickets.models.session import Session
from tickets.models.site import Site
from tickets.models.team import Membership, Team
from tickets.models.ticket import Status, Ticket

__all__ = [
    "BODY_LIMIT",
    "UNEXPLAINED",
    "Account",
    "AccountEvent",
    "AccountEventKind",
    "Agent",
    "Attachment",
    "AuthorKind",
    "Cause",
    "Channel",
    "Customer",
    "Edition",
    "IssueType",
    "Membership",
    "Message",
    "Ownership",
    "Participant",
    "Plan",
    "Role",
    "SearchText",
    "Session",
    "Site",
    "Status",
    "Team",
    "Ticket",
    "Visibility",
    "initials_of",
    "username_from",
]
