"""Old prices and wrong tax."""

from config.demo.scenario import Ask, Scenario
from escalation.package import Step

SCENARIOS = (
    Scenario(
        key="wrong_price",
        issue_type="Orders/Prices and tax",
        goes_to="tier-2",
        weight=4,
        codes=("FW-2405",),
        openings={
            "plain": (
                "Our new price list went live on {weekday} but orders are still priced with the old one. {order} "
                "shows {sku} at the price from before. The list itself looks right when I open it."
            ),
            "terse": "new price list active, old prices on orders. see {order}, item {sku}.",
            "angry": (
                "Since {weekday} you have been selling our goods at last year's prices. {count} orders. I have done "
                "the arithmetic and I would prefer not to write the number down. Fix the list and tell me who pays "
                "the difference."
            ),
            "chatty": (
                "We spent three evenings and a lot of pizza on the new price list, uploaded it on {weekday}, "
                "everyone applauded, and it turns out the orders never heard of it. {order} has {sku} at the old "
                "price. When I preview the list as a buyer I see the new price. When the buyer orders she gets the "
                "old one. She is delighted. We aren't."
            ),
            "foreign": (
                "The prices in the orders are not the prices of the new list. I have controlled it with {sku} in "
                "the order {order}. The list is marked active since {weekday}. Can you please control also?"
            ),
        },
        asks=(
            Ask(
                (
                    "Which customer group does the buyer of {order} belong to? You'll find it on the buyer's card "
                    "under Terms."
                ),
                (
                    'Group is "Retail North". The new list is assigned to "Retail". I see where this is going.',
                    'It says "Inherited". No idea from what.',
                ),
            ),
            Ask(
                "In the list's header, what does Valid from show, including the time zone?",
                (
                    '{weekday}, 00:00, and then in grey "America/Denver". We are in a rather different place.',
                    "Valid from the first of next month. Oh no. Day and month are the other way round.",
                ),
            ),
        ),
        tried=(
            Step("Previewed the list as a buyer", "Shows the new price"),
            Step("Opened the price trace of {order}", "Old list chosen"),
            Step("Re-saved the assignment", "No change on new orders"),
        ),
        subjects=(
            "Price list not applied",
            "{sku} sold at the wrong price",
            "Prices are from last season",
        ),
        chases=(
            "Another {few} orders went out at the old price since. Should we close the shop until this is solved?",
            "Our finance director has asked for a name. I'd rather give her a solution.",
        ),
        notes=(
            (
                "List is fine, assignment isn't: child groups with their own terms don't inherit a list added later "
                "to the parent. By design, but nobody reads that design."
            ),
            (
                "Valid-from was parsed as US date. {count} orders affected between go-live and now, exported to the "
                "ticket."
            ),
        ),
        pickups=(
            (
                "Hello again from the second line. I have your list, the group tree and {order} side by side and "
                "can see the price it picked and why. One change is needed and I'd like your okay before I make it."
            ),
            (
                "I have this now, with everything you already explained. I'm checking the {count} affected orders "
                "so that you get one list and not a drip of them."
            ),
        ),
        fixes=(
            (
                "The new list was assigned to the parent group, and your child groups keep their own terms. I've "
                "assigned it to all four; orders from now on carry the new price. The affected {count} are in the "
                "attached list, should you want to reprice those not yet invoiced."
            ),
            (
                "The date was read month first, so the list would have started some weeks from now. I've corrected "
                "it and confirmed with a test order for {sku}. We also show the date spelled out now, with the "
                "month as a word, as civilised people do."
            ),
            (
                "Fixed and checked: {sku} gives the new price in every group. The orders of the last days keep the "
                "old price, since your buyers had it confirmed in writing, but you can reprice drafts in one go "
                "under Orders, Reprice."
            ),
        ),
        summaries=(
            "The price list of {weekday} is not applied, {order} has the old price for {sku}. The preview is right.",
            (
                "{count} orders since {weekday} carry last season's prices: the new list became valid too late. They "
                "want it fixed and these orders listed."
            ),
        ),
        impacts=(
            "Each order sells below price, finance is watching",
            "{count} orders underpriced so far, margins on {sku} are thin",
        ),
        next_actions=(
            "Check list inheritance for child groups, assign the list, then export affected orders",
            "Correct the validity date and confirm with a test order",
        ),
    ),
    Scenario(
        key="vat_wrong",
        issue_type="Orders/Prices and tax",
        goes_to="tier-2",
        weight=3,
        codes=("FW-2440",),
        openings={
            "plain": (
                "{order} goes to a business in another country and was invoiced with our domestic VAT. The buyer's "
                "tax number is on file and validated. It worked until {weekday}."
            ),
            "terse": "{order}, {order2}: domestic vat on cross border b2b. should be 0.",
            "angry": (
                "My accountant, who doesn't raise his voice, raised his voice. {count} invoices with the wrong VAT "
                "since {weekday}. Every one has to be credited and written again, by hand, by him."
            ),
            "foreign": (
                "The VAT in order {order} is not correct. The client has a valid number, it's intra-community. "
                "Since {weekday} you calculate the tax of our country."
            ),
            "chatty": (
                "I'm not a tax person, I married one, and he says {order} shouldn't have VAT on it because the "
                "buyer is a company abroad with a number. He also says this at dinner. Could we please get it "
                "sorted?"
            ),
        },
        asks=(
            Ask(
                "When was the buyer's tax number last checked? There's a date next to it.",
                (
                    'It says "check failed, service unavailable" with a date of {weekday}.',
                    "Checked in spring. There's a small grey clock beside it now.",
                ),
            ),
            Ask(
                "Is the delivery address abroad as well, or only the invoice address?",
                (
                    "Both abroad.",
                    "Delivery is to a depot in our own country, actually. Hm. Does that matter?",
                ),
            ),
        ),
        tried=(
            Step("Re-checked the buyer's number by hand", "Valid"),
            Step("Looked at the tax trace of {order}", "Number treated as unverified since {weekday}"),
        ),
        subjects=(
            "Wrong VAT on orders to other countries",
            "Tax missing on {order}",
        ),
        chases=("{count} more by tonight if nothing changes. Our month closes on Friday.",),
        notes=(
            (
                'Validation service was down for a night, numbers fell back to "unverified", which charges domestic '
                "tax. Nobody re-checks."
            ),
            "Ship-to is domestic, so the tax is arguably right. Needs someone who may say that to a customer.",
        ),
        pickups=(
            (
                "I've read the thread and the three orders. I'm re-running the number checks now and will send you "
                "the list of invoices that need a credit."
            ),
            (
                "I have this. Tax questions deserve a careful answer, so I'll come back today with the rule that "
                "applied for each order, in writing."
            ),
        ),
        fixes=(
            (
                "The official number check was unreachable on the night of {weekday}, and we treated \"couldn't "
                'check" like "invalid". All numbers are re-checked, new orders are right, and the {count} wrong '
                "invoices are listed with one-click credits."
            ),
            (
                "For {order} the goods never leave your country, so domestic VAT applies. I've sent the rule with "
                "its source. The other orders were really wrong and are corrected."
            ),
            (
                "Fixed: a failed check now keeps the last good answer for 30 days and tells you. Your accountant "
                "can credit all {count} at once under Invoices, Correct."
            ),
        ),
        summaries=(
            (
                "Cross-border orders get domestic VAT since {weekday}, {count} so far: our check of the valid "
                "numbers failed. Their month closes soon."
            ),
            (
                "{order} was taxed as domestic though the buyer is abroad with a valid number. The validation had "
                "failed and was not repeated."
            ),
        ),
        impacts=(
            "Each wrong invoice must be credited by hand before month end",
            "{count} invoices, their accountant is involved",
        ),
        next_actions=(
            "Re-run the number checks for the account and list invoices to credit",
            "Confirm the rule for domestic delivery, then correct the rest",
        ),
    ),
)
