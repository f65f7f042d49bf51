"""Connections to web shops, real and sandboxed."""

from config.demo.scenario import Ask, Scenario
from escalation.package import Step

SCENARIOS = (
    Scenario(
        key="shop_token",
        issue_type="Connectors/Shop",
        goes_to="tier-1",
        weight=4,
        codes=("FW-4033",),
        openings={
            "plain": (
                'Since {clock} no orders come in from {shop}. The connection shows "reauthorize" and when I click '
                "it I end up on a white page."
            ),
            "terse": "{shop} disconnected. reauthorize = white page.",
            "angry": (
                "We run our biggest sale of the year and the {shop} connection chooses this hour to ask who we are. "
                "The button to answer leads to a white page. Wonderful."
            ),
            "chatty": (
                'The {shop} tile has gone orange and says "reauthorize", which I did, I think, or at least I '
                "pressed things until a white page came. It's been white for a while now. I left it open in case it "
                "changes its mind."
            ),
            "foreign": (
                "The connection with {shop} has lost the authorization. I click on renew but it comes a white page. "
                "No orders arrive since {clock}."
            ),
        },
        asks=(
            Ask(
                (
                    "Are you signed in to {shop} with the owner's account when you click? Staff accounts get sent "
                    "back with an empty page."
                ),
                (
                    "It's {colleague}'s staff account. The owner is on a boat until Monday.",
                    'I think I\'m the owner? It says "Owner" next to a photo of someone else.',
                ),
            ),
            Ask(
                "Does it also happen in a private window, without extensions?",
                (
                    'In a private window I get a proper page with "missing scope". Progress, of a kind.',
                    "Same white page there, in {browser}.",
                ),
            ),
        ),
        tried=(
            Step("Opened the link in a private window", "Page says missing scope"),
            Step("Asked who is the owner in {shop}", "Owner travels, staff account used"),
        ),
        subjects=(
            "{shop} connection lost",
            "No orders from {shop}",
            'Shop says "reauthorize"',
        ),
        chases=(
            "The sale is running and we have no orders since {clock}. Please hurry.",
            "Shall I just remove the connection and add it again?",
        ),
        notes=(
            "Do NOT let them remove and re-add, that's how people get duplicates. Owner has to accept the new scope.",
            "White page is our redirect missing the shop parameter, happens to shops with a custom domain.",
        ),
        bot_turns=(
            (
                "To renew the connection, open Connections, choose {shop} and press Reauthorize while signed in as "
                "the shop's owner. Did you get to the consent page?"
            ),
        ),
        pickups=(
            (
                "I've got it from here. I'm sending you a link that goes directly to the consent page; it works for "
                "one hour and only for the owner."
            ),
            (
                "Taking over from my colleague: the connection is renewed from our side for 24 hours, so orders "
                "flow again while we wait for the owner."
            ),
        ),
        fixes=(
            (
                "The owner has accepted and the orders are flowing, {count} caught up. Nothing was lost: {shop} "
                "keeps them for us for 48 hours."
            ),
            (
                "Connected again, and the {count} orders placed in the meantime have come in with their original "
                "times. The white page appears for shops with their own domain; it's being repaired, and the direct "
                "link is in the help article until then."
            ),
            (
                "All good again. Please don't remove and re-add the connection another time, tempting as the button "
                "looks; renewing it keeps the history in one piece."
            ),
        ),
        summaries=(
            (
                "The {shop} connection asks for a new authorization, the page stays white. The owner is away, no "
                "orders since {clock}."
            ),
            (
                "{shop} stopped sending orders at {clock}, the renewal fails on a white page. The shop has its own "
                "domain."
            ),
        ),
        impacts=(
            "No orders during a sale",
            "Web orders wait in {shop}, kept for 48 hours",
        ),
        next_actions=(
            "Send the owner the direct consent link and check that waiting orders arrive",
            "Extend the old token for a day, then renew with the owner",
        ),
    ),
    Scenario(
        key="sandbox_live",
        issue_type="Connectors/Shop",
        goes_to="tier-2",
        weight=2,
        codes=("FW-4090",),
        openings={
            "plain": (
                "We tested in the sandbox on {weekday} and the warehouse in {depot} has just shipped {few} of our "
                'test orders. They\'re addressed to "Mickey Test, Test Street 1".'
            ),
            "terse": "sandbox orders in live warehouse {depot}. {few} shipped. stop the rest.",
            "angry": (
                "{depot} has packed {count} parcels for a Mister Asdf Asdf. These are sandbox orders. The entire "
                "point of a sandbox is that the sand stays in the box."
            ),
            "chatty": (
                "Funny story, or it will be one day. Our developer tried things in the sandbox, ordering {count} "
                'pieces of {sku} for a certain "Batman", and {depot} rang to ask for a postcode for Gotham. So the '
                "sandbox is connected to the real warehouse. Shouldn't be, right?"
            ),
        },
        asks=(
            Ask(
                (
                    "Which warehouse connection does the sandbox show under Connections? I'm after the little word "
                    "behind its name."
                ),
                (
                    "It says {depot} (live). Somebody copied the settings from production to save time.",
                    'Says "inherit". From what, if I may ask?',
                ),
            ),
        ),
        tried=(
            Step("Looked at the sandbox's connections", "Warehouse {depot} set to live"),
            Step("Rang {depot}", "Holding everything with a test name"),
        ),
        subjects=(
            "Test orders reached the live warehouse",
            "sandbox orders shipped!!",
        ),
        chases=("They're packing the next one for Batman as we speak.",),
        notes=(
            "Sandbox cloned from production with connections, clone dialog has that box ticked by default. Ugh.",
            "{few} shipped, rest on hold at {depot}. Carrier intercept requested.",
        ),
        pickups=(
            (
                "I have cut the connection between sandbox and warehouse, that was the urgent bit. Now the list of "
                "what got through."
            ),
            "Mine now. {depot} knows and packs nothing for superheroes until you say otherwise.",
        ),
        fixes=(
            (
                "The sandbox was cloned with the live warehouse connection. I've replaced it with the simulator, "
                "cancelled the waiting test orders, and the {few} parcels have been intercepted or will be returned "
                "to sender, for want of a Gotham."
            ),
            (
                "Sorted: sandbox goes to the simulator only, and cloning no longer ticks that box by itself. We've "
                "credited the postage."
            ),
        ),
        summaries=(
            (
                "Test orders from the sandbox, cloned with its connection, reached the live warehouse {depot}. {few} "
                "have shipped, the rest is held."
            ),
            "The sandbox is connected to the live warehouse. Test orders are being packed.",
        ),
        impacts=("Real goods leave for invented addresses",),
        next_actions=("Cut the sandbox connection, cancel test orders, intercept the parcels",),
    ),
)
