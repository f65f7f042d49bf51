"""When everything is down, and when only the mail is."""

from config.demo.scenario import Ask, Scenario
from escalation.package import Step

SCENARIOS = (
    Scenario(
        key="outage",
        issue_type="Incidents/Outage",
        goes_to="engineering",
        weight=4,
        codes=("503",),
        openings={
            "plain": (
                "We can't reach Ferrywell since {clock}, every page gives 503. Is there an outage? Your status page "
                "is green."
            ),
            "terse": "down? 503",
            "angry": "It's down again. Status page: all systems operational. Who looks at that page, and through what?",
            "chatty": (
                "Is it just us? We've turned everything off and on again, including, by accident, the coffee "
                "machine. 503 since {clock} and the status page says all's well."
            ),
            "foreign": (
                "Your system gives the error 503 since {clock}. When will it function again? We have {count} orders "
                "to send today."
            ),
        },
        asks=(
            Ask(
                (
                    "Is it all pages, or does signing in still work? And where are you, roughly? It helps us to see "
                    "which region it is."
                ),
                (
                    "All of them, from the office and from my phone.",
                    "Signing in works, after that nothing. We're near {depot}.",
                ),
            ),
        ),
        tried=(
            Step("Opened the portal from two regions", "503 in one, fine in the other"),
            Step("Looked at the status page", "Green, wrongly"),
        ),
        subjects=(
            "Is Ferrywell down?",
            "503 everywhere",
            "Outage?",
        ),
        chases=(
            "Still 503. Could the status page at least be put on the same page as reality?",
            "It came back for a minute and went again. We had time to say hello to it.",
        ),
        notes=(
            "Load balancer in one region drained all nodes after a bad health check. Engineering paged at {clock}.",
            "14 tickets on this within 20 min, same text for all.",
        ),
        bot_turns=(
            (
                "I'm sorry for the trouble. Our status page shows normal operation at the moment. Could you try to "
                "load the page again?"
            ),
        ),
        pickups=(
            (
                "Engineering here, I've got this one along with the rest of the incident. Confirmed, it's us: one "
                "region. Traffic is being moved to another one; next word in 15 minutes, also if there's nothing "
                "new."
            ),
            "I'm the engineer on the incident. The status page is red now, as it should have been from the start.",
        ),
        fixes=(
            (
                "Back since {clock}. A health check decided that all servers of one region were ill and sent them "
                "home together. It's been taught to leave at least half at work. Orders sent in between were kept "
                "and processed."
            ),
            (
                "Service is restored and stable for an hour. A report with times and causes follows within three "
                "days, and the status page will be fed by customers' errors rather than by optimism."
            ),
        ),
        summaries=(
            (
                "They get 503 on all pages since {clock}. Another region works, so it looks like one region. The "
                "status page is green."
            ),
            "Outage for the customer's region since {clock}, {count} orders wait.",
        ),
        impacts=(
            "{count} orders cannot be sent today, all users down",
            "Whole region down, more tickets coming in",
        ),
        next_actions=(
            "Confirm the incident, set the status page, move traffic",
            "Add this account to the incident and answer with the common text",
        ),
    ),
    Scenario(
        key="mails_in_spam",
        issue_type="Portal/Mails to buyers",
        goes_to="tier-2",
        weight=3,
        codes=("FW-9070",),
        openings={
            "plain": (
                "Confirmations sent in our name land in the spam folder of our buyers since {weekday}, above all at "
                "the large free mail providers."
            ),
            "terse": "confirmations go to spam since {weekday}.",
            "angry": (
                "Our buyers think their orders vanished, because the confirmation sits in spam between a prince and "
                "a miracle diet. About {count} calls a day."
            ),
            "chatty": (
                "My mother orders from us, to support me, and told me that our confirmation was next to an offer "
                "for a miracle diet. So I asked around: it's everyone since {weekday}. My mother would like to know "
                "when it'll be fixed. So would I."
            ),
            "foreign": (
                "The order confirmations are going in the spam of our clients. Since {weekday}. Our domain is "
                "mentioned as sender."
            ),
        },
        asks=(
            Ask(
                (
                    "Did you move your domain to another provider lately? We need two entries there that say we may "
                    "write in your name."
                ),
                (
                    "We moved it on {weekday}. Nobody told me about entries.",
                    'No move. But IT tightened a policy called "dmarc", whatever that may be.',
                ),
            ),
        ),
        tried=(
            Step("Looked up the DNS entries of their domain", "Signature entry missing"),
            Step("Sent a test to three providers", "All in spam"),
        ),
        subjects=(
            "Order confirmations land in spam",
            "Buyers get no confirmation",
        ),
        chases=(
            '{count} calls today. We answer all of them with "please look in the spam folder", which isn\'t a slogan.',
        ),
        notes=(
            "DKIM record missing after their DNS move. Values sent. Wait for it to spread.",
            "Our sending address was on a block list for 6 h because of one noisy tenant. Moved to another pool.",
        ),
        pickups=(
            (
                "I have looked up your domain: one of the two entries is missing since {weekday}. I'm sending the "
                "exact line for your IT, ready to paste."
            ),
        ),
        fixes=(
            (
                "The entry that allows us to sign mails in your name had been lost in the move. {colleague} from "
                "your IT has added it; test mails to four providers arrive in the inbox. Please tell your mother."
            ),
            (
                "Mails go out through a different pool now and the block list has removed us. {few} of {few} test "
                "mails arrived in the inbox, far from any diet."
            ),
        ),
        summaries=(
            (
                "Confirmations land in spam since {weekday}, a signature entry of their domain is missing. {count} "
                "buyers call daily."
            ),
        ),
        impacts=("{count} calls a day from buyers who miss their confirmation",),
        next_actions=("Send the exact DNS line, check again after an hour, test with three providers",),
    ),
)
