"""Keys, strangers' data, and the wish to be forgotten."""

from config.demo.scenario import Ask, Scenario
from escalation.package import Step

SCENARIOS = (
    Scenario(
        key="leaked_key",
        issue_type="API/Keys",
        goes_to="tier-2",
        weight=3,
        codes=("FW-5400",),
        openings={
            "plain": (
                "One of our developers committed our live API key to a public repository about {minutes} minutes "
                "ago. Please revoke it and tell us whether anybody used it."
            ),
            "terse": "live key is public. revoke now. ends in {few}f9a.",
            "angry": (
                "Your page for revoking a key asks for the approval of an admin who is on a plane. Our key is "
                "public on the internet. I do not want an approval, I want it gone."
            ),
            "chatty": (
                "Deep breath. {colleague} pushed our live key to a public repository. It was up for {minutes} "
                "minutes. There's already a friendly stranger who opened a ticket to tell us. I'd like the key "
                "revoked, a list of what it did, and if possible no lecture, we've had that one internally."
            ),
        },
        asks=(
            Ask(
                ("May I revoke it at once, although your live integration will stop until it has a new key?"),
                (
                    "Yes. Stop everything.",
                    "The new one is in as of this minute. Revoke the old one, please, and look who used it.",
                ),
            ),
            Ask(
                "Which addresses do your own servers call from, so I can tell theirs from yours?",
                (
                    "Two addresses, I've put them in the form under Security, Allowed addresses.",
                    "No idea, it's all in some cloud. {colleague} will find out, it's the least they can do.",
                ),
            ),
        ),
        tried=(
            Step("Revoked the key", "Confirmed, calls are refused"),
            Step("Listed calls since the push", "Some from unknown addresses"),
        ),
        subjects=(
            "API key leaked, please revoke",
            "URGENT key in public repository",
            "Rotate our API key",
        ),
        chases=("Is it revoked? Yes or no will do.",),
        notes=(
            (
                "Key used from 2 unknown addresses after the push, reads only, /v3/accounts and /v3/orders. Needs "
                "tier 2 for the access report."
            ),
            "Revoked at {clock}. New key issued, allow-list on.",
        ),
        pickups=(
            (
                "I've got it. The old key is dead as of this minute. I'm pulling every call it made since the push "
                "and will send you the list, with foreign addresses marked."
            ),
            "Security duty here, I've taken this over. Key is off. Now for the question whether anybody was in.",
        ),
        fixes=(
            (
                "The key was used {few} times from an address that isn't yours, only reading the order list, "
                "nothing written. The full list is attached for your data protection officer. New key is live and "
                "limited to your own addresses."
            ),
            (
                "Nobody but you used the key; I've checked every call since the commit. The approval step no longer "
                "applies to revoking, only to creating. And no lecture, as agreed."
            ),
        ),
        summaries=(
            "The live key was public for {minutes} minutes and is revoked. They need a report of what was read.",
            (
                "A live key leaked through a public repository. The old one is revoked, the new one in use. They ask "
                "who used it."
            ),
        ),
        impacts=(
            "Order data may have been read by strangers",
            "Live integration depends on the key",
        ),
        next_actions=(
            "Pull all calls made with the key since the push and mark foreign addresses",
            "Confirm the new key works, then send the access report",
        ),
    ),
    Scenario(
        key="data_mixed",
        issue_type="Incidents/Security",
        goes_to="engineering",
        weight=1,
        codes=("FW-9901",),
        openings={
            "plain": (
                "In our order list is {order}, which isn't ours. The buyer's address is in another country and the "
                "articles aren't in our range. We haven't opened anything else."
            ),
            "terse": "{order} is not ours. data leak?",
            "angry": (
                "I'm looking at another company's order in our account: {order}, with name and address. If I see "
                "theirs, who sees ours? I need an answer I can give to our lawyers, today."
            ),
            "chatty": (
                "This one made me sit up. Between our usual screws and hinges is {order} for eleven wedding "
                "dresses. We don't do wedding dresses. I closed it at once and told nobody but {colleague} and you."
            ),
        },
        asks=(
            Ask(
                (
                    "Thank you for not opening it. Could you tell me only when you first saw it, and not send a "
                    "screenshot?"
                ),
                (
                    "At {clock}. Nobody else has looked, and I've written down who was in the room.",
                    "{minutes} minutes before I wrote. I had to find the right form first.",
                ),
            ),
        ),
        tried=(
            Step("Searched for other foreign orders in the account", "None found yet"),
            Step("Informed the security lead", "Done"),
        ),
        subjects=(
            "We see another company's order",
            "Foreign data in our account",
        ),
        chases=("Our lawyers ask for a first statement by the end of the day.",),
        notes=(
            (
                "Wrong account id on a shared EDI mailbox, routing by partner code which exists twice. Security "
                "lead informed at {clock}. Do not discuss in other tickets."
            ),
            "One order, one account, no others found so far. Query running over 90 days.",
        ),
        pickups=(
            (
                "I'm the engineer on security duty. {order} has been removed from your list and I'm checking "
                "whether this has happened anywhere else, in both directions. You'll hear from me within the hour."
            ),
        ),
        fixes=(
            (
                "Two companies have the same partner code at one EDI provider, and one order was sorted to you. "
                "We've checked 90 days in both directions: this was the only one, and none of yours went elsewhere. "
                "The formal statement is in your documents; thank you for how you've handled it."
            ),
        ),
        summaries=("They see {order}, which belongs to another company, did not open it and want a statement today.",),
        impacts=("Possible data breach with legal deadlines for both companies",),
        next_actions=("Remove the order from view, check 90 days in both directions, prepare a statement",),
    ),
    Scenario(
        key="personal_data",
        issue_type="Reports/Personal data",
        goes_to="tier-2",
        weight=2,
        codes=("FW-7300",),
        openings={
            "plain": (
                "A buyer asks us to delete everything we have on her. We've done so in {system}, now we need it "
                "deleted in Ferrywell too, with a written confirmation. The legal deadline is in {few} weeks."
            ),
            "terse": "gdpr deletion, 1 buyer, need confirmation in writing.",
            "chatty": (
                "A former customer wants to be forgotten, which I understand, I've had days like that. We have "
                "deleted him in {system} but he still appears in your order history, twice, once with his middle "
                "name."
            ),
            "foreign": (
                "A person asks for deletion of the personal data. Please inform us which data are stored at yours "
                "and delete them. We need it written."
            ),
        },
        asks=(
            Ask(
                "Are there invoices younger than the legal retention period? Those we can only block, not delete.",
                (
                    "Two from last year. Blocking is fine as long as it says so on paper.",
                    "None, he only ever asked for samples.",
                ),
            ),
            Ask(
                (
                    "Could you enter the buyer's reference in the privacy form rather than here? Then this thread "
                    "doesn't have to be deleted as well."
                ),
                (
                    "Done, the form says P-{count}.",
                    "Oh. Good point. Could you please remove my last message, then?",
                ),
            ),
        ),
        tried=(Step("Searched orders, addresses and logs for the reference", "Found in three places"),),
        subjects=(
            "Deletion request of a buyer",
            "Data request under privacy law",
        ),
        chases=("The lawyer has asked for the state of things. What may I tell her?",),
        notes=(
            (
                "Orders, addresses, webhook payload log (30 days) and the search index. Index is always forgotten. "
                "Check it."
            ),
            "Tier 2 must press the button, four eyes. Form filled in by customer.",
        ),
        pickups=(
            (
                "I've taken this over; deletions are done by two of us here. First pass done, my colleague does the "
                "second, then you get the letter."
            ),
        ),
        fixes=(
            (
                "Everything on this person has been deleted, except two invoices that are blocked until their legal "
                "period ends. The signed confirmation is in your documents. Yes, also with the middle name."
            ),
            (
                "Done and confirmed in writing. The delivery logs forget by themselves after 30 days; I've put the "
                "date in the letter."
            ),
        ),
        summaries=(
            "A buyer asks for deletion, the customer needs a written confirmation. Two invoices may only be blocked.",
        ),
        impacts=("Legal deadline in {few} weeks",),
        next_actions=("Run the deletion with a second person, check the search index, send the letter",),
    ),
)
