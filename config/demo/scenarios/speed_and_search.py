"""Waiting for a page, and looking for what is there."""

from config.demo.scenario import Ask, Scenario
from escalation.package import Step

SCENARIOS = (
    Scenario(
        key="slow_pages",
        issue_type="Portal/Speed",
        goes_to="engineering",
        weight=4,
        codes=("FW-9001",),
        openings={
            "plain": (
                "The order list takes {minutes} seconds to open since {weekday}. Other websites are fast. It's the "
                "same for all of us in the office."
            ),
            "terse": "order list {minutes}s. since {weekday}.",
            "angry": (
                "I press Orders, get up, make tea, come back, and it's still thinking. I don't even like tea. "
                "{minutes} seconds, every click, since {weekday}."
            ),
            "chatty": (
                "We've begun to choose our clicks carefully, like chess players. The order list needs {minutes} "
                "seconds. {colleague} has opened twelve tabs in the morning so that they're ready by noon."
            ),
            "foreign": (
                "The system is very slow since {weekday}. To open the orders needs {minutes} seconds. The internet "
                "connection is good, we tested."
            ),
        },
        asks=(
            Ask(
                "Is it only the list, or a single order too? And is it slow with an empty filter as well?",
                (
                    "Everything that has a number in a circle next to it.",
                    'Single orders are fast. It\'s the list, and worse with our "all open" filter.',
                ),
            ),
        ),
        tried=(
            Step("Measured the list with an empty filter", "Fast"),
            Step("Measured with their saved filter", "{minutes} s"),
        ),
        subjects=(
            "Everything is very slow",
            "Order list takes {minutes} seconds",
        ),
        chases=("Slower still since lunch. We've started using the phone to ask each other about orders.",),
        notes=(
            "Badge counts run on every page for accounts with > 200k orders. Engineering has a flag for it.",
            "Their saved filter has 14 conditions incl. a contains on notes, full scan. Index or talk them out of it.",
        ),
        bot_turns=(
            (
                "I'm sorry to hear that. Our status page shows normal operation. Could you try another browser and "
                "tell me whether it is faster?"
            ),
        ),
        pickups=(
            (
                "Engineering. I've watched one of your page loads from here, all {minutes} seconds, and know which "
                "query it is. Give me until the evening."
            ),
        ),
        fixes=(
            (
                "The numbers in circles were counted anew on every page over your whole history. They're kept up to "
                "date in passing now. Your list opens in under a second, I've measured from your region."
            ),
            (
                'One condition of your "all open" filter searched through every note ever written. There\'s an index '
                "for it since today: 0.6 seconds. You may return to spontaneous clicking."
            ),
        ),
        summaries=(
            (
                "Order lists take {minutes} seconds for everybody since {weekday}, single orders are fast. Their "
                "saved filter is slow."
            ),
        ),
        impacts=("{count} people work at half speed",),
        next_actions=("Look at the query of the saved filter and the badge counts for this account",),
    ),
    Scenario(
        key="search_misses",
        issue_type="Portal/Search",
        goes_to="tier-2",
        weight=3,
        codes=("FW-9033",),
        openings={
            "plain": "Search doesn't find {order}, though I have it open in another tab. Older orders are found.",
            "terse": "search misses {order}. exists.",
            "angry": 'I type {order}. It says "No results. Try fewer words." It is one word.',
            "chatty": (
                "I have {order} open on the left screen, and on the right your search tells me it doesn't exist. I "
                "feel like one of us should sit down. It seems to be all of them since {weekday}."
            ),
            "foreign": (
                "The search isn't finding the new orders since {weekday}, for example {order}. Old ones are found."
            ),
        },
        asks=(
            Ask(
                "Do you find it if you search for the buyer's name?",
                (
                    "Also not. The buyer has {few} orders and I see only the old ones.",
                    "By name yes, by number no.",
                ),
            ),
        ),
        tried=(
            Step("Opened {order} by its address", "Exists"),
            Step("Searched for other orders since {weekday}", "None found"),
        ),
        subjects=(
            "Search doesn't find {order}",
            "Search results incomplete",
        ),
        chases=("We look for orders by scrolling now. There are {count} a day.",),
        notes=(
            "Indexer stopped on {weekday} at one order with a 3 MB note. Skip and resume.",
            "Hyphen handling: SO-123 searched as two words on the new engine.",
        ),
        bot_turns=(
            (
                "Search looks at order numbers, buyers and article numbers. New orders appear within a minute. "
                "Could you check the spelling?"
            ),
        ),
        pickups=(
            (
                "I've got the stopped indexer in front of me, it's held up by a single order with a remarkably long "
                "note. Taking it out; your new orders will turn up over the next minutes."
            ),
        ),
        fixes=(
            (
                "The search index had stopped on {weekday} at one order whose note contains, as far as I can tell, "
                "a whole novel. It's running again and {order} is found. We cut notes for the index now."
            ),
            "Numbers with a hyphen were taken apart. Fixed for your account, and {order} comes first, being one word.",
        ),
        summaries=(
            (
                "Search finds no orders since {weekday}, such as {order}, but older ones. They scroll through "
                "{count} orders a day."
            ),
        ),
        impacts=("Customer service cannot look up new orders",),
        next_actions=("Restart the indexer past the order it stopped at and reindex since {weekday}",),
    ),
)
