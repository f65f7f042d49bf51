"""What stands on an invoice."""

from config.demo.scenario import Ask, Scenario
from escalation.package import Step

SCENARIOS = (
    Scenario(
        key="invoice_details",
        issue_type="Billing/Invoices",
        goes_to="billing",
        weight=4,
        codes=("PAY-04",),
        openings={
            "plain": (
                "{invoice} carries our old address and lacks the purchase order number. Our accounting refuses it. "
                "Could you issue it again?"
            ),
            "terse": "{invoice}: old address, no PO. reissue pls.",
            "angry": (
                "For the fourth month in a row {invoice} has the wrong company name. We're not \"Test GmbH 2\". We've "
                "told you. Our accounting now sends your invoices back unopened."
            ),
            "chatty": (
                "It's me again with the monthly letter about the address. We moved in spring, lovely building, lots "
                "of light, and {invoice} still goes to the old one where, I'm told, there's now a yoga studio. "
                "They've been very relaxed about it."
            ),
            "foreign": (
                "Please correct the invoice {invoice}: the address of us is changed and the order number must be on "
                "it, otherwise we can't pay."
            ),
        },
        asks=(
            Ask(
                "What should it say exactly? Company name, address, tax number and PO, as you'd like to see them.",
                (
                    "I've put it all in the attached letter. PO is 45000{count}.",
                    (
                        'Same as on our website, plus PO 45000{count}, plus "attn. {colleague}", or it ends up with '
                        "the yoga people."
                    ),
                ),
            ),
        ),
        tried=(
            Step("Compared account and billing profile", "Address differs"),
            Step("Tried to edit {invoice}", "Not possible once issued"),
        ),
        subjects=(
            "Wrong address on invoice",
            "Please correct {invoice}",
            "Invoice without our PO number",
        ),
        chases=("Our payment run is on Friday. Without a correct invoice you won't be in it.",),
        notes=(
            "Address changed in the account but not in the billing profile. Two places, as ever.",
            "Issued invoices can't be edited, needs credit and new number. Billing only.",
        ),
        bot_turns=(
            (
                "You can change your billing address under Settings, Billing. Invoices that have been issued can "
                "only be corrected by our billing team. Shall I forward your request?"
            ),
        ),
        pickups=(
            (
                "Billing speaking. I have your letter with the right details. The old invoice gets a credit note "
                "and a new one follows today, with PO."
            ),
        ),
        fixes=(
            (
                "{invoice} is cancelled by a credit note and the new one, with your address, tax number and PO, is "
                "in your inbox and under Settings, Billing. The billing profile is changed too, so next month there "
                "will be no letter from you. We'll miss it a little."
            ),
            (
                "Corrected and reissued. The PO number is stored and will appear on every invoice until you change "
                "it. Our regards to the yoga studio."
            ),
        ),
        summaries=(
            (
                "{invoice} has an old address and lacks PO 45000{count}, the customer's accounting refuses it. What it "
                "should say is in their attached letter."
            ),
            (
                '{invoice} lacks PO 45000{count} and "attn. {colleague}", the customer\'s accounting refuses it. The '
                "rest should be as on their website."
            ),
        ),
        impacts=("Invoice is not paid until corrected, payment run on Friday",),
        next_actions=("Credit and reissue with these details, update the billing profile",),
    ),
    Scenario(
        key="overage",
        issue_type="Billing/Invoices",
        goes_to="billing",
        weight=3,
        codes=("PAY-22",),
        openings={
            "plain": (
                '{invoice} has a line "additional crossings" with {amount}. We\'ve never had that before and our '
                "volume hasn't grown. Could you explain the line?"
            ),
            "terse": 'explain "additional crossings" {amount} on {invoice}',
            "angry": (
                '{amount} for "additional crossings". I\'ve asked everyone here what a crossing is. The best answer '
                'was "something with ferries".'
            ),
            "chatty": (
                'A new line on the bill: "additional crossings", {amount}. It sounds like a holiday but costs more. '
                "As far as I can see we sent as many orders as in any month."
            ),
            "foreign": (
                'In the invoice {invoice} is a position "additional crossings" with {amount}, we don\'t understand. '
                "Please explain or correct."
            ),
        },
        asks=(
            Ask(
                (
                    "Did you add a second warehouse or shop in the period? Every order counts once for each system "
                    "it's sent to."
                ),
                (
                    "No. Everything as before.",
                    "We tested a second {system} for a week. With real orders, yes.",
                ),
            ),
        ),
        tried=(Step("Counted crossings by day", "One day stands out"),),
        subjects=(
            "Unexpected overage on {invoice}",
            'What is "additional crossings"?',
        ),
        chases=("We won't pay {invoice} until we understand it, with all due friendliness.",),
        notes=(
            "{code}: retry storm on {weekday}, 11,000 retries counted as crossings. Should not be billed.",
            "Test system connected for a week doubled the count. Goodwill credit is usual the first time.",
        ),
        pickups=(
            (
                "Billing here. I've counted your crossings day by day and see where it comes from: one single day. "
                "I'll explain it in a moment, with a table."
            ),
        ),
        fixes=(
            (
                "On {weekday} a failing connection was retried 11,000 times and each retry was counted. That "
                "mustn't be billed; the line is credited in full. A crossing, for the record, is one order sent to "
                "one system. No ferries."
            ),
            (
                "The test system doubled the count for a week. As it's the first time we've credited {amount}. You "
                "can mark a connection as test, then it's free."
            ),
        ),
        summaries=(
            (
                "{invoice} has {amount} for additional crossings, nearly all from one day. They will not pay until "
                "it is explained."
            ),
        ),
        impacts=("Invoice held back, customer doubts the counting",),
        next_actions=("Check whether retries were counted on that day, credit if so, send the table",),
    ),
)
