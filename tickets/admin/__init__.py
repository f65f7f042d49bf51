"""The admin of people, teams and customers. What happened can be looked up here, and is changed nowhere."""

from tickets.admin import agents, customers, records, site, teams

__all__ = ["agents", "customers", "records", "site", "teams"]
