"""Labels that wander, and questions without an emergency."""

from config.demo.scenario import Ask, Scenario
from escalation.package import Step

SCENARIOS = (
    Scenario(
        key="label_print",
        issue_type="Portal/Printing",
        goes_to="tier-1",
        weight=4,
        codes=("FW-9050",),
        openings={
            "plain": (
                "Since yesterday our shipping labels are shifted by about a centimeter, and the barcode is cut. "
                "Printer and paper are the same."
            ),
            "terse": "labels shifted 1cm. barcode cut. since yesterday",
            "angry": (
                "The carrier has refused {count} parcels because half of the barcode is on the label and the other "
                "half on the roller. Fix it before the pick-up, please."
            ),
            "chatty": (
                "Our labels have begun to wander. A centimeter to the left since yesterday, and by tonight, who "
                "knows, they may leave the building without the parcel. {colleague} cuts and tapes them by hand, "
                "beautifully I must say."
            ),
            "foreign": (
                "The labels are printed with a displacement of 1 cm. The barcode is not complete. The carrier "
                "doesn't accept."
            ),
        },
        asks=(
            Ask(
                (
                    'In the print window, does it say "fit to page" or "actual size"? The newest {browser} likes '
                    "to change that."
                ),
                (
                    "Fit to page! I never touched it.",
                    "Actual size, 100 %. And the preview already looks wrong.",
                ),
            ),
        ),
        tried=(Step("Asked for a print at actual size", "Correct"),),
        subjects=(
            "Labels printed shifted",
            "Shipping labels cut off",
        ),
        chases=("Pick-up is at five. {count} parcels with hand-made labels.",),
        notes=(
            "{browser} update resets scaling. Tell them, close it.",
            "New label template from the carrier is 4x6 inches, theirs is A6. Switch the template.",
        ),
        bot_turns=(
            (
                "Please check in the print dialog that scaling is set to 100 % and the paper size to that of your "
                "labels. Is it correct now?"
            ),
        ),
        pickups=(
            (
                "I'm taking this over for the rest of the day. Sending you a test label now with rulers on it; a "
                "photo of the print tells me all I need."
            ),
        ),
        fixes=(
            (
                'The browser update had set printing back to "fit to page". On "actual size" the test label is '
                "right to the millimeter. To spare you this I've switched you to direct printing, which doesn't "
                "ask the browser."
            ),
            (
                "The carrier changed its template to inches, and your paper's A6. I've set yours back; reprint is "
                "under Shipments, Reprint all. {colleague} may lay down the scissors."
            ),
        ),
        summaries=(
            (
                "Shipping labels are shifted by a centimeter and the carrier refuses them. A change of scaling in "
                "the browser is likely. Pick-up is at five."
            ),
        ),
        impacts=("{count} parcels may miss today's pick-up",),
        next_actions=("Send the test label, then switch to direct printing",),
    ),
    Scenario(
        key="how_to",
        issue_type="Portal/How to",
        goes_to="tier-1",
        weight=6,
        openings={
            "plain": "Is there a way to set a minimum order quantity per customer group? I only find it per article.",
            "terse": "min qty per group possible?",
            "chatty": (
                "No emergency, for once. We'd like to know how to split an order over two warehouses by rule and "
                "not by hand. {colleague} says it can be done, but says that about everything."
            ),
            "foreign": (
                "How can we make that the buyers of one group must order at least 6 pieces? I've searched in the "
                "help but not found."
            ),
            "angry": (
                "I've spent an hour with your help pages, which explain very well what I already know. How do I add "
                "my own field to an order? One sentence will do."
            ),
        },
        asks=(
            Ask(
                (
                    "What would you like to happen with an order below the minimum: refuse it, or put it on hold "
                    "for you to look at?"
                ),
                (
                    "Hold, please. Some of them are old friends.",
                    "Refuse, with a friendly text that sounds like us and not like a bank.",
                ),
            ),
        ),
        tried=(Step("Looked for a setting per group", "Only through a rule"),),
        subjects=(
            "How can we add a field to orders?",
            "Question about minimum quantities",
            "Is there a way to split orders?",
        ),
        chases=("It's not urgent, but I wanted to ask whether this has been forgotten.",),
        notes=(
            'Possible with an order rule, template "minimum by group". Sent steps with screenshots.',
            "Not possible today per group and warehouse. Logged as wish with her words.",
        ),
        bot_turns=("You can set minimum quantities under Articles, Sales terms. Does this answer your question?",),
        pickups=(
            (
                "I've taken over your question from my colleague and tried it in a sandbox first, so that what I "
                "send you works."
            ),
        ),
        fixes=(
            (
                'It works with an order rule: Settings, Rules, New, template "Minimum by group", then 6 and Hold. '
                "I've made a draft of it for you; you only need to press Publish."
            ),
            (
                "Yes: Settings, Order fields, Add. It appears on the order, in exports and, if you tick the box, in "
                "the mapping. One sentence, as requested, followed by a second one."
            ),
            (
                "{colleague} is right. Rules, Split by stock, choose the two warehouses and their order. I've "
                "attached two pictures because the page is shy."
            ),
        ),
        summaries=(
            (
                "The customer asks how to set a minimum quantity per customer group. It is possible with an order "
                "rule. A draft of the rule would help them."
            ),
        ),
        impacts=("None today, they want to start next month",),
        next_actions=("Draft the rule for the customer and send the steps",),
    ),
)
