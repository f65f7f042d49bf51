"""People who can prove who they are in every way but the one asked for."""

from config.demo.scenario import Ask, Scenario
from escalation.package import Step

SCENARIOS = (
    Scenario(
        key="lost_phone",
        issue_type="Access/Two-step sign-in",
        goes_to="tier-1",
        weight=5,
        codes=("MFA-02",),
        openings={
            "plain": (
                "My old phone is broken and the codes for signing in were on it. I don't have the recovery codes. "
                "How do I get back in?"
            ),
            "terse": "new phone no codes. reset 2fa pls",
            "angry": (
                "Your sign-in wants a code from a phone which is at the bottom of a harbor. I can prove who I am in "
                "several ways, none of which your page asks for."
            ),
            "chatty": (
                "My phone fell into the dough mixer. We got it out but it's not what it was. Now I can't sign in "
                "because the codes were on it, and the recovery codes are in a note on, you guessed it."
            ),
            "foreign": (
                "I've a new telephone and can't login because of the code. The old one is not existing anymore. "
                "Please help."
            ),
        },
        asks=(
            Ask(
                (
                    "I'll gladly reset it, but I have to be sure it's you. Could an admin of your company confirm "
                    "it in the portal? Users, your name, Confirm reset."
                ),
                (
                    (
                        "{colleague} has just pressed it, after asking me three security questions of their own, "
                        "one about football."
                    ),
                    "I'm the only admin. This is where it gets interesting.",
                ),
            ),
        ),
        tried=(
            Step("Asked for recovery codes", "None left"),
            Step("Asked an admin to confirm", "Confirmed"),
        ),
        subjects=(
            "Lost phone, can't sign in",
            "Two-step code problem",
            "New phone, no codes",
        ),
        chases=("Sorry to press, but I release the orders here and nobody else can.",),
        notes=(
            "Confirmed by admin. Reset and told her to print the recovery codes this time.",
            "Only admin on the account. Identity by call back to the number in the contract. Done twice, matches.",
        ),
        bot_turns=(
            "If you have lost your phone, you can sign in with one of your recovery codes. Do you have them at hand?",
        ),
        pickups=(
            (
                "I've just taken over from the other team's shift and see that your identity is confirmed already, "
                "so no questions. Reset is done; please sign in within the hour."
            ),
        ),
        fixes=(
            (
                "Two-step sign-in is reset. At the next sign-in you'll see a square to scan with the new phone. "
                "Please print the recovery codes this time, on paper, away from dough."
            ),
            (
                "We've called you back on the number in the contract and reset it. Would you make one colleague "
                "admin as well? Phones are mortal."
            ),
        ),
        summaries=(
            (
                "The customer lost the phone with the sign-in codes and has no recovery codes. Identity was "
                "confirmed by an admin. A reset is needed."
            ),
            "Only admin of {account} has lost the second factor, identity must be checked by call back.",
        ),
        impacts=("One person locked out, who releases the orders",),
        next_actions=("Call back on the contract's number, then reset",),
    ),
    Scenario(
        key="admin_left",
        issue_type="Access/Users and roles",
        goes_to="tier-2",
        weight=2,
        codes=("FW-8040",),
        openings={
            "plain": (
                "Our only admin left on {weekday} and his mailbox is closed. Nobody can add users or change "
                "settings. What do you need from us to appoint a new one?"
            ),
            "terse": "only admin gone. need new admin: me.",
            "chatty": (
                "Our admin has left to grow olives and can't be reached, on purpose as I understand. He was the "
                "only one with the keys. I've been told that I'm his successor, by way of a sticky note."
            ),
            "foreign": (
                "The administrator isn't working more with us. We need that {colleague} gets the administrator rights."
            ),
        },
        asks=(
            Ask(
                (
                    "Can we have a letter today, signed by someone who may sign for the company, and a number to "
                    "call back?"
                ),
                (
                    "Letter is coming within the hour, on proper paper, with the stamp nobody could find.",
                    "The person who may sign is on holiday until Monday. Is a photo of her holding the letter enough?",
                ),
            ),
        ),
        tried=(Step("Checked the letter against the company register", "Matches"),),
        subjects=(
            "Our admin left the company",
            "No admin anymore",
        ),
        chases=("The letter went out yesterday. Did you get it? There's a person starting tomorrow.",),
        notes=("Letter matches the register. Four eyes for granting admin, second is tier 2.",),
        pickups=(
            (
                "I have your letter and have checked it against the register. I'll ring the number on it in the "
                "next half hour, and then you're admin."
            ),
        ),
        fixes=(
            (
                "Call back done, {colleague} is admin now. I'd suggest a second one today, before anybody else "
                "discovers olives."
            ),
        ),
        summaries=(
            "Their only admin left, nobody can manage users. The signed letter is here and matches the register.",
        ),
        impacts=("No users can be added or removed",),
        next_actions=("Call back the number on the letter, grant admin with a second person",),
    ),
)
