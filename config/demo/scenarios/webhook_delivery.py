"""Webhooks that are silent or out of order."""

from config.demo.scenario import Ask, Scenario
from escalation.package import Step

SCENARIOS = (
    Scenario(
        key="webhook_missing",
        issue_type="Webhooks/Delivery",
        goes_to="tier-2",
        weight=5,
        codes=("FW-6001", "FW-6004"),
        openings={
            "plain": (
                "We receive no webhooks since {clock}. The endpoint answers 200 when I call it myself, and the last "
                "event we have is for {order}. In your delivery list I see nothing failing, just nothing at all."
            ),
            "terse": "no webhooks since {clock}. endpoint up. last: {order}",
            "angry": (
                '"At least once delivery", says your documentation. I\'d be content with once. Nothing has arrived '
                "since {clock} and {count} customers have had no shipping mail."
            ),
            "chatty": (
                "It went quiet at {clock}. You know how you only notice the fridge humming when it stops? Like "
                "that, but with shipment.created. Our endpoint is up, our certificate is fine, {colleague} "
                "restarted things that needed no restarting. Last sign of life: {order}."
            ),
            "foreign": (
                "Since {clock} we don't get the webhooks anymore. Our server is reachable, we tested it from "
                "outside. The last was for {order}. Please verify from your side."
            ),
        },
        asks=(
            Ask(
                'Is the endpoint still listed as Active under Webhooks, and what does the date of "last attempt" say?',
                (
                    "Active, last attempt {clock}. After that, nothing.",
                    (
                        'It\'s "Paused (automatic)" in grey. There was a mail about it, to an address that no longer '
                        "exists."
                    ),
                ),
            ),
            Ask(
                (
                    "Has your firewall or provider changed anything? We have sent from a new range of addresses "
                    "since {weekday}."
                ),
                (
                    'Our IT says they "harden" things every week. I suspect they\'ve hardened you.',
                    "No change. And the allow-list has all of your ranges, I compared them one by one.",
                ),
            ),
        ),
        tried=(
            Step("Called their endpoint from outside", "Answers 200 in 80 ms"),
            Step("Looked at the delivery list", "No attempts since {clock}"),
            Step("Sent a test event by hand", "Queued, not delivered"),
        ),
        subjects=(
            "Webhooks stopped arriving",
            "No shipment.created since {clock}",
            "webhook silence",
        ),
        chases=(
            "{count} customers wait for their tracking mail. They're asking us, we're asking you.",
            "One event came at last and then nothing again. Was that you?",
        ),
        notes=(
            (
                "Worker for their shard is stuck behind a single subscriber with 30 s timeouts. Restart helps, "
                "cause remains. {code}"
            ),
            "Endpoint auto-paused after 72 h of errors. Warning mail bounced. We should have called.",
        ),
        bot_turns=(
            (
                "Your webhook endpoint is set up. Deliveries that fail are repeated for 72 hours. You can see all "
                "attempts under Webhooks, Deliveries. Is there an error listed there?"
            ),
        ),
        pickups=(
            (
                "I can see your queue from here: {count} events are waiting and none lost. Moving your endpoint to "
                "another worker now, they should start within a minute or two."
            ),
            (
                "It's with me. According to the notes your server is fine, so I start at our end, where the silence "
                "comes from."
            ),
        ),
        fixes=(
            (
                "Your events were queued behind another subscriber who took 30 seconds for each. You have been "
                "moved away from that neighbor; all {count} events have been delivered in order, {order} being the "
                "first after the gap."
            ),
            (
                "The endpoint had been paused automatically after three days of errors and the warning went to an "
                "address that doesn't exist anymore. It's active again, the events were replayed, and warnings now "
                "go to two people and the admin page."
            ),
            (
                "All delivered. For the future there's GET /v3/events?since=, which lets you fetch whatever you "
                "feel you've missed, independent of our mood."
            ),
        ),
        summaries=(
            (
                "No webhooks since {clock}, the last for {order}. Their endpoint answers, our delivery list shows no "
                "attempts."
            ),
            (
                "The customer's webhooks stopped at {clock}, {count} events wait. The endpoint seems paused or the "
                "worker stuck."
            ),
        ),
        impacts=(
            "{count} buyers have no shipping confirmation",
            "Downstream systems wait, nothing lost",
        ),
        next_actions=(
            "Check the delivery worker of their shard and move the endpoint if it is stuck",
            "Reactivate the endpoint and replay events since {clock}",
        ),
    ),
    Scenario(
        key="webhook_order",
        issue_type="Webhooks/Delivery",
        goes_to="engineering",
        weight=2,
        codes=("FW-6020",),
        openings={
            "plain": (
                "We get shipment.delivered before shipment.created for some orders, {order} for example, {minutes} "
                "minutes apart. Our system then reopens a finished order."
            ),
            "terse": "events out of order. {order}: delivered, then shipped.",
            "chatty": (
                "According to your webhooks {order} was delivered, then shipped, then packed, then ordered. It is a "
                "beautiful story told backwards. Our system isn't built for art and reopens the order each time."
            ),
            "foreign": (
                'The events come in wrong sequence, see {order}. First "delivered" and after "created". For our '
                "software it's a problem."
            ),
        },
        asks=(
            Ask(
                (
                    'Do you look at the "sequence" field of the event? It rises with every change of the order, '
                    "whatever the arrival."
                ),
                (
                    "Yes, and that's the odd thing: delivered has 3 and created has 4.",
                    "There's a sequence field? It isn't in the example we built from.",
                ),
            ),
        ),
        tried=(Step("Compared both events of {order}", "Sequence 3 and 4 swapped"),),
        subjects=(
            "Webhooks out of order",
            '"delivered" before "shipped"',
        ),
        chases=("{count} orders reopened today. The team closes them by hand, like weeding.",),
        notes=(
            "Sequence is assigned at dispatch, not at commit. Under load they swap. Real bug.",
            "Their example in our docs, of v2, has no sequence. Docs ticket opened. The numbers swap all the same.",
        ),
        pickups=(
            (
                "Engineering. I found the two events of {order} with swapped sequence numbers, so this isn't your "
                "code. Looking into how that can happen under load."
            ),
        ),
        fixes=(
            (
                "Sequence numbers are now given when the change is saved rather than when the event leaves. I "
                "replayed yesterday's events for your account in a test and not one was out of order."
            ),
            (
                "Arrival order can't be promised over the internet, but the sequence field can be trusted from "
                "today. The example in the guide shows how to ignore an older event; it's one if."
            ),
        ),
        summaries=(
            (
                "Events of one order arrive in the wrong sequence, for {order} delivered before created: the numbers "
                "are swapped. Their finished orders reopen."
            ),
        ),
        impacts=("{count} finished orders reopened a day and closed by hand",),
        next_actions=("Check where the sequence number is assigned under load",),
    ),
)
