"""What there is to begin with: the kinds of handoff that most desks know, a policy, and the one watcher's lease."""

from datetime import UTC, datetime, timedelta

from django.db import migrations

STEPS = [(10, "remind"), (20, "page"), (30, "tell_lead"), (45, "tell_sender")]  # minutes after sending
LATER = "The sender, until somebody acknowledges."
KINDS = [
    {
        "slug": "tier-1-to-tier-2",
        "name": "Tier 1 to tier 2",
        "description": "The ticket needs skill, access or authority that your team does not have.",
        "accountable_before": "The agent of tier 1 who investigates it.",
        "accountable_waiting": "Still the agent of tier 1, until tier 2 acknowledges.",
        "accountable_after": "Whoever acknowledged in tier 2, until it is resolved or returned.",
    },
    {
        "slug": "support-to-engineering",
        "name": "Support to engineering",
        "description": "A fault in the product that can be shown to happen, and that only a change will mend.",
        "needs_read_back": True,
        "accountable_before": "The agent who reproduces the fault.",
        "accountable_waiting": "Still that agent, who keeps the customer posted.",
        "accountable_after": "The engineer who acknowledged, answers to the customer included.",
    },
    {
        "slug": "shift-change",
        "name": "Shift change",
        "description": "Your shift ends and the ticket does not.",
        "acknowledge_within": timedelta(minutes=30),
        "respond_within": timedelta(hours=2),
        "needs_read_back": True,
        "accountable_before": "The agent whose shift ends.",
        "accountable_waiting": "Still the agent whose shift ends; after that, whoever watches the next team's queue.",
        "accountable_after": "The agent of the next shift who acknowledged.",
        "begun_by": "shift",
        "may_be_warm": False,
    },
    {
        "slug": "follow-up",
        "name": "Follow-up",
        "description": "The customer must hear from another team at a later time.",
        "acknowledge_within": timedelta(hours=1),
        "respond_within": timedelta(hours=24),
        "accountable_before": "The agent who promised the follow-up.",
        "accountable_waiting": LATER,
        "accountable_after": "Whoever acknowledged, until the customer has heard.",
        "may_be_warm": False,
    },
    {
        "slug": "channel-move",
        "name": "Channel move",
        "description": "The conversation goes on elsewhere, with a team that answers there.",
        "accountable_before": "The agent who talks with the customer now.",
        "accountable_waiting": "Still that agent, on the channel the customer is on.",
        "accountable_after": "Whoever acknowledged, on the new channel.",
        "may_be_warm": False,
    },
    {
        "slug": "bot-to-agent",
        "name": "Bot to agent",
        "description": "The bot has come to its end, or the customer asks for a person.",
        "acknowledge_within": timedelta(minutes=5),
        "respond_within": timedelta(minutes=30),
        "accountable_before": "The team that answers for the bot, while the bot has the ticket.",
        "accountable_waiting": "The team that answers for the bot, until a person acknowledges.",
        "accountable_after": "The person who acknowledged. The bot writes no more.",
        "begun_by": "bot",
        "may_be_warm": False,
    },
    {
        "slug": "reassignment",
        "name": "Reassignment inside a team",
        "description": "A colleague of your own team goes on with it.",
        "asks": "one_line",
        "within_team": True,
        "accountable_before": "The agent who holds it.",
        "accountable_waiting": "Still that agent, until the colleague acknowledges.",
        "accountable_after": "The colleague.",
        "may_be_warm": False,
    },
]
# By kind: key, label, kind of field, required, and what else there is to say.
FIELDS = {
    "tier-1-to-tier-2": [
        ("reason", "Why it goes to tier 2", "choice", True,
         {"choices": "Needs deeper knowledge\nNeeds access that we lack\nNeeds a decision that we may not take\n"
                     "The customer asks for it"}),
        ("evidence", "Where the evidence is", "link", False,
         {"help_text": "The address of a log, a screenshot or a search.", "example": "https://logs.example.com/s/4711"}),
    ],
    "support-to-engineering": [
        ("reproduction", "How to reproduce it", "steps", True,
         {"help_text": "From a fresh start, each step with what happens.",
          "example": "POST /v2/orders with 101 lines: 500 instead of 422"}),
        ("request_id", "Request id", "text", True,
         {"help_text": "Of one call that failed, or say that there is none.", "example": "req_8f31c0 at 09:42:17 UTC"}),
        ("environment", "Environment", "choice", True, {"choices": "Production\nSandbox\nBoth"}),
        ("logs", "Logs", "choice", True,
         {"choices": "Attached to the ticket\nLinked below\nThere are none", "help_text": "Without personal data."}),
        ("logs_link", "Where the logs are", "link", False, {"example": "https://logs.example.com/s/4711"}),
        ("since", "Since when", "text", True, {"example": "Since the release of 12 May, 14:05 UTC"}),
        ("affected", "How many are affected", "text", True, {"example": "3 of 41 accounts, some 200 orders a day"}),
    ],
    "shift-change": [
        ("promised", "What was promised, and by when", "text", False, {"example": "A call back before 09:00 Lisbon"}),
        ("waits_for", "What it waits for", "choice", False,
         {"choices": "The customer's answer\nOur next step\nAnother team"}),
    ],
    "follow-up": [
        ("due", "When the customer must hear", "text", True, {"example": "Thursday before noon, Helsinki time"}),
        ("promise", "What was promised", "text", True, {"example": "A credit note, once the March invoice is checked"}),
    ],
    "channel-move": [
        ("to_channel", "Where it goes on", "choice", True, {"choices": "E-mail\nPhone\nChat\nWeb form"}),
        ("told", "What the customer was told", "text", True,
         {"example": "We call you within the hour on the number you gave."}),
        ("before_moving", "Before you send it", "checklist", True,
         {"choices": "The customer agrees\nThe address or number is on the ticket"}),
    ],
    "bot-to-agent": [
        ("own_words", "What the customer wants, in their own words", "text", True,
         {"example": "My invoices show twice and I only want one of them gone"}),
        ("attempts", "What the bot answered, and what came back", "steps", False, {}),
        ("errors", "Error messages", "text", False, {"example": "ERR-429 Too many requests"}),
        ("complexity", "How hard it looks", "choice", True,
         {"choices": "Simple\nSeveral steps\nNeeds a specialist\nCannot tell"}),
    ],
}  # fmt: skip


def furnish(apps, schema_editor):
    apps.get_model("escalation", "WatcherLease").objects.get_or_create(
        name="deadlines", defaults={"expires_at": datetime(2000, 1, 1, tzinfo=UTC)}
    )
    policy = _policy(apps.get_model("escalation", "EscalationPolicy"))
    kinds = apps.get_model("escalation", "HandoffType").objects
    kinds.create(
        slug="escalation",
        name="Escalation to another team",
        description="The ticket needs skill, access or authority that your team does not have.",
        policy=policy,
        position=90,
    )
    for position, facts in enumerate(KINDS, start=1):
        _ask(kinds.create(**facts, policy=policy, position=position))


def _policy(policies):
    policy = policies.objects.create(
        slug="standard",
        name="Standard",
        description="Remind the receivers before the deadline; after it look for somebody who answers.",
    )
    for minutes, action in STEPS:
        policy.steps.create(after=timedelta(minutes=minutes), action=action)
    return policy


def _ask(kind):
    fields = enumerate(FIELDS.get(kind.slug, ()), start=1)
    for position, (key, label, field_kind, required, more) in fields:
        kind.fields.create(key=key, label=label, kind=field_kind, required=required, position=position, **more)


class Migration(migrations.Migration):
    dependencies = [("escalation", "0001_squashed_0034_terms_and_versions_of_kinds")]

    operations = [migrations.RunPython(furnish, migrations.RunPython.noop)]
