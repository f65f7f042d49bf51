"""Trading partners, and which warehouse gets what."""

from config.demo.scenario import Ask, Scenario
from escalation.package import Step

SCENARIOS = (
    Scenario(
        key="edi_rejected",
        issue_type="Connectors/EDI",
        goes_to="tier-2",
        weight=3,
        codes=("FW-4310", "FW-4316"),
        openings={
            "plain": (
                'Our biggest retail customer rejects every despatch advice since {weekday}: "invalid SSCC in '
                'segment 7". They threaten a fee per delivery. Code on your side is {code}.'
            ),
            "terse": "desadv rejected by partner, SSCC, {code}. fee per delivery.",
            "angry": (
                "The retailer charges us per bad despatch advice and has sent {count} rejections since {weekday}. "
                "I've started a folder with your name on it."
            ),
            "foreign": (
                "Our client refuses the electronic delivery notes. They say the number of the pallet (SSCC) is not "
                "valid. For us nothing has changed. Error is {code}."
            ),
            "chatty": (
                "EDI people are a special folk, and the ones at our retailer have written me an e-mail consisting "
                "only of segment names and one exclamation mark. As far as I understand, the pallet number in the "
                "despatch advice has a wrong check digit since {weekday}. {count} rejected."
            ),
        },
        asks=(
            Ask(
                "Could you forward the rejection as they sent it, including the envelope?",
                (
                    "Attached as text. It complains about segment 7 and, in passing, about us.",
                    "They only send a PDF with a screenshot of a fax. I've typed it out for you.",
                ),
            ),
            Ask(
                "Did you get a new range of pallet numbers lately?",
                (
                    "Yes! From GS1, on {weekday}, because the old one ran out.",
                    "Not that I know. {colleague} does that and is on leave.",
                ),
            ),
        ),
        tried=(
            Step("Recalculated the check digit of one pallet number", "Off, prefix cut at 8 digits"),
            Step("Compared with a message from before {weekday}", "Old prefix was shorter"),
        ),
        subjects=(
            "Trading partner rejects our despatch advice",
            "EDI {code}",
        ),
        chases=("{few} more trucks at their dock tonight. What do I tell the drivers?",),
        notes=(
            "New company prefix is 9 digits, profile pads for 8. Check digit off by one position.",
            "Partner profile was edited by an admin on their side on {weekday}. Audit log has it.",
        ),
        pickups=(
            (
                "I've got the rejection and the profile next to each other and the fault is visible from here. I'll "
                "send one corrected despatch advice by hand to see whether your partner likes it."
            ),
            "This is with me. I'll speak segment with your retailer's EDI desk myself, so you needn't translate.",
        ),
        fixes=(
            (
                "Your new number range has a longer prefix than the old one and our profile still cut it at eight "
                "digits, so the check digit came out wrong. Corrected; the {count} despatch advices were sent again "
                "and all were accepted."
            ),
            (
                "Accepted, the partner confirmed by e-mail, with an exclamation mark again but a friendlier one. "
                "They've also agreed to waive the fees since the goods were there in time."
            ),
        ),
        summaries=(
            (
                "The retailer rejects every despatch advice since {weekday}, {count} so far, {code}. Our profile "
                "cuts their new, longer prefix."
            ),
            "Despatch advices fail at a trading partner because of the check digit. A fee for each is threatened.",
        ),
        impacts=(
            "A fee per delivery and {few} trucks tonight",
            "Their largest customer, relationship under strain",
        ),
        next_actions=(
            "Correct the prefix length in the partner profile, resend the rejected messages",
            "Send one message by hand, ask the partner to confirm, then the rest",
        ),
    ),
    Scenario(
        key="wrong_warehouse",
        issue_type="Incidents/Routing",
        goes_to="tier-2",
        weight=3,
        codes=("FW-2301",),
        openings={
            "plain": (
                "Since {weekday} all orders go to {depot}, including those that should ship from the other site. "
                "{order} is an example. The rules page looks as it always has."
            ),
            "terse": "all orders to {depot} since {weekday}. rules unchanged",
            "angry": (
                "{depot} has {count} orders it can't fill, and the other site is sweeping the floor for the second "
                "time. Who's changed the routing? It wasn't us."
            ),
            "chatty": (
                "Half of our orders should go north and half south. Since {weekday} everything goes to {depot}, as "
                "if the other half of the country had been cancelled. They've called us from the other site to ask "
                "if we still love them."
            ),
            "foreign": (
                "All orders are routed to {depot}. Before it was divided by postcode. We haven't changed the rules."
            ),
        },
        asks=(
            Ask(
                "Could you open the rule for the other site and check whether its postcode list is still filled?",
                (
                    'The list looks fine. The rule has moved to the bottom, though, under "everything else".',
                    "It's there, but all postcodes are in a single line now, with spaces.",
                ),
            ),
        ),
        tried=(
            Step("Tried {order} in the rule tester", "Matches the catch-all first"),
            Step("Read the audit log", "Order of rules changed on {weekday}"),
        ),
        subjects=(
            "Orders go to the wrong warehouse",
            "{depot} gets everything",
        ),
        chases=("Trucks leave at six, with the wrong things on board at present.",),
        notes=(
            (
                "Rule order changed by drag and drop on {weekday} by a user of theirs, catch-all on top. Audit log: "
                "{colleague}."
            ),
            "Postcodes imported as one string. Rule never matches.",
        ),
        bot_turns=(
            (
                "Routing rules are applied from top to bottom; the first that fits wins. You can test an order "
                "under Rules, Try out. What does it show for {order}?"
            ),
        ),
        pickups=(
            (
                "I've got the rules and the audit log open. {count} orders are on hold so the trucks don't take "
                "them; one more look and I'll re-route them."
            ),
        ),
        fixes=(
            (
                'The rule "everything else" had been dragged to the top, probably by a tired hand. It\'s at the '
                "bottom again, {count} orders have been re-routed, and the other site is loved as before."
            ),
            (
                "The postcode list had become a single long line and so fitted nothing. Repaired, tested with "
                "{order}, and the waiting orders are on their way to the right place."
            ),
        ),
        summaries=(
            (
                "All orders go to {depot} since {weekday}, {count} by now, though half belong elsewhere. The "
                "catch-all rule is on top since a change."
            ),
        ),
        impacts=("{count} orders at the wrong site, trucks leave at six",),
        next_actions=("Hold the affected orders, restore the order of rules, re-route",),
    ),
)
