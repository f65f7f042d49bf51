"""Single sign-on, which is many."""

from config.demo.scenario import Ask, Scenario
from escalation.package import Step

SCENARIOS = (
    Scenario(
        key="sso_loop",
        issue_type="Access/Single sign-on",
        goes_to="tier-2",
        weight=5,
        codes=("SSO-11", "SSO-14"),
        openings={
            "plain": (
                "Since {clock} our single sign-on goes round in circles: Ferrywell, identity provider, Ferrywell, "
                "and so on until the browser gives up. About {count} people are affected."
            ),
            "terse": "sso loop since {clock}. all users. {browser}",
            "angry": (
                "{count} people are watching a page reload. It reloads about four times a second. We've timed it, "
                "there's nothing else to do."
            ),
            "chatty": (
                "If you'd like to see a perpetual motion machine, our sign-in page has become one since {clock}. It "
                "goes to the provider, which says yes, and back to you, who say hmm, and off again. {colleague} "
                "found that it works in a private window, once."
            ),
            "foreign": (
                "We can't login with SSO since {clock}. The page changes always between yours and our provider. "
                "Error at the end is {code}."
            ),
        },
        asks=(
            Ask(
                "Does the address bar show a code at the end when the browser gives up? Something like SSO-11.",
                (
                    "It's too quick to read but I filmed it: {code}.",
                    "{code}, yes, in tiny letters.",
                ),
            ),
            Ask(
                "Has anybody changed the sign-in settings or the domain of your e-mail addresses?",
                (
                    "Nobody admits to it.",
                    "We moved everybody to the new mail domain on {weekday}. The old one still works for mail.",
                ),
            ),
        ),
        tried=(
            Step("Tried in a private window", "Works once, then loops"),
            Step("Read the last answer of the provider", "{code}"),
            Step("Compared the clocks", "Provider about 4 minutes ahead"),
        ),
        subjects=(
            "SSO sign-in loops",
            "Nobody can sign in since this morning",
            "Login goes round in circles",
        ),
        chases=("We've {count} people who can't work. Is there a back door, in the nicest sense?",),
        notes=(
            'Clock of their identity provider is 4 minutes ahead, assertions "not yet valid". {code}',
            "Audience changed with the new domain. Accept both for now. Needs tier 2 rights.",
        ),
        bot_turns=(
            (
                "To sign in with single sign-on, open your company's address and choose Continue with SSO. Could "
                "you try to clear the cookies of the page and sign in again?"
            ),
        ),
        pickups=(
            "The film was a great help, thank you, I can see {code} in it. It's a matter of clocks. I'm on it.",
            (
                "I've taken this over. I've opened a bypass for your two admins by e-mail link, so you can work "
                "while I fix the loop."
            ),
        ),
        fixes=(
            (
                'The clock of your identity provider is four minutes ahead, so its "yes" wasn\'t valid yet when it '
                "reached us. I've allowed five minutes of difference for your account; sign-in works. Someone "
                "should still set the clock."
            ),
            (
                "With your new mail domain the provider sent a different audience. Both are accepted now and "
                "everyone gets in; I watched {count} sign-ins go through, which is oddly satisfying."
            ),
        ),
        summaries=(
            (
                "Single sign-on loops for all {count} users since {clock} and ends in {code}. A private window works "
                "once."
            ),
            "Nobody at {account} can sign in with SSO. The provider confirms, we refuse.",
        ),
        impacts=(
            "{count} people cannot work",
            "Orders are released by two admins only",
        ),
        next_actions=(
            "Open the e-mail bypass for their admins, then compare time and audience of the assertion",
            "Read the assertion, allow for the clock difference, confirm with one user",
        ),
    ),
    Scenario(
        key="sso_certificate",
        issue_type="Access/Single sign-on",
        goes_to="tier-2",
        weight=3,
        codes=("SSO-20",),
        openings={
            "plain": (
                "Our signing certificate is being replaced on {weekday}. How do we get the new one in without "
                "locking everybody out? Last year it went wrong."
            ),
            "terse": "new saml cert. where to upload? dont lock us out",
            "chatty": (
                "It's that time of the year: the certificate. Last time I replaced the old by the new at noon, and "
                "at one minute past noon I was the most unpopular person in three countries. Can both be valid at "
                "the same time?"
            ),
            "foreign": (
                "We change our certificate for the SSO. Please tell how it's done that all users can continue to work."
            ),
        },
        asks=(
            Ask(
                (
                    "Do you have the new certificate already? If so I can add it beside the old one, and both will "
                    "be accepted."
                ),
                (
                    "Yes, it's in the secure form, as a file with an unpronounceable name.",
                    "We get it the evening before. That's our policy. I've given up asking why.",
                ),
            ),
        ),
        tried=(Step("Checked the settings page", "Only one certificate field for admins"),),
        subjects=(
            "SSO certificate expires {weekday}",
            "New certificate for SAML",
        ),
        chases=("It's tomorrow. I'd sleep better with an answer.",),
        notes=("Both certs can be active, UI only shows one field. Tier 2 can add the second.",),
        pickups=(
            (
                "I'll be with you through the change. The second slot is open; upload the new certificate whenever "
                "it arrives, the old one stays valid until you say stop."
            ),
        ),
        fixes=(
            (
                "Both certificates are active. You can switch at your end whenever you like, nobody will notice, "
                "and nobody will know it was you. I'll remove the old one next week."
            ),
            (
                "Changed over at noon, {count} sign-ins since, none refused. I hope this restores your standing in "
                "the three countries."
            ),
        ),
        summaries=(
            "They replace the SSO certificate on {weekday} and need both valid at once, the page has only one field.",
        ),
        impacts=("{count} users would be locked out by a wrong order of steps",),
        next_actions=("Add the new certificate as a second one, stay reachable during the change",),
    ),
)
