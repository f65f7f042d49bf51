"""What goes on in Ferrywell's support at this moment: which handoffs, which talks, and what is half written."""

from dataclasses import dataclass

from config.demo import company
from escalation.models import ReturnReason

WRONG = ReturnReason.WRONG_TEAM


@dataclass(frozen=True)
class Passed:
    """A handoff, and what has become of it; times are minutes ago."""

    scenario: str
    sender: str
    to: str
    sent: float
    by: str = ""  # of the receiving team
    acknowledged: float | None = None
    answered: float | None = None
    asked: float | None = None
    withdrawn: float | None = None
    returned: float | None = None
    reason: ReturnReason = ReturnReason.CONTEXT_MISSING
    kind: str = ""


# Fifteen wait here: most of them in time, one just overdue.
PASSED = (
    Passed("order_stuck", "aoife.brennan", company.TIER_2, sent=1),
    Passed("webhook_missing", "lucia.benavides", company.TIER_2, sent=3),
    Passed("stock_drift", "arjun.nair", company.TIER_2, sent=6),
    Passed("sso_loop", "tomas.figueira", company.TIER_2, sent=9),
    Passed("erp_nightly", "marcus.okoro", company.TIER_2, sent=12),
    Passed("leaked_key", "kenji.morita", company.TIER_2, sent=19),
    Passed("wrong_price", "matteo.ricciardi", company.TIER_2, sent=8, asked=5, by="rafael.duarte"),
    Passed("double_charge", "zofia.wrona", company.BILLING, sent=4),
    Passed("card_declined", "siti.rahmah", company.BILLING, sent=11, kind=company.FOLLOW_UP),
    Passed("overage", "aoife.brennan", company.BILLING, sent=7, asked=4, by="noor.haddad"),
    Passed("slow_pages", "hanna.virtanen", company.ENGINEERING, sent=5),
    Passed("pagination", "priya.raghavan", company.ENGINEERING, sent=10),
    Passed("lost_phone", company.BOT, company.LISBON, sent=1),
    Passed("invitation", company.BOT, company.DENVER, sent=3),
    Passed("label_print", "siti.rahmah", company.LISBON, sent=14, kind=company.SHIFT_CHANGE),
    # Acknowledged, the customer still waits.
    Passed("mapping_lost", "aoife.brennan", company.TIER_2, sent=25, acknowledged=18, by="hanna.virtanen"),
    Passed("figures_differ", "tyler.lindqvist", company.TIER_2, sent=44, acknowledged=33, by="linh.pham"),
    Passed("seat_count", "marcus.okoro", company.BILLING, sent=14, acknowledged=5, by="declan.ofoy"),
    Passed("app_crash", "priya.raghavan", company.ENGINEERING, sent=33, acknowledged=21, by="chidi.eze"),
    Passed("role_cannot_see", company.BOT, company.LISBON, sent=12, acknowledged=9, by="aoife.brennan"),
    # Came back.
    Passed("vat_wrong", "aoife.brennan", company.TIER_2, sent=16, returned=6, by="linh.pham"),
    Passed("upgrade_missing", "lucia.benavides", company.BILLING, sent=12, returned=3, by="noor.haddad", reason=WRONG),
    # To a colleague with one line, and on to where somebody can call.
    Passed(
        "export_timeout",
        "hanna.virtanen",
        company.TIER_2,
        sent=50,
        acknowledged=44,
        answered=30,
        by="rafael.duarte",
        kind=company.REASSIGNMENT,
    ),
    Passed(
        "sandbox_live",
        "arjun.nair",
        company.LISBON,
        sent=47,
        acknowledged=41,
        answered=25,
        by="tomas.figueira",
        kind=company.CHANNEL_MOVE,
    ),
    # Called back.
    Passed("api_500", "dana.whitehorse", company.ENGINEERING, sent=30, withdrawn=22),
    # Going well.
    Passed(
        "edi_rejected", "zofia.wrona", company.TIER_2, sent=140, acknowledged=133, answered=101, by="hanna.virtanen"
    ),
    Passed("app_offline", "arjun.nair", company.TIER_2, sent=95, acknowledged=90, answered=61, by="priya.raghavan"),
    Passed(
        "invoice_details", "kenji.morita", company.BILLING, sent=75, acknowledged=70, answered=40, by="margit.kovacs"
    ),
    Passed(
        "webhook_order",
        "rafael.duarte",
        company.ENGINEERING,
        sent=99,
        acknowledged=94,
        answered=50,
        by="yara.castellanos",
    ),
)


@dataclass(frozen=True)
class Talk:
    """A ticket in its usual course; `quiet` is how many minutes ago the last word was said."""

    scenario: str
    team: str
    quiet: float
    holder: str = ""  # nobody yet
    turns: str = "customer"  # whose word was the last
    answered_by: str = ""  # by whom instead of the holder, without a handoff


TALKS = (
    Talk("minimum_quantity", company.LISBON, 4),
    Talk("shop_token", company.LISBON, 11),
    Talk("csv_import", company.LISBON, 26),
    Talk("scheduled_report", company.LISBON, 48),
    Talk("scanner", company.LISBON, 95),
    Talk("order_duplicates", company.LISBON, 170),
    Talk("webhook_twice", company.SINGAPORE, 7),
    Talk("push_missing", company.SINGAPORE, 33),
    Talk("leading_zeros", company.SINGAPORE, 64),
    Talk("case_or_piece", company.SINGAPORE, 120),
    Talk("split_orders", company.DENVER, 9),
    Talk("api_v2_sunset", company.DENVER, 21),
    Talk("lost_phone", company.DENVER, 52),
    Talk("mails_in_spam", company.DENVER, 110),
    Talk("leaving", company.BILLING, 38),
    Talk("invoice_details", company.BILLING, 77),
    Talk("sso_certificate", company.TIER_2, 28),
    Talk("webhook_signature", company.TIER_2, 63),
    Talk("search_misses", company.LISBON, 13, "aoife.brennan"),
    Talk("export_empty", company.LISBON, 31, "aoife.brennan"),
    Talk("own_field", company.LISBON, 190, "aoife.brennan", turns="agent"),
    Talk("invitation", company.LISBON, 25, "tomas.figueira"),
    Talk("label_print", company.LISBON, 58, "zofia.wrona", turns="agent", answered_by="ines.carvalho"),
    Talk("rate_limit", company.SINGAPORE, 17, "arjun.nair"),
    Talk("users_removed", company.SINGAPORE, 6, "siti.rahmah"),
    Talk("scheduled_report", company.SINGAPORE, 210, "mei.lin.tan", turns="agent"),
    Talk("cancelled_still_shipped", company.DENVER, 19, "marcus.okoro"),
    Talk("scanner", company.DENVER, 44, "tyler.lindqvist", turns="agent"),
    Talk("personal_data", company.TIER_2, 130, "rafael.duarte", turns="agent", answered_by="seun.adeyemi"),
    Talk("wrong_warehouse", company.TIER_2, 15, "hanna.virtanen"),
    Talk("app_offline", company.ASSISTANT, 1, company.BOT, turns="agent"),
    # What Kenji goes home from.
    Talk("csv_import", company.SINGAPORE, 46, "kenji.morita"),
    Talk("order_duplicates", company.SINGAPORE, 52, "kenji.morita", turns="agent"),
    Talk("search_misses", company.SINGAPORE, 61, "kenji.morita"),
    Talk("export_empty", company.SINGAPORE, 75, "kenji.morita", turns="agent"),
    Talk("minimum_quantity", company.SINGAPORE, 90, "kenji.morita"),
)

# A handoff half written, for the first of Aoife's talks: the fields of the form, as far as she came.
DRAFT_BY, DRAFT_TO, DRAFT_TYPE, DRAFT_AGO = "aoife.brennan", company.TIER_2, company.ESCALATION, 3
DRAFT_ABOUT = "search_misses"
PUT_OFF_BY, PROMISED = "aoife.brennan", "that I look again today and write by noon."
SHARED_BY, SHARED_ABOUT = "tomas.figueira", "invitation"
SHARED_DRAFT = "thank you for your patience. I have looked at the invitation once more, and"
DRAFT = {
    "issue_summary": "Search has found no new orders for days, older ones turn up. Orders open by address, so",
    "step.0": "Opened one of the new orders by its address",
    "result.0": "It is there",
    "step.1": "Searched for its number",
    "result.1": "",
    "sentiment": "neutral",
    "sentiment_note": "",
    "urgency": "high",
    "business_impact": "The order desk scrolls instead of searching",
    "next_best_action": "",
}
