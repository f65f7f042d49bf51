"""Webhooks that arrive and are not believed, or are believed three times."""

from config.demo.scenario import Ask, Scenario
from escalation.package import Step

SCENARIOS = (
    Scenario(
        key="webhook_signature",
        issue_type="Webhooks/Signatures",
        goes_to="tier-2",
        weight=3,
        codes=("401",),
        openings={
            "plain": (
                "Since {weekday} the signature of your webhooks doesn't match what we calculate. We changed "
                "nothing. Secret is unchanged, code is unchanged, and it only fails for orders with special "
                'characters such as in "Café Größenwahn".'
            ),
            "terse": "hmac mismatch since {weekday}. same secret same code.",
            "angry": (
                "Either you have changed the signature or somebody else sends us webhooks in your name. I'd like to "
                "know which before I go to bed."
            ),
            "chatty": (
                "Our server refuses your webhooks because the signature is wrong, so one of us is lying and both "
                "have the same alibi. It doesn't happen with all of them. {order} is refused, the one before was "
                "fine."
            ),
        },
        asks=(
            Ask(
                "Do you calculate it over the raw body, or over the JSON after parsing and writing it again?",
                (
                    "After parsing... It worked for three years!",
                    "Raw bytes, first thing in the handler, before anything touches it.",
                ),
            ),
            Ask(
                "Could you send me the signature header and the length of the body for {order}?",
                (
                    "t=17{few}0332,v1=9c0e… and 2,104 bytes. Your list says 2,111 bytes.",
                    "I'd rather not by e-mail, but I've put it in the secure form.",
                ),
            ),
        ),
        tried=(
            Step("Calculated the signature for {order} here", "Matches ours, body is 7 bytes longer than theirs"),
            Step("Asked for a test with plain letters only", "Accepted"),
        ),
        subjects=(
            "Signature check fails",
            "X-Ferrywell-Signature doesn't match",
        ),
        chases=("{count} events refused since. We don't want to switch the check off, obviously.",),
        notes=(
            (
                "We moved to unescaped UTF-8 on {weekday}. Clients that re-serialize break. Technically their bug, "
                "morally ours."
            ),
            "Length differs by 7: their proxy strips a trailing field. Not us.",
        ),
        pickups=(
            (
                "I've got the header and both lengths from the notes, which is nearly all of the solution. I'll "
                "send you a small test you can run on your side."
            ),
        ),
        fixes=(
            (
                "Since {weekday} we send letters like ö as they are and no longer as \\u00f6. If you sign the parsed "
                "and rewritten JSON the result differs; over the raw body it's right. {colleague} confirmed it "
                "works with two lines moved up."
            ),
            (
                "It was the proxy in front of your server, which tidied the body before your code saw it. Nobody is "
                "impersonating us; all refused events have been replayed and accepted."
            ),
        ),
        summaries=(
            (
                "The webhook signature does not match since {weekday} for bodies with special characters. The "
                "lengths differ by some bytes."
            ),
            "{count} webhooks were refused for a wrong signature. They suspect foul play and want a clear answer.",
        ),
        impacts=("{count} events refused, their security team asks",),
        next_actions=(
            "Compare raw body and length for {order}, check the encoding change of {weekday}",
            "Rule out an attacker first, then send the test",
        ),
    ),
    Scenario(
        key="webhook_twice",
        issue_type="Webhooks/Delivery",
        goes_to="tier-1",
        weight=3,
        codes=("FW-6031",),
        openings={
            "plain": (
                "Each shipment.created reaches us three times, seconds apart, with the same event id. Our customers "
                "therefore get three shipping mails for one parcel."
            ),
            "terse": "same event id 3x. why",
            "angry": (
                "My customers have had {count} identical e-mails about their parcels today. One wrote back asking "
                "if we're all right. Please make it stop."
            ),
            "chatty": (
                "Our shop's shipping mail is charming, we worked on it for ages. It's less charming the third time "
                "within a minute. Every event comes three times with the same id."
            ),
            "foreign": "We become the same webhook three times. The event id is identical. Please send only one time.",
        },
        asks=(
            Ask(
                (
                    "How long does your endpoint take to answer? We wait ten seconds, then we count it as failed "
                    "and try again."
                ),
                (
                    "It sends the mail first and answers afterwards. So... twelve seconds?",
                    "200 ms according to our log, but there's a load balancer in front which has opinions.",
                ),
            ),
        ),
        tried=(
            Step("Looked at the attempts of one event", "Three, each after a timeout of 10 s"),
            Step("Measured their answer time", "12 s"),
        ),
        subjects=(
            "Webhook delivered several times",
            "Customers get 3 shipping mails",
        ),
        chases=("Sixty mails in the last hour. To the same person.",),
        notes=(
            "Endpoint takes 11 to 14 s, our timeout is 10. Classic. Tell them to answer first, work later.",
            "Event id is the same, they don't dedupe. Both sides could be nicer.",
        ),
        bot_turns=(
            (
                "Webhooks are delivered at least once, so an event can arrive more than once. We recommend to store "
                "the event id and ignore repeats. Does that help?"
            ),
        ),
        pickups=(
            (
                "I've taken over and can see the attempts: each is repeated because no answer came within ten "
                "seconds. I've raised the wait to 30 seconds for you for this week, so the mails stop now."
            ),
        ),
        fixes=(
            (
                'Your endpoint took 12 seconds to answer and we wait 10, so we tried again, and again. With "answer '
                "first, send mail afterwards\" it's solved; your developer has changed it and the last 50 events "
                "came once each."
            ),
            (
                "The repeats have stopped. Please do keep the event id and skip known ones; the next network hiccup "
                "will come, even if we're all very polite to it."
            ),
        ),
        summaries=("Events arrive three times: their endpoint takes 12 seconds, we wait 10. Buyers get three mails.",),
        impacts=("Buyers get several mails for each parcel",),
        next_actions=("Raise the timeout for this endpoint for a week and explain how to answer first",),
    ),
)
