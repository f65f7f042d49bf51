"""Orders that wait, and orders that leave after all."""

from config.demo.scenario import Ask, Scenario
from escalation.package import Step

SCENARIOS = (
    Scenario(
        key="order_stuck",
        issue_type="Orders/Stuck or missing",
        goes_to="tier-2",
        weight=6,
        codes=("FW-2110", "FW-2114", "FW-2119"),
        openings={
            "plain": (
                "Since about {clock} none of our orders go past Received. There are {count} of them waiting now, "
                "{order} is the oldest. Normally they are released to {depot} within a minute."
            ),
            "terse": "orders stuck. {count} in Received. {order} first one. Nothing changed on our side.",
            "angry": (
                "We have a truck standing at {depot} with the engine running and {count} orders your system refuses "
                'to release. {order} has been "Received" since {clock}. Received by whom, exactly?'
            ),
            "chatty": (
                "So, slightly embarrassing, we only noticed because the warehouse phoned to ask whether we had "
                "closed for a holiday nobody told them about. We haven't. There are {count} orders sitting in "
                "Received, starting with {order}, and the little crossing icon next to them just spins. I did the "
                "obvious thing and pressed Release on one of them, and it went back to Received after about ten "
                "seconds, as if it had thought better of it."
            ),
            "foreign": (
                "We observe that the orders since {clock} are not released more to our warehouse in {depot}. It "
                "concerns {count} orders, for example {order}. In the order I see the code {code}. Please can you "
                "tell what we must do?"
            ),
        },
        asks=(
            Ask(
                (
                    "Could you open {order}, press Timeline and tell me the last line it shows? I'm looking for a "
                    "code that starts with FW."
                ),
                (
                    'Last line says "Held: {code}, awaiting carrier assignment". We didn\'t hold anything.',
                    'It\'s {code}. Underneath it says "carrier rule returned no result".',
                ),
            ),
            Ask(
                "Are all of them for the same warehouse, or do other sites release normally?",
                (
                    "Only {depot}. The two others are fine, which is why nobody shouted earlier.",
                    "All for {depot}. I just pushed a test order to the other site and it was out in twenty seconds.",
                ),
            ),
        ),
        tried=(
            Step("Pressed Release on {order} by hand", "Back to Received after 10 seconds with {code}"),
            Step("Pushed a test order to another site", "Released in 20 seconds, so it is only {depot}"),
            Step("Checked the carrier rule for {depot}", "Service level on the rule is marked retired"),
        ),
        subjects=(
            "Orders stuck in Received since this morning",
            "{order} not released to the warehouse",
            "nothing is moving",
        ),
        chases=(
            "It's {count} orders and growing. The afternoon pick starts without them unless this moves soon.",
            "Any news? The warehouse manager has started calling me by my full name.",
        ),
        notes=(
            (
                "Carrier rule for {depot} points at a service level that was retired in last night's release. "
                "Release job retries every 10 min and gives up politely. {code} every time."
            ),
            (
                "Same pattern as two other accounts this week: rule set saved with an empty fallback carrier. "
                "Manual release works only after the rule is republished."
            ),
        ),
        bot_turns=(
            (
                "I can see that orders for {account} are waiting in Received. Sometimes releasing one by hand "
                "clears the queue: open the order, choose Actions, then Release. Did that help?"
            ),
        ),
        pickups=(
            (
                "I've taken over from my colleague and have your carrier rules open in front of me. I won't ask you "
                "to repeat anything; give me fifteen minutes to republish the rule for {depot}."
            ),
            (
                "This is with me now. The notes I got are complete: {count} orders, all {depot}, code {code}. I'm "
                "releasing the first five by hand to see that they stay released."
            ),
        ),
        fixes=(
            (
                "The carrier rule for {depot} pointed at a service that no longer exists. I've set a fallback and "
                "republished the rule; the {count} orders went out between then and now, {order} first. You may see "
                "one of them twice in the timeline, that is only the retry being thorough."
            ),
            (
                "Released. The cause was an empty fallback carrier on the {depot} rule set, saved on {weekday}. "
                "I've put your standard carrier there and added a check so that a rule can't be published without "
                "one."
            ),
            (
                "All {count} are with the warehouse now. The release job had given up after its tenth attempt and, "
                "being a discreet sort of job, told no one. It does now."
            ),
        ),
        summaries=(
            (
                "{count} orders for {depot} stay in Received since {clock}, the oldest is {order}. Releases end in "
                "{code}, elsewhere they work."
            ),
            (
                "Orders for {depot} are not released, {count} wait by now. The rule seems to point at a retired "
                "service level."
            ),
        ),
        impacts=(
            "The afternoon truck leaves without {count} orders; their customers have next-day promises",
            "One warehouse stands idle, the others work",
        ),
        next_actions=(
            "Republish the carrier rule for {depot} with a valid fallback, then release {order}",
            "Set a fallback carrier, bulk release, confirm to the customer with the count",
        ),
    ),
    Scenario(
        key="cancelled_still_shipped",
        issue_type="Orders/Stuck or missing",
        goes_to="tier-2",
        weight=3,
        codes=("FW-2150",),
        openings={
            "plain": (
                "We cancelled {order} on {weekday} and it shipped from {depot} this morning. The order page says "
                'Cancelled, the carrier says "out for delivery". Both can\'t be right.'
            ),
            "terse": "{order} cancelled {weekday}. shipped today. why?",
            "angry": (
                "I cancelled {order}. Your system confirmed it. Then your system shipped it. My customer now has "
                "goods that she refused, a credit note, and a very low opinion of me."
            ),
            "chatty": (
                "This is a philosophical one: {order} is cancelled and delivered at the same time. I have the "
                "confirmation of the first and a signature for the second. The recipient is nice about it and "
                "offers to keep the goods, but at the price of a cancelled order, that is, for nothing."
            ),
            "foreign": (
                "The order {order} has been cancelled the {weekday} but the warehouse {depot} has sent it "
                "nevertheless. How is this possible? It is already the fourth time."
            ),
        },
        asks=(
            Ask(
                (
                    'Do you remember whether the order was already "Picking" when you cancelled? The button looks '
                    "the same, sadly."
                ),
                (
                    "It was Picking, yes. The button let me, so I pressed it.",
                    "No, it was still Released. I took a picture of the screen, because this isn't the first time.",
                ),
            ),
            Ask(
                "Does {depot} work from printed slips or from the app?",
                (
                    "The app, but the reception in the back hall is poor and they work offline.",
                    "Printed. They print the whole day at six in the morning.",
                ),
            ),
        ),
        tried=(
            Step("Read the timeline of {order}", "Pick confirmed one minute before the cancellation, received later"),
            Step("Asked {depot} how they pick", "Offline for part of the hall"),
        ),
        subjects=(
            "Cancelled order was shipped anyway",
            "Cancellation of {order} ignored",
        ),
        chases=(
            "The carrier can still stop the parcel if you tell me within the hour what is going on.",
            "It happened again with {order2}. Please treat this as one problem.",
        ),
        notes=(
            "Cancel message was sent 40 s after the pick was confirmed offline. App synced later and won. Classic.",
            (
                "Depot prints at 06:00, anything cancelled later needs a phone call. The product pretends "
                "otherwise. Told Engineering."
            ),
        ),
        pickups=(
            (
                "I've read what happened with {order} and have the warehouse's sync log open. Before anything else: "
                "I've asked the carrier to intercept the parcel."
            ),
            (
                "Mine now. I'm comparing the minute of your cancellation with the minute of the pick; you'll have "
                "the sequence of events today, without adjectives."
            ),
        ),
        fixes=(
            (
                "The pick was confirmed on a handheld without reception, before your cancellation, and arrived here "
                "after it. We changed the rule for {depot}: a cancellation during picking now asks the warehouse "
                "first and doesn't say Cancelled until it answers. The parcel has been intercepted."
            ),
            (
                "The morning's slips at {depot} were already printed. I've switched on the stop list there: a "
                "cancelled order that has a printed slip rings on the lead's device. For {order} we've arranged the "
                "return at our cost."
            ),
            (
                "Sequence for your files: cancelled 14:02, pick confirmed 14:01 but received 14:09. The page should "
                "have warned you and from today it does. The freight of the return is credited."
            ),
        ),
        summaries=(
            (
                "{order} was cancelled on {weekday} and shipped from {depot} all the same. They want to know how to "
                "prevent it."
            ),
            (
                "A cancelled order left the warehouse, for the fourth time at this site. The recipient refused the "
                "goods."
            ),
        ),
        impacts=(
            "Freight both ways and an unhappy buyer for each such order",
            "Happens about once a week at {depot}, a key customer of theirs was hit",
        ),
        next_actions=(
            "Fix the order of pick and cancel for {depot}, let the warehouse confirm",
            "Intercept the parcel, then switch on the stop list for the site",
        ),
    ),
)
