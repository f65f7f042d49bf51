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
        summaries=("Shipping labels are shifted by a centimeter, the carrier refuses them. Pick-up is at five.",),
        impacts=("{count} parcels may miss today's pick-up",),
        next_actions=("Send the test label, then switch to direct printing",),
    ),
    Scenario(
        key="minimum_quantity",
        issue_type="Portal/How to",
        goes_to="tier-1",
        weight=3,
        openings={
            "plain": "Is there a way to set a minimum order quantity per customer group? I only find it per article.",
            "terse": "min qty per group possible?",
            "foreign": (
                "How can we make that the buyers of one group must order at least 6 pieces? I've searched in the "
                "help but not found."
            ),
            "chatty": (
                "No emergency, for once. Some of our buyers have begun to order single teaspoons, and the parcels "
                "cost more than the spoons. We'd like a minimum of six for that group only. {colleague} says it can "
                "be done, but says that about everything."
            ),
            "angry": (
                "I've spent an hour with your help pages, which explain very well what I already know. How do I set "
                "a minimum quantity for a group of buyers? One sentence will do."
            ),
        },
        asks=(
            Ask(
                ("What should happen with an order below the minimum: refuse it, or put it on hold for you?"),
                (
                    "Hold, please. Some of them are old friends.",
                    "Refuse, with a friendly text that sounds like us and not like a bank.",
                ),
            ),
        ),
        tried=(Step("Looked for a setting per group", "Only through a rule"),),
        subjects=(
            "Question about minimum quantities",
            "How do we set a minimum per customer group?",
        ),
        chases=("It's not urgent, but I wanted to ask whether this has been forgotten.",),
        notes=('Possible with an order rule, template "Minimum by group". Sent steps with screenshots.',),
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
                'Settings, Rules, New, "Minimum by group", 6, Refuse. That\'s the one sentence; the second is that '
                "the text of the refusal can be edited below, and I've put in a friendly one."
            ),
        ),
        summaries=(
            (
                "They ask how to set a minimum quantity per customer group. An order rule can, and a draft of it "
                "would help."
            ),
        ),
        impacts=("None today, they want to start next month",),
        next_actions=("Draft the rule for the customer and send the steps",),
    ),
    Scenario(
        key="split_orders",
        issue_type="Portal/How to",
        goes_to="tier-1",
        weight=2,
        openings={
            "plain": (
                "Can Ferrywell split an order over two warehouses by itself, when one of them doesn't have "
                "everything? We do it by hand at the moment."
            ),
            "terse": "auto split over 2 warehouses?",
            "chatty": (
                "{colleague} splits our orders by hand between {depot} and the other place, with a ruler and a "
                "pencil, and goes on holiday in two weeks. Is there a rule for that? The ruler we have."
            ),
            "foreign": (
                "We want that an order is divided automatically if the stock in {depot} isn't enough. Where can "
                "this be configured?"
            ),
        },
        asks=(
            Ask(
                "Should the rest wait for stock if neither of them has it, or should the order ship incomplete?",
                (
                    "Wait, please. Half an order helps nobody.",
                    "Ship what's there and tell the buyer.",
                ),
            ),
        ),
        tried=(Step("Looked for an automatic split", "There is a rule, not switched on"),),
        subjects=(
            "Is there a way to split orders?",
            "Splitting over two warehouses",
        ),
        chases=("Two weeks have become one. The ruler is getting nervous.",),
        notes=('Needs "Split by stock", business plan and up. Checked, they have it.',),
        bot_turns=("Orders can be divided under Actions, Split. Would you like to see how?",),
        pickups=(
            (
                "I've taken your question over from my colleague; the rule is easy, the order of the warehouses in "
                "it is the bit that matters."
            ),
        ),
        fixes=(
            (
                'Rules, New, Split by stock, then {depot} first and the other one second, and "wait for the rest". '
                "I've attached two pictures because the page is shy."
            ),
            (
                'Yes: a rule called "Split by stock". Put {depot} on top and tick "ship what is there". I tried it '
                "with a copy of one of your orders and got two slips, without a ruler."
            ),
        ),
        summaries=("They split orders over two warehouses by hand and want a rule. There is one.",),
        impacts=("An hour of handwork a day, until the colleague's holiday",),
        next_actions=("Send the steps for the rule and try it with a copy of an order",),
    ),
    Scenario(
        key="own_field",
        issue_type="Portal/How to",
        goes_to="tier-1",
        weight=2,
        openings={
            "plain": (
                'How do I add a field of our own to orders? We need "delivery contact" with a telephone number, and '
                "it should be on the slip."
            ),
            "terse": 'need custom field "delivery contact" on order + slip',
            "chatty": (
                'We need a place for the words "ring twice, the dog is deaf", and there seems to be no field for '
                "it. Can I make one? It should be printed on the slip, too, for the driver. The dog won't read it."
            ),
            "foreign": (
                "We need one more field in the order, for the contact on the delivery place. Is it possible to make "
                "it self?"
            ),
        },
        asks=(
            Ask(
                "Should buyers be able to fill it in when they order, or only your own people?",
                (
                    "Buyers, please. They know the dog best.",
                    "Only us. Buyers write novels.",
                ),
            ),
        ),
        tried=(Step("Looked at the order fields", "None of their own so far"),),
        subjects=(
            "How can we add a field to orders?",
            "Own field on the order",
        ),
        chases=("Drivers ask me daily. Is there a date for an answer?",),
        notes=("Settings, Order fields. Slip template needs the box ticked or it won't print.",),
        bot_turns=("You can use the field Notes for additional information. Is that what you need?",),
        pickups=("I've taken this over and made the field in your sandbox to show you how it looks on the slip.",),
        fixes=(
            (
                'Settings, Order fields, Add. Tick "buyers may fill it in" and "print on slip". I\'ve made '
                '"delivery contact" as a draft; look at it, then press Publish.'
            ),
            (
                'Settings, Order fields, Add, and leave "buyers may fill it in" empty. It appears on the order, in '
                "exports and on the slip as soon as you tick the box for it."
            ),
        ),
        summaries=(
            (
                "The customer needs a field of their own on orders and on the printed slip. It can be made under "
                "Order fields."
            ),
        ),
        impacts=("Drivers ring up for contacts that could be on the slip",),
        next_actions=("Make the field as a draft and send the steps",),
    ),
)
