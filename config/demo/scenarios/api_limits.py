"""What the API refuses."""

from config.demo.scenario import Ask, Scenario
from escalation.package import Step

SCENARIOS = (
    Scenario(
        key="rate_limit",
        issue_type="API/Limits",
        goes_to="tier-2",
        weight=4,
        codes=("429",),
        openings={
            "plain": (
                "We get 429 from /v3/orders since {weekday}, at about {count} requests a minute. The documentation "
                "says 600 for our plan. Request id of one of them: {request}."
            ),
            "terse": "429 at {count} rpm, plan limit 600. {request}",
            "angry": (
                "We pay for the {plan} plan so that the limit is not something I have to think about. I have now "
                "thought about it for two days. 429 at {count} requests a minute, {request}, and Retry-After says "
                "0, which is either a bug or philosophy."
            ),
            "chatty": (
                "Our integration polls for new orders, politely, and since {weekday} gets told to go away at around "
                "{count} requests a minute. Our developer says the documentation says 600, the sales brochure says "
                '"generous" and the API says 429. We believe the API, but would prefer the brochure. Example: '
                "{request}"
            ),
            "foreign": (
                "We receive the answer 429 with {count} request per minute only. In your documentation is written "
                "600. Please increase or explain. Request: {request}"
            ),
        },
        asks=(
            Ask(
                "Do several of your systems share that API key? The limit counts per account, not per key.",
                (
                    "One key, one server, one process. I checked twice before writing.",
                    (
                        "There's the integration, the dashboard on the wall, and, I've just learned, a script of "
                        "{colleague}'s that nobody talks about."
                    ),
                ),
            ),
            Ask(
                "Could you send the X-Limit headers of a refused call?",
                (
                    "X-Limit-Minute: 60, X-Limit-Remaining: 0. Sixty?",
                    "Limit 600, remaining 0, reset in 41. So something is eating it.",
                ),
            ),
        ),
        tried=(
            Step("Found {request} in the gateway log", "Refused, limit recorded as 60"),
            Step("Counted calls by client", "One client makes most of them"),
        ),
        subjects=(
            "429 on the orders endpoint",
            "API limit reached though we send little",
            "Rate limit question",
        ),
        chases=("Orders arrive in our system with an hour's delay meanwhile. That isn't what anyone bought.",),
        notes=(
            (
                "Account still on the trial limit of 60, plan change didn't reach the gateway. Same cause as the "
                "other upgrade tickets."
            ),
            (
                "80 % of calls come from a wall dashboard refreshing every second. It even refreshes at night, when "
                "nobody looks at the wall."
            ),
        ),
        bot_turns=(
            (
                "Status 429 means that too many requests were made in a minute. Your plan allows 600. Please wait "
                "for the time given in Retry-After and try again. Does this answer your question?"
            ),
        ),
        pickups=(
            (
                "I have {request} in the gateway log. Your limit there is not the one you pay for; I'm correcting "
                "that now and will watch the next few minutes."
            ),
            (
                "Taking over. I've broken your calls down by client, and I think the result will surprise you. "
                "Sending it in a moment."
            ),
        ),
        fixes=(
            (
                "The gateway still had the trial limit of 60 for you. It's 600 now, and Retry-After gives real "
                "seconds again. No 429 in the past hour."
            ),
            (
                "The dashboard on your wall asks every second, day and night, for everything. With a refresh of 30 "
                "seconds you'd use a tenth of your limit. I've raised it to 900 for a week so that you can change "
                "it without hurry."
            ),
            (
                "Limit corrected, and as a suggestion: webhooks would spare you the polling altogether. I've added "
                "the three lines of code you'd need to the ticket."
            ),
        ),
        summaries=(
            (
                "They get 429 at {count} requests a minute, the plan allows 600. The gateway seems to apply the "
                "trial limit."
            ),
            "API calls are refused with 429 below the plan's limit. The limit headers do not match the plan.",
        ),
        impacts=(
            "Orders reach their system an hour late",
            "Integration is slow but working, no order lost",
        ),
        next_actions=(
            "Compare the gateway limit with the plan, correct it, watch for an hour",
            "Send the breakdown by client and suggest webhooks",
        ),
    ),
    Scenario(
        key="api_v2_sunset",
        issue_type="API/Limits",
        goes_to="tier-1",
        weight=3,
        codes=("410",),
        openings={
            "plain": (
                'Our connector gets "410 Gone" from /v2/shipments since {weekday}. I found an announcement in the '
                "spam folder, dated half a year ago. Could we get v2 back for a few weeks?"
            ),
            "terse": "/v2/shipments 410. need it back 4 weeks.",
            "angry": (
                "You've switched off something that works. That's an achievement of a kind. The person who wrote "
                "our connector left in 2022 and took her knowledge with her. We need v2 until Christmas."
            ),
            "chatty": (
                "I gather v2 is no more. I didn't know we were on v2. I didn't know there were numbers. The "
                "connector was made by a nephew of our former owner, it lives in a cupboard, and it's now blinking "
                "red."
            ),
            "foreign": (
                "The interface /v2/shipments gives 410 since {weekday}. We didn't receive any information. We need "
                "some weeks to change our programs."
            ),
        },
        asks=(
            Ask(
                "Which calls do you use besides shipments? For most of them the change is one word in the address.",
                (
                    "Only shipments and tracking. That's all the cupboard does.",
                    "I can't tell, it's compiled. I can send you a log, if a log is a text file with lots of dates.",
                ),
            ),
        ),
        tried=(
            Step("Called /v2/shipments with their account", "410"),
            Step("Compared v2 and v3 for shipments", "Two fields differ"),
        ),
        subjects=(
            "v2 gives 410 Gone",
            "Did you switch off API v2?",
        ),
        chases=("No tracking numbers for our customers since {weekday}. They notice.",),
        notes=(
            "Plan is {plan}, extension of up to 30 days allowed by policy for anyone who asks. Nobody has to beg.",
            "Only two fields changed in shipments: tracking_no to tracking_number and the date format.",
        ),
        bot_turns=(
            "Version 2 of the API was switched off. The migration guide lists all changes. Would you like the link?",
        ),
        pickups=(
            (
                "I'm from tier 1 in another time zone and have taken this over for the day. v2 is open again for "
                "your account for 30 days; the cupboard should stop blinking."
            ),
        ),
        fixes=(
            (
                "v2 is back for your account until the end of next month. In return, please have someone change two "
                "things: the address and the field tracking_no, which is called tracking_number now. I've written "
                "the four lines down for whoever opens the cupboard."
            ),
            (
                "Extended by 30 days. I've also corrected the address our announcements go to; it was that of the "
                "colleague who left in 2022."
            ),
        ),
        summaries=(
            "Their old connector uses API v2, now switched off, and gets 410. They ask for a few weeks.",
            "API v2 is gone and nobody at the customer's can change the connector at once.",
        ),
        impacts=(
            "Their customers get no tracking numbers",
            "Connector stands still since {weekday}",
        ),
        next_actions=(
            "Grant the 30 days of extension and send the short list of changes",
            "Check which v2 calls were used in the last week, then extend",
        ),
    ),
)
