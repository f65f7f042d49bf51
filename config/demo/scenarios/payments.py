"""Money that moves twice, or not at all."""

from config.demo.scenario import Ask, Scenario
from escalation.package import Step

SCENARIOS = (
    Scenario(
        key="double_charge",
        issue_type="Billing/Payments",
        goes_to="billing",
        weight=5,
        codes=("PAY-31",),
        openings={
            "plain": (
                "{invoice} over {amount} was debited twice, on {weekday} and the day after. Please refund one of them."
            ),
            "terse": "{invoice} charged 2x. refund {amount}.",
            "angry": (
                "You took {amount} twice. I noticed within a day; you apparently didn't. {invoice}. Refund it "
                'today, and not as a "credit", as money.'
            ),
            "chatty": (
                "I don't want to make a fuss, but {amount} has left our account two times for {invoice}, and as "
                'much as we like you, once was the agreement. Our bank says the second one has the text "retry", '
                "which sounds like somebody was being persistent."
            ),
            "foreign": (
                "The invoice {invoice} has been debited double from our account, {amount} each. We ask for the "
                "refund of the second amount."
            ),
        },
        asks=(
            Ask(
                "Could you send me the booking text of both debits, just the reference lines?",
                (
                    "First: FERRYWELL {invoice}. Second: FERRYWELL {invoice} RETRY.",
                    "Here's the statement with everything else blacked out. Both have the same reference.",
                ),
            ),
        ),
        tried=(
            Step("Looked up both debits at the provider", "First failed, then settled, retry settled too"),
            Step("Compared the booking texts", "Same reference on both"),
        ),
        subjects=(
            "Charged twice",
            "{invoice} was debited two times",
            "double debit this month",
        ),
        chases=(
            "The refund isn't there yet and our bank has charged us for the overdraft. I'd like that back as well.",
            "I was told three days. It is day five.",
        ),
        notes=(
            (
                "First debit reported as failed by provider, then settled anyway. Retry went through too. Refund "
                "needs Billing."
            ),
            "Two mandates on file since the account merged, both debited. Cancel the older one.",
        ),
        bot_turns=(
            (
                "I can see invoice {invoice} for {account}. A refund must be checked by our billing team. Shall I "
                "pass this on?"
            ),
        ),
        pickups=(
            (
                "Billing here. I see both debits and have started the refund of the second, {amount}, to your bank "
                "account. Usually two working days."
            ),
            (
                "Good day from Billing. My colleague has sent me everything, so no statement needed again. The "
                "refund is being approved as I write."
            ),
        ),
        fixes=(
            (
                "The first debit was reported to us as failed and then went through after all, so our system tried "
                "again. {amount} has been refunded as money, not as credit. Should your bank have charged a fee, "
                "send me the slip and we'll cover it."
            ),
            (
                "Refund of {amount} sent, reference {invoice}-R. There were two mandates after your companies "
                "merged; the older one is cancelled, so persistence of this kind won't recur."
            ),
        ),
        summaries=(
            (
                "{invoice} over {amount} was debited twice, though the first was reported as failed. They want the "
                "money back, not a credit."
            ),
            (
                "{amount} was debited twice for {invoice}, by two mandates. The customer wants the money back, not a "
                "credit."
            ),
        ),
        impacts=(
            "{amount} missing in their account, overdraft fees possible",
            "Trust in our debits, they consider revoking the mandate",
        ),
        next_actions=(
            "Refund the second debit to the bank account and confirm the date",
            "Refund one debit to the bank account, cancel the older mandate, confirm the date",
        ),
    ),
    Scenario(
        key="card_declined",
        issue_type="Billing/Payments",
        goes_to="billing",
        weight=3,
        codes=("PAY-40",),
        openings={
            "plain": (
                "Our account is read-only because a payment failed. The bank says no attempt was made. Please open "
                "it again, we'll pay {amount} any way you like."
            ),
            "terse": "suspended. card fine. {invoice}. reopen please.",
            "angry": (
                "You've shut down a company of {count} people over {amount} without a phone call. Your warning "
                "mails went to an intern who left in June."
            ),
            "chatty": (
                'We woke up to a yellow bar saying "read-only". The card\'s fine, I bought lunch with it. The bank '
                "says they've never heard of you, which at this moment I take as a point in their favor."
            ),
            "foreign": (
                "Our account is blocked because of missing payment of {amount}. But the card is valid. Please "
                "unblock today, we can't work."
            ),
        },
        asks=(
            Ask(
                "Was the card replaced lately? The number we hold ends in {few}318.",
                (
                    "Yes! The new one ends differently. We changed it on {weekday} in the portal, or so I believed.",
                    "Same card for years, and that's its ending.",
                ),
            ),
        ),
        tried=(Step("Looked at the provider's log", "Attempt with the old card, stopped at confirmation"),),
        subjects=(
            "Account suspended, card was declined",
            "Payment failed, service stopped",
        ),
        chases=("We can't release a single order. Every hour counts here.",),
        notes=(
            (
                "Card updated in the shop profile, not in billing. Provider uses the old one. Unlock for 7 days is "
                "allowed for tier 1? No: Billing."
            ),
            "3-D Secure step never finished, bank sees nothing. Payment link solves it.",
        ),
        bot_turns=(
            (
                "Your account is read-only because invoice {invoice} is open. You can pay it under Settings, "
                "Billing, Pay now. Shall I send you the link?"
            ),
        ),
        pickups=(
            (
                "Billing here. Your account is open again for seven days while we sort out the card, so please go "
                "on working. I'll send you a payment link."
            ),
        ),
        fixes=(
            (
                "The new card had been entered in your shop profile and not for our invoices. Payment received "
                "through the link, suspension lifted, and warnings will go to three addresses including a telephone "
                "number with a human attached."
            ),
            (
                "All paid and open. The bank wanted a confirmation that never appeared on your screen; the link has "
                "it. I'm sorry nobody rang. For accounts like yours someone now does."
            ),
        ),
        summaries=(
            (
                "They are read-only after a failed payment of {amount}, though the card is valid, and cannot release "
                "orders."
            ),
        ),
        impacts=("Whole company stands still",),
        next_actions=("Lift the suspension for seven days, send a payment link, update the card",),
    ),
)
