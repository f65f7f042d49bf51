"""What fills the slots of a text: an order number, an error code, a time, a colleague; one set for each ticket."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from config.demo.accounts import AccountFacts
from config.demo.scenario import Scenario
from tickets.models import Plan

SYSTEMS = ("SAP Business One", "NetSuite", "Odoo", "Dynamics 365", "Sage 200", "Exact Online", "Xero")
SHOPS = ("Shopify", "WooCommerce", "Magento", "Shopware", "PrestaShop")
DEPOTS = ("Zwolle", "Laredo", "Setúbal", "Poznań", "Tuas", "Pune", "Aurora", "Kassel", "Hume", "Campinas", "Drogheda")
BROWSERS = ("Firefox", "Chrome", "Edge", "Safari")
PHONES = ("Zebra TC21", "Honeywell CT40", "Galaxy XCover", "Pixel 6a", "Unitech EA520")
COLLEAGUES = ("Marlene", "Jonas", "Amina", "Piet", "Rosa", "Vikram", "Yuki", "Carlos", "Ines", "Bjarne", "Lena", "Omar")
ARTICLES = ("KX-2204", "BR-118", "00417", "TEA-55-L", "HX-900", "SP-031", "LMP-7W", "WG-1200")
CURRENCIES = {"Singapore": "S$", "India": "₹", "Japan": "¥", "United States": "$", "Canada": "C$", "Australia": "A$"}


@dataclass(frozen=True)
class Slots:
    values: Mapping[str, str]

    def fill(self, text: str, **more: str) -> str:
        """The text with its slots filled. Raises KeyError for a slot that nobody knows."""
        return text.format_map({**self.values, **more})


def slots_for(scenario: Scenario | None, account: AccountFacts, opened_at: datetime, rng: Random) -> Slots:
    """The facts of one ticket: the same order, code and time wherever they are mentioned."""
    local = opened_at.astimezone(ZoneInfo(account.time_zone))
    noticed = local - timedelta(minutes=rng.randint(20, 110))
    order = rng.randint(21_000, 98_000)
    paid = account.plan if account.plan != Plan.FREE else Plan.TEAM
    return Slots(
        {
            "account": account.name,
            "plan": paid.label,
            "order": f"SO-{order}",
            "order2": f"SO-{order + rng.randint(1, 3)}",
            "count": str(rng.randint(14, 190)),
            "few": str(rng.randint(3, 6)),
            "minutes": str(rng.randint(11, 48)),
            "code": rng.choice(scenario.codes) if scenario and scenario.codes else "FW-1000",
            "clock": f"{noticed.hour:02}:{noticed.minute // 5 * 5:02}",
            "date": f"{noticed.day} {noticed:%B}",
            "weekday": f"{local - timedelta(days=rng.randint(1, 4)):%A}",
            "invoice": f"INV-{rng.randint(20_100, 29_900)}",
            "amount": _amount(account, rng),
            "request": f"req_{rng.getrandbits(40):010x}",
            "version": f"{rng.randint(4, 7)}.{rng.randint(0, 9)}.{rng.randint(1, 4)}",
            "system": rng.choice(SYSTEMS),
            "shop": rng.choice(SHOPS),
            "depot": rng.choice(DEPOTS),
            "browser": rng.choice(BROWSERS),
            "phone": rng.choice(PHONES),
            "colleague": rng.choice(COLLEAGUES),
            "sku": rng.choice(ARTICLES),
        }
    )


def _amount(account: AccountFacts, rng: Random) -> str:
    return f"{CURRENCIES.get(account.country, '€')}{rng.randint(89, 2400):,}.{rng.choice(('00', '40', '90'))}"
