"""Orders that arrive twice, or twelve times over."""

from config.demo.scenario import Ask, Scenario
from escalation.package import Step

SCENARIOS = (
    Scenario(
        key="order_duplicates",
        issue_type="Orders/Duplicates",
        goes_to="tier-2",
        weight=4,
        codes=("FW-2231", "FW-2233"),
        openings={
            "plain": (
                "Orders from our {shop} shop are created twice since {weekday}. For example {order} and {order2}: "
                "same basket, same customer, same minute. So far I count {count} pairs."
            ),
            "terse": "{order} = {order2}. Same for {count} others. Please stop it and delete the copies.",
            "angry": (
                "A customer just received two identical sofas. She ordered one. She has a small flat. {order} and "
                "{order2} are the same order and there are {count} more like that, and I want to know why your "
                "platform thinks everybody wants two of everything."
            ),
            "chatty": (
                "I first thought business was suddenly brilliant, we even opened the good biscuits. Then I looked "
                "at the names. Everything coming from {shop} since {weekday} exists twice, e.g. {order} and "
                "{order2}. About {count} pairs. The biscuits are gone but the problem is still here."
            ),
            "foreign": (
                "Since {weekday} all order from {shop} are coming double. See please {order} and {order2}. We have "
                "made no change. The warehouse already has sent some double, this costs us money."
            ),
        },
        asks=(
            Ask(
                (
                    "Does the {shop} admin show one or two entries for that basket? And do both of ours carry the "
                    "same shop reference?"
                ),
                (
                    "One in {shop}, two in Ferrywell, and yes, the shop reference is identical on both.",
                    'Only one in the shop. References are the same except that the second has "-1" at the end.',
                ),
            ),
            Ask(
                (
                    "Did anybody reconnect the shop around {weekday}? A second connection to the same shop would "
                    "explain it."
                ),
                (
                    (
                        "Ah. {colleague} reconnected it on {weekday} because of a warning banner. Didn't know it "
                        "would add rather than replace."
                    ),
                    (
                        "Not to our knowledge, but I see two connections with the same name in the list. One has a "
                        "small grey plug next to it."
                    ),
                ),
            ),
        ),
        tried=(
            Step("Compared {order} with {order2}", "Same shop reference, different connection id"),
            Step("Looked at the list of connections", "Two active for the same {shop} shop"),
            Step("Asked who reconnected", "{colleague}, on {weekday}, after a warning banner"),
        ),
        subjects=(
            "Every order arrives twice",
            "duplicate orders from {shop}",
            "{order} and {order2} are the same order",
        ),
        chases=(
            "Two more pairs since my last message. Could you at least pause the import?",
            "Warehouse asks whether to ship or not. I need an answer before the carrier comes.",
        ),
        notes=(
            (
                "Two active connections to the same shop, created 4 days apart. Dedupe key includes the connection "
                "id, so it never matches. Known trap."
            ),
            (
                "{count} pairs verified. Roughly a third already picked. Do not bulk cancel without asking which "
                "ones left the building."
            ),
        ),
        bot_turns=(
            (
                "It looks like some of your orders may be duplicates. You can cancel an order under Actions, then "
                "Cancel. Would you like the article about duplicate orders?"
            ),
        ),
        pickups=(
            (
                "I've read the whole thread. The import from the second connection is paused as of now, so no new "
                "pairs will appear while we clean up the old ones."
            ),
            (
                "Taking this on. First thing done: second connection paused. Next I'll send you a list of the pairs "
                "with what has and hasn't shipped, and you tell me which copies go."
            ),
        ),
        fixes=(
            (
                "There were two connections to the same shop, each diligently importing every order. I've removed "
                "the newer one and cancelled the {count} copies that had not shipped. The list of those that did is "
                "attached to this ticket's note and I've sent it to your warehouse address as well."
            ),
            (
                "Done: one connection, one order each. Copies cancelled except the {few} that had already left; for "
                "these you'll want return labels. We've asked for the reconnect button to replace instead of add, "
                "because you are not the first and shouldn't have been the second."
            ),
            (
                "{order2} and the other copies are cancelled, {order} stays. Nothing was invoiced twice, I checked "
                "each pair."
            ),
        ),
        summaries=(
            (
                "Every order from {shop} comes twice since {weekday}, {count} pairs so far, as {order}. Some copies "
                "have shipped."
            ),
            (
                "Two connections import the same {shop} shop. The customer wants the import paused first and the "
                "copies cancelled after."
            ),
        ),
        impacts=(
            "Goods ship twice at the customer's cost, each hour adds a handful",
            "{count} double orders, a third of them already picked",
        ),
        next_actions=(
            "Pause the newer connection, list pairs by shipping state, cancel the unshipped copies only",
            "Remove the second connection and agree with the customer which copies to cancel",
        ),
    ),
    Scenario(
        key="case_or_piece",
        issue_type="Orders/Import",
        goes_to="tier-2",
        weight=3,
        codes=("FW-2061",),
        openings={
            "plain": (
                "An order for {count} pieces of {sku} was sent to the warehouse as {count} boxes. Twelve in a box. "
                "The order in {system} says pieces, {order} in Ferrywell says boxes."
            ),
            "terse": "{order}: pcs became boxes. x12. stop shipping pls.",
            "angry": (
                "There's a lorry in front of a delicatessen in a pedestrian zone with {count} boxes of cinnamon "
                "sticks. They ordered {count} sticks. {order}. Call me."
            ),
            "chatty": (
                "I want to tell you about {order}, which started life as {count} pieces of {sku} and ended as "
                'enough {sku} for a small republic. Somewhere between {system} and {depot} the word "pieces" '
                'turned into "boxes". We\'ve since found {few} more orders like this, luckily caught before the '
                "truck."
            ),
            "foreign": (
                "In the order {order} the unit is changed. We have ordered {count} piece and it came {count} "
                "carton. In {system} is correct. Since {weekday} we use the new article master, maybe this is the "
                "reason."
            ),
        },
        asks=(
            Ask(
                "What does the article card for {sku} show under Base unit and Order unit?",
                (
                    "Base unit is empty. It used to say piece.",
                    'Base unit piece, order unit "EA / CS". I didn\'t know it could be both.',
                ),
            ),
            Ask(
                "Did the article master get imported anew recently?",
                (
                    "On {weekday}, {count} articles, by {colleague}.",
                    "Yes, with the new template you recommended. I'm not saying anything.",
                ),
            ),
        ),
        tried=(
            Step("Compared {order} with {system}", "Pieces there, boxes here"),
            Step("Opened the article card of {sku}", "Base unit empty since the import of {weekday}"),
        ),
        subjects=(
            "Quantities multiplied by 12",
            "We received {count} boxes instead of {count} pieces",
            "Unit of measure mixed up",
        ),
        chases=(
            "We're holding everything by hand now. Tell me which articles are affected, please.",
            "The delicatessen has run out of cellar.",
        ),
        notes=(
            (
                'Import template column "unit" maps to order unit when base unit is blank. {count} articles '
                "affected, query in the note below."
            ),
            (
                "Conversion factor applied twice for articles with EA / CS. Engineering knows, fix is in the next "
                "release, workaround is to set base unit."
            ),
        ),
        pickups=(
            (
                "I've stopped the release of every order with an affected article; {few} are on hold. Nobody else "
                "gets a republic's worth."
            ),
            (
                "I have the article import of {weekday} here and see what it did to the units. Working through the "
                "list now."
            ),
        ),
        fixes=(
            (
                'The import of {weekday} left the base unit empty on {count} articles, and empty was read as "box". '
                "All are set back to pieces, the {few} held orders are corrected and released. The empty value is "
                "now refused at import."
            ),
            (
                "Units corrected, orders released with the right quantity. As for the cinnamon: the return is "
                "booked and we bear the freight."
            ),
        ),
        summaries=(
            (
                "Quantities of {order} went out as boxes, twelve times too much: the article import of {weekday} "
                "emptied {count} base units."
            ),
            (
                "{sku} and other articles changed unit with the import of {weekday}. One order has shipped at twelve "
                "times the quantity."
            ),
        ),
        impacts=(
            "Wrong quantities leave the warehouse, one lorry already has",
            "All orders with the affected articles are held by hand",
        ),
        next_actions=(
            "Hold affected orders, set base unit to piece for the list, release",
            "Check which orders shipped with the wrong unit and arrange the return",
        ),
    ),
)
