"""Plans that change, seats that are empty, and a farewell."""

from config.demo.scenario import Ask, Scenario
from escalation.package import Step

SCENARIOS = (
    Scenario(
        key="upgrade_missing",
        issue_type="Billing/Plan and seats",
        goes_to="billing",
        weight=4,
        codes=("PAY-12",),
        openings={
            "plain": (
                "We upgraded to {plan} on {weekday} and have paid, but the new features are still locked. The page "
                'says "available from {plan}". We are {plan}.'
            ),
            "terse": "paid for {plan}. still locked.",
            "angry": (
                "I paid {amount} on {weekday} for features that greet me with a padlock. What I've bought so far is "
                "a picture of a padlock."
            ),
            "chatty": (
                "We treated ourselves to {plan} on {weekday}, and everything congratulated us: the page, the mail, "
                "there was even confetti. And then nothing's different. The padlocks are all still there. The "
                "confetti was nice."
            ),
            "foreign": (
                "We have changed the plan to {plan} at {weekday} and paid {amount}. But the functions aren't free. "
                "Please activate."
            ),
        },
        asks=(
            Ask(
                "Have you signed out and in again since? Some things only notice the new plan then.",
                (
                    "Out, in, other browser, other computer, other colleague. Locked.",
                    "That opened half of them! Audit log and the second warehouse are still locked.",
                ),
            ),
            Ask(
                "Does the billing page show the new plan, and since which date?",
                (
                    (
                        "Billing says {plan} since {weekday}. The rest of the system seems not to be on speaking "
                        "terms with billing."
                    ),
                    'It says "change scheduled", for the first of next month. I didn\'t schedule anything.',
                ),
            ),
        ),
        tried=(
            Step("Signed out and in again with the customer", "Still locked"),
            Step("Looked at the entitlements", "Old plan"),
        ),
        subjects=(
            "Upgraded, but features still locked",
            "Plan change not active",
        ),
        chases=(
            "Our training for the new features is tomorrow with {count} people. It'd be a short training as it stands.",
        ),
        notes=(
            (
                "Payment booked, entitlement event lost. Replay from billing admin fixes it. Third this week, told "
                "Engineering."
            ),
            "Change was scheduled to period end because they had a prepaid year. Billing can pull it forward.",
        ),
        bot_turns=(
            (
                "Your plan is shown under Settings, Plan. After an upgrade it can take up to ten minutes until "
                "everything is unlocked. Has it been longer than that?"
            ),
        ),
        pickups=(
            (
                "Billing here. Your payment is booked, it's the unlocking that got lost on the way. I'm repeating "
                "it now; please sign in again in two minutes."
            ),
        ),
        fixes=(
            (
                "The message from billing to the rest of the system was lost. I sent it again and all of {plan} is "
                "open, I checked with your account's own eyes. You get the days since {weekday} added at the end."
            ),
            (
                "Unlocked. Because of the prepaid year the change had been put at the end of your period; it's "
                "effective from {weekday} now and the difference is settled. No confetti this time, but padlocks "
                "gone."
            ),
        ),
        summaries=(
            (
                "The customer paid for {plan} on {weekday} but features remain locked, the entitlements show the old "
                "plan."
            ),
            "Plan change to {plan} is paid and not active, training with {count} people is tomorrow.",
        ),
        impacts=("They pay {amount} for features they cannot use, training tomorrow",),
        next_actions=("Replay the plan change to the entitlements and confirm with a sign-in",),
    ),
    Scenario(
        key="seat_count",
        issue_type="Billing/Plan and seats",
        goes_to="billing",
        weight=3,
        codes=("PAY-15",),
        openings={
            "plain": (
                "{invoice} charges us for {count} users. We have fewer: several left in spring and were "
                "deactivated. Please check the number."
            ),
            "terse": "{invoice}: {count} seats billed, we have fewer.",
            "angry": (
                "You charge us for {count} people, including one who retired, one who never started and a printer."
            ),
            "chatty": (
                "I went through the list of users on {invoice} with a pencil. Of {count} I recognize most. There's "
                'a "Test Test", a gentleman who left in 2021, and the label printer, which has its own login and, '
                "it seems, a monthly price."
            ),
            "foreign": (
                "In the invoice are {count} users. But many of them are not more in the company. They are "
                "deactivated since long. Please correct."
            ),
        },
        asks=(
            Ask(
                (
                    'Could you look whether they are "deactivated" or "invited"? Invitations that were never '
                    "accepted keep a seat."
                ),
                (
                    '{few} are "invited" since last year. They\'re not coming, are they.',
                    "All are deactivated, with a date. I've got a screenshot.",
                ),
            ),
        ),
        tried=(Step("Compared billed seats with active users", "{few} who are gone and a service user counted"),),
        subjects=(
            "We are charged for too many users",
            "Seat count wrong",
        ),
        chases=("The next invoice is due in a week, and I'd like it to be right by then.",),
        notes=(
            "Service users (printer) shouldn't take a seat since March, flag missing on old ones.",
            "{few} open invitations + deactivated mid-period. Credit due for 5 months at most, policy.",
        ),
        bot_turns=(
            (
                "Seats are counted on the first day of each period. Deactivated users do not count from the next "
                "period on. Would you like to see your list of users?"
            ),
        ),
        pickups=("This is Billing, I've got your penciled list. Going through it line by line, printer included.",),
        fixes=(
            (
                "{few} invitations and one printer were counted as people. I've removed them, credited {amount} and "
                "flagged the printer as a device, which is free, as it should be for someone who works nights."
            ),
            (
                "You're right about all of them. Seats corrected, {amount} credited on the next invoice, and open "
                "invitations now expire after 30 days."
            ),
        ),
        summaries=(
            (
                "{invoice} bills {count} seats, the customer has fewer. Open invitations and a service user are "
                "counted. They expect a credit."
            ),
            (
                "{invoice} bills {count} seats, the customer has fewer. Deactivated users and a service user are "
                "counted. They expect a credit."
            ),
        ),
        impacts=("Overcharged by {amount}, renewal is coming up",),
        next_actions=("Correct the seat count, credit up to five months, flag the service user",),
    ),
    Scenario(
        key="leaving",
        issue_type="Billing/Plan and seats",
        goes_to="billing",
        weight=2,
        codes=("PAY-50",),
        openings={
            "plain": (
                "We'd like to cancel at the end of the period. Please confirm the date and tell us how to get our data."
            ),
            "terse": "cancel at period end. confirm.",
            "angry": (
                "Please cancel. After {few} months of tickets about the same thing I'd rather write orders on "
                "paper. Confirm the end date."
            ),
            "chatty": (
                "It isn't you, it's the merger. The new parent company has its own system, which is older than I "
                "am, and we're to move to it. I'd like to know the end date and how we take our data along. We'll "
                "miss the little ship when an order goes out."
            ),
        },
        asks=(
            Ask(
                "May I ask what made you decide? An honest answer is more use to us than a kind one.",
                (
                    "The merger, really. If it were up to us we'd stay.",
                    "The {few} outages during the season. Nice people, wrong mornings.",
                ),
            ),
        ),
        tried=(Step("Checked the notice period", "In time"),),
        subjects=(
            "Cancellation",
            "How do we end our contract?",
        ),
        chases=("I haven't got a confirmation yet, and the notice period ends this week.",),
        notes=(
            "Notice in time. Offer the full export and 90 days read-only. Don't offer discounts, they asked not to be.",
        ),
        pickups=(
            (
                "Billing here. Your notice is registered in time; I'm preparing the confirmation and the "
                "instructions for the data."
            ),
        ),
        fixes=(
            (
                "Confirmed: your contract ends at the end of the period and costs nothing after that. A full export "
                "is ready in your downloads, and the account stays readable for another 90 days. It was good to "
                "have you. The ship will wait."
            ),
            (
                "The cancellation is confirmed in writing. What you told us about the mornings has gone to the "
                "people who can do something about it, with your words and not mine."
            ),
        ),
        summaries=(
            (
                "They cancel at the end of the period, in time, and ask for confirmation and the data. No "
                "counter-offer, please."
            ),
        ),
        impacts=("Account leaves, no complaint open",),
        next_actions=("Confirm the end date in writing and prepare the full export",),
    ),
)
